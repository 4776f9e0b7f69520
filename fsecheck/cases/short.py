"""Earlier invoices of a case: a sheet beside it, or a short record of what counts."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from attrs import evolve

from fsecheck.cases.read import CaseError
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.model.context import Context, LineContext
from fsecheck.model.digest import blake2b
from fsecheck.model.invoice import Act, Invoice, Patient, Practitioner

_ACT: Final = Act.__annotations__
_LINE: Final = LineContext.__annotations__
_CONTEXT: Final = Context.__annotations__ | {"lines": None}
_NOT_GIVEN: Final = frozenset({"rank", "line"})
_ZERO: Final = Decimal("0.00")
_WHOLE: Final = 60


def of_sheet(data: bytes, beside: bytes | None = None) -> tuple[Invoice, Context]:
    """The invoice of a sheet, and its context. Raises CaseError where it cannot be read."""
    document = open_document(data)
    if document.refusals or len(document.sheets) != 1 or sheet_refusals(document.sheets[0]).refusals:
        raise CaseError("une facture antérieure est une feuille lisible, une seule")
    part = document.sheets[0]
    context = Context()
    parts = document.contexts
    if beside is not None:
        parts = (*parts, *open_document(beside).contexts)
    for one in parts:
        if sheet_refusals(one).refusals:
            raise CaseError("le contexte d'une facture antérieure est illisible")
        context = read_1_0.context(one.element)[1]
    return read_1_0.invoice(part.element, part.xpath), context


def of_record(record: Mapping[str, Any], own: Invoice | None) -> tuple[Invoice, Context]:
    """
    The invoice that a short record stands for.

    What it does not say is as on *own*, the sheet of the case. Raises CaseError.
    """
    lines: dict[int, LineContext] = {}
    acts = []
    about: dict[str, Any] = dict(record.get("context", {}))
    shared = {name: about.pop(name) for name in [*about] if name in _LINE and name not in _CONTEXT}
    for rank, given in enumerate(record["acts"], 1):
        known = shared | {name: value for name, value in given.items() if name in _LINE and name not in _ACT}
        if known:
            lines[rank] = LineContext(**_values(known, _LINE))
        acts.append(_act(rank, {name: value for name, value in given.items() if name not in known}))
    context = Context(lines=lines, **_values(about, _CONTEXT))
    # Any content of its own will do: two records of a case are two invoices.
    digest = blake2b(repr(sorted(record.items(), key=lambda item: item[0])).encode(), digest_size=32).digest()
    stated: dict[str, Any] = {
        "number": record["number"],
        "drawn_up": record["drawn_up"],
        "acts": tuple(acts),
        "corrects": record.get("corrects"),
        "corrects_drawn_up": None,
        "digest": digest,
    }
    if "mk" in record:
        stated["practitioner"] = _practitioner(record["mk"], own)
    patient = record.get("patient", "same")
    if patient != "same":
        stated["patient"] = _patient(patient, own)
    if "direct_access" in record:
        stated["direct_access"] = record["direct_access"]
    if "mode" in record:
        stated["mode"] = record["mode"]
    if own is None:
        raise CaseError("un enregistrement court complète la feuille du cas, qui n'a pas pu être lue")
    return evolve(own, **stated), context


def _act(rank: int, given: Mapping[str, Any]) -> Act:
    values = _values(given, _ACT)
    if lacking := sorted({"day", "code"} - set(values)):
        raise CaseError(f"acts[{rank}] : il manque {lacking[0]}")
    amounts = dict.fromkeys(("unit_price", "base", "amo", "amc", "fees"), _ZERO)
    return Act(**{"rank": rank, "line": rank, "quantity": 1, "rate": _WHOLE, **amounts, **values})


def _practitioner(given: Mapping[str, Any] | str, own: Invoice | None) -> Practitioner:
    if isinstance(given, str):
        given = {"rpps": given} if len(given) == 11 else {"am": given}
    if odd := sorted(set(given) - {"rpps", "am"}):
        raise CaseError(f"mk.{odd[0]} : clé inconnue (rpps, am)")
    base = Practitioner() if own is None else own.practitioner
    return evolve(base, rpps=given.get("rpps"), am=given.get("am"))


def _patient(given: object, own: Invoice | None) -> Patient:
    if not isinstance(given, Mapping) or not set(given) <= {"nir", "birth", "rank", "own_nir", "quality"}:
        raise CaseError('patient : "same", ou une table avec nir, birth, rank, own_nir, quality')
    if own is None:
        raise CaseError("patient : la feuille du cas n'a pas pu être lue")
    values = {name: str(value) for name, value in given.items()}
    if "nir" in values and "own_nir" not in values:
        values["own_nir"] = ""
    changed: dict[str, Any] = {name: value if value else None for name, value in values.items()}
    return evolve(own.patient, **changed)


def _values(given: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Values of TOML as the model has them: an amount or a coefficient is a text there, never a float."""
    found = {}
    for name, value in given.items():
        if name not in known or name in _NOT_GIVEN or known[name] is None:
            raise CaseError(f"{name} : champ inconnu d'un enregistrement court")
        found[name] = _value(name, value, known[name])
    return found


def _value(name: str, value: object, kind: object) -> object:
    wanted = str(kind)
    if isinstance(value, float):
        raise CaseError(f"{name} : un nombre à virgule s'écrit entre guillemets")
    if "Decimal" in wanted and isinstance(value, (str, int)) and not isinstance(value, bool):
        try:
            return Decimal(value)
        except InvalidOperation:
            raise CaseError(f"{name} : {value!r} n'est pas un nombre") from None
    if "tuple" in wanted and isinstance(value, list):
        return tuple(value)
    if isinstance(value, (str, int, date, time)):
        return value
    raise CaseError(f"{name} : valeur inattendue {value!r}")
