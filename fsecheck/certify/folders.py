"""
The folders that a vendor's software was let into: measured, tidied and emptied, whatever it left there.

A link is never followed: what stands outside the folder is not ours. Trees may be deeper than a path can name.
"""

import contextlib
import os
import stat
import sys
from typing import Final

#: Files and folders in a folder of answers at most, and folders within one another.
FILES: Final = 1000
DEPTH: Final = 32
_OWN_FOLDER: Final = 0o755
_OWN_FILE: Final = 0o644


def size(folder: str) -> int:
    """Bytes of all files below a folder; more files, or a deeper tree, than any answer has count as too many bytes."""
    total = seen = 0
    left = [(folder, 0)]
    while left:
        here, depth = left.pop()
        for entry in _entries(here):
            seen += 1
            if seen > FILES or depth > DEPTH:
                return sys.maxsize
            with contextlib.suppress(OSError):  # it went meanwhile
                if entry.is_dir(follow_symlinks=False):
                    left.append((entry.path, depth + 1))
                else:
                    total += entry.stat(follow_symlinks=False).st_size
    return total


def tidy(folder: str) -> bool:
    """
    Leave plain files alone below *folder*, readable, of names that can be printed; whether there was something else.

    The folder itself may have been replaced: it is a folder again, empty.
    """
    odd = os.path.lexists(folder) and not _is_folder(folder)
    ours(folder)
    for base, folders, files in os.walk(folder):
        for name in (*files, *folders):
            path = os.path.join(base, name)
            known = os.lstat(path)
            mode = known.st_mode
            if stat.S_ISDIR(mode):
                os.chmod(path, _OWN_FOLDER)
            # A file that has another name too would change with it.
            elif stat.S_ISREG(mode) and known.st_nlink == 1 and os.path.relpath(path, folder).isprintable():
                os.chmod(path, _OWN_FILE)
            else:
                os.remove(path)
                odd = True
    return odd


def empty(folder: str) -> None:
    """Make *folder* a folder with nothing in it, whatever stood in its place."""
    remove(folder)
    os.makedirs(folder)


def ours(folder: str) -> None:
    """Make *folder* a folder, with what is in it; what is not one, a link to one too, is taken away."""
    if not _is_folder(folder):
        empty(folder)


def remove(path: str) -> None:
    """Take away what stands at *path*, if anything does."""
    if not _is_folder(path):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.remove(path)
        return
    # What a folder holds is moved to the top before the folder goes: no path grows with the depth of the tree.
    os.chmod(path, _OWN_FOLDER)
    moved = 0
    while below := list(_entries(path)):
        for entry in below:
            if not entry.is_dir(follow_symlinks=False):
                os.remove(entry.path)
                continue
            os.chmod(entry.path, _OWN_FOLDER)
            for inner in list(_entries(entry.path)):
                while os.path.lexists(target := os.path.join(path, f".{moved}")):
                    moved += 1
                os.rename(inner.path, target)
            os.rmdir(entry.path)
    os.rmdir(path)


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _entries(folder: str) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # it went meanwhile, or may not be read: nothing of it will be
        return []
