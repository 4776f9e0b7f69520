"""
Chapitre « série » (SER) : le mode de facturation d'une feuille, selon la série dont elle est.

The decision table stands in the law as data. A sheet finds its cell by its kind (on-site, remote,
whole, or half of a split series), the last act of the series, the approval of the software, the
card, and the mode.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from fsecheck.model.facts import SERIES
from fsecheck.rules.acts import REQUEST_CODE, has_remote, is_care, is_presence, is_remote, kind_of_event
from fsecheck.rules.kit import Act, Defect, Event, Facts, Invoice, Law, Message, Yield, missing, rule, sheet_defect
from fsecheck.rules.lines import candidates

_TABLE: Final = ("series.decision_table", "series.modes")
_READ: Final = frozenset({"carteVitale", "applicationCarteVitale"})
_CONFIRMED: Final = "adri"
_SECURED: Final = "SV"
_WITHOUT_CARD: Final = "SSV"
_DEGRADED: Final = "DEG"
_PLACE: Final = ("kind", "last", "approved", "card", "mode")
#: The mode, in the sheet's own word, by which a bill of a family is proposed.
_PROPOSED: Final = {_SECURED: "securise", _WITHOUT_CARD: "sesamSansVitale", _DEGRADED: "degrade"}
#: Outcomes of which another rule speaks, and cells that the approval alone would decide.
_SPOKEN: Final = frozenset({"SER003", "undecided:SER003"})


class Cell(NamedTuple):
    """Where a sheet stands in the decision table, and what the table says there."""

    kind: str
    last: str
    approved: str
    card: str
    mode: str
    outcome: str
    readings: tuple[str, ...]

    @property
    def mixed(self) -> bool:
        """Whether the sheet is of a mixed series: the memo's chart speaks of no other."""
        return self.kind in {"whole", "remote-half", "on-site-half"}

    def params(self) -> dict[str, object]:
        """The cell as parameters of a finding."""
        return {"kind": self.kind, "last": self.last, "approved": self.approved, "card": self.card, "mode": self.mode}


def _concerned(invoice: Invoice) -> bool:
    """On-site sheets are lawful in any secured or degraded mode: only SESAM sans Vitale concerns them."""
    return has_remote(invoice) or invoice.mode == "sesamSansVitale" or REQUEST_CODE in invoice.codes


def _of_a_series(invoice: Invoice, facts: Facts) -> bool:
    """The same, or the context says something of the series: the sheet may be the on-site half of it."""
    return _concerned(invoice) or facts.context.series_last_remote is not None or bool(facts.context.series_mixed)


@rule("SER001", values=_TABLE)
def ser001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """La forme de la feuille est admise pour la série dont elle est."""
    if not _of_a_series(invoice, facts):
        return
    cell = _cell(invoice, facts, law)
    reading = facts.context.series_reading
    if cell.outcome == "undecided:SER001":
        yield missing("context.card_readable", mode=cell.mode)
    elif cell.outcome == "SER001":
        yield _form("form", cell, _split(invoice, cell, law, reading))
    elif reading is None:
        return
    elif _half_unsure(cell, facts):
        yield missing("context.series_last_remote")
    elif cell.mixed and not _excused(cell, facts):
        admitted = {reading in row["readings"] for row in _rows(cell, law, invoice)}
        if True not in admitted:
            yield _form("other-reading", cell, _split(invoice, cell, law, reading), reading=reading)
        elif False in admitted:
            yield missing("context.software_approved", mode=cell.mode)


@rule("SER003", values=[*_TABLE, "series.approved_software"], applies=_concerned)
def ser003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """SESAM sans Vitale demande un logiciel agréé pour la télémédecine."""
    cell = _cell(invoice, facts, law)
    if cell.outcome == "undecided:SER003":
        yield missing("context.software_approved", mode=cell.mode)
    elif cell.outcome == "SER003":
        yield _form("not-approved", cell, _split(invoice, cell, law, facts.context.series_reading))


