"""
Chapitre « accord préalable » (DAP) : les séances au-delà des seuils des référentiels.

A series is a prescription and its renewals, for one act and one region. A count is at least what was
found; the rank of a session is known where the history is complete since the prescription.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from fsecheck.law.nomenclature import SESSION
from fsecheck.law.nomenclature import Act as Entry
from fsecheck.model.facts import TREATMENT
from fsecheck.rules.kit import Act, Facts, Invoice, Law, Message, Yield, act_codes, defect, missing, rule
from fsecheck.rules.treatment import Care, Treatment, entry_of, evidence, numbered, of_sheet, treatments

#: Codes whose acts may have a référentiel; the other former letters never tell one act from another.
_WITH_REFERENTIAL: Final = act_codes("RAM", "RIC", "RIM", "RSC", "RSM", "TMK")
_REMOTE: Final = "TMK"
_NO_ANSWER: Final = "sansReponse"
_GRANTED: Final = "favorable"
_LEDGER: Final = "ledger.treatment"
_THRESHOLDS: Final = ("nomenclature.acts", "prior_agreement.accepted")


class _Line(NamedTuple):
    """A session of the sheet, of an act with a référentiel, that bears no agreement."""

    act: Act
    entry: Entry
    since: int
    """First session that needs an agreement."""
    rank: int
    """Its rank in the series, at least."""
    known: bool
    """Whether that is its rank."""
    series: list[Care]
    """The sessions counted, once they reach the threshold."""
    interleaved: bool = False
    """Whether they may be of two series prescribed on one day: their invoices overlap, and no region tells."""

    @property
    def surely_from(self) -> int | None:
        """First session that needs an agreement whatever the reading; None where one reading asks for none."""
        return None if self.entry.agreement_disputed else self.entry.agreement_later or self.since


@rule("DAP001", values=[*_THRESHOLDS, "prior_agreement.thresholds"], needs=[TREATMENT], applies=_WITH_REFERENTIAL)
def dap001(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Au-delà du seuil de son référentiel, une séance a un accord préalable."""
    unknown = None
    for line in _lines(invoice, facts, law):
        least = line.surely_from
        if line.interleaved:
            continue  # DAP005 speaks
        if least is not None and line.rank >= least:
            message = "before-first" if least == 1 else "beyond"
            yield defect(
                line.act,
                message,
                label=line.entry.label,
                counted=line.rank,
                limit=line.since,
                evidence=evidence(line.series),
            )
        elif least is not None and not line.known:
            unknown = unknown or line
    if unknown is not None:
        yield missing(_LEDGER, unknown.act, limit=unknown.since)
    for act in _unnamed(invoice, facts, law):
        yield missing("context.act", act)


