"""
From the text of a value to a Python value: one reader per kind of type of the schemas.

A reader accepts what its type accepts and nothing else: no blank is stripped, no digit but
ASCII's is read, no missing part is completed. It raises ValueError, without the value.
The texts of amounts, coefficients and days are few: their values are kept. Identifiers and
names are never converted, hence never kept.
"""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

_CENTURIES: Final = ("19", "20")
_YES_NO: Final = {"oui": True, "non": False}


@lru_cache(maxsize=4096)
def decimal(text: str) -> Decimal:
    """An exact decimal: an amount in euros, a coefficient, a distance."""
    whole, point, cents = text.removeprefix("-").partition(".")
    if not (_digits(whole, 6) and (_digits(cents, 2) if point else True)):
        raise ValueError("not a decimal of the schema")
    return Decimal(text)


@lru_cache(maxsize=1024)
def integer(text: str) -> int:
    """A whole number."""
    if not _digits(text, 6):
        raise ValueError("not a whole number of the schema")
    return int(text)


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """A day of the calendar, AAAA-MM-JJ, from 1900 to 2099."""
    parts = text.split("-")
    shaped = [len(part) for part in parts] == [4, 2, 2] and parts[0][:2] in _CENTURIES
    if not shaped or not _digits("".join(parts), 8):
        raise ValueError("not a day of the schema")
    return date(int(text[:4]), int(text[5:7]), int(text[8:]))


def hour(text: str) -> time:
    """An hour of the day, HH:MM."""
    if len(text) != 5 or text[2] != ":" or not _digits(text[:2] + text[3:], 4):
        raise ValueError("not an hour of the schema")
    return time(int(text[:2]), int(text[3:]))


def yes_no(text: str) -> bool:
    """``oui`` or ``non``."""
    answer = _YES_NO.get(text)
    if answer is None:
        raise ValueError("neither oui nor non")
    return answer


def _digits(text: str, most: int) -> bool:
    """One to *most* ASCII digits."""
    return 0 < len(text) <= most and text.isascii() and text.isdigit()


#: Reader of each simple type of the schemas; a type that is not here is text, as it stands.
READERS: Final[dict[str, Callable[[str], object]]] = {
    "Montant": decimal,
    "Coefficient": decimal,
    "Kilometres": decimal,
    "Quantite": integer,
    "Taux": integer,
    "Nombre": integer,
    "NumeroOrdre": integer,
    "Rang": integer,
    "Volume": integer,
    "Date": day,
    "Heure": hour,
    "OuiNon": yes_no,
}
