"""
The table of series, held against the situations of a pack.

Each of its cells must be shown: by a situation that admits the mode, or, where the table refuses it, by one whose forms
are others. No form may admit what the table refuses. Cells where the approval of the software or the card is unknown
are no situations: who bills knows both.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, cast

from fsecheck.certify.pack import Pack, Producer, Scenario
from fsecheck.law.lawset import Law
from fsecheck.rules.acts import REMOTE_CODE, REQUEST_CODE

_ADMITTED: Final = frozenset({"ok", "SER008"})
_MIXED: Final = ("whole", "remote-half", "on-site-half")


class _Shown(NamedTuple):
    """Where a situation stands in the table, and what its forms admit there."""

    scenario: str
    kinds: tuple[str, ...]
    last: str
    approved: str
    card: str
    admitted: frozenset[tuple[str, str]]
    """Kind of a sheet and family of its mode."""

    def at(self, row: Mapping[str, Any]) -> bool:
        """Whether a row of the table speaks of this situation."""
        return row["kind"] in self.kinds and all(
            row[name] in {"any", value}
            for name, value in (("last", self.last), ("approved", self.approved), ("card", self.card))
        )


def faults(pack: Pack) -> Iterator[tuple[str, str]]:
    """A code and what it is about: cells that no situation shows, and forms that the table refuses."""
    law = Law()
    table = law.series.decision_table.at(pack.reference_date)
    shown = [_shown(one, one.play, law) for one in pack.scenarios if isinstance(one.play, Producer)]
    for row in table:
        admitted = row["outcome"] in _ADMITTED
        here = [one for one in shown if one.at(row)]
        takes = [one.scenario for one in here if (row["kind"], row["mode"]) in one.admitted]
        cell = ", ".join(row[name] for name in ("kind", "last", "approved", "card", "mode"))
        if "unknown" not in {row["approved"], row["card"]} and not (takes if admitted else here):
            yield "cell-without-situation", cell
        if not admitted:
            for own in takes:
                yield "form-against-table", f"{own} ({cell} : {row['outcome']})"


def _shown(scenario: Scenario, play: Producer, law: Law) -> _Shown:
    families = law.series.modes.at(cast("date", scenario.today))  # every situation has its day
    acts = [act for invoice in play.forms[0].invoices for act in invoice.acts]
    mixed = _kind(acts) == "whole"
    admitted = set()
    for form in play.forms:
        for invoice in form.invoices:
            kind = _kind(invoice.acts)
            half = "-half" if mixed and kind != "whole" else ""
            admitted |= {(kind + half, families[mode]) for mode in invoice.modes or families}
    practice = play.settings.get("practice", {})
    return _Shown(
        scenario.id,
        _MIXED if mixed else (_kind(acts),),
        "remote" if max((act["day"], _remote(act)) for act in acts)[1] else "on-site",
        _word(practice.get("software_approved")),
        _word(play.data.get("card_readable")),
        frozenset(admitted),
    )


def _kind(acts: Sequence[Mapping[str, str]]) -> str:
    """Kind of a sheet with these acts: remote, on-site, or both; a request beside an act on site changes nothing."""
    remote = any(_remote(act) for act in acts)
    on_site = any(not _remote(act) and act["code"] != REQUEST_CODE for act in acts)
    if remote and on_site:
        return "whole"
    return "on-site" if on_site else "remote"


def _remote(act: Mapping[str, str]) -> bool:
    return act["code"] == REMOTE_CODE


def _word(value: bool | None) -> str:  # noqa: FBT001 - a three-valued word
    return "unknown" if value is None else "yes" if value else "no"
