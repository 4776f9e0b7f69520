"""
Chapitre « accès direct » (ADI) : les soins sans ordonnance, que la feuille déclare par ``accesDirect``.

A *run* is a suite of sessions without diagnosis of one patient, by any MK of the ledger, each less
than three months after the one before; in the CPTS experiment, the sessions of the three months
from the first.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from fsecheck.model.facts import DIRECT_SESSIONS, YEAR_VOLUME
from fsecheck.model.periods import add_months
from fsecheck.rules.acts import SESSION, act_ids, is_care, is_session_event, kind_of, known_from
from fsecheck.rules.kit import (
    Act,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    defect,
    missing,
    rule,
    sheet_defect,
)

_SCREENING = "reperage-fragilite"


def _declared(invoice: Invoice) -> bool:
    return invoice.direct_access is True


@rule("ADI001", values=["direct_access.prescriber", "direct_access.without_prescription"])
def adi001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """En accès direct, et en accès direct seulement, le prescripteur est le masseur-kinésithérapeute."""
    own = _numbers(invoice)
    if invoice.direct_access:
        if not invoice.prescriptions and _care(invoice, facts, law):
            yield sheet_defect("no-prescriber")
        for prescription in invoice.prescriptions:
            if own.isdisjoint({prescription.prescriber, prescription.prescriber_rpps}):
                yield sheet_defect("other-prescriber", prescription=prescription.number)
        return
    for act in _care(invoice, facts, law):
        pointed = invoice.prescription_of(act)
        if pointed is not None and not own.isdisjoint({pointed.prescriber, pointed.prescriber_rpps}):
            yield defect(act, "self-prescribed", prescription=pointed.number)


@rule("ADI002", values=["direct_access.structures", "direct_access.experiment_structure"], applies=_declared)
def adi002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'accès direct n'est ouvert que dans certaines structures, depuis le 22 août 2023."""
    structure = facts.context.structure
    for act in _care(invoice, facts, law):
        opened = law.direct_access.structures.at(act.day)
        if not opened:
            yield defect(act, "before-opening", day=act.day, opened=_first_opened(law, "structures"))
        elif structure is None:
            yield missing("context.structure", stops=True)
            return
        # ADI005 says what the experiment asks.
        elif structure not in opened and structure != law.direct_access.experiment_structure.at(act.day):
            yield defect(act, "closed-structure", found=structure, expected=opened)


@rule(
    "ADI003",
    values=["direct_access.sessions", "direct_access.run_months"],
    needs=[DIRECT_SESSIONS, YEAR_VOLUME],
    applies=_declared,
)
def adi003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Huit séances au plus par patient sans diagnostic médical préalable."""
    for rank in ranks(invoice, facts, law):
        if rank.least > rank.limit and not rank.unknown_own:
            yield defect(
                rank.act,
                "too-many-sessions",
                counted=rank.least,
                limit=rank.limit,
                since=rank.since,
                elsewhere=facts.context.direct_sessions_before or 0,
                evidence=rank.evidence,
            )
        elif rank.most > rank.limit and rank.unknown_own:
            yield missing("context.diagnosis", rank.act, limit=rank.limit)
        elif rank.most > rank.limit:
            yield missing("ledger.diagnosis", rank.act, counted=rank.least, limit=rank.limit)
        elif not rank.complete:
            yield missing(
                "ledger.direct_sessions", rank.act, counted=rank.least, limit=rank.limit, since=rank.needed_from
            )


@rule(
    "ADI007",
    values=["direct_access.sessions", "direct_access.run_months"],
    needs=[DIRECT_SESSIONS, YEAR_VOLUME],
    applies=_declared,
)
def adi007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Huit séances au plus en tout, selon une autre lecture du texte."""
    opening = law.direct_access.sessions.first
    for rank in ranks(invoice, facts, law):
        if rank.least > rank.limit:
            continue
        if rank.least_in_all > rank.limit and not rank.unknown_own:
            yield defect(
                rank.act, "over-in-all", counted=rank.least_in_all, limit=rank.limit, evidence=rank.all_evidence
            )
        elif rank.most_in_all > rank.limit:
            what = "context.diagnosis" if rank.unknown_own else "ledger.diagnosis"
            yield missing(what, rank.act, counted=rank.least_in_all, limit=rank.limit)
        elif facts.context.direct_sessions_before is None and not known_from(facts, DIRECT_SESSIONS, opening):
            yield missing(
                "ledger.direct_sessions", rank.act, counted=rank.least_in_all, limit=rank.limit, since=opening
            )


