"""
A vendor's billing software, as the runner sees it: a command that reads a question and writes sheets.

It answers from recorded sheets: ``software.py RECORDED OUT ID [PATCHES]``. With *PATCHES*, a folder of unified diffs,
the recorded sheets of a scenario are changed as the patch that names it says: one planted mistake each.
"""

import re
import sys
from pathlib import Path

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")


def patched(text, patch, name):
    """The file *name* after the hunks of *patch* that are about it; every line of context must be there."""
    lines, done, start = text.splitlines(keepends=True), [], 0
    about = False
    for line in patch.splitlines(keepends=True):
        if line.startswith("--- "):
            about = line.strip() == f"--- a/{name}"
        elif not about or line.startswith("+++ "):
            continue
        elif match := _HUNK.match(line):
            until = int(match[1]) - 1
            done += lines[start:until]
            start = until
        elif line[0] == "+":
            done.append(line[1:])
        else:
            if lines[start] != line[1:]:
                raise SystemExit(f"{name}: the patch does not fit")
            done += [lines[start]] if line[0] == " " else []
            start += 1
    return "".join([*done, *lines[start:]])


def answer(recorded, out, scenario, patches):
    """Write the sheets of a scenario."""
    for path in sorted((recorded / scenario).iterdir()):
        text = path.read_text(encoding="utf-8")
        for patch in patches:
            text = patched(text, patch, f"{scenario}/{path.name}")
        (out / path.name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    folder = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    answer(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        sys.argv[3],
        [] if folder is None else [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.patch"))],
    )