@rule("SER004", values=[*_TABLE, "series.degraded_fallback"], applies=_concerned)
def ser004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le mode dégradé est le recours d'un logiciel qui n'est pas à jour."""
    if facts.context.degraded_reason is not None:
        return
    cell = _cell(invoice, facts, law)
    if cell.outcome == "undecided:SER004":
        yield missing("context.software_approved", mode=cell.mode)
    elif cell.outcome == "SER004":
        yield _form("degraded", cell, _split(invoice, cell, law, facts.context.series_reading))


@rule("SER005", values=[*_TABLE, "series.card_unreadable"], applies=_concerned)
def ser005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """SESAM sans Vitale suppose que la carte ne peut pas être lue."""
    cell = _cell(invoice, facts, law)
    if cell.outcome == "SER005":
        yield Defect("card-read", cell.params(), suggested={"modeSecurisation": _PROPOSED[_SECURED]})


@rule("SER006", values=["series.two_invoices"], needs=[SERIES])
def ser006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Les deux factures d'une série ne se recouvrent ni ne se contredisent."""
    return _halves(invoice, facts, law)


@rule("SER007", values=["series.rights_on_line"], applies=_concerned)
def ser007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Sans lecture de la carte, les droits se confirment en ligne (ADRi)."""
    card, checked = _card(invoice, facts), facts.context.rights_checked
    mode = law.series.modes.at(invoice.last_day)[invoice.mode]
    if card == "yes" or (card == "unknown" and mode == _SECURED) or checked or invoice.patient.proof == _CONFIRMED:
        return
    if card == "unknown" and mode == _DEGRADED:
        yield missing("context.card_readable")
    elif checked is None:
        yield missing("context.rights_checked")
    else:
        yield sheet_defect("rights-unconfirmed")


@rule("SER008", values=_TABLE)
def ser008(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """La forme n'est admise que par une autre lecture du schéma du mémo."""
    if facts.context.series_reading is not None or not _of_a_series(invoice, facts):
        return
    cell = _cell(invoice, facts, law)
    if cell.outcome == "SER008":
        yield _form("other-reading", cell, _split(invoice, cell, law, None), readings=cell.readings)
    elif _half_unsure(cell, facts):
        yield missing("context.series_last_remote")


def _cell(invoice: Invoice, facts: Facts, law: Law) -> Cell:
    """The sheet's cell. Every combination has one: a test holds the table complete."""
    kind, last = _kind(invoice, facts, law)
    approved, card = _word(facts.context.software_approved), _card(invoice, facts)
    mode = law.series.modes.at(invoice.last_day)[invoice.mode]
    row = _row(law, invoice, (kind, last, approved, card, mode))
    return Cell(kind, last, approved, card, mode, row["outcome"], row["readings"])


def _rows(cell: Cell, law: Law, invoice: Invoice) -> list[Mapping[str, Any]]:
    """What the table says of a cell, for each approval that it may have."""
    known = [cell.approved] if cell.approved != "unknown" else ["yes", "no"]
    return [_row(law, invoice, (cell.kind, cell.last, approved, cell.card, cell.mode)) for approved in known]


def _row(law: Law, invoice: Invoice, place: Sequence[str]) -> Mapping[str, Any]:
    table: Sequence[Mapping[str, Any]] = law.series.decision_table.at(invoice.last_day)
    for row in table:
        if all(row[name] in {value, "any"} for name, value in zip(_PLACE, place, strict=True)):
            return row
    raise LookupError("the decision table has no such cell")


def _half_unsure(cell: Cell, facts: Facts) -> bool:
    """Whether the sheet is said to be half of a mixed series whose last act nobody states."""
    return not cell.mixed and bool(facts.context.series_mixed) and facts.context.series_last_remote is None


def _excused(cell: Cell, facts: Facts) -> bool:
    """Whether another rule speaks of the cell, or a stated breakdown leaves no other mode."""
    return cell.outcome in _SPOKEN or (cell.mode == _DEGRADED and facts.context.degraded_reason is not None)


