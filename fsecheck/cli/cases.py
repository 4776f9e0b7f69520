"""``fsecheck cases``: plays cases, says what was expected and what was found."""

from fsecheck.cases.compare import told
from fsecheck.cases.play import Result, play
from fsecheck.cases.read import CaseError, find, read
from fsecheck.cli.exits import DIFFERENT, DONE, USE, UseError, worst
from fsecheck.cli.options import Parser, add_language
from fsecheck.cli.streams import Answer, Streams
from fsecheck.render import public


def run(words: list[str], streams: Streams) -> int:
    """Play every case; 0 when all are equal, 1 when one differs, 2 when one cannot be read."""
    parser = Parser(
        streams,
        "cases",
        "Jouer des cas (case.toml) et comparer ce qui est attendu à ce qui est trouvé.\n"
        "Sortie : 0 tous égaux · 1 un cas diffère · 2 un cas est illisible.",
        "  fsecheck cases fixtures\n  fsecheck cases fixtures/teleexpertise --verbose\n",
    )
    parser.add_argument("paths", nargs="+", metavar="DOSSIER|FICHIER", help="dossiers de cas, ou fichiers case.toml")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="forme de la réponse (text)")
    parser.add_argument("--output", metavar="FICHIER", help="écrire la réponse dans FICHIER")
    add_language(parser)
    parser.add_argument("--verbose", action="store_true", help="montrer aussi les cas égaux, et leurs constats")
    options = parser.parse_args(words)
    try:
        paths = find(options.paths)
    except CaseError as error:
        raise UseError(str(error)) from None
    text = options.format == "text"
    codes: list[int] = []
    cases: list[dict[str, object]] = []
    with Answer(streams, options.output) as answer:
        for path in paths:
            try:
                result = play(read(path))
            except CaseError as error:
                codes.append(USE)
                cases.append({"path": path, "error": str(error)})
                if text:
                    answer.write(f"{streams.said('ILLISIBLE')}  {streams.said(str(error))}\n")
                continue
            codes.append(DIFFERENT if result.differences else DONE)
            cases.append(_document(path, result))
            if text:
                _tell(path, result, answer, streams, verbose=options.verbose)
        if text:
            counts = [codes.count(code) for code in (DONE, DIFFERENT, USE)]
            summary = f"{len(codes)} cas : {counts[0]} égaux, {counts[1]} différents, {counts[2]} illisibles"
            answer.write(streams.said(summary) + "\n")
        else:
            answer.write(public.dumps({"cases": cases}))
    return worst(codes)


def _tell(path: str, result: Result, answer: Answer, streams: Streams, *, verbose: bool) -> None:
    if not result.differences and not verbose:
        return
    outcome = streams.said("DIFFÉRENT" if result.differences else "égal")
    answer.write(f"{outcome}  {path}\n    {result.case.title}\n")
    for played in result.steps:
        found = played.verdict
        if found is not None:
            expected = played.step.expected.verdict
            title = played.step.title or played.step.action
            head = f"{title} : " if result.case.journey else ""
            compared = streams.said(f"attendu {expected}, trouvé {found}")
            answer.write(f"    {head}{compared}\n")
            if verbose:
                for place, report in enumerate(played.reports, 1):
                    for finding in report.findings:
                        answer.write(f"      {told(finding, place)}\n")
    for difference in result.differences:
        answer.write(f"    - {streams.said(difference)}\n")


def _document(path: str, result: Result) -> dict[str, object]:
    return {
        "path": path,
        "title": result.case.title,
        "equal": not result.differences,
        "differences": list(result.differences),
        "steps": [
            {
                "action": played.step.action,
                "title": played.step.title,
                "expected": played.step.expected.verdict,
                "found": played.verdict,
                "findings": [
                    {"rule": finding.rule, "message": finding.message, "act": finding.place.act}
                    for report in played.reports
                    for finding in report.findings
                ],
            }
            for played in result.steps
        ],
    }
