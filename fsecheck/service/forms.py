"""
What calls take and what they answer: the forms of the messages, read strictly, and described in the OpenAPI document.

An unknown field, another type or a value out of its list is refused; null is the same as left out.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from fsecheck.service.faults import BROKEN, PARAMETERS, CallError

#: First and last day that a call may be made on: what lies outside is a mistake of the host.
DAYS: Final = (date(2000, 1, 1), date(2099, 12, 31))


def _text(pattern: str, description: str) -> Meta:
    # Python's $ lets a final end of line pass, JSON Schema's does not.
    return Meta(pattern=rf"\A{pattern}\Z", description=description, extra_json_schema={"pattern": f"^{pattern}$"})


Base64 = Annotated[
    bytes,
    Meta(
        description="The bytes of the document in Base64 (RFC 4648 section 4, padded, no line break).",
        extra_json_schema={"pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"},
    ),
]
Day = Annotated[date, Meta(description="A day, YYYY-MM-DD, of the years 2000 to 2099.")]
Mk = Annotated[str, _text("([0-9]{9}|[0-9]{11})", "RPPS (11 digits) or numéro AM (9 digits) of the MK.")]
Number = Annotated[str, _text("[0-9]{1,9}", "Number of the invoice.")]
Attempt = Annotated[int, Meta(ge=1, le=1_000_000, description="Attempt, without a point; left out: the newest.")]
Language = Literal["fr", "en"]
Verdict = Literal["accept", "warn", "undecided", "reject", "failed"]


class Asked(Struct, forbid_unknown_fields=True, frozen=True):
    """What a call takes."""


class Encoded(Asked, frozen=True):
    """A document as its exact bytes."""

    base64: Base64


Document = Annotated[
    str | Encoded,
    Meta(description="A document: its text (sent as UTF-8), or {base64}, which keeps its bytes as they are."),
]
Today = Annotated[Day | None, Meta(description="Day of the call; left out: the day of the service.")]


class Nothing(Asked, frozen=True):
    """A call without parameters."""


class Sheet(Asked, frozen=True):
    """A sheet, a lot or an envelope, and what is known beside it."""

    sheet: Document
    context: Document | None = None
    today: Today = None
    lang: Annotated[Language | None, Meta(description="Language of the sentences; left out: none are sent.")] = None


class Move(Asked, frozen=True):
    """An invoice of the ledger."""

    mk: Mk
    number: Number
    attempt: Attempt | None = None
    today: Today = None


class Settle(Asked, frozen=True):
    """The payer's answer on an invoice."""

    mk: Mk
    number: Number
    outcome: Literal["acknowledged", "paid", "rejected"]
    code: Annotated[str, _text("[0-9A-Za-z._-]{1,32}", "The payer's own code of its answer.")] | None = None
    attempt: Attempt | None = None
    today: Today = None


class Span(Asked, frozen=True, rename={"since": "from", "until": "to"}):
    """Days of elaboration of which the ledger holds every invoice of an MK."""

    mk: Mk
    since: Day
    until: Annotated[Day | None, Meta(description="Last day; left out: and from now on.")] = None
    today: Today = None


class Id(Asked, frozen=True):
    """A rule, or a value of the law."""

    id: Annotated[
        str,
        Meta(
            max_length=100,
            description="Id of the rule or of the value.",
            examples=["TEX001", "teleexpertise.requests_per_year"],
        ),
    ]
    lang: Annotated[Language | None, Meta(description="Language of the sentences; left out: French.")] = None


Report = Annotated[
    dict[str, Any],
    Meta(description="schemas/report/1.json.", extra_json_schema={"$ref": "#/components/schemas/report"}),
]


class Text(Struct):
    """The sentences of one finding, or of one rule left undecided."""

    title: str
    sentence: str
    remedy: str
    technical: str


class Texts(Struct, omit_defaults=True):
    """Sentences, parallel to the findings and the undecided of the report, and to its sheets where it is a lot's."""

    language: Language
    findings: list[Text]
    undecided: list[Text]
    sheets: "list[Texts] | UnsetType" = UNSET


