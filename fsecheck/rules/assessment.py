"""
Chapitre « bilan » (BDK) : le rythme du bilan-diagnostic kinésithérapique.

A bilan is due at the first session, then at ranks of the law; what is due stays due until it is
billed. An earlier bilan answers for the due ranks that its own rank has reached. Sessions are
counted for all MKs of the treatment and for the one who did the bilan: due by either count is due.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from fsecheck.law.nomenclature import SESSION
from fsecheck.model.facts import TREATMENT
from fsecheck.rules.kit import (
    Act,
    Defect,
    Event,
    Facts,
    Invoice,
    Law,
    Message,
    Missing,
    Yield,
    act_codes,
    defect,
    missing,
    rule,
)
from fsecheck.rules.treatment import (
    Care,
    Treatment,
    entry_of,
    evidence,
    numbered,
    of_sheet,
    says_renewed_by_doctor,
    treatments,
)

#: Sheets with a line that may be a bilan-diagnostic.
_BILLED: Final = act_codes("AMK", "TMK")
_STANDARD: Final = "bdk"
_NEUROLOGICAL: Final = "bdk-neurologique"
_LEDGER: Final = "ledger.treatment"
_CHANGE: Final = "context.treatment_change"
_RHYTHM: Final = ("assessment.rhythm", "assessment.initial_sessions", "assessment.before_more", "assessment.change")

#: What is said of a bilan.
_CLOSE: Final = "close"
_RENEWAL: Final = "renewal"
_NOT_DUE: Final = "not-due"


#: Why a bilan is due.
INITIAL: Final = "initial"
DUE: Final = "due"
BEFORE_MORE: Final = "before-more"


class Unbilled(NamedTuple):
    """A bilan that is due and was not billed."""

    what: str
    """The initial one, one at its rank, or the one before more sessions of an act than is usual."""
    rank: int
    """Rank of the session at which it is due; before more, the number of sessions that it comes after."""
    act: Act | None
    """The session that reaches it: of the sheet,"""
    event: Event | None
    """or of the history."""


class _Asked(NamedTuple):
    """What the law asks of the sessions of an act."""

    initial: int
    """Number of the session that the first bilan precedes, and of those that part two bilans."""
    rhythm: Sequence[int] | None
    """Session of the second bilan and number of sessions from one to the next; None where it is not known which."""
    before_more: int | None
    """Number of sessions after which a bilan precedes more; None: none does."""


class _Opinion(NamedTuple):
    """A bilan of the sheet that is not lawful."""

    act: Act
    rank: int
    """Rank of the session it was done at."""
    before: Care
    """The bilan before it."""
    since: int
    """Sessions since that one."""


#: Which rules speak of a bilan (too close to another, on a mere renewal, not due; several where it is not known which),
#: and what is wrong with it or missing to know.
_Judged: TypeAlias = tuple[tuple[str, ...], _Opinion | Missing]


def _prescribed(invoice: Invoice) -> bool:
    """In direct access no prescription tells one treatment from another."""
    return not invoice.direct_access and bool(invoice.prescriptions) and invoice.codes != {"RQD"}


def _billed(invoice: Invoice) -> object:
    return _BILLED(invoice) and _prescribed(invoice)


@rule("BDK001", values=_RHYTHM, needs=[TREATMENT], applies=_billed)
def bdk001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un second bilan du même traitement ne suit pas le premier de moins de dix séances."""

    def said(one: _Opinion) -> Defect:
        limit = law.assessment.initial_sessions.at(one.act.day)
        before, seen = one.before.day, evidence([one.before])
        return defect(one.act, "too-close", counted=one.since, limit=limit, before=before, evidence=seen)

    return _told(_CLOSE, said, invoice, facts, law)


