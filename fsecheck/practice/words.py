"""
The words of the report, French first: sentences with places for its values.

``{share:percent}`` stands for the value at that place of the JSON, below the part of the report that
the sentence speaks of; ``{/until:day}`` is looked for from the top. After the colon: ``percent``,
``eur``, ``day``, ``rank`` (1re, 2e), ``short`` (a digest), or the word that a number counts, ``acte|actes``.
"""

from collections.abc import Mapping
from typing import Final

_FR: Final = {
    "title": "Bilan du cabinet {practice}",
    "period": "Du {since:day} au {until:day}. Ce qui reste et ce qui est dû : au {on:day}.",
    "who": "Un patient n'est désigné que par ses dernières factures et par un signe opaque, le même d'un bilan à "
    "l'autre. Aucun nom, aucun numéro de sécurité sociale n'est dans ce bilan.",
    "mk": "Masseur-kinésithérapeute {mk}",
    "covered": "Registre complet depuis le {covered_from:day}.",
    "uncovered": "Le registre ne dit pas être complet à ce jour (fsecheck ledger coverage) : ce qui dépend du passé "
    "est inconnu, et un nombre trouvé n'est qu'un minimum.",
    "nobody": "Le registre ne contient aucune facture et ne dit rien d'aucun masseur-kinésithérapeute.",
    "known": "Registre complet depuis le {known.since:day}.",
    "known_since": "Le registre n'est complet que depuis le {known.since:day} ; il le faudrait depuis le "
    "{known.needed:day}.",
    "known_not": "Le registre ne dit pas être complet ; il le faudrait depuis le {known.needed:day}.",
    "known_of_all": "Registre complet depuis le {known.since:day} pour tous ses kinésithérapeutes.",
    "known_of_all_since": "Le registre n'est complet pour tous ses kinésithérapeutes que depuis le {known.since:day} ; "
    "il le faudrait depuis le {known.needed:day}.",
    "known_of_all_not": "Le registre ne dit pas être complet pour tous ses kinésithérapeutes ; il le faudrait depuis "
    "le {known.needed:day}.",
    "erased": "{erased:acte effacé du registre n'est plus compté|actes effacés du registre ne sont plus comptés} ici.",
    "most": "inconnu (au plus {left.at_most})",
    "least": "inconnu (au moins {at_least})",
    "least_eur": "inconnu (au moins {at_least:eur})",
    "state_unknown": "inconnu",
    "invoice": "n°\N{NO-BREAK SPACE}{number} du {drawn_up:day}",
    "values": "Textes",
    "value": "{label} ({unit}), depuis le {since:day} : ",
    "reading": "Notre lecture : ",
    "made": "fsecheck {made_with.fsecheck} · bilan du {made_with.today:day} · droit {made_with.law:short} · textes "
    "vérifiés jusqu'au {made_with.horizon:day} · registre {made_with.ledger_head:short}",
    "gauge": "Jauge : {value} sur une échelle de 0 à {scale}, repère à {mark}.",
    "cells": "{used} sur {limit}",
    "patient": "Patient",
    "invoices": "Dernières factures",
    "last": "Dernière séance",
    "left": "Restent",
    # Telecare
    "telecare": "Télésoin (TMK)",
    "telecare_aim": "limite {cap:percent}",
    "telecare_ok": "dans la limite",
    "telecare_over": "au-dessus de la limite",
    "telecare_share": "{remote.value:acte|actes} à distance sur {total.value} en {year}, soit {share:percent} de "
    "l'activité ; la limite est de {cap:percent}.",
    "telecare_none": "Aucun acte en {year} ; la limite est de {cap:percent}.",
    "telecare_unknown": "La part de {year} est inconnue. Trouvé dans le registre : au moins "
    "{remote.at_least:acte|actes} à distance, et {total.at_least:acte|actes} en tout ; la limite est de {cap:percent}.",
    "telecare_room": "Encore {room:acte|actes} à distance au plus avant de dépasser la limite, si rien d'autre n'est "
    "fait.",
    "telecare_back": "Il faudrait {back:acte|actes} en présence de plus pour revenir à la limite.",
    "telecare_refusal": "Une feuille sera refusée après {room_before_refusal:acte|actes} à distance de plus : la "
    "limite se juge aussi sur l'activité de référence, {reference:acte|actes} (l'année précédente, ou le volume "
    "déclaré).",
    "telecare_no_reference": "L'activité de référence n'est pas connue (année précédente incomplète, volume annuel "
    "non déclaré) : à partir de quand une feuille serait refusée est inconnu.",
    "telecare_running": "Par vos réglages, une feuille est refusée dès que la limite est dépassée.",
    "telecare_never": "Par vos réglages, aucune feuille n'est refusée pour cette limite.",
    # Secured rate
    "secured_rate": "Télétransmission sécurisée (FAMI, indicateur 4)",
    "secured_rate_aim": "seuil {goal:percent}",
    "secured_rate_ok": "seuil atteint",
    "secured_rate_over": "sous le seuil",
    "secured_rate_rate": "{secured.value:feuille sécurisée|feuilles sécurisées}, et {telehealth.value} en SESAM sans "
    "Vitale pour un télésoin ou une téléexpertise, sur {sent.value:feuille envoyée|feuilles envoyées} en {year} : "
    "{rate:percent} ; le seuil est de {goal:percent}.",
    "secured_rate_none": "Aucune feuille envoyée en {year} ; le seuil est de {goal:percent}.",
    "secured_rate_unknown": "Le taux de {year} est inconnu. Trouvé dans le registre : au moins "
    "{secured.at_least:feuille sécurisée|feuilles sécurisées}, {telehealth.at_least} en SESAM sans Vitale pour un "
    "télésoin ou une téléexpertise, et {sent.at_least:feuille envoyée|feuilles envoyées} en tout ; le seuil est de "
    "{goal:percent}.",
    "secured_rate_modeless": "{without_mode:feuille est|feuilles sont} sans mode de sécurisation connu.",
    "secured_rate_to_goal": "Il manque {to_goal:feuille sécurisée|feuilles sécurisées} pour atteindre le seuil, si "
    "rien d'autre n'est envoyé.",
    "secured_rate_reading": "Notre lecture du dénominateur, que les textes lus ne disent pas : toutes les feuilles "
    "envoyées de l'année de leur élaboration, hors les feuilles rejetées, annulées ou rectifiées.",
    # Overcharge
    "overcharge": "Dépassements pour exigence du patient (DE)",
    "overcharge_aim": "pas de seuil",
    "overcharge_level": "niveau du cabinet {level:percent}",
    "overcharge_of_practice": "Aucun texte ne donne de seuil. Le niveau que le cabinet s'est donné se juge sur tous "
    "ses kinésithérapeutes et l'année civile (DEP004).",
    "overcharge_share": "{acts.value:acte|actes} avec dépassement sur {total.value} du {/since:day} au {/on:day}, soit "
    "{share:percent}. Au-dessus du tarif : {amount.value:eur}, sur {fees.value:eur} d'honoraires.",
    "overcharge_none": "Aucun acte du {/since:day} au {/on:day}.",
    "overcharge_unknown": "La part est inconnue. Trouvé dans le registre du {/since:day} au {/on:day} : au moins "
    "{acts.at_least:acte|actes} avec dépassement, et {total.at_least:acte|actes} en tout ; au-dessus du tarif, au "
    "moins {amount.at_least:eur}.",
    "overcharge_tact": "Aucun texte ne donne de seuil : le dépassement se fixe « avec tact et mesure ».",
    # Requests
    "requests": "Téléexpertise (RQD) : demandes de l'année par patient",
    "requests_limit": "{limit:demande|demandes} par patient en {year}. Un patient qui n'est pas dans la liste n'en a "
    "eu aucune dans le registre.",
    "requests_used": "Demandes",
    # Direct access
    "direct_access": "Accès direct : séances sans diagnostic",
    "direct_access_limit": "{limit:séance|séances} par suite de séances ; une suite finit quand {months} mois passent "
    "sans séance. La liste donne les suites en cours.",
    "direct_access_used": "Séances",
    "direct_access_lacks": "Il manque",
    "ledger.direct_sessions": "un registre complet",
    "ledger.diagnosis": "le diagnostic de séances",
    # Agreements
    "agreements": "Accords préalables bientôt nécessaires",
    "agreements_what": "Traitements en cours, près de la séance à partir de laquelle un accord est nécessaire, et "
    "dont aucune séance n'en porte un.",
    "agreements_unknown": "{unknown:série en cours dont le rang n'est pas connu|séries en cours dont le rang n'est pas "
    "connu}.",
    "agreements_act": "Acte",
    "agreements_done": "Séances faites",
    "agreements_limit": "Accord à partir de la",
    "agreements_later": "{limit:rank}, ou {later:rank} selon la lecture du texte",
    "agreements_disputed": "{limit:rank}, selon une lecture du texte",
    "agreements_at": "{limit:rank}",
    "agreements_left": "Restent sans accord",
    # Assessments
    "assessments": "Bilans (BDK) dus et non facturés",
    "assessments_what": "Traitements en cours. Un bilan initial fait ailleurs n'est pas connu du registre.",
    "assessments_unknown": "{unknown:traitement en cours dont le rang des séances n'est pas connu|traitements en cours "
    "dont le rang des séances n'est pas connu}.",
    "assessments_why": "Bilan dû",
    "assessments_reached": "Échéance",
    "assessments_initial": "initial, {rank:rank} séance sans bilan",
    "assessments_due": "à la {rank:rank} séance",
    "assessments_before-more": "avant d'aller au-delà de {rank} séances",
    "assessments_next": "à la prochaine séance",
    # Series
    "series": "Séries dont une moitié manque",
    "series_what": "Une moitié est facturée, et le dernier acte de la série est dit être de l'autre sorte. Une moitié "
    "dont le dernier acte est de sa propre sorte ne se distingue pas d'une série entière.",
    "series_missing": "Manque",
    "series_remote": "les actes à distance",
    "series_on-site": "les actes en présence",
    "series_last": "Dernier acte",
    # Invoices
    "invoices_of": "Factures du {/since:day} au {/on:day}",
    "invoices_state": "État",
    "invoices_number": "Factures",
    "invoices_fees": "Honoraires",
    "invoices_oldest": "Plus ancienne",
    "invoices_newest": "Plus récente",
    "invoices_counts": "{word}",
    "invoices_aside": "{word} (ne compte plus)",
    # Years
    "years": "Actes par année civile",
    "years_what": "Séances, bilans et demandes de téléexpertise, comme la limite du télésoin les compte.",
    "years_year": "Année",
    "years_total": "Actes",
    "years_remote": "À distance",
    "years_known": "Complétude",
    "nothing": "Rien.",
    "nothing_found": "Rien n'a été trouvé dans le registre.",
}

