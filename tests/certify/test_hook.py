"""What a vendor's check answers, in the forms it may take, against what it must answer."""

import json

import pytest

from fsecheck.certify import hook
from fsecheck.certify.pack import Answer
from tests.certify.desk import SHIPPED, honest
from tests.fixtures import cases

OURS = Answer("reject", (("TEX001", 2), ("TEX002", 3)), ("TEL004",))


def parse(document: object, **codes: str) -> Answer:
    """What is understood of an answer."""
    return hook.parse(json.dumps(document).encode(), codes)


@pytest.mark.parametrize(
    "document",
    [
        {
            "verdict": "reject",
            "findings": [{"rule": "TEX002", "act": 3}, {"rule": "TEX001", "act": 2}],
            "undecided": ["TEL004"],
        },
        {
            "verdict": "reject",
            "findings": ["TEX001", "TEX002"],
            "undecided": [{"rule": "TEL004"}, {"rule": "X", "stops": False}],
        },
        {
            "inputs": [
                {"reports": [{"report": {"verdict": "reject", "findings": [{"rule": "TEX001", "where": {"act": 2}}]}}]},
                {"reports": [{"report": {"verdict": "warn", "findings": [{"rule": "TEX002", "where": {"act": 3}}],
                                         "undecided": [{"rule": "TEL004", "stops": True}]}}]},
            ]
        },
        {
            "verdict": "reject",
            "findings": [{"rule": "M1", "act": 2}, {"rule": "TEX002", "act": 3}],
            "undecided": ["TEL004"],
        },
    ],
    ids=["short", "without-acts", "as-our-command-writes", "with-the-vendor-s-codes"],
)  # fmt: skip
def test_the_same_answer_in_several_forms(document):
    assert [] == hook.differences(OURS, parse(document, M1="TEX001"))


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"verdict": "warn", "findings": ["TEX001", "TEX002"], "undecided": ["TEL004"]}, ["verdict"]),
        ({"verdict": "reject", "findings": ["TEX001"], "undecided": ["TEL004"]}, ["code-missing"]),
        ({"verdict": "reject", "findings": ["TEX001", "TEX002", "TEX003"], "undecided": ["TEL004"]}, ["code-extra"]),
        ({"verdict": "reject", "findings": [{"rule": "TEX001", "act": 1}, {"rule": "TEX002", "act": 3}],
          "undecided": ["TEL004"]}, ["code-missing", "code-extra"]),
        ({"verdict": "reject", "findings": ["TEX001", "TEX002"]}, ["stop-missing"]),
        ({"verdict": "reject", "findings": ["TEX001", "TEX002"], "undecided": ["TEL004", "SER003"]}, ["stop-extra"]),
    ],
)  # fmt: skip
def test_what_is_answered_otherwise_is_told(document, found):
    assert found == [code for code, _ in hook.differences(OURS, parse(document))]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"[]", b"null", b"{}", b'{"verdict": "maybe"}', b'{"verdict": "warn", "findings": 3}',
     b'{"verdict": "warn", "findings": [{"act": 1}]}', b'{"inputs": []}', b'{"inputs": [{"reports": [{}]}]}',
     b'{"verdict": "warn", "findings": [{"rule": "TEX001", "act": "2"}]}', b"[" * 100_000, b"9" * 10_000],
    ids=["empty", "bytes", "list", "null", "object", "no-such-verdict", "findings-no-list", "finding-without-rule",
         "no-input", "no-report", "act-as-text", "brackets", "digits"],
)  # fmt: skip
def test_rubbish_is_no_answer(data):
    with pytest.raises(ValueError, match=r"no|finding"):
        hook.parse(data, {})


def test_the_second_opinion_of_a_schema_engine_may_be_left_out():
    """An option of fsecheck, not a rule of billing: a vendor need not have it; said, it must be ours."""
    ours = Answer("accept", (("XSD003", None),), ())

    assert [] == hook.differences(ours, parse({"verdict": "accept"}))
    assert ["code-extra"] == [code for code, _ in hook.differences(OURS._replace(codes=()), parse(
        {"verdict": "reject", "findings": ["XSD003"], "undecided": ["TEL004"]}))]  # fmt: skip


def test_a_history_tells_the_states_of_a_journey():
    """The invoice that was rejected, then sent again: its states as they are before each question."""
    [case] = [one for one in cases() if one.name == "rejected-and-sent-again"]
    states = [[one["state"] for one in json.loads(call.files["history.json"])["invoices"]] for call in hook.calls(case)]

    assert [] == states[0]
    assert any("rejected" in one for one in states)


def test_a_question_suffices_to_answer_it():
    """An honest vendor that knows nothing but the question answers as the pack says, whatever the case."""
    [scenario] = [one for one in SHIPPED.scenarios if one.id == "H-DUP001-speaks"]
    from fsecheck.certify.run import questions

    [question] = questions(SHIPPED, scenario)

    assert [] == hook.differences(scenario.play.answers[0], hook.parse(honest(dict(question.files)), {}))


def test_a_question_names_nobody_in_its_representation():
    """What a debugger or an assertion would print of a history holds no patient."""
    from fsecheck.cases.history import Held
    from fsecheck.model.context import Context

    assert "185" not in repr(Held(None, Context(), "recorded", None))  # type: ignore[arg-type]
