"""``fsecheck explain``: all that is known of one rule, or of one value of the texts."""

from difflib import get_close_matches

from fsecheck.cases import explained
from fsecheck.cli.exits import DONE, UseError
from fsecheck.cli.law import told
from fsecheck.cli.options import Parser, add_answer, add_settings, known
from fsecheck.cli.streams import Answer, Streams
from fsecheck.law.lawset import Law
from fsecheck.model.report import ACCEPT, WARN
from fsecheck.render import public, values
from fsecheck.render.sentences import LANGUAGES, locale, messages_of, title_of
from fsecheck.rules.catalogue import STOP, Entry

_READS = {
    "fr": {"X": "la feuille", "C": "le contexte", "L": "le registre"},
    "en": {"X": "the sheet", "C": "the context", "L": "the ledger"},
}
_EXAMPLES = {
    "fr": {
        "head": "Exemples (dossiers de fixtures/)",
        "passing": "Ne dit rien ({verdict}) : {case}",
        "other": "Ne dit rien ({verdict}, d'une autre règle) : {case}",
        "failing": "Parle ({verdict}) : {case}",
        "never": "Ne parle pas encore : il lui manque un fait que rien ne donne, elle est dite « non vérifiée ».",
        "title": "{title}",
    },
    "en": {
        "head": "Examples (folders of fixtures/)",
        "passing": "Silent ({verdict}): {case}",
        "other": "Silent ({verdict}, by another rule): {case}",
        "failing": "Speaks ({verdict}): {case}",
        "never": 'Does not speak yet: it lacks a fact that nothing gives, and is only listed as "not verified".',
        "title": "French title: « {title} »",
    },
}


def run(words: list[str], streams: Streams) -> int:
    """Explain a rule or a value."""
    parser = Parser(
        streams,
        "explain",
        "Expliquer une règle : ce qu'elle dit, ce qu'elle lit, ses messages, ses textes et leurs dates, deux exemples.",
        "  fsecheck explain TEX001\n  fsecheck explain teleexpertise.requests_per_year --format json\n",
    )
    parser.add_argument("id", metavar="ID", help="une règle (TEX001) ou une valeur (teleexpertise.requests_per_year)")
    add_settings(parser)
    add_answer(parser)
    options = parser.parse_args(words)
    law, rules = known(options)
    by_id = {entry.id: entry for entry in rules}
    entry = by_id.get(options.id.upper())
    with Answer(streams, options.output) as answer:
        if entry is None and options.id in set(law.ids()):
            value = law.value(options.id)
            if options.format == "json":
                answer.write(public.dumps(values.document(value)))
            else:
                answer.write("".join(f"{line}\n" for line in told(value, locale(options.lang))))
        elif entry is None:
            close = get_close_matches(options.id.upper(), by_id, 3) + get_close_matches(options.id, law.ids(), 3)
            hint = f" ; voulez-vous dire {', '.join(close)} ?" if close else ""
            raise UseError(f"explain : « {options.id} » n'est ni une règle ni une valeur connue{hint}")
        elif options.format == "json":
            answer.write(public.dumps(explained.rule(entry, law, options.lang)))
        else:
            answer.write("".join(f"{line}\n" for line in _told(entry, law, options.lang)))
    return DONE


def _told(entry: Entry, law: Law, language: str) -> list[str]:
    words = locale(language)
    french = language == LANGUAGES[0]
    quoted = [law.value(value) for value in entry.rule.values] if entry.rule else []
    reads = words.listed([_READS[language][letter] for letter in entry.reads], words.AND)
    lines = [
        f"{entry.id} : {title_of(entry, language)}",
        f"  {'Gravité' if french else 'Severity'} : {words.SEVERITIES[entry.severity]} ({entry.severity})",
        f"  {'Famille' if french else 'Family'} : {entry.family}",
        f"  {'État' if french else 'Status'} : {entry.status}",
        f"  {'Lit' if french else 'Reads'} : {reads}",
    ]
    if french:
        stop = "le verdict est « undecided » (stop)" if entry.undecided == STOP else "noté « non vérifié » (note)"
        lines.append(f"  Sans pouvoir décider : {stop}")
    else:
        stop = 'the verdict is "undecided" (stop)' if entry.undecided == STOP else 'listed as "not verified" (note)'
        lines.append(f"  When it cannot decide: {stop}")
    if quoted:
        first = words.day(max(value.first for value in quoted).isoformat())
        lines.append(f"  {'En vigueur' if french else 'In force'} : {words.LABELS['since'].format(since=first)}")
    if entry.anomaly:
        lines.append(f"  {words.LABELS['anomaly'].format(list=', '.join(entry.anomaly))}")
    lines.append("\nMessages")
    for name, texts in messages_of(entry, language).items():
        lines += [
            f"  {name} : {texts[0]}",
            f"    {words.LABELS['remedy'].format(text=texts[1])}",
            f"    {words.LABELS['technical'].format(text=texts[2])}",
        ]
    if quoted:
        lines.append(f"\n{'Textes' if french else 'Texts'}")
        for value in quoted:
            lines += [f"  {line}" for line in told(value, words)]
    return lines + _shown(entry, language)


def _shown(entry: Entry, language: str) -> list[str]:
    words = _EXAMPLES[language]
    lines = [f"\n{words['head']}"]
    for kind, case, about in explained.examples(entry):
        if case is None:
            lines.append(f"  {words['never']}")
            continue
        verdict = explained.verdict(case)
        how = "other" if kind == "passing" and verdict not in {ACCEPT, WARN} else kind
        lines += [f"  {words[how].format(verdict=verdict, case=case)}", f"    {words['title'].format(title=about)}"]
    return lines
