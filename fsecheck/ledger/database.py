"""The file of a SQLite ledger: connected to and recognised; its faults in our words."""

import errno
import os
import sqlite3
from typing import Final, NamedTuple

from fsecheck.ledger.keys import Key
from fsecheck.ledger.port import LedgerDamagedError, LedgerError, LedgerFaultError, LedgerRefusedError, LedgerUseError

#: ``PRAGMA application_id`` of our files: "FSEL".
APPLICATION: Final = 0x4653454C
#: The same of a backup, which is no ledger until it is restored: "FSEB".
BACKUP: Final = 0x46534542
#: Number of the last migration, ``PRAGMA user_version``.
NEWEST: Final = 1
#: Seconds that a call waits for another writer.
PATIENCE: Final = 10.0

_SHARES: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.sshfs", "fuse.davfs2"}
)
_CHECK: Final = b"fse key check"
_SALT: Final = 16
#: Of each version of the key that wrote here, what :func:`known` reads.
KEY_CHECKS: Final = "SELECT version, salt, wrapped, digest FROM key_check"
_FAULTS: Final = {
    sqlite3.SQLITE_BUSY: "the ledger is locked by another program",
    sqlite3.SQLITE_LOCKED: "the ledger is locked by another program",
    sqlite3.SQLITE_FULL: "there is no room left for the ledger",
    sqlite3.SQLITE_READONLY: "the ledger is read-only",
    sqlite3.SQLITE_IOERR: "the ledger cannot be read or written by the system",
    sqlite3.SQLITE_CANTOPEN: "the ledger cannot be opened",
    sqlite3.SQLITE_PERM: "the ledger may not be opened",
    sqlite3.SQLITE_AUTH: "the ledger may not be opened",
}


class Known(NamedTuple):
    """What a ledger of ours and of the key given says of itself."""

    migration: int
    """Number of its last migration."""
    versions: frozenset[int]
    """Versions of the key that have written in it."""
    secret: bytes
    """What keys its words and contents."""

    def __repr__(self) -> str:
        """No secret."""
        return f"Known({self.migration})"


def recognise(connection: sqlite3.Connection, key: Key, *, older: bool = False, backups: bool = False) -> Known:
    """
    What a ledger says of itself.

    Raises LedgerUseError for a foreign or newer file, an *older* one or a backup unless it will do, or a wrong key.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == BACKUP and not backups:
        raise LedgerUseError("this file is a backup: ledger restore makes a ledger of it")
    if application not in {APPLICATION, BACKUP}:
        raise LedgerUseError("this file is not a ledger of fsecheck")
    if version > NEWEST:
        raise LedgerUseError("this ledger was written by a newer fsecheck")
    if version < NEWEST and not older:
        raise LedgerUseError("this ledger was written by an older fsecheck and must be migrated first")
    rows = connection.execute(KEY_CHECKS).fetchall()
    return known(version, rows, key)


def known(migration: int, rows: list[tuple[int, bytes, bytes, bytes]], key: Key) -> Known:
    """What the rows of :data:`KEY_CHECKS` say. Raises LedgerUseError where another key wrote in the ledger."""
    for version, salt, wrapped, digest in rows:
        if version not in key.versions or key.digest(_CHECK, salt + wrapped, version) != digest:
            raise LedgerUseError("this is not the key of this ledger")
    if not rows:
        raise LedgerUseError("this is not the key of this ledger")
    version, salt, wrapped, _ = rows[0]
    return Known(migration, frozenset([row[0] for row in rows]), key.wrap(wrapped, salt, version))


def key_check(key: Key, version: int, secret: bytes) -> tuple[int, bytes, bytes, bytes]:
    """The row by which a ledger knows a version of its key again, and which gives its *secret* to that version."""
    salt = os.urandom(_SALT)
    wrapped = key.wrap(secret, salt, version)
    return version, salt, wrapped, key.digest(_CHECK, salt + wrapped, version)


def fault(error: sqlite3.Error) -> LedgerError:
    """What a failure of SQLite is for the caller; SQLite's own sentence is never repeated."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return LedgerUseError("this file is not a ledger of fsecheck")
    if code == sqlite3.SQLITE_CORRUPT:
        return LedgerDamagedError("the ledger is damaged: restore a backup")
    if code == sqlite3.SQLITE_ERROR:  # our statements are right where the tables are
        return LedgerRefusedError("the tables of the ledger are not those of fsecheck", "altered-tables")
    return LedgerFaultError(_FAULTS.get(code, f"the ledger failed (SQLite code {code})"))


def connect(path: str, *, write: bool) -> sqlite3.Connection:
    """
    A connection to an existing file, each statement its own transaction until BEGIN.

    Without *write* the file is opened read-only; where SQLite cannot even make its side files (a
    read-only medium) and no write is under way, it is read as a file that does not change. Raises
    LedgerError.
    """
    address = _address(path)
    if os.path.isdir(path):
        raise LedgerUseError("the ledger cannot be opened", errno.EISDIR)
    try:
        if write:
            return _tuned(address + "?mode=rw", write=True)
        try:
            return _tuned(address + "?mode=ro", write=False)
        except sqlite3.OperationalError as error:
            code = error.sqlite_errorcode & 0xFF
            if code not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY} or not _still(path):
                raise
            return _tuned(address + "?immutable=1", write=False)
    except sqlite3.Error as error:
        if not os.path.exists(path):
            raise LedgerUseError("the ledger cannot be opened", errno.ENOENT) from None
        raise fault(error) from error


def _tuned(address: str, *, write: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    try:
        if write:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA cache_size=-16384")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _still(path: str) -> bool:
    """Whether the file exists and no write-ahead log with content stands beside it."""
    try:
        return os.path.getsize(path) > 0 and not (os.path.exists(path + "-wal") and os.path.getsize(path + "-wal"))
    except OSError:
        return False


def _address(path: str) -> str:
    absolute = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    if os.sep != "/":
        absolute = "/" + absolute.replace(os.sep, "/")
    return "file:" + absolute


def refuse_share(path: str) -> None:
    """
    Raise LedgerFaultError where *path* is known to lie on a network share, which SQLite's locks do not survive.

    Seen: UNC paths, and on Linux the mounts of the kernel's list. A share that looks like a disk is not seen.
    """
    text = "the ledger is on a network share: keep it on a disk of this machine"
    if os.name == "nt":
        absolute = os.path.realpath(path)
        if absolute.startswith("\\\\") and not absolute.startswith("\\\\?\\"):
            raise LedgerFaultError(text)
        return
    try:
        with open("/proc/mounts", "rb") as file:
            mounts = file.read()
    except OSError:
        return
    # Few machines have a share at all: only then is it worth a look where the path really leads.
    if any(b" %s " % kind.encode() in mounts for kind in _SHARES) and share_of(
        os.path.realpath(path), mounts.decode("utf-8", "replace")
    ):
        raise LedgerFaultError(text)


def share_of(path: str, mounts: str) -> bool:
    """Whether the last mount that holds *path* in the kernel's list *mounts* is a network file system."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        words = line.split()
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ").rstrip("/")
        if (path == point or path.startswith(point + "/")) and len(point) >= best:
            best, kind = len(point), words[2]
    return kind in _SHARES