@rule(
    "ADI004",
    values=["direct_access.sessions", "direct_access.run_months", "direct_access.last_sessions"],
    needs=[DIRECT_SESSIONS, YEAR_VOLUME],
    applies=_declared,
)
def adi004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Les dernières séances sans diagnostic sont annoncées."""
    for rank in ranks(invoice, facts, law):
        announced = law.direct_access.last_sessions.at(rank.act.day)
        if rank.complete and rank.least == rank.most:
            if rank.least in announced:
                yield defect(rank.act, "few-left", counted=rank.least, limit=rank.limit, left=rank.limit - rank.least)
        elif not rank.complete or rank.most >= min(announced):
            yield missing("ledger.direct_sessions", rank.act, counted=rank.least, limit=rank.limit)


@rule(
    "ADI005",
    values=[
        "direct_access.experiment_structure",
        "direct_access.experiment_departments",
        "direct_access.experiment_substitutes",
    ],
    applies=_declared,
)
def adi005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """L'expérimentation en CPTS a ses départements et sa date, et n'est pas ouverte aux remplaçants."""
    if facts.context.structure != law.direct_access.experiment_structure.at(invoice.last_day):
        return
    if invoice.substitute is not None:
        yield sheet_defect("substitute")
    for act in _care(invoice, facts, law):
        opened = law.direct_access.experiment_departments.at(act.day)
        if not opened:
            first = _first_opened(law, "experiment_departments")
            yield defect(act, "before-experiment", day=act.day, opened=first)
        elif facts.context.department is None:
            yield missing("context.department", act)
        elif facts.context.department not in opened:
            yield defect(act, "other-department", found=facts.context.department, expected=opened)


@rule("ADI006", values=["direct_access.proofs"], applies=_declared)
def adi006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un diagnostic médical préalable a une preuve."""
    for act in _sessions(invoice, law):
        line = facts.context.line(act.rank)
        if line.diagnosis is not True:
            continue
        if line.diagnosis_proof is None:
            yield missing("context.diagnosis_proof", act)
        elif line.diagnosis_proof not in law.direct_access.proofs.at(act.day):
            yield defect(act, "no-proof", expected=law.direct_access.proofs.at(act.day))


