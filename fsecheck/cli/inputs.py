"""The documents a command was given: files, folders, standard input."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from fsecheck.cli.exits import UseError
from fsecheck.cli.streams import Streams
from fsecheck.intake.gate import Gate, check
from fsecheck.intake.limits import LOT_BYTES

#: How often a run says how far it is: on a terminal, and line by line.
_STEPS = 200
_LINES = 20
#: Bytes of a list at most: some hundred thousand paths.
_LIST = 64 * 1024 * 1024


class Input:
    """One document: its path as shown, and its bytes or why they could not be had."""

    __slots__ = ("data", "error", "path")

    def __init__(self, path: str, data: bytes = b"", error: str | None = None) -> None:
        self.path = shown(path)
        self.data = data
        self.error = error

    def why(self, language: str) -> str:
        """Why its bytes could not be had, in the language of the call; it is kept in that language."""
        if language != "fr" and self.error is not None:
            from fsecheck.cli.english import said  # noqa: PLC0415 - French is the language of the source

            self.error = said(self.error)
        return self.error or ""

    def sha256(self) -> str | None:
        """SHA-256 of the bytes, hexadecimal; None for a document too large to be read whole."""
        if len(self.data) > LOT_BYTES:
            return None
        from hashlib import sha256  # noqa: PLC0415 - only where JSON is asked for

        return sha256(self.data).hexdigest()


def shown(path: str) -> str:
    """A path as Unicode can write it, the same on every system."""
    return os.fsencode(path).decode("utf-8", "replace") if not path.isascii() else path


def find(paths: Sequence[str], streams: Streams) -> list[tuple[str, bool]]:
    """
    The files to open, each with whether a folder held it: there, documents of context are skipped.

    A folder gives its ``*.xml``, whatever their depth, sorted; hidden files and folders are left out. ``@LIST``
    gives the files and folders that a file names, one a line; ``@-`` those that standard input names.
    Raises UseError on a folder without any, a list that cannot be read, standard input asked for twice.
    """
    if sum(path in {"-", "@-"} for path in paths) > 1:
        raise UseError("l'entrée standard (-, @-) ne se lit qu'une fois")
    found: list[tuple[str, bool]] = []
    named = [_listed(path[1:], streams) if path.startswith("@") else [path] for path in paths]
    for path in [one for several in named for one in several]:
        if path == "-" or not os.path.isdir(path):
            found.append((path, False))
            continue
        inside = sorted(_walk(path))
        if not inside:
            raise UseError(f"{shown(path)} : aucun fichier .xml dans ce dossier")
        found += [(one, True) for one in inside]
    return found


def _listed(path: str, streams: Streams) -> list[str]:
    """The lines of a list: UTF-8, with or without its mark, whatever the ends of its lines; empty ones are left out."""
    try:
        if path == "-":
            data = _standard_input(streams).read(_LIST + 1)
        else:
            with open(path, "rb") as stream:
                data = stream.read(_LIST + 1)
        if len(data) > _LIST:
            raise UseError(f"@{shown(path)} : liste de plus de {_LIST} octets")
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        raise UseError(f"@{shown(path)} : liste illisible ({reason(error.errno)})") from None
    except ValueError:
        raise UseError(f"@{shown(path)} : la liste n'est pas un texte UTF-8") from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise UseError(f"@{shown(path)} : liste vide")
    return lines


def read(found: Sequence[tuple[str, bool]], streams: Streams) -> Iterator[Input]:
    """The documents, in order; one that cannot be opened says so and stops nothing."""
    for path, in_folder in found:
        one = opened(path, streams, in_folder=in_folder)
        if one is not None:
            yield one


def opened(path: str, streams: Streams, *, in_folder: bool) -> Input | None:
    """One document; None for a context that a folder held."""
    if in_folder and os.path.exists(path) and not os.path.isfile(path):
        # Nobody may ever write into a pipe that a folder holds.
        return Input(path, error="ne peut pas être ouvert (ce n'est pas un fichier)")
    one = _read(path, streams)
    if in_folder and one.error is None:
        root = check(one.data)
        if isinstance(root, Gate) and root.root == "contexte":
            return None
    return one


def _standard_input(streams: Streams) -> Any:  # noqa: ANN401 - bytes where the process gives them, else text
    return getattr(streams.source, "buffer", streams.source)


def _walk(folder: str) -> Iterator[str]:
    for base, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(".xml") and not name.startswith("."):
                yield os.path.join(base, name)


def _raise(error: OSError) -> None:
    from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

    raise UseError(f"{shown(str(error.filename))} : dossier illisible ({reason(error.errno)})")


def _read(path: str, streams: Streams) -> Input:
    # One byte more than the largest document is enough to tell that it is too large.
    limit = LOT_BYTES + 1
    try:
        if path == "-":
            data = _standard_input(streams).read(limit)
            return Input("-", data.encode() if isinstance(data, str) else data)
        with open(path, "rb") as stream:
            return Input(path, stream.read(limit))
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        return Input(path, error=f"ne peut pas être ouvert ({reason(error.errno)})")
    except ValueError:
        return Input(path, error="ne peut pas être ouvert (ce n'est pas un nom de fichier)")


class Progress:
    """
    How far a run over several documents is, on the error stream.

    Where *shown* is None, on a terminal only. There it stays on one line; elsewhere each step has its own.
    """

    def __init__(self, streams: Streams, total: int, *, shown: bool | None = None) -> None:
        terminal = streams.err.isatty()
        wanted = total > 1 and terminal if shown is None else shown
        self._stream = streams.err if wanted else None
        self._form = "\r{}/{} " if terminal else "{}/{}\n"
        self._after = "\r" + " " * 24 + "\r" if terminal else ""
        self._step = max(1, total // (_STEPS if terminal else _LINES))
        self.total = total

    def at(self, place: int) -> None:
        """Say that *place* documents are done."""
        if self._stream is not None and (place % self._step == 0 or place == self.total):
            self._stream.write(self._form.format(place, self.total))
            self._stream.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._stream is not None:
            self._stream.write(self._after)
            self._stream.flush()
