"""Chapitre « télésoin » (TEL) : les actes à distance (TMK)."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Final

from fsecheck.model.facts import LATER_IN_LOT, PATIENT_ACTS, YEAR_VOLUME
from fsecheck.model.money import HUNDRED
from fsecheck.model.periods import add_months, age_bounds
from fsecheck.rules.acts import (
    BILAN,
    REMOTE_CODE,
    closed_at_some_date,
    counted,
    has_remote,
    is_assessment_of_remote_day,
    is_care,
    is_presence,
    is_remote,
    kind_of,
    kind_of_event,
    known_from,
    opened_on,
)
from fsecheck.rules.kit import (
    Act,
    Event,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    by_civil_year,
    civil_year,
    defect,
    missing,
    rule,
    sheet_defect,
)
from fsecheck.rules.lines import candidates, priced

#: Of an act that is hard to conceive at a distance, in the nomenclature.
_DOUBTFUL: Final = "doubtful"


@rule("TEL001", values=["telecare.code", "telecare.remote_chapters"], applies=has_remote)
def tel001(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Un acte à distance se cote TMK, et un acte TMK se fait à distance."""
    for act in invoice.acts:
        if act.code == REMOTE_CODE:
            if act.remote is False:
                yield defect(act, "remote-code-on-site", code=act.code)
        elif act.remote and is_care(kind_of(law, act)):
            expected = law.telecare.code.at(act.day)
            yield defect(act, "remote-without-code", code=act.code, expected=expected, suggested={"code": expected})