@rule("ADI008", values=["direct_access.experiment_structure", "direct_access.experiment_confirmed"], applies=_declared)
def adi008(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Les sources ne donnent pas la même date d'ouverture à l'expérimentation en CPTS."""
    if facts.context.structure != law.direct_access.experiment_structure.at(invoice.last_day):
        return
    confirmed = law.direct_access.experiment_confirmed
    for act in _care(invoice, facts, law):
        if confirmed.in_force(act.day) and act.day < confirmed.at(act.day):
            yield defect(act, "disputed-opening", day=act.day, confirmed=confirmed.at(act.day))


def _sessions(invoice: Invoice, law: Law) -> list[Act]:
    """The session acts of the sheet, by date then line."""
    sessions = [act for act in invoice.acts if act.reimbursable and kind_of(law, act) == SESSION]
    return sorted(sessions, key=lambda act: (act.day, act.rank))


def _care(invoice: Invoice, facts: Facts, law: Law) -> list[Act]:
    """The sessions and bilans of the sheet that need a prescription or direct access."""
    return [
        act
        for act in invoice.acts
        if act.reimbursable and is_care(kind_of(law, act)) and not _of_own_motion(law, act, facts)
    ]


def _of_own_motion(law: Law, act: Act, facts: Facts) -> bool:
    """Whether an act needs neither prescription nor direct access; an AMK 10 may be the screening unless denied."""
    alone = set(law.direct_access.without_prescription.at(act.day))
    if facts.context.frailty_screening is False:
        alone.discard(_SCREENING)
    return act.code in alone or not alone.isdisjoint(act_ids(law, act))


def _first_opened(law: Law, name: str) -> date | None:
    """The first day on which a list of the chapter is not empty."""
    entries = law.value(f"direct_access.{name}").entries
    return next((entry.since for entry in entries if entry.value), None)


def _numbers(invoice: Invoice) -> set[str]:
    """Every number of the MKs of the sheet: who invoices, who stands in, who executes a line."""
    people = [invoice.practitioner, *([invoice.substitute] if invoice.substitute else [])]
    numbers = {number for person in people for number in (person.am, person.rpps)}
    numbers |= {number for act in invoice.acts for number in (act.executing_am, act.executing_rpps)}
    return {number for number in numbers if number is not None}


class _Session(NamedTuple):
    """One session, of the history or of the sheet, that is not known to have a diagnosis."""

    day: date
    known: bool
    """Whether it is known to have none."""
    region: str
    reference: tuple[str, str] | None


class Rank(NamedTuple):
    """The rank of one session of the sheet among those without diagnosis."""

    act: Act
    limit: int
    least: int
    """Its rank in the run of the sessions known to have no diagnosis; itself counted where its own is known."""
    most: int
    """Its rank in the run of those that may have none, itself counted."""
    least_in_all: int
    """The same whatever the run, the region and the day."""
    most_in_all: int
    unknown_own: bool
    since: date
    needed_from: date
    """From when the ledger must be complete."""
    complete: bool
    evidence: tuple[tuple[str, str], ...]
    all_evidence: tuple[tuple[str, str], ...]


def ranks(invoice: Invoice, facts: Facts, law: Law) -> Iterator[Rank]:
    """Each session of the sheet that is not known to have a diagnosis, with its rank: by date, then history first."""
    elsewhere = facts.context.direct_sessions_before
    others = _earlier_sessions(facts, law)
    for act in _sessions(invoice, law):
        line = facts.context.line(act.rank)
        if line.diagnosis is True:
            continue
        own = _Session(act.day, line.diagnosis is False, facts.word(line.region), None)
        others += [own] * (act.quantity - 1)
        months = law.direct_access.run_months.at(act.day)
        from_first = facts.context.structure == law.direct_access.experiment_structure.at(act.day)
        near = [other for other in others if other.day <= act.day and _same_region(other, own)]
        sure = _run([other for other in near if other.known], act.day, months, from_first=from_first)
        possible = _run(near, act.day, months, from_first=from_first)
        before = (elsewhere or 0) + own.known
        since = min((other.day for other in possible), default=act.day)
        needed = add_months(since, -months)
        yield Rank(
            act=act,
            limit=law.direct_access.sessions.at(act.day),
            # Where a run is counted from its first session, one more before it may end it sooner.
            least=before + min(len(sure), len(possible)),
            most=(elsewhere or 0) + max(len(sure), len(possible)) + 1,
            least_in_all=before + sum(other.known for other in others),
            most_in_all=(elsewhere or 0) + len(others) + 1,
            unknown_own=not own.known,
            since=min((other.day for other in sure), default=act.day),
            needed_from=needed,
            complete=elsewhere is not None or known_from(facts, DIRECT_SESSIONS, needed),
            evidence=_references(sure),
            all_evidence=_references(other for other in others if other.known),
        )
        others.append(own)


def _earlier_sessions(facts: Facts, law: Law) -> list[_Session]:
    """The direct-access sessions of the history that are not known to have a diagnosis."""
    return [
        _Session(event.day, event.diagnosis is False, event.region, event.reference)
        for event in facts[DIRECT_SESSIONS].events
        if event.reimbursable and event.diagnosis is not True and is_session_event(law, event)
        for _ in range(event.quantity)
    ]


def _same_region(one: _Session, other: _Session) -> bool:
    """Whether nothing says that two sessions are for different regions."""
    return not one.region or not other.region or one.region == other.region


def _run(earlier: Sequence[_Session], day: date, months: int, *, from_first: bool) -> list[_Session]:
    """The earlier sessions of the run to which a session of *day* belongs."""
    run: list[_Session] = []
    for session in sorted(earlier, key=lambda session: session.day):
        if run and session.day >= add_months(run[0 if from_first else -1].day, months):
            run = []
        run.append(session)
    if run and day >= add_months(run[0 if from_first else -1].day, months):
        return []
    return run


def _references(sessions: Iterable[_Session]) -> tuple[tuple[str, str], ...]:
    return tuple(session.reference for session in sessions if session.reference is not None)


MESSAGES = {
    "ADI001.no-prescriber": Message(
        "La feuille est en accès direct et n'a pas de prescripteur.",
        "Portez votre propre numéro comme prescripteur.",
        "accesDirect = oui sans prescription.",
    ),
    "ADI001.other-prescriber": Message(
        "La feuille est en accès direct mais le prescripteur est un autre que vous.",
        "Portez votre propre numéro comme prescripteur ; s'il y a une ordonnance, la feuille n'est pas en accès "
        "direct.",
        "accesDirect = oui et prescription {prescription} d'un autre numéro que celui du MK.",
    ),
    "ADI001.self-prescribed": Message(
        "Vous figurez comme prescripteur sans que la feuille soit déclarée en accès direct.",
        "Portez le numéro du médecin qui a prescrit, 291991123 pour un renouvellement par vous, ou déclarez l'accès "
        "direct.",
        "prescription {prescription} au numéro du MK, accesDirect absent ou non.",
    ),
    "ADI002.before-opening": Message(
        "L'acte du {day} est en accès direct, qui n'est ouvert que depuis le {opened}.",
        "Facturez l'acte sur une ordonnance.",
        "accesDirect = oui et acte/date {day} < {opened}.",
    ),
    "ADI002.closed-structure": Message(
        "L'accès direct n'est pas ouvert dans votre structure : {found}.",
        "Il l'est dans : {expected}. Facturez sur une ordonnance, ou corrigez la structure dans les paramètres.",
        "structure {found}, attendu {expected}.",
    ),
    "ADI003.too-many-sessions": Message(
        "C'est la séance n° {counted} en accès direct sans diagnostic médical depuis le {since} ; la limite est "
        "de {limit}.",
        "Adressez le patient à un médecin. S'il y a un diagnostic médical antérieur, indiquez-le avec sa preuve.",
        "séance sans diagnostic n° {counted} de la suite commencée le {since}, limite {limit}.",
    ),
    "ADI007.over-in-all": Message(
        "C'est la séance n° {counted} en accès direct sans diagnostic pour ce patient, toutes périodes et toutes "
        "régions comprises ; le texte dit {limit} par patient.",
        "La feuille peut partir : l'usage compte par épisode de soins. Le texte peut aussi se lire par patient, sans "
        "limite de temps : un diagnostic médical lèverait le doute.",
        "{counted:séance|séances} sans diagnostic en tout, limite {limit} : deux lectures, par suite de séances ou par "
        "patient.",
    ),
    "ADI004.few-left": Message(
        "C'est la séance n° {counted} sur {limit} en accès direct sans diagnostic : il en reste {left}.",
        "Prévoyez d'adresser le patient à un médecin s'il faut continuer.",
        "séance sans diagnostic n° {counted} de la suite, limite {limit}.",
    ),
    "ADI005.substitute": Message(
        "L'accès direct en CPTS (expérimentation) n'est pas ouvert aux remplaçants.",
        "Facturez sur une ordonnance.",
        "structure cptsExperimentation avec un remplaçant.",
    ),
    "ADI005.before-experiment": Message(
        "L'acte du {day} est antérieur à l'ouverture de l'expérimentation en CPTS, le {opened}.",
        "Facturez l'acte sur une ordonnance.",
        "structure cptsExperimentation et acte/date {day} < {opened}.",
    ),
    "ADI005.other-department": Message(
        "Votre département ({found}) n'est pas de l'expérimentation en CPTS.",
        "Facturez sur une ordonnance, ou corrigez le département dans les paramètres.",
        "departement {found}, attendu un de {expected}.",
    ),
    "ADI006.no-proof": Message(
        "Un diagnostic médical antérieur est indiqué sans preuve.",
        "Gardez au dossier une pièce qui le montre : {expected}.",
        "diagnostic = oui sans preuveDiagnostic, attendu une de {expected}.",
    ),
    "ADI008.disputed-opening": Message(
        "Les sources ne s'accordent pas sur l'ouverture de l'expérimentation en CPTS avant le {confirmed}.",
        "La feuille peut partir ; la caisse peut la refuser pour un acte du {day}.",
        "acte/date {day} < {confirmed}, date que toutes les sources donnent.",
    ),
}
