"""
Keys of the numbers that name people and places.

The bytes are judged as they came: nothing is stripped, folded or completed. Every function
takes the number as written and answers whether its key holds; none of them says whether the
number was ever attributed.
"""

from typing import Final

_MODULUS: Final = 97
# On the card and in B2 the Corsican departments are counted as 19 and 18: the letter is dropped.
_CORSICA: Final = {"2A": "19", "2B": "18"}
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")


def nir_key(nir: str) -> int:
    """
    The key of a NIR of 13 characters, 1 to 97.

    Fictive departments and communes, months from 20 and 50 on are lawful and are not looked at.
    Raises ValueError where the thirteen characters are not a number once 2A and 2B are read.
    """
    department = nir[5:7]
    digits = nir[:5] + _CORSICA.get(department, department) + nir[7:]
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("a NIR has thirteen characters")
    return _MODULUS - int(digits) % _MODULUS


def nir_holds(nir: str, key: str) -> bool:
    """Whether the two digits of *key* are the key of *nir*."""
    try:
        return f"{nir_key(nir):02d}" == key
    except ValueError:
        return False


def luhn_holds(number: str) -> bool:
    """Whether *number*, ASCII digits whose last is the key, satisfies Luhn's formula."""
    if not (number.isascii() and number.isdigit()):
        return False
    return (sum(map(int, number[::-2])) + sum(map(int, number[-2::-2].translate(_DOUBLED)))) % 10 == 0


def finess_holds(number: str) -> bool:
    """
    Whether a FINESS of nine characters satisfies Luhn's formula.

    Corsica: 2A0002689 is counted as 200102689, 2B as 2002, as its numeric form is written.
    """
    if number[:2] in {"2A", "2B"}:
        number = "200" + ("1" if number[1] == "A" else "2") + number[4:]
    return len(number) == 9 and luhn_holds(number)


def mask(identifier: str, shown: int = 0) -> str:
    """The identifier with all but its last *shown* characters hidden, its length kept."""
    hidden = len(identifier) - shown
    return "•" * max(hidden, 0) + identifier[max(hidden, 0) :]
