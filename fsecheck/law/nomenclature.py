"""
The acts of titre XIV through time: ``law.nomenclature_table.find("RAM", Decimal("8.09"), day)``.

A couple of letter and coefficient names an act at a date, and moves from one act to another: rules
name acts by their id, which never changes. Acts and their values are decoded on first use.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias

from fsecheck.law.timeline import NotInForceError, Planned, Timeline
from fsecheck.model.citation import Citation, Source
from fsecheck.model.money import price

SESSION: Final = "session"
BILAN: Final = "bilan"
ISOLATED_BILAN: Final = "isolated_bilan"
SUPPLEMENT: Final = "supplement"
SCREENING: Final = "screening"

MAINLAND: Final = "metropole"
OVERSEAS: Final = "outremer"

#: Id of the parameter that stands for the whole table in a finding.
VALUE: Final = "nomenclature.acts"

Span: TypeAlias = tuple[date, date | None]

_DAY: Final = timedelta(days=1)
_END: Final = date.max
_Couple: TypeAlias = tuple[str, Decimal]


class Act(NamedTuple):
    """One act of titre XIV, whatever its couple: what no date changes."""

    id: str
    label: str
    kind: str
    """session, bilan, isolated_bilan, supplement or screening."""
    chapter: str
    """Roman: I, II or IV."""
    article: str | None
    """Number of the article; in chapter I, of the section."""
    paragraph: str | None
    usual: int | None
    """Sessions of the usual treatment, for an act with a référentiel."""
    agreement_from: int | None
    """First session that needs a prior agreement; 1 is before the first."""
    agreement_later: int | None
    """The other threshold of the same sentence, once 30 sessions were paid in the last 12 months."""
    agreement_disputed: bool
    """Whether the layout of the text lets read that the référentiel is the neighbouring act's alone."""
    ifs: str
    """yes, no or conditional: the specific travel allowance, under the single regime."""
    ifs_from: date | None
    """Not before this day."""
    number_a_day: int | None
    """Sessions that one day admits by exception; 1 where the text says one a day; None: the general rule."""
    remote: str
    """open, closed or doubtful, at a distance."""
    age_from: int | None
    age_under: int | None
    age_strict: bool
    """False where the text gives no firm age."""
    neurological: bool
    """Whether it follows the rhythm of the neurological bilan."""
    memo_only: bool
    """Whether only the memo of the Assurance Maladie quotes it."""
    former: tuple[tuple[str, Decimal], ...]
    """The couples it had before 2024-02-22."""
    rank: int
    """Place in the nomenclature."""

    @property
    def place(self) -> str:
        """Where it stands in the text, in French."""
        if self.article is None:
            return f"titre XIV, chapitre {self.chapter}"
        word = "section" if self.chapter == "I" else "article"
        return f"titre XIV, chapitre {self.chapter}, {word} {self.numbered}"

    @property
    def numbered(self) -> str:
        """Article and paragraph: "1 A", "9", or nothing."""
        return " ".join(part for part in (self.article, self.paragraph) if part)

    @property
    def has_referential(self) -> bool:
        """Whether the text submits it to a référentiel."""
        return self.agreement_from is not None

    def ifs_on(self, day: date) -> str:
        """yes, no or conditional, on that day. ``Nomenclature.ifs`` honours ``--as-of``."""
        return "no" if self.ifs_from is not None and day < self.ifs_from else self.ifs


class ActVersion(NamedTuple):
    """A couple of an act, from one day to another."""

    act: Act
    letter: str
    coefficient: Decimal
    since: date
    """First day on which the couple passes for this act."""
    until: date | None
    """Last day, None while nothing later is known."""
    starts: date
    """First day of the part of that span which this version describes: certain or disputed."""
    ends: date
    disputed: bool
    """Whether sources disagree in this part."""
    derived: bool
    """Whether the value was computed from another date's, not read."""
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    """What each of the disagreeing sources says."""
    planned: Planned | None
    """What was announced first, where another date or value replaced it."""

    def passes(self, day: date) -> bool:
        """Whether it is the one of that day."""
        return self.starts <= day <= self.ends


