"""``fsecheck certify``: plays a pack of scenarios on a vendor's software, and keeps the evidence."""

import os
from argparse import Namespace
from collections.abc import Callable
from fnmatch import fnmatchcase
from hashlib import sha256

from fsecheck.cases.read import CaseError
from fsecheck.certify import adapter as adapters
from fsecheck.certify import manifest, words
from fsecheck.certify import pack as packs
from fsecheck.certify import run as runs
from fsecheck.certify.audit import audit
from fsecheck.certify.compare import compare
from fsecheck.certify.evidence import EVIDENCE, read, verify, write
from fsecheck.certify.judge import ERROR, FAIL, PASS, SKIPPED, STATUSES, UNDECIDED, Results, judge
from fsecheck.certify.pack import Pack, Scenario
from fsecheck.certify.reading import FormatError
from fsecheck.cli import exits
from fsecheck.cli.exits import DIFFERENT, DONE, USE, UseError
from fsecheck.cli.options import Parser, add_answer
from fsecheck.cli.streams import Answer, Streams
from fsecheck.law.lawset import Law
from fsecheck.render import public
from fsecheck.render.sentences import clean

_HELP = """\
Usage : fsecheck certify ACTION ...

Joue un jeu de scénarios sur un logiciel de facturation et en garde les preuves. Ne vaut ni agrément ni conformité :
il en abrège la préparation. Voir docs/certification.md.

Actions :
  list      [--pack JEU] [--tag T] [--id ID]         les scénarios et ce qu'ils montrent
  check     [--pack JEU]                             le jeu lui-même : rien sans scénario, nos réponses sont les siennes
  run       --adapter FICHIER --folder DOSSIER ...   jouer ; --dry-run n'écrit que les questions
  verify    DOSSIER|evidence.json [--pack JEU]       refaire les preuves d'un passage et comparer, octet par octet
  compare   AVANT APRÈS                              ce qui a changé d'un passage à l'autre

Exemples :
  fsecheck certify list --tag telecare
  fsecheck certify run --adapter adapter.toml --folder passage-1
  fsecheck certify verify passage-1

Sortie : 0 fait, tout est réussi · 1 échec, erreur ou différence · 2 usage · 3 non décidé · 4 panne.
"""
#: French, English.
_TOLD = {
    "other-law": (
        "le jeu a été fait avec d'autres textes ({what})",
        "the pack was made with another law set ({what})",
    ),
    "requirement-without-scenario": ("exigence sans scénario : {what}", "requirement without a scenario: {what}"),
    "rule-without-scenario": ("règle sans scénario : {what}", "rule without a scenario: {what}"),
    "cell-without-situation": (
        "case du tableau des séries qu'aucune situation ne montre : {what}",
        "cell of the table of series that no situation shows: {what}",
    ),
    "form-against-table": (
        "une forme admet ce que le tableau des séries refuse : {what}",
        "a form admits what the table of series refuses: {what}",
    ),
    "other-answer": (
        "{what} : notre propre contrôle répond autrement que le jeu",
        "{what}: our own check answers otherwise than the pack",
    ),
    "sound": (
        "{id} {version} : {requirements} exigences, {scenarios} scénarios, rien à redire.",
        "{id} {version}: {requirements} requirements, {scenarios} scenarios, nothing to say.",
    ),
    "made-with": ("fait avec autre chose : {what}", "made with something else: {what}"),
    "missing": ("manque : {what}", "missing: {what}"),
    "changed": ("modifié : {what}", "changed: {what}"),
    "added": ("ajouté : {what}", "added: {what}"),
    "verified": (
        "Les preuves refaites sont les mêmes, octet par octet.",
        "The evidence made again is the same, byte by byte.",
    ),
    "same": ("Aucun résultat n'a changé.", "No result has changed."),
    "evidence": ("Preuves : {path} (sha256 {sha256})", "Evidence: {path} (sha256 {sha256})"),
}


def run(words_given: list[str], streams: Streams) -> int:
    """One action of the certification."""
    if not words_given or words_given[0] in {"-h", "--help", "--aide"}:
        (streams.out if words_given else streams.err).write(streams.said(_HELP))
        return DONE if words_given else USE
    action = ACTIONS.get(words_given[0])
    if action is None:
        raise UseError(f"certify : action inconnue « {words_given[0]} » ; connues : {', '.join(ACTIONS)}")
    try:
        return action(words_given[1:], streams)
    except (FormatError, CaseError) as error:
        raise UseError(f"certify : {error}") from None
    finally:
        packs.leave()


