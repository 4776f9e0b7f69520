"""
The sentences on what is not taken, in French and in English: the same ids, the same parameters.

What the intake refuses (``SEC001.nul``, ``XSD001.pattern`` ...) has its sentences there.
"""

from collections.abc import Mapping
from typing import Final, cast

from fsecheck.model.finding import Param
from fsecheck.model.reasons import reason
from fsecheck.render.sentences import counted

#: Sentences by id.
FRENCH: Final = {
    "unreadable": "le fichier ne peut pas être lu ({reason})",
    "empty": "le fichier est vide",
    "encoding": "la ligne n'est pas en UTF-8",
    "line-too-long": "la ligne dépasse {limit} octets",
    "json": "ce n'est pas un objet JSON complet sur une ligne (colonne {column})",
    "float": "un nombre à virgule s'écrit en texte, entre guillemets",
    "duplicate-key": "un champ est écrit deux fois",
    "unknown-field": "le champ n° {rank} de l'objet{of} est inconnu",
    "missing": "il manque {field}",
    "value": "{field} : attendu {expected}",
    "no-mk": "il manque le masseur-kinésithérapeute ({field})",
    "nir-key": "{field} : la clé du NIR ne tient pas",
    "too-many-acts": "{found} actes ; une facture en porte {limit} au plus",
    "quotes": "les guillemets de la ligne ne se ferment pas",
    "columns": "{found:colonne|colonnes} au lieu de {expected}",
    "header-unknown": "la colonne n° {rank} de l'en-tête est inconnue ; rien de ce fichier n'est pris",
    "header-twice": "la colonne {column} est écrite deux fois ; rien de ce fichier n'est pris",
    "header-missing": "il manque la colonne {column} ; rien de ce fichier n'est pris",
    "differs": "{column} contredit une ligne précédente de la même facture",
    "nameless": "la ligne ne dit pas de quelle facture elle est (MK, facture, date_elaboration)",
    "other-line": "ligne non prise : une ligne de sa facture, ou une voisine qui ne nomme pas la sienne, est fausse",
    "future": "la facture ou l'un de ses actes est postérieur au {today}",
    "answer-future": "la réponse est postérieure au {today}",
    "unknown-invoice": "le registre ne connaît pas cette facture ; la couverture de ce MK est interrompue",
    "number-live": "une autre facture vit sous ce numéro à moins d'un an",
    "wrong-state": "le registre connaît cette facture dans un état qui exclut « {state} »",
}
ENGLISH: Final = {
    "unreadable": "the file cannot be read ({reason})",
    "empty": "the file is empty",
    "encoding": "the line is not UTF-8",
    "line-too-long": "the line is longer than {limit} bytes",
    "json": "this is not one whole JSON object on one line (column {column})",
    "float": "a decimal number is written as a text, between quotes",
    "duplicate-key": "a field is written twice",
    "unknown-field": "field no. {rank} of the object{of} is unknown",
    "missing": "{field} is missing",
    "value": "{field}: expected {expected}",
    "no-mk": "the practitioner is missing ({field})",
    "nir-key": "{field}: the key of the NIR does not hold",
    "too-many-acts": "{found} acts; an invoice has {limit} at most",
    "quotes": "the quotes of the line are not closed",
    "columns": "{found:column|columns} instead of {expected}",
    "header-unknown": "column no. {rank} of the header is unknown; nothing of this file is taken",
    "header-twice": "column {column} is written twice; nothing of this file is taken",
    "header-missing": "column {column} is missing; nothing of this file is taken",
    "differs": "{column} contradicts an earlier line of the same invoice",
    "nameless": "the line does not say of which invoice it is (MK, facture, date_elaboration)",
    "other-line": "line not taken: another line of its invoice, or a neighbour that does not name its own, is wrong",
    "future": "the invoice or one of its acts is later than {today}",
    "answer-future": "the answer is later than {today}",
    "unknown-invoice": "the ledger does not know this invoice; the coverage of this MK is interrupted",
    "number-live": "another invoice is live under this number less than a year away",
    "wrong-state": 'the ledger knows this invoice in a state that excludes "{state}"',
}

