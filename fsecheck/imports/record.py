"""
One invoice as a record: the field names and types of ``schemas/import/1.json``.

A line of JSON Lines is such a record; the lines of a CSV file are made into one. Nothing is
guessed: a field that is not known, a number written as a float or a word outside its list refuses
the whole record. The digest of the content is made over the fields in the order of the tables
here, with the defaults filled in, so that the same invoice is the same content in both formats.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from fsecheck.intake import lexical
from fsecheck.ledger.port import ANSWERS, CANCELLED, PAID, RECORDED, REJECTED
from fsecheck.model.context import Context, LineContext
from fsecheck.model.digest import blake2b
from fsecheck.model.identifiers import nir_holds
from fsecheck.model.invoice import Act, Invoice, Patient, Practitioner, Prescription
from fsecheck.model.money import CENT, ZERO

#: Act lines of one invoice at most, as on a sheet.
ACTS: Final = 99

STATES: Final = (RECORDED, PAID, REJECTED, CANCELLED)
MODES: Final = ("nonSecurise", "sesamSansVitale", "enVisite", "securise", "desynchronise", "degrade")
NATURES: Final = (
    "maladie",
    "maladieAlsaceMoselle",
    "maternite",
    "accidentTravail",
    "soinsMedicauxGratuits",
    "prevention",
)
EXEMPTIONS: Final = (
    "aucune",
    "acteCouteux",
    "hospitalisationLongue",
    "soinsParticuliers",
    "ald",
    "assureExonere",
    "regimesSpeciaux",
    "prevention",
    "aspa",
    "ccam",
)
PLACES: Final = ("cabinet", "domicile", "ehpad", "etablissement", "autre")
AGREEMENTS: Final = ("nonSoumis", "sansReponse", "favorable", "urgence", "refus")
RENEWERS: Final = ("masseurKinesitherapeute", "medecin")
MAJORATIONS: Final = ("N", "F", "U")

_NIR: Final = "(?:[0-9]{13}|[0-9]{5}2[AB][0-9]{6})(?:[0-9]{2})?"
_WITH_KEY: Final = 15


class RecordError(Exception):
    """A record that cannot be taken. It holds no value of the record."""

    def __init__(self, code: str, field: str = "", **params: object) -> None:
        """*code* is an id of :mod:`fsecheck.imports.messages`, *field* the path of the field."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.act = 0
        """Rank of the act line concerned; 0: of the invoice."""
        self.params = params


class Read(NamedTuple):
    """What a record says."""

    invoice: Invoice
    context: Context
    state: str

    def __repr__(self) -> str:
        """Nothing of the record: a representation ends in logs."""
        return "Read()"


# A field: the kind of its values (what a message says was expected), its reader, its default.
# A field added later has no default here: the digest of a record must stay what it was.
_Field = tuple[str, Callable[[Any], Any], Any]
_Table = dict[str, _Field]


def _text(kind: str, pattern: str, default: str | None = None) -> _Field:
    match = re.compile(pattern).fullmatch

    def read(value: object) -> object:
        if type(value) is str and match(value):
            return value
        raise ValueError(kind)

    return kind, read, default


def _word(kind: str, allowed: tuple[str, ...], default: str | None = None) -> _Field:
    def read(value: object) -> object:
        if type(value) is str and value in allowed:
            return value
        raise ValueError(kind)

    return kind, read, default


def _whole(first: int, last: int, default: int | None = None) -> _Field:
    def read(value: object) -> object:
        if type(value) is int and first <= value <= last:
            return value
        raise ValueError

    return f"whole-{first}-{last}", read, default


def _bool(value: object) -> bool:
    if value is True or value is False:
        return value
    raise ValueError


def _day(value: object) -> date:
    if type(value) is str:
        return lexical.day(value)
    raise ValueError


@lru_cache(maxsize=4096)
def _decimal(text: str, whole: int) -> Decimal:
    if text.startswith("-") or len(text.partition(".")[0]) > whole:
        raise ValueError
    return lexical.decimal(text).quantize(CENT)


def _amount(value: object) -> Decimal:
    if type(value) is str:
        return _decimal(value, 6)
    raise ValueError


def _coefficient(value: object) -> Decimal:
    if type(value) is str:
        return _decimal(value, 3)
    raise ValueError


def _nir(value: object) -> str:
    """A NIR of thirteen characters, or of fifteen whose key then holds."""
    if type(value) is str and _NIR_MATCH(value):
        if len(value) == _WITH_KEY and not nir_holds(value[:13], value[13:]):
            raise RecordError("nir-key")
        return value[:13]
    raise ValueError


_NIR_MATCH: Final = re.compile(_NIR).fullmatch
_BOOL: Final[_Field] = ("bool", _bool, None)
_DAY: Final[_Field] = ("day", _day, None)
_AMOUNT: Final[_Field] = ("amount", _amount, ZERO)
_RPPS: Final = _text("rpps", "[0-9]{11}")
_AM: Final = _text("am", "[0-9]{9}")
_NUMBER: Final = _text("number", "[0-9]{1,9}")
_MARK: Final = _text("mark", "[0-9A-Za-z-]{1,16}")


