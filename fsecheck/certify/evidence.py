"""
The evidence of a run: ``evidence.json``, ``junit.xml`` and ``dossier.html``, made from its folder alone.

The same answers give the same bytes: no clock, no path and no name of a machine stands in them. :func:`verify` makes
them again and compares.
"""

import json
import os
from collections.abc import Iterator
from typing import Any, Final

import fsecheck
from fsecheck.certify import dossier, junit
from fsecheck.certify.judge import SKIPPED, STATUSES, File, Result, Results, below, content, judge
from fsecheck.certify.pack import Hook, Pack
from fsecheck.certify.produce import Sheet
from fsecheck.certify.reading import LANGUAGES, FormatError
from fsecheck.certify.run import CONSOLE, RUN, SCENARIOS
from fsecheck.intake import second_opinion
from fsecheck.intake.parse import libxml2_version
from fsecheck.law.lawset import Law
from fsecheck.model.reasons import reason

EVIDENCE: Final = "evidence.json"
JUNIT: Final = "junit.xml"
DOSSIER: Final = "dossier.html"
SCHEMA: Final = 1


def write(results: Results, folder: str, language: str) -> bytes:
    """Write the three files of the evidence in the folder of the run; the bytes of ``evidence.json``."""
    files = made(results, language)
    for name, data in files.items():
        with open(os.path.join(folder, name), "wb") as stream:
            stream.write(data)
    return files[EVIDENCE]


def made(results: Results, language: str) -> dict[str, bytes]:
    """The files of the evidence, by name."""
    return {
        EVIDENCE: _bytes(document(results, language)),
        JUNIT: junit.render(results, language),
        DOSSIER: dossier.render(results, language),
    }


def document(results: Results, language: str) -> dict[str, object]:
    """``evidence.json``, by ``schemas/evidence/1.json``."""
    pack = results.pack
    law = Law()
    return {
        "schema": SCHEMA,
        "language": language,
        "pack": {
            "id": pack.id,
            "version": pack.version,
            "reference_date": pack.reference_date.isoformat(),
            "sha256": pack.sha256,
        },
        "law": {"identity": law.fingerprint, "horizon": law.horizon.isoformat()},
        "made_with": {
            "fsecheck": fsecheck.__version__,
            "libxml2": libxml2_version(),
            "xmlschema": second_opinion.version(),
            "reference_mode": True,
        },
        "vendor": dict(results.vendor),
        "run": _file(results.run),
        "counts": {status: results.count(status) for status in STATUSES},
        "requirements": [
            {
                "id": one.id,
                "status": results.status(one),
                "scenarios": [result.scenario.id for result in results.of(one)],
            }
            for one in pack.requirements
        ],
        "scenarios": [_scenario(one) for one in results.results],
    }


def verify(pack: Pack, folder: str) -> list[tuple[str, str]]:
    """
    What is not as the evidence says: a code and the name of a file, or of what differs.

    Judges the folder again and makes the evidence again: any changed, missing or added byte shows. What stands in
    ``console/`` is no part of it. Raises FormatError where there is no evidence, or the folder is no run.
    """
    told = read(os.path.join(folder, EVIDENCE))
    wrong = [
        ("made-with", name)
        for name, ours, theirs in (
            ("pack", pack.sha256, told["pack"].get("sha256")),
            ("law", Law().fingerprint, told["law"].get("identity")),
            ("fsecheck", fsecheck.__version__, told["made_with"].get("fsecheck")),
            ("libxml2", libxml2_version(), told["made_with"].get("libxml2")),
            ("xmlschema", second_opinion.version(), told["made_with"].get("xmlschema")),
        )
        if ours != theirs
    ]
    results = judge(pack, folder)
    wrong += _files(told, results, folder)
    for name, data in made(results, told["language"]).items():
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            wrong.append(("missing", name))
        elif content(path) != data:
            wrong.append(("changed", name))
    return wrong


def read(path: str) -> dict[str, Any]:
    """The evidence of a file, as far as its outer shape goes. Raises FormatError."""
    try:
        told = json.loads(content(path))
        sound = (
            told["schema"] == SCHEMA
            and told["language"] in LANGUAGES
            and all(isinstance(told[key], dict) for key in ("pack", "law", "made_with", "vendor", "run"))
            and all(
                {"name", "sha256"} <= file.keys() for one in told["scenarios"] if one["id"] for file in one["files"]
            )
        )
    except OSError as error:
        raise FormatError(f"{path} : illisible ({reason(error.errno)})") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise FormatError(f"{path} : n'est pas un dossier de preuves de fsecheck (schemas/evidence/1.json)")
    found: dict[str, Any] = told
    return found


def _files(told: dict[str, Any], results: Results, folder: str) -> Iterator[tuple[str, str]]:
    """The files of the run that are not what the evidence says."""
    stated = {RUN: told["run"].get("sha256")}
    for one in told["scenarios"]:
        for file in one["files"]:
            stated[f"{SCENARIOS}/{one['id']}/{file['name']}"] = file["sha256"]
    found = {RUN: results.run.sha256}
    for result in results.results:
        found |= {f"{SCENARIOS}/{result.scenario.id}/{file.name}": file.sha256 for file in result.files}
    for name in sorted(stated.keys() | found.keys()):
        if name not in found:
            yield "missing", name
        elif name not in stated:
            yield "added", name
        elif stated[name] != found[name]:
            yield "changed", name
    known = {EVIDENCE, JUNIT, DOSSIER, *found}
    for name in below(folder):
        if name not in known and not name.startswith(f"{CONSOLE}/"):
            yield "added", name


def _scenario(result: Result) -> dict[str, object]:
    scenario = result.scenario
    told: dict[str, object] = {
        "id": scenario.id,
        "number": scenario.number,
        "kind": scenario.kind,
        "status": result.status,
        "reason": None if result.reason is None else {"code": result.reason[0], **result.reason[1]},
        "requirements": list(scenario.requirements),
        "rules": list(scenario.rules),
        "differences": [{"code": code, **params} for code, params in result.differences],
        "files": [_file(one) for one in result.files],
    }
    if isinstance(scenario.play, Hook) or result.status == SKIPPED:
        return told
    if result.attested is not None:
        told["attested"] = dict(result.attested)
    told["sheets"] = [_sheet(one) for one in result.sheets]
    told["schema_engines"] = [one._asdict() for one in result.opinions]
    if result.form is not None:
        told["tolerated"] = result.form.tolerated is not None
    return told


def _sheet(sheet: Sheet) -> dict[str, object]:
    """One sheet that the software wrote: our report on it, without what stands once above."""
    report = sheet.report.to_dict()
    return {
        "file": sheet.file,
        **{key: report[key] for key in ("verdict", "invoice", "digests", "findings", "undecided", "not_evaluated")},
    }


def _file(file: File) -> dict[str, object]:
    return {"name": file.name, "bytes": file.size, "sha256": file.sha256}


def _bytes(told: object) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
