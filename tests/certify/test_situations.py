"""
What each situation of the shipped pack must be billed as, written by hand from the texts and from nothing of fsecheck.

The situations, the sheets of the sample vendor and the rules read the same law data, and agree by construction. Here
stand the same bills as plain facts: coefficients of the nomenclature at each date, values of the letters, rates and
flat amounts, the mode of the memo's chart, the prescriber. A bill is written as

    MODE PRESCRIBER : DAY LETTER COEFFICIENT BASE AMO, DAY LETTER ...

MODE: SV (SESAM-Vitale), SSV (SESAM sans Vitale), DEG (dégradé). Amounts in euros; - where there is none, ? where no
text gives the amount.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from fsecheck.certify import pack
from tests.certify.desk import SHIPPED

DOCTOR, SECOND, OWN, RENEWAL = "991043845", "991043852", "991130634", "291991123"
FAMILIES = {
    "SV": {"securise", "enVisite", "desynchronise"},
    "SSV": {"sesamSansVitale"},
    "DEG": {"degrade", "nonSecurise"},
}
#: Euros of one unit: new letters and AMK since 2024-02-22 in mainland France, TMK (kept at its value), the old AMS.
LETTER, OVERSEAS, REMOTE, OLD = Decimal("2.21"), Decimal("2.43"), Decimal("2.15"), Decimal("2.15")

# Knee, not operated (VIM): 7.51 from 2024-02-22, 8.11 from 2026-01-01. At a distance TMK with the same coefficient.
KNEE = "VIM 8.11 17.92 10.75"
FAR = "TMK 8.11 17.44 10.46"
# Balneotherapy in a pool: 1.2, then 2.5 from 2026-01-01.
POOL = "AMK 1.2 2.65 1.59"
POOL_LATER = "AMK 2.5 5.53 3.32"
DIRECT = [f"SV {OWN} : 2026-03-09 {KNEE}"]

BILLS = {
    # Remote care alone: SSV with an approved software, dégradé without; a card that was read leaves SESAM-Vitale open.
    "P01": [f"SSV {DOCTOR} : 2026-03-09 {FAR}, 2026-03-11 {FAR}"],
    "P02": [f"DEG {DOCTOR} : 2026-03-09 {FAR}, 2026-03-11 {FAR}"],
    "P03": [f"SV {DOCTOR} : 2026-03-09 {FAR}"],
    "P04": [f"SV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {KNEE}, 2026-03-06 {KNEE}"],
    # Mixed series, last act on site: one invoice, SESAM-Vitale; without a card that can be read the remote act leaves
    # in SSV and the others in dégradé, or all in dégradé where the software is not approved.
    "P05": [f"SV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {FAR}, 2026-03-09 {KNEE}"],
    "P06": [f"DEG {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-09 {KNEE}", f"SSV {DOCTOR} : 2026-03-04 {FAR}"],
    "P07": [f"SV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {FAR}, 2026-03-09 {KNEE}"],
    "P50": [f"DEG {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {FAR}, 2026-03-09 {KNEE}"],
    # Last act remote: one invoice in SSV; read card: SESAM-Vitale; software not approved: two invoices.
    "P08": [f"SSV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {KNEE}, 2026-03-09 {FAR}"],
    "P09": [f"SV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {KNEE}, 2026-03-09 {FAR}"],
    "P10": [f"DEG {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {KNEE}", f"DEG {DOCTOR} : 2026-03-09 {FAR}"],
    "P49": [f"SV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-04 {KNEE}", f"DEG {DOCTOR} : 2026-03-09 {FAR}"],
    # A minor with an adult, and a patient out of hospital: remote care as any other.
    "P11": [f"SSV {DOCTOR} : 2026-03-09 {FAR}"],
    "P12": [f"SSV {DOCTOR} : 2026-03-09 {FAR}"],
    # A request: 10 euros, no prescription; no text gives the rate. Beside a session, both in full.
    "P13": ["SSV - : 2026-03-09 RQD - 10.00 ?"],
    "P14": [f"SV {DOCTOR} : 2026-03-09 {KNEE}, 2026-03-09 RQD - 10.00 ?"],
    "P15": ["SSV - : 2026-03-09 RQD - 10.00 ?"],
    # Direct access: the physiotherapist's own number as prescriber, whatever the structure and the diagnosis.
    **dict.fromkeys([f"P{number}" for number in range(16, 30)], DIRECT),
    # A renewal bears the prescriber 291991123; no bilan.
    "P30": [f"SV {RENEWAL} : 2026-03-09 {KNEE}"],
    "P31": [f"SV {RENEWAL} : 2026-09-16 {KNEE}, 2026-09-18 {KNEE}"],
    # Carpal tunnel after release: RSC 8.09, agreement before the first session; ankle: the eleventh session.
    "P32": [f"SV {DOCTOR} : 2026-03-09 AMK 10.7 23.65 14.19, 2026-03-09 RSC 8.09 17.88 10.73"],
    "P33": [f"SV {DOCTOR} : 2026-03-09 RIM 8.1 17.90 10.74"],
    # The bilan from the first session; not at the eleventh. The neurological one; hemiplegia is NMI 9; all of it paid.
    "P34": [f"SV {DOCTOR} : 2026-03-02 AMK 10.7 23.65 14.19, 2026-03-02 {KNEE}"],
    "P35": [f"SV {DOCTOR} : 2026-03-09 {KNEE}"],
    "P36": [f"SV {DOCTOR} : 2026-03-02 AMK 10.8 23.87 23.87, 2026-03-02 NMI 9 19.89 19.89, 2026-03-02 IFS - 4.00 4.00"],
    # Two sessions: lower back (RAM 8.11, article 1), local inflammatory rheumatism (NMI 8, article 2), both in full.
    "P37": [f"SV {DOCTOR}+{SECOND} : 2026-03-02 RAM 8.11 17.92 10.75, 2026-03-02 NMI 8 17.68 10.61"],
    # Home: IFS within 35 days of the discharge, IFD in the same town, 6 km: (6 - 2) x 2 = 8 km at 0.38.
    "P38": [f"SV {DOCTOR} : 2026-03-02 RIC 8.1 17.90 10.74, 2026-03-02 IFS - 4.00 2.40"],
    "P39": [f"SV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-02 IFD - 2.50 1.50"],
    "P40": [f"SV {DOCTOR} : 2026-03-02 {KNEE}, 2026-03-02 IFD - 2.50 1.50, 2026-03-02 IK - 3.04 1.82"],
    # The overcharge is the patient's: base and part of the fund stay.
    "P41": [f"SV {DOCTOR} : 2026-03-02 {KNEE}"],
    "P42": [f"SV {DOCTOR} : 2026-03-02 {KNEE}"],
    # Each act by its own date.
    "P43": [f"SV {DOCTOR} : 2024-02-21 AMS 7.5 16.13 9.68, 2024-02-23 VIM 7.51 16.60 9.96"],
    "P44": [f"SV {DOCTOR} : 2025-12-30 VIM 7.51 16.60 9.96, 2026-01-02 {KNEE}"],
    "P45": [f"SV {DOCTOR} : 2026-05-27 TER 9.49 20.97 12.58, 2026-05-28 TER 9.79 21.64 12.98"],
    "P46": [
        f"SV {DOCTOR} : 2025-12-30 VIM 7.51 16.60 9.96, 2025-12-30 {POOL}, 2026-01-02 {KNEE}, 2026-01-02 {POOL_LATER}"
    ],
    "P47": [f"SV {DOCTOR} : 2026-03-02 VIM 8.11 19.71 11.83"],
    # On his own initiative: he is the prescriber.
    "P48": [f"SV {OWN} : 2026-09-07 AMK 10 22.10 13.26"],
}
#: What else a text says of an act: field of the act and its value.
MORE = {
    "P13": {"requested": "991043902"},
    "P14": {"requested": "991043902"},
    "P15": {"requested": "991043902"},
    "P32": {"agreement": "favorable"},
    "P33": {"agreement": "sansReponse"},
    "P40": {"quantity": "8"},
    "P41": {"fees": "27.92", "qualifier": "E"},
    "P42": {"fees": "17.92"},
}
SITUATIONS = {one.id: one for one in SHIPPED.scenarios if isinstance(one.play, pack.Producer)}


def read(bill: str) -> tuple[str, list[str], list[list[str]]]:
    """Mode, prescribers and acts of a bill."""
    head, acts = bill.split(" : ")
    mode, prescribers = head.split()
    return mode, [] if prescribers == "-" else prescribers.split("+"), [act.split() for act in acts.split(", ")]


def matches(bill: str, invoice: pack.ExpectedInvoice) -> bool:
    """Whether an invoice of a form asks for that very bill."""
    mode, prescribers, acts = read(bill)
    asked = [
        [act["day"], act["code"], act.get("coefficient", "-"), act["base"], act.get("amo", "?")] for act in invoice.acts
    ]
    return set(invoice.modes) >= FAMILIES[mode] and list(invoice.prescribers) == prescribers and asked == acts


def test_every_situation_has_its_bill():
    assert set(SITUATIONS) == set(BILLS)


@pytest.mark.parametrize("own", sorted(BILLS))
def test_a_situation_asks_for_the_bill_of_the_texts(own):
    """One of its forms that need no other reading is that bill: as many invoices, and each act to the cent."""
    forms = [form.invoices for form in SITUATIONS[own].play.forms if form.tolerated is None]

    found = [
        all(matches(bill, one) for bill, one in zip(BILLS[own], form, strict=True))
        for form in forms
        if len(form) == len(BILLS[own])
    ]
    assert any(found), forms


@pytest.mark.parametrize("own", sorted(MORE))
def test_a_situation_asks_for_what_else_the_texts_say_of_an_act(own):
    acts = [act for invoice in SITUATIONS[own].play.forms[0].invoices for act in invoice.acts]

    for field, value in MORE[own].items():
        assert [value] == [act[field] for act in acts if field in act]


@pytest.mark.parametrize("own", sorted(BILLS))
def test_a_bill_is_the_arithmetic_of_the_texts(own):
    """Coefficient by the value of the letter, half a cent up; 60 % of it, or all in a long-term illness."""
    cent, rate = Decimal("0.01"), Decimal(100 if own == "P36" else 60) / 100
    for bill in BILLS[own]:
        for day, letter, coefficient, base, amo in read(bill)[2]:
            if coefficient != "-":
                unit = {"TMK": REMOTE, "AMS": OLD}.get(letter, OVERSEAS if own == "P47" else LETTER)
                assert Decimal(base) == (Decimal(coefficient) * unit).quantize(cent, ROUND_HALF_UP), day
            if amo != "?":
                assert Decimal(amo) == (Decimal(base) * rate).quantize(cent, ROUND_HALF_UP), day


def test_direct_access_and_renewal_are_marked_on_the_sheet():
    """The prescriber alone does not say it."""
    for own, scenario in SITUATIONS.items():
        [first, *_] = scenario.play.forms[0].invoices
        assert (16 <= int(own[1:]) <= 29) == (first.direct_access is True)
        assert ("masseurKinesitherapeute" if own in {"P30", "P31"} else None) == first.renewed_by