_EN: Final = {
    "title": "Report on practice {practice}",
    "period": "From {since:day} to {until:day}. What is left and what is due: on {on:day}.",
    "who": "A patient is named by the latest invoices and by an opaque mark alone, the same from one report to the "
    "next. No name and no social security number is in this report.",
    "mk": "Physiotherapist {mk}",
    "covered": "Ledger complete since {covered_from:day}.",
    "uncovered": "The ledger does not claim to be complete to this day (fsecheck ledger coverage): what depends on the "
    "past is unknown, and a number found is a minimum only.",
    "nobody": "The ledger holds no invoice and says nothing of any physiotherapist.",
    "known": "Ledger complete since {known.since:day}.",
    "known_since": "The ledger is complete since {known.since:day} only; it should be since {known.needed:day}.",
    "known_not": "The ledger does not claim to be complete; it should since {known.needed:day}.",
    "known_of_all": "Ledger complete since {known.since:day} for all its physiotherapists.",
    "known_of_all_since": "The ledger is complete for all its physiotherapists since {known.since:day} only; it should "
    "be since {known.needed:day}.",
    "known_of_all_not": "The ledger does not claim to be complete for all its physiotherapists; it should since "
    "{known.needed:day}.",
    "erased": "{erased:act erased from the ledger is|acts erased from the ledger are} no longer counted here.",
    "most": "unknown (at most {left.at_most})",
    "least": "unknown (at least {at_least})",
    "least_eur": "unknown (at least {at_least:eur})",
    "state_unknown": "unknown",
    "invoice": "no.\N{NO-BREAK SPACE}{number} of {drawn_up:day}",
    "values": "Texts (in French)",
    "value": "{label} ({unit}), since {since:day}: ",
    "reading": "Our reading: ",
    "made": "fsecheck {made_with.fsecheck} · report of {made_with.today:day} · law {made_with.law:short} · texts "
    "verified until {made_with.horizon:day} · ledger {made_with.ledger_head:short}",
    "gauge": "Gauge: {value} on a scale from 0 to {scale}, mark at {mark}.",
    "cells": "{used} of {limit}",
    "patient": "Patient",
    "invoices": "Latest invoices",
    "last": "Last session",
    "left": "Left",
    # Telecare
    "telecare": "Telecare (TMK)",
    "telecare_aim": "limit {cap:percent}",
    "telecare_ok": "within the limit",
    "telecare_over": "over the limit",
    "telecare_share": "{remote.value:act|acts} at a distance of {total.value} in {year}, that is {share:percent} of "
    "the activity; the limit is {cap:percent}.",
    "telecare_none": "No act in {year}; the limit is {cap:percent}.",
    "telecare_unknown": "The share of {year} is unknown. Found in the ledger: at least {remote.at_least:act|acts} at a "
    "distance, and {total.at_least:act|acts} in all; the limit is {cap:percent}.",
    "telecare_room": "{room:act|acts} more at a distance at most before the limit is passed, if nothing else is done.",
    "telecare_back": "{back:act|acts} more on site would bring the share back to the limit.",
    "telecare_refusal": "A sheet will be refused after {room_before_refusal:act|acts} more at a distance: the limit is "
    "also judged by the activity of reference, {reference:act|acts} (the year before, or the declared volume).",
    "telecare_no_reference": "The activity of reference is not known (year before incomplete, annual volume not "
    "declared): from when a sheet would be refused is unknown.",
    "telecare_running": "By your settings a sheet is refused as soon as the limit is passed.",
    "telecare_never": "By your settings no sheet is refused for this limit.",
    # Secured rate
    "secured_rate": "Secured transmission (FAMI, indicator 4)",
    "secured_rate_aim": "goal {goal:percent}",
    "secured_rate_ok": "goal reached",
    "secured_rate_over": "under the goal",
    "secured_rate_rate": "{secured.value:secured sheet|secured sheets}, and {telehealth.value} in SESAM sans Vitale "
    "for telecare or a request for expertise, of {sent.value:sheet|sheets} sent in {year}: {rate:percent}; the goal "
    "is {goal:percent}.",
    "secured_rate_none": "No sheet sent in {year}; the goal is {goal:percent}.",
    "secured_rate_unknown": "The rate of {year} is unknown. Found in the ledger: at least "
    "{secured.at_least:secured sheet|secured sheets}, {telehealth.at_least} in SESAM sans Vitale for telecare or a "
    "request for expertise, and {sent.at_least:sheet|sheets} sent in all; the goal is {goal:percent}.",
    "secured_rate_modeless": "{without_mode:sheet has|sheets have} no known mode.",
    "secured_rate_to_goal": "{to_goal:secured sheet|secured sheets} more would reach the goal, if nothing else is "
    "sent.",
    "secured_rate_reading": "Our reading of the denominator, which the texts that were read do not say: all sheets "
    "sent of the year in which they were drawn up, but those rejected, cancelled or corrected.",
    # Overcharge
    "overcharge": "Fees above the tariff for a demand of the patient (DE)",
    "overcharge_aim": "no level",
    "overcharge_level": "level of the practice {level:percent}",
    "overcharge_of_practice": "No text gives a level. The one that the practice has set itself is judged on all its "
    "physiotherapists and the civil year (DEP004).",
    "overcharge_share": "{acts.value:act|acts} above the tariff of {total.value} from {/since:day} to {/on:day}, that "
    "is {share:percent}. Above the tariff: {amount.value:eur}, of {fees.value:eur} of fees.",
    "overcharge_none": "No act from {/since:day} to {/on:day}.",
    "overcharge_unknown": "The share is unknown. Found in the ledger from {/since:day} to {/on:day}: at least "
    "{acts.at_least:act|acts} above the tariff, and {total.at_least:act|acts} in all; above the tariff, at least "
    "{amount.at_least:eur}.",
    "overcharge_tact": 'No text gives a level: such fees are set "avec tact et mesure".',
    # Requests
    "requests": "Requests for expertise (RQD): of the year, by patient",
    "requests_limit": "{limit:request|requests} a patient in {year}. A patient who is not listed has had none in the "
    "ledger.",
    "requests_used": "Requests",
    # Direct access
    "direct_access": "Direct access: sessions without diagnosis",
    "direct_access_limit": "{limit:session|sessions} a run; a run ends where {months} months pass without a session. "
    "The runs under way are listed.",
    "direct_access_used": "Sessions",
    "direct_access_lacks": "Missing",
    "ledger.direct_sessions": "a complete ledger",
    "ledger.diagnosis": "the diagnosis of sessions",
    # Agreements
    "agreements": "Prior agreements soon needed",
    "agreements_what": "Treatments under way, near the session from which an agreement is needed, and none of whose "
    "sessions bears one.",
    "agreements_unknown": "{unknown:series under way whose rank is not known|series under way whose rank is not "
    "known}.",
    "agreements_act": "Act",
    "agreements_done": "Sessions done",
    "agreements_limit": "Agreement from session",
    "agreements_later": "{limit}, or {later} by the reading of the text",
    "agreements_disputed": "{limit}, by one reading of the text",
    "agreements_at": "{limit}",
    "agreements_left": "Left without agreement",
    # Assessments
    "assessments": "Assessments (BDK) due and not billed",
    "assessments_what": "Treatments under way. The ledger does not know of an initial assessment made elsewhere.",
    "assessments_unknown": "{unknown:treatment under way whose sessions cannot be numbered|treatments under way whose "
    "sessions cannot be numbered}.",
    "assessments_why": "Assessment due",
    "assessments_reached": "Reached",
    "assessments_initial": "initial, session {rank} without any",
    "assessments_due": "at session {rank}",
    "assessments_before-more": "before going beyond {rank} sessions",
    "assessments_next": "at the next session",
    # Series
    "series": "Series of which a half is missing",
    "series_what": "One half is billed, and the last act of the series is said to be of the other kind. A half whose "
    "last act is of its own kind cannot be told from a whole series.",
    "series_missing": "Missing",
    "series_remote": "the remote acts",
    "series_on-site": "the acts on site",
    "series_last": "Last act",
    # Invoices
    "invoices_of": "Invoices from {/since:day} to {/on:day}",
    "invoices_state": "State",
    "invoices_number": "Invoices",
    "invoices_fees": "Fees",
    "invoices_oldest": "Oldest",
    "invoices_newest": "Newest",
    "invoices_counts": "{word}",
    "invoices_aside": "{word} (no longer counts)",
    # Years
    "years": "Acts by civil year",
    "years_what": "Sessions, assessments and requests for expertise, as the limit of telecare counts them.",
    "years_year": "Year",
    "years_total": "Acts",
    "years_remote": "At a distance",
    "years_known": "Completeness",
    "nothing": "Nothing.",
    "nothing_found": "Nothing was found in the ledger.",
}

WORDS: Final[Mapping[str, Mapping[str, str]]] = {"fr": _FR, "en": _EN}