@rule("BDK002", values=["assessment.neurological"], needs=[TREATMENT], applies=_BILLED)
def bdk002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le bilan 10,8 va avec les affections neurologiques et musculaires, le bilan 10,7 avec les autres."""
    known = treatments(invoice, facts, law)
    for number, cares in of_sheet(invoice, facts, law).items():
        for bilan in cares:
            if bilan.what == SESSION or bilan.act is None or bilan.one is None:
                continue
            # The bilan is of the sessions of its day; where they are on another invoice, of all of the treatment.
            of_day = [care for care in cares if care.what == SESSION and care.day == bilan.day]
            kinds = {_neurological(law, care) for care in of_day or known[number].sessions}
            # Acts of both sorts under one prescription, or a couple that may be of either: nothing is said.
            if len(kinds) != 1 or None in kinds:
                continue
            wanted = _NEUROLOGICAL if kinds == {True} else _STANDARD
            if bilan.one == wanted:
                continue
            if not of_day and not known[number].known:
                yield missing(_LEDGER, bilan.act)
                continue
            right = [version.coefficient for version in law.nomenclature_table.versions_of(wanted, bilan.day)]
            yield defect(
                bilan.act,
                "standard" if kinds == {True} else "neurological",
                found=bilan.act.coefficient,
                expected=right,
                suggested={"coefficient": right[0]} if len(right) == 1 else None,
            )


@rule("BDK003", values=_RHYTHM, needs=[TREATMENT], applies=_prescribed)
def bdk003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un bilan dû est facturé."""
    if not facts.ledger:
        yield missing(_LEDGER)
        return
    unknown = False
    for treatment in treatments(invoice, facts, law).values():
        if treatment.known:
            for one in unbilled(treatment, law, lambda care: care.act is not None):
                if one.act is None or (one.what == INITIAL and facts.context.initial_assessment_known):
                    continue
                if one.what == BEFORE_MORE:
                    yield defect(one.act, one.what, number=one.rank)
                else:
                    yield defect(one.act, one.what, rank=one.rank)
        else:
            unknown = True
    if unknown:
        yield missing(_LEDGER)


@rule("BDK004", values=[*_RHYTHM, "assessment.on_renewal"], needs=[TREATMENT], applies=_billed)
def bdk004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un simple renouvellement par le masseur-kinésithérapeute ne donne pas lieu à un bilan."""

    def said(one: _Opinion) -> Defect:
        return defect(one.act, "on-renewal", rank=one.rank, before=one.before.day, evidence=evidence([one.before]))

    return _told(_RENEWAL, said, invoice, facts, law)


@rule("BDK005", values=_RHYTHM, needs=[TREATMENT], applies=_billed)
def bdk005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un bilan est facturé à son échéance."""

    def said(one: _Opinion) -> Defect:
        rhythm = law.assessment.rhythm.at(one.act.day)
        (second, step), (later, longer) = rhythm[_STANDARD], rhythm[_NEUROLOGICAL]
        return defect(
            one.act,
            "not-due",
            rank=one.rank,
            counted=one.since,
            before=one.before.day,
            second=second,
            step=step,
            second_neurological=later,
            step_neurological=longer,
            evidence=evidence([one.before]),
        )

    return _told(_NOT_DUE, said, invoice, facts, law)


