"""Numbers and their keys, against published vectors and an independent implementation."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.fr import nir as oracle

from fsecheck import Checker
from fsecheck.model.identifiers import finess_holds, luhn_holds, mask, nir_holds, nir_key
from tests import authoring

digits = st.text("0123456789", min_size=13, max_size=13)
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("nir", "key"),
    [
        ("172192B999002", "24"),
        ("1850699999001", "97"),
        ("2554994999555", f"{97 - 2554994999555 % 97:02d}"),
        ("185062A999001", f"{97 - 1850619999001 % 97:02d}"),
        ("185062B999001", f"{97 - 1850618999001 % 97:02d}"),
    ],
)
def test_vectors_of_the_nir(nir, key):
    """Published and computed keys hold; every other key of two digits does not."""
    assert [key] == [f"{other:02d}" for other in range(100) if nir_holds(nir, f"{other:02d}")]


@given(digits)
def test_the_key_is_that_of_another_implementation(nir):
    """Thirteen digits: the key of python-stdnum."""
    assert oracle.calc_check_digits(nir) == f"{nir_key(nir):02d}"
    assert nir_holds(nir, f"{nir_key(nir):02d}")


@given(
    st.text("0123456789", min_size=5, max_size=5), st.sampled_from("AB"), st.text("0123456789", min_size=6, max_size=6)
)
def test_corsica_is_counted_as_19_and_18(head, letter, tail):
    """2A and 2B: the key of python-stdnum."""
    assert oracle.calc_check_digits(f"{head}2{letter}{tail}") == f"{nir_key(f'{head}2{letter}{tail}'):02d}"


@pytest.mark.parametrize(
    ("nir", "key"),
    [
        ("1850699999001", "٩٧"),
        ("١٨٥٠٦٩٩٩٩٩٠٠١", "97"),
        ("1850699999001", "97 "),
        ("1850699999001", "+97"),
        ("1850699999001", "097"),
        ("1850699999001", ""),
        (" 1850699999001", "97"),
        ("185069999900", "97"),
        ("18506999990011", "97"),
        ("185062a999001", "67"),
        ("2A50699999001", "97"),
        ("", "97"),
    ],
)
def test_a_number_is_judged_as_it_came(nir, key):
    """Nothing is stripped, folded or completed: other digits, blanks and lengths never hold."""
    assert not nir_holds(nir, key)


@given(st.text("0123456789", min_size=1, max_size=20))
def test_luhn_is_that_of_another_implementation(number):
    """Digits of any length: the verdict of python-stdnum."""
    assert luhn.is_valid(number) == luhn_holds(number)


@pytest.mark.parametrize("number", ["99900064140", "991130634"])
def test_vectors_of_professionals(number):
    """RPPS and numéros AM of test cards hold; each other last digit does not."""
    assert [number] == [number[:-1] + str(key) for key in range(10) if luhn_holds(number[:-1] + str(key))]


@pytest.mark.parametrize("number", ["", "9990006414x", "٩٩٩٠٠٠٦٤١٤٠", " 99900064140", "99900064140\n"])
def test_luhn_takes_digits_as_they_came(number):
    """Nothing else than ASCII digits ever holds."""
    assert not luhn_holds(number)


@pytest.mark.parametrize("number", ["2A0002689", "2A0002168"])
def test_vectors_of_finess(number):
    """FINESS with their key; each other last digit does not hold."""
    assert [number] == [number[:-1] + str(key) for key in range(10) if finess_holds(number[:-1] + str(key))]


@pytest.mark.parametrize("number", ["2C0002689", "2A000268", "2A00026890", "A20002689", "", "2A0002689 "])
def test_a_finess_has_nine_characters(number):
    """Another letter, another length: it does not hold."""
    assert not finess_holds(number)


def test_a_mask_keeps_the_length_alone():
    """What is masked shows its length, and no more of it than was asked."""
    assert "•••••••••••••" == mask("1850699999001")
    assert "•••••••••••01" == mask("1850699999001", 2)
    assert "" == mask("")


@given(st.integers(1, 99), st.integers(0, 99), st.integers(1, 12), st.integers(1, 28), st.integers(1900, 2026))
def test_a_nir_is_compared_with_its_birth_only_where_its_month_is_real(month, year, born_month, day, born_year):
    """Year and month that agree, or a month that is none: silent. Else one warning, on any birth date."""
    nir = f"1{year:02d}{month:02d}99999001"
    sheet = authoring.sheet(
        assure={"nir": nir}, beneficiaire={"dateNaissance": f"{born_year}{born_month:02d}{day:02d}"}
    )
    agrees = month > 12 or (year, month) == (born_year % 100, born_month)
    if date(born_year, born_month, day) > TODAY:
        return

    report = Checker().check(sheet, today=TODAY)

    assert ([] if agrees else ["IDN007"]) == [finding.rule for finding in report.findings if finding.rule == "IDN007"]