def _kind(invoice: Invoice, facts: Facts, law: Law) -> tuple[str, str]:
    """Kind of the sheet, and the last act of its series (``any`` where the table does not ask)."""
    remote = [act for act in invoice.acts if is_remote(law, act)]
    # The unmarked bilan of a remote day makes no series mixed: TEL012 speaks of it.
    on_site = [act for act in invoice.acts if is_presence(law, invoice, act)]
    requests = any(act.code == REQUEST_CODE for act in invoice.acts)
    if remote and on_site:
        return "whole", "remote" if is_remote(law, _last((*remote, *on_site), facts)) else "on-site"
    own = "remote" if remote or (requests and not on_site) else "on-site"
    stated = facts.context.series_last_remote
    if stated is None or not (remote or on_site):
        return own, "any"
    last = "remote" if stated else "on-site"
    # A series whose last act is of the other kind is mixed; else the context must say that it is.
    if facts.context.series_mixed or (facts.context.series_mixed is None and last != own):
        return f"{own}-half", last
    return own, "any"


def _last(acts: Sequence[Act], facts: Facts) -> Act:
    """The last act: by day, then by hour where the context gives it, then by place on the sheet."""
    last_day = max(act.day for act in acts)
    day = sorted((act for act in acts if act.day == last_day), key=lambda act: act.rank)
    hours = {act.rank: facts.context.line(act.rank).hour for act in day}
    if None in hours.values():
        return day[-1]
    return max(day, key=lambda act: (str(hours[act.rank]), act.rank))


def _card(invoice: Invoice, facts: Facts) -> str:
    if facts.context.card_readable is not None:
        return _word(facts.context.card_readable)
    return "yes" if invoice.patient.proof in _READ else "unknown"


def _word(value: bool | None) -> str:  # noqa: FBT001 - a three-valued word
    return "unknown" if value is None else "yes" if value else "no"


def _form(message: str, cell: Cell, split: list[object], **params: object) -> Defect:
    """What is said of a cell; *split* is how to bill the lines instead."""
    return Defect(message, {**cell.params(), **params, "split": split}, suggested={"split": split})


def _split(invoice: Invoice, cell: Cell, law: Law, reading: str | None) -> list[object]:
    """How to bill the sheet's lines: the form its series has by a reading, the preferred one where none is chosen."""
    remote = [act.rank for act in invoice.acts if is_remote(law, act) or act.code == REQUEST_CODE]
    others = [act.rank for act in invoice.acts if act.rank not in remote]
    # The card that cannot be read closes the secured mode.
    card = _PROPOSED[_DEGRADED if cell.card == "no" else _SECURED]
    telehealth = _PROPOSED[_WITHOUT_CARD if cell.approved == "yes" else _DEGRADED]
    every = sorted(others + remote)
    if cell.kind in {"on-site", "on-site-half"} or (cell.mixed and _ends_whole_on_site(cell, reading)):
        return [{"acts": every, "mode": card}]
    if not cell.mixed or not others or _ends_whole_remote(cell, reading):
        return [{"acts": every, "mode": telehealth}]
    return [{"acts": remote, "mode": telehealth}, {"acts": others, "mode": card}]


def _ends_whole_on_site(cell: Cell, reading: str | None) -> bool:
    """Whether the series, its last act on site, goes on one invoice, half of it like the rest."""
    return cell.last == "on-site" and reading != "B"


def _ends_whole_remote(cell: Cell, reading: str | None) -> bool:
    """Whether the series, its last act remote, goes on one invoice."""
    return cell.last == "remote" and (reading == "B" or (reading != "A" and cell.approved == "yes"))


