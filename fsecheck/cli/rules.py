"""``fsecheck rules``: the catalogue, which rules are in force on a day, and what the documents ask of them."""

from argparse import Namespace
from datetime import date

from fsecheck.cli.exits import DIFFERENT, DONE, UseError
from fsecheck.cli.options import Parser, add_answer, add_settings, add_today, day, known, today
from fsecheck.cli.streams import Answer, Streams
from fsecheck.law.lawset import Law
from fsecheck.render.sentences import locale, title_of
from fsecheck.rules.catalogue import Entry


def run(words: list[str], streams: Streams) -> int:
    """List the rules."""
    parser = Parser(
        streams,
        "rules",
        "La liste des règles, et celles qui sont en vigueur un jour donné.\n"
        "Avec --coverage : ce que les documents demandent, les règles qui le tiennent, les cas qui le montrent.\n"
        "Sortie de --coverage : 0 chaque énoncé a une règle ou un motif · 1 l'un n'en a pas.\n"
        "Sortie de --check-pack : 0 le lot tient · 1 il ne tient pas · 2 il ne se charge pas.",
        "  fsecheck rules --as-of 2026-09-01\n  fsecheck rules --coverage fixtures --format json\n"
        "  fsecheck rules --check-pack acme_rules:PACK\n",
    )
    parser.add_argument(
        "--coverage",
        nargs="?",
        const="",
        metavar="DOSSIER",
        help="énoncé, règles, cas de DOSSIER (sinon ceux livrés avec le code)",
    )
    parser.add_argument("--check-pack", metavar="MODULE:NOM", help="juger un lot de règles d'un éditeur, et ses cas")
    parser.add_argument("--as-of", metavar="AAAA-MM-JJ", help="jour demandé (sinon le jour du contrôle)")
    add_settings(parser)
    add_today(parser)
    add_answer(parser)
    options = parser.parse_args(words)
    if options.check_pack is not None:
        return _pack(options, streams)
    if options.coverage is not None:
        if options.as_of is not None:
            raise UseError("rules : --as-of ne va pas avec --coverage, qui ne regarde aucun jour")
        from fsecheck.cli import coverage  # noqa: PLC0415 - only when asked for

        return coverage.tell(options.coverage, streams, options)
    on = today(options) if options.as_of is None else day(options.as_of, "--as-of")
    law, listed = known(options)
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            from fsecheck.render import public  # noqa: PLC0415 - only for JSON

            rules = [
                {
                    "id": entry.id,
                    "title": title_of(entry, options.lang),
                    "severity": entry.severity,
                    "family": entry.family,
                    "undecided": entry.undecided,
                    "reads": entry.reads,
                    "status": entry.status,
                    "anomaly": list(entry.anomaly),
                    "values": list(entry.rule.values) if entry.rule else [],
                    "in_force": in_force(entry, law, on),
                }
                for entry in listed
            ]
            answer.write(public.dumps({"as_of": on.isoformat(), "law": law.fingerprint, "rules": rules}))
        else:
            french = options.lang == "fr"
            names = locale(options.lang)
            for entry in listed:
                aside = "" if in_force(entry, law, on) else (" (pas en vigueur)" if french else " (not in force)")
                severity = names.SEVERITIES[entry.severity]
                answer.write(f"{entry.id}  {severity:<13}  {title_of(entry, options.lang)}{aside}\n")
            answer.write(f"\n{len(listed)} {'règles au' if french else 'rules on'} {names.day(on.isoformat())}\n")
    return DONE


def _pack(options: Namespace, streams: Streams) -> int:
    """Judge a pack of rules. Raises SettingsError where it cannot be loaded."""
    from fsecheck.cases.packs import judge  # noqa: PLC0415 - only when asked for

    pack, wrong = judge(options.check_pack)
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            from fsecheck.render import public  # noqa: PLC0415 - only for JSON

            rules = [{"id": entry.id, "title": pack.title(entry.id, options.lang)} for entry in pack.rules]
            told = {
                "pack": options.check_pack,
                "version": pack.version,
                "rules": rules,
                "wrong": [streams.said(text) for text in wrong],
            }
            answer.write(public.dumps(told))
        else:
            for entry in pack.rules:
                severity = locale(options.lang).SEVERITIES[entry.severity]
                answer.write(f"{entry.id}  {severity:<13}  {pack.title(entry.id, options.lang)}\n")
            answer.write("".join(f"- {streams.said(text)}\n" for text in wrong))
            said = f"{pack.prefix} {pack.version} : {'ne tient pas' if wrong else 'tient'}"
            answer.write(streams.said(said) + "\n")
    return DIFFERENT if wrong else DONE


def in_force(entry: Entry, law: Law, on: date) -> bool:
    """Whether a rule judges the acts of that day: every value it quotes is in force."""
    return entry.rule is None or all(law.value(value).in_force(on) for value in entry.rule.values)