@rule("DAP002", values=["prior_agreement.refused"])
def dap002(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Un acte dont l'accord préalable est refusé n'est pas facturé à l'Assurance Maladie."""
    for act in invoice.acts:
        if act.agreement is None or not act.reimbursable:
            continue
        if act.agreement == law.prior_agreement.refused.at(act.day):
            yield defect(act, "refused")


@rule("DAP003", values=["prior_agreement.silence_days"])
def dap003(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """L'accord préalable est demandé avant l'acte, et le silence vaut accord après quinze jours."""
    for act in invoice.acts:
        if act.agreement not in {_NO_ANSWER, _GRANTED} or not act.reimbursable:
            continue
        days, asked = law.prior_agreement.silence_days.at(act.day), act.agreement_asked
        answered = act.agreement == _GRANTED
        if asked is None:
            if not answered:
                yield missing("fse.agreement_asked", act)
        elif asked > act.day:
            yield defect(act, "asked-after", asked=asked, day=act.day)
        elif not answered and invoice.drawn_up < asked + timedelta(days=days):
            granted = asked + timedelta(days=days)
            yield defect(act, "too-soon", asked=asked, drawn_up=invoice.drawn_up, limit=days, granted=granted)


@rule("DAP004", values=[*_THRESHOLDS, "prior_agreement.near"], needs=[TREATMENT], applies=_WITH_REFERENTIAL)
def dap004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un accord préalable bientôt nécessaire est annoncé."""
    last = {(line.act.prescription, line.entry.id): line for line in _lines(invoice, facts, law)}
    for line in last.values():
        near = law.prior_agreement.near.at(line.act.day)
        if not line.known:
            yield missing(_LEDGER, line.act, limit=line.since)
            return
        if line.since - near <= line.rank < line.since:
            yield defect(
                line.act,
                "near",
                label=line.entry.label,
                counted=line.rank,
                limit=line.since,
                left=line.since - line.rank - 1,
            )


@rule("DAP005", values=[*_THRESHOLDS, "prior_agreement.thresholds"], needs=[TREATMENT], applies=_WITH_REFERENTIAL)
def dap005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Certains référentiels se lisent de deux façons."""
    unknown = None
    for line in _lines(invoice, facts, law):
        least = line.surely_from
        if not line.interleaved and (least == line.since or (least is not None and line.rank >= least)):
            continue
        if line.rank >= line.since:
            message = "two-series" if line.interleaved else "two-acts" if least is None else "two-thresholds"
            yield defect(
                line.act,
                message,
                label=line.entry.label,
                counted=line.rank,
                limit=line.since,
                later=least,
                clause=law.prior_agreement.thresholds.at(line.act.day),
                evidence=evidence(line.series),
            )
        elif not line.known:
            unknown = unknown or line
    if unknown is not None:
        yield missing(_LEDGER, unknown.act, limit=unknown.since)


@rule("DAP006", values=[*_THRESHOLDS, "prior_agreement.usual"], needs=[TREATMENT], applies=_WITH_REFERENTIAL)
def dap006(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Entre le traitement habituel et le seuil d'accord, le texte ne demande rien."""
    unknown = None
    for line in _lines(invoice, facts, law):
        usual = line.entry.usual
        if usual is None or usual + 1 >= line.since:
            continue
        if not line.known:
            unknown = unknown or line
        elif usual < line.rank < line.since:
            yield defect(
                line.act, "beyond-usual", label=line.entry.label, counted=line.rank, usual=usual, limit=line.since
            )
    if unknown is not None:
        yield missing(_LEDGER, unknown.act, limit=unknown.since)


def _lines(invoice: Invoice, facts: Facts, law: Law) -> tuple[_Line, ...]:
    """The sessions without agreement of the acts with a référentiel, by prescription then line; worked out once."""
    return facts.once("agreements", lambda: tuple(_ranked(invoice, facts, law)))


def _ranked(invoice: Invoice, facts: Facts, law: Law) -> Iterator[_Line]:
    if not _may_have_one(invoice, facts, law):
        return
    if not (facts.ledger or facts.context.lines or _REMOTE in invoice.codes):
        unknown = _without_history(invoice, law)
        if unknown is not None:
            yield from unknown
            return
    for number, cares in of_sheet(invoice, facts, law).items():
        # A treatment may hold lines of another prescription of the sheet: each is ranked once.
        subject = {acts for acts in {care.acts for care in cares} if _has_referential(law, acts)}
        own = {care.rank for care in cares if care.acts in subject and care.what == SESSION} if subject else set()
        if own:
            treatment = treatments(invoice, facts, law)[number]
            yield from _of_treatment(treatment, own, law)


def _may_have_one(invoice: Invoice, facts: Facts, law: Law) -> bool:
    """Whether a line may be of an act with a référentiel, by its letter and coefficient alone."""
    if facts.context.lines or _REMOTE in invoice.codes:
        return True
    ever, last = law.nomenclature_table.ever, None
    for act in invoice.acts:
        code, coefficient = couple = act.code, act.coefficient
        if couple == last or coefficient is None:
            continue
        if any(version.act.has_referential for version in ever(code, coefficient)):
            return True
        last = couple
    return False


def _without_history(invoice: Invoice, law: Law) -> list[_Line] | None:
    """A line of each couple, its rank unknown; None where the sheet alone may reach a threshold."""
    total = sum([act.quantity for act in invoice.acts])
    lines: dict[tuple[str, object], _Line] = {}
    last: tuple[str, object] = ("", None)
    for act in invoice.acts:
        couple = (act.code, act.coefficient)
        if couple == last or act.coefficient is None or not act.reimbursable or couple in lines:
            continue
        found = law.nomenclature_table.find(act.code, act.coefficient, act.day)
        since = found[0].act.agreement_from if len(found) == 1 else None
        if since is None:
            continue
        if total >= since or act.agreement is not None:
            return None
        last = couple
        if invoice.prescription_of(act) is not None:
            lines[couple] = _Line(act, found[0].act, since, 0, known=False, series=[])
    return list(lines.values())


def _of_treatment(treatment: Treatment, own: set[int], law: Law) -> Iterator[_Line]:
    """The sessions of the lines *own*, each with its rank in its series."""
    met: dict[frozenset[str], list[Care]] = {}
    counts: dict[frozenset[str], int] = {}
    regions: dict[frozenset[str], set[str]] = {}
    entries: dict[frozenset[str], Entry] = {}
    for care in treatment.cares:
        if care.what != SESSION:
            continue
        acts = care.acts
        met.setdefault(acts, []).append(care)
        seen = regions.setdefault(acts, set())
        if care.region:
            seen.add(care.region)
        counts[acts] = counts.get(acts, 0) + care.quantity
        if care.act is None or care.rank not in own:
            continue
        entry = entries.get(acts)
        if entry is None:
            entry = entries[acts] = entry_of(law, next(iter(acts)))
        agreement = care.act.agreement
        if agreement is not None:
            refused = agreement == law.prior_agreement.refused.at(care.day)
            if refused or agreement in law.prior_agreement.accepted.at(care.day):
                continue
        series, rank = met[acts], counts[acts]
        # What may be the same act or another leaves the rank unknown.
        doubt = len(met) > 1 and any(entry.id in other for other in met if other != acts)
        if len(regions[acts]) > 1:
            # Two series of one act: a session in no stated region may be of either, and counts in neither.
            doubt = doubt or any(not one.region for one in series)
            series = [one for one in series if one.region == care.region] if care.region else [care]
            rank = numbered(series)
        since = entry.agreement_from or 1
        counted = series[:] if rank >= since else []
        # From the first session on, two series need the agreement as one does.
        interleaved = rank >= since > 1 and not care.region and _overlap(series)
        yield _Line(care.act, entry, since, rank, treatment.known and not doubt, counted, interleaved)


def _overlap(series: list[Care]) -> bool:
    """Whether two invoices of these sessions have days in common, as those of one series do not."""
    spans: dict[str, tuple[date, date]] = {}
    for care in series:
        number = "" if care.event is None else care.event.number
        first, last = spans.get(number, (care.day, care.day))
        spans[number] = min(first, care.day), max(last, care.day)
    ordered = sorted(spans.values())
    return any(later[0] <= earlier[1] for earlier, later in pairwise(ordered))


def _has_referential(law: Law, acts: frozenset[str]) -> bool:
    return len(acts) == 1 and all(entry_of(law, act).has_referential for act in acts)


def _unnamed(invoice: Invoice, facts: Facts, law: Law) -> Iterator[Act]:
    """The remote sessions whose coefficient may be that of an act with a référentiel, and of another."""
    if _REMOTE not in invoice.codes:
        return
    for cares in of_sheet(invoice, facts, law).values():
        for care in cares:
            act = care.act
            if act is None or act.code != _REMOTE or care.what != SESSION or care.one is not None:
                continue
            bears = act.agreement in law.prior_agreement.accepted.at(act.day)
            if not bears and any(entry_of(law, one).has_referential for one in care.acts):
                yield act


MESSAGES = {
    "DAP001.beyond": Message(
        "C'est la séance n° {counted} de la série « {label} » : un accord préalable est nécessaire à partir de la "
        "{limit}e, et la ligne n'en porte pas.",
        "Demandez l'accord au service médical avant de poursuivre, puis portez sur la ligne la réponse, ou l'absence "
        "de réponse et la date de la demande. Si deux séries du même acte ont été prescrites le même jour, indiquez la "
        "région de chacune.",
        "séance n° {counted} de la série (prescription et renouvellements, même acte), accord à partir de {limit}, "
        "accordPrealable absent ou nonSoumis.",
    ),
    "DAP001.before-first": Message(
        "Cette rééducation « {label} » demande un accord préalable avant la première séance, et la ligne n'en "
        "porte pas.",
        "Demandez l'accord au service médical avant de commencer, puis portez sur la ligne la réponse, ou l'absence "
        "de réponse et la date de la demande.",
        "acte soumis à accord dès la séance {limit}, accordPrealable absent ou nonSoumis (séance n° {counted}).",
    ),
    "DAP002.refused": Message(
        "L'accord préalable de cet acte a été refusé.",
        "Retirez la ligne, ou facturez-la comme non remboursable si le patient en est d'accord.",
        "accordPrealable/code = refus sur une ligne remboursable.",
    ),
    "DAP003.asked-after": Message(
        "L'accord préalable a été demandé le {asked}, après l'acte du {day}.",
        "La demande doit précéder l'acte, sauf urgence. Vérifiez les dates ; sans réponse, attendez-la.",
        "accordPrealable/dateDemande {asked} > acte/date {day}.",
    ),
    "DAP003.too-soon": Message(
        "L'accord préalable a été demandé le {asked} et n'a pas de réponse : le silence ne vaut accord qu'après "
        "{limit} jours.",
        "Attendez la réponse, ou le {granted}, avant de facturer.",
        "accordPrealable sansReponse demandé le {asked}, feuille du {drawn_up}, moins de {limit} jours.",
    ),
    "DAP004.near": Message(
        "C'est la séance n° {counted} de la série « {label} » : un accord préalable sera nécessaire à partir de la "
        "{limit}e (encore {left} sans accord).",
        "Si le traitement doit continuer, demandez l'accord au service médical dès maintenant.",
        "séance n° {counted}, accord à partir de {limit}.",
    ),
    "DAP005.two-thresholds": Message(
        "C'est la séance n° {counted} de la série « {label} » et la ligne ne porte pas d'accord préalable. Le texte "
        "dit : « à partir de la {limit}ème séance ou à partir de la {later}ème séance, {clause} ».",
        "Selon une lecture l'accord est nécessaire dès la {limit}e séance, selon l'autre à partir de la {later}e. La "
        "feuille peut partir ; un accord lèverait le doute.",
        "séance n° {counted} sans accordPrealable, seuils {limit} et {later}.",
    ),
    "DAP005.two-acts": Message(
        "C'est la séance n° {counted} de la série « {label} » et la ligne ne porte pas d'accord préalable. Le texte "
        "place le référentiel (accord à partir de la {limit}e séance) sous le seul acte voisin, non opéré.",
        "Selon une lecture le référentiel vaut pour les deux actes, selon l'autre pour le seul acte non opéré. La "
        "feuille peut partir ; un accord lèverait le doute.",
        "séance n° {counted} sans accordPrealable, seuil {limit} disputé pour cet acte.",
    ),
    "DAP005.two-series": Message(
        "C'est la séance n° {counted} de l'acte « {label} » sous les prescriptions de ce médecin et de ce jour ; un "
        "accord est nécessaire à partir de la {limit}e séance d'une série, et la ligne n'en porte pas.",
        "Les factures se chevauchent : il peut s'agir de deux séries, et la feuille peut partir. Indiquez la région de "
        "chaque séance dans votre logiciel ; s'il n'y a qu'une série, demandez l'accord.",
        "séance n° {counted} sans accordPrealable, seuil {limit} ; factures qui se chevauchent, régions non dites.",
    ),
    "DAP006.beyond-usual": Message(
        "C'est la séance n° {counted} de la série « {label} » : le traitement habituel est de {usual} séances, et le "
        "texte ne demande un accord qu'à partir de la {limit}e.",
        "Rien à faire pour cette feuille ; prévoyez la demande d'accord s'il faut continuer.",
        "séance n° {counted}, traitement habituel {usual}, accord à partir de {limit}.",
    ),
}
