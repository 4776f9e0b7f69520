"""The wheel, built once, and installed where nothing else of the project is."""

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "--wheel-dir", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl")
    return found


def required(lines: Iterable[str]) -> Iterator[metadata.Distribution]:
    """What requirements ask for at run time here, and what that asks for in turn."""
    for line in lines:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield metadata.distribution(requirement.name)
            yield from required(metadata.requires(requirement.name) or ())


def declared(wheel: Path) -> list[str]:
    """The requirements that a wheel declares."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name)).get_all("Requires-Dist") or []


class Installed:
    """The wheel and its dependencies in an environment of their own; commands run far from the checkout."""

    def __init__(self, environment: Path, home: Path) -> None:
        self.bin = environment / ("Scripts" if os.name == "nt" else "bin")
        self.home = home
        self.site = next(environment.rglob("site-packages"))

    def run(self, *words: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> "Done":
        """A command of the environment, with an empty home and none of our variables."""
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        around = {**kept, "HOME": str(self.home), "PATH": str(self.bin), **(env or {})}
        done = subprocess.run(
            [self.bin / words[0], *words[1:]], cwd=cwd or self.home, env=around, capture_output=True, check=False
        )
        return Done(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


class Done:
    """What came of a command."""

    def __init__(self, code: int, out: bytes, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with only what it declares to need, copied from where the tests run."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv", with_pip=False)
    home = folder / "home"
    home.mkdir()
    found = Installed(folder / "venv", home)
    for distribution in {one.name: one for one in required(declared(wheel))}.values():
        for file in distribution.files or ():
            source, target = Path(str(file.locate())), found.site / file
            if ".." not in file.parts and source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
    python = found.bin / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return found
