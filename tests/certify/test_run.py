"""A run keeps what went in and what came out, can be resumed, and chooses."""

import json
import subprocess
import sys

import pytest

from fsecheck.certify import adapter as adapters
from fsecheck.certify import evidence, judge, run
from fsecheck.certify.reading import FormatError
from tests.certify.desk import VENDORS, adapter, played, python, small

RIGHT = adapters.read(str(VENDORS / "right.toml"))


def test_two_runs_give_the_same_evidence(tmp_path):
    """Byte by byte: evidence, JUnit and dossier, in folders of different names."""
    own = small(tmp_path / "pack", "P04", "P01", "A01")
    made = []
    for name in ("one", "another, longer"):
        results = played(own, RIGHT, tmp_path / name)
        evidence.write(results, str(tmp_path / name), "fr")
        made.append({path.name: path.read_bytes() for path in sorted((tmp_path / name).glob("*.*"))})

    assert {"dossier.html", "evidence.json", "junit.xml", "run.json"} == set(made[0])
    assert made[0] == made[1]
    assert str(tmp_path).encode() not in b"".join(made[0].values())
    assert 3 == json.loads(made[0]["evidence.json"])["counts"]["pass"]


def test_what_is_not_chosen_is_skipped_with_its_reason(tmp_path):
    own = small(tmp_path / "pack", "P04", "P01", "A01", "H-IDN001-speaks")
    aside = RIGHT._replace(aside={"P01": "not sold"})

    run.run(own, aside, str(VENDORS), str(tmp_path / "run"), chosen=lambda scenario: scenario.id != "P04")

    results = judge.judge(own, str(tmp_path / "run"))
    assert {"P04": "not-chosen", "P01": "set-aside", "H-IDN001-speaks": "no-target", "A01": None} == {
        one.scenario.id: one.reason and one.reason[0] for one in results.results
    }
    assert ["skipped", "skipped", "pass", "skipped"] == [one.status for one in results.results]


def test_an_attestation_that_nobody_gave_is_undecided(tmp_path):
    own = small(tmp_path / "pack", "A01")

    [one] = played(own, RIGHT._replace(attestations={}), tmp_path / "run").results

    assert ("undecided", "not-attested") == (one.status, one.reason[0])


def test_an_interrupted_run_is_resumed_to_the_same_evidence(tmp_path):
    """What was done is not asked again; what a break left half done is."""
    own = small(tmp_path / "pack", "P01", "P02", "P04")
    whole = played(own, RIGHT, tmp_path / "whole")
    asked = []

    def breaks(scenario):
        asked.append(scenario.id)
        if scenario.id == "P04":
            raise KeyboardInterrupt

    everything = {"chosen": lambda _: True}
    with pytest.raises(KeyboardInterrupt):
        run.run(own, RIGHT, str(VENDORS), str(tmp_path / "run"), **everything, told=breaks)
    record = tmp_path / "run" / "scenarios" / "P02" / "record.json"
    record.unlink()
    everything |= {"resume": True, "told": lambda scenario: asked.append(scenario.id)}
    run.run(own, RIGHT, str(VENDORS), str(tmp_path / "run"), **everything)

    resumed = judge.judge(own, str(tmp_path / "run"))
    assert evidence.made(whole, "fr") == evidence.made(resumed, "fr")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_a_run_that_is_killed_again_and_again_is_resumed_to_the_same_evidence(tmp_path):
    """Killed at some moment of every scenario, half a file written or a record half made."""
    own = small(tmp_path / "pack", "P01", "P02", "P04", "P42", "A01")
    whole = played(own, RIGHT, tmp_path / "whole")
    code = (
        "import sys; from fsecheck.certify import adapter, manifest, run; p, a, h, f = sys.argv[1:]\n"
        "run.run(manifest.read(p), adapter.read(a), h, f, chosen=lambda _: True, resume=True)\n"
    )
    words = [str(tmp_path / "pack"), str(VENDORS / "right.toml"), str(VENDORS), str(tmp_path / "run")]
    seconds, killed = 0.1, 0
    while True:
        one = subprocess.Popen([sys.executable, "-c", code, *words])
        try:
            assert 0 == one.wait(seconds)
            break
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
            killed += 1
            seconds += 0.1

    assert 1 < killed
    resumed = judge.judge(own, str(tmp_path / "run"))
    assert evidence.made(whole, "fr") == evidence.made(resumed, "fr")


