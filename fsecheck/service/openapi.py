"""
The OpenAPI 3.1 document of the HTTP door, written from its calls and their forms.

``python -m fsecheck.service.openapi`` rewrites ``schemas/service/openapi.json``; a test holds the two equal.
"""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from fsecheck.intake.schema import directory
from fsecheck.service import faults, forms
from fsecheck.service.calls import CALLS, Call
from fsecheck.service.faults import Fault

#: Where the door gives its own document.
OWN_PATH: Final = "/v1/openapi.json"
_REF: Final = "#/components/schemas/{name}"
_ANY: Final = (
    faults.BROKEN, faults.PARAMETERS, faults.NO_TOKEN, faults.SLOW, faults.TOO_LARGE, faults.NOT_JSON,
    faults.FOREIGN_HOST, faults.INTERNAL, faults.BUSY, faults.LATE,
)  # fmt: skip
_OF_LEDGER: Final = (faults.REFUSED, faults.NO_LEDGER, faults.READ_ONLY, faults.LEDGER_USE, faults.LEDGER_FAULT)
_MORE: Final = {"explain": (faults.UNKNOWN_ID,), "pending": _OF_LEDGER, "coverage": _OF_LEDGER}


def path(call: Call) -> str:
    """Where a call is made."""
    return f"/v1/{call.name}"


def text() -> str:
    """The document as it is committed and served."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def document() -> dict[str, Any]:
    """The document."""
    kinds = [*(call.form for call in CALLS), *(call.answer for call in CALLS), forms.Problem]
    written, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    asked, answered = written[: len(CALLS)], written[len(CALLS) : -1]
    used = (*_ANY, *_OF_LEDGER, faults.UNKNOWN_ID)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fsecheck",
            "version": "1",
            "description": "Checks a physiotherapist's electronic care sheet before it is sent. Anything but an answer"
            " 200 whose may_send is true is not sendable. Draft until release 0.1.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "http://127.0.0.1:8733", "description": "The default of fsecheck serve."}],
        "security": [{"token": []}],
        "paths": {
            **{
                path(call): {"post": _post(call, *forms_of)}
                for call, *forms_of in zip(CALLS, asked, answered, strict=True)
            },
            OWN_PATH: {
                "get": {
                    "operationId": "openapi",
                    "summary": "This document.",
                    "responses": {
                        "200": {
                            "description": "This document.",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        },
                        **_problems((faults.NO_TOKEN, faults.FOREIGN_HOST)),
                    },
                }
            },
        },
        "components": {
            "schemas": {**components, **_report()},
            "responses": {str(status): _response(status, used) for status in sorted({fault.status for fault in used})},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _post(call: Call, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    more = _OF_LEDGER if call.writes else _MORE.get(call.name, ())
    return {
        "operationId": call.name,
        "summary": (call.does.__doc__ or "").strip(),
        "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": answer}}},
            **_problems((*_ANY, *more)),
        },
    }


def _problems(of: Iterable[Fault]) -> dict[str, Any]:
    return {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted({fault.status for fault in of})
    }


def _response(status: int, used: Iterable[Fault]) -> dict[str, Any]:
    said = [f"{fault.code}: {fault.text}" for fault in used if fault.status == status]
    if status == faults.REFUSED.status:
        said[0] = f"{', '.join(faults.REFUSALS)}: {faults.REFUSED.text}"
    found: dict[str, Any] = {
        "description": " ".join(said),
        "content": {"application/problem+json": {"schema": {"$ref": _REF.format(name="Problem")}}},
    }
    if status == faults.BUSY.status:
        found["headers"] = {"Retry-After": {"description": "Seconds.", "required": True, "schema": {"type": "integer"}}}
    return found


def _report() -> dict[str, Any]:
    """The parts of the report's own schema, under their names."""
    with open(os.path.join(directory(), "report", "1.json"), encoding="utf-8") as file:
        parts: dict[str, Any] = json.loads(file.read().replace("#/$defs/", "#/components/schemas/"))["$defs"]
    return parts


def main() -> None:
    """Rewrite the committed document."""
    target = os.path.join(directory(), "service", "openapi.json")
    with open(target, "w", encoding="utf-8", newline="\n") as file:
        file.write(text())
    sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()
