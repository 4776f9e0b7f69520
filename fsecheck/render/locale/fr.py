"""
French, the source language: words, values and the sentences on what is missing.

``LABELS`` are the words of the output, ``WORDS`` the enumerated words of the schemas in plain
French, ``MISSING`` what an undecided rule lacked: what is not known, and how to give it.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

#: What is told in the plural from there on.
_SEVERAL: Final = 2

OR: Final = " ou "
AND: Final = " et "
YES: Final = "oui"
NO: Final = "non"

#: Verdicts: the word, then the sentence under it.
VERDICTS: Final = {
    "accept": ("ACCEPTÉE", "La feuille peut être envoyée."),
    "warn": ("ACCEPTÉE AVEC AVERTISSEMENT", "La feuille peut être envoyée ; lisez d'abord ce qui suit."),
    "undecided": ("NON DÉCIDÉE", "La feuille ne doit pas encore être envoyée : il manque de quoi la juger."),
    "reject": ("REJET", "La feuille ne doit pas être envoyée en l'état."),
    "failed": (
        "ÉCHEC DU CONTRÔLE",
        "fsecheck n'a pas pu finir : la feuille n'est ni acceptée ni refusée, ne l'envoyez pas.",
    ),
}

SEVERITIES: Final = {"error": "erreur", "warning": "avertissement", "information": "information"}

LABELS: Final = {
    "invoice": "facture n° {number}",
    "mk": "MK {mk}",
    "sheet": "feuille {place} du lot",
    "reference": "référence {reference}",
    "act": "acte {act}",
    "acts": "actes {acts}",
    "line": "ligne {line}",
    "column": "colonne {column}",
    "remedy": "À faire : {text}",
    "technical": "Technique : {text}",
    "source": "Texte : {text}",
    "since": "depuis le {since}",
    "span": "du {since} au {until}",
    "verified": "vérifié le {day}",
    "evidence": "Factures comptées : {list}",
    "evidence_one": "n° {number} du {day}",
    "suggested": "Proposition : {list}",
    "anomaly": "Anomalie nationale : {list}",
    "lacking": "Il manque pour décider :",
    "unverified": "Non vérifié :",
    "not_evaluated": "Non contrôlé, faute de pouvoir lire la feuille : {list}",
    "faults": "Ce qui a échoué (à transmettre à l'éditeur du logiciel) :",
    "more_errors": "{total} erreurs de schéma en tout ; les premières sont données.",
    "unknown_message": "La règle {rule} signale « {message} ».",
    "unknown_missing": "il manque : {missing}",
    "today": "contrôle du {today}",
    "as_of": "jugé par les textes en vigueur au {as_of} (--as-of)",
    "reference_mode": "mode référence",
    "law": "droit {law}",
    "horizon": "textes vérifiés jusqu'au {horizon}",
    "settings": "réglages : {list}",
    "held": "Retenue dans le registre (tentative {attempt}, {state}).",
    "held_before": "Déjà dans le registre (tentative {attempt}, {state}) : rien n'a changé.",
    "not_held": "Non retenue dans le registre.",
    "held_refused": "Refusée par le registre : {refused}",
    "bill": "une facture pour les actes {acts} en mode {mode}",
    "bill_one": "une facture pour l'acte {acts} en mode {mode}",
    "conflict": "CONFLIT : inscrite, mais le contrôle ne l'aurait pas laissée partir.",
    "unreadable": "ILLISIBLE : {error}",
    "interrupted": "Interrompu : {done} documents contrôlés sur {total}.",
    "waived": "dérogation",
    "waivers": "Dérogations :",
    "waiver": "{rule}, {where} : {state}. {author}, jusqu'au {expires} : {reason}",
    "sheet_itself": "la feuille",
    "ignored": "laissé de côté : {list}",
    "page": "Contrôle de feuilles de soins",
}

#: What came of a waiver, by its state.
WAIVERS: Final = {
    "honoured": "honorée",
    "expired": "expirée, sans effet",
    "ignored": "sans effet en mode référence",
    "idle": "sans objet",
}

#: Columns of the table of act lines.
COLUMNS: Final = ("Ligne", "Date", "Acte", "Quantité", "Base", "Honoraires", "Part obligatoire", "Constats")

#: Refusals of the ledger, by their stable id.
REFUSALS: Final = {
    "number-live": "une autre facture du même numéro, différente, compte déjà (12 derniers mois)",
    "unknown-invoice": "le registre ne connaît pas cette facture",
    "unknown-attempt": "le registre ne connaît pas cette tentative",
    "wrong-state": "l'état de cette facture ne permet pas cet appel",
    "unknown-person": "le registre ne connaît pas cette personne",
    "pending": "une facture à effacer est réservée : confirmez-la ou rendez-la d'abord",
    "key-needed": "des personnes du registre tiennent encore à cette version de la clé",
    "broken": "le registre n'est pas ce que ses événements disent",
    "altered-tables": "les tables du registre ne sont pas celles de fsecheck",
}

#: States of an invoice in the ledger.
STATES: Final = {
    "reserved": "réservée",
    "confirmed": "confirmée",
    "recorded": "inscrite",
    "acknowledged": "reçue par le payeur",
    "paid": "payée",
    "released": "rendue",
    "rejected": "rejetée",
    "cancelled": "annulée",
    "corrected": "rectifiée",
}

WORDS: Final = {
    "professionnel": "le masseur-kinésithérapeute",
    "remplacant": "le remplaçant",
    "executant": "l'exécutant",
    "prescripteur": "le prescripteur",
    "requis": "le professionnel requis",
    "assure": "l'assuré",
    "beneficiaire": "le bénéficiaire",
    "conjoint": "le conjoint",
    "enfant": "l'enfant",
    "medecin": "médecin",
    "sageFemme": "sage-femme",
    "chirurgienDentiste": "chirurgien-dentiste",
    "masseurKinesitherapeute": "masseur-kinésithérapeute",
    "autre": "autre",
    "nonSecurise": "non sécurisé",
    "sesamSansVitale": "SESAM sans Vitale",
    "enVisite": "FSE en visite",
    "securise": "SESAM-Vitale (sécurisé)",
    "desynchronise": "désynchronisé",
    "degrade": "dégradé",
    "maladie": "maladie",
    "maladieAlsaceMoselle": "maladie, régime local d'Alsace-Moselle",
    "maternite": "maternité",
    "accidentTravail": "accident du travail",
    "soinsMedicauxGratuits": "soins médicaux gratuits",
    "prevention": "prévention",
    "aucune": "aucune",
    "acteCouteux": "acte coûteux",
    "hospitalisationLongue": "hospitalisation de plus de trente jours",
    "soinsParticuliers": "soins particuliers",
    "ald": "affection de longue durée",
    "assureExonere": "assuré exonéré",
    "regimesSpeciaux": "régimes spéciaux",
    "aspa": "ASPA",
    "nonConventionne": "non conventionné",
    "conventionne": "conventionné",
    "droitPermanentDepassement": "droit permanent à dépassement",
    "honorairesLibres": "honoraires libres",
    "liberal": "libéral",
    "salarie": "salarié",
    "benevole": "bénévole",
    "medecinTraitant": "médecin traitant",
    "medecinCorrespondant": "médecin correspondant",
    "autreParcours": "autre situation du parcours de soins",
    "horsParcours": "hors parcours de soins",
    "nonSoumis": "non soumis",
    "sansReponse": "sans réponse",
    "favorable": "favorable",
    "urgence": "urgence",
    "refus": "refus",
    "domicile": "domicile",
    "cabinet": "cabinet",
    "ehpad": "EHPAD",
    "etablissement": "établissement",
    "medicoSocial": "structure médico-sociale",
    "esp": "équipe de soins primaires",
    "ess": "équipe de soins spécialisés",
    "cds": "centre de santé",
    "msp": "maison de santé pluriprofessionnelle",
    "cptsExperimentation": "CPTS de l'expérimentation d'accès direct",
    "panne": "panne",
    "carteAbsente": "carte absente",
    "logicielNonAJour": "logiciel pas à jour",
    "heureFixe": "heure fixe",
    "horsHoraire": "hors de l'horaire habituel",
    "deplacementAnormal": "déplacement anormal",
    "autreExigence": "autre exigence",
    "sansMotif": "sans motif",
    "metropole": "métropole",
    "prescriptions": "deux prescriptions",
    "articles": "deux articles",
    "regions": "deux régions",
    "seances": "deux séances distinctes",
    "respiratoire-hors-urgence": "rééducation respiratoire hors urgence",
    "mucoviscidose": "mucoviscidose",
}

#: Names of the fields of a suggestion.
FIELDS: Final = {
    "base": "base",
    "honoraires": "honoraires",
    "majoration": "majoration",
    "montantAMC": "part complémentaire",
    "montantAMO": "part obligatoire",
    "partAssure": "part de l'assuré",
    "prixUnitaire": "prix unitaire",
    "unit": "valeur de la lettre",
    "coefficient": "coefficient",
    "quantity": "quantité",
    "rate": "taux",
    "mode": "mode",
    "modeSecurisation": "mode de sécurisation",
    "split": "facturer ainsi",
    "since": "depuis le",
    "until": "jusqu'au",
    "arithmetic": "calcul",
    "valid": "coefficients de la lettre ce jour-là :",
    "coefficients": "coefficients",
    "code": "lettre ou code",
    "quantite": "quantité",
    "kilometres": "kilomètres",
    "distance": "distance aller (km)",
    "free": "abattement de chaque trajet (km)",
}

#: Fields of a suggestion that are amounts in euros.
AMOUNTS: Final = frozenset(
    {
        "base",
        "honoraires",
        "majoration",
        "montantAMC",
        "montantAMO",
        "partAssure",
        "prixUnitaire",
        "unit",
    }
)

_LINE: Final = "Indiquez-le dans le contexte de la feuille, ligne/{element}."
_SHEET: Final = "Indiquez-le dans le contexte de la feuille, {element}."
_PRACTICE: Final = "Indiquez-le une fois dans les réglages ({setting}), ou dans le contexte de la feuille, {element}."


def _line(what: str, element: str) -> tuple[str, str]:
    return what, _LINE.format(element=element)


def _sheet(what: str, element: str) -> tuple[str, str]:
    return what, _SHEET.format(element=element)


def _practice(what: str, element: str, setting: str) -> tuple[str, str]:
    return what, _PRACTICE.format(element=element, setting=setting)


#: What an undecided rule lacked, by id: what is not known, how to give it. ``{name}`` is a parameter.
MISSING: Final = {
    "law.value": (
        "les textes connus de fsecheck ne disent rien de la date du {day}",
        "Vérifiez vous-même ce point pour cette date.",
    ),
    "law.letter_value": (
        "aucun texte connu ne donne la valeur de la lettre {code} à cette date ({territory})",
        "Vérifiez vous-même la valeur de la lettre.",
    ),
    "law.majoration": (
        "aucun texte connu ne donne le montant de la majoration {majoration} à cette date",
        "Vérifiez vous-même le montant de la majoration.",
    ),
    "fse.forced_amount": (
        "la part obligatoire a été forcée dans le logiciel ({found:eur}, non {expected:eur}) : rien ne dit pourquoi",
        "Vérifiez que ce forçage est voulu.",
    ),
    "law.rate": (
        "aucun texte connu ne donne le taux dû pour cet acte (régime, nature d'assurance, exonération)",
        "Vérifiez vous-même le taux.",
    ),
    "fse.birth": (
        "la date de naissance ne dit pas si le patient est mineur (date lunaire ou fictive)",
        (
            "Vérifiez l'âge du patient ; s'il est mineur, indiquez dans le contexte de la feuille,"
            " ligne/adultePresent, si un"
            " adulte était présent."
        ),
    ),
    "fse.requis.profession": (
        "la profession du professionnel requis n'est pas sur la feuille",
        "Ajoutez acte/requis/profession à la feuille.",
    ),
    "ledger.requests_of_year": (
        (
            "le registre ne dit pas tout depuis le {since} : fsecheck ne sait pas si d'autres demandes de téléexpertise"
            " ont été faites en {year} pour ce patient (limite {limit}, celle-ci est au moins la n° {counted})"
        ),
        (
            "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage"
            " --mk NUMÉRO --from {since:raw}), ou indiquez dans le contexte de la feuille, demandesAilleurs, les"
            " demandes faites"
            " que le registre ne contient pas (0 s'il n'y en a pas)."
        ),
    ),
    "ledger.treatment": (
        "le registre ne dit pas tout de ce traitement (séances et bilans depuis la prescription)",
        "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage).",
    ),
    "fse.agreement_asked": (
        "la date de la demande d'accord préalable n'est pas sur la feuille",
        "Ajoutez acte/accordPrealable/dateDemande à la feuille.",
    ),
    "ledger.patient_acts": (
        "le registre ne dit pas tout des actes antérieurs de ce patient",
        "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage).",
    ),
    "ledger.direct_sessions": (
        "le registre ne dit pas tout des séances en accès direct de ce patient",
        (
            "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage),"
            " ou indiquez dans le contexte de la feuille, seancesAccesDirectAvant, les séances qu'il ne contient pas."
        ),
    ),
    "ledger.diagnosis": (
        (
            "le registre ne dit pas si un diagnostic était connu pour certaines séances en accès direct de ce patient"
            " (au moins {counted} sans diagnostic, limite {limit})"
        ),
        "Indiquez le diagnostic (contexte, ligne/diagnostic) quand vous inscrivez une séance au registre.",
    ),
    "ledger.reference_volume": (
        "l'activité de référence de l'année {year} n'est pas connue",
        (
            "Déclarez le volume annuel dans les réglages ([practice] annual_volume), ou tenez le registre une"
            " année entière."
        ),
    ),
    "ledger.same_day": (
        "le registre ne dit pas tout des actes du même jour pour ce patient",
        "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage).",
    ),
    "ledger.year_volume": (
        "le registre ne dit pas tout de l'activité de l'année",
        (
            "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage),"
            " ou le volume annuel dans les réglages ([practice] annual_volume)."
        ),
    ),
    "ledger.same_number": (
        "le registre ne dit pas si ce numéro de facture a déjà servi",
        "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage).",
    ),
    "ledger.corrected": (
        "le registre ne dit pas s'il y eut une facture n° {number} à rectifier",
        "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage).",
    ),
    "ledger.later_in_lot": (
        "l'acte en présence qui précède est sur une feuille qui vient plus loin dans le lot",
        "Placez les feuilles du lot dans l'ordre des actes.",
    ),
    "ledger.series": (
        "le registre ne dit pas tout de cette série",
        "Donnez le registre (--ledger et --key) et déclarez depuis quand il est complet (fsecheck ledger coverage).",
    ),
    # What is known of one act line.
    "context.region": _line("la région traitée n'est pas indiquée", "region"),
    "context.hour": _line("l'heure des soins n'est pas indiquée", "heure"),
    "context.call_hour": _line("l'heure de l'appel du patient n'est pas indiquée", "heureAppel"),
    "context.emergency": _line("il n'est pas dit si l'urgence est justifiée", "urgence"),
    "context.daily_need": _line("il n'est pas dit si le traitement devait être quotidien", "besoinQuotidien"),
    "context.video": _line("il n'est pas dit si l'acte s'est fait en vidéo", "video"),
    "context.consent": _line("le consentement du patient n'est pas indiqué", "consentement"),
    "context.secure_messaging": _line(
        "il n'est pas dit si l'échange est passé par une messagerie sécurisée de santé", "messagerieSecurisee"
    ),
    "context.motive": _line("il n'est pas dit si le motif de la demande est écrit", "motif"),
    "context.report": _line("il n'est pas dit si le compte rendu est porté au dossier", "compteRendu"),
    "context.adult_present": _line(
        "il n'est pas dit si un parent ou un adulte autorisé était auprès du mineur", "adultePresent"
    ),
    "context.traced": _line("il n'est pas dit si l'acte est tracé au bilan-diagnostic", "tracee"),
    "context.health_space": _line("il n'est pas dit si l'acte est déposé dans Mon espace santé", "espaceSante"),
    "context.diagnosis": _line("il n'est pas dit si un diagnostic médical préalable est connu", "diagnostic"),
    "context.diagnosis_proof": _line("la preuve du diagnostic médical n'est pas indiquée", "preuveDiagnostic"),
    "context.overcharge_reason": _line("le motif du dépassement n'est pas indiqué", "motifDepassement"),
    "context.overcharge_from_patient": _line(
        "il n'est pas dit si le dépassement vient d'une exigence particulière du patient", "depassementDuPatient"
    ),
    "context.distance": _line("la distance jusqu'au lieu des soins n'est pas indiquée", "distance"),
    "context.nearest_distance": _line(
        "la distance depuis le kinésithérapeute le plus proche n'est pas indiquée", "distancePlusProche"
    ),
    "context.same_agglomeration": _line(
        "il n'est pas dit si le cabinet et le lieu des soins sont de la même agglomération", "memeAgglomeration"
    ),
    "context.mountain": _line("il n'est pas dit si le déplacement s'est fait en montagne", "montagne"),
    "context.trip": _line("le déplacement (tournée) n'est pas indiqué", "tournee"),
    "context.establishment": _line("l'établissement visité n'est pas indiqué", "etablissement"),
    "context.patients_in_group": _line("le nombre de patients pris ensemble n'est pas indiqué", "patientsDuGroupe"),
    "context.parallel": _line("il n'est pas dit si les patients étaient en parallèle ou en groupe", "enParallele"),
    "context.minutes": _line("la durée de la séance n'est pas indiquée", "minutes"),
    "context.act": _line("l'acte n'est pas désigné, et sa lettre et son coefficient ne suffisent pas", "acte"),
    "context.walking_of_elderly": _line(
        "il n'est pas dit si l'acte porte sur la marche d'une personne âgée", "marchePersonneAgee"
    ),
    # What is known of the sheet.
    "context.card_readable": _sheet("il n'est pas dit si la carte Vitale pouvait être lue", "carteLisible"),
    "context.rights_checked": _sheet("il n'est pas dit si les droits ont été vérifiés par ADRi", "droitsVerifies"),
    "context.degraded_reason": _sheet("la raison du mode dégradé n'est pas indiquée", "motifDegrade"),
    "context.patient_in_territory": _sheet(
        "il n'est pas dit si le patient était sur le territoire pendant l'acte à distance", "patientSurTerritoire"
    ),
    "context.health_space_open": _sheet("il n'est pas dit si Mon espace santé est ouvert", "espaceSanteOuvert"),
    "context.last_presence": _sheet("le dernier acte en présence n'est pas connu", "dernierePresence"),
    "context.last_presence_by": _sheet(
        "le kinésithérapeute du dernier acte en présence n'est pas indiqué", "dernierePresencePar"
    ),
    "context.hospital": (
        (
            "il n'est pas dit si l'exception de la sortie d'hospitalisation est complète (bilan en présence"
            " avant la sortie,"
            " fiche de synthèse transmise)"
        ),
        (
            "Indiquez-le dans le contexte de la feuille, sortieHospitalisation, bilanHospitalier et"
            " ficheSyntheseTransmise."
        ),
    ),
    "context.hospital_discharge": _sheet(
        "la date de sortie d'hospitalisation n'est pas indiquée", "sortieHospitalisation"
    ),
    "context.hospital_assessment": _sheet(
        "il n'est pas dit si un bilan en présence a été fait avant la sortie d'hospitalisation", "bilanHospitalier"
    ),
    "context.hospital_summary_sent": _sheet(
        "il n'est pas dit si la fiche de synthèse a été transmise", "ficheSyntheseTransmise"
    ),
    "context.surgery": _sheet("il n'est pas dit si une chirurgie a précédé la sortie", "chirurgie"),
    "context.return_home_programme": _sheet(
        "il n'est pas dit si le patient suit un programme de retour à domicile", "programmeRetour"
    ),
    "context.requests_elsewhere": _sheet(
        "les demandes de téléexpertise que le registre ne contient pas ne sont pas indiquées", "demandesAilleurs"
    ),
    "context.direct_sessions_before": _sheet(
        "les séances en accès direct que le registre ne contient pas ne sont pas indiquées", "seancesAccesDirectAvant"
    ),
    "context.series": _sheet("la série n'est pas indiquée", "serie"),
    "context.series_last_remote": _sheet(
        "il n'est pas dit si le dernier acte de la série est à distance", "serieFinieADistance"
    ),
    "context.series_mixed": _sheet(
        "il n'est pas dit si la série a des actes à distance et des actes en présence", "serieMixte"
    ),
    "context.initial_assessment_known": _sheet("il n'est pas dit si le bilan initial est connu", "bilanInitialConnu"),
    "context.frailty_screening": _sheet(
        "il n'est pas dit si l'acte est le bilan de dépistage de la fragilité", "depistageFragilite"
    ),
    "context.renewal_forbidden": _sheet(
        "il n'est pas dit si le prescripteur a interdit le renouvellement", "renouvellementInterdit"
    ),
    "context.copy_sent": _sheet(
        "il n'est pas dit si la copie de la prescription est transmise (SCOR)", "copieTransmise"
    ),
    "context.mentions_complete": _sheet(
        "il n'est pas dit si la prescription porte toutes ses mentions", "mentionsCompletes"
    ),
    "context.prescribed_by_establishment": _sheet(
        "il n'est pas dit si la prescription vient d'un établissement", "prescritParEtablissement"
    ),
    "context.copd_ald": _sheet("il n'est pas dit si le patient est en ALD pour BPCO", "aldBPCO"),
    "context.separate_sessions": _sheet(
        "il n'est pas dit si les séances du même jour étaient distinctes", "seancesDistinctes"
    ),
    "context.treatment_change": _sheet("il n'est pas dit si la rééducation a changé de nature", "changementTraitement"),
    # What is constant for a practice.
    "context.software_approved": _practice(
        "il n'est pas dit si le logiciel est agréé pour la télésanté", "logicielAgree", "[practice] software_approved"
    ),
    "context.structure": _practice("la nature de la structure n'est pas indiquée", "structure", "[practice] structure"),
    "context.department": _practice(
        "le département d'exercice n'est pas indiqué", "departement", "[practice] department"
    ),
    "context.group": _practice("les kinésithérapeutes du groupe ne sont pas indiqués", "groupe", "[practice] group"),
    "context.territory": _practice("le territoire d'exercice n'est pas indiqué", "territoire", "[practice] territory"),
    "context.alsace_moselle": _practice(
        "il n'est pas dit si le cabinet est en Alsace-Moselle", "alsaceMoselle", "[practice] alsace_moselle"
    ),
    "context.commune": _practice("la commune d'exercice n'est pas indiquée", "commune", "[practice] commune"),
    "context.annual_volume": _practice(
        "le volume annuel d'actes n'est pas déclaré", "volumeAnnuel", "[practice] annual_volume"
    ),
    "law.nomenclature": (
        ("la nomenclature n'est connue qu'à partir du {since} : le coefficient d'un acte du {day} n'est pas vérifié"),
        "Vérifiez vous-même la cotation de cette date.",
    ),
    "law.flat_amount": (
        "aucun texte connu ne donne le montant de {code} à cette date ({territory})",
        "Vérifiez vous-même le montant.",
    ),
    "law.travel_rate": (
        "aucun texte connu ne donne le tarif kilométrique {code} de ce territoire ({territory})",
        "Vérifiez vous-même le tarif du kilomètre.",
    ),
    "law.public_holidays": (
        "les jours fériés du {day} ne sont pas connus pour ce lieu",
        "Vérifiez vous-même que le jour est férié.",
    ),
    "fse.visit_acts": (
        "la séance de la visite de {code} n'est pas sur la feuille",
        "Vérifiez vous-même l'acte de la visite, ou mettez-le sur la même feuille.",
    ),
    "fse.place": (
        "le lieu de l'acte qui va avec {code} n'est pas sur la feuille",
        "Ajoutez acte/lieu à la feuille.",
    ),
    "fse.prescription": (
        "la feuille et le registre ne disent pas si les deux séances sont de deux prescriptions",
        "Indiquez la prescription de chaque ligne (refPrescription).",
    ),
    "ledger.trip": (
        "fsecheck ne sait pas si ce déplacement a été facturé aussi pour un autre patient de l'établissement",
        "Vérifiez vous-même que le déplacement n'est facturé qu'une fois.",
    ),
    "ledger.practice_volume": (
        "le registre ne dit pas tout de l'activité du cabinet en {year}",
        "Déclarez le registre complet depuis le {since} pour chaque kinésithérapeute (fsecheck ledger coverage).",
    ),
    "fse.care_home": (
        "la feuille ne dit pas si l'établissement héberge des personnes âgées",
        "Si c'est le cas, indiquez le lieu ehpad : le déplacement s'y facture une seule fois pour tous ses patients.",
    ),
}


def day(iso: str) -> str:
    """A day as French writes it: 01/03/2026."""
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"


def number(text: str) -> str:
    """A decimal as French writes it: 8,08."""
    return text.replace(".", ",")


def amount(text: str) -> str:
    """An amount in euros: 18,79 €."""
    return f"{number(text)} €"


def singular(count: Decimal) -> bool:
    """Whether that many of a thing are told in the singular: 0 séance, 1,5 séance, 2 séances."""
    return abs(count) < _SEVERAL


def listed(items: Sequence[str], word: str) -> str:
    """A list whose last two items are joined by *word*: 9, 10 ou 11."""
    return word.join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)
