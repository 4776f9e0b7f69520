"""Lines, visits and sheets of the generated practice, written at the prices of their day."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fsecheck.law.lawset import Law
from fsecheck.law.nomenclature import Act as Entry
from fsecheck.model.money import half_up, share
from tests import authoring
from tests.practice.people import Mk, Person, Terms

UNPAID: Final = frozenset({"G", "GR", "N", "NR"})
#: Where no source gives the price of a code overseas: what a practice there would write.
_UNSAID: Final = {"TMK": Decimal("2.36"), "RQD": Decimal("10.00")}


class Tariff:
    """What the law data say of prices and couples, in one territory."""

    def __init__(self, law: Law, territory: str) -> None:
        self.law = law
        self.territory = territory

    def price(self, code: str, day: date) -> Decimal:
        """Unit price of a code that day."""
        values = self.law.tariff
        for table in (values.letter_values, values.flat_amounts, values.travel_rates):
            found: Mapping[str, Decimal] | None = table.at(day).get(code)
            if found is not None:
                return found[self.territory] if self.territory in found else _UNSAID[code]
        raise LookupError(code)

    def majoration(self, letter: str, day: date) -> Decimal:
        """Amount of a majoration."""
        amount: Decimal = self.law.tariff.majorations.at(day)[letter]
        return amount

    def entry(self, act: str) -> Entry:
        """The act of that id."""
        return self.law.nomenclature_table.by_id(act)

    def couple(self, act: str, day: date) -> tuple[str, Decimal] | None:
        """Letter and coefficient of an act that day; None where it has none, or where sources disagree on it."""
        found = self.law.nomenclature_table.versions_of(act, day)
        if len(found) != 1 or found[0].disputed:
            return None
        return found[0].letter, found[0].coefficient


@dataclass
class Line:
    """One act line: its fields as the sheet names them, without amounts, and what is known beside it."""

    day: date
    fields: dict[str, Any]
    known: dict[str, Any] = field(default_factory=dict)
    act: str = ""
    """Id of its act, for a session, a bilan or a supplement."""
    rank: int = 0
    """Rank in its treatment, for a session."""

    @property
    def code(self) -> str:
        """The code it is written with."""
        return str(self.fields["code"])

    @property
    def remote(self) -> bool:
        """Whether it is a remote act."""
        return self.code == "TMK"


@dataclass
class Visit:
    """Lines that stay together: a session with what goes with it."""

    day: date
    lines: list[Line]
    prescription: dict[str, Any] | None
    stated: dict[str, Any] = field(default_factory=dict)
    apart: object = None
    """Visits that differ here never share a sheet."""


@dataclass
class Sheet:
    """One care sheet, with what a good software states beside it."""

    story: str
    mk: Mk
    person: Person
    terms: Terms
    drawn_up: date
    lines: list[Line]
    prescriptions: list[dict[str, Any]]
    tariff: Tariff
    invoice: dict[str, Any] = field(default_factory=dict)
    """Changes of the block ``facture``."""
    practitioner: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, Any] = field(default_factory=dict)
    expected: frozenset[str] = frozenset()
    """The warnings that the catalogue gives on purpose."""
    number: str = "1"
    totals: dict[str, str] = field(default_factory=dict)
    """Totals that are not the sums of the lines: a fault alone has some."""
    insured: dict[str, Any] = field(default_factory=dict)
    beneficiary: dict[str, Any] = field(default_factory=dict)
    shares: bool = False
    """Whether the complementary part is third-party payment."""
    fixed_mode: str | None = None
    """The mode, where the memo's chart does not choose it."""
    nameless: bool = False
    """Whether the sheet bears the numéro AM alone."""
    today: date | None = None
    """Day of the check, where it is not the day of the sheet."""

    def copy(self) -> "Sheet":
        """Another one that can be changed; persons and prices are shared."""
        shared = {id(one): one for one in (self.person, self.tariff, self.mk, self.terms)}
        return deepcopy(self, shared)

    def finish(self) -> None:
        """Choose the mode by the last act of the sheet, as the memo's chart does."""
        care = [line for line in self.lines if line.act]
        asked = any(line.code == "RQD" for line in self.lines)
        if self.fixed_mode is not None:
            self.invoice["modeSecurisation"] = self.fixed_mode
        elif (care and care[-1].remote) or (asked and not care):
            self.invoice["modeSecurisation"] = "sesamSansVitale"
            self.stated.update(carteLisible="non", droitsVerifies="oui")
        elif any(line.remote for line in care):
            self.stated.update(carteLisible="oui")
        if any(line.remote for line in care):
            self.stated.update(patientSurTerritoire="oui", espaceSanteOuvert="oui")

    def xml(self) -> bytes:
        """The sheet."""
        blocks = self.person.blocks(self.drawn_up)
        lines = [self._written(line) for line in self.lines]
        totals = {
            name: authoring.euros(sum((Decimal(line[name]) for line in lines), Decimal(0)))
            for name in ("honoraires", "montantAMO", "montantAMC")
        }
        rest = Decimal(totals["honoraires"]) - Decimal(totals["montantAMO"]) - Decimal(totals["montantAMC"])
        return authoring.sheet(
            lines,
            self.prescriptions,
            facture={
                "numero": self.number,
                "dateElaboration": self.drawn_up,
                "natureAssurance": self.terms.nature,
                "exoneration": self.terms.exemption,
                "tiersPayantAMC": "oui" if self.shares else "non",
                **self.terms.about,
                **self.invoice,
            },
            professionnel={
                "numeroAM": self.mk.am,
                "rpps": None if self.nameless else self.mk.rpps,
                **self.practitioner,
            },
            assure={**blocks["assure"], **self.insured},
            beneficiaire={**blocks["beneficiaire"], **self.beneficiary},
            droits={"regime": self.terms.scheme},
            totaux={**totals, "partAssure": authoring.euros(rest), **self.totals},
        )

    def context(self) -> bytes | None:
        """The context document; None where there is nothing to state."""
        known = {rank: line.known for rank, line in enumerate(self.lines, 1) if line.known}
        if not known and not self.stated:
            return None
        return authoring.context(self.mk.am if self.nameless else self.mk.rpps, self.number, ligne=known, **self.stated)

    def _written(self, line: Line) -> dict[str, Any]:
        fields = dict(line.fields)
        day = line.day
        unit = fields.setdefault("prixUnitaire", None)
        if unit is None:
            unit = self.tariff.price(line.code, day) if line.code != "HN" else Decimal("30.00")
            fields["prixUnitaire"] = authoring.euros(unit)
        coefficient = Decimal(str(fields.get("coefficient") or 1))
        base = half_up(Decimal(str(unit)) * int(fields.get("quantite", 1)) * coefficient)
        if fields.get("majoration") is not None:
            base += self.tariff.majoration(str(fields["majoration"]), day)
        base = Decimal(str(fields.setdefault("base", authoring.euros(base))))
        rate = int(fields.setdefault("taux", self.terms.rate))
        unpaid = fields.get("qualificatif") in UNPAID
        part = Decimal("0.00") if unpaid else share(base, rate)
        fields.setdefault("montantAMO", authoring.euros(part))
        fields.setdefault("montantAMC", authoring.euros(base - part) if self.shares and not unpaid else "0.00")
        fields.setdefault("honoraires", authoring.euros(base))
        for name in ("coefficient", "seance", "refPrescription"):
            fields.setdefault(name, None)
        return authoring.act(**{"date": day, **fields})


def kilometres(distance: Decimal) -> int:
    """Kilometres to bill there and back in the plain, the free ones taken off."""
    return int((2 * (distance - 2)).to_integral_value("ROUND_CEILING"))


__all__ = ["UNPAID", "Line", "Sheet", "Tariff", "Visit", "kilometres"]
