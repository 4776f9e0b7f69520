"""Who is who in a ledger that is written: MKs and patients, made and linked where a sheet or the host says so."""

import os
from collections.abc import Iterable
from datetime import date
from typing import Final

from fsecheck.ledger import rows
from fsecheck.ledger.port import LedgerRefusedError, LedgerUseError
from fsecheck.ledger.reading import Known, identify
from fsecheck.ledger.writing import Writer
from fsecheck.model.invoice import Patient, Practitioner

OWN: Final = "own"
COMPOSITE: Final = "composite"
LINK: Final = "link"
_DIGEST: Final = 16
#: Kinds of the events that say what the rows of persons are: of one person, all of them.
SAYING: Final = ("person", LINK)
#: The number of who was erased is never another's.
LAST_PERSON: Final = (
    "SELECT max(last) FROM (SELECT coalesce(max(id), 0) AS last FROM person "
    "UNION ALL SELECT coalesce(max(persons), 0) FROM erasure) AS ids"
)
_ROW: Final = f"SELECT {', '.join(rows.PERSON)} FROM person WHERE id = ?"  # noqa: S608 - names of our own schema
_RELINK: Final = "UPDATE person SET linked = ? WHERE id = ?"
_GROUP: Final = "SELECT id FROM person WHERE id = ? OR linked = ? ORDER BY id"


class People(Writer):
    """A ledger that knows who is who."""

    def _mk(self, mk: Practitioner, today: date) -> int:
        """The row of an MK, made where there is none; RPPS and AM number are linked."""
        if not mk.key:
            raise LedgerUseError("the sheet names no practitioner")
        rpps = self._practitioner("rpps", mk.rpps) if mk.rpps else None
        am = self._practitioner("am", mk.am) if mk.am else None
        if rpps is not None and am is not None:
            linked = self._execute(
                "UPDATE practitioner SET linked = ? WHERE id = ? AND linked IS NULL AND kind = 'am' RETURNING id",
                (rpps, am),
            ).fetchone()
            if linked is not None:
                self._log("practitioner", None, {"rpps": mk.rpps, "am": mk.am}, today)
        found = rpps if rpps is not None else am
        assert found is not None  # noqa: S101 - mk.key is one of the two
        return found

    def _practitioner(self, kind: str, number: str) -> int:
        row = self._execute("SELECT id FROM practitioner WHERE number = ?", (number,)).fetchone()
        if row is None:
            id_ = self._after("SELECT coalesce(max(id), 0) FROM practitioner")
            self._execute("INSERT INTO practitioner (id, kind, number) VALUES (?, ?, ?)", (id_, kind, number))
            return id_
        return int(row[0])

    def _members(self, mk: int) -> list[int]:
        """Every row of the same MK."""
        rows = self._execute(
            "SELECT b.id FROM practitioner a, practitioner b "
            "WHERE a.id = ? AND coalesce(a.linked, a.id) = coalesce(b.linked, b.id)",
            (mk,),
        )
        return [row[0] for row in rows.fetchall()]

    def link(self, old: Patient, new: Patient, today: date) -> bool:
        """
        The host says that two identities are one person; whether the ledger did not know it.

        Raises LedgerRefusedError, ``unknown-person``, where it knows nothing of *old*.
        """
        with self.transaction():
            known = self._persons(old)
            if not known:
                raise LedgerRefusedError("the ledger does not know this person", "unknown-person")
            one, other = self._root(min(known)), self._root(self._patient(new, today))
            if one == other:
                return False
            target = other if self._of(other)[1] != COMPOSITE else one
            both = self._group(one) + self._group(other)
            if self._of(target)[1] == COMPOSITE:
                target = self._made(LINK, os.urandom(_DIGEST), self._key.newest)
            for person in both:
                if person != target:
                    self._execute(_RELINK, (target, person))
            self._say(LINK, {*both, target}, today)
            return True

    def _persons(self, patient: Patient) -> set[int]:
        """Every identity that the ledger knows of a patient."""
        identities = identify(patient, self._key)
        return self._read(lambda cursor: self._reader.persons(cursor, identities))[0]

    def _patient(self, patient: Patient, today: date) -> int:
        """The person under whom the acts of a sheet are put, made and linked where needed."""
        identities = identify(patient, self._key)
        _, root, known = self._read(lambda cursor: self._reader.persons(cursor, identities))
        new: set[int] = set()
        composite = self._person([(one.version, one.composite) for one in identities], known, COMPOSITE, new)
        own = self._person([(one.version, one.own) for one in identities], known, OWN, new)
        if own is not None:
            insured = self._person([(one.version, one.insured) for one in identities], known, COMPOSITE, new)
            if root is not None and root != own:
                self._link(own, root, new)
            for other in (composite, insured):
                if other is not None:
                    self._link(other, self._root(own), new)
        # An event is about one person, so that it goes with them: a sheet may name an identity that is another's.
        for one in sorted({self._root(id_) for id_ in new}):
            self._say("person", {id_ for id_ in new if self._root(id_) == one}, today)
        found = composite if own is None else own
        assert found is not None  # noqa: S101 - every sheet has a composite
        return found

    def _person(
        self, digests: list[tuple[int, bytes | None]], known: Iterable[Known], kind: str, new: set[int]
    ) -> int | None:
        """
        The person of a digest, which the versions of the key write each in its way, the newest first.

        Whose row is made or changed is added to *new*.
        """
        newest, digest = digests[0]
        if digest is None:
            return None
        for id_, other, version, _ in known:
            if (version, other) in digests:
                if version < newest:  # the newest version of the key writes
                    self._execute("UPDATE person SET digest = ?, key_version = ? WHERE id = ?", (digest, newest, id_))
                    new.add(id_)
                return id_
        made = self._made(kind, digest, newest)
        new.add(made)
        return made

    def _made(self, kind: str, digest: bytes, version: int) -> int:
        """A new person."""
        id_ = self._after(LAST_PERSON)
        self._execute(
            "INSERT INTO person (digest, id, kind, key_version) VALUES (?, ?, ?, ?)", (digest, id_, kind, version)
        )
        return id_

    def _link(self, person: int, to: int, new: set[int]) -> None:
        """Link a person, where he is linked to nobody."""
        if person != to and self._of(person)[3] is None:
            self._execute(_RELINK, (to, person))
            new.add(person)

    def _say(self, kind: str, persons: Iterable[int], today: date) -> None:
        """Bind the rows of persons, who are one, to the chain."""
        said = [[person, rows.person(self._of(person))] for person in sorted(persons)]
        self._log(kind, None, {"persons": said}, today)

    def _of(self, person: int) -> tuple[int, str, bytes, int | None, int]:
        """The row of a person."""
        found: tuple[int, str, bytes, int | None, int] = self._execute(_ROW, (person,)).fetchone()
        return found

    def _root(self, person: int) -> int:
        """The person whom all identities of one are linked to."""
        linked = self._of(person)[3]
        return person if linked is None else linked

    def _group(self, root: int) -> list[int]:
        """Every identity of a person."""
        return [row[0] for row in self._execute(_GROUP, (root, root)).fetchall()]