def _told(of: str, said: Callable[[_Opinion], Defect], invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """What the rule *of* says of the bilans of the sheet, or what it lacks."""
    for rules, one in facts.once("bilans", lambda: tuple(_judged(invoice, facts, law))):
        if of in rules:
            yield said(one) if isinstance(one, _Opinion) else one


def _judged(invoice: Invoice, facts: Facts, law: Law) -> Iterator[_Judged]:
    for treatment in treatments(invoice, facts, law).values():
        for bilan in treatment.bilans:
            if bilan.act is not None and bilan.one is not None:
                opinion = _judge(treatment, bilan, bilan.act, facts, law)
                if opinion is not None:
                    yield opinion


def _judge(treatment: Treatment, bilan: Care, act: Act, facts: Facts, law: Law) -> _Judged | None:
    """Of a bilan of the sheet: what is wrong with it, what is missing to know, or nothing."""
    sessions = treatment.sessions
    place = treatment.cares.index(bilan)
    earlier = [care for care in treatment.cares[:place] if care.what != SESSION and care.mk == bilan.mk]
    before = earlier[-1] if earlier else None
    since = 0
    of: tuple[str, ...] = (_RENEWAL,) if bilan.renewed else (_CLOSE, _NOT_DUE)
    if before is not None:
        since = numbered(care for care in sessions if before.day < care.day <= bilan.day)
        if since >= law.assessment.initial_sessions.at(bilan.day) and not bilan.renewed:
            of = (_NOT_DUE,)
        if treatment.known:
            of = of[:1]
    # Nothing is due twice on one day, whatever the rank.
    twice = before is not None and before.day == bilan.day and not bilan.renewed
    if not treatment.known and not twice:
        return of, missing(_LEDGER, act)
    if before is None or (not twice and _due(treatment, bilan, earlier, law)):
        return None
    changed = _changed(treatment, bilan, before, facts)
    if changed:
        return None
    if not twice and any(care.mk != bilan.mk for care in sessions):
        # A colleague of the treatment may have done sessions that he has not billed yet.
        return of, missing(_LEDGER, act)
    return of[:1], missing(_CHANGE, act) if changed is None else _Opinion(act, _rank(sessions, bilan), before, since)


def _due(treatment: Treatment, bilan: Care, earlier: Sequence[Care], law: Law) -> bool:
    """Whether a bilan that follows others falls due, by the count of all MKs or of its own."""
    written = treatment.prescription
    since = written.renewed_on if says_renewed_by_doctor(written) else None
    # A doctor's renewal is a prescription anew.
    if since is not None and bilan.day >= since and all(care.day < since for care in earlier):
        return True
    sessions = treatment.sessions
    rhythm = law.assessment.rhythm.at(bilan.day)[bilan.one]
    for counted in (sessions, [care for care in sessions if care.mk == bilan.mk]):
        answered = max(_mark(rhythm, _rank(counted, care)) for care in earlier)
        if _mark(rhythm, _rank(counted, bilan)) > answered:
            return True
    for act, number in law.assessment.before_more.at(bilan.day).items():
        counted = [care for care in sessions if act in care.acts]
        if _rank(counted, bilan) >= number and all(_rank(counted, care) < number for care in earlier):
            return True
    return False


def _changed(treatment: Treatment, bilan: Care, before: Care, facts: Facts) -> bool | None:
    """Whether the type of rehabilitation changed between two bilans: stated, or seen in the acts; None: unknown."""
    stated = facts.context.treatment_change
    if stated is not None:
        return stated
    if bilan.region and before.region and bilan.region != before.region:
        return True
    new = [care for care in treatment.sessions if care.day >= bilan.day]
    twice = bilan.day == before.day
    old = new if twice else [care for care in treatment.sessions if before.day <= care.day < bilan.day]
    possible = frozenset[str]().union(*[care.acts for care in old])
    places = {care.region for care in old if care.region}
    if any(care.acts and not care.acts & possible for care in new):
        return True
    if places and any(care.region and care.region not in places for care in new):
        return True
    alike = bilan.one == before.one and all(care.one for care in (*old, *new))
    sure = bool(old and new) and alike and not _interleaved(treatment) and not (twice and len(possible) > 1)
    return False if sure else None


def _interleaved(treatment: Treatment) -> bool:
    """Whether two acts or two regions alternate: prescriptions of one doctor and one day are then not told apart."""
    met: list[tuple[str | None, str]] = []
    for care in treatment.sessions:
        key = (care.one, care.region)
        if key in met and met[-1] != key:
            return True
        if key not in met:
            met.append(key)
    return False


def unbilled(treatment: Treatment, law: Law, asked: Callable[[Care], bool]) -> Iterator[Unbilled]:
    """The ranks that the sessions *asked* of reach, at which a bilan is due and was not billed since."""
    sessions, bilans = treatment.sessions, treatment.bilans
    settled = law.settled(_RHYTHM)
    counted = 0
    like: Care | None = None
    for care in sessions:
        reached, counted = counted, counted + care.quantity
        if not asked(care):
            continue
        # The sessions of a series are of one act: what the law asks of it is looked up once.
        if like is None or care.acts != like.acts or not like.day >= settled <= care.day:
            like, (initial, rhythm, number) = care, _asked(law, care)
        if reached < initial <= counted and not bilans:
            yield Unbilled(INITIAL, initial, care.act, care.event)
        due = 1 if rhythm is None else _mark(rhythm, counted)
        # One a little early answers too: BDK005 has said so.
        if due > 1 and due > reached and not any(_rank(sessions, bilan) > due - initial for bilan in bilans):
            yield Unbilled(DUE, due, care.act, care.event)
        if number is not None:
            alike = [one for one in sessions if one.one == care.one]
            done = numbered(alike[: alike.index(care)])
            if done <= number < done + care.quantity and not any(_rank(alike, bilan) > 1 for bilan in bilans):
                yield Unbilled(BEFORE_MORE, number, care.act, care.event)


def _asked(law: Law, care: Care) -> _Asked:
    """What the law asks of sessions like this one."""
    values, day = law.assessment, care.day
    neurological = _neurological(law, care)
    rhythm = values.rhythm.at(day)[_NEUROLOGICAL if neurological else _STANDARD]
    number = values.before_more.at(day).get(care.one)
    return _Asked(values.initial_sessions.at(day), None if neurological is None else rhythm, number)


def _neurological(law: Law, care: Care) -> bool | None:
    """Whether a session follows the rhythm of the neurological bilan; None where its couple does not tell."""
    kinds = {entry_of(law, act).neurological for act in care.acts}
    return kinds.pop() if len(kinds) == 1 else None


def _mark(rhythm: Sequence[int], rank: int) -> int:
    """The last rank, up to *rank*, at which a bilan is due."""
    second, step = rhythm
    return 1 if rank < second else second + (rank - second) // step * step


def _rank(sessions: Sequence[Care], bilan: Care) -> int:
    """Rank of the session at which a bilan was done: the last of its day, or the next to come."""
    done = numbered(care for care in sessions if care.day < bilan.day)
    return max(numbered(care for care in sessions if care.day <= bilan.day), done + 1)


MESSAGES = {
    "BDK001.too-close": Message(
        "Un bilan de ce traitement a déjà été facturé le {before}, {counted:séance|séances} plus tôt : un second bilan "
        "n'est pas dû avant {limit} séances.",
        "Retirez ce bilan de la feuille. Si la rééducation a changé de nature ou s'il y a une nouvelle prescription, "
        "indiquez-le dans le logiciel.",
        "second bilan, {counted:séance|séances} après celui du {before}, minimum {limit}, sans changement d'acte.",
    ),
    "BDK002.neurological": Message(
        "Le bilan coefficient {found} accompagne une rééducation qui ne relève pas des affections neurologiques et "
        "musculaires (article 4, hors atteintes périphériques).",
        "Facturez le bilan au coefficient {expected}.",
        "acte/coefficient {found}, attendu {expected} : aucune séance de la prescription n'est neurologique.",
    ),
    "BDK002.standard": Message(
        "Le bilan coefficient {found} accompagne une rééducation d'affection neurologique ou musculaire.",
        "Facturez le bilan au coefficient {expected}.",
        "acte/coefficient {found}, attendu {expected} : les séances de la prescription suivent le rythme neurologique.",
    ),
    "BDK003.initial": Message(
        "C'est la {rank}e séance de ce traitement et aucun bilan n'a été facturé.",
        "Si le bilan initial a été fait, vous pouvez le facturer.",
        "séance n° {rank} du traitement, aucun bilan-diagnostic facturé.",
    ),
    "BDK003.due": Message(
        "C'est la {rank}e séance de ce traitement : un bilan est dû et n'est pas facturé.",
        "Faites le bilan et facturez-le.",
        "séance n° {rank} du traitement, aucun bilan-diagnostic à cette échéance.",
    ),
    "BDK003.before-more": Message(
        "Au-delà de {number} séances, cette rééducation doit être précédée d'un bilan, qui n'est pas facturé.",
        "Faites le bilan avant de poursuivre, et facturez-le.",
        "plus de {number} séances de l'acte sans second bilan-diagnostic.",
    ),
    "BDK004.on-renewal": Message(
        "Ce bilan est facturé sur une prescription que vous avez renouvelée, sans être dû : le dernier est du "
        "{before}, et c'est la {rank}e séance du traitement.",
        "Retirez ce bilan de la feuille, sauf si vous avez changé le type de rééducation : indiquez-le alors "
        "dans le logiciel.",
        "bilan-diagnostic sur renouvellement par le MK à la séance n° {rank}, hors échéance et sans changement d'acte.",
    ),
    "BDK005.not-due": Message(
        "Ce bilan n'est pas à son échéance : c'est la {rank}e séance du traitement et le dernier bilan est du "
        "{before}, {counted:séance|séances} plus tôt.",
        "Un bilan est dû à la première séance, à la {second}e puis toutes les {step} séances ({second_neurological}e "
        "puis toutes les {step_neurological} en neurologie), ou quand la rééducation change de nature. Vérifiez avant "
        "d'envoyer.",
        "bilan-diagnostic à la séance n° {rank}, hors échéance et sans changement d'acte ni nouvelle prescription.",
    ),
}