class Judged(Struct):
    """The answer of one check. Anything but ``may_send: true`` is not sendable."""

    may_send: bool
    verdict: Verdict
    report: Report
    texts: Texts | UnsetType = UNSET


class JudgedSheets(Struct):
    """The answers on the sheets of a document, in order; of all together, the heaviest verdict."""

    may_send: bool
    verdict: Verdict
    sheets: list[Judged]


class Invoice(Struct):
    """An invoice of the ledger: no patient in it."""

    mk: str
    number: str
    attempt: int
    state: str
    drawn_up: date
    since: date
    former: Annotated[str, Meta(description="Of a corrected invoice: its state if the correction fell.")] = ""


class Held(Struct):
    """What was judged of one sheet, and what the ledger did with it."""

    held: Annotated[bool, Meta(description="The sheet stands in the ledger.")]
    changed: Annotated[bool, Meta(description="False where the same call had been made before.")]
    refused: Annotated[str | None, Meta(description="The ledger's own refusal: number-live, wrong-state ...")]
    conflict: Annotated[bool, Meta(description="Recorded, though the check would not let it through.")]
    invoice: Invoice | None
    report: Report
    texts: Texts | UnsetType = UNSET


class Reserved(Struct):
    """The answer of ``reserve``: true only where every sheet is held. Anything else is not sendable."""

    may_send: bool
    verdict: Verdict
    sheets: list[Held]


class Recorded(Struct):
    """The answer of ``record``."""

    conflict: bool
    sheets: list[Held]


class Moved(Struct):
    """An invoice after a call; *changed* is false where the same call had been made before."""

    invoice: Invoice
    changed: bool


class Pending(Struct):
    """Reservations neither confirmed nor released, oldest first."""

    pending: list[Invoice]


class Claim(Struct, rename={"since": "from", "until": "to"}):
    """A claim of completeness."""

    mk: str
    since: date
    until: date | None


class Coverage(Struct):
    """Every claim of completeness."""

    coverage: list[Claim]


class Version(Struct):
    """What answers, and how it was started."""

    fsecheck: str
    law: str
    horizon: date
    libxml2: str
    report: Annotated[int, Meta(description="Version of the format of reports.")]
    reference_mode: bool
    as_of: date | None
    practice: Annotated[str | None, Meta(description="Practice of the ledger; null without one.")]
    today: Annotated[date, Meta(description="Day that a call without one is made on.")]
    calls: list[str]


class Problem(Struct, omit_defaults=True):
    """A call that cannot be answered (RFC 9457). Nothing may be sent on it."""

    title: str
    status: int
    code: Annotated[str, Meta(description="Stable: the thing to test.")]
    parameter: Annotated[str | UnsetType, Meta(description="The parameter that is wrong.")] = UNSET
    kind: Annotated[str | UnsetType, Meta(description="Of a fault of ours: its kind,")] = UNSET
    where: Annotated[str | UnsetType, Meta(description="and where in our code.")] = UNSET


_Form = TypeVar("_Form", bound=Asked)


def asked(form: type[_Form], read: Callable[..., _Form], message: object) -> _Form:
    """
    The parameters of a call, by msgspec's *read* (``convert`` or ``json.decode``) of *message*.

    Raises CallError, which names the parameter and nothing that the host wrote.
    """
    names = form.__struct_encode_fields__
    try:
        found = read(message, type=form)
    except msgspec.ValidationError as error:
        named = _NAMED.search(str(error))
        if named is None or named[1] not in names:
            raise CallError(PARAMETERS) from None
        raise CallError(PARAMETERS, parameter=named[1]) from None
    except (ValueError, RecursionError):
        raise CallError(BROKEN) from None
    for name, field in zip(names, form.__struct_fields__, strict=True):
        value: object = getattr(found, field)
        if isinstance(value, date) and not DAYS[0] <= value <= DAYS[1]:
            raise CallError(PARAMETERS, parameter=name)
    return found


#: Where msgspec's sentence names a parameter; its beginning may quote the host.
_NAMED: Final = re.compile(r"(?: - at `\$\.|^Object missing required field `)(\w+)[^`]*`$")