def test_a_run_that_was_killed_before_it_had_begun_begins(tmp_path):
    """Half of what says whose run it is was written."""
    own = small(tmp_path / "pack", "P04")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json.new").write_text("{")

    assert ["pass"] == [one.status for one in played(own, RIGHT, tmp_path / "run").results]


def test_what_ended_badly_is_asked_again_when_a_run_is_resumed(tmp_path):
    own = small(tmp_path / "pack", "P04")
    played(
        own, adapter(tmp_path / "bad", *python("raise SystemExit(1)"))._replace(vendor=RIGHT.vendor), tmp_path / "run"
    )

    run.run(own, RIGHT, str(VENDORS), str(tmp_path / "run"), chosen=lambda _: True, resume=True)

    assert ["pass"] == [one.status for one in judge.judge(own, str(tmp_path / "run")).results]


def test_a_folder_of_another_run_is_never_written_over(tmp_path):
    own = small(tmp_path / "pack", "P04")
    played(own, RIGHT, tmp_path / "run")

    with pytest.raises(FormatError, match="n'est pas vide"):
        played(own, RIGHT, tmp_path / "run")
    other = RIGHT._replace(vendor={**RIGHT.vendor, "version": "2"})
    with pytest.raises(FormatError, match="d'un autre passage"):
        run.run(own, other, str(VENDORS), str(tmp_path / "run"), chosen=lambda _: True, resume=True)


def test_a_run_that_cannot_be_kept_is_told(tmp_path):
    """The folder would stand below a file."""
    own = small(tmp_path / "pack", "P04")
    (tmp_path / "file").write_text("x")

    with pytest.raises(FormatError, match="ne peut pas être écrit"):
        played(own, RIGHT, tmp_path / "file" / "run")


def test_a_dry_run_writes_the_questions_and_calls_nothing(tmp_path):
    """The commands are shown with their placeholders filled; the software is not started."""
    own = small(tmp_path / "pack", "P04", "J28-twins")
    how = adapter(tmp_path / "vendor", *python(f"open({str(tmp_path / 'called')!r}, 'w')"))

    lines = list(run.dry(own, how, str(VENDORS), str(tmp_path / "run"), chosen=lambda _: True))

    assert 1 + len(own.scenarios[1].play.answers) == len(lines)
    assert lines[0].startswith("P04 01 ")
    assert str(tmp_path / "run") in lines[0]
    assert (tmp_path / "run" / "scenarios" / "P04" / "01" / "in" / "situation.json").is_file()
    assert not (tmp_path / "called").exists()


def test_a_run_that_stopped_says_so(tmp_path):
    """A scenario without its record is an error: it was not run, and is no pass."""
    own = small(tmp_path / "pack", "P04")
    played(own, RIGHT, tmp_path / "run")
    (tmp_path / "run" / "scenarios" / "P04" / "record.json").unlink()

    [one] = judge.judge(own, str(tmp_path / "run")).results

    assert ("error", "not-run") == (one.status, one.reason[0])


def test_answers_may_wait_in_a_folder(tmp_path):
    """What a vendor keyed in by hand: a folder for each scenario; one without is skipped and says so."""
    own = small(tmp_path / "pack", "P04", "P01")
    (tmp_path / "answers").mkdir()
    for path in (VENDORS / "right" / "P04").iterdir():
        (tmp_path / "answers" / "P04").mkdir(exist_ok=True)
        (tmp_path / "answers" / "P04" / path.name).write_bytes(path.read_bytes())
    target = adapters.Target((), str(tmp_path / "answers"), 1, 1, (0,), stdout=False, environment={})

    results = played(own, RIGHT._replace(targets={"producer": target}), tmp_path / "run")

    found = {one.scenario.id: (one.status, one.reason and one.reason[0]) for one in results.results}
    assert {"P04": ("pass", None), "P01": ("skipped", "not-answered")} == found
