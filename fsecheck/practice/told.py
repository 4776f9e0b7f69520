"""
The report in words: what text and page both show, made of the JSON alone, so that all three say the same.

A sentence is a list of pieces; a piece that stands for a value of the JSON knows which.
"""

from collections.abc import Iterator
from decimal import Decimal
from string import Formatter
from typing import Any, Final, NamedTuple, TypeAlias

from fsecheck.model.money import HUNDRED
from fsecheck.practice.report import Document
from fsecheck.practice.words import WORDS
from fsecheck.render.sentences import locale

OK: Final = "ok"
OVER: Final = "over"
UNKNOWN: Final = "unknown"
_SHORT: Final = 12
#: Figures that count what any MK of the ledger did for a patient.
_OF_ALL: Final = frozenset({"agreements", "assessments", "direct_access"})
#: A share of nothing.
_DASH: Final = "\N{EN DASH}"
#: Smaller numbers, years among them, are written without a blank between thousands.
_GROUPED: Final = 10_000
#: Between thousands, and before a unit: a narrow blank that does not break.
_NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
_HARD: Final = "\N{NO-BREAK SPACE}"


class Shown(NamedTuple):
    """A value of the JSON as a reader sees it."""

    at: str
    """Where it stands: names and places, from the top, a point between any two."""
    value: str
    """As the JSON has it."""
    text: str


Sentence: TypeAlias = tuple["str | Shown", ...]


class Gauge(NamedTuple):
    """A share on a scale from 0, per cent."""

    value: Decimal
    scale: Decimal
    mark: Decimal
    """The limit or the goal."""
    state: str
    said: str
    """The same in words."""


class Cells(NamedTuple):
    """How many of a few are used."""

    used: int
    limit: int
    said: str


class Cell(NamedTuple):
    """One place of a table."""

    said: Sentence
    cells: Cells | None = None


class Table(NamedTuple):
    """Rows under their heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    """Which columns are numbers."""


class Section(NamedTuple):
    """What is said of one figure."""

    name: str
    title: Sentence
    said: tuple[Sentence, ...]
    notes: tuple[Sentence, ...]
    state: str = ""
    badge: str = ""
    """The state in words."""
    share: Sentence = ()
    """The figure itself, where it is one share."""
    aim: Sentence = ()
    """The limit or the goal of the share."""
    gauge: Gauge | None = None
    table: Table | None = None


class Part(NamedTuple):
    """What is said of one MK."""

    mk: str
    title: Sentence
    said: tuple[Sentence, ...]
    sections: tuple[Section, ...]


class Text(NamedTuple):
    """A value of the law that is quoted."""

    said: Sentence
    sources: tuple[str, ...]
    reading: Sentence


class Told(NamedTuple):
    """The whole report."""

    language: str
    title: Sentence
    said: tuple[Sentence, ...]
    parts: tuple[Part, ...]
    texts_title: str
    texts: tuple[Text, ...]
    made: Sentence


def plain(sentence: Sentence) -> str:
    """A sentence as text."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in sentence)


def told(document: Document, language: str) -> Told:
    """The report of that JSON in a language of :data:`fsecheck.practice.words.WORDS`."""
    teller = _Teller(document, language)
    say = teller.say
    values = document["values"]
    return Told(
        language,
        say("title"),
        (say("period"), say("who"), *([] if document["practitioners"] else [say("nobody")])),
        tuple(teller.part(f"practitioners.{place}") for place, _ in enumerate(document["practitioners"])),
        teller.words["values"],
        tuple(
            Text(
                say("value", at := f"values.{place}"),
                tuple(value["sources"]),
                () if value["reading"] is None else (teller.words["reading"], *teller.fill("{reading}", at)),
            )
            for place, value in enumerate(values)
        ),
        say("made"),
    )


