"""``fsecheck law``: the values of the texts through time, their sources, and what was decided."""

from datetime import date
from difflib import get_close_matches

from fsecheck.cli.exits import DIFFERENT, DONE, UseError
from fsecheck.cli.options import Parser, add_answer, day
from fsecheck.cli.streams import Answer, Streams
from fsecheck.law.lawset import Law
from fsecheck.law.timeline import NotInForceError, Timeline
from fsecheck.model.citation import Source
from fsecheck.model.finding import plain
from fsecheck.render import public, values
from fsecheck.render.sentences import Locale, locale, spoken

_EXAMPLES = """\
  fsecheck law
  fsecheck law teleexpertise.requests_per_year
  fsecheck law nomenclature --as-of 2026-06-21 --format json
"""


def run(words: list[str], streams: Streams) -> int:
    """List the values, or tell one through time."""
    parser = Parser(streams, "law", "Les valeurs des textes, avec leurs dates et leurs sources.", _EXAMPLES)
    parser.add_argument("id", nargs="?", metavar="VALEUR", help="chapitre.nom, ou nomenclature ; sans elle : la liste")
    parser.add_argument("--as-of", metavar="AAAA-MM-JJ", help="seulement ce qui vaut ce jour-là")
    add_answer(parser)
    options = parser.parse_args(words)
    on = None if options.as_of is None else day(options.as_of, "--as-of")
    law = Law()
    with Answer(streams, options.output) as answer:
        if options.id == "nomenclature":
            if on is None:
                raise UseError("law nomenclature : il manque --as-of AAAA-MM-JJ")
            return _nomenclature(on, answer, streams, json=options.format == "json")
        if options.id is None:
            return _list(law, on, answer, json=options.format == "json")
        if options.id not in set(law.ids()):
            close = get_close_matches(options.id, [*law.ids(), "nomenclature"], 3)
            hint = f" ; voulez-vous dire {', '.join(close)} ?" if close else ""
            raise UseError(f"law : valeur inconnue « {options.id} »{hint}")
        value = law.value(options.id)
        if on is not None and on < value.first:
            first = locale(options.lang).day(value.first.isoformat())
            streams.tell(f"{value.id} : rien n'est affirmé avant le {first}")
            return DIFFERENT
        if options.format == "json":
            answer.write(public.dumps(values.document(value, on)))
        else:
            answer.write("".join(f"{line}\n" for line in told(value, locale(options.lang), on)))
    return DONE


def told(value: Timeline, words: Locale, on: date | None = None) -> list[str]:
    """A value through time in plain text; with *on*, only its entry of that day."""
    french = words.YES == "oui"
    lines = [f"{value.id} : {value.label} ({value.unit})"]
    for entry in value.entries if on is None else (value.entry(on),):
        since = words.day(entry.since.isoformat())
        span = (
            words.LABELS["since"].format(since=since)
            if entry.until is None
            else words.LABELS["span"].format(since=since, until=words.day(entry.until.isoformat()))
        )
        if entry.repealed:
            shown = "abrogé" if french else "repealed"
        else:
            shown = spoken(plain(entry.value), words, word=words.AND)
        marks = [
            mark
            for mark, holds in (
                ("déduite" if french else "derived", entry.derived),
                ("disputée" if french else "disputed", entry.disputed),
            )
            if holds
        ]
        lines.append(f"  {span} : {shown}" + (f" ({', '.join(marks)})" if marks else ""))
        lines += [f"    {_cited(source)}" for source in entry.sources]
        for reading in entry.readings:
            note = f" ; {reading.note}" if reading.note else ""
            shown = spoken(plain(reading.value), words)
            lines.append(f"    {'lecture' if french else 'reading'} {shown} : {_cited(reading.source)}{note}")
    if value.decided is not None:
        decided = value.decided
        lines += [
            f"  Question : {decided.question}",
            f"    {'décidé' if french else 'decided'} : {decided.choice}. {decided.why}",
        ]
        lines += [f"    {'autre lecture' if french else 'other reading'} : {other}" for other in decided.others]
    for planned in value.planned:
        since = words.day(planned.since.isoformat())
        lines.append(
            f"  {'annoncé pour le' if french else 'planned for'} {since} : {spoken(plain(planned.value), words)},"
            f" {'remplacé par' if french else 'replaced by'} {planned.replaced_by} ({_cited(planned.source)})"
        )
    lines.append(f"  {words.LABELS['verified'].format(day=words.day(value.verified_on.isoformat()))}")
    return lines


def _list(law: Law, on: date | None, answer: Answer, *, json: bool) -> int:
    shown = [value for value in map(law.value, law.ids()) if on is None or value.in_force(on)]
    if json:
        answer.write(public.dumps({"law": law.fingerprint, "values": [{"id": v.id, "label": v.label} for v in shown]}))
    else:
        width = max((len(value.id) for value in shown), default=0)
        for value in shown:
            answer.write(f"{value.id:<{width}}  {value.label}\n")
    return DONE


def _nomenclature(on: date, answer: Answer, streams: Streams, *, json: bool) -> int:
    words = locale(streams.language)
    try:
        acts = Law().nomenclature_table.listing(on)
    except NotInForceError as error:
        first, asked = (words.day(day.isoformat()) for day in (error.first, on))
        streams.tell(f"la nomenclature n'est affirmée qu'à partir du {first} ; rien n'est su du {asked}")
        return DIFFERENT
    if json:
        answer.write(public.dumps(acts))
    else:
        for act in acts:
            price = words.amount(str(act["price_mainland"])) if act["price_mainland"] else "-"
            mark = f" ({streams.said('disputée')})" if act["disputed"] else ""
            where = f"{act['chapter']} {act['article']}"
            coefficient = words.number(str(act["coefficient"]))
            answer.write(f"{act['letter']:<4} {coefficient:>6}  {price:>8}  {where}  {act['label']}{mark}\n")
    return DONE


def _cited(source: Source) -> str:
    published = f"JO {source.published}" if source.published else ""
    parts = ", ".join(part for part in (source.text, source.article, published) if part)
    return parts + (f" <{source.url}>" if source.url else "")
