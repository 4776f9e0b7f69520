"""What goes with an act: supplements, isolated bilans, journeys."""

from collections import Counter
from datetime import timedelta
from typing import Any, Final

from fsecheck.law.nomenclature import Act as Entry
from fsecheck.model.facts import PATIENT_ACTS
from fsecheck.rules.acts import BILAN, FLAT_TRAVEL, SESSION, is_care, is_remote, is_session_event, kind_of, versions
from fsecheck.rules.kit import (
    Act,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    act_codes,
    defect,
    missing,
    references,
    rule,
)
from fsecheck.rules.lines import (
    by_day,
    candidates,
    is_isolated_bilan,
    is_session,
    reimbursed,
    session_of,
)

_PLL: Final = "PLL"
_TRAVEL: Final = act_codes(*FLAT_TRAVEL)
_BALNEOTHERAPY: Final = "IV"
_DAY: Final = timedelta(days=1)


@rule(
    "CUM004",
    values=["cumulation.balneotherapy_chapter", "cumulation.bandage_article", "cumulation.bandage_included"],
    applies=act_codes("AMK", "RAV"),
)
def cum004(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un supplément accompagne l'acte qui l'ouvre."""
    for act in invoice.acts:
        own = _supplement(law, act)
        if own is None:
            continue
        values = law.cumulation
        acts = [entry for line in session_of(law, invoice, act) for entry in candidates(law, facts, line)]
        about: dict[str, Any] = {"code": act.code, "coefficient": act.coefficient, "label": own.label}
        if own.chapter == _BALNEOTHERAPY:
            chapter = values.balneotherapy_chapter.at(act.day)
            if all(entry.chapter != chapter for entry in acts):
                yield defect(act, "balneotherapy-alone", expected=chapter, **about)
            continue
        article, included = values.bandage_article.at(act.day), values.bandage_included.at(act.day)
        of_article = [entry for entry in acts if entry.article == article]
        if not of_article:
            yield defect(act, "bandage-alone", expected=article, **about)
        elif all(entry.id in included for entry in of_article):
            yield defect(act, "bandage-included", **about)


@rule("CUM005", values=["cumulation.isolated_assessment"], needs=[PATIENT_ACTS], applies=act_codes("AMK"))
def cum005(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Un bilan isolé suppose qu'aucun traitement n'est en cours ni prescrit."""
    for act in invoice.acts:
        if not act.reimbursable or not is_isolated_bilan(law, facts, invoice, act):
            continue
        treatment = next((other for other in invoice.acts if _treats(law, invoice, act, other)), None)
        word = facts.word(invoice.prescription_word(act))
        events = [
            event
            for event in facts[PATIENT_ACTS].events
            if word and event.prescription == word and event.reimbursable and is_session_event(law, event)
        ]
        about: dict[str, Any] = {"code": act.code, "coefficient": act.coefficient}
        if treatment is not None:
            yield defect(act, "with-treatment", treatment=treatment.code, line=treatment.rank, **about)
        elif events:
            yield defect(act, "same-prescription", treatment=events[0].code, evidence=references(events), **about)


@rule("CUM006", values=["cumulation.exclusive_travel"], applies=_TRAVEL)
def cum006(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Une visite porte une seule indemnité forfaitaire de déplacement."""
    for acts in by_day(invoice.acts).values():
        travel = _exclusive(law, acts)
        if len(travel) <= 1:
            continue
        seen: dict[str, Act] = {}
        for act in travel:
            if act.visit is None:
                continue
            first = seen.setdefault(act.visit, act)
            if first is not act:
                yield defect(act, "two-in-a-visit", code=act.code, first=first.rank, other=first.code)
        unmarked = [act for act in travel if act.visit is None]
        sessions = _visits(law, acts)
        if unmarked and len(seen) + len(unmarked) > sessions and all(act.code != _PLL for act in acts):
            yield defect(unmarked[-1], "more-than-sessions", counted=len(seen) + len(unmarked), sessions=sessions)


@rule("CUM008", values=["cumulation.isolated_assessment_days"], needs=[PATIENT_ACTS], applies=act_codes("AMK"))
def cum008(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Aucune séance n'a précédé de peu un bilan isolé."""
    fact = facts[PATIENT_ACTS]
    for act in invoice.acts:
        if not act.reimbursable or not is_isolated_bilan(law, facts, invoice, act):
            continue
        since = act.day - law.cumulation.isolated_assessment_days.at(act.day) * _DAY
        word = facts.word(invoice.prescription_word(act))
        events = [
            event
            for event in fact.between(since, act.day)
            if event.reimbursable and is_session_event(law, event) and not (word and event.prescription == word)
        ]
        if events:
            yield defect(
                act, "recent-treatment", code=events[-1].code, last=events[-1].day, evidence=references(events)
            )
        elif not fact.complete_from(since):
            yield missing("ledger.patient_acts", act, since=since)


@rule("CUM009", values=["cumulation.palliative_visits", "cumulation.exclusive_travel"], applies=act_codes(_PLL))
def cum009(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Plusieurs déplacements pour un seul forfait de soins palliatifs ne vont pas de soi."""
    for day, acts in by_day(invoice.acts).items():
        travel = _exclusive(law, acts)
        if len(travel) > 1 and any(act.code == _PLL and act.reimbursable for act in acts):
            yield defect(travel[-1], "several-visits", counted=len(travel), day=day)


@rule(
    "CUM010",
    values=["cumulation.supplements_per_session", "cumulation.balneotherapy_chapter", "cumulation.bandage_article"],
    applies=act_codes("AMK", "RAV"),
)
def cum010(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Une séance porte un seul supplément de chaque nature."""
    paid = reimbursed(invoice, law)
    for acts in by_day(invoice.acts).values():
        natures: dict[str, list[tuple[Act, Entry]]] = {}
        for act in acts:
            own = _supplement(law, act)
            if own is not None and act in paid:
                natures.setdefault(own.chapter, []).append((act, own))
        for nature, lines in natures.items():
            yield from _too_many(lines, _openers(nature, acts, facts, law), law)


def _too_many(lines: list[tuple[Act, Entry]], openers: Counter[str | None], law: Law) -> Yield:
    """The supplements of one nature of a day, against its sessions: by their marks, else by their number."""
    marked: dict[str, list[Act]] = {}
    limit = law.cumulation.supplements_per_session.at(lines[0][0].day)
    sessions = openers.total()
    for counted, (act, own) in enumerate(lines, 1):
        about: dict[str, Any] = {"code": act.code, "coefficient": act.coefficient, "label": own.label}
        if act.session is None or act.session not in openers:
            # A mark that no session of the day bears tells nothing.
            if counted > sessions * limit > 0:
                yield defect(act, "more-than-sessions", counted=counted, sessions=sessions, **about)
            continue
        same = marked.setdefault(act.session, [])
        # One line may be two sessions of the day, under one mark.
        if len(same) >= limit * max(1, openers[act.session]):
            yield defect(act, "two-in-a-session", first=same[-1].rank, **about)
        else:
            same.append(act)


def _openers(nature: str, acts: list[Act], facts: Facts, law: Law) -> Counter[str | None]:
    """How many sessions of a day open a supplement, by their mark; CUM004 speaks where none does."""
    day, counted = acts[0].day, Counter[str | None]()
    for act in acts:
        if not is_session(law, act) or is_remote(law, act):
            continue
        entries = candidates(law, facts, act)
        if nature == _BALNEOTHERAPY:
            opens = any(entry.chapter == law.cumulation.balneotherapy_chapter.at(day) for entry in entries)
        else:
            opens = any(entry.article == law.cumulation.bandage_article.at(day) for entry in entries)
        counted[act.session] += act.quantity * opens
    return counted


def _supplement(law: Law, act: Act) -> Entry | None:
    """The supplement that a line is, None where it is none."""
    if not act.reimbursable or kind_of(law, act) in {SESSION, BILAN}:
        return None
    found = versions(law, act)
    return found[0].act if found else None


def _treats(law: Law, invoice: Invoice, bilan: Act, other: Act) -> bool:
    """
    Whether a line of the sheet is of a treatment under way or prescribed when the bilan was made.

    One that a later prescription opened after the bilan is not.
    """
    if other is bilan or not other.reimbursable:
        return False
    session = is_session(law, other)
    if not session and all(version.act.kind != BILAN for version in versions(law, other)):
        return False
    own, its = invoice.prescription_of(bilan), invoice.prescription_of(other)
    later = its is not None and its is not own and its.written > bilan.day and other.day > bilan.day
    return not later


def _exclusive(law: Law, acts: list[Act]) -> list[Act]:
    return [act for act in acts if act.reimbursable and act.code in law.cumulation.exclusive_travel.at(act.day)]


def _visits(law: Law, acts: list[Act]) -> int:
    """How many visits the acts of a day may have been: its sessions, else its bilans."""
    sessions = sum(act.quantity for act in acts if kind_of(law, act) == SESSION)
    return sessions or sum(1 for act in acts if is_care(kind_of(law, act)))


MESSAGES = {
    "CUM004.balneotherapy-alone": Message(
        "{label} ({code} {coefficient}) accompagne un acte du chapitre {expected} ; la feuille n'en a pas ce jour-là.",
        "Ajoutez la séance qui a eu lieu dans l'eau, ou retirez le supplément. Si cette séance est déjà facturée, "
        "envoyez une facture rectificative qui porte la séance et le supplément.",
        "supplément {code} {coefficient} sans acte du chapitre {expected} le même jour.",
    ),
    "CUM004.bandage-alone": Message(
        "{label} ({code} {coefficient}) accompagne un acte de l'article {expected} ; la feuille n'en a pas à "
        "cette séance.",
        "Retirez le supplément, ou corrigez l'acte de la séance. Si cette séance est déjà facturée, envoyez une "
        "facture rectificative qui porte la séance et le supplément.",
        "supplément {code} {coefficient} sans acte de l'article {expected}.",
    ),
    "CUM004.bandage-included": Message(
        "L'acte de la séance comprend déjà le bandage : {label} ({code} {coefficient}) ne s'y ajoute pas.",
        "Retirez le supplément.",
        "supplément {code} {coefficient} avec un acte qui comprend le bandage.",
    ),
    "CUM005.with-treatment": Message(
        "Le bilan isolé {code} {coefficient} est facturé avec un traitement ({treatment}, ligne {line}).",
        "Un bilan isolé suppose qu'aucun traitement n'est en cours ni prescrit. Facturez le bilan-diagnostic "
        "s'il est dû.",
        "bilan isolé {code} {coefficient} et traitement {treatment} (ligne {line}) sur la même feuille.",
    ),
    "CUM005.same-prescription": Message(
        "Le bilan isolé {code} {coefficient} est de la même prescription qu'un traitement déjà facturé ({treatment}).",
        "Un bilan isolé suppose qu'aucun traitement n'est prescrit. Facturez le bilan-diagnostic s'il est dû.",
        "bilan isolé {code} {coefficient}, prescription d'un traitement {treatment} au registre.",
    ),
    "CUM006.two-in-a-visit": Message(
        "La même visite porte déjà {other} (ligne {first}) : {code} ne s'y ajoute pas.",
        "Gardez une seule indemnité forfaitaire par visite. L'indemnité kilométrique, elle, peut s'y ajouter.",
        "{code} et {other} de même date et de même marque visite.",
    ),
    "CUM006.more-than-sessions": Message(
        "La feuille a {counted:indemnité forfaitaire|indemnités forfaitaires} ce jour-là pour "
        "{sessions:séance|séances}.",
        "Gardez une indemnité par visite, ou marquez les visites distinctes.",
        "{counted} indemnités forfaitaires le même jour, {sessions:séance|séances}, sans marque de visite.",
    ),
    "CUM010.two-in-a-session": Message(
        "La séance a déjà un supplément de cette nature (ligne {first}) : {label} ({code} {coefficient}) ne s'y "
        "ajoute pas.",
        "Gardez un seul supplément par séance, celui qui correspond : un bassin ou une piscine, un membre ou deux.",
        "second supplément de même nature, de même date et de même marque seance (lignes {first} et celle-ci).",
    ),
    "CUM010.more-than-sessions": Message(
        "{label} ({code} {coefficient}) : c'est le supplément n° {counted} de cette nature ce jour-là, pour "
        "{sessions:séance qui l'ouvre|séances qui l'ouvrent}.",
        "Gardez un seul supplément par séance, celui qui correspond : un bassin ou une piscine, un membre ou deux.",
        "supplément n° {counted} de même nature le même jour, {sessions:séance|séances}, sans marque d'une séance.",
    ),
    "CUM008.recent-treatment": Message(
        "Un traitement ({code}) a eu une séance le {last} : un bilan isolé suppose qu'il soit terminé.",
        "La feuille peut partir si ce traitement est terminé. Sinon, facturez le bilan-diagnostic s'il est dû.",
        "séance {code} du {last} avant un bilan isolé.",
    ),
    "CUM009.several-visits": Message(
        "Le {day}, {counted} déplacements sont facturés pour un forfait journalier de soins palliatifs.",
        "La feuille peut partir. Aucun texte ne dit combien de déplacements accompagnent ce forfait.",
        "PLL et {counted} indemnités forfaitaires le {day}.",
    ),
}
