"""
Who stands in for whom: the replacements of one case, the same value always by the same.

A number keeps what a rule looks at and nothing else: the validity of its key, the department of an MK, Corsica in a
NIR, whether the NIR fits the birth date. A birth date moves within what keeps the age at each act.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from fsecheck.model.identifiers import finess_holds, luhn_holds, nir_holds, nir_key
from fsecheck.model.periods import age_bounds

#: The number that every renewal by a physiotherapist bears: nobody's.
_RENEWAL: Final = "291991123"
_LONGEST_MOVE: Final = 366


class DisguiseError(ValueError):
    """Somebody cannot be disguised: *code* says why, stable; nothing of the document stands in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Birth(NamedTuple):
    """What is known of a person before anything is replaced."""

    nir: str
    """Of the insured."""
    birth: str
    own: str | None
    """The NIR that should fit the birth date: the patient's own, or the insured's where he is the patient."""


class Names:
    """The replacements of one case: the same value is always replaced by the same."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._numbers: list[str] = []
        self._people: list[Birth] = []
        self._days: dict[tuple[str, str], set[date]] = {}
        self._births: dict[tuple[str, str], str] = {}
        self.originals: set[str] = set()
        """Every identity that was met: none of them may be left."""

    def meet(self, person: Birth, days: set[date]) -> None:
        """A person, and the days of the acts done to him: before anything is replaced."""
        self._people.append(person)
        self._days.setdefault((person.nir, person.birth), set()).update(days)

    def number(self, number: str) -> None:
        """A number of invoice: before anything is replaced, so that their order stays."""
        if number not in self._numbers:
            self._numbers.append(number)

    def invoice(self, number: str) -> str:
        """A number of invoice; they keep their order."""
        if not (number.isascii() and number.isdigit()) or len(number) > 9:
            return covered(number)
        self.number(number)
        ranked = sorted(self._numbers)
        return self._keep("invoice", number, lambda turn: f"7{ranked.index(number) * 100 + turn % 100:08d}")

    def professional(self, number: str) -> str:
        """A numéro AM (its department stays), a RPPS or another number; a key stays right or wrong."""
        if number == _RENEWAL:
            return number
        if not (number.isascii() and number.isdigit()) or len(number) not in {9, 11}:
            return self._keep("professional", number, lambda turn: _filled(number, turn))
        kept = 2 if number[:2] not in {"97", "98"} else 3
        head = number[:kept] if len(number) == 9 else "99"
        return self._keep("professional", number, lambda turn: _keyed(number, head, turn))

    def structure(self, number: str) -> str:
        """A number of structure; the department of a FINESS stays, and its key right or wrong."""
        if len(number) == 9:
            return self._keep("structure", number, lambda turn: _finess(number, turn))
        if len(number) == 14 and luhn_holds(number[:11]):
            return self.professional(number[:11]) + number[11:]
        return self._keep("structure", number, lambda turn: _filled(number, turn))

    def nir(self, nir: str) -> str:
        """A NIR of thirteen characters: sex, and month and year as far as they fit the birth date or not."""
        if not re.fullmatch("[0-9]{13}|[0-9]{5}2[AB][0-9]{6}", nir):
            return covered(nir)
        department = nir[5:7] if nir[5:7] in {"2A", "2B"} else "99"
        middle = self._middle(nir)
        return self._keep("nir", nir, lambda turn: f"{nir[0]}{middle}{department}999{500 + turn:03d}")

    def key(self, nir: str, key: str) -> str:
        """The key of a NIR that was replaced: right where it was right, wrong where it was wrong."""
        new = self.nir(nir)
        try:
            right = f"{nir_key(new):02d}"
        except ValueError:
            return covered(key)
        if nir_holds(nir, key):
            return right
        return f"{int(right) % 97 + 1:02d}" if key.isdigit() and len(key) == 2 else covered(key)

    def birth(self, nir: str, birth: str) -> str:
        """Another birth date, such that the age at each act stays. Raises DisguiseError where there is none."""
        if not re.fullmatch("[0-9]{8}", birth):
            return covered(birth)
        known = self._births.get((nir, birth))
        if known is None:
            self.originals.add(birth)
            met = {person.birth for person in self._people}
            known = self._births[nir, birth] = _moved(birth, self._days.get((nir, birth), set()), met)
        return known

    def word(self, word: str, kind: str) -> str:
        """A word of the host: a region, a mark, a series."""
        return self._keep(kind, word, lambda turn: spelt(turn).rjust(len(word), "x"))

    def name(self, name: str) -> str:
        """A name of a person or of a house."""
        self.originals.add(name)
        return covered(name)

    def other(self, text: str) -> str:
        """A number of a member, of an accident: of the same shape."""
        return self._keep("other", text, lambda turn: _filled(text, turn))

    def replaced(self, value: str) -> str:
        """A value of a finding: what it became, where it was replaced as a number."""
        for kind in ("invoice", "professional", "structure"):
            if (kind, value) in self._made:
                return self._made[kind, value]
        return value

    def _keep(self, kind: str, value: str, make: Callable[[int], str]) -> str:
        known = self._made.get((kind, value))
        if known is not None:
            return known
        turn = sum(one == kind for one, _ in self._made)
        while True:
            turn += 1
            new = make(turn)
            if new not in self._taken and new not in self.originals and new != value:
                break
            if turn > 10_000:
                raise DisguiseError("no-other-value")
        self._taken.add(new)
        self.originals.add(value)
        self._made[kind, value] = new
        return new

    def _middle(self, nir: str) -> str:
        """Year and month of a NIR: those of the new birth date where they were those of the old one, else not."""
        own = next((one for one in self._people if one.own == nir and re.fullmatch("[0-9]{8}", one.birth)), None)
        year, month = nir[1:3], nir[3:5]
        if not 1 <= int(month) <= 12:
            return year + month  # a fictive month says nothing, and stays fictive
        if own is None:
            return f"{year}{int(month) % 12 + 1:02d}"
        new = self.birth(own.nir, own.birth)
        if (year, month) == (own.birth[2:4], own.birth[4:6]):
            return new[2:6]
        other = int(month) % 12 + 1
        return f"{year}{other if (year, f'{other:02d}') != (new[2:4], new[4:6]) else other % 12 + 1:02d}"


def covered(text: str) -> str:
    """A text whose letters and digits are covered: its shape stays."""
    return "".join(cover(sign) for sign in text)


def cover(sign: str) -> str:
    """A letter or a digit covered by another of its kind and alphabet; any other sign."""
    if sign.isascii():
        return "0" if sign.isdigit() else ("X" if sign.isupper() else "x") if sign.isalpha() else sign
    if sign.isdecimal():
        return chr(ord(sign) - int(sign))  # the zero of the same alphabet
    return ("É" if sign.isupper() else "é") if sign.isalpha() and ord(sign) < 0x250 else sign


def _filled(text: str, turn: int) -> str:
    """A text of the same shape, another for each turn."""
    shape = covered(text)
    digits = str(turn)
    free = [place for place, sign in enumerate(shape) if sign == "0"][-len(digits) :]
    signs = list(shape)
    for place, digit in zip(free, digits[-len(free) :] if free else "", strict=True):
        signs[place] = digit
    return "".join(signs)


def spelt(turn: int) -> str:
    """A number in letters: b, c ... z, ba, bb ..."""
    text = ""
    while turn:
        turn, letter = divmod(turn, 26)
        text = chr(ord("a") + letter) + text
    return text


def _keyed(number: str, head: str, turn: int) -> str:
    body = head + f"{turn:0{len(number) - 1 - len(head)}d}"
    right = next(digit for digit in range(10) if luhn_holds(f"{body}{digit}"))
    return body + str(right if luhn_holds(number) else (right + 1) % 10)


def _finess(number: str, turn: int) -> str:
    body = f"{number[:2]}{turn:06d}"
    right = next(digit for digit in range(10) if finess_holds(f"{body}{digit}"))
    return body + str(right if finess_holds(number) else (right + 1) % 10)


def _moved(birth: str, days: set[date], met: set[str]) -> str:
    """Another birth date of the same kind: the same bounds of age on each day, before the birth or not as before."""
    real = calendar(birth)
    if real is None:
        months = [month for month in range(100) if f"{month:02d}" != birth[4:6]]
        candidates = [f"{birth[:4]}{month:02d}{birth[6:]}" for month in months]
    else:
        steps = sorted(range(1, _LONGEST_MOVE), key=lambda step: (abs(step - 43), step))
        moves = [timedelta(days=sign * step) for step in steps for sign in (1, -1)]
        candidates = [(real + move).strftime("%Y%m%d") for move in moves]
    for one in candidates:
        new = calendar(one)
        if one not in met and (new is None) == (real is None) and all(_alike(birth, one, day) for day in days):
            return one
    raise DisguiseError("birth-date-cannot-move")


def _alike(old: str, new: str, day: date) -> bool:
    before, after = calendar(old), calendar(new)
    unborn = before is not None and after is not None and (day < before) != (day < after)
    return age_bounds(old, day) == age_bounds(new, day) and not unborn


def calendar(birth: str) -> date | None:
    """The day that eight digits are; None for a lunar or fictive one."""
    try:
        return date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        return None