@rule("TEL002", values=["telecare.closed_coefficients"], applies=has_remote)
def tel002(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Le coefficient TMK est celui d'un acte ouvert au télésoin."""
    for act in _tmk(invoice):
        if act.coefficient is None:
            yield defect(act, "no-coefficient")
        elif _closed(law, act, act.coefficient):
            yield defect(act, "closed", coefficient=act.coefficient)
        elif not opened_on(law, act.coefficient, None):
            yield defect(act, "no-such-act", coefficient=act.coefficient)


@rule(
    "TEL003",
    values=["telecare.initial_assessment", "telecare.assessment_coefficients", "telecare.known_patient_months"],
    needs=[PATIENT_ACTS, YEAR_VOLUME, LATER_IN_LOT],
    applies=has_remote,
)
def tel003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """La première séance, celle du bilan initial, se fait en présence du patient."""
    if _left_hospital(facts) or facts.context.initial_assessment_known:
        return
    for act in _first_of_each_day(invoice, law):
        since = add_months(act.day, -law.telecare.known_patient_months.at(act.day))
        if _seen_before(invoice, facts, law, act, since):
            continue
        if not _known_from(invoice, facts, act, since):
            yield missing("ledger.patient_acts", act, since=since)
        elif _hospital_unsure(facts):
            yield missing("context.hospital", act)
        elif any(is_care(kind_of_event(law, event)) for event in facts[LATER_IN_LOT].between(since, act.day)):
            yield missing("ledger.later_in_lot", act)
        elif kind_of(law, act) == BILAN:
            yield defect(act, "initial-assessment-remote", since=since)
        else:
            yield defect(act, "first-session-remote", since=since)


@rule(
    "TEL004",
    values=["telecare.known_patient_months", "telecare.hospital_exception"],
    needs=[PATIENT_ACTS, YEAR_VOLUME, LATER_IN_LOT],
    applies=has_remote,
)
def tel004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le patient est connu : il a été vu en présence dans les douze mois."""
    if _left_hospital(facts):
        return
    for act in _remote_care(invoice, law):
        months = law.telecare.known_patient_months.at(act.day)
        since = add_months(act.day, -months)
        if _known(invoice, facts, law, act, since):
            continue
        if not _known_from(invoice, facts, act, since) and not _not_seen_since(facts, since):
            yield missing("ledger.patient_acts", act, stops=True, since=since)
        elif _hospital_unsure(facts):
            yield missing("context.hospital", act, stops=True)
        elif _seen_among(facts[LATER_IN_LOT].between(since, act.day), _own(invoice, facts, act), law):
            yield missing("ledger.later_in_lot", act, stops=True)
        else:
            seen = [event for event in facts[PATIENT_ACTS].events if event.day <= act.day and _in_presence(law, event)]
            last = seen[-1:]
            yield defect(
                act,
                "unknown-patient",
                months=months,
                since=since,
                last=last[0].day if last else facts.context.last_presence,
                evidence=(event.reference for event in last),
            )


@rule("TEL005", values=["telecare.video"], applies=has_remote)
def tel005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le télésoin passe par la vidéotransmission."""
    for act in _remote_care(invoice, law):
        video = facts.context.line(act.rank).video
        if video is None:
            yield missing("context.video", act)
        elif not video:
            yield defect(act, "no-video")


@rule("TEL006", values=["telecare.adult_age"], applies=has_remote)
def tel006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un mineur est accompagné d'un parent ou d'un adulte autorisé."""
    for act in _remote_care(invoice, law):
        adult = law.telecare.adult_age.at(act.day)
        least, greatest = age_bounds(invoice.patient.birth, act.day)
        present = facts.context.line(act.rank).adult_present
        if least >= adult or present:
            continue
        if greatest >= adult:
            # A lunar or fictive birth date: the patient may be of age.
            yield missing("fse.birth", act)
        elif present is None:
            yield missing("context.adult_present", act, stops=True)
        else:
            yield defect(act, "minor-alone", adult=adult)


@rule("TEL007", values=["telecare.consent"], applies=has_remote)
def tel007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le patient consent au télésoin."""
    for act in _remote_care(invoice, law):
        consent = facts.context.line(act.rank).consent
        if consent is None:
            yield missing("context.consent", act)
        elif not consent:
            yield defect(act, "no-consent")


@rule("TEL008", values=["telecare.territory"], applies=has_remote)
def tel008(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le patient est du même territoire que le masseur-kinésithérapeute."""
    if not any(_remote_care(invoice, law)):
        return
    if facts.context.patient_in_territory is None:
        yield missing("context.patient_in_territory")
    elif not facts.context.patient_in_territory:
        yield sheet_defect("other-territory")


@rule("TEL009", values=["telecare.cap", "telecare.cap_counted_kinds"], needs=[YEAR_VOLUME], applies=has_remote)
def tel009(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le télésoin ne dépasse pas 20 % de l'activité de l'année en cours."""
    for share in _shares(invoice, facts, law):
        if not share.complete:
            yield missing("ledger.year_volume", year=share.year, since=civil_year(share.day)[0])
        elif share.over:
            yield sheet_defect(
                "over-the-year",
                at=share.day,
                year=share.year,
                remote=share.remote,
                total=share.total,
                cap=share.cap,
                back=share.back,
            )


@rule("TEL011", values=["telecare.cap", "telecare.cap_counted_kinds"], needs=[YEAR_VOLUME], applies=has_remote)
def tel011(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le télésoin ne dépasse pas 20 % de l'année et de l'activité annuelle de référence."""
    enforcement = facts.context.cap_enforcement
    if enforcement == "never":
        return
    for share in _shares(invoice, facts, law):
        if not share.complete:
            yield missing("ledger.year_volume", year=share.year, since=civil_year(share.day)[0])
        elif not share.over:
            continue
        elif enforcement == "running":
            yield sheet_defect(
                "over-the-cap", at=share.day, year=share.year, remote=share.remote, reference=share.total, cap=share.cap
            )
        elif share.reference is None:
            yield missing("ledger.reference_volume", year=share.year)
        elif share.remote * 100 > share.cap * share.reference:
            yield sheet_defect(
                "over-the-cap",
                at=share.day,
                year=share.year,
                remote=share.remote,
                reference=share.reference,
                cap=share.cap,
            )


@rule("TEL010", values=["telecare.trace"], applies=has_remote)
def tel010(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le télésoin est tracé au bilan, et porté dans Mon espace santé s'il est ouvert."""
    for act in _remote_care(invoice, law):
        line = facts.context.line(act.rank)
        if line.traced is None:
            yield missing("context.traced", act)
        elif not line.traced:
            yield defect(act, "not-traced")
        if line.health_space or facts.context.health_space_open is False:
            continue
        if line.health_space is None:
            yield missing("context.health_space", act)
        elif facts.context.health_space_open is None:
            yield missing("context.health_space_open", act)
        else:
            yield defect(act, "not-in-health-space")


@rule(
    "TEL012",
    values=["telecare.doubtful_coefficients", "telecare.closed_coefficients"],
    applies=has_remote,
)
def tel012(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Certains coefficients sont douteux en télésoin."""
    for act in _tmk(invoice):
        if act.coefficient is None or _closed(law, act, act.coefficient):
            continue
        if act.coefficient in law.telecare.doubtful_coefficients.at(act.day):
            named = candidates(law, facts, act)
            # Another act of that coefficient may be meant, and the context says which.
            if any(entry.remote == _DOUBTFUL for entry in named):
                yield defect(act, "doubtful", coefficient=act.coefficient)
        elif opened_on(law, act.coefficient, None) and not opened_on(law, act.coefficient, act.day):
            suggested = _right_coefficients(law, facts, invoice, act, act.coefficient)
            message = "other-date" if suggested else "no-act-that-day"
            yield defect(act, message, coefficient=act.coefficient, day=act.day, suggested=suggested)
    for act in invoice.acts:
        if is_assessment_of_remote_day(law, invoice, act):
            yield defect(act, "assessment-on-remote-day", coefficient=act.coefficient)


def _tmk(invoice: Invoice) -> Iterator[Act]:
    return (act for act in invoice.acts if act.code == REMOTE_CODE)


def _closed(law: Law, act: Act, coefficient: Decimal) -> bool:
    """Whether a coefficient is closed at a distance that day, or was never that of any other act."""
    if coefficient in law.telecare.closed_coefficients.at(act.day):
        return True
    return closed_at_some_date(law, coefficient) and not opened_on(law, coefficient, None)


def _right_coefficients(
    law: Law, facts: Facts, invoice: Invoice, act: Act, coefficient: Decimal
) -> dict[str, object] | None:
    """What the acts that have that coefficient at another date have on the day of the line, and since when."""
    table = law.nomenclature_table
    acts = dict.fromkeys(version.act.id for version in table.remote_candidates(coefficient, None))
    since = {version.coefficient: version.since for act_id in acts for version in table.versions_of(act_id, act.day)}
    if len(since) != 1:
        valid = [{"since": day, "coefficients": [one]} for one, day in sorted(since.items())]
        return {"valid": valid} if valid else None
    ((right, day),) = since.items()
    return {"coefficient": right, "since": day} | priced(law, facts, invoice, act, (act.code, right))


def _remote_care(invoice: Invoice, law: Law) -> list[Act]:
    """The remote acts asked of the fund: the conditions of télésoin are those of its payment."""
    return [act for act in invoice.acts if act.reimbursable and is_remote(law, act)]


def _first_of_each_day(invoice: Invoice, law: Law) -> list[Act]:
    """One remote line for each day: its bilan where there is one, else its first line."""
    remote = [
        act
        for act in invoice.acts
        if act.reimbursable and (is_remote(law, act) or is_assessment_of_remote_day(law, invoice, act))
    ]
    remote.sort(key=lambda act: (act.day, kind_of(law, act) != BILAN, act.rank))
    return [act for place, act in enumerate(remote) if not place or act.day != remote[place - 1].day]


def _known_from(invoice: Invoice, facts: Facts, act: Act, since: date) -> bool:
    """Whether the history knows all of the patient's acts since that day, those of the MK of the line among them."""
    covered = facts.covers(invoice.executing(act), invoice.practitioner.key, since)
    return covered and known_from(facts, PATIENT_ACTS, since)


def _is_care_event(law: Law, event: Event) -> bool:
    return is_care(kind_of_event(law, event))


def _in_presence(law: Law, event: Event) -> bool:
    return not event.remote and _is_care_event(law, event)


def _seen_before(invoice: Invoice, facts: Facts, law: Law, act: Act, since: date) -> bool:
    """Whether a line is not the patient's first act since that day, or not before an act in presence."""
    attested = facts.context.last_presence
    if attested is not None and since <= attested <= act.day:
        return True
    for other in invoice.acts:
        if is_presence(law, invoice, other) and since <= other.day <= act.day:
            return True
        if is_care(kind_of(law, other)) and since <= other.day < act.day:
            return True
    return any(_is_care_event(law, event) for event in facts[PATIENT_ACTS].between(since, act.day))


def _known(invoice: Invoice, facts: Facts, law: Law, act: Act, since: date) -> bool:
    """Whether the MK of a remote line, or one of his group, has seen the patient in presence since that day."""
    own = _own(invoice, facts, act)
    attested, by = facts.context.last_presence, facts.context.last_presence_by
    if attested is not None and since <= attested <= act.day and (by is None or facts.mk(by) in own):
        return True
    earlier = [other for other in invoice.acts if other.day >= since and _before(other, act, facts)]
    # Whoever did it: the MKs of one invoice practise together.
    if any(is_presence(law, invoice, other) for other in earlier):
        return True
    return _seen_among(facts[PATIENT_ACTS].between(since, act.day), own, law)


def _seen_among(events: Iterable[Event], own: set[str], law: Law) -> bool:
    """Whether one of these acts is an act in presence of one of these MKs."""
    return any(event.mk in own and _in_presence(law, event) for event in events)


def _own(invoice: Invoice, facts: Facts, act: Act) -> set[str]:
    """The MKs whose acts make a patient known to the MK of a line: himself, who bills for him, and his group."""
    return {facts.mk(number) for number in (invoice.executing(act), invoice.practitioner.key, *facts.context.group)}


def _not_seen_since(facts: Facts, since: date) -> bool:
    """Whether the context attests that the last act in presence, whoever's, is older; of a group, it must be said."""
    attested, by = facts.context.last_presence, facts.context.last_presence_by
    return attested is not None and attested < since and (by is None or not facts.context.group)


def _left_hospital(facts: Facts) -> bool:
    """The hospital exception, complete: a bilan in presence before the discharge, and the synthesis sheet sent."""
    return bool(facts.context.hospital_assessment and facts.context.hospital_summary_sent)


def _hospital_unsure(facts: Facts) -> bool:
    """Whether a discharge is stated of which it is not known if the exception is complete."""
    context = facts.context
    stated = (context.hospital_assessment, context.hospital_summary_sent)
    return (context.hospital_discharge is not None or True in stated) and None in stated and False not in stated


def _before(other: Act, act: Act, facts: Facts) -> bool:
    """Whether a line comes before another: by day, then by hour where both are known, then by place on the sheet."""
    if other.day != act.day:
        return other.day < act.day
    one, two = facts.context.line(other.rank).hour, facts.context.line(act.rank).hour
    if one is not None and two is not None and one != two:
        return one < two
    return other.rank < act.rank


class Share:
    """The MK's remote acts against all acts of one civil year, the lines of a sheet that is not in it included."""

    def __init__(self, day: date, acts: Iterable[Act], facts: Facts, law: Law) -> None:
        """*day* is in the civil year and tells the cap; the facts hold ``YEAR_VOLUME``."""
        self.year = day.year
        self.day = day
        self.cap: int = law.telecare.cap.at(day)
        volume = facts[YEAR_VOLUME].volume(self.year)
        self.remote = volume.remote if volume else 0
        self.total = volume.total if volume else 0
        for act in acts:
            tally = counted(law, act)
            self.total += act.quantity * tally.counted
            self.remote += act.quantity * (tally.counted and tally.remote)
        self.complete = facts[YEAR_VOLUME].complete_from(civil_year(day)[0])
        self.reference = self._reference(facts)

    @property
    def over(self) -> bool:
        """Whether the year so far is over the cap."""
        return self.remote * 100 > self.cap * self.total

    @property
    def back(self) -> int:
        """How many on-site acts bring the year back to the cap."""
        needed = (self.remote * HUNDRED / Decimal(self.cap)).to_integral_value(ROUND_CEILING)
        return int(needed) - self.total

    @property
    def room(self) -> int:
        """How many remote acts more leave the year at the cap or under it, if nothing else is done."""
        return max((self.cap * self.total - self.remote * 100) // (100 - self.cap), 0)

    @property
    def room_of_reference(self) -> int | None:
        """How many remote acts more leave the year under the cap of its reference too; None without reference."""
        return None if self.reference is None else max(self.cap * self.reference // 100 - self.remote, 0)

    def _reference(self, facts: Facts) -> int | None:
        """The larger of the last complete civil year and the volume the practice declares; 0 is no volume."""
        declared = facts.context.annual_volume or 0
        volume = facts[YEAR_VOLUME].volume(self.year - 1)
        # Beside a declared volume, what is known of a year not known whole is a floor.
        whole = facts[YEAR_VOLUME].complete_from(date(self.year - 1, 1, 1)) or declared
        return max(declared, volume.total if volume and whole else 0) or None


def _shares(invoice: Invoice, facts: Facts, law: Law) -> Iterator[Share]:
    """The share of each civil year in which the sheet holds a remote act of the MK who bills."""
    mk = invoice.practitioner
    names = {facts.mk(number) for number in (mk.rpps, mk.am) if number}
    own = [act for act in invoice.acts if facts.mk(invoice.executing(act)) in names]
    for _, acts in by_civil_year(own):
        if any(is_remote(law, act) and act.reimbursable for act in acts):
            yield Share(max(act.day for act in acts), acts, facts, law)


MESSAGES = {
    "TEL001.remote-code-on-site": Message(
        "L'acte est coté {code}, la lettre du télésoin, alors qu'il a été fait en présence du patient.",
        "Cotez l'acte avec sa lettre habituelle, ou indiquez qu'il a été fait à distance.",
        "acte {code} avec aDistance = non.",
    ),
    "TEL001.remote-without-code": Message(
        "L'acte a été fait à distance mais il est coté {code} : un acte à distance se cote {expected}.",
        "Remplacez la lettre par {expected}, avec le même coefficient, ou retirez la marque « à distance ».",
        "acte {code} avec aDistance = oui, attendu {expected}.",
    ),
    "TEL002.no-coefficient": Message(
        "L'acte TMK n'a pas de coefficient.",
        "Écrivez le coefficient de l'acte réalisé : TMK se multiplie par lui.",
        "acte TMK : coefficient absent.",
    ),
    "TEL002.closed": Message(
        "L'acte de coefficient {coefficient} ne peut pas se faire à distance : il demande un contact direct ou un "
        "équipement.",
        "Retirez l'acte, ou facturez-le avec sa lettre habituelle s'il a été fait en présence du patient.",
        "acte TMK : coefficient {coefficient} fermé au télésoin.",
    ),
    "TEL002.no-such-act": Message(
        "Aucun acte de la nomenclature n'a le coefficient {coefficient}.",
        "Vérifiez le coefficient de l'acte réalisé à distance.",
        "acte TMK : coefficient {coefficient} d'aucun acte, à aucune date.",
    ),
    "TEL003.initial-assessment-remote": Message(
        "Le bilan initial a été fait un jour où tout s'est passé à distance ; la première séance se fait en présence "
        "du patient.",
        "Faites le bilan initial au cabinet ou à domicile avant tout acte à distance. S'il l'a été ce jour-là, "
        "dites-le sur sa ligne.",
        "bilan 10,7 ou 10,8 sans acte en présence depuis le {since}.",
    ),
    "TEL003.first-session-remote": Message(
        "C'est la première séance du patient depuis le {since}, et elle est à distance.",
        "Faites la première séance, avec son bilan, en présence du patient.",
        "premier acte du patient depuis le {since}, à distance.",
    ),
    "TEL004.unknown-patient": Message(
        "Le patient n'est pas connu : aucun acte en présence dans les {months} mois qui précèdent (depuis le {since}).",
        "Voyez le patient en présence avant le télésoin. Si un confrère de votre groupe l'a vu, déclarez le groupe ; "
        "s'il sort d'hôpital, indiquez le bilan fait avant la sortie et l'envoi de la fiche de synthèse.",
        "aucun acte en présence depuis le {since} par le MK ou son groupe ; dernier acte en présence connu : {last}.",
    ),
    "TEL005.no-video": Message(
        "L'acte à distance n'a pas été fait en vidéo.",
        "Un télésoin sans vidéotransmission ne se facture pas : retirez l'acte.",
        "contexte/ligne/video = non.",
    ),
    "TEL006.minor-alone": Message(
        "Le patient a moins de {adult} ans et aucun adulte n'était présent.",
        "Le télésoin d'un mineur se fait en présence d'un parent ou d'un adulte autorisé : retirez l'acte.",
        "patient mineur à la date de l'acte et contexte/ligne/adultePresent = non.",
    ),
    "TEL007.no-consent": Message(
        "Le patient n'a pas consenti au télésoin.",
        "La décision est partagée avec le patient : sans son accord, l'acte ne se facture pas.",
        "contexte/ligne/consentement = non.",
    ),
    "TEL008.other-territory": Message(
        "Le patient n'est pas de votre territoire : vous ne pourriez pas le voir en présence si besoin.",
        "Orientez-le vers un confrère proche de chez lui, ou vérifiez ce qui est indiqué.",
        "contexte/patientSurTerritoire = non.",
    ),
    "TEL009.over-the-year": Message(
        "Avec cette feuille, le télésoin fait {remote:acte|actes} sur {total} en {year}, plus que {cap} %.",
        "La feuille peut partir. Il faudrait {back:acte|actes} en présence de plus dans l'année pour revenir à "
        "{cap} %.",
        "{remote} / {total} > {cap} % pour l'année civile {year} à ce jour ; retour à la limite avec "
        "{back:acte|actes} sur site.",
    ),
    "TEL011.over-the-cap": Message(
        "Le télésoin dépasse la limite annuelle : {remote:acte|actes} à distance en {year}, pour une activité de "
        "{reference:acte|actes} ({cap} % au plus).",
        "N'envoyez pas cette feuille avant d'avoir vérifié votre activité de l'année ; voyez le patient en présence.",
        "{remote} > {cap} % de {reference} (référence) pour {year}.",
    ),
    "TEL010.not-traced": Message(
        "Le télésoin n'est pas tracé dans le bilan-diagnostic kinésithérapique.",
        "Notez-le dans le bilan du patient.",
        "contexte/ligne/tracee = non.",
    ),
    "TEL010.not-in-health-space": Message(
        "Le compte rendu n'a pas été déposé dans Mon espace santé, que le patient a ouvert.",
        "Déposez le compte rendu dans Mon espace santé.",
        "contexte/espaceSanteOuvert = oui et contexte/ligne/espaceSante = non.",
    ),
    "TEL012.doubtful": Message(
        "L'acte de coefficient {coefficient} se conçoit mal à distance : il suppose un matériel de réentraînement.",
        "Vérifiez que la séance a bien pu se faire à distance.",
        "acte TMK : coefficient {coefficient} douteux en télésoin.",
    ),
    "TEL012.other-date": Message(
        "Le coefficient {coefficient} n'est pas celui d'un acte en vigueur le {day}.",
        "Vérifiez le coefficient : il a changé, ou changera, à une autre date.",
        "acte TMK : coefficient {coefficient} connu à une autre date que le {day}.",
    ),
    "TEL012.no-act-that-day": Message(
        "Le coefficient {coefficient} est celui d'un acte qui n'est pas à la nomenclature le {day}.",
        "Vérifiez l'acte réalisé : celui-là est supprimé, ou n'est pas encore créé.",
        "acte TMK : coefficient {coefficient} d'un acte supprimé ou à créer, au {day}.",
    ),
    "TEL012.assessment-on-remote-day": Message(
        "Un bilan AMK {coefficient} est facturé un jour où toutes les séances sont à distance.",
        "Si le bilan s'est fait à distance aussi, cotez-le TMK {coefficient}.",
        "AMK {coefficient} sans marque de distance un jour dont les autres actes sont à distance.",
    ),
}