class _Teller:
    """Says things of one document in one language."""

    def __init__(self, document: Document, language: str) -> None:
        self.document = document
        self.words = WORDS[language]
        self.locale = locale(language)
        self.french = language == "fr"

    def say(self, name: str, under: str = "") -> Sentence:
        """The sentence of that name, of what stands *under* a place of the document."""
        return self.fill(self.words[name], under)

    def fill(self, template: str, under: str = "") -> Sentence:
        """A sentence with its values."""
        pieces: list[str | Shown] = []
        for literal, field, spec, _ in Formatter().parse(template):
            if literal:
                pieces.append(literal)
            if field is not None:
                at = f"{under}.{field}" if under and not field.startswith("/") else field.removeprefix("/")
                value = self.at(at)
                text, unit = self._text(value, spec or "")
                pieces.append(Shown(at, str(value), text))
                if unit:
                    pieces.append(f"{_HARD}{unit}")
        return tuple(pieces)

    def at(self, path: str) -> Any:  # noqa: ANN401 - any value of JSON
        """What stands at that place of the document."""
        found: Any = self.document
        for name in path.split("."):
            found = found[int(name)] if isinstance(found, list) else found[name]
        return found

    def _text(self, value: Any, spec: str) -> tuple[str, str]:  # noqa: ANN401 - any value of JSON
        """A value as the language writes it, and the word that it counts."""
        if spec == "percent":
            return f"{self.locale.number(str(value))}{_HARD}%", ""
        if spec == "eur":
            whole, _, cents = value.partition(".")
            grouped = f"{self._grouped(int(whole))}.{cents}"
            return self.locale.amount(grouped), ""
        if spec == "day":
            return self.locale.day(value), ""
        if spec == "short":
            return value[:_SHORT], ""
        if spec == "rank":
            return f"{value}{'re' if value == 1 else 'e'}", ""
        one, _, several = spec.partition("|")
        text = self._grouped(value) if isinstance(value, int) else str(value)
        single = value == 1 or (self.french and value == 0)
        return text, one if single else several

    def _grouped(self, number: int) -> str:
        if number < _GROUPED:
            return str(number)
        return f"{number:,}".replace(",", _NARROW if self.french else ",")

    # One MK

    def part(self, under: str) -> Part:
        """What is said of one MK."""
        known = self.at(under)["covered_from"] is not None
        of = {name: f"{under}.{name}" for name in self.at(under)}
        return Part(
            self.at(f"{under}.mk"),
            self.say("mk", under),
            (self.say("covered" if known else "uncovered", under),),
            (
                self._telecare(of["telecare"]),
                self._secured_rate(of["secured_rate"]),
                self._overcharge(of["overcharge"]),
                self._agreements(of["agreements"]),
                self._assessments(of["assessments"]),
                self._direct_access(of["direct_access"]),
                self._requests(of["requests"]),
                self._series(of["series"]),
                self._invoices(of["invoices"]),
                self._years(of["years"]),
            ),
        )

    def _known(self, under: str, name: str = "known") -> Sentence:
        """How complete what a figure counts is: for the MK, or for all (``known_of_all``)."""
        known = self.at(f"{under}.known")
        if known["complete"]:
            return self.say(name, under)
        return self.say(f"{name}_not" if known["since"] is None else f"{name}_since", under)

    def _gauge(self, value: str, scale: int, mark: int, state: str) -> Gauge:
        share = Decimal(value)
        widest = max(Decimal(scale), share)
        said = self.words["gauge"].format(
            value=f"{self.locale.number(value)}{_HARD}%", scale=f"{scale}{_HARD}%", mark=f"{mark}{_HARD}%"
        )
        return Gauge(share, widest, Decimal(mark), state, said)

    def _telecare(self, under: str) -> Section:
        found = self.at(under)
        section = self._shared("telecare", under, self.say("telecare_aim", under))
        if not found["known"]["complete"]:
            return section._replace(said=(self.say("telecare_unknown", under),))
        if found["share"] is None:
            return section._replace(said=(self.say("telecare_none", under),))
        state = OVER if found["over"] else OK
        if found["enforcement"] != "annual":
            refusal = self.say(f"telecare_{found['enforcement']}")
        else:
            refusal = self.say("telecare_no_reference" if found["reference"] is None else "telecare_refusal", under)
        return section._replace(
            said=(
                self.say("telecare_share", under),
                self.say("telecare_back" if found["over"] else "telecare_room", under),
                refusal,
            ),
            state=state,
            badge=self.words[f"telecare_{state}"],
            share=self.fill("{share:percent}", under),
            gauge=self._gauge(found["share"], 2 * found["cap"], found["cap"], state),
        )

    def _secured_rate(self, under: str) -> Section:
        found = self.at(under)
        erased = ["erased"] if found["erased"] else []
        notes = ("secured_rate_reading", *erased)
        section = self._shared("secured_rate", under, self.say("secured_rate_aim", under), *notes)
        modeless = (self.say("secured_rate_modeless", under),) if found["without_mode"] else ()
        if not found["known"]["complete"] or modeless:
            return section._replace(
                said=(self.say("secured_rate_unknown", under), *modeless),
                state=UNKNOWN,
                badge=self.words["state_unknown"],
                share=(self.words["state_unknown"],),
            )
        if found["rate"] is None:
            return section._replace(said=(self.say("secured_rate_none", under),))
        state = OK if found["reached"] else OVER
        missing = () if found["reached"] else (self.say("secured_rate_to_goal", under),)
        return section._replace(
            said=(self.say("secured_rate_rate", under), *missing),
            state=state,
            badge=self.words[f"secured_rate_{state}"],
            share=self.fill("{rate:percent}", under),
            gauge=self._gauge(found["rate"], int(HUNDRED), found["goal"], state),
        )

    def _overcharge(self, under: str) -> Section:
        found = self.at(under)
        level = found["level"] is not None
        aim = self.say("overcharge_level" if level else "overcharge_aim", under)
        erased = ["erased"] if found["erased"] else []
        section = self._shared(
            "overcharge", under, aim, "overcharge_of_practice" if level else "overcharge_tact", *erased
        )
        if not found["known"]["complete"]:
            return section._replace(said=(self.say("overcharge_unknown", under),))
        if found["share"] is None:
            return section._replace(said=(self.say("overcharge_none", under),))
        return section._replace(said=(self.say("overcharge_share", under),), share=self.fill("{share:percent}", under))

    def _shared(self, name: str, under: str, aim: Sentence, *notes: str) -> Section:
        """A section on one share: unknown, or of nothing, until more is said."""
        known = self.at(f"{under}.known")["complete"]
        unknown = self.words["state_unknown"]
        return Section(
            name,
            self.say(name),
            (),
            (*(self.say(note, under) for note in notes), self._known(under)),
            "" if known else UNKNOWN,
            "" if known else unknown,
            (_DASH if known else unknown,),
            aim,
        )

    def _rows(self, under: str) -> Iterator[tuple[str, Any]]:
        return ((f"{under}.rows.{place}", row) for place, row in enumerate(self.at(under)["rows"]))

    def _table(self, heads: tuple[str, ...], rows: list[tuple[Cell, ...]], *numbers: int) -> Table | None:
        return Table(tuple(self.words[head] for head in heads), tuple(rows), numbers) if rows else None

    def _listed(self, name: str, under: str, about: str, table: Table | None) -> Section:
        """A section of rows on patients."""
        said: tuple[Sentence, ...] = (self.say(about, under),)
        found = self.at(under)
        if found.get("unknown"):
            said += (self.say(f"{name}_unknown", under),)
        elif table is None:
            said += (self.say("nothing" if found["known"]["complete"] else "nothing_found"),)
        known = "known_of_all" if name in _OF_ALL else "known"
        return Section(name, self.say(name), said, (self._known(under, known),), table=table)

    def _who(self, row: str) -> tuple[Cell, Cell]:
        """The mark and the invoices of a patient."""
        invoices: list[str | Shown] = []
        for place, _ in enumerate(self.at(f"{row}.patient.invoices")):
            invoices += [*([", "] if place else []), *self.say("invoice", f"{row}.patient.invoices.{place}")]
        return Cell(self.fill("{patient.mark}", row)), Cell(tuple(invoices))

    def _count(self, under: str, limit: int | None = None) -> Cell:
        """A number that may be unknown."""
        found = self.at(under)
        known = found["value"] is not None
        cells = None
        if limit is not None:
            cells = Cells(found["at_least"], limit, self.words["cells"].format(used=found["at_least"], limit=limit))
        return Cell(self.fill("{value}", under) if known else self.say("least", under), cells)

    def _left(self, row: str) -> Cell:
        known = self.at(f"{row}.left")["value"] is not None
        return Cell(self.fill("{left.value}", row) if known else self.say("most", row))

    def _requests(self, under: str) -> Section:
        limit = self.at(under)["limit"]
        rows: list[tuple[Cell, ...]] = [
            (*self._who(row), self._count(f"{row}.used", limit), self._left(row)) for row, _ in self._rows(under)
        ]
        table = self._table(("patient", "invoices", "requests_used", "left"), rows, 2, 3)
        return self._listed("requests", under, "requests_limit", table)

    def _direct_access(self, under: str) -> Section:
        limit = self.at(under)["limit"]
        rows: list[tuple[Cell, ...]] = [
            (
                *self._who(row),
                Cell(self.fill("{last:day}", row)),
                self._count(f"{row}.used", limit),
                self._left(row),
                Cell((", ".join(self.words[what] for what in found["lacks"]),)),
            )
            for row, found in self._rows(under)
        ]
        heads: tuple[str, ...] = ("patient", "invoices", "last", "direct_access_used", "left", "direct_access_lacks")
        if not any(found["lacks"] for _, found in self._rows(under)):
            heads, rows = heads[:-1], [row[:-1] for row in rows]
        return self._listed("direct_access", under, "direct_access_limit", self._table(heads, rows, 3, 4))

    def _agreements(self, under: str) -> Section:
        rows: list[tuple[Cell, ...]] = []
        for row, found in self._rows(under):
            limit = "agreements_at" if found["certain"] else "agreements_disputed"
            limit = limit if found["later"] is None else "agreements_later"
            done, since = self._count(f"{row}.done"), Cell(self.say(limit, row))
            act, last = Cell(self.fill("{label}", row)), Cell(self.fill("{last:day}", row))
            rows.append((*self._who(row), act, last, done, since, self._left(row)))
        heads = (
            "patient", "invoices", "agreements_act", "last", "agreements_done", "agreements_limit", "agreements_left",
        )  # fmt: skip
        return self._listed("agreements", under, "agreements_what", self._table(heads, rows, 4, 6))

    def _assessments(self, under: str) -> Section:
        rows: list[tuple[Cell, ...]] = [
            (
                *self._who(row),
                Cell(self.say(f"assessments_{found['why']}", row)),
                Cell(self.say("assessments_next") if found["reached"] is None else self.fill("{reached:day}", row)),
                Cell(self.fill("{last:day}", row)),
            )
            for row, found in self._rows(under)
        ]
        heads = ("patient", "invoices", "assessments_why", "assessments_reached", "last")
        return self._listed("assessments", under, "assessments_what", self._table(heads, rows))

    def _series(self, under: str) -> Section:
        rows: list[tuple[Cell, ...]] = [
            (
                *self._who(row),
                Cell(self.say(f"series_{found['missing']}")),
                Cell(self.fill("{last:day}", row)),
            )
            for row, found in self._rows(under)
        ]
        heads = ("patient", "invoices", "series_missing", "series_last")
        return self._listed("series", under, "series_what", self._table(heads, rows))

    def _invoices(self, under: str) -> Section:
        rows: list[tuple[Cell, ...]] = []
        for place, found in enumerate(self.at(under)["states"]):
            row = f"{under}.states.{place}"
            word = self.locale.STATES.get(found["state"], found["state"])
            state = self.words["invoices_counts" if found["counts"] else "invoices_aside"].format(word=word)
            fees = f"{row}.fees"
            amount = found["fees"]["value"] is not None
            rows.append(
                (
                    Cell((state,)),
                    self._count(f"{row}.number"),
                    Cell(self.fill("{value:eur}", fees) if amount else self.say("least_eur", fees)),
                    Cell(self.fill("{oldest:day}", row)),
                    Cell(self.fill("{newest:day}", row)),
                )
            )
        heads = ("invoices_state", "invoices_number", "invoices_fees", "invoices_oldest", "invoices_newest")
        table = self._table(heads, rows, 1, 2)
        empty = "nothing" if self.at(under)["known"]["complete"] else "nothing_found"
        said: tuple[Sentence, ...] = () if table else (self.say(empty),)
        return Section("invoices", self.say("invoices_of"), said, (self._known(under),), table=table)

    def _years(self, under: str) -> Section:
        rows: list[tuple[Cell, ...]] = []
        for place, _ in enumerate(self.at(under)):
            row = f"{under}.{place}"
            rows.append(
                (
                    Cell(self.fill("{year}", row)),
                    self._count(f"{row}.total"),
                    self._count(f"{row}.remote"),
                    Cell(self._known(row)),
                )
            )
        table = self._table(("years_year", "years_total", "years_remote", "years_known"), rows, 1, 2)
        said = (self.say("years_what"), *(() if table else (self.say("nothing"),)))
        return Section("years", self.say("years"), said, (), table=table)
