"""Puts the cases that the shipped packs name into the wheel: one archive, always of the same bytes."""

import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKS = ("fsecheck", "certify", "packs")
INSIDE = "fsecheck/_data/cases.tar.xz"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg] # no configuration of its own
    """A wheel is read far from the fixtures; a checkout and an editable install read them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the archive and name it among the files of the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        folders = {
            scenario["case"]
            for path in root.joinpath(*PACKS).glob("*/hook.toml")
            for scenario in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]
        }
        self._folder = tempfile.TemporaryDirectory()
        archive = Path(self._folder.name) / "cases.tar.xz"
        with tarfile.open(archive, "w:xz", format=tarfile.PAX_FORMAT) as packed:
            for folder in sorted(folders):
                for path in sorted((root / "fixtures" / folder).iterdir()):
                    packed.add(path, f"{folder}/{path.name}", filter=_plain)
        build_data["force_include"][str(archive)] = INSIDE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - as the parent
        """Let go of the archive."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Name and content alone."""
    member.mtime = member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member
