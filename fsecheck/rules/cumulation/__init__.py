"""
Chapitre « cumul » (CUM) : ce qui peut se facturer ensemble, le même jour ou à la même visite.

Sessions of a day are those of the sheet and those of the patient's other live invoices. Acts whose
own wording admits several a day (ARL 8,49, mucoviscidose, burns) are not counted up to their number.
"""

from fsecheck.rules.cumulation import companions, sessions
from fsecheck.rules.cumulation.companions import cum004, cum005, cum006, cum008, cum009, cum010
from fsecheck.rules.cumulation.sessions import cum001, cum002, cum003, cum007

__all__ = [
    "MESSAGES",
    "cum001",
    "cum002",
    "cum003",
    "cum004",
    "cum005",
    "cum006",
    "cum007",
    "cum008",
    "cum009",
    "cum010",
]

MESSAGES = sessions.MESSAGES | companions.MESSAGES
