"""The sessions of one day: one cotation each, two at most under four conditions, palliative care alone."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from fsecheck.law.nomenclature import Act as Entry
from fsecheck.model.facts import SAME_DAY
from fsecheck.rules.acts import is_session_event
from fsecheck.rules.kit import (
    Act,
    Event,
    Facts,
    Invoice,
    Law,
    Message,
    Yield,
    defect,
    missing,
    references,
    rule,
)
from fsecheck.rules.lines import (
    by_day,
    candidates,
    is_session,
)

_PLL: Final = "PLL"
#: The four conditions of a second session, as findings name them.
_PRESCRIPTIONS: Final = "prescriptions"
_ARTICLES: Final = "articles"
_REGIONS: Final = "regions"
_SESSIONS: Final = "seances"
#: What is missing where a condition cannot be judged.
_UNSAID: Final = {
    _PRESCRIPTIONS: "fse.prescription",
    _ARTICLES: "context.act",
    _REGIONS: "context.region",
    _SESSIONS: "context.separate_sessions",
}


class Sitting(NamedTuple):
    """A session of a day that counts: a line of the sheet, or an act of an earlier invoice."""

    articles: frozenset[str | None]
    region: str
    prescription: object
    """Number on the sheet, or the word of the history; None where unknown."""
    act: Act | None = None
    event: Event | None = None


@rule("CUM001", values=["cumulation.session"], applies=lambda invoice: invoice.several_a_day)
def cum001(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Une séance porte une seule cotation."""
    seen: dict[tuple[date, str], Act] = {}
    for act in invoice.acts:
        if act.session is None or act.code == _PLL or not is_session(law, act):
            continue
        first = seen.setdefault((act.day, act.session), act)
        if first is not act:
            allowed = law.cumulation.session.at(act.day)
            yield defect(act, "two-in-a-session", first=first.rank, code=first.code, limit=allowed)


@rule(
    "CUM002",
    values=["cumulation.sessions_a_day", "cumulation.second_session", "cumulation.own_number_a_day"],
    needs=[SAME_DAY],
)
def cum002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Deux séances le même jour demandent quatre conditions ensemble."""
    fact = facts[SAME_DAY]
    if fact.events or invoice.several_a_day:
        for day, acts in by_day(invoice.acts).items():
            yield from _too_many(acts, fact.between(day, day), facts, law)
            sittings = _sittings(invoice, acts, fact.between(day, day), facts, law)
            for place, one in enumerate(sittings):
                if one.act is not None:
                    yield from _second(one.act, one, sittings[:place], invoice, facts)
    if not fact.complete_from(invoice.first_day):
        yield missing("ledger.same_day", since=invoice.first_day)


@rule("CUM003", values=["cumulation.palliative_a_day"], needs=[SAME_DAY])
def cum003(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Les soins palliatifs se cotent une fois par jour, et seuls."""
    fact = facts[SAME_DAY]
    if _PLL not in invoice.codes and not any(event.code == _PLL for event in fact.events):
        return
    for day, acts in by_day(invoice.acts).items():
        events = [event for event in fact.between(day, day) if event.reimbursable and is_session_event(law, event)]
        limit = law.cumulation.palliative_a_day.at(day)
        sessions = [act for act in acts if is_session(law, act)]
        counted = sum(event.quantity for event in events if event.code == _PLL)
        flat = counted > 0
        for act in sessions:
            if act.code == _PLL:
                counted += act.quantity
                if counted > limit:
                    yield defect(act, "twice", counted=counted, limit=limit, evidence=references(events))
        others = [act for act in sessions if act.code != _PLL]
        own = [act for act in sessions if act.code == _PLL]
        if own and (others or any(event.code != _PLL for event in events)):
            code = others[0].code if others else next(event.code for event in events if event.code != _PLL)
            yield defect(own[0], "not-alone", code=code, day=day, evidence=references(events))
        elif flat and others:
            yield defect(others[0], "not-alone", code=others[0].code, day=day, evidence=references(events))
    if _PLL in invoice.codes and not fact.complete_from(invoice.first_day):
        yield missing("ledger.same_day", since=invoice.first_day)