def _block(table: _Table) -> _Field:
    def read(value: object) -> dict[str, Any]:
        return _fields(value, table)

    return "object", read, None


MK: Final[_Table] = {"rpps": _RPPS, "am": _AM}
PATIENT: Final[_Table] = {
    "nir": ("nir", _nir, None),
    "birth": _text("birth", "[0-9]{8}"),
    "rank": _text("rank", "[1-9]", "1"),
    "own_nir": ("nir", _nir, None),
}
TOTALS: Final[_Table] = dict.fromkeys(("fees", "amo", "amc", "insured"), ("amount", _amount, None))
REPLY: Final[_Table] = {
    "mk": _text("mk", "[0-9]{9}|[0-9]{11}"),
    "invoice": _NUMBER,
    "attempt": _whole(1, 99),
    "lot": _text("number", "[0-9]{1,9}", ""),
    "status": _word("status", ANSWERS),
    "code": _text("answer", "[0-9A-Z]{1,12}", ""),
    "label": _text("label", "[^\x00-\x1f]{0,500}", ""),
    "date": _DAY,
}
PRESCRIPTION: Final[_Table] = {
    "prescriber": _text("prescriber", "[0-9A-Z]{1,14}"),
    "written": _DAY,
    "sessions": _whole(1, 999),
    "renewed_by": _word("renewer", RENEWERS),
    "renewed_on": _DAY,
    "renewed_sessions": _whole(1, 999),
}
ACT: Final[_Table] = {
    "day": _DAY,
    "code": _text("code", "[A-Z0-9]{1,4}"),
    "coefficient": ("coefficient", _coefficient, None),
    "quantity": _whole(1, 999, 1),
    "remote": _BOOL,
    "place": _word("place", PLACES),
    "region": _text("word", "[0-9A-Za-z._-]{1,40}"),
    "diagnosis": _BOOL,
    "prescription": _block(PRESCRIPTION),
    "agreement": _word("agreement", AGREEMENTS),
    "agreement_asked": _DAY,
    "referential": _BOOL,
    "session": _MARK,
    "visit": _MARK,
    "majoration": _word("majoration", MAJORATIONS),
    "qualifier": _text("qualifier", "[A-Z]{1,2}"),
    "exemption": _word("exemption", EXEMPTIONS),
    "executing": _block(MK),
    "unit_price": _AMOUNT,
    "base": _AMOUNT,
    "rate": _whole(0, 100, 0),
    "amo": _AMOUNT,
    "amc": _AMOUNT,
    "fees": _AMOUNT,
}


def _acts(value: object) -> list[dict[str, Any]]:
    if type(value) is not list or not value:
        raise ValueError
    if len(value) > ACTS:
        raise RecordError("too-many-acts", limit=ACTS, found=len(value))
    acts = []
    for rank, given in enumerate(value, 1):
        try:
            acts.append(_fields(given, ACT, ("day", "code")))
        except RecordError as error:
            error.act = rank
            raise
    return acts


INVOICE: Final[_Table] = {
    "mk": _block(MK),
    "number": _NUMBER,
    "attempt": _whole(1, 99, 1),
    "drawn_up": _DAY,
    "state": _word("state", STATES, RECORDED),
    "patient": _block(PATIENT),
    "mode": _word("mode", MODES, ""),
    "nature": _word("nature", NATURES, "maladie"),
    "direct_access": _BOOL,
    "corrects": _NUMBER,
    "corrects_drawn_up": _DAY,
    "series": _text("word", "[0-9A-Za-z._-]{1,40}"),
    "series_last_remote": _BOOL,
    "card_readable": _BOOL,
    "acts": ("acts", _acts, None),
    "totals": _block(TOTALS),
}


