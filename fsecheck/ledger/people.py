"""Who is who in a ledger that is written: MKs and patients, made and linked where a sheet or the host says so."""

import os
from collections.abc import Iterable
from datetime import date
from typing import Final

from fsecheck.ledger import chain
from fsecheck.ledger.port import LedgerRefusedError, LedgerUseError
from fsecheck.ledger.reading import Known, identify
from fsecheck.ledger.writing import Writer
from fsecheck.model.invoice import Patient, Practitioner

OWN: Final = "own"
COMPOSITE: Final = "composite"
LINK: Final = "link"
_DIGEST: Final = 16
#: The number of who was erased is never another's.
LAST_PERSON: Final = (
    "SELECT max(last) FROM (SELECT coalesce(max(id), 0) AS last FROM person "
    "UNION ALL SELECT coalesce(max(persons), 0) FROM erasure) AS ids"
)
_ROW: Final = "SELECT kind, digest, linked, key_version FROM person WHERE id = ?"
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
            one, other = self._root(min(known)), self._root(self._patient(new))
            if one == other:
                return False
            kinds = {root: self._execute(_ROW, (root,)).fetchone()[0] for root in (one, other)}
            target = other if kinds[other] != COMPOSITE else one
            if kinds[target] == COMPOSITE:
                target = self._made(LINK, os.urandom(_DIGEST), self._key.newest)
            for person in self._group(one) + self._group(other):
                if person == target:
                    continue
                if self._execute(_ROW, (person,)).fetchone()[0] == LINK:
                    continue
                self._relink(person, target)
            self._execute("DELETE FROM person WHERE kind = 'link' AND id IN (?, ?) AND id <> ?", (one, other, target))
            self._log("link", None, {"persons": [one, other, target]}, today)
            return True

    def _persons(self, patient: Patient) -> set[int]:
        """Every identity that the ledger knows of a patient."""
        identities = identify(patient, self._key)
        return self._read(lambda cursor: self._reader.persons(cursor, identities))[0]

    def _patient(self, patient: Patient) -> int:
        """The person under whom the acts of a sheet are put, made and linked where needed."""
        identities = identify(patient, self._key)
        _, root, known = self._read(lambda cursor: self._reader.persons(cursor, identities))
        composite = self._person([(one.version, one.composite) for one in identities], known, COMPOSITE)
        own = self._person([(one.version, one.own) for one in identities], known, OWN)
        if own is None:
            assert composite is not None  # noqa: S101 - every sheet has a composite
            return composite
        insured = self._person([(one.version, one.insured) for one in identities], known, COMPOSITE)
        if root is not None and root != own:
            self._link(own, root)
        for other in (composite, insured):
            if other is not None:
                self._link(other, self._root(own))
        return own

    def _person(self, digests: list[tuple[int, bytes | None]], known: Iterable[Known], kind: str) -> int | None:
        """The person of a digest, which the versions of the key write each in its way, the newest first."""
        newest, digest = digests[0]
        if digest is None:
            return None
        for id_, other, version, linked in known:
            if (version, other) in digests:
                if version < newest:  # the newest version of the key writes
                    seal = chain.person_seal(self._key, newest, (id_, kind, digest, linked))
                    self._execute(
                        "UPDATE person SET digest = ?, key_version = ?, seal = ? WHERE id = ?",
                        (digest, newest, seal, id_),
                    )
                return id_
        return self._made(kind, digest, newest)

    def _made(self, kind: str, digest: bytes, version: int) -> int:
        """A new person."""
        id_ = self._after(LAST_PERSON)
        seal = chain.person_seal(self._key, version, (id_, kind, digest, None))
        self._execute(
            "INSERT INTO person (digest, id, kind, key_version, seal) VALUES (?, ?, ?, ?, ?)",
            (digest, id_, kind, version, seal),
        )
        return id_

    def _link(self, person: int, to: int) -> None:
        """Link a person, where he is linked to nobody."""
        if person != to and self._execute(_ROW, (person,)).fetchone()[2] is None:
            self._relink(person, to)

    def _relink(self, person: int, to: int) -> None:
        kind, digest, _, version = self._execute(_ROW, (person,)).fetchone()
        seal = chain.person_seal(self._key, version, (person, kind, digest, to))
        self._execute("UPDATE person SET linked = ?, seal = ? WHERE id = ?", (to, seal, person))

    def _root(self, person: int) -> int:
        """The person whom all identities of one are linked to."""
        linked = self._execute(_ROW, (person,)).fetchone()[2]
        return person if linked is None else int(linked)

    def _group(self, root: int) -> list[int]:
        """Every identity of a person."""
        return [row[0] for row in self._execute(_GROUP, (root, root)).fetchall()]
