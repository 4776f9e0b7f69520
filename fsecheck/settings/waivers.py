"""Waivers on one sheet: which findings a practice answers for, and what came of each of them."""

from collections.abc import Iterable, Sequence
from datetime import date

from fsecheck.model.finding import Finding
from fsecheck.model.waiver import EXPIRED, HONOURED, IDLE, IGNORED, Waived, Waiver


def applied(
    waivers: Iterable[Waiver],
    findings: Sequence[Finding],
    invoice: tuple[str, frozenset[str]],
    today: date,
    *,
    reference: bool,
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """
    The findings, those that a waiver is honoured for marked, and what came of every waiver that names the invoice.

    *invoice*: its number and the numbers of its MK. What cannot be read and what failed has no finding to waive.
    """
    number, mks = invoice
    mine = [one for one in waivers if one.invoice == number and (one.mk is None or one.mk in mks)]
    told = tuple([Waived(one, _state(one, findings, today, reference=reference)) for one in mine])
    honoured = {(one.waiver.rule, one.waiver.act) for one in told if one.state == HONOURED}
    if not honoured:
        return tuple(findings), told
    return tuple([one._replace(waived=(one.rule, one.place.act) in honoured) for one in findings]), told


def _state(waiver: Waiver, findings: Iterable[Finding], today: date, *, reference: bool) -> str:
    if not any((one.rule, one.place.act) == (waiver.rule, waiver.act) for one in findings):
        return IDLE
    if reference:
        return IGNORED
    return EXPIRED if today > waiver.expires else HONOURED
