"""
The key of a ledger: what turns the identity of a patient into a digest that only its owner can make.

A key is a text of one line per version, ``fsecheck-key VERSION HEX`` with 64 hexadecimal digits;
it stands in a file of its own that only its owner may read, or in an environment variable. The
newest version writes, all versions look up. Words of the host and contents of sheets are keyed by a
secret of the ledger's own, which stands in it wrapped by each version: they can be compared for as
long as the ledger lives, and a version can be retired. No error of this module quotes a key.
"""

import errno
import os
from collections.abc import Mapping
from typing import Any, Final

from fsecheck.ledger.port import LedgerFaultError, LedgerUseError
from fsecheck.model.digest import blake2b

_PREFIX: Final = "fsecheck-key"
_WRAP: Final = b"fse wrap"
_BYTES: Final = 32
_LARGEST: Final = 65_536
NO_FOLDER: Final = "there is no folder where the file would be"
#: Reasons of the system that speak of the path that was given: nothing can stand there.
NO_PLACE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP})


class Key:
    """The secrets of a ledger, by version. It has no readable form."""

    __slots__ = ("_secrets", "newest", "oldest", "versions")

    def __init__(self, secrets: Mapping[int, bytes]) -> None:
        """*secrets*: 32 bytes per version, versions from 1. Raises LedgerUseError on anything else."""
        if not secrets or any(version < 1 or len(secret) != _BYTES for version, secret in secrets.items()):
            raise LedgerUseError("this is not a key of fsecheck")
        self._secrets = dict(secrets)
        self.versions: tuple[int, ...] = tuple(sorted(secrets, reverse=True))
        self.newest: int = self.versions[0]
        self.oldest: int = self.versions[-1]

    def __repr__(self) -> str:
        return f"<Key of {len(self.versions)} version(s)>"

    def __reduce__(self) -> str:
        raise TypeError("a key is not pickled")

    def digest(self, domain: bytes, data: bytes, version: int, size: int = 16) -> bytes:
        """Keyed digest of *data*, *size* bytes; digests of two *domain* (at most 16 bytes) never meet."""
        return blake2b(data, digest_size=size, key=self._secrets[version], person=domain).digest()

    def hasher(self, domain: bytes, version: int) -> Any:  # noqa: ANN401 - an object of hashlib
        """A keyed digest of 32 bytes to be fed piece by piece."""
        return blake2b(digest_size=32, key=self._secrets[version], person=domain)

    def wrap(self, secret: bytes, salt: bytes, version: int) -> bytes:
        """A secret of 32 bytes as only that version can read it, or what was so wrapped, read again."""
        pad = self.digest(_WRAP, salt, version, _BYTES)
        return bytes([one ^ other for one, other in zip(secret, pad, strict=True)])

    def text(self) -> str:
        """The key as its file holds it."""
        return "".join(f"{_PREFIX} {v} {self._secrets[v].hex()}\n" for v in reversed(self.versions))


def parse(text: str) -> Key:
    """
    The key written in *text*, lines separated by an end of line or a semicolon.

    Raises LedgerUseError where it is not a key.
    """
    secrets: dict[int, bytes] = {}
    for line in text.replace(";", "\n").splitlines():
        words = line.split()
        if not words:
            continue
        if len(words) != 3 or words[0] != _PREFIX or len(words[2]) != 2 * _BYTES:
            raise LedgerUseError("this is not a key of fsecheck")
        try:
            version, secret = int(words[1]), bytes.fromhex(words[2])
        except ValueError:
            raise LedgerUseError("this is not a key of fsecheck") from None
        if version in secrets:
            raise LedgerUseError("the key holds a version twice")
        secrets[version] = secret
    return Key(secrets)


def read(path: str) -> Key:
    """
    The key of a file.

    Raises LedgerUseError where the file cannot be opened, is not a key or, on POSIX, may be read or
    written by anyone but its owner.
    """
    try:
        with open(path, "rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise LedgerUseError("the key file must be readable by its owner only (mode 0600)")
            raw = file.read(_LARGEST)
    except OSError as error:
        raise LedgerUseError("the key file cannot be read", error.errno) from None
    try:
        return parse(raw.decode("ascii"))
    except UnicodeDecodeError:
        raise LedgerUseError("this is not a key of fsecheck") from None


def load(value: str) -> Key:
    """The key that an option or environment variable gives: its literal text, else the path of its file."""
    return parse(value) if value.lstrip().startswith(_PREFIX + " ") else read(value)


def fresh() -> Key:
    """A new key of one version, kept nowhere."""
    return Key({1: os.urandom(_BYTES)})


def create(path: str) -> Key:
    """
    Make a key file, owner-only, whole or not at all.

    Raises LedgerUseError where *path* exists, LedgerFaultError where it cannot be written.
    """
    key = fresh()
    _write(path, key, replace=False)
    return key


def renew(path: str) -> Key:
    """Add a version to a key file; older versions stay and look up. Errors as for :func:`read` and :func:`create`."""
    old = read(path)
    newest = old.newest + 1
    key = parse(f"{old.text()}{_PREFIX} {newest} {os.urandom(_BYTES).hex()}\n")
    _write(path, key, replace=True)
    return key


def drop(path: str, version: int) -> bool:
    """
    Take a version out of a key file, once no ledger needs it; whether it was there.

    Raises LedgerUseError for the only or the newest version, else as :func:`read` and :func:`create`.
    """
    old = read(path)
    if version not in old.versions:
        return False
    if version == old.newest:
        raise LedgerUseError("the newest version of a key is in use")
    kept = [line for line in old.text().splitlines() if line.split()[1] != str(version)]
    _write(path, parse("\n".join(kept)), replace=True)
    return True


def _write(path: str, key: Key, *, replace: bool) -> None:
    part = f"{path}.{os.getpid()}.part"
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(key.text().encode())
                file.flush()
                os.fsync(file.fileno())
            if replace:
                os.replace(part, path)
            else:
                settle_name(part, path)
        finally:
            if os.path.exists(part):
                os.unlink(part)
    except FileExistsError:
        raise LedgerUseError("the file exists already and is never overwritten") from None
    except FileNotFoundError:
        raise LedgerUseError(NO_FOLDER) from None
    except OSError as error:
        kind = LedgerUseError if error.errno in NO_PLACE else LedgerFaultError
        raise kind("the key file cannot be written", error.errno) from None


def settle_name(part: str, path: str) -> None:
    """Give the finished file *part* the name *path*. Raises FileExistsError where the name is taken."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: on Windows a rename never overwrites, elsewhere it is looked at first.
        if os.path.exists(path):
            raise FileExistsError(path) from None
        os.rename(part, path)
    else:
        os.unlink(part)