def _list(given: list[str], streams: Streams) -> int:
    parser = _parser(streams, "list", "Les scénarios d'un jeu, leurs exigences et leurs règles.")
    _add_choice(parser)
    options = parser.parse_args(given)
    pack = _pack(options)
    chosen = [one for one in pack.scenarios if _chooses(options, pack)(one)]
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            answer.write(public.dumps({"pack": pack.id, "scenarios": [_listed(one, options.lang) for one in chosen]}))
        else:
            for one in chosen:
                shows = " ".join((*one.requirements, *one.rules))
                answer.write(f"{one.number:4}  {one.id}  {clean(one.title[options.lang])}  [{shows}]\n")
    return DONE


def _check(given: list[str], streams: Streams) -> int:
    parser = _parser(streams, "check", "Le contrôle du jeu lui-même.\nSortie : 0 rien à redire · 1 sinon.")
    options = parser.parse_args(given)
    pack = _pack(options)
    faults = list(audit(pack))
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            told = [{"code": code, "about": about} for code, about in faults]
            answer.write(public.dumps({"pack": pack.id, "sound": not faults, "faults": told}))
        else:
            answer.write("".join(f"{_say(code, options.lang, what=about)}\n" for code, about in faults))
            if not faults:
                counts = {"requirements": len(pack.requirements), "scenarios": len(pack.scenarios)}
                answer.write(_say("sound", options.lang, id=pack.id, version=pack.version, **counts) + "\n")
    return DIFFERENT if faults else DONE


def _run(given: list[str], streams: Streams) -> int:
    parser = _parser(streams, "run", "Jouer les scénarios sur un logiciel, et garder ce qui est entré et sorti.")
    parser.add_argument(
        "--adapter", metavar="FICHIER", required=True, help="comment appeler le logiciel (adapter.toml)"
    )
    parser.add_argument("--folder", "--dossier", metavar="DOSSIER", required=True, help="où garder le passage")
    _add_choice(parser)
    parser.add_argument("--resume", action="store_true", help="reprendre un passage interrompu")
    parser.add_argument(
        "--dry-run", action="store_true", help="écrire les questions et montrer les commandes seulement"
    )
    options = parser.parse_args(given)
    pack = _pack(options)
    if pack.law != Law().fingerprint:
        raise UseError("certify : ce jeu a été fait avec d'autres textes que ceux de cette version (certify check)")
    adapter = adapters.read(options.adapter)
    here = os.path.dirname(os.path.abspath(options.adapter))
    chosen = _chooses(options, pack)
    if options.dry_run:
        with Answer(streams, options.output) as answer:
            for line in runs.dry(pack, adapter, here, options.folder, chosen=chosen):
                answer.write(clean(line) + "\n")
        return DONE
    told = _progress(streams, len(pack.scenarios))
    runs.run(pack, adapter, here, options.folder, chosen=chosen, resume=options.resume, told=told)
    results = judge(pack, options.folder)
    digest = sha256(write(results, options.folder, options.lang)).hexdigest()
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            statuses = {one.scenario.id: one.status for one in results.results}
            counts = {status: results.count(status) for status in STATUSES}
            answer.write(public.dumps({"counts": counts, "evidence_sha256": digest, "scenarios": statuses}))
        else:
            _tell(results, answer, options.lang)
            path = os.path.join(options.folder, EVIDENCE)
            answer.write(_say("evidence", options.lang, path=path, sha256=digest) + "\n")
    found = {one.status for one in results.results}
    if found & {FAIL, ERROR}:
        return DIFFERENT
    return exits.UNDECIDED if UNDECIDED in found else DONE


def _verify(given: list[str], streams: Streams) -> int:
    parser = _parser(
        streams, "verify", "Refaire les preuves d'un passage et les comparer.\nSortie : 0 mêmes · 1 sinon."
    )
    parser.add_argument("evidence", metavar="DOSSIER|FICHIER", help="le dossier d'un passage, ou son evidence.json")
    options = parser.parse_args(given)
    folder = options.evidence
    if not os.path.isdir(folder):
        folder = os.path.dirname(os.path.abspath(folder))
    wrong = verify(_pack(options), folder)
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            told = [{"code": code, "about": about} for code, about in wrong]
            answer.write(public.dumps({"same": not wrong, "differences": told}))
        else:
            lines = [_say(code, options.lang, what=clean(about)) for code, about in wrong]
            answer.write("".join(f"{line}\n" for line in lines or [_say("verified", options.lang)]))
    return DIFFERENT if wrong else DONE


