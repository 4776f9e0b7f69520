"""xmlschema is asked in a child process, bounded, and never decides."""

import os

import pytest
from lxml import etree

from fsecheck.intake import schema, second_opinion
from fsecheck.intake.document import open_document, sheet_refusals
from tests.authoring import act, context, envelope, lot, sheet


def part(data: bytes):
    return open_document(data).sheets[0]


def test_it_agrees_on_an_ordinary_sheet_and_on_a_broken_one():
    """Both engines accept the one and refuse the other."""
    one = part(sheet())
    assert ("agree", "") == second_opinion.ask(one.element, one.kind, accepted=True)
    assert second_opinion.refusal(one.element, one.kind, one.xpath, accepted=True) is None
    one = part(sheet(actes=[act(lieu="bureau")]))
    assert ("agree", "") == second_opinion.ask(one.element, one.kind, accepted=False)


def test_a_no_break_space_between_elements_divides_them():
    """libxml2 refuses it, xmlschema strips it: an information, XSD003."""
    one = part(sheet().replace(b"<actes>", "<actes>\u00a0".encode()))
    assert 1 == sheet_refusals(one).total
    refusal = second_opinion.refusal(one.element, one.kind, one.xpath, accepted=False)
    assert refusal is not None
    assert ("XSD003", "disagree") == (refusal.rule, refusal.message)
    assert {"libxml2": "invalid", "xmlschema": "valid", "document": "fse"} == dict(refusal.params)


def test_it_is_bounded(monkeypatch: pytest.MonkeyPatch):
    """A large sheet is not given to it, a long answer is not waited for, a missing interpreter is no crash."""
    one = part(sheet())
    assert ("not-available", "timeout") == second_opinion.ask(one.element, one.kind, accepted=True, seconds=0.001)
    big = part(sheet().replace(b"<actes>", b"<actes>" + b" " * second_opinion.BYTES))
    refusal = second_opinion.refusal(big.element, big.kind, big.xpath, accepted=True)
    assert refusal is not None
    assert ("not-available", "too-large") == (refusal.message, refusal.params["reason"])
    monkeypatch.setattr("sys.executable", "/no/such/python")
    assert ("not-available", "failed") == second_opinion.ask(one.element, one.kind, accepted=True)


def test_a_certification_asks_it_without_a_clock():
    """In this process: one word, the same as that of the child; a fault of the engine is a word too."""
    words = {}
    for name, data in (("right", sheet()), ("wrong", sheet(actes=[act(lieu="bureau")]))):
        one = part(data)
        words[name] = second_opinion.word(second_opinion.content(one.element), one.kind)
    assert {"right": "valid", "wrong": "invalid"} == words
    assert "failed" == second_opinion.word(b"\xff", "fse")
    assert second_opinion.version()[0].isdigit()


def test_the_envelope_schema_accepts_what_the_shell_accepts():
    """The written schema of the envelope and the shell that is judged by hand say the same."""
    whole = etree.XMLSchema(etree.parse(os.path.join(schema.directory(), "contexte", "enveloppe-1.0.xsd")))
    assert whole(etree.fromstring(envelope(lot(sheet(), sheet()), context(), context(number="2"))))
    assert whole(etree.fromstring(envelope(sheet())))
    assert not whole(etree.fromstring(envelope(context(), sheet())))
    assert not whole(etree.fromstring(envelope(sheet(), sheet())))
