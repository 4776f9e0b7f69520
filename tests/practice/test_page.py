"""
The page, drawn by Chromium, says what the JSON says: every figure is compared.

What a reader sees is read back into the form of the JSON, in a way of its own.
"""

import os
import re
import shutil
import struct
import subprocess
from calendar import month_name
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from fsecheck.practice.page import page
from fsecheck.practice.report import Document
from fsecheck.practice.text import text
from fsecheck.practice.told import told
from fsecheck.settings import Settings
from tests.needs import need
from tests.practice.generator import practice
from tests.practice.kept import kept, part_of, report
from tests.practice.play import settings, staff

ON = date(2025, 11, 20)
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
#: What is told in words that no number stands for, or by another figure of the same sentence.
ASIDE = re.compile(
    r"\.(numbers\.\d+|mk|act|state|counts|why|missing|enforcement|over|reached|complete|certain|lacks\.\d+)$"
    r"|\.(known\.needed|known\.since)$|\.patient\.invoices\.\d+\.mk$"
)
#: Said only where it matters.
SOMETIMES = re.compile(
    r"\.(back|room|room_before_refusal|reference|to_goal|without_mode|erased|unknown|later|year|level)$"
)


@cache
def documents() -> dict[str, Document]:
    """A practice whose ledger is complete, one whose ledger claims nothing, and one that began in the year."""
    sheets = practice(4_000, 37)
    done = [sheet for sheet in sheets if sheet.drawn_up <= ON]
    stated = settings(staff(sheets))._replace(overcharge_level=4)
    return {
        "complete": report(kept(done, staff(sheets)), ON, stated),
        "unknown": report(kept(done), ON, stated),
        "begun": report(kept(done, staff(sheets), date(2025, 3, 1)), ON, Settings(cap_enforcement="never")),
        "empty": report(kept(done[:1]), date(2024, 3, 30)),
    }


@pytest.fixture(scope="module", params=["complete", "unknown", "begun", "empty"])
def document(request: pytest.FixtureRequest) -> Document:
    """One report after another."""
    return documents()[request.param]


