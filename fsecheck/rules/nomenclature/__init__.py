"""
Chapitre « nomenclature » (NOM) : lettres, coefficients et actes du titre XIV à la date de chaque acte.

Acts are named by their id, which no date changes. Lines that are not reimbursable are not judged by
couple: only their code must be one that exists. TMK and RQD have chapters of their own.
"""

from fsecheck.rules.nomenclature import conditions, couples
from fsecheck.rules.nomenclature.conditions import nom006, nom007, nom009, nom011
from fsecheck.rules.nomenclature.couples import nom001, nom002, nom003, nom004, nom005, nom008, nom010

__all__ = [
    "MESSAGES", "nom001", "nom002", "nom003", "nom004", "nom005", "nom006", "nom007", "nom008", "nom009", "nom010",
    "nom011",
]  # fmt: skip

MESSAGES = couples.MESSAGES | conditions.MESSAGES
