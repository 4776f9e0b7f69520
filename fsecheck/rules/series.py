"""
Chapitre « série » (SER) : le mode de facturation d'une feuille, selon la série dont elle est.

The decision table stands in the law as data. A sheet finds its cell by its kind (on-site, remote,
whole, or half of a split series), the last act of the series, the approval of the software, the
card, and the mode.
"""

from decimal import Decimal
from typing import Final

from attrs import frozen

from fsecheck.model.facts import SERIES
from fsecheck.rules.acts import REQUEST_CODE, has_remote, is_on_site, is_remote
from fsecheck.rules.kit import Act, Defect, Facts, Invoice, Law, Message, Yield, missing, rule, sheet_defect

_TABLE: Final = ("series.decision_table", "series.modes")
_READ: Final = frozenset({"carteVitale", "applicationCarteVitale"})
_CONFIRMED: Final = "adri"
_SECURED: Final = "SV"
_WITHOUT_CARD: Final = "SSV"
_DEGRADED: Final = "DEG"


@frozen(slots=False, eq=False, repr=False)
class Cell:
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
    return (
        has_remote(invoice)
        or invoice.mode == "sesamSansVitale"
        or REQUEST_CODE in invoice.codes
    )


@rule("SER001", values=_TABLE)
def ser001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """La forme de la feuille est admise pour la série dont elle est."""
    if not _concerned(invoice) and facts.context.series_reading is None:
        return
    cell = _cell(invoice, facts, law)
    reading = facts.context.series_reading
    if cell.outcome == "undecided:SER001":
        yield missing("context.card_readable", mode=cell.mode)
    elif cell.outcome == "SER001":
        yield _form("form", cell, _split(invoice, cell, law))
    elif reading is not None and cell.mixed and reading not in cell.readings and cell.outcome != "SER003":
        yield _form("other-reading", cell, _split(invoice, cell, law), reading=reading)


@rule("SER003", values=[*_TABLE, "series.approved_software"], applies=_concerned)
def ser003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """SESAM sans Vitale demande un logiciel agréé pour la télémédecine."""
    cell = _cell(invoice, facts, law)
    if cell.outcome == "undecided:SER003":
        yield missing("context.software_approved", mode=cell.mode)
    elif cell.outcome == "SER003":
        yield _form("not-approved", cell, _split(invoice, cell, law))


@rule("SER004", values=[*_TABLE, "series.degraded_fallback"], applies=_concerned)
def ser004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le mode dégradé est le recours d'un logiciel qui n'est pas à jour."""
    if facts.context.degraded_reason is not None:
        return
    cell = _cell(invoice, facts, law)
    if cell.outcome == "undecided:SER004":
        yield missing("context.software_approved", mode=cell.mode)
    elif cell.outcome == "SER004":
        yield _form("degraded", cell)


@rule("SER005", values=[*_TABLE, "series.card_unreadable"], applies=_concerned)
def ser005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """SESAM sans Vitale suppose que la carte ne peut pas être lue."""
    cell = _cell(invoice, facts, law)
    if cell.outcome == "SER005":
        yield _form("card-read", cell)


@rule("SER006", values=["series.two_invoices"], needs=[SERIES])
def ser006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Les deux factures d'une série ne se recouvrent ni ne se contredisent."""
    return _halves(invoice, facts, law)


@rule("SER007", values=["series.rights_on_line"], applies=_concerned)
def ser007(invoice: Invoice, facts: Facts, _: Law) -> Yield:
    """Sans lecture de la carte, les droits se confirment en ligne (ADRi)."""
    if _card(invoice, facts) != "no" or invoice.patient.proof == _CONFIRMED:
        return
    if facts.context.rights_checked is None:
        yield missing("context.rights_checked")
    elif not facts.context.rights_checked:
        yield sheet_defect("rights-unconfirmed")