def _halves(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    if facts.context.series is None:
        return
    events = facts[SERIES].events
    own = [act for act in invoice.acts if is_remote(law, act) or is_presence(law, invoice, act)]
    twice = [event for act in own for event in _repeated(law, facts, act, events)]
    if twice:
        yield sheet_defect("overlap", evidence=(event.reference for event in twice), day=twice[0].day)
    days = [(act.day, is_remote(law, act)) for act in own]
    days += [(event.day, event.remote) for event in events if is_care(kind_of_event(law, event))]
    stated = facts.context.series_last_remote
    if len({remote for _, remote in days}) == 1:
        # One half alone: it contradicts nothing, and the other may say so later.
        if not twice and _kind(invoice, facts, law)[0].endswith("-half"):
            yield missing("ledger.series")
        return
    last_day = max((day for day, _ in days), default=None)
    kinds = {remote for day, remote in days if day == last_day}
    # Both kinds on the last day: the order of a same day is not known across two sheets.
    if events and stated is not None and len(kinds) == 1 and stated not in kinds:
        yield sheet_defect(
            "contradiction",
            evidence=(event.reference for event in events if event.day == last_day),
            day=last_day,
            stated="remote" if stated else "on-site",
        )


def _repeated(law: Law, facts: Facts, act: Act, events: Sequence[Event]) -> list[Event]:
    """The same act of the same day, where the text does not admit several a day."""
    if any(entry.number_a_day not in {None, 1} for entry in candidates(law, facts, act)):
        return []
    same = act.day, act.code, act.coefficient
    return [event for event in events if (event.day, event.code, _coefficient(event)) == same]


def _coefficient(event: Event) -> Decimal | None:
    return Decimal(event.coefficient) if event.coefficient else None


MESSAGES = {
    "SER001.form": Message(
        "Cette forme de facturation n'est pas admise : des actes en présence ne partent pas en SESAM sans Vitale de "
        "cette façon.",
        "Refaites la feuille ainsi : {split}.",
        "série {kind}, dernier acte {last}, logiciel agréé {approved}, carte lue {card}, mode {mode} : forme d'aucune "
        "lecture.",
    ),
    "SER001.other-reading": Message(
        "Vous avez choisi la lecture {reading} du schéma de facturation : elle n'admet pas cette forme.",
        "Refaites la feuille ainsi : {split}.",
        "série {kind}, dernier acte {last}, logiciel agréé {approved}, carte lue {card}, mode {mode} : hors lecture "
        "{reading}.",
    ),
    "SER003.not-approved": Message(
        "SESAM sans Vitale n'est ouvert qu'aux logiciels agréés pour la télémédecine ; le vôtre ne l'est pas.",
        "Refaites la feuille ainsi : {split}.",
        "mode {mode} alors que logicielAgree = non.",
    ),
    "SER004.degraded": Message(
        "La feuille part en mode dégradé alors que votre logiciel est agréé pour la télémédecine.",
        "Indiquez pourquoi le dégradé a été nécessaire (une panne, par exemple) ; sinon refaites la feuille : {split}.",
        "mode dégradé alors que logicielAgree = oui, sans motifDegrade.",
    ),
    "SER005.card-read": Message(
        "La carte Vitale a été lue : SESAM sans Vitale est prévu quand elle ne peut pas l'être.",
        "Envoyez la feuille en SESAM-Vitale.",
        "mode {mode} alors que la carte a été lue.",
    ),
    "SER006.overlap": Message(
        "Un acte de cette série a déjà été facturé sur son autre feuille (acte du {day}).",
        "Retirez de l'une des deux feuilles les actes qui sont sur l'autre.",
        "même jour, même lettre, même coefficient sur les deux moitiés de la série.",
    ),
    "SER006.contradiction": Message(
        "Le dernier acte de la série, le {day}, n'est pas celui que la feuille annonce.",
        "Vérifiez quel est le dernier acte de la série : le mode de facturation en dépend.",
        "dernier acte annoncé {stated}, contredit par l'acte du {day}.",
    ),
    "SER007.rights-unconfirmed": Message(
        "La carte Vitale n'a pas été lue et les droits n'ont pas été confirmés en ligne.",
        "Interrogez ADRi avant d'envoyer : la réponse est opposable à la caisse.",
        "carte non lue et droitsVerifies = non.",
    ),
    "SER008.other-reading": Message(
        "La feuille est admise, mais par une autre lecture du schéma de facturation que la plus courante.",
        "Rien n'est obligatoire. La forme la plus sûre serait : {split}.",
        "série {kind}, dernier acte {last}, logiciel agréé {approved}, carte lue {card}, mode {mode} : lectures "
        "{readings}.",
    ),
}
