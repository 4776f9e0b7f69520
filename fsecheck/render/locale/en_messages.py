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
    "TAR001": "The value of the letter is that of the day of the act and of the territory.",
    "TAR002": "The base is value × quantity × coefficient, rounded, plus the majoration.",
    "TAR003": "The rate is that of the nature of insurance, the scheme and the exemption.",
    "TAR004": "The compulsory part is base × rate, rounded.",
    "TAR005": "The parts do not exceed the fees, and these are not under the base.",
    "TAR006": "The totals are the sums of the lines.",
    "TEL001": "A remote act is coded TMK, and an act TMK is done at a distance.",
    "TEL002": "The coefficient of TMK is that of an act open to télésoin.",
    "TEL003": "The first session, that of the initial assessment, is done in presence of the patient.",
    "TEL004": "The patient is known: seen in presence within twelve months.",
    "TEL005": "Télésoin goes by video.",
    "TEL006": "A minor is with a parent or an authorised adult.",
    "TEL007": "The patient consents to télésoin.",
    "TEL008": "The patient is of the same territory as the physiotherapist.",
    "TEL009": "Télésoin does not exceed 20 % of the activity of the year so far.",
    "TEL010": "Télésoin is traced in the assessment, and put in Mon espace santé where it is open.",
    "TEL011": "Télésoin does not exceed 20 % of the year and of the annual reference activity.",
    "TEL012": "Some coefficients are doubtful in télésoin.",
    "SER001": "The form of the sheet is admitted for the series it belongs to.",
    "SER003": "SESAM sans Vitale asks for software approved for telehealth.",
    "SER004": "The degraded mode is the fallback of software that is not up to date.",
    "SER005": "SESAM sans Vitale supposes that the card cannot be read.",
    "SER006": "The two invoices of a series neither overlap nor contradict each other.",
    "SER007": "Where the card was not read, rights are confirmed on line (ADRi).",
    "SER008": "The form is admitted only by another reading of the memo's chart.",
    "ADI001": "In direct access, and in direct access only, the prescriber is the physiotherapist.",
    "ADI002": "Direct access is open in certain structures only, since 22 August 2023.",
    "ADI003": "At most eight sessions a patient without a prior medical diagnosis.",
    "ADI004": "The last sessions without a diagnosis are announced.",
    "ADI005": "The CPTS experiment has its departments and its date, and is not open to substitutes.",
    "ADI006": "A prior medical diagnosis has a proof.",
    "ADI007": "At most eight sessions in all, by another reading of the text.",
    "ADI008": "The sources do not give the same opening day for the CPTS experiment.",
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
    "TAR001.other-value": (
        "The letter {code} is worth {expected:eur} on that day ({territory}); the sheet says {found:eur}.",
        "Update the tariffs of the software, then compute the line again.",
        "acte {code}: prixUnitaire {found}, expected {expected} ({territory}).",
    ),
    "TAR002.other-base": (
        "The base of the act should be {expected:eur}; the sheet says {found:eur}.",
        (
            "Compute the line again: value of the letter × quantity × coefficient, rounded to the cent, plus the"
            " majoration."
        ),
        "base {found}, expected {expected} (rounded half up).",
    ),
    "TAR003.other-rate": (
        "The rate should be {expected} %; the sheet says {found} %.",
        ("Verify the nature of insurance, the exemption and the scheme of the patient, then compute the line again."),
        "taux {found}, expected {expected} for this nature of insurance, scheme and exemption.",
    ),
    "TAR004.other-part": (
        "The part of the compulsory insurance should be {expected:eur}; the sheet says {found:eur}.",
        "Compute the line again: base × rate, rounded to the cent.",
        "montantAMO {found}, expected {expected}.",
    ),
    "TAR005.fees-under-base": (
        "The fees ({fees:eur}) are under the base ({base:eur}).",
        "Correct the fees of the line.",
        "honoraires {fees} < base {base}.",
    ),
    "TAR005.parts-over-fees": (
        "The parts of compulsory and complementary insurance ({parts:eur}) exceed the fees ({fees:eur}).",
        "Compute the parts again: together they do not exceed the fees.",
        "montantAMO + montantAMC = {parts} > honoraires {fees}.",
    ),
    "TAR005.total-parts": (
        "The parts of the totals make {parts:eur}; the fees are {fees:eur}.",
        ("Compute the totals again: compulsory part, complementary part and part of the insured person make the fees."),
        "totaux: montantAMO + montantAMC + partAssure = {parts}, honoraires {fees}.",
    ),
    "TAR006.other-total": (
        'The total "{total}" should be {expected:eur}; the sheet says {found:eur}.',
        "Compute the totals of the sheet again.",
        "totaux/{total} {found}, sum of the lines {expected}.",
    ),
    "TEL001.remote-code-on-site": (
        "The act is coded {code}, the letter of télésoin, although it was done in presence of the patient.",
        "Code the act with its usual letter, or state that it was done at a distance.",
        "acte {code} with aDistance = non.",
    ),
    "TEL001.remote-without-code": (
        "The act was done at a distance but is coded {code}: a remote act is coded {expected}.",
        "Replace the letter by {expected}, with the same coefficient, or remove the distance mark.",
        "acte {code} with aDistance = oui, expected {expected}.",
    ),
    "TEL002.no-coefficient": (
        "The act TMK has no coefficient.",
        "Write the coefficient of the act done: TMK is multiplied by it.",
        "acte TMK: no coefficient.",
    ),
    "TEL002.closed": (
        ("The act of coefficient {coefficient} cannot be done at a distance: it needs direct contact or equipment."),
        "Take the act off, or bill it with its usual letter if it was done in presence of the patient.",
        "acte TMK: coefficient {coefficient} closed to télésoin.",
    ),
    "TEL002.no-such-act": (
        "No act of the nomenclature has the coefficient {coefficient}.",
        "Verify the coefficient of the act done at a distance.",
        "acte TMK: coefficient {coefficient} of no act, at any date.",
    ),
    "TEL003.initial-assessment-remote": (
        (
            "The initial assessment was done on a day when everything was remote; the first session is done in"
            " presence of the patient."
        ),
        "Do the initial assessment at the practice or at home before any remote act.",
        "assessment 10.7 or 10.8 without an act in presence since {since}.",
    ),
    "TEL003.first-session-remote": (
        "This is the patient's first session since {since}, and it is remote.",
        "Do the first session, with its assessment, in presence of the patient.",
        "first act of the patient since {since}, remote.",
    ),
    "TEL004.unknown-patient": (
        "The patient is not known: no act in presence in the {months} months before (since {since}).",
        (
            "See the patient in presence before télésoin. If a colleague of your group did, declare the group;"
            " if the patient left hospital, state the assessment done before the discharge and that the summary"
            " sheet was sent."
        ),
        "no act in presence since {since} by the MK or the group; last known act in presence: {last}.",
    ),
    "TEL005.no-video": (
        "The remote act was not done by video.",
        "Télésoin without video is not billed: take the act off.",
        "contexte/ligne/video = non.",
    ),
    "TEL006.minor-alone": (
        "The patient is under {adult} and no adult was there.",
        "Télésoin for a minor is done beside a parent or an authorised adult: take the act off.",
        "minor on the day of the act and contexte/ligne/adultePresent = non.",
    ),
    "TEL007.no-consent": (
        "The patient did not consent to télésoin.",
        "The decision is shared with the patient: without consent the act is not billed.",
        "contexte/ligne/consentement = non.",
    ),
    "TEL008.other-territory": (
        "The patient is not of your territory: you could not see them in presence if needed.",
        "Direct the patient to a colleague near their home, or verify what is stated.",
        "contexte/patientDuTerritoire = non.",
    ),
    "TEL009.over-the-year": (
        "With this sheet, télésoin makes {remote} acts of {total} in {year}, more than {cap} %.",
        "The sheet may be sent. It would take {back} more acts in presence this year to come back to {cap} %.",
        ("{remote} / {total} > {cap} % for the civil year {year} so far; back at the limit with {back} acts on site."),
    ),
    "TEL011.over-the-cap": (
        (
            "Télésoin exceeds the annual limit: {remote} remote acts in {year}, for an activity of {reference}"
            " acts (at most {cap} %)."
        ),
        ("Do not send this sheet before you have verified your activity of the year; see the patient in presence."),
        "{remote} > {cap} % of {reference} (reference) for {year}.",
    ),
    "TEL010.not-traced": (
        "The télésoin is not traced in the physiotherapist's assessment.",
        "Note it in the patient's assessment.",
        "contexte/ligne/trace = non.",
    ),
    "TEL010.not-in-health-space": (
        "The report was not put in Mon espace santé, which the patient has opened.",
        "Put the report in Mon espace santé.",
        "contexte/espaceSanteOuvert = oui and ligne/espaceSante = non.",
    ),
    "TEL012.doubtful": (
        ("The act of coefficient {coefficient} is hard to conceive at a distance: it supposes training equipment."),
        "Verify that the session could be done at a distance.",
        "acte TMK: coefficient {coefficient} doubtful in télésoin.",
    ),
    "TEL012.other-date": (
        "The coefficient {coefficient} is not that of an act in force on {day}.",
        "Verify the coefficient: it has changed, or will change, on another day.",
        "acte TMK: coefficient {coefficient} known at another date than {day}.",
    ),
    "TEL012.assessment-on-remote-day": (
        "An assessment AMK {coefficient} is billed on a day when all sessions are remote.",
        "If the assessment was remote too, code it TMK {coefficient}.",
        "AMK {coefficient} without a distance mark on a day whose other acts are remote.",
    ),
    "SER001.form": (
        ("This form of billing is not admitted: acts done in presence are not sent in SESAM sans Vitale this way."),
        "Make the sheet again as follows: {split}.",
        (
            "series {kind}, last act {last}, software approved {approved}, card read {card}, mode {mode}: form"
            " of no reading."
        ),
    ),
    "SER001.other-reading": (
        "You chose reading {reading} of the billing chart: it does not admit this form.",
        "Make the sheet again as follows: {split}.",
        (
            "series {kind}, last act {last}, software approved {approved}, card read {card}, mode {mode}:"
            " outside reading {reading}."
        ),
    ),
    "SER003.not-approved": (
        "SESAM sans Vitale is open to software approved for telehealth only; yours is not.",
        "Bill the remote acts in degraded mode: {split}.",
        "mode {mode} although logicielAgree = non.",
    ),
    "SER004.degraded": (
        "The sheet is sent in degraded mode although your software is approved for telehealth.",
        "Use SESAM sans Vitale, or state why degraded mode was needed (a breakdown, for example).",
        "degraded mode although logicielAgree = oui, without motifDegrade.",
    ),
    "SER005.card-read": (
        "The carte Vitale was read: SESAM sans Vitale is meant for when it cannot be.",
        "Send the sheet in SESAM-Vitale.",
        "mode {mode} although the card was read.",
    ),
    "SER006.overlap": (
        "An act of this series was billed already on its other sheet (act of {day}).",
        "Take off one of the two sheets the acts that are on the other.",
        "same day, same letter, same coefficient on both halves of the series.",
    ),
    "SER006.contradiction": (
        "The last act of the series, on {day}, is not the one the sheet announces.",
        "Verify which is the last act of the series: the billing mode depends on it.",
        "last act announced {stated}, contradicted by the act of {day}.",
    ),
    "SER007.rights-unconfirmed": (
        "The carte Vitale was not read and the rights were not confirmed on line.",
        "Ask ADRi before sending: its answer binds the fund.",
        "card not read and droitsVerifies = non.",
    ),
    "SER008.other-reading": (
        "The sheet is admitted, but by another reading of the billing chart than the most usual one.",
        "Nothing is compulsory. The safest form is described in the documentation of the series.",
        (
            "series {kind}, last act {last}, software approved {approved}, card read {card}, mode {mode}:"
            " readings {readings}."
        ),
    ),
    "ADI001.no-prescriber": (
        "The sheet is in direct access and has no prescriber.",
        "Write your own number as prescriber.",
        "accesDirect = oui without a prescription.",
    ),
    "ADI001.other-prescriber": (
        "The sheet is in direct access but the prescriber is someone else than you.",
        "Write your own number as prescriber; if there is a prescription, the sheet is not in direct access.",
        "accesDirect = oui and prescription {prescription} of another number than the MK's.",
    ),
    "ADI001.self-prescribed": (
        "You stand as prescriber and the sheet is not declared in direct access.",
        ("Write the number of the doctor who prescribed, 291991123 for a renewal by you, or declare direct access."),
        "prescription {prescription} with the MK's number, accesDirect absent or non.",
    ),
    "ADI002.before-opening": (
        "The act of {day} is in direct access, which is open only since {opened}.",
        "Bill the act on a prescription.",
        "accesDirect = oui and acte/date {day} < {opened}.",
    ),
    "ADI002.closed-structure": (
        "Direct access is not open in your structure: {found}.",
        "It is in: {expected}. Bill on a prescription, or correct the structure in the settings.",
        "structure {found}, expected {expected}.",
    ),
    "ADI003.too-many-sessions": (
        (
            "This is session no. {counted} in direct access without a medical diagnosis since {since}; the limit"
            " is {limit}."
        ),
        "Refer the patient to a doctor. If there is a prior medical diagnosis, state it with its proof.",
        "session without diagnosis no. {counted} of the run begun on {since}, limit {limit}.",
    ),
    "ADI007.over-in-all": (
        (
            "This is session no. {counted} in direct access without a diagnosis for this patient, all periods"
            " and regions together; the text says {limit} a patient."
        ),
        (
            "The sheet may be sent: the usage counts by episode of care. The text may also be read as by"
            " patient, without limit of time: a medical diagnosis would settle the doubt."
        ),
        ("{counted} sessions without diagnosis in all, limit {limit}: two readings, by run of sessions or by patient."),
    ),
    "ADI004.few-left": (
        "This is session no. {counted} of {limit} in direct access without a diagnosis: {left} left.",
        "Plan to refer the patient to a doctor if care must go on.",
        "session without diagnosis no. {counted} of the run, limit {limit}.",
    ),
    "ADI005.substitute": (
        "Direct access in CPTS (experiment) is not open to substitutes.",
        "Bill on a prescription.",
        "structure cptsExperimentation with a substitute.",
    ),
    "ADI005.before-experiment": (
        "The act of {day} is before the opening of the CPTS experiment, {opened}.",
        "Bill the act on a prescription.",
        "structure cptsExperimentation and acte/date {day} < {opened}.",
    ),
    "ADI005.other-department": (
        "Your department ({found}) is not of the CPTS experiment.",
        "Bill on a prescription, or correct the department in the settings.",
        "departement {found}, expected one of {expected}.",
    ),
    "ADI006.no-proof": (
        "A prior medical diagnosis is stated without proof.",
        "Keep in the file a document that shows it: {expected}.",
        "diagnostic = oui without preuveDiagnostic, expected one of {expected}.",
    ),
    "ADI008.disputed-opening": (
        "The sources do not agree on the opening of the CPTS experiment before {confirmed}.",
        "The sheet may be sent; the fund may refuse it for an act of {day}.",
        "acte/date {day} < {confirmed}, the day that all sources give.",
    ),
}
