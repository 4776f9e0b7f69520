"""Chapitre « téléexpertise » (TEX) : la demande du masseur-kinésithérapeute requérant (RQD)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from fsecheck.model.facts import REQUESTS_OF_YEAR, Fact
from fsecheck.rules.kit import (
    Act,
    Event,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    act_codes,
    by_civil_year,
    civil_year,
    defect,
    missing,
    quantity,
    references,
    rule,
)

_ASKS: Final = act_codes("RQD")
_DAY: Final = timedelta(days=1)
_SALARIED: Final = "salarie"


@rule("TEX001", values=["teleexpertise.requests_per_year"], needs=[REQUESTS_OF_YEAR], applies=_ASKS)
def tex001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Deux demandes de téléexpertise par an au plus pour un même patient."""
    fact = facts[REQUESTS_OF_YEAR]
    asked = list(_requests(invoice))
    # The context speaks of one year and one MK: those of the sheet's last request.
    told = max(((act.day.year, act.rank, facts.mk(invoice.executing(act))) for act in asked), default=None)
    for year, mk, requests in _by_year_and_mk(asked, invoice, facts):
        first, last = civil_year(requests[0].day)
        limit = law.teleexpertise.requests_per_year.at(max(act.day for act in requests))
        elsewhere = facts.context.requests_elsewhere if told is not None and (year, mk) == told[::2] else None
        earlier = requests_of_year(fact, requests[0].day, mk)
        counted = quantity(earlier) + (elsewhere or 0)
        maker = invoice.executing(requests[0])
        covered = fact.complete_from(first) and facts.covers(maker, invoice.practitioner.key, first)
        known = elsewhere is not None or covered
        for act in requests:
            counted += act.quantity
            if counted > limit:
                yield defect(
                    act,
                    "too-many-requests",
                    year=year,
                    counted=counted,
                    limit=limit,
                    elsewhere=elsewhere or 0,
                    reopens=last + _DAY,
                    evidence=references(earlier),
                )
            elif not known:
                yield missing("ledger.requests_of_year", act, year=year, since=first, counted=counted, limit=limit)


@rule("TEX002", values=["teleexpertise.requested_identifier"], applies=_ASKS)
def tex002(invoice: Invoice, _: Facts, __: Law) -> Yield:
    """Le professionnel requis est identifié sur la feuille."""
    for act in _requests(invoice):
        if act.requested is None:
            yield defect(act, "no-identifier")


@rule("TEX003", values=["teleexpertise.requested_professions"], applies=_ASKS)
def tex003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le professionnel requis est médecin ou sage-femme."""
    ours = invoice.own_numbers.union(facts.context.group)
    if invoice.practitioner.condition == _SALARIED:
        # A centre's number is that of its doctors too: it says nothing of who was asked.
        ours -= {invoice.practitioner.am}
    for act in _requests(invoice):
        expected = law.teleexpertise.requested_professions.at(act.day)
        if act.requested in ours:
            # Whatever profession is written beside it.
            yield defect(act, "own-number", expected=expected)
        elif act.requested_profession is None:
            yield missing("fse.requis.profession", act)
        elif act.requested_profession not in expected:
            yield defect(act, "other-profession", expected=expected, found=act.requested_profession)


@rule("TEX004", values=["teleexpertise.consent"], applies=_ASKS)
def tex004(invoice: Invoice, facts: Facts, _: Law) -> Yield:
    """Le patient a consenti à la téléexpertise."""
    return _stated(invoice, facts, "consent", "no-consent")


@rule("TEX005", values=["teleexpertise.secure_exchange"], applies=_ASKS)
def tex005(invoice: Invoice, facts: Facts, _: Law) -> Yield:
    """Les données passent par une messagerie sécurisée."""
    return _stated(invoice, facts, "secure_messaging", "no-secure-messaging")


@rule("TEX006", values=["teleexpertise.motive_and_report"], applies=_ASKS)
def tex006(invoice: Invoice, facts: Facts, _: Law) -> Yield:
    """Le motif de la demande est énoncé et la réponse est reportée au dossier."""
    yield from _stated(invoice, facts, "motive", "no-motive")
    yield from _stated(invoice, facts, "report", "no-report")


@rule("TEX007", values=["teleexpertise.quantity_per_line", "teleexpertise.request_code"], applies=_ASKS)
def tex007(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Une ligne porte une demande, sans coefficient ou au coefficient 1."""
    for act in _requests(invoice):
        expected = law.teleexpertise.quantity_per_line.at(act.day)
        if act.quantity != expected:
            suggested: dict[str, object] = {"quantite": expected}
            yield defect(act, "quantity", expected=expected, found=act.quantity, suggested=suggested)
        if act.coefficient is not None and act.coefficient != expected:
            yield defect(act, "coefficient", expected=expected, found=act.coefficient)


