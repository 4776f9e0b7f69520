"""What a process of its own does to a ledger: races the others for the last session, or writes until it is killed."""

import sys
from datetime import date, timedelta
from pathlib import Path

from fsecheck import Checker
from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.port import on_server
from tests import authoring
from tests.ledger.sheets import RPPS, TODAY, context, sheet

CASE = Path(__file__).resolve().parents[2] / "fixtures" / "direct_access" / "ADI003-eighth-session-accept"
#: The day of the eighth session without a diagnosis, which may be held; a ninth may not.
DAY = date(2026, 3, 2)


def opened(address: str, key: str):
    """The ledger at an address, to be written."""
    if on_server(address):
        from fsecheck.ledger import postgres

        return postgres.open(address, keys.parse(key))
    return sqlite.open(address, keys.parse(key))


def session(patient: int, number: str, day: date = DAY) -> tuple[bytes, bytes]:
    """A direct-access session without a diagnosis of one of a thousand patients, and what is known beside it."""
    nir = f"1850699999{patient:03}"
    documents = []
    for name in ("fse.xml", "contexte.xml"):
        text = (CASE / name).read_text(encoding="utf-8").replace(f"{DAY}", f"{day}").replace("100000001", number)
        text = text.replace(f"<nir>{authoring.NIR}</nir>", f"<nir>{nir}</nir>")
        documents.append(text.replace("<cle>97</cle>", f"<cle>{authoring.nir_key(nir)}</cle>").encode())
    return documents[0], documents[1]


def earlier(patient: int) -> list[tuple[bytes, bytes]]:
    """The seven sessions before."""
    days = [DAY - timedelta(days=3 * place) for place in range(7, 0, -1)]
    return [session(patient, f"9{place}{patient:07}", day) for place, day in enumerate(days)]


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def race(address: str, key: str, me: str) -> None:
    """
    Reserve the eighth session of each patient told on standard input.

    Says whether it is held, the rules that refuse it, and how many sessions they cite.
    """
    book = opened(address, key)
    checker = Checker(book)
    say("ready")
    for line in sys.stdin:
        (held,) = checker.reserve(*session(int(line), f"{me}{int(line):08}"), today=DAY)
        findings = held.report.findings
        rules, cited = ",".join(one.rule for one in findings), sum(len(one.evidence) for one in findings)
        say(f"{int(held.written is not None)} {held.refused} {rules} {cited}")
    book.close()


def live(address: str, key: str, me: str) -> None:
    """Reserve and confirm until killed, saying each call once it has returned."""
    book = opened(address, key)
    for number in range(1, 100_000):
        own = sheet(f"{me}{number:05}", TODAY, TODAY)
        book.write(own, context(own), "reserved", TODAY)
        say(f"reserved {own.number}")
        book.confirm(RPPS, own.number, TODAY)
        say(f"confirmed {own.number}")


if __name__ == "__main__":
    {"race": race, "live": live}[sys.argv[1]](*sys.argv[2:])