def _compare(given: list[str], streams: Streams) -> int:
    parser = Parser(streams, "certify compare", "Ce qui a changé.\nSortie : 0 rien de pire · 1 un résultat est pire.")
    parser.add_argument("before", metavar="AVANT", help="un passage, ou son evidence.json")
    parser.add_argument("after", metavar="APRÈS", help="un passage plus récent")
    add_answer(parser)
    options = parser.parse_args(given)
    before, after = (
        read(os.path.join(one, EVIDENCE) if os.path.isdir(one) else one) for one in (options.before, options.after)
    )
    changes = list(compare(before, after))
    with Answer(streams, options.output) as answer:
        if options.format == "json":
            answer.write(public.dumps({"changes": [one._asdict() for one in changes]}))
        else:
            for one in changes:
                first, last = (words.word(words.STATUSES, one_of, options.lang) for one_of in (one.before, one.after))
                answer.write(f"{'-' if one.worse else '+'} {clean(one.id)} : {first} -> {last}\n")
            if not changes:
                answer.write(_say("same", options.lang) + "\n")
    return DIFFERENT if any(one.worse for one in changes) else DONE


ACTIONS = {"list": _list, "check": _check, "run": _run, "verify": _verify, "compare": _compare}


def _parser(streams: Streams, action: str, description: str) -> Parser:
    parser = Parser(streams, f"certify {action}", description)
    parser.add_argument("--pack", metavar="JEU", help=f"un jeu livré ou un dossier ({packs.DEFAULT})")
    add_answer(parser)
    return parser


def _add_choice(parser: Parser) -> None:
    parser.add_argument("--tag", action="append", default=[], metavar="MOT", help="seulement ceux qui portent ce mot")
    parser.add_argument("--id", action="append", default=[], metavar="ID", help="seulement ceux-là ; * et ? admis")


def _chooses(options: Namespace, pack: Pack) -> Callable[[Scenario], bool]:
    """Whether a scenario is among those asked for; all are where nothing is asked. Raises UseError where none is."""

    def chosen(scenario: Scenario) -> bool:
        tagged = not options.tag or not set(options.tag).isdisjoint(scenario.tags)
        return tagged and (not options.id or any(fnmatchcase(scenario.id, one) for one in options.id))

    if not any(chosen(scenario) for scenario in pack.scenarios):
        raise UseError("certify : aucun scénario du jeu n'est de ce choix (--tag, --id)")
    return chosen


def _pack(options: Namespace) -> Pack:
    return manifest.read(packs.find(options.pack))


def _listed(scenario: Scenario, language: str) -> dict[str, object]:
    return {
        "number": scenario.number,
        "id": scenario.id,
        "kind": scenario.kind,
        "title": scenario.title[language],
        "tags": list(scenario.tags),
        "requirements": list(scenario.requirements),
        "rules": list(scenario.rules),
    }


def _tell(results: Results, answer: Answer, language: str) -> None:
    for one in results.results:
        if one.status in {PASS, SKIPPED}:
            continue
        scenario = one.scenario
        status = words.word(words.STATUSES, one.status, language)
        answer.write(f"{status}  {scenario.id}  {clean(scenario.title[language])}\n")
        if one.reason is not None:
            answer.write(f"    {clean(words.reason(one.reason, language))}\n")
        answer.write("".join(f"    - {clean(words.difference(what, language))}\n" for what in one.differences))
    counts = (f"{results.count(status)} {words.word(words.STATUSES, status, language)}" for status in STATUSES)
    answer.write(", ".join(counts) + "\n")
    answer.write("".join(f"{clean(line)}\n" for line in words.engines(results.opinions(), language)))


def _say(key: str, language: str, **params: object) -> str:
    return _TOLD[key][language == "en"].format(**params)


def _progress(streams: Streams, total: int) -> Callable[[Scenario], None]:
    """How far the run is, on a terminal only."""
    stream = streams.err if streams.err.isatty() else None

    def told(scenario: Scenario) -> None:
        if stream is not None:
            stream.write(f"\r{scenario.number}/{total} {scenario.id:<60}")
            stream.flush()

    return told