#: What was expected, by kind of value: French, English.
EXPECTED: Final = {
    "object": ("un objet", "an object"),
    "acts": ("une liste d'au moins un acte", "a list of at least one act"),
    "bool": ("vrai ou faux (true, false ; en CSV oui, non)", "true or false (in CSV oui, non)"),
    "day": (
        "un jour du calendrier, AAAA-MM-JJ (en CSV aussi JJ/MM/AAAA)",
        "a day of the calendar, YYYY-MM-DD (in CSV also DD/MM/YYYY)",
    ),
    "amount": ("un montant en euros, en texte, comme 17.86", "an amount in euros, as a text, like 17.86"),
    "coefficient": ("un coefficient, en texte, comme 8.08", "a coefficient, as a text, like 8.08"),
    "rpps": ("onze chiffres, en texte", "eleven digits, as a text"),
    "am": ("neuf chiffres, en texte", "nine digits, as a text"),
    "mk": ("un RPPS de onze chiffres ou un numéro AM de neuf", "a RPPS of eleven digits or a numéro AM of nine"),
    "status": (
        "acknowledged, paid ou rejected (en CSV reçue, payée, rejetée)",
        "acknowledged, paid or rejected (in CSV reçue, payée, rejetée)",
    ),
    "answer": ("un code de douze capitales ou chiffres au plus", "a code of at most twelve capitals or digits"),
    "label": ("un texte de cinq cents signes au plus", "a text of at most five hundred signs"),
    "number": ("un à neuf chiffres, en texte", "one to nine digits, as a text"),
    "nir": (
        "un NIR de treize caractères, ou de quinze avec sa clé",
        "a NIR of thirteen characters, or of fifteen with its key",
    ),
    "birth": ("une date de naissance AAAAMMJJ, en texte", "a birth date YYYYMMDD, as a text"),
    "rank": ("un chiffre de 1 à 9, en texte", "a digit from 1 to 9, as a text"),
    "prescriber": ("un numéro de prescripteur", "the number of a prescriber"),
    "code": ("un code d'acte en capitales", "the code of an act in capitals"),
    "qualifier": ("un qualificatif de la dépense d'une ou deux capitales", "one or two capitals"),
    "word": ("un mot sans accent ni espace, de quarante signes au plus", "a word of at most forty signs, no blank"),
    "mark": ("une marque de seize lettres ou chiffres au plus", "a mark of at most sixteen letters or digits"),
    "state": (
        "recorded, paid, rejected ou cancelled (en CSV inscrite, payée, rejetée, annulée)",
        "recorded, paid, rejected or cancelled (in CSV inscrite, payée, rejetée, annulée)",
    ),
    "mode": ("un mode de sécurisation du format", "a mode of the format"),
    "nature": ("une nature d'assurance du format", "a nature of insurance of the format"),
    "place": ("un lieu du format (cabinet, domicile ...)", "a place of the format (cabinet, domicile ...)"),
    "agreement": ("une réponse d'accord préalable du format", "an answer to a prior agreement of the format"),
    "renewer": ("masseurKinesitherapeute ou medecin", "masseurKinesitherapeute or medecin"),
    "majoration": ("N, F ou U", "N, F or U"),
    "exemption": ("un justificatif d'exonération du format", "an exemption of the format"),
    "whole": ("un nombre entier de {first} à {last}", "a whole number from {first} to {last}"),
}


def sentence(code: str, params: Mapping[str, Param], language: str) -> str:
    """The sentence of an id of this room."""
    english = language == "en"
    values: dict[str, Param] = dict(params)
    if "errno" in values:
        values["reason"] = reason(cast("int | None", values["errno"]), language)
    kind = str(values.get("kind", ""))
    if kind:
        name, first, last = (*kind.split("-"), "", "")[:3]
        values["expected"] = EXPECTED[name][english].format(first=first, last=last)
    values.setdefault("field", "record" if english else "l'enregistrement")
    if code == "unknown-field":
        values["of"] = f" {params['field']}" if "field" in params else ""
    return counted((ENGLISH if english else FRENCH)[code], values, language)