@rule("SER008", values=_TABLE, applies=_concerned)
def ser008(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """La forme n'est admise que par une autre lecture du schéma du mémo."""
    if facts.context.series_reading is not None:
        return
    cell = _cell(invoice, facts, law)
    if cell.outcome == "SER008":
        yield _form("other-reading", cell, readings=cell.readings)


def _cell(invoice: Invoice, facts: Facts, law: Law) -> Cell:
    """The sheet's cell. Every combination has one: a test holds the table complete."""
    day = invoice.last_day
    kind, last = _kind(invoice, facts, law)
    approved = _word(facts.context.software_approved)
    card = _card(invoice, facts)
    mode = law.series.modes.at(day)[invoice.mode]
    place = {"kind": kind, "last": last, "approved": approved, "card": card, "mode": mode}
    for row in law.series.decision_table.at(day):
        if all(row[name] in {value, "any"} for name, value in place.items()):
            return Cell(kind, last, approved, card, mode, row["outcome"], row["readings"])
    raise LookupError("the decision table has no such cell")


def _kind(invoice: Invoice, facts: Facts, law: Law) -> tuple[str, str]:
    """Kind of the sheet, and the last act of its series (``any`` where the table does not ask)."""
    remote = [act for act in invoice.acts if is_remote(law, act)]
    on_site = [act for act in invoice.acts if is_on_site(law, act)]
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


def _last(acts: tuple[Act, ...], facts: Facts) -> Act:
    """The last act: by day, then by hour where the context gives it, then by place on the sheet."""
    last_day = max(act.day for act in acts)
    day = [act for act in acts if act.day == last_day]
    hours = [facts.context.line(act.rank).hour for act in day]
    if None not in hours and len(set(hours)) == len(hours):
        return day[max(range(len(day)), key=lambda place: str(hours[place]))]
    return max(day, key=lambda act: act.rank)


def _card(invoice: Invoice, facts: Facts) -> str:
    if facts.context.card_readable is not None:
        return _word(facts.context.card_readable)
    return "yes" if invoice.patient.proof in _READ else "unknown"


def _word(value: bool | None) -> str:  # noqa: FBT001 - a three-valued word
    return "unknown" if value is None else "yes" if value else "no"


def _form(message: str, cell: Cell, split: list[object] | None = None, **params: object) -> Defect:
    """What is said of a cell; *split* is how to bill the lines instead."""
    if split is None:
        return Defect(message, {**cell.params(), **params})
    return Defect(message, {**cell.params(), **params, "split": split}, suggested={"split": split})


def _split(invoice: Invoice, cell: Cell, law: Law) -> list[object]:
    """How to bill the sheet's lines: the preferred form of its series, as lines and mode of each invoice."""
    remote = [act.rank for act in invoice.acts if is_remote(law, act) or act.code == REQUEST_CODE]
    others = [act.rank for act in invoice.acts if act.rank not in remote]
    telehealth = _WITHOUT_CARD if cell.approved == "yes" else _DEGRADED
    if not remote:
        return [{"acts": others, "mode": _SECURED}]
    if not others:
        return [{"acts": remote, "mode": telehealth}]
    if cell.last == "on-site":
        return [{"acts": sorted(others + remote), "mode": _SECURED}]
    if cell.approved == "yes":
        return [{"acts": sorted(others + remote), "mode": _WITHOUT_CARD}]
    return [{"acts": remote, "mode": _DEGRADED}, {"acts": others, "mode": _SECURED}]


def _halves(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    if facts.context.series is None:
        return
    fact = facts[SERIES]
    own = {(act.day, act.code, act.coefficient) for act in invoice.acts if is_remote(law, act) or is_on_site(law, act)}
    twice = [
        event
        for event in fact.events
        if (event.day, event.code, Decimal(event.coefficient) if event.coefficient else None) in own
    ]
    if twice:
        yield sheet_defect("overlap", evidence=(event.reference for event in twice), day=twice[0].day)
    stated = facts.context.series_last_remote
    days = [(act.day, is_remote(law, act)) for act in invoice.acts if is_remote(law, act) or is_on_site(law, act)]
    days += [(event.day, event.remote) for event in fact.events]
    last_day = max((day for day, _ in days), default=None)
    kinds = {remote for day, remote in days if day == last_day}
    # Both kinds on the last day: the order of a same day is not known across two sheets.
    if stated is not None and len(kinds) == 1 and stated not in kinds:
        yield sheet_defect(
            "contradiction",
            evidence=(event.reference for event in fact.events if event.day == last_day),
            day=last_day,
            stated="remote" if stated else "on-site",
        )
    elif not twice and not fact.events:
        yield missing("ledger.series")


MESSAGES = {
    "SER001.form": Message(
        "Cette forme de facturation n'est pas admise : des actes en présence ne partent pas en SESAM sans Vitale de cette façon.",
        "Refaites la feuille ainsi : {split}.",
        "série {kind}, dernier acte {last}, logiciel agréé {approved}, carte lue {card}, mode {mode} : forme d'aucune lecture.",
    ),
    "SER001.other-reading": Message(
        "Vous avez choisi la lecture {reading} du schéma de facturation : elle n'admet pas cette forme.",
        "Refaites la feuille ainsi : {split}.",
        "série {kind}, dernier acte {last}, logiciel agréé {approved}, carte lue {card}, mode {mode} : hors lecture {reading}.",
    ),
    "SER003.not-approved": Message(
        "SESAM sans Vitale n'est ouvert qu'aux logiciels agréés pour la télémédecine ; le vôtre ne l'est pas.",
        "Facturez les actes à distance en mode dégradé : {split}.",
        "mode {mode} alors que logicielAgree = non.",
    ),
    "SER004.degraded": Message(
        "La feuille part en mode dégradé alors que votre logiciel est agréé pour la télémédecine.",
        "Utilisez SESAM sans Vitale, ou indiquez pourquoi le dégradé a été nécessaire (une panne, par exemple).",
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
        "Rien n'est obligatoire. La forme la plus sûre est décrite dans la documentation de la série.",
        "série {kind}, dernier acte {last}, logiciel agréé {approved}, carte lue {card}, mode {mode} : lectures {readings}.",
    ),
}