def _fields(given: object, table: _Table, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of a block, in the order of its table, defaults filled in."""
    if type(given) is not dict:
        raise ValueError
    values: dict[str, Any] = {}
    known = 0
    for name, (kind, read, default) in table.items():
        if name in given:
            known += 1
            try:
                values[name] = read(given[name])
            except ValueError:
                raise RecordError("value", name, kind=kind) from None
            except RecordError as error:
                error.field = f"{name}.{error.field}".rstrip(".") if not error.act else error.field
                raise
        elif default is not None:
            values[name] = default
    if known != len(given):
        stranger = next(rank for rank, name in enumerate(given, 1) if name not in table)
        raise RecordError("unknown-field", rank=stranger)
    for name in required:
        if name not in values:
            raise RecordError("missing", name)
    return values


def read(record: object) -> Read:
    """
    The invoice, context and state of a record made of dicts, lists, texts, whole numbers and booleans.

    Raises RecordError.
    """
    try:
        values = _fields(record, INVOICE, ("mk", "number", "drawn_up", "patient", "acts"))
    except ValueError:
        raise RecordError("value", kind="object") from None
    mk, patient = values["mk"], values["patient"]
    if not mk:
        raise RecordError("no-mk", "mk")
    for name in ("nir", "birth"):
        if name not in patient:
            raise RecordError("missing", f"patient.{name}")
    _check_prescriptions(values["acts"])
    values["totals"] = totals = _totals(values)
    state = values.pop("state")
    digest = _digest(values)
    prescriptions: dict[tuple[Any, ...], Prescription] = {}
    lines: dict[int, LineContext] = {}
    acts = tuple(_act(rank, one, prescriptions, lines) for rank, one in enumerate(values["acts"], 1))
    invoice = Invoice(
        number=values["number"],
        drawn_up=values["drawn_up"],
        mode=values["mode"],
        nature=values["nature"],
        practitioner=Practitioner(am=mk.get("am"), rpps=mk.get("rpps")),
        patient=Patient(patient["nir"], "", patient["birth"], patient["rank"], None, patient.get("own_nir")),
        acts=acts,
        prescriptions=tuple(prescriptions.values()),
        total_fees=totals["fees"],
        total_amo=totals["amo"],
        total_amc=totals["amc"],
        total_insured=totals["insured"],
        digest=digest,
        direct_access=values.get("direct_access"),
        corrects=values.get("corrects"),
        corrects_drawn_up=values.get("corrects_drawn_up"),
    )
    context = Context(
        lines=lines,
        card_readable=values.get("card_readable"),
        series=values.get("series"),
        series_last_remote=values.get("series_last_remote"),
    )
    return Read(invoice, context, state)


def reply(record: object) -> dict[str, Any]:
    """The values of a payer's answer, those of ``schemas/answers/1.json``. Raises RecordError."""
    if type(record) is not dict:
        raise RecordError("value", kind="object")
    return _fields(record, REPLY, ("mk", "invoice", "status"))


def naming(record: dict[str, object]) -> str:
    """What tells an invoice from all others: MK, number, day of elaboration, attempt. Raises RecordError."""
    values = _fields(record, INVOICE, ("mk", "number", "drawn_up"))
    mk = values["mk"]
    rest = [str(values[name]) for name in ("number", "drawn_up", "attempt")]
    return "\0".join([mk.get("rpps", ""), mk.get("am", ""), *rest])


def _check_prescriptions(acts: list[dict[str, Any]]) -> None:
    for rank, act in enumerate(acts, 1):
        prescription = act.get("prescription")
        if prescription is None:
            continue
        for name in ("prescriber", "written"):
            if name not in prescription:
                error = RecordError("missing", f"prescription.{name}")
                error.act = rank
                raise error


def _totals(values: Mapping[str, Any]) -> dict[str, Decimal]:
    """The totals given; those that are not are the sums of the lines."""
    given = values.get("totals", {})
    totals = {name: given.get(name) for name in ("fees", "amo", "amc")}
    for name, total in totals.items():
        if total is None:
            totals[name] = sum([act[name] for act in values["acts"]], ZERO)
    rest = totals["fees"] - totals["amo"] - totals["amc"]
    return {**totals, "insured": given.get("insured", max(rest, ZERO))}


def _act(
    rank: int,
    values: dict[str, Any],
    prescriptions: dict[tuple[Any, ...], Prescription],
    lines: dict[int, LineContext],
) -> Act:
    """One act line; its prescription and what the context says of it are put beside."""
    region, diagnosis = values.pop("region", None), values.pop("diagnosis", None)
    if region is not None or diagnosis is not None:
        lines[rank] = LineContext(region=region, diagnosis=diagnosis)
    given = values.pop("prescription", None)
    number = 0  # a line without one is never given the only one of the others
    if given is not None:
        key = tuple(given.items())
        known = prescriptions.get(key)
        if known is None:
            known = prescriptions[key] = Prescription(number=len(prescriptions) + 1, **given)
        number = known.number
    executing = values.pop("executing", {})
    return Act(
        rank=rank,
        line=rank,
        prescription=number,
        executing_am=executing.get("am"),
        executing_rpps=executing.get("rpps"),
        **values,
    )


def _digest(values: Mapping[str, Any]) -> bytes:
    trail: list[str] = []
    _trail(values, trail)
    return blake2b("\0".join(trail).encode(), digest_size=32, person=b"fse import").digest()


def _trail(values: Mapping[str, Any], trail: list[str]) -> None:
    for name, value in values.items():
        kind = type(value)
        if kind is dict:
            trail.append(name)
            _trail(value, trail)
            trail.append("\1")
        elif kind is list:
            trail.append(name)
            for one in value:
                _trail(one, trail)
                trail.append("\1")
            trail.append("\1")
        else:
            trail.append(name)
            trail.append(str(value))