@rule("CUM007", values=["cumulation.sessions_a_day"], needs=[SAME_DAY])
def cum007(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """Le texte n'ouvre que deux séances le même jour."""
    fact = facts[SAME_DAY]
    if not fact.events and not invoice.several_a_day:
        return
    for day, acts in by_day(invoice.acts).items():
        events = fact.between(day, day)
        sittings = _sittings(invoice, acts, events, facts, law)
        limit = law.cumulation.sessions_a_day.at(day)
        for counted, sitting in enumerate(sittings, 1):
            if counted > limit and sitting.act is not None:
                yield defect(sitting.act, "third", counted=counted, limit=limit, day=day, evidence=references(events))


def _own_number(found: tuple[Entry, ...], day: date, law: Law) -> tuple[str, int] | None:
    """The act that admits several a day by its own wording, with how many."""
    own = law.cumulation.own_number_a_day.at(day)
    return next(((entry.id, own[entry.id]) for entry in found if entry.id in own), None)


def _only(found: tuple[Entry, ...], day: date, law: Law) -> tuple[str, int] | None:
    return _own_number(found, day, law) if len(found) == 1 else None


def _of_event(law: Law, event: Event) -> tuple[Entry, ...]:
    """The acts that a line of the history may be."""
    if not event.coefficient:
        return ()
    table, coefficient = law.nomenclature_table, Decimal(event.coefficient)
    found = table.find(event.code, coefficient, event.day) or table.remote_candidates(coefficient, event.day)
    return tuple(version.act for version in found)


def _sittings(invoice: Invoice, acts: list[Act], events: tuple[Event, ...], facts: Facts, law: Law) -> list[Sitting]:
    """The sessions of one day that count, those of earlier invoices first: without palliative care and own numbers."""
    sittings = []
    for event in events:
        found = _of_event(law, event)
        counts = event.reimbursable and event.code != _PLL and is_session_event(law, event)
        if counts and _own_number(found, event.day, law) is None:
            articles = frozenset(entry.article for entry in found)
            sittings.append(Sitting(articles, event.region, event.prescription or None, event=event))
    for act in acts:
        if act.code == _PLL or not is_session(law, act):
            continue
        found = candidates(law, facts, act)
        if _own_number(found, act.day, law) is None:
            prescription = None if invoice.direct_access else invoice.prescription_of(act)
            articles = frozenset(entry.article for entry in found)
            region = facts.context.line(act.rank).region or ""
            sittings.append(Sitting(articles, region, prescription and prescription.number, act=act))
    return sittings


def _too_many(acts: list[Act], events: tuple[Event, ...], facts: Facts, law: Law) -> Yield:
    """An act beyond the number a day that its own wording admits; a couple that may be another act proves nothing."""
    counted: dict[str, int] = {}
    for event in events:
        own = _only(_of_event(law, event), event.day, law) if event.reimbursable else None
        if own is not None:
            counted[own[0]] = counted.get(own[0], 0) + event.quantity
    for act in acts:
        own = _only(candidates(law, facts, act), act.day, law) if is_session(law, act) else None
        if own is None:
            continue
        act_id, limit = own
        counted[act_id] = counted.get(act_id, 0) + act.quantity
        if counted[act_id] > limit:
            yield defect(
                act,
                "own-number",
                code=act.code,
                coefficient=act.coefficient,
                counted=counted[act_id],
                limit=limit,
                evidence=references(events),
            )


def _second(act: Act, one: Sitting, before: list[Sitting], invoice: Invoice, facts: Facts) -> Yield:
    """A session against those of the day before it: one finding, with every condition that fails."""
    unsaid: list[str] = []
    for other in before:
        if other.act is not None and act.session is not None and act.session == other.act.session:
            continue  # two cotations in one session: CUM001
        judged = dict(_conditions(one, other, invoice, facts))
        failing = [name for name, holds in judged.items() if holds is False]
        if failing:
            about = other.act or other.event
            yield defect(
                act,
                "second-session",
                failing=failing,
                code=act.code,
                other=None if about is None else about.code,
                day=act.day,
                evidence=() if other.event is None else (other.event.reference,),
            )
            return
        unsaid += [name for name, holds in judged.items() if holds is None and name not in unsaid]
    for name in unsaid:
        yield missing(_UNSAID[name], act)


def _conditions(one: Sitting, other: Sitting, invoice: Invoice, facts: Facts) -> Iterator[tuple[str, bool | None]]:
    """The four conditions of a second session, each held, denied or unknown."""
    own = one.act
    if own is None:
        return
    if other.event is None:
        known = one.prescription is not None and other.prescription is not None
        yield _PRESCRIPTIONS, one.prescription != other.prescription if known else None
        region = other.region
    else:
        # Two prescriptions of one doctor and one day have the same word: an equal word proves nothing.
        word = facts.word(invoice.prescription_word(own))
        yield _PRESCRIPTIONS, True if word and other.prescription and word != other.prescription else None
        region = other.region
    single = len(one.articles) == 1 and one.articles == other.articles
    yield _ARTICLES, False if single else None if not one.articles or one.articles & other.articles else True
    mine = one.region if other.event is None else facts.word(one.region or None)
    yield _REGIONS, mine != region if mine and region else None
    yield _SESSIONS, _separate(own, other, facts)


def _separate(act: Act, other: Sitting, facts: Facts) -> bool | None:
    """Whether two sessions were distinct: the context says it, or their marks, or their hours."""
    stated = facts.context.separate_sessions
    if stated is not None or other.act is None:
        return stated
    if act.session is not None and other.act.session is not None:
        return True
    one, two = facts.context.line(act.rank).hour, facts.context.line(other.act.rank).hour
    return True if one is not None and two is not None and one != two else None


MESSAGES = {
    "CUM001.two-in-a-session": Message(
        "La même séance porte déjà l'acte {code} (ligne {first}) : une séance a une seule cotation.",
        "Gardez la cotation qui correspond au traitement, ou donnez une autre marque à une autre séance.",
        "deux actes de séance de même date et de même marque seance (lignes {first} et celle-ci).",
    ),
    "CUM002.second-session": Message(
        "{code} est une seconde séance du {day}, avec {other}. Il manque à ces deux séances : {failing:and}.",
        "Deux séances le même jour supposent ensemble deux prescriptions, deux articles de la NGAP, deux régions et "
        "deux séances distinctes. Sinon, retirez-en une.",
        "seconde séance du {day} : conditions non remplies {failing}.",
    ),
    "CUM002.own-number": Message(
        "{code} {coefficient} est facturé {counted} fois ce jour-là ; son libellé en admet {limit}.",
        "Retirez ce qui dépasse.",
        "{code} {coefficient} : {counted} le même jour, limite {limit}.",
    ),
    "CUM003.twice": Message(
        "Les soins palliatifs sont un forfait par jour, quel que soit le nombre d'interventions ; ils sont "
        "cotés {counted} fois.",
        "Gardez une seule cotation PLL pour ce jour.",
        "PLL : {counted} le même jour, limite {limit}.",
    ),
    "CUM003.not-alone": Message(
        "Les soins palliatifs du {day} comprennent tous les actes nécessaires : {code} ne s'y ajoute pas.",
        "Gardez le forfait PLL, ou l'acte {code}, pas les deux.",
        "PLL et {code} le même jour {day}.",
    ),
    "CUM007.third": Message(
        "C'est la séance n° {counted} du {day} pour ce patient ; le texte parle de {limit} séances.",
        "La feuille peut partir. Vérifiez que chaque séance a eu lieu.",
        "séance n° {counted} du {day}, texte : {limit}.",
    ),
}
