"""
Money, in exact decimals of one euro, made from text.

The one rounding rule of the house is half-up to the cent: published prices prove it
(7,5 x 2,21 = 16,575 is published as 16,58). No float ever enters here.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")
HUNDRED: Final = Decimal(100)


def half_up(amount: Decimal) -> Decimal:
    """
    Round an amount in euros to the cent, half up.

    >>> half_up(Decimal("8.5") * Decimal("2.21"))
    Decimal('18.79')
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def price(unit: Decimal, coefficient: Decimal, quantity: int = 1) -> Decimal:
    """
    The price in euros of *quantity* acts of *coefficient* at the value *unit* of their letter.

    The product is rounded once, at the end.
    """
    return half_up(unit * quantity * coefficient)


def share(base: Decimal, rate: int) -> Decimal:
    """The part of *base* (euros) paid at *rate* (per cent), to the cent."""
    return half_up(base * rate / HUNDRED)