def requests_of_year(fact: Fact, day: date, mk: str) -> list[Event]:
    """The earlier requests of an MK in the civil year of *day*."""
    # Every live request of the civil year counts, whatever its date: a late bill of February is still the third.
    return [
        event
        for event in fact.between(*civil_year(day))
        if event.code == "RQD" and event.reimbursable and event.mk == mk
    ]


def _requests(invoice: Invoice) -> Iterator[Act]:
    """The requests asked of the fund: the conditions of a request are those on which it may be billed."""
    return (act for act in invoice.acts if act.code == "RQD" and act.reimbursable)


def _by_year_and_mk(requests: list[Act], invoice: Invoice, facts: Facts) -> Iterator[tuple[int, str, list[Act]]]:
    """The requests in the order of the sheet, by civil year and by the MK who made them."""
    for year, acts in by_civil_year(requests):
        makers = [facts.mk(invoice.executing(act)) for act in acts]
        for mk in dict.fromkeys(makers):
            yield year, mk, [act for act, maker in zip(acts, makers, strict=True) if maker == mk]


def _stated(invoice: Invoice, facts: Facts, field: str, message: str) -> Yield:
    """A fact of the context that must hold for each request: violated only where the contrary is stated."""
    for act in _requests(invoice):
        value = getattr(facts.context.line(act.rank), field)
        if value is None:
            yield missing(f"context.{field}", act)
        elif not value:
            yield defect(act, message)


MESSAGES = {
    "TEX001.too-many-requests": Message(
        "C'est la demande de téléexpertise n° {counted} de l'année {year} pour ce patient ; la limite est de "
        "{limit} par an.",
        "Retirez cette demande de la feuille : elle ne peut pas être facturée. Une demande faite à partir du "
        "{reopens} pourra l'être.",
        "acte RQD n° {counted} de l'année civile {year} pour ce MK et ce bénéficiaire, limite {limit}.",
    ),
    "TEX002.no-identifier": Message(
        "Le médecin ou la sage-femme que vous avez sollicité n'est pas identifié sur la feuille.",
        "Ajoutez son numéro (AM ou RPPS) dans la zone du professionnel requis.",
        "acte/requis/numero absent d'une ligne RQD.",
    ),
    "TEX003.other-profession": Message(
        "Une téléexpertise se demande à un médecin ou à une sage-femme ; le professionnel indiqué est : {found}.",
        "Corrigez la profession du requis, ou retirez la demande de la feuille.",
        "acte/requis/profession {found}, attendu {expected}.",
    ),
    "TEX003.own-number": Message(
        "Le numéro du professionnel sollicité est celui d'un kinésithérapeute : le vôtre, ou celui d'un confrère "
        "du groupe.",
        "Une téléexpertise se demande à un médecin ou à une sage-femme : indiquez son numéro, ou retirez la demande.",
        "acte/requis/numero est un numéro de MK de la feuille ou du groupe, attendu {expected}.",
    ),
    "TEX004.no-consent": Message(
        "Le patient n'a pas consenti à cette téléexpertise.",
        "Recueillez son consentement avant la demande ; sans lui, la demande ne se facture pas.",
        "contexte/ligne/consentement = non pour une ligne RQD.",
    ),
    "TEX005.no-secure-messaging": Message(
        "La demande n'est pas passée par une messagerie sécurisée de santé.",
        "Envoyez les données du patient par une messagerie sécurisée de santé.",
        "contexte/ligne/messagerieSecurisee = non pour une ligne RQD.",
    ),
    "TEX006.no-motive": Message(
        "Le motif de la téléexpertise n'est pas énoncé.",
        "Écrivez le motif de la demande dans le dossier du patient.",
        "contexte/ligne/motif = non pour une ligne RQD.",
    ),
    "TEX006.no-report": Message(
        "La téléexpertise n'est pas reportée au dossier du patient.",
        "Reportez la demande et sa réponse au dossier, et au DMP s'il est ouvert.",
        "contexte/ligne/compteRendu = non pour une ligne RQD.",
    ),
    "TEX007.quantity": Message(
        "Une ligne de téléexpertise porte une seule demande ; celle-ci en porte {found}.",
        "Faites une ligne par demande.",
        "acte RQD : quantite {found}, attendu {expected}.",
    ),
    "TEX007.coefficient": Message(
        "Une demande de téléexpertise n'a pas de coefficient ; celle-ci porte le coefficient {found}.",
        "Retirez le coefficient de la ligne, ou écrivez 1.",
        "acte RQD : coefficient {found}, attendu absent ou {expected}.",
    ),
}
