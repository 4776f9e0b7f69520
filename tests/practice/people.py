"""Invented persons: physiotherapists, doctors and patients of every kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, Final

from fsecheck.model.periods import add_months, age_on
from tests.authoring import luhn

_COMMUNE: Final = 99
"""The department of the fictive world."""


@dataclass(frozen=True)
class Mk:
    """A physiotherapist of the practice."""

    am: str
    rpps: str


def mk(place: int, department: str = "99") -> Mk:
    """The physiotherapist of that place; *department* begins the numéro AM."""
    head = f"{department}1130000"[:6] + f"{place:02d}"
    return Mk(luhn(head), luhn(f"99900065{place:02d}"))


def doctor(place: int) -> str:
    """Numéro AM of an invented doctor."""
    return luhn(f"99104{place % 1000:03d}")


@dataclass
class Terms:
    """On what terms a care is paid: nature, exemption, rate, and what the sheet says of them."""

    nature: str = "maladie"
    exemption: str = "aucune"
    rate: int = 60
    scheme: str = "01"
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Person:
    """A patient."""

    birth: date
    nir: str
    """Own NIR."""
    rank: int = 1
    parent: str | None = None
    """NIR of the insured parent."""
    own_since: date | None = None
    """From when the sheets of a child bear its own NIR."""
    insured_since: date | None = None
    """From when a former child is insured in its own name."""
    lunar: str | None = None
    """Birth date as the card gives it, where it is no day of the calendar."""

    def age(self, day: date) -> int:
        """Completed years."""
        return age_on(self.birth, day)

    def blocks(self, day: date) -> dict[str, dict[str, Any]]:
        """The insured and the beneficiary, as a sheet drawn up that day names them."""
        birth = self.lunar or self.birth.strftime("%Y%m%d")
        beneficiary: dict[str, Any] = {"dateNaissance": birth, "rangNaissance": self.rank, "qualite": "assure"}
        if self.parent is None or (self.insured_since is not None and day >= self.insured_since):
            return {"assure": {"nir": self.nir}, "beneficiaire": beneficiary}
        beneficiary["qualite"] = "enfant"
        if self.own_since is not None and day >= self.own_since:
            beneficiary["nirIndividuel"] = {"nir": self.nir}
        return {"assure": {"nir": self.parent}, "beneficiaire": beneficiary}


class Register:
    """Makes persons, no two with the same NIR."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._made = 0

    def _nir(self, birth: date) -> str:
        self._made += 1
        order = self._made
        sex = self._rng.choice("12")
        return f"{sex}{birth:%y%m}{_COMMUNE}{100 + order // 1000 % 900:03d}{order % 1000:03d}"

    def born(self, day: date, youngest: int, oldest: int) -> date:
        """A birth date of someone of that age on *day*, both included."""
        months = self._rng.randint(youngest * 12, oldest * 12 + 11)
        return add_months(day, -months - 1).replace(day=self._rng.randint(1, 28))

    def adult(self, day: date, youngest: int = 20, oldest: int = 69) -> Person:
        """An insured adult."""
        birth = self.born(day, youngest, oldest)
        person = Person(birth, self._nir(birth))
        if self._rng.random() < 0.02:
            # Born abroad, month unknown: a fictive month in the number, a lunar one on the card.
            person.nir = f"{person.nir[:3]}{self._rng.randint(20, 42)}{person.nir[5:]}"
            person.lunar = f"{birth.year}1300"
        return person

    def child(self, day: date, youngest: int = 0, oldest: int = 16, own: date | None = None) -> Person:
        """A child under the NIR of a parent, with its own from *own* on."""
        months = self._rng.randint(youngest * 12 + 1, oldest * 12 + 11)
        birth = add_months(day, -months - 1).replace(day=self._rng.randint(1, 28))
        parent = self.adult(add_months(birth, 0), 20, 40)
        return Person(birth, self._nir(birth), parent=parent.nir, own_since=own)

    def twin(self, other: Person) -> Person:
        """The twin of a child, born second."""
        return Person(other.birth, self._nir(other.birth), rank=2, parent=other.parent, own_since=other.own_since)
