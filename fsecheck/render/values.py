"""A value of the law through time, as the doors write it in JSON."""

from datetime import date

from fsecheck.law.timeline import Entry, Timeline
from fsecheck.model.citation import Source
from fsecheck.model.finding import plain


def document(value: Timeline, on: date | None = None) -> dict[str, object]:
    """A value through time as JSON; with *on*, only its entry of that day."""
    entries = value.entries if on is None else (value.entry(on),)
    decided = value.decided
    return {
        "id": value.id,
        "label": value.label,
        "unit": value.unit,
        "verified_on": value.verified_on.isoformat(),
        "values": [_entry(entry) for entry in entries],
        "decided": None
        if decided is None
        else {
            "question": decided.question,
            "choice": decided.choice,
            "why": decided.why,
            "others": list(decided.others),
        },
        "planned": [
            {
                "from": planned.since.isoformat(),
                "value": plain(planned.value),
                "replaced_by": planned.replaced_by,
                "source": _source(planned.source),
            }
            for planned in value.planned
        ],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "from": entry.since.isoformat(),
        "to": None if entry.until is None else entry.until.isoformat(),
        "value": plain(entry.value),
        "repealed": entry.repealed,
        "derived": entry.derived,
        "disputed": entry.disputed,
        "sources": [_source(source) for source in entry.sources],
        "readings": [
            {"value": plain(reading.value), "source": _source(reading.source), "note": reading.note or None}
            for reading in entry.readings
        ],
    }


def _source(source: Source) -> dict[str, object]:
    return {
        "text": source.text,
        "article": source.article or None,
        "published": source.published or None,
        "url": source.url or None,
    }
