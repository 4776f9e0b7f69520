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
    "NOM001": "The letter or code is open to a physiotherapist on the day of the act.",
    "NOM002": "The coefficient is in the nomenclature for that letter on the day of the act.",
    "NOM003": "A former letter is no longer billed once the new ones are compulsory.",
    "NOM004": "A new letter, TMK or RQD is not billed before its first day.",
    "NOM005": "The act exists on its day: neither removed nor still to be created.",
    "NOM006": "The patient is of the age that the act asks for.",
    "NOM007": "The act is done under the conditions that its wording sets.",
    "NOM008": "A former letter is only tolerated before the new ones are compulsory.",
    "NOM009": "The patient is of the age that the wording of the act suggests.",
    "NOM010": "The texts do not disagree on this couple on that day.",
    "NOM011": "Respiratory readaptation does not exceed its sequence, earlier invoices included.",
    "CUM001": "A session carries one cotation only.",
    "CUM002": "Two sessions on one day ask for four conditions together.",
    "CUM003": "Palliative care is billed once a day, and alone.",
    "CUM004": "A supplement goes with the act that opens it.",
    "CUM005": "An isolated assessment supposes that no treatment is under way or prescribed.",
    "CUM006": "A visit carries one flat travel allowance only.",
    "CUM007": "The text opens two sessions a day only.",
    "CUM010": "A session carries one supplement of each kind.",
    "CUM008": "No session came shortly before an isolated assessment.",
    "CUM009": "Several journeys for one flat amount of palliative care are not a matter of course.",
    "TAR007": "A flat amount or a majoration is at its value, within its dates.",
    "TAR008": "A kilometric allowance is the number of kilometres times the rate of the territory.",
    "TAR009": "An amount is never negative, and one line carries one act.",
    "TAR010": "A majoration for the night, a Sunday or a holiday is within its conditions.",
    "DEP001": "Fees above the base carry the qualifier of a demand of the patient.",
    "DEP002": "The reason of an overcharge is a particular demand of the patient, of time or place.",
    "DEP003": "The overcharge stays outside the base and outside the part of the health insurance.",
    "DEP004": "The overcharges of the practice stay moderate.",
    "DEP005": "A free or not reimbursable act asks nothing of the payers.",
    "DPL001": "The specific allowance (IFS) goes with an act of its list.",
    "DPL002": "For article 1 except D, IFS follows an operation, until the 35th day after the discharge.",
    "DPL003": "A journey supposes an act done elsewhere than at the practice, in presence of the patient.",
    "DPL004": "Kilometres are paid outside the agglomeration, beyond the free distance, deduction made.",
    "DPL005": "A journey to several patients of one establishment is billed once.",
    "DPL006": "The kilometric allowance does not exceed that of the nearest physiotherapist.",
    "DPL007": "A flat amount of return home (FRD, FAD) follows a discharge from hospital, once.",
    "BDK001": "A second assessment of the same treatment does not follow the first by fewer than ten sessions.",
    "BDK002": "Assessment 10.8 goes with neurological and muscular conditions, assessment 10.7 with the others.",
    "BDK003": "An assessment that is due is billed.",
    "BDK004": "A mere renewal by the physiotherapist gives no assessment.",
    "BDK005": "An assessment is billed when it is due.",
    "PRE001": "An act of rehabilitation has a prescription.",
    "PRE002": "The act does not precede its prescription.",
    "PRE003": "A prescription is begun within twelve months.",
    "PRE004": "A renewal by the physiotherapist, and it alone, bears its own prescriber's number.",
    "PRE005": "The physiotherapist renews a prescription less than a year old, unless the doctor forbade it.",
    "PRE006": "The renewed prescription bears its mentions, and its copy is sent.",
    "PRE007": "Sessions do not exceed the number prescribed or renewed.",
    "PRE008": "Initial sessions and renewed sessions are billed apart.",
    "DAP001": "Beyond the threshold of its référentiel, a session has a prior agreement.",
    "DAP002": "An act whose prior agreement is refused is not billed to the health insurance.",
    "DAP003": "Prior agreement is asked before the act, and silence means agreement after fifteen days.",
    "DAP004": "A prior agreement that will soon be needed is announced.",
    "DAP005": "Some référentiels can be read in two ways.",
    "DAP006": "Between the usual treatment and the threshold of agreement, the text asks for nothing.",
    "DUP001": "An invoice number is used once.",
    "DUP002": "An act of a day is billed only once for a patient.",
    "DUP003": "An act is billed while its payment may still be asked.",
    "DUP004": "An old invoice number is not used again.",
    "DUP005": "A sheet corrects an invoice of its own patient that the ledger knows.",
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
        "nir ({whose}): cle differs from 97 - (nir mod 97), 2A read 19 and 2B read 18.",
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
        "nir ({whose}), positions 2 to 5, differ from year and month of beneficiaire/dateNaissance.",
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
    "TEX003.own-number": (
        "The number of the requested professional is that of a physiotherapist: yours, or a colleague's of the group.",
        "A téléexpertise is asked of a doctor or a midwife: give their number, or take the request off.",
        "acte/requis/numero is a number of an MK of the sheet or of the group, expected {expected}.",
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
    "TAR003.local-scheme": (
        (
            "The rate of {found} % is that of the local scheme of Alsace-Moselle, which the patient is not of;"
            " {expected} % is due."
        ),
        (
            'If the patient is of the local scheme, choose the nature of insurance "maladie Alsace-Moselle"; else'
            " compute the line again."
        ),
        "taux {found} = maladieAlsaceMoselle, natureAssurance maladie and alsaceMoselle = non; expected {expected}.",
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
        (
            "Do the initial assessment at the practice or at home before any remote act. If it was done so on that"
            " day, say so on its line."
        ),
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
        "contexte/patientSurTerritoire = non.",
    ),
    "TEL009.over-the-year": (
        "With this sheet, télésoin makes {remote:act|acts} of {total} in {year}, more than {cap} %.",
        "The sheet may be sent. It would take {back:more act|more acts} in presence this year to come back to {cap} %.",
        (
            "{remote} / {total} > {cap} % for the civil year {year} so far; back at the limit with "
            "{back:act|acts} on site."
        ),
    ),
    "TEL011.over-the-cap": (
        (
            "Télésoin exceeds the annual limit: {remote:remote act|remote acts} in {year}, for an activity of "
            "{reference:act|acts} (at most {cap} %)."
        ),
        ("Do not send this sheet before you have verified your activity of the year; see the patient in presence."),
        "{remote} > {cap} % of {reference} (reference) for {year}.",
    ),
    "TEL010.not-traced": (
        "The télésoin is not traced in the physiotherapist's assessment.",
        "Note it in the patient's assessment.",
        "contexte/ligne/tracee = non.",
    ),
    "TEL010.not-in-health-space": (
        "The report was not put in Mon espace santé, which the patient has opened.",
        "Put the report in Mon espace santé.",
        "contexte/espaceSanteOuvert = oui and contexte/ligne/espaceSante = non.",
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
    "TEL012.no-act-that-day": (
        "The coefficient {coefficient} is that of an act which is not in the nomenclature on {day}.",
        "Verify the act that was done: that one is removed, or not created yet.",
        "acte TMK: coefficient {coefficient} of an act removed or to come, on {day}.",
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
        "Make the sheet again as follows: {split}.",
        "mode {mode} although logicielAgree = non.",
    ),
    "SER004.degraded": (
        "The sheet is sent in degraded mode although your software is approved for telehealth.",
        "State why degraded mode was needed (a breakdown, for example), or make the sheet again as follows: {split}.",
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
        "Nothing is compulsory. The safest form would be: {split}.",
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
            "The sheet may be sent: usual practice counts by episode of care. The text may also be read as by"
            " patient, without limit of time: a medical diagnosis would settle the doubt."
        ),
        (
            "{counted:session|sessions} without diagnosis in all, limit {limit}: two readings, by run of "
            "sessions or by patient."
        ),
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
    "NOM001.unknown-code": (
        "The code {code} is not open to a physiotherapist on that day.",
        "Correct the code of the act. The letters of that day are: {letters}.",
        "acte/code {code} is not in the list of the MK's letters and codes on the day of the act.",
    ),
    "NOM001.not-reimbursable": (
        "{code} stands for an act outside the nomenclature: its line must be marked not reimbursable.",
        (
            "Add the qualifier N (not reimbursable), without a part of the health insurance, or code an act "
            "of the nomenclature."
        ),
        "act {code} without qualifier N, NR, G or GR.",
    ),
    "NOM002.no-coefficient": (
        "The act {code} has no coefficient.",
        "Write the coefficient of the act that was done.",
        "act {code}: no coefficient.",
    ),
    "NOM002.never": (
        "The nomenclature never had an act {code} {coefficient}.",
        "Check the letter and the coefficient of the act that was done, then compute the line again.",
        "couple {code} {coefficient} unknown at any date.",
    ),
    "NOM002.other-date": (
        "{code} {coefficient} is not in the nomenclature of {day}; it is at another date: {spans}.",
        "Update the nomenclature of the software, then compute the line again.",
        "couple {code} {coefficient} outside its dates on {day}: {spans}.",
    ),
    "NOM003.former-letter": (
        "The former couple {code} {coefficient} is no longer billed: the new letters are compulsory.",
        "Code the act with its new letter: {letters}.",
        "act {code} {coefficient}: former letter outside its tolerance.",
    ),
    "NOM004.too-early": (
        "The letter {code} exists since {since} only; the act is of {day}.",
        "Code the act with the letter of its day.",
        "act {code} of {day}, before {since}.",
    ),
    "NOM005.removed": (
        "The act {code} {coefficient} (“{label}”) is removed: its last day was {until}.",
        "Code the act that was done by the nomenclature of its day.",
        "couple {code} {coefficient} of a removed act, last day {until}.",
    ),
    "NOM005.not-created": (
        "The act {code} {coefficient} (“{label}”) is created on {since} only.",
        "Take the act off the sheet, or correct what the software says of it.",
        "act {code} {coefficient} created on {since}, after the day of the act.",
    ),
    "NOM008.tolerated": (
        "The former couple {code} {coefficient} is still tolerated, until {until}.",
        "The sheet may be sent. Change to the new letters: {letters}.",
        "act {code} {coefficient}: former letter, tolerated until {until}.",
    ),
    "NOM010.disputed-couple": (
        "The texts disagree on {code} {coefficient} (“{label}”) on that day: {notes:and}.",
        "The sheet may be sent. Ask your fund about the couple if you are in doubt.",
        "couple {code} {coefficient} disputed: {notes}.",
    ),
    "NOM010.disputed-code": (
        (
            "The texts disagree on the allowance {code} on {day}: one single specific allowance, or still "
            "the former ones."
        ),
        "The sheet may be sent. Ask your fund about the allowance if you are in doubt.",
        "code {code} disputed on {day}.",
    ),
    "NOM006.too-old": (
        "“{label}” ({code} {coefficient}): the act is for patients under {limit} on the day of the act.",
        "Code the act that was done, or correct the birth date.",
        "act {code} {coefficient}: patient aged {limit} or more.",
    ),
    "NOM006.too-young": (
        "“{label}” ({code} {coefficient}): the act is for patients of {limit} or more on the day of the act.",
        "Code the act that was done, or correct the birth date.",
        "act {code} {coefficient}: patient under {limit}.",
    ),
    "NOM007.no-copd": (
        "Respiratory readaptation {coefficient} is covered for an ALD of COPD; the patient has none.",
        "Check the patient's ALD, or code the respiratory rehabilitation that was done.",
        "contexte/aldBPCO = non for an act ARL {coefficient}.",
    ),
    "NOM007.too-many-sessions": (
        "This is session no. {counted} of respiratory readaptation on the sheet; a sequence has {limit}.",
        "Check that the patient's evolution justifies a new sequence.",
        "readaptation session no. {counted} on the sheet, sequence of {limit}.",
    ),
    "NOM011.sequence": (
        (
            "With the earlier invoices this is session no. {counted} of respiratory readaptation; a sequence "
            "has {limit}."
        ),
        "Check that the patient's evolution justifies a new sequence.",
        "readaptation session no. {counted} of the prescription, sequence of {limit}.",
    ),
    "NOM007.not-establishment": (
        (
            "The act TER {coefficient} is first prescribed by an establishment or a service ({expected}); "
            "the prescription is not."
        ),
        "Check the first prescription: it comes from the establishment or service that coordinates the care.",
        "contexte/prescritParEtablissement = non for an act TER {coefficient}.",
    ),
    "NOM007.walking": (
        "{code} {coefficient} does not apply to the rehabilitation of an elderly person's walking.",
        "Code the rehabilitation of the elderly person's walking (RPE).",
        "contexte/ligne/marchePersonneAgee = oui for {code} {coefficient}.",
    ),
    "NOM007.elderly-not-alone": (
        (
            "The rehabilitation of the elderly person (RPE) supposes that no other condition asks for one: "
            "{code} {coefficient} is billed among its sessions (from {first} to {last})."
        ),
        "Check which of the two rehabilitations the patient receives.",
        "act {code} {coefficient} among acts of article 9, from {first} to {last}.",
    ),
    "NOM007.copd-group": (
        "Respiratory readaptation in a group gathers {fewest} to {most} patients; the number told is {patients}.",
        "Code the individual readaptation, or correct the number of patients.",
        "contexte/ligne/patientsDuGroupe {patients}, expected from {fewest} to {most}.",
    ),
    "NOM007.copd-alone": (
        "Respiratory readaptation {coefficient} is individual care; {patients} patients were taken together.",
        "Code the readaptation in a group, correct the number of patients, or state that each had his own treatment.",
        "contexte/ligne/patientsDuGroupe {patients} without enParallele = oui, individual act {coefficient}.",
    ),
    "NOM007.group-article": (
        "The act {code} (article {article}) is not done as a group treatment.",
        "Group treatment is for articles {articles}. Check the number of patients.",
        "contexte/ligne/patientsDuGroupe for an act of article {article}, expected {articles}.",
    ),
    "NOM007.group-size": (
        "A group treatment gathers at most {most} patients; the number told is {patients}.",
        "Check the number of patients taken together.",
        "contexte/ligne/patientsDuGroupe {patients}, limit {most}.",
    ),
    "NOM007.parallel-minutes": (
        (
            "You gave {minutes:minute|minutes} to the patient, taken with others ({patients} in all): the time "
            "of each is of the order of thirty minutes, or that of the wording of the act."
        ),
        "Verify the duration of the session and the number of patients.",
        "contexte/ligne/minutes {minutes}, expected {expected} at least for {patients} patients in parallel.",
    ),
    "NOM007.group-minutes": (
        "A group session of {patients} patients lasts {expected} minutes; this one lasted {minutes}.",
        "Check the duration of the session and the number of patients.",
        "contexte/ligne/minutes {minutes}, expected {expected} for {patients} patients.",
    ),
    "NOM009.too-old": (
        "“{label}” ({code} {coefficient}): the patient is {limit} or more on the day of the act.",
        ("The sheet may be sent. The text speaks of children without an age: check that the act is the right one."),
        "act {code} {coefficient}: patient aged {limit} or more.",
    ),
    "NOM009.too-young": (
        "“{label}” ({code} {coefficient}): the patient is under {limit} on the day of the act.",
        ("The sheet may be sent. The text speaks of the adult without an age: check that the act is the right one."),
        "act {code} {coefficient}: patient under {limit}.",
    ),
    "CUM001.two-in-a-session": (
        "The same session already carries the act {code} (line {first}): a session has one cotation.",
        "Keep the cotation of the treatment, or give another session another mark.",
        "two session acts of one day and one mark seance (lines {first} and this one).",
    ),
    "CUM002.second-session": (
        "{code} is a second session on {day}, with {other}. These two sessions lack: {failing:and}.",
        (
            "Two sessions on one day suppose together two prescriptions, two articles of the NGAP, two "
            "regions and two distinct sessions. Else take one off."
        ),
        "second session of {day}: conditions not met {failing}.",
    ),
    "CUM002.own-number": (
        "{code} {coefficient} is billed {counted} times on that day; its wording admits {limit}.",
        "Take off what is over.",
        "{code} {coefficient}: {counted} on one day, limit {limit}.",
    ),
    "CUM003.twice": (
        ("Palliative care is a flat amount a day, whatever the number of interventions; it is coded {counted} times."),
        "Keep one PLL for that day.",
        "PLL: {counted} on one day, limit {limit}.",
    ),
    "CUM003.not-alone": (
        "The palliative care of {day} includes all the acts needed: {code} is not added to it.",
        "Keep the flat amount PLL or the act {code}, not both.",
        "PLL and {code} on the same day {day}.",
    ),
    "CUM004.balneotherapy-alone": (
        (
            "The supplement “{label}” ({code} {coefficient}) goes with an act of chapter {expected}; the sheet has "
            "none on that day."
        ),
        (
            "Add the session that took place in the water, or take the supplement off. If that session is already "
            "billed, send a corrective invoice with the session and the supplement."
        ),
        "supplement {code} {coefficient} without an act of chapter {expected} on the same day.",
    ),
    "CUM004.bandage-alone": (
        (
            "The supplement “{label}” ({code} {coefficient}) goes with an act of article {expected}; the sheet "
            "has none at that session."
        ),
        (
            "Take the supplement off, or correct the act of the session. If that session is already billed, send a "
            "corrective invoice with the session and the supplement."
        ),
        "supplement {code} {coefficient} without an act of article {expected}.",
    ),
    "CUM004.bandage-included": (
        ("The act of the session already includes the bandage: “{label}” ({code} {coefficient}) is not added to it."),
        "Take the supplement off.",
        "supplement {code} {coefficient} with an act that includes the bandage.",
    ),
    "CUM005.with-treatment": (
        "The isolated assessment {code} {coefficient} is billed with a treatment ({treatment}, line {line}).",
        ("An isolated assessment supposes that no treatment is under way or prescribed. Bill the BDK if it is due."),
        "isolated assessment {code} {coefficient} and treatment {treatment} (line {line}) on one sheet.",
    ),
    "CUM005.same-prescription": (
        (
            "The isolated assessment {code} {coefficient} is of the same prescription as a treatment already "
            "billed ({treatment})."
        ),
        "An isolated assessment supposes that no treatment is prescribed. Bill the BDK if it is due.",
        "isolated assessment {code} {coefficient}, prescription of a treatment {treatment} in the ledger.",
    ),
    "CUM006.two-in-a-visit": (
        "The same visit already carries {other} (line {first}): {code} is not added to it.",
        "Keep one flat allowance a visit. The kilometric allowance may be added to it.",
        "{code} and {other} of one day and one mark visite.",
    ),
    "CUM006.more-than-sessions": (
        "The sheet has {counted:flat allowance|flat allowances} on that day for {sessions:session|sessions}.",
        "Keep one allowance a visit, or mark the visits.",
        "{counted:flat allowance|flat allowances} on one day, {sessions:session|sessions}, without a visit mark.",
    ),
    "CUM007.third": (
        "This is session no. {counted} of {day} for this patient; the text speaks of {limit} sessions.",
        "The sheet may be sent. Check that each session took place.",
        "session no. {counted} of {day}, text: {limit}.",
    ),
    "CUM010.two-in-a-session": (
        (
            "The session has a supplement of that kind already (line {first}): “{label}” ({code} {coefficient}) is "
            "too many."
        ),
        "Keep one supplement a session, the one that fits: a basin or a pool, one limb or two.",
        "second supplement of one kind, of one date and one seance mark (lines {first} and this one).",
    ),
    "CUM010.more-than-sessions": (
        (
            "“{label}” ({code} {coefficient}) is supplement no. {counted} of that kind on that day, for "
            "{sessions:session that opens it|sessions that open it}."
        ),
        "Keep one supplement a session, the one that fits: a basin or a pool, one limb or two.",
        "supplement no. {counted} of one kind on one day, {sessions:session|sessions}, without the mark of a session.",
    ),
    "CUM008.recent-treatment": (
        "A treatment ({code}) had a session on {last}: an isolated assessment supposes that it is over.",
        "The sheet may be sent if that treatment is over. Else bill the BDK if it is due.",
        "session {code} of {last} before an isolated assessment.",
    ),
    "CUM009.several-visits": (
        "On {day}, {counted} journeys are billed for one flat amount of palliative care.",
        "The sheet may be sent. No text says how many journeys go with that amount.",
        "PLL and {counted:flat allowance|flat allowances} on {day}.",
    ),
    "TAR007.other-amount": (
        "The flat amount {code} is {expected:eur} on that day; the sheet says {found:eur}.",
        "Update the tariffs of the software, then compute the line again.",
        "{code}: prixUnitaire {found}, expected {expected}.",
    ),
    "TAR007.coefficient": (
        "The flat amount {code} has no coefficient: it is {expected:eur}, and the line multiplies it by {coefficient}.",
        "Take the coefficient off, then compute the line again: one line for each journey.",
        "{code}: coefficient {coefficient}, expected absent or 1 (base {expected}).",
    ),
    "TAR007.outside-dates": (
        "The flat amount {code} no longer exists: its last day was {until}.",
        "Bill the allowance of the day of the act.",
        "{code} after its last day, {until}.",
    ),
    "TAR007.other-majoration": (
        "The majoration {majoration} is {expected:eur}; the base of the line counts {found:eur} of it.",
        "Compute the base again: value × quantity × coefficient, plus the majoration.",
        "majoration {majoration}: {found} in the base, expected {expected}.",
    ),
    "TAR008.other-amount": (
        "{kilometres} km of {code} at {rate:eur} make {expected:eur}; the sheet says {found:eur}.",
        "Compute the line again: kilometres × rate of the territory.",
        "{code}: base {found}, expected {expected} ({kilometres} x {rate}).",
    ),
    "TAR009.negative": (
        "An amount of the act is negative: {amounts}.",
        "An amount has no sign. To correct an invoice, send a correcting one.",
        "negative amounts: {amounts}.",
    ),
    "TAR009.negative-total": (
        'The total "{total}" is negative ({found:eur}).',
        "An amount has no sign. To correct an invoice, send a correcting one.",
        "totaux/{total} {found}.",
    ),
    "TAR009.no-kilometre": (
        "The line {code} counts no kilometre.",
        "State the kilometres to bill, or take the line off: the flat allowance stays due.",
        "{code}: quantite {found}, or a coefficient of zero.",
    ),
    "TAR009.quantity": (
        "The line {code} carries a quantity of {found}; it admits {limit}.",
        "Make one line an act.",
        "{code}: quantite {found}, limit {limit}.",
    ),
    "TAR010.no-need": (
        ("The majoration {majoration} supposes an emergency, or a treatment that must be daily; there is neither."),
        "Take the majoration off, or correct what the software says of it.",
        "majoration {majoration} with contexte/ligne/urgence = non and besoinQuotidien = non.",
    ),
    "TAR010.not-at-night": (
        "The majoration of the night goes from {since}:00 to {until}:00; the act was done at {hour}.",
        "Take the majoration off.",
        "majoration N with contexte/ligne/heure {hour}, expected between {since}:00 and {until}:00.",
    ),
    "TAR010.called-by-day": (
        (
            "In an emergency the majoration of the night supposes a call between {since}:00 and {until}:00; "
            "it was made at {hour}."
        ),
        "Take the majoration off.",
        (
            "majoration N in an emergency with contexte/ligne/heureAppel {hour}, expected between {since}:00 "
            "and {until}:00."
        ),
    ),
    "TAR010.ordinary-day": (
        "{day} is neither a Sunday nor a public holiday of the place of care: the majoration F is not due.",
        "Take the majoration off. If the day is a local holiday, state the territory in the settings.",
        "majoration F on {day}, an ordinary day.",
    ),
    "TAR010.two-of-a-kind": (
        "The majoration {majoration} is already counted for this visit (line {first}).",
        "Keep one majoration a visit.",
        "two majorations {majoration} of one day and one mark (lines {first} and this one).",
    ),
    "DEP001.no-qualifier": (
        "The fees exceed the base by {over:eur} without a qualifier of the expense.",
        "Bring the fees down to the base, or state DE if the patient had a particular demand of time or place.",
        "fees {fees} > base {base} without a qualifier, expected {expected}.",
    ),
    "DEP001.other-qualifier": (
        "The qualifier {found} is not open to a physiotherapist for an overcharge ({over:eur}).",
        "Only the particular demand of the patient is: {expected}. Else bring the fees down to the base.",
        "qualificatif {found}, expected {expected}.",
    ),
    "DEP002.no-reason": (
        "The overcharge of {over:eur} has no admitted reason (reason stated: {found}).",
        "An overcharge DE answers a demand of time or place: {expected}. Else bring the fees down to the base.",
        "contexte/ligne/motifDepassement {found}, expected {expected}.",
    ),
    "DEP002.not-from-patient": (
        "The overcharge of {over:eur} does not come from a particular demand of the patient.",
        "Bring the fees down to the base.",
        "contexte/ligne/depassementDuPatient = non.",
    ),
    "DEP003.in-base": (
        "The overcharge is counted in the base: it should be {expected:eur}, the sheet says {found:eur}.",
        "The base is the tariff; the overcharge stands in the fees alone, paid by the patient.",
        "base {found}, expected {expected} for a line DE.",
    ),
    "DEP003.in-part": (
        (
            "The overcharge is counted in the part of the health insurance: it should be {expected:eur}, not "
            "{found:eur}."
        ),
        "The part of the health insurance is computed on the base alone.",
        "montantAMO {found}, expected {expected} for a line DE.",
    ),
    "DEP004.over-the-level": (
        "In {year}, the practice overcharged {overcharged:act|acts} out of {total}: above its own {level} %.",
        "The sheet may be sent. The agreement asks for moderation: a repeated abuse opens a procedure.",
        "{overcharged:DE act|DE acts} out of {total} in {year}, level set {level} % ([overcharge] level).",
    ),
    "DEP005.unpaid": (
        (
            "The act is marked {qualifier} (free or not reimbursable) but asks {amo:eur} of the health "
            "insurance and {amc:eur} of the complementary one."
        ),
        "Set these parts to zero, or take the qualifier {qualifier} off.",
        "qualificatif {qualifier} with montantAMO {amo} and montantAMC {amc}.",
    ),
    "DPL001.not-of-the-list": (
        "IFS does not go with {acts:and}: it is for the articles and acts {articles}.",
        "Bill the flat travel allowance (IFD).",
        "IFS with {acts}, outside the list {articles}.",
    ),
    "DPL002.too-late": (
        "The IFS of this act ends on {last}, {days} days after the discharge of {discharge}.",
        "Bill IFD, or state the programme of return home if the patient follows one.",
        "IFS after {last} (discharge {discharge} + {days} days), outside a programme of return.",
    ),
    "DPL002.no-surgery": (
        "The IFS of this act supposes an orthopaedic or trauma operation; the patient had none.",
        "Bill the flat travel allowance (IFD).",
        "conditional IFS with contexte/chirurgie = non.",
    ),
    "DPL003.no-act": (
        "{code} of {day} is billed without a session or assessment that day, on the sheet or on an earlier invoice.",
        "Bill the journey with the act of the visit, on one sheet; without an act, take it off.",
        "{code} without a session or an assessment of {day}, sheet and ledger.",
    ),
    "DPL003.remote-alone": (
        "{code} is billed with remote acts only: there was no journey.",
        "Take the journey off.",
        "{code} without an act in presence at the visit.",
    ),
    "DPL003.at-the-practice": (
        "{code} is billed although the act of line {line} was done at the practice.",
        "Take the journey off, or correct the place of the act.",
        "{code} with acts whose lieu = cabinet (line {line}).",
    ),
    "DPL004.same-agglomeration": (
        ("The patient and the practice are in the same agglomeration: the kilometric allowance {code} is not due."),
        "Take {code} off; the flat allowance stays due.",
        "{code} ({billed} km) with contexte/ligne/memeAgglomeration = oui.",
    ),
    "DPL004.too-near": (
        "The patient is at {distance} km: the kilometric allowance {code} is due beyond {free} km only.",
        "Take {code} off; the flat allowance stays due.",
        "{code} with contexte/ligne/distance {distance}, threshold {free}.",
    ),
    "DPL004.no-deduction": (
        "{billed} km are billed for a distance of {distance} km; there are {due} to bill.",
        "Count the way there and back, and take {free} km off each.",
        "{billed} km billed, {due} due: 2 x ({distance} - {free}).",
    ),
    "DPL005.twice-for-a-trip": (
        "{code} is billed {counted} times for one journey to an establishment.",
        "Keep one allowance for that journey.",
        "{code}: {counted:line|lines} of one contexte/ligne/tournee, limit {limit}.",
    ),
    "DPL005.on-another-invoice": (
        "{code} is billed already for this journey to an establishment, on invoice no. {invoices:and}.",
        (
            "Take this allowance off: it is due once for all the patients of the journey. To bear it here, correct "
            "invoice no. {invoices:and} first."
        ),
        "{code}: {counted:line|lines} of one contexte/ligne/tournee, invoices {invoices} included, limit {limit}.",
    ),
    "DPL006.nearer-colleague": (
        "{billed} km are billed; from the nearest physiotherapist ({nearest} km) there would be {due}.",
        "The sheet may be sent. The fund pays no more than from the nearest: the rest is the patient's.",
        "{billed} km billed, {due} from contexte/ligne/distancePlusProche {nearest}.",
    ),
    "DPL007.twice": (
        "{code} is billed {counted} times for one discharge from hospital.",
        "The sheet may be sent. Keep one flat amount a discharge.",
        "{code}: {counted} since the discharge, limit {limit}.",
    ),
    "DPL007.before-discharge": (
        "{code} is billed before the discharge from hospital of {discharge}.",
        "The sheet may be sent. Check the date of the discharge.",
        "{code} before contexte/sortieHospitalisation {discharge}.",
    ),
    "DPL007.no-surgery": (
        "{code} supposes an orthopaedic operation; the patient had none.",
        "The sheet may be sent. Check the flat amount.",
        "{code} with contexte/chirurgie = non.",
    ),
    "BDK001.too-close": (
        (
            "An assessment of this treatment was already billed on {before}, {counted:session|sessions} earlier: a "
            "second one is not due before {limit} sessions."
        ),
        (
            "Take this assessment off the sheet. If the rehabilitation changed in kind or there is a new "
            "prescription, say so in the software."
        ),
        (
            "second assessment, {counted:session|sessions} after that of {before}, minimum {limit}, without a "
            "change of act."
        ),
    ),
    "BDK002.neurological": (
        (
            "The assessment with coefficient {found} goes with a rehabilitation that is not of neurological and "
            "muscular conditions (article 4, peripheral ones excepted)."
        ),
        "Bill the assessment with coefficient {expected}.",
        "acte/coefficient {found}, expected {expected}: no session of the prescription is neurological.",
    ),
    "BDK002.standard": (
        (
            "The assessment with coefficient {found} goes with the rehabilitation of a neurological or muscular "
            "condition."
        ),
        "Bill the assessment with coefficient {expected}.",
        (
            "acte/coefficient {found}, expected {expected}: the sessions of the prescription follow the "
            "neurological rhythm."
        ),
    ),
    "BDK003.initial": (
        "This is session no. {rank} of this treatment and no assessment was billed.",
        "If the initial assessment was done, you may bill it.",
        "session no. {rank} of the treatment, no assessment billed.",
    ),
    "BDK003.due": (
        "This is session no. {rank} of this treatment: an assessment is due and is not billed.",
        "Do the assessment and bill it.",
        "session no. {rank} of the treatment, no assessment at this rank.",
    ),
    "BDK003.before-more": (
        "Beyond {number} sessions, this rehabilitation must be preceded by an assessment, which is not billed.",
        "Do the assessment before going on, and bill it.",
        "more than {number} sessions of the act without a second assessment.",
    ),
    "BDK004.on-renewal": (
        (
            "This assessment is billed on a prescription that you renewed, without being due: the last is of "
            "{before}, and this is session no. {rank} of the treatment."
        ),
        (
            "Take this assessment off the sheet, unless you changed the type of rehabilitation: then say so "
            "in the software."
        ),
        "assessment on a renewal by the MK at session no. {rank}, not due and without a change of act.",
    ),
    "BDK005.not-due": (
        (
            "This assessment is not due: this is session no. {rank} of the treatment and the last assessment is "
            "of {before}, {counted:session|sessions} earlier."
        ),
        (
            "An assessment is due at the first session, at the {second}th, then every {step} sessions "
            "({second_neurological}th, then every {step_neurological}, in neurology), or when the rehabilitation "
            "changes in kind. Check before sending."
        ),
        "assessment at session no. {rank}, not due and without a change of act or a new prescription.",
    ),
    "PRE001.none": (
        "The sheet has no prescription.",
        "Add the doctor's prescription, or declare direct access if it is open to you.",
        "no prescription for lines {acts:and}, accesDirect absent or non.",
    ),
    "PRE002.before": (
        "The act of {day} precedes its prescription, of {written}.",
        "Correct the date of the prescription or of the act, or the prescription of the line.",
        "acte/date {day} < prescription/date {written} (lines {acts:and}).",
    ),
    "PRE003.late": (
        "The first act, of {day}, comes more than {limit} months after the prescription, of {written}.",
        (
            "The sheet may be sent; the fund may hold the prescription to be out of date since {until}. Ask for a"
            " new one if the treatment is only beginning."
        ),
        "first known act of the treatment {day} > {until}.",
    ),
    "PRE004.no-number": (
        "The prescription is renewed by you and does not bear the number {number}.",
        "Put {number} as prescriber's number of the renewed sessions.",
        (
            "prescription {prescription}: renouvellement/auteur = masseurKinesitherapeute, numeroPrescripteur "
            "other than {number}."
        ),
    ),
    "PRE004.no-renewal": (
        "The prescriber's number {number} is that of a renewal by the physiotherapist, and the sheet has none.",
        "Put the number of the doctor who prescribed, or add your renewal and its date.",
        "prescription {prescription}: numeroPrescripteur {number} without a renewal by masseurKinesitherapeute.",
    ),
    "PRE005.late": (
        "On {renewed} you renewed a prescription of {written}: that is more than {limit} months later.",
        "A renewal was possible until {until}; ask for a new prescription.",
        "renouvellement/date {renewed} > {until}.",
    ),
    "PRE005.impossible": (
        (
            "The renewal is dated {renewed}: before the prescription ({written}) or after the sheet was drawn up"
            " ({drawn_up})."
        ),
        "Correct the date of the renewal.",
        "renouvellement/date {renewed}, prescription/date {written}, dateElaboration {drawn_up}.",
    ),
    "PRE005.forbidden": (
        "The doctor forbade the renewal of this prescription.",
        "Ask for a new prescription.",
        "prescription {prescription} renewed by the MK, contexte/renouvellementInterdit = oui.",
    ),
    "PRE006.no-copy": (
        "The copy of the renewed prescription is not sent.",
        "Scan the renewed prescription and send it by SCOR; keep it in the file.",
        "contexte/copieTransmise = non, renewal by the MK.",
    ),
    "PRE006.mentions": (
        "The renewed prescription does not bear all its mentions.",
        "Write on the original: {expected:and}.",
        "contexte/mentionsCompletes = non, renewal by the MK.",
    ),
    "PRE007.beyond": (
        "This is session no. {counted} of this prescription, which provides for {limit}.",
        "Renew the prescription or ask for a new one; the number written by the doctor is binding.",
        "{total:session|sessions} under this prescription, nombreSeances {limit}.",
    ),
    "PRE007.beyond-renewed": (
        "This is session no. {counted} of this renewal, which provides for {limit}.",
        "Renew again if the prescription is less than a year old, or ask for a new one.",
        "{total:session|sessions} under this renewal, renouvellement/nombreSeances {limit}.",
    ),
    "PRE008.mixed": (
        "The sheet bears both sessions of the prescription of {written} and sessions that you renewed.",
        (
            "Make two invoices: the initial sessions with the doctor's number, the renewed ones with the number "
            "of renewals."
        ),
        "lines {initial:and} before the renewal, lines {acts:and} after it, on one invoice.",
    ),
    "DAP001.beyond": (
        (
            "This is session no. {counted} of the series “{label}”: a prior agreement is needed from no. {limit} "
            "on, and the line bears none."
        ),
        (
            "Ask the medical service for the agreement before going on, then put on the line the answer, or the "
            "absence of an answer and the date of the request. If two series of the same act were prescribed on one "
            "day, state the region of each."
        ),
        (
            "session no. {counted} of the series (prescription and renewals, same act), agreement from {limit}, "
            "accordPrealable absent or nonSoumis."
        ),
    ),
    "DAP001.before-first": (
        "This rehabilitation “{label}” needs a prior agreement before the first session, and the line bears none.",
        (
            "Ask the medical service for the agreement before beginning, then put on the line the answer, or the "
            "absence of an answer and the date of the request."
        ),
        (
            "act that needs an agreement from session {limit}, accordPrealable absent or nonSoumis (session no. "
            "{counted})."
        ),
    ),
    "DAP002.refused": (
        "The prior agreement of this act was refused.",
        "Take the line off, or bill it as not reimbursable if the patient agrees.",
        "accordPrealable/code = refus on a reimbursable line.",
    ),
    "DAP003.asked-after": (
        "Prior agreement was asked on {asked}, after the act of {day}.",
        "The request must precede the act, but in an emergency. Check the dates; without an answer, wait for it.",
        "accordPrealable/dateDemande {asked} > acte/date {day}.",
    ),
    "DAP003.too-soon": (
        "Prior agreement was asked on {asked} and has no answer: silence means agreement only after {limit} days.",
        "Wait for the answer, or for {granted}, before billing.",
        "accordPrealable sansReponse asked on {asked}, sheet of {drawn_up}, fewer than {limit} days.",
    ),
    "DAP004.near": (
        (
            "This is session no. {counted} of the series “{label}”: a prior agreement will be needed from no. "
            "{limit} on ({left} more without)."
        ),
        "If the treatment must go on, ask the medical service for the agreement now.",
        "session no. {counted}, agreement from {limit}.",
    ),
    "DAP005.two-thresholds": (
        (
            "This is session no. {counted} of the series “{label}” and the line bears no prior agreement. The "
            "text says: « à partir de la {limit}ème séance ou à partir de la {later}ème séance, {clause} »."
        ),
        (
            "By one reading the agreement is needed from session {limit}, by the other from session {later}. The "
            "sheet may be sent; an agreement would settle it."
        ),
        "session no. {counted} without accordPrealable, thresholds {limit} and {later}.",
    ),
    "DAP005.two-acts": (
        (
            "This is session no. {counted} of the series “{label}” and the line bears no prior agreement. The "
            "text puts the référentiel (agreement from session {limit}) under the neighbouring act alone, not "
            "operated."
        ),
        (
            "By one reading the référentiel holds for both acts, by the other for the act not operated alone. The"
            " sheet may be sent; an agreement would settle it."
        ),
        "session no. {counted} without accordPrealable, threshold {limit} disputed for this act.",
    ),
    "DAP005.two-series": (
        (
            "This is session no. {counted} of the act “{label}” under the prescriptions of this doctor and day; an "
            "agreement is needed from session {limit} of a series, and the line bears none."
        ),
        (
            "The invoices overlap: there may be two series, and the sheet may be sent. State the region of each "
            "session in your software; where there is one series only, ask for the agreement."
        ),
        "session no. {counted} without accordPrealable, threshold {limit}; invoices that overlap, regions not stated.",
    ),
    "DAP006.beyond-usual": (
        (
            "This is session no. {counted} of the series “{label}”: the usual treatment is of {usual} sessions, "
            "and the text asks for an agreement from no. {limit} only."
        ),
        "Nothing to do for this sheet; plan the request if the treatment must go on.",
        "session no. {counted}, usual treatment {usual}, agreement from {limit}.",
    ),
    "DUP001.number-taken": (
        "This invoice number was already used for another invoice, of {drawn_up}.",
        "Give the invoice another number; if it corrects another, say so.",
        (
            "facture/numero already borne by a live invoice of other content, drawn up on {drawn_up} (less than "
            "{limit} months)."
        ),
    ),
    "DUP002.twice": (
        "Act {code} of {day} was already billed for this patient.",
        "Take the line off, or name the invoice that this one corrects.",
        "act {code} of {day}: {counted} times, earlier invoices included, limit {limit} a day.",
    ),
    "DUP003.too-old": (
        "The act of {day} is too old: its payment could be asked until {until}.",
        "The sheet may be sent; the fund may refuse it. Check the date of the act.",
        "lines {acts:and}: facture/dateElaboration later than {until}.",
    ),
    "DUP004.number-taken": (
        "This invoice number was already used for another, old invoice, of {drawn_up}.",
        "The sheet may be sent; a new number avoids any confusion.",
        (
            "facture/numero already borne by a live invoice of other content, drawn up on {drawn_up} (more than "
            "{limit} months)."
        ),
    ),
    "DUP005.of-another-patient": (
        "Invoice no. {number}, which this sheet says it corrects, is another patient's.",
        (
            "Check the number of the corrected invoice; if the patient's identity was wrong there, cancel it. As it "
            "is, the sheet does not replace it."
        ),
        "facture/numeroFactureRectifiee {number}: the ledger knows only another patient's invoice under this number.",
    ),
    "DUP005.other-day": (
        "Invoice no. {number}, which this sheet says it corrects, was not drawn up on {found}.",
        "Check the date of the corrected invoice; the ledger knows this number on {known}.",
        "facture/dateFactureRectifiee {found}: under number {number} the ledger has {known}.",
    ),
    "DUP005.unknown": (
        "Invoice no. {number}, which this sheet says it corrects, is unknown.",
        "Check the number of the corrected invoice, and which physiotherapist made it.",
        "facture/numeroFactureRectifiee {number}: not in a ledger that is complete since {since}.",
    ),
}
