"""
Who is who: the digests under which a patient stands in a ledger.

A patient is the NIR individuel where the sheet carries it, else the NIR of the insured with the
birth date as text and the rang de naissance (the *composite*). A sheet that carries both links its
composite to its NIR individuel; a look-up goes through both. The link of a composite is made once:
a second NIR individuel on the same composite stays a person of its own, and the composite stays
with the first. So two different NIR individuels are never merged.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from fsecheck.ledger.keys import Key
from fsecheck.model.invoice import Patient

OWN: Final = "own"
COMPOSITE: Final = "composite"
_OWN: Final = b"fse own nir"
_COMPOSITE: Final = b"fse composite"


class Identity(NamedTuple):
    """The digests of one patient under one version of the key."""

    version: int
    own: bytes | None
    """Of the NIR individuel; None where the sheet has none."""
    composite: bytes


class Known(NamedTuple):
    """A person as the ledger knows it."""

    id: int
    digest: bytes
    version: int
    linked: int | None
    """For a composite, the person of its NIR individuel."""


def identify(patient: Patient, key: Key) -> tuple[Identity, ...]:
    """The digests of *patient*, the newest version of the key first."""
    composite = f"{patient.nir}\x1f{patient.birth}\x1f{patient.rank}".encode()
    own = patient.own_nir.encode() if patient.own_nir else None
    return tuple(
        Identity(
            version,
            None if own is None else key.digest(_OWN, own, version),
            key.digest(_COMPOSITE, composite, version),
        )
        for version in key.versions
    )


def same_person(identities: Iterable[Identity], known: Iterable[Known]) -> tuple[set[int], int | None]:
    """
    The persons among *known* that the sheet speaks of, and the NIR person to whom others may be linked.

    *known* are the rows found under the digests of *identities*. A composite that belongs to
    another NIR individuel than the sheet's is left out.
    """
    owns = {identity.own for identity in identities}
    stated = owns != {None}
    found: set[int] = set()
    root: int | None = None
    composites: list[Known] = []
    for row in known:
        if row.digest in owns:
            root = row.id
            found.add(root)
        else:
            composites.append(row)
    for row in composites:
        if row.linked is None or row.linked == root or not stated:
            found.add(row.id)
            if row.linked is not None:
                root = row.linked
                found.add(root)
    return found, root