def drawn(page_: str, folder: Path, *asked: str) -> bytes:
    """What Chromium makes of a page; its home is a new empty folder."""
    need("chromium", CHROMIUM)
    (folder / "page.html").write_text(page_, encoding="utf-8")
    profile = folder / "profile"
    profile.mkdir()
    done = subprocess.run(
        [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", *asked, (folder / "page.html").as_uri()],
        capture_output=True,
        check=True,
        cwd=folder,
        timeout=120,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    return done.stdout


def leaves(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a JSON document with its place."""
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, f"{at}.{name}" if at else str(name))
    else:
        yield at, value


def read(seen: str, language: str) -> str:
    """What a reader understands: 1,04 % is 1.04 and 20/11/2025 is 2025-11-20."""
    plain = re.sub(r"[\s€%]", "", seen)
    if language == "fr":
        plain = re.sub(r"^(\d+)(re|e)$", r"\1", plain).replace(",", ".")
        return re.sub(r"^(\d{2})/(\d{2})/(\d{4})$", r"\3-\2-\1", plain)
    months = [month_name[number] for number in range(1, 13)]
    day = re.fullmatch(rf"(\d+)({'|'.join(months)})(\d{{4}})", plain)
    if day:
        return f"{day[3]}-{months.index(day[2]) + 1:02}-{int(day[1]):02}"
    return plain.replace(",", "")


def shown(dom: bytes) -> dict[str, set[str]]:
    """By place in the JSON, what the page shows of it."""
    found: dict[str, set[str]] = {}
    for node in html.document_fromstring(dom.decode()).iter("data"):
        found.setdefault(node.get("data-at"), set()).add(node.text_content())
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_says_what_the_json_says(document: Document, language: str, tmp_path: Path) -> None:
    """Each figure of the JSON stands in the page as Chromium has it, and nothing else stands there."""
    dom = drawn(page(told(document, language)), tmp_path, "--dump-dom")
    found = shown(dom)
    values = dict(leaves(document))
    words = {at for at, value in values.items() if isinstance(value, str) and not re.fullmatch(r"[\d.-]+", value)}
    unlike = {
        at: texts
        for at, texts in found.items()
        if at not in words and {read(one, language) for one in texts} != {str(values[at])}
    }
    other = {at: texts for at, texts in found.items() if at in words and any(one not in values[at] for one in texts)}

    assert unlike == {}
    assert other == {}
    assert missing(values, set(found)) == []


def missing(values: dict[str, Any], found: set[str]) -> list[str]:
    """The figures of an MK that the page does not show."""
    lost = []
    for at, value in values.items():
        if not at.startswith("practitioners.") or value is None or ASIDE.search(at) or SOMETIMES.search(at):
            continue
        beside = at.rsplit(".", 1)[0]
        if at.endswith((".at_least", ".at_most")) and values[f"{beside}.value"] is not None:
            continue
        if at not in found and f"{beside}.value" not in found and not folded(values, at):
            lost.append(at)
    return lost


def folded(values: dict[str, Any], at: str) -> bool:
    """Whether a figure is of a share of nothing, or not known: a sentence says so instead."""
    part, _, name = at.partition(".")[2].partition(".")
    figure = f"practitioners.{part}.{name.split('.')[0]}"
    nothing = values.get(f"{figure}.share", "") is None or values.get(f"{figure}.rate", "") is None
    unknown_fees = at.endswith(("overcharge.fees.at_least", "overcharge.level"))
    return (nothing and values[f"{figure}.known.complete"]) or unknown_fees


def test_what_is_not_known_is_never_a_zero() -> None:
    """Where the ledger claims nothing, no share, no rate, and nothing left is shown as a number but a sure none."""
    unknown = documents()["unknown"]

    for at, value in leaves(unknown):
        if re.search(r"\.(share|rate|room|to_goal|over|reached)$", at):
            assert value is None, at
        if re.search(r"\.left\.value$", at):
            assert value in {None, 0}, at
        if re.search(r"\.value$", at) and ".left." not in at:
            assert value is None, at


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_stands_in_the_text_too(document: Document, language: str) -> None:
    """The text and the page are one telling: all that the page shows, the text says."""
    said = text(told(document, language))
    tree = html.document_fromstring(page(told(document, language)))
    sentences = [node for node in tree.iter("p", "td") if node.get("class") not in {"share", "badge"}]
    flat = re.sub(r"\s+", " ", said)

    assert sentences
    for node in sentences:
        sentence = re.sub(r"\s+", " ", "".join(node.xpath(".//text()[not(ancestor::svg)]"))).strip()
        assert sentence in flat, sentence


def test_a_gauge_is_as_long_as_its_share(document: Document, tmp_path: Path) -> None:
    """The length drawn, the mark of the limit, and the words beside, for each gauge."""
    tree = html.document_fromstring(drawn(page(told(document, "fr")), tmp_path, "--dump-dom").decode())
    gauges = tree.xpath("//*[local-name()='svg'][starts-with(@class, 'gauge')]")
    told_ = 0
    for place, part in enumerate(document["practitioners"]):
        for name, share, mark, scale in (
            ("telecare", "share", "cap", 2 * part["telecare"]["cap"]),
            ("secured_rate", "rate", "goal", 100),
        ):
            value = part[name][share]
            if value is None:
                continue
            gauge = gauges[told_]
            told_ += 1
            widest = max(Decimal(scale), Decimal(value))
            length = Decimal(gauge.xpath("string(.//*[@class='fill']/@width)"))
            marked = Decimal(gauge.xpath("string(.//*[@class='mark']/@x1)"))
            assert abs(length - Decimal(value) * 400 / widest) < Decimal("0.01"), (place, name)
            assert abs(marked - Decimal(part[name][mark]) * 400 / widest) < Decimal("0.01"), (place, name)
            assert value.replace(".", ",") in gauge.xpath("string(./*[local-name()='title'])")
            card = gauge.getparent()
            assert card.xpath("count(.//*[contains(@class, 'badge')])") == 1
            assert value in card.xpath(".//data/@value")

    assert told_ == len(gauges)


def test_each_square_that_is_used_is_filled() -> None:
    """The squares beside a number of sessions or requests."""
    tree = html.document_fromstring(page(told(documents()["complete"], "fr")))
    cells = tree.xpath("//*[local-name()='svg'][starts-with(@class, 'cells')]")

    assert cells
    for one in cells:
        used = int(one.getparent().xpath("string(.//data/@value)"))
        squares = one.xpath("./*[local-name()='rect']/@class")
        assert squares.count("fill") == min(used, len(squares))


def test_the_page_needs_nothing_else() -> None:
    """No script, no address, nothing to load; the browser is told to load nothing."""
    whole = page(told(documents()["complete"], "fr"))
    tree = html.document_fromstring(whole)

    assert whole.startswith("<!DOCTYPE html>")
    assert tree.get("lang") == "fr"
    assert not tree.xpath("//script | //img | //link | //iframe | //object | //@src | //@onload | //@style")
    assert {href[0] for href in tree.xpath("//@href")} <= {"#"}
    assert "default-src 'none'" in tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert "url(" not in whole
    assert "@import" not in whole


def test_the_page_can_be_read_without_seeing_it() -> None:
    """One title, headings in order, every table with its heads, every drawing with its words, ids that are unique."""
    tree = html.document_fromstring(page(told(documents()["complete"], "en")))
    headings = [int(node.tag[1]) for node in tree.iter("h1", "h2", "h3")]
    ids = tree.xpath("//@id")

    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert all(table.xpath("count(.//th[@scope='col'])") for table in tree.iter("table"))
    for table in tree.iter("table"):
        assert {len(row) for row in table.iter("tr")} == {len(table.xpath(".//th"))}
    drawings = tree.xpath("//*[local-name()='svg']")
    assert drawings
    assert all(one.get("role") == "img" and one.xpath("string(./*[local-name()='title'])") for one in drawings)
    assert len(ids) == len(set(ids))
    assert set(tree.xpath("//@aria-labelledby")) <= set(ids)
    assert {href[1:] for href in tree.xpath("//@href")} <= set(ids)


def test_chromium_draws_the_page(tmp_path: Path) -> None:
    """A picture of the size asked for, with something on it."""
    picture = tmp_path / "page.png"
    drawn(
        page(told(documents()["complete"], "fr")),
        tmp_path,
        "--hide-scrollbars",
        "--window-size=1200,900",
        f"--screenshot={picture}",
    )
    data = picture.read_bytes()

    assert struct.unpack(">II", data[16:24]) == (1200, 900)
    assert len(data) > 20_000


def test_a_hostile_name_of_a_practice_stays_text() -> None:
    """What the ledger was called is escaped by the writer of the page."""
    hostile = {**documents()["empty"], "practice": "<script>alert(1)</script>&\"'"}
    tree = html.document_fromstring(page(told(hostile, "fr")))

    assert not tree.xpath("//script")
    assert tree.xpath("string(//h1)") == f"Bilan du cabinet {hostile['practice']}"
    assert tree.xpath("string(//title)") == f"Bilan du cabinet {hostile['practice']}"


def test_an_mk_is_told_in_a_part_of_the_page() -> None:
    """As many parts as practitioners, each found by its number."""
    made = documents()["complete"]
    tree = html.document_fromstring(page(told(made, "fr")))

    for part in made["practitioners"]:
        [section] = tree.xpath(f"//section[@id='mk-{part['mk']}']")
        assert part_of(made, part["mk"])["telecare"]["share"] in section.xpath(".//data/@value")
