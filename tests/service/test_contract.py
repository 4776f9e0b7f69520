"""Whatever the OpenAPI document lets a client send, the HTTP door answers as the document says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures import ROOT
from tests.service.desk import talk
from tests.service.serving import TOKEN, serving

HERE = Path(__file__).with_name("schemathesis")
NIGHTLY = bool(os.environ.get("FSECHECK_NIGHTLY"))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_answer_is_undocumented_and_none_is_a_fault(tmp_path):
    """
    schemathesis, all its checks: no 500, no status, type, header or body that the document does not have.

    Nothing lawful is refused, nothing else is let through, nothing passes without its token.
    """
    few = ("--max-examples", "10", "--seed", "1")
    command = [
        Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "schemathesis.toml", "run",
        ROOT / "schemas" / "service" / "openapi.json", "--header", f"Authorization: Bearer {TOKEN}", "--checks", "all",
        "--no-color", "--generation-database", "none", *(("--max-examples", "500") if NIGHTLY else few),
    ]  # fmt: skip
    around = os.environ | {"SCHEMATHESIS_HOOKS": "calls_of_tests", "PYTHONPATH": str(HERE)}
    with talk(ledger=True) as host, serving(host.service) as client:
        done = subprocess.run(
            [*command, "--url", f"http://{client.host}"],
            cwd=tmp_path,
            env=around,
            capture_output=True,
            text=True,
            check=False,
        )
        still = client.call("version").status

    assert (done.returncode, still) == (0, 200), done.stdout + done.stderr
    assert "Tested: 15" in done.stdout
