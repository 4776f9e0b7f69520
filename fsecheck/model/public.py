"""
The public JSON of a report, written by hand.

A field of ours may be renamed; a name here may not: it is ``schemas/report/1.json``.
"""

from typing import TYPE_CHECKING

from fsecheck.model.citation import Citation
from fsecheck.model.finding import Finding, Place, Unknown, plain
from fsecheck.model.report import SCHEMA, Identity, Report

if TYPE_CHECKING:
    from fsecheck.model.waiver import Waived


def report(of: Report) -> dict[str, object]:
    """One report; a lot's carries those of its sheets."""
    return {
        "schema": SCHEMA,
        "verdict": of.verdict,
        "may_send": of.may_send,
        "invoice": {"number": of.number, "mk": of.mk, "reference": of.reference},
        "where": None if of.place is None else _place(of.place),
        "digests": {"fse": of.fse_digest, "context": of.context_digest},
        "findings": [finding(item) for item in of.findings],
        "waivers": [_waived(item) for item in of.waivers],
        "errors_total": of.errors_total,
        "undecided": [unknown(item) for item in of.unknowns],
        "outcomes": dict(sorted(of.outcomes.items())),
        "not_evaluated": list(of.not_evaluated),
        "faults": [{"kind": fault.kind, "where": fault.where} for fault in of.faults],
        "made_with": identity(of.identity),
        "sheets": [report(sheet) for sheet in of.sheets],
    }


def finding(of: Finding) -> dict[str, object]:
    """One finding, its values as fields."""
    return {
        "rule": of.rule,
        "severity": of.severity,
        "message": of.message,
        "where": _place(of.place),
        "params": dict(of.params),
        "evidence": [{"invoice": number, "date": day} for number, day in of.evidence],
        "suggested": None if of.suggested is None else dict(of.suggested),
        "sources": [_citation(item) for item in of.citations],
        "anomaly": list(of.anomaly),
        "waived": of.waived,
    }


def unknown(of: Unknown) -> dict[str, object]:
    """One rule left undecided."""
    return {
        "rule": of.rule,
        "stops": of.stops,
        "missing": of.what,
        "params": dict(of.params),
        "where": _place(of.place),
    }


def _waived(of: "Waived") -> dict[str, object]:
    waiver = of.waiver
    return {
        "rule": waiver.rule,
        "act": waiver.act,
        "author": waiver.author,
        "reason": waiver.reason,
        "expires": waiver.expires.isoformat(),
        "state": of.state,
    }


def _place(of: Place) -> dict[str, object]:
    return {
        "line": of.line,
        "column": of.column,
        "xpath": of.xpath,
        "act": of.act,
        "reference": of.reference,
    }


def _citation(of: Citation) -> dict[str, object]:
    return {
        "value": of.value,
        "from": of.since.isoformat(),
        "to": None if of.until is None else of.until.isoformat(),
        "verified_on": of.verified_on.isoformat(),
        "texts": [
            {
                "text": source.text,
                "article": source.article or None,
                "published": source.published or None,
                "url": source.url or None,
            }
            for source in of.sources
        ],
    }


def identity(of: Identity) -> dict[str, object]:
    """What a report was made with."""
    return {
        "fsecheck": of.version,
        "law": of.law,
        "horizon": of.horizon.isoformat(),
        "libxml2": of.libxml2,
        "today": of.today.isoformat(),
        "reference_mode": of.reference,
        "as_of": None if of.as_of is None else of.as_of.isoformat(),
        "settings": {key: plain(value) for key, value in of.settings.items()},
        "ledger": of.ledger,
        "ignored": list(of.ignored),
    }
