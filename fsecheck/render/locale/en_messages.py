"""
The messages and titles of the rules in English, by the ids of the French ones.

A test holds the ids and the parameters of both languages equal. The messages of the intake have
their English beside their French (:mod:`fsecheck.intake.messages_en`).
"""

from typing import Final

#: What each rule says.
TITLES: Final = {
    "SEC001": "The document is well-formed, not empty, and in a declared and allowed encoding.",
    "SEC002": "The document declares neither DOCTYPE nor entity, and loads nothing.",
    "SEC003": "The document is not larger than allowed.",
    "SEC004": "The document is not deeper than allowed.",
    "SEC005": "The document has no more elements and attributes than allowed.",
    "SEC006": "No text of the document is longer than allowed.",
    "XSD001": "The document conforms to its schema.",
    "XSD002": "The document is of a known namespace and version.",
    "XSD003": "The second schema engine agrees.",
    "LAW001": "The texts were verified up to the day of the act.",
    "IDN001": "The key of each NIR of the sheet is right.",
    "IDN002": "The physiotherapist's RPPS number satisfies its key.",
    "IDN003": "The physiotherapist's AM number satisfies its key.",
    "IDN004": "The number of the prescriber or requested professional has 9 or 11 characters, and an RPPS its key.",
    "IDN005": "The FINESS number of the structure satisfies its key.",
    "IDN006": "The executing professional is a physiotherapist.",
    "IDN007": "Year and month of the NIR are those of the birth.",
    "IDN008": "Birth, acts, drawing up and day of the check follow each other.",
    "TEX001": "At most two téléexpertise requests a year for one patient.",
    "TEX002": "The requested professional is identified on the sheet.",
    "TEX003": "The requested professional is a doctor or a midwife.",
    "TEX004": "The patient consented to the téléexpertise.",
    "TEX005": "The data go by secure messaging.",
    "TEX006": "The reason of the request is stated and the answer is put in the file.",
    "TEX007": "One line carries one request, without a coefficient or with coefficient 1.",
}

#: Sentence, remedy and technical sentence of each message of the chapters.
MESSAGES: Final[dict[str, tuple[str, str, str]]] = {
    "LAW001.after-horizon": (
        "The act of {day} is later than {horizon}, the day up to which fsecheck knows the texts.",
        "Update fsecheck, or verify for yourself the tariffs and rules in force on that day.",
        "acte/date {day} > law horizon {horizon}.",
    ),
    "IDN001.wrong-key": (
        "The key of the social security number ({whose}) does not match the number.",
        "Read the carte Vitale again, or copy the number and its key from the attestation, then make the sheet again.",
        "{whose}/nir: cle differs from 97 - (nir mod 97), 2A read 19 and 2B read 18.",
    ),
    "IDN002.wrong-key": (
        "The RPPS number {found} ({whose}) is impossible: its key is wrong.",
        "Correct the RPPS number in the settings of the software: it is printed on the CPS card.",
        "rpps {found} ({whose}): wrong Luhn key over 11 digits.",
    ),
    "IDN003.wrong-key": (
        "The AM number {found} ({whose}) does not satisfy its key.",
        "Verify the billing identification number in the settings of the software.",
        "numeroAM {found} ({whose}): wrong Luhn key over 8 + 1 digits.",
    ),
    "IDN004.wrong-key": (
        "The RPPS number {found} ({whose}) does not satisfy its key.",
        "Verify the number on the prescription or in the health directory, then correct it.",
        "number {found} ({whose}): RPPS whose Luhn key is wrong.",
    ),
    "IDN004.wrong-length": (
        "The number {found} ({whose}) does not have the length of a professional's number.",
        "An AM number has 9 digits, an RPPS has 11: verify it on the prescription or in the health directory.",
        "number {found} ({whose}): allowed lengths {lengths}.",
    ),
    "IDN005.wrong-key": (
        "The FINESS number {found} of the structure does not satisfy its key.",
        "Verify the FINESS number in the settings of the software.",
        "professionnel/structure/numero {found}: wrong Luhn key over 9 characters (2A read 2001, 2B read 2002).",
    ),
    "IDN006.other-specialty": (
        "The specialty code of the sheet is {found}; that of a physiotherapist is {expected}.",
        "Correct the specialty in the settings of the software, or have the act billed by the professional who did it.",
        "professionnel/specialite {found}, expected {expected}.",
    ),
    "IDN007.birth-differs": (
        "Year or month of birth of the beneficiary are not those of the social security number ({whose}).",
        "Verify the birth date and the number on the attestation of rights: one of them may belong to someone else.",
        "{whose}/nir, positions 2 to 5, differ from year and month of beneficiaire/dateNaissance.",
    ),
    "IDN008.drawn-up-after-today": (
        "The sheet is dated {drawn_up}, after today ({today}).",
        "Correct the date of elaboration, or the clock of the computer.",
        "facture/dateElaboration {drawn_up} > today {today}.",
    ),
    "IDN008.act-after-drawing-up": (
        "The act is dated {day}, after the sheet was drawn up ({drawn_up}).",
        "Correct the date of the act, or draw up the sheet once the act is done.",
        "acte/date {day} > facture/dateElaboration {drawn_up}.",
    ),
    "IDN008.act-before-birth": (
        "The act is dated {day}, before the birth of the beneficiary.",
        "Verify the date of the act and the birth date of the beneficiary.",
        "acte/date {day} < beneficiaire/dateNaissance.",
    ),
    "TEX001.too-many-requests": (
        "This is téléexpertise request no. {counted} of the year {year} for this patient; the limit is {limit} a year.",
        "Take this request off the sheet: it cannot be billed. A request made from {reopens} on can be.",
        "acte RQD no. {counted} of the civil year {year} for this MK and this beneficiary, limit {limit}.",
    ),
    "TEX002.no-identifier": (
        "The doctor or midwife you asked is not identified on the sheet.",
        "Add their number (AM or RPPS) in the field of the requested professional.",
        "acte/requis/numero missing on an RQD line.",
    ),
    "TEX003.other-profession": (
        "A téléexpertise is asked of a doctor or a midwife; the professional stated is: {found}.",
        "Correct the profession of the requested professional, or take the request off the sheet.",
        "acte/requis/profession {found}, expected {expected}.",
    ),
    "TEX004.no-consent": (
        "The patient did not consent to this téléexpertise.",
        "Obtain consent before the request; without it the request is not billed.",
        "contexte/ligne/consentement = non for an RQD line.",
    ),
    "TEX005.no-secure-messaging": (
        "The request did not go by secure health messaging.",
        "Send the patient's data by secure health messaging.",
        "contexte/ligne/messagerieSecurisee = non for an RQD line.",
    ),
    "TEX006.no-motive": (
        "The reason of the téléexpertise is not stated.",
        "Write the reason of the request in the patient's file.",
        "contexte/ligne/motif = non for an RQD line.",
    ),
    "TEX006.no-report": (
        "The téléexpertise is not put in the patient's file.",
        "Put the request and its answer in the file, and in the DMP where it is open.",
        "contexte/ligne/compteRendu = non for an RQD line.",
    ),
    "TEX007.quantity": (
        "A téléexpertise line carries one request; this one carries {found}.",
        "Make one line a request.",
        "acte RQD: quantite {found}, expected {expected}.",
    ),
    "TEX007.coefficient": (
        "A téléexpertise request has no coefficient; this one carries the coefficient {found}.",
        "Take the coefficient off the line, or write 1.",
        "acte RQD: coefficient {found}, expected none or {expected}.",
    ),
}