class Nomenclature:
    """The table, in force at the date of each act (or at the one day of ``--as-of``)."""

    def __init__(
        self, raw: Mapping[str, Mapping[str, Any]], letter_values: Timeline, fixed: date | None = None
    ) -> None:
        self.first_day = date.fromisoformat(raw["about"]["first_day"])
        self.verified_on = date.fromisoformat(raw["about"]["verified_on"])
        self._raw = raw
        self._values = letter_values
        self._fixed = fixed
        self._ids = tuple(raw["acts"])
        self._index: dict[_Couple, tuple[Any, ...]] = {}
        for couple, parts in raw["couples"].items():
            letter, _, coefficient = couple.partition(" ")
            self._index[letter, Decimal(coefficient)] = parts
        self._acts: dict[str, tuple[Act, list[Any]]] = {}
        self._found: dict[_Couple, tuple[ActVersion, ...]] = {}
        self._former: dict[_Couple, tuple[Act, ...]] | None = None
        self._by_coefficient: dict[Decimal, list[_Couple]] | None = None

    def day(self, day: date) -> date:
        """The day by which an act of *day* is judged."""
        return self._fixed or day

    def known(self, day: date) -> bool:
        """Whether the table says anything of an act of *day*."""
        return (self._fixed or day) >= self.first_day

    def find(self, letter: str, coefficient: Decimal, day: date) -> tuple[ActVersion, ...]:
        """What a couple stands for on that day: nothing, one act, or several (AMK 5, a disputed NMI)."""
        versions = self._found.get((letter, coefficient))
        if versions is None:
            versions = self._decode((letter, coefficient))
        day = self._fixed or day
        if len(versions) == 1:
            only = versions[0]
            return versions if only.starts <= day <= only.ends else ()
        return tuple([version for version in versions if version.starts <= day <= version.ends])

    def when(self, letter: str, coefficient: Decimal) -> tuple[Span, ...]:
        """The spans in which a couple was or will be valid, oldest first; empty: it never is."""
        return _merge((version.starts, version.ends) for version in self._versions((letter, coefficient)))

    def ever(self, letter: str, coefficient: Decimal) -> tuple[ActVersion, ...]:
        """Everything a couple was, is or will be, whatever the date."""
        return self._versions((letter, coefficient))

    def versions(self, letter: str, day: date) -> tuple[ActVersion, ...]:
        """Everything that letter stands for on that day, by coefficient: each with since when."""
        found = [
            version
            for couple in self._index
            if couple[0] == letter
            for version in self._versions(couple)
            if version.passes(self._fixed or day)
        ]
        return tuple(sorted(found, key=lambda version: (version.coefficient, version.act.rank)))

    def coefficients(self, letter: str, day: date) -> tuple[Decimal, ...]:
        """The coefficients valid for that letter on that day, ascending."""
        return tuple(dict.fromkeys(version.coefficient for version in self.versions(letter, day)))

    def acts_on(self, day: date) -> tuple[ActVersion, ...]:
        """Every act of that day, in the order of the nomenclature; a disputed one with each of its couples."""
        found = [
            version
            for couple in self._index
            for version in self._versions(couple)
            if version.passes(self._fixed or day)
        ]
        return tuple(sorted(found, key=lambda version: (version.act.rank, version.coefficient)))

    def by_id(self, act_id: str) -> Act:
        """The act of that id. Raises LookupError where there is none."""
        if act_id not in self._raw["acts"]:
            raise LookupError(f"the nomenclature has no act {act_id}")
        return self._act(act_id)[0]

    def versions_of(self, act_id: str, day: date) -> tuple[ActVersion, ...]:
        """What that act is on that day: nothing, its couple, or both where it is disputed."""
        act, values = self._act(self.by_id(act_id).id)
        couples = dict.fromkeys(
            (value[1], Decimal(text))
            for value in values
            for text in (value[2], *(reading[0] for reading in value[7]))
            if text is not None
        )
        return tuple(
            version
            for couple in couples
            for version in self._versions(couple)
            if version.act is act and version.passes(self._fixed or day)
        )

    def former(self, letter: str, coefficient: Decimal) -> tuple[Act, ...]:
        """The acts that had this couple before 2024-02-22 and have another letter since."""
        if self._former is None:
            found: dict[_Couple, list[Act]] = {}
            for act_id in self._ids:
                act, _ = self._act(act_id)
                for couple in act.former:
                    found.setdefault(couple, []).append(act)
            self._former = {couple: tuple(acts) for couple, acts in found.items()}
        return self._former.get((letter, coefficient), ())

    def remote_candidates(self, coefficient: Decimal, day: date | None) -> tuple[ActVersion, ...]:
        """The acts, not closed at a distance, that TMK x coefficient may stand for, on a day or at any date."""
        return tuple(version for version in self._having(coefficient, day) if version.act.remote != "closed")

    def remote_closed(self, coefficient: Decimal, day: date | None) -> tuple[ActVersion, ...]:
        """The acts of that coefficient that are closed at a distance, on a day or at any date."""
        return tuple(version for version in self._having(coefficient, day) if version.act.remote == "closed")

    def ifs(self, act: Act, day: date) -> str:
        """Whether the specific travel allowance goes with an act on that day: yes, no or conditional."""
        return act.ifs_on(self._fixed or day)

    def unit_value(self, letter: str, territory: str, day: date) -> Decimal | None:
        """Euros of a letter (``metropole`` or ``outremer``); None where no source gives them."""
        value: Decimal | None = self._values.at(day).get(letter, {}).get(territory)
        return value

    def citation(self, version: ActVersion) -> Citation:
        """Dates and sources of a couple, for a finding."""
        return Citation(VALUE, version.since, version.until, self.verified_on, version.sources)

    def listing(self, day: date) -> list[dict[str, object]]:
        """The nomenclature of one day, ready for JSON. Raises NotInForceError before the first day."""
        judged = self._fixed or day
        if judged < self.first_day:
            raise NotInForceError(VALUE, judged, self.first_day)
        return [self._row(version, judged) for version in self.acts_on(judged)]

    def _row(self, version: ActVersion, day: date) -> dict[str, object]:
        act = version.act
        return {
            "letter": version.letter,
            "coefficient": format(version.coefficient, "f"),
            "label": act.label,
            "chapter": act.chapter,
            "article": act.article,
            "paragraph": act.paragraph,
            "price_mainland": self._price(version, MAINLAND, day),
            "price_overseas": self._price(version, OVERSEAS, day),
            "agreement_from_session": act.agreement_from,
            "ifs": act.ifs_on(day),
            "disputed": version.disputed,
            "from": version.since.isoformat(),
            "to": None if version.until is None else version.until.isoformat(),
        }

    def _price(self, version: ActVersion, territory: str, day: date) -> str | None:
        unit = self.unit_value(version.letter, territory, day)
        return None if unit is None else format(price(unit, version.coefficient), "f")

    def _having(self, coefficient: Decimal, day: date | None) -> Iterator[ActVersion]:
        if self._by_coefficient is None:
            found: dict[Decimal, list[_Couple]] = {}
            for couple in self._index:
                found.setdefault(couple[1], []).append(couple)
            self._by_coefficient = found
        for couple in self._by_coefficient.get(coefficient, ()):
            for version in self._versions(couple):
                if day is None or version.passes(self._fixed or day):
                    yield version

    def _versions(self, couple: _Couple) -> tuple[ActVersion, ...]:
        found = self._found.get(couple)
        return self._decode(couple) if found is None else found

    def _decode(self, couple: _Couple) -> tuple[ActVersion, ...]:
        # An unknown couple comes from a sheet: it is not kept, or a host's memory would grow with what it checks.
        if couple not in self._index:
            return ()
        versions = tuple(self._version(couple, part) for part in self._index[couple])
        self._found[couple] = versions
        return versions

    def _version(self, couple: _Couple, part: list[Any]) -> ActVersion:
        rank, starts, ends, since, until, place = part
        act, values = self._act(self._ids[rank])
        *_, derived, plan, sources, readings = values[place]
        return ActVersion(
            act,
            *couple,
            date.fromisoformat(since),
            date.fromisoformat(until) if until else None,
            date.fromisoformat(starts),
            date.fromisoformat(ends) if ends else _END,
            bool(readings),
            derived,
            tuple(self._source(key, act) for key in dict.fromkeys([*sources, *(item[1] for item in readings)])),
            tuple(note for _, __, note in readings),
            self._plan(plan, act, couple[1]) if plan else None,
        )

    def _plan(self, name: str, act: Act, coefficient: Decimal) -> Planned:
        planned, replaced_by, sources = self._raw["plans"][name]
        return Planned(date.fromisoformat(planned), coefficient, replaced_by, self._source(sources[0], act))

    def _source(self, key: str, act: Act) -> Source:
        text, url, article, published = self._raw["sources"][key]
        return Source(text, url, article.replace("{place}", act.place), published)

    def _act(self, act_id: str) -> tuple[Act, list[Any]]:
        """An act and its values as they stand in the image."""
        known = self._acts.get(act_id)
        if known is None:
            *plain, former, values = self._raw["acts"][act_id]
            plain[11] = plain[11] and date.fromisoformat(plain[11])
            couples = tuple((letter, Decimal(text)) for letter, text in former)
            known = self._acts.setdefault(act_id, (Act._make((*plain, couples, self._ids.index(act_id))), values))
        return known


def _merge(spans: Iterable[tuple[date, date]]) -> tuple[Span, ...]:
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if merged and (merged[-1][1] == _END or first <= merged[-1][1] + _DAY):
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return tuple((first, None if last == _END else last) for first, last in merged)
