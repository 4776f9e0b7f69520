"""
From the text of a value to a Python value: one reader per kind of type of the schemas.

A reader accepts what its type accepts and nothing else: no blank is stripped, no digit but
ASCII's is read, no missing part is completed. It raises ValueError, without the value.
The texts of amounts, coefficients and days are few: their values are kept. Identifiers and
names are never converted, hence never kept.
"""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

_DECIMAL: Final = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,2})?")
_INTEGER: Final = re.compile(r"[0-9]{1,6}")
_DAY: Final = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_HOUR: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_YES_NO: Final = {"oui": True, "non": False}


@lru_cache(maxsize=4096)
def decimal(text: str) -> Decimal:
    """An exact decimal: an amount in euros, a coefficient, a distance."""
    if _DECIMAL.fullmatch(text) is None:
        raise ValueError("not a decimal of the schema")
    return Decimal(text)


@lru_cache(maxsize=1024)
def integer(text: str) -> int:
    """A whole number."""
    if _INTEGER.fullmatch(text) is None:
        raise ValueError("not a whole number of the schema")
    return int(text)


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """A day of the calendar, AAAA-MM-JJ, from 1900 to 2099."""
    if _DAY.fullmatch(text) is None:
        raise ValueError("not a day of the schema")
    return date(int(text[:4]), int(text[5:7]), int(text[8:]))


def hour(text: str) -> time:
    """An hour of the day, HH:MM."""
    if _HOUR.fullmatch(text) is None:
        raise ValueError("not an hour of the schema")
    return time(int(text[:2]), int(text[3:]))


def yes_no(text: str) -> bool:
    """``oui`` or ``non``."""
    answer = _YES_NO.get(text)
    if answer is None:
        raise ValueError("neither oui nor non")
    return answer


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
