"""JUnit of a run: a suite for each kind of scenario, a case for each scenario; no time, no host."""

from lxml import etree
from lxml.builder import E

from fsecheck.certify.judge import ERROR, FAIL, SKIPPED, UNDECIDED, Result, Results
from fsecheck.certify.pack import KINDS
from fsecheck.certify.words import difference, reason
from fsecheck.render.sentences import clean


def render(results: Results, language: str) -> bytes:
    """The document. What is undecided is a skip with its reason: it is no failure, and no success."""
    root = E.testsuites(name=f"fsecheck certify {results.pack.id}")
    _counted(root, results.results)
    for kind in KINDS:
        own = [one for one in results.results if one.scenario.kind == kind]
        if own:
            suite = E.testsuite(name=kind)
            _counted(suite, own)
            suite.extend(_case(one, kind, language) for one in own)
            root.append(suite)
    etree.indent(root)
    found: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return found + b"\n"


def _counted(element: "etree._Element", results: "tuple[Result, ...] | list[Result]") -> None:
    counts = {
        "tests": len(results),
        "failures": sum(one.status == FAIL for one in results),
        "errors": sum(one.status == ERROR for one in results),
        "skipped": sum(one.status in {SKIPPED, UNDECIDED} for one in results),
    }
    for name, count in counts.items():
        element.set(name, str(count))


def _case(result: Result, kind: str, language: str) -> "etree._Element":
    scenario = result.scenario
    case = E.testcase(classname=f"certify.{kind}", name=f"{scenario.id} {clean(scenario.title[language])}")
    said = [clean(difference(one, language)) for one in result.differences]
    if result.status == FAIL:
        case.append(E.failure("\n".join(said), message=said[0]))
    elif result.status != "pass":
        why = "" if result.reason is None else clean(reason(result.reason, language))
        tag = E.error if result.status == ERROR else E.skipped
        case.append(tag(message=why))
    return case
