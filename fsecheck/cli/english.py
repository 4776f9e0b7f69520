"""
The command line in English, text by text, under the French of the source.

Loaded only where English is asked for. A text is found as it stands, or by its template: ``{}`` stands for what a call
puts in. A test holds that nothing a command says goes without its English.
"""

import re
from functools import cache
from typing import Final

from fsecheck.model.reasons import PAIRS

#: Words of the places that options take.
_PLACES: Final = {
    "ADRESSE": "ADDRESS", "ANCIENNE": "OLD", "NOUVELLE": "NEW", "APRÈS": "AFTER", "AVANT": "BEFORE", "CIBLE": "TARGET",
    "DOSSIER": "DIR", "FEUILLE": "SHEET", "FICHIER": "FILE", "FORME": "FORM", "JEU": "PACK", "LISTE": "LIST", "MOT": "WORD",
    "NOM": "NAME", "NUMÉRO": "NUMBER", "REGISTRE": "LEDGER", "RÔLE": "ROLE", "TEXTE": "TEXT", "TÊTE": "HEAD",
    "VALEUR": "VALUE", "AAAA": "YYYY", "JJ": "DD",
}  # fmt: skip

TEXTS: Final = {
    # The top of the command line.
    """\
fsecheck : contrôle une feuille de soins électronique (FSE) de kinésithérapeute avant son envoi.

Usage : fsecheck COMMANDE ...

Commandes :
  check     contrôler des feuilles : peut-on les envoyer, sinon pourquoi et que faire
  ledger    tenir le registre des factures (init, reserve, confirm, release, record, settle ...)
  practice  le bilan du cabinet : ce qui reste de chaque limite, ce qui est dû (texte, JSON, page HTML)
  explain   expliquer une règle ou une valeur des textes
  rules     la liste des règles
  law       les valeurs des textes et leurs dates
  cases     jouer des cas de test et comparer
  hook      processus fils d'un logiciel : JSON-RPC, une ligne par appel
  serve     service HTTP, pour un poste ou ceux du cabinet
  diff      ce qui change entre deux dates des textes, ou deux réglages
  completion  faire compléter ces commandes par un shell
  case      faire d'une feuille qui pose problème un cas partageable, sans personne dedans
  certify   jouer un jeu de scénarios sur un logiciel et en garder les preuves

Exemples :
  fsecheck check feuille.xml
  fsecheck check dossier/ --ledger cabinet.db --key cabinet.key --format json
  fsecheck explain TEX001
  fsecheck COMMANDE --help

Codes de sortie de check : 0 acceptée (ou avec avertissement) · 1 rejetée · 2 usage, réglage ou fichier
illisible · 3 non décidée · 4 échec de fsecheck. Seul 0 permet l'envoi.

fsecheck checks a physiotherapist's electronic care sheet before it is sent; --lang en or FSECHECK_LANG=en: English.
""": """\
fsecheck: checks a physiotherapist's electronic care sheet (FSE) before it is sent.

Usage: fsecheck COMMAND ...

Commands:
  check     check sheets: may they be sent, and if not, why and what to do
  ledger    keep the ledger of invoices (init, reserve, confirm, release, record, settle ...)
  practice  the practice's report: what is left of each limit, what is due (text, JSON, HTML page)
  explain   explain a rule or a value of the texts
  rules     the list of the rules
  law       the values of the texts and their dates
  cases     play test cases and compare
  hook      a child process of a software: JSON-RPC, one line a call
  serve     an HTTP service, for one workstation or those of the practice
  diff      what changes between two dates of the texts, or two settings
  completion  have a shell complete these commands
  case      make of a sheet that raises a question a case that can be shared, with nobody in it
  certify   play a pack of scenarios on a software and keep the evidence

Examples:
  fsecheck check feuille.xml
  fsecheck check dossier/ --ledger cabinet.db --key cabinet.key --format json
  fsecheck explain TEX001
  fsecheck COMMAND --help

Exit codes of check: 0 accepted (or with a warning) · 1 rejected · 2 bad use, settings, or a file that cannot
be read · 3 undecided · 4 fsecheck failed. Only 0 allows sending.

--lang fr or FSECHECK_LANG=fr: French.
""",
    """\
Usage : fsecheck ledger ACTION --ledger REGISTRE --key CLÉ ...

REGISTRE : un fichier, ou l'adresse d'un cabinet sur PostgreSQL, postgresql://RÔLE@MACHINE/BASE?practice=ID,
sans mot de passe (PGPASSFILE, PGPASSWORD ou un fichier de service le donnent).
Le registre garde les factures du cabinet ; les patients n'y sont que des empreintes à clé.

Actions :
  init      --practice ID            créer un registre et sa clé
  coverage  [--mk M --from D [--to D]]  dire depuis quand il est complet ; sans option : la liste
  reserve   FICHIER ...              contrôler et retenir, AVANT l'envoi ; sort comme check
  confirm   --mk M --number N        la facture est partie
  release   --mk M --number N        elle n'est pas partie : ses séances sont rendues
  record    FICHIER ...              inscrire une facture déjà envoyée
  settle    --mk M --number N --outcome acknowledged|paid|rejected   la réponse du payeur
  settle    --file FICHIER|-         toutes ses réponses, CSV ou JSON Lines (docs/settle.md)
  cancel    --mk M --number N        la facture est annulée après l'envoi
  pending                            ce qui est retenu et n'est ni confirmé ni rendu
  import    FICHIER|DOSSIER|- ...    reprendre l'historique : FSE antérieures, JSON Lines, CSV
  migrate   [--role RÔLE]            mettre à jour les tables ; sur un serveur, les créer
  copy      SOURCE CIBLE             copier un registre d'une base à l'autre
  backup    FICHIER                  sauvegarder un registre, même en cours d'usage
  restore   FICHIER                  refaire un registre d'une sauvegarde ; sa couverture s'arrête à ce jour
  verify    [--head TÊTE]            le registre est-il ce que ses événements disent ?
  recount                            refaire les compteurs
  forget    FICHIER|- ou --mk --number   oublier une personne ; les comptes restent
  retain    --before D               ne plus garder les factures élaborées avant un jour
  link      ANCIENNE NOUVELLE        deux identités d'une personne dont le NIR a changé
  key       renew | retire VERSION   ajouter une version à la clé, en ôter une ancienne

Exemples :
  fsecheck ledger init --practice CABINET-1 --ledger cabinet.db --key cabinet.key
  fsecheck ledger coverage --mk 99900064140 --from 2026-01-01 --ledger cabinet.db --key cabinet.key
  fsecheck ledger reserve feuille.xml --ledger cabinet.db --key cabinet.key

Variables : FSECHECK_LEDGER, FSECHECK_KEY. Sortie : 0 fait · 1 refusé · 2 usage, clé ou registre faux · 4 panne.
""": """\
Usage: fsecheck ledger ACTION --ledger LEDGER --key KEY ...

LEDGER: a file, or the address of a practice on PostgreSQL, postgresql://ROLE@MACHINE/DATABASE?practice=ID,
without a password (PGPASSFILE, PGPASSWORD or a service file gives it).
The ledger keeps the invoices of the practice; patients stand in it only as keyed hashes.

Actions:
  init      --practice ID            make a ledger and its key
  coverage  [--mk M --from D [--to D]]  say since when it is complete; without an option: the list
  reserve   FILE ...                 check and hold, BEFORE sending; exits like check
  confirm   --mk M --number N        the invoice was sent
  release   --mk M --number N        it was not sent: its sessions are given back
  record    FILE ...                 enter an invoice already sent
  settle    --mk M --number N --outcome acknowledged|paid|rejected   the payer's answer
  settle    --file FILE|-            all of his answers, CSV or JSON Lines (docs/settle.md)
  cancel    --mk M --number N        the invoice is withdrawn after it was sent
  pending                            what is held and neither confirmed nor released
  import    FILE|DIR|- ...           take the history: earlier FSE, JSON Lines, CSV
  migrate   [--role ROLE]            bring the tables up to date; on a server, make them
  copy      SOURCE TARGET            copy a ledger from one database to the other
  backup    FILE                     back up a ledger, even one in use
  restore   FILE                     make a ledger of a backup; its coverage ends on that day
  verify    [--head HEAD]            is the ledger what its events say?
  recount                            make the counters again
  forget    FILE|- or --mk --number  forget a person; the counts stay
  retain    --before D               keep no longer the invoices drawn up before a day
  link      OLD NEW                  two identities of a person whose NIR has changed
  key       renew | retire VERSION   add a version to the key, take an old one away

Examples:
  fsecheck ledger init --practice CABINET-1 --ledger cabinet.db --key cabinet.key
  fsecheck ledger coverage --mk 99900064140 --from 2026-01-01 --ledger cabinet.db --key cabinet.key
  fsecheck ledger reserve feuille.xml --ledger cabinet.db --key cabinet.key

Variables: FSECHECK_LEDGER, FSECHECK_KEY. Exit: 0 done · 1 refused · 2 bad use, wrong key or ledger · 4 breakdown.
""",
    """\
Usage : fsecheck certify ACTION ...

Joue un jeu de scénarios sur un logiciel de facturation et en garde les preuves. Ne vaut ni agrément ni conformité :
il en abrège la préparation. Voir docs/certification.md.

Actions :
  list      [--pack JEU] [--tag T] [--id ID]         les scénarios et ce qu'ils montrent
  check     [--pack JEU]                             le jeu lui-même : rien sans scénario, nos réponses sont les siennes
  run       --adapter FICHIER --folder DOSSIER ...   jouer ; --dry-run n'écrit que les questions
  verify    DOSSIER|evidence.json [--pack JEU]       refaire les preuves d'un passage et comparer, octet par octet
  compare   AVANT APRÈS                              ce qui a changé d'un passage à l'autre

Exemples :
  fsecheck certify list --tag telecare
  fsecheck certify run --adapter adapter.toml --folder passage-1
  fsecheck certify verify passage-1

Sortie : 0 fait, tout est réussi · 1 échec, erreur ou différence · 2 usage · 3 non décidé · 4 panne.
""": """\
Usage: fsecheck certify ACTION ...

Plays a pack of scenarios on a billing software and keeps the evidence. It is neither an approval nor a conformity:
it shortens their preparation. See docs/certification.md.

Actions:
  list      [--pack PACK] [--tag T] [--id ID]        the scenarios and what they show
  check     [--pack PACK]                            the pack itself: nothing without a scenario, our answers are its own
  run       --adapter FILE --folder DIR ...          play; --dry-run writes the questions only
  verify    DIR|evidence.json [--pack PACK]          make the evidence of a run again and compare, byte by byte
  compare   BEFORE AFTER                             what changed from one run to the other

Examples:
  fsecheck certify list --tag telecare
  fsecheck certify run --adapter adapter.toml --folder passage-1
  fsecheck certify verify passage-1

Exit: 0 done, all passed · 1 failed, an error or a difference · 2 bad use · 3 undecided · 4 breakdown.
""",
    # What each command does.
    "Contrôle des feuilles de soins électroniques avant leur envoi. N'écrit jamais dans le registre.\n"
    "Sortie : 0 acceptée · 1 rejetée · 2 usage ou fichier illisible · 3 non décidée · 4 échec de fsecheck.": (
        "Checks electronic care sheets before they are sent. Never writes to the ledger.\n"
        "Exit: 0 accepted · 1 rejected · 2 bad use or unreadable file · 3 undecided · 4 fsecheck failed."
    ),
    "Jouer des cas (case.toml) et comparer ce qui est attendu à ce qui est trouvé.\n"
    "Sortie : 0 tous égaux · 1 un cas diffère · 2 un cas est illisible.": (
        "Play cases (case.toml) and compare what is expected with what is found.\n"
        "Exit: 0 all equal · 1 a case differs · 2 a case cannot be read."
    ),
    "Expliquer une règle : ce qu'elle dit, ce qu'elle lit, ses messages, ses textes et leurs dates, deux exemples.": (
        "Explain a rule: what it says, what it reads, its messages, its texts and their dates, two examples."
    ),
    "La liste des règles, et celles qui sont en vigueur un jour donné.\n"
    "Avec --coverage : ce que les documents demandent, les règles qui le tiennent, les cas qui le montrent.\n"
    "Sortie de --coverage : 0 chaque énoncé a une règle ou un motif · 1 l'un n'en a pas.\n"
    "Sortie de --check-pack : 0 le lot tient · 1 il ne tient pas · 2 il ne se charge pas.": (
        "The list of the rules, and those in force on a day.\n"
        "With --coverage: what the documents ask, the rules that hold it, the cases that show it.\n"
        "Exit of --coverage: 0 every statement has a rule or a reason · 1 one has none.\n"
        "Exit of --check-pack: 0 the pack holds · 1 it does not · 2 it cannot be loaded."
    ),
    "Les valeurs des textes, avec leurs dates et leurs sources.": (
        "The values of the texts, with their dates and their sources."
    ),
    "Créer un registre et sa clé ; rien d'existant n'est écrasé.": (
        "Make a ledger and its key; nothing that exists is overwritten."
    ),
    "Dire que le registre contient toutes les factures d'un kinésithérapeute élaborées depuis une date.": (
        "Say that the ledger holds every invoice of a physiotherapist drawn up since a day."
    ),
    "Ce qui est retenu et n'est ni confirmé ni rendu, le plus ancien d'abord.": (
        "What is held and neither confirmed nor released, the oldest first."
    ),
    "Contrôler, et retenir dans le registre ce qui peut être envoyé. À appeler avant l'envoi.\nSortie : comme check.": (
        "Check, and hold in the ledger what may be sent. To be called before sending.\nExit: as check."
    ),
    "La facture retenue a été envoyée.": "The invoice held was sent.",
    "La facture retenue n'a pas été envoyée : ses séances sont rendues.": (
        "The invoice held was not sent: its sessions are given back."
    ),
    "Inscrire des feuilles déjà envoyées ; « conflict » dit si le contrôle les refuserait.": (
        'Enter sheets already sent; "conflict" says whether the check would refuse them.'
    ),
    "La réponse du payeur : payée ou rejetée.": "The payer's answer: paid or rejected.",
    "La facture est annulée après l'envoi : ses séances sont rendues.": (
        "The invoice is withdrawn after it was sent: its sessions are given back."
    ),
    "Reprendre l'historique du cabinet : FSE antérieures (XML, dossiers), JSON Lines, CSV. Voir docs/import.md.\n"
    "Reprendre deux fois la même chose ne change rien ; après une interruption, relancer la même commande suffit.\n"
    "Ce qui ne peut pas être pris est dit ligne par ligne, le reste est pris.\n"
    "Sortie : 0 tout est pris · 1 une partie est refusée · 2 usage ou fichier illisible · 4 panne.": (
        "Take the history of the practice: earlier FSE (XML, folders), JSON Lines, CSV. See docs/import.md.\n"
        "Taking the same twice changes nothing; after an interruption, the same command again is enough.\n"
        "What cannot be taken is told line by line, the rest is taken.\n"
        "Exit: 0 all is taken · 1 a part is refused · 2 bad use or unreadable file · 4 breakdown."
    ),
    "Mettre à jour les tables d'un registre plus ancien. Sur un serveur PostgreSQL, en propriétaire :\n"
    "créer ou mettre à jour celles de tous les cabinets de la base, et donner ses droits au rôle de l'application.": (
        "Bring the tables of an older ledger up to date. On a PostgreSQL server, as their owner: make those of\n"
        "every practice of the database or bring them up to date, and give the application's role its rights."
    ),
    "Copier un registre, tel quel, d'une base à l'autre. Rien d'existant n'est écrasé.": (
        "Copy a ledger, as it is, from one database to the other. Nothing that exists is overwritten."
    ),
    "Sauvegarder un registre dans un fichier, même pendant qu'on s'en sert. Gardez sa clé à part.": (
        "Back up a ledger to a file, even while it is in use. Keep its key apart."
    ),
    "Refaire un registre d'une sauvegarde. Sa couverture s'arrête au jour de la sauvegarde : ce qui a été\n"
    "élaboré depuis y manque. Sans FICHIER : dire d'un registre déjà rétabli (par pg_restore) de quel jour il est.": (
        "Make a ledger of a backup. Its coverage ends on the day of the backup: what was drawn up since is\n"
        "missing. Without FILE: say of a ledger already restored (by pg_restore) of which day it is."
    ),
    "Le registre est-il ce que ses événements disent ? Sortie : 0 sain · 1 altéré.": (
        "Is the ledger what its events say? Exit: 0 sound · 1 altered."
    ),
    "Refaire les compteurs, d'après les factures et ce qui fut effacé.": (
        "Make the counters again, from the invoices and what was erased."
    ),
    "Oublier une personne : ses factures, ses empreintes, tout ce qui mène à elle ; les comptes restent.\n"
    "Elle est nommée par une de ses feuilles (FICHIER ou -), ou par une de ses factures.": (
        "Forget a person: invoices, hashes, all that leads to the person; the counts stay.\n"
        "The person is named by one of the sheets (FILE or -), or by one of the invoices."
    ),
    "Ne plus garder les factures élaborées avant un jour ; la couverture commence alors ce jour-là.": (
        "Keep no longer the invoices drawn up before a day; coverage then begins on that day."
    ),
    "Dire que deux identités sont une personne, dont le NIR a changé : une feuille de chacune.": (
        "Say that two identities are one person, whose NIR has changed: a sheet of each."
    ),
    "La clé du registre : renew lui ajoute une version, qui écrit désormais ; retire en ôte une ancienne,\n"
    "une fois que rien du registre n'y tient plus.": (
        "The key of the ledger: renew adds a version, which writes from now on; retire takes an old one away,\n"
        "once nothing of the ledger stands under it."
    ),
    "Processus fils : un appel JSON-RPC 2.0 par ligne sur l'entrée, une réponse par ligne sur la sortie.\n"
    "La fin de l'entrée, ou l'appel shutdown, l'arrête. Les appels : docs/embedding-calls.md.": (
        "A child process: one JSON-RPC 2.0 call a line on its input, one answer a line on its output.\n"
        "The end of the input, or the call shutdown, ends it. The calls: docs/embedding-calls.md."
    ),
    "Service HTTP : POST /v1/<appel>, avec un jeton. Sur ce poste seulement, sauf --listen.\n"
    "Les appels : docs/embedding-calls.md ; leur description : schemas/service/openapi.json.": (
        "HTTP service: POST /v1/<call>, with a token. On this machine only, unless --listen.\n"
        "The calls: docs/embedding-calls.md; their description: schemas/service/openapi.json."
    ),
    "Le bilan du cabinet sur une période : part du télésoin et ce qu'elle peut encore absorber, demandes de"
    " téléexpertise\net séances en accès direct qui restent, accords bientôt nécessaires, bilans dus, taux sécurisé"
    " (FAMI), dépassements,\nactes par année, moitiés de séries, état des factures. Rien n'est écrit. Un patient n'y est"
    " que par ses factures.\nCe que le registre ne dit pas complet est inconnu, jamais zéro.\n"
    "Sortie : 0 fait · 2 usage, clé ou registre faux · 4 panne.": (
        "The practice's report on a period: share of télésoin and what it can still absorb, téléexpertise requests and\n"
        "direct-access sessions left, agreements soon needed, bilans due, secured share (FAMI), overcharges, acts by\n"
        "year, halves of series, states of invoices. Nothing is written. A patient stands in it by invoices only.\n"
        "What the ledger does not claim to know whole is unknown, never zero.\n"
        "Exit: 0 done · 2 bad use, wrong key or ledger · 4 breakdown."
    ),
    "Ce qui change pour des feuilles entre deux dates des textes, ou entre deux réglages : quelles factures,\n"
    "par quelle règle, pour combien d'euros. Une option donnée une fois se compare à l'ordinaire ; à côté d'une\n"
    "autre différence, elle vaut des deux côtés. N'écrit jamais dans le registre.\n"
    "Sortie : 0 rien ne change · 1 une feuille change · 2 usage ou fichier illisible · 4 échec de fsecheck.": (
        "What changes for sheets between two dates of the texts, or two settings: which invoices, by which rule, for\n"
        "how many euros. An option given once is compared with the ordinary; beside another difference it holds for\n"
        "both sides. Never writes to the ledger.\n"
        "Exit: 0 nothing changes · 1 a sheet changes · 2 bad use or unreadable file · 4 fsecheck failed."
    ),
    "Les scénarios d'un jeu, leurs exigences et leurs règles.": "The scenarios of a pack, their requirements and rules.",
    "Le contrôle du jeu lui-même.\nSortie : 0 rien à redire · 1 sinon.": (
        "The check of the pack itself.\nExit: 0 nothing to say · 1 otherwise."
    ),
    "Jouer les scénarios sur un logiciel, et garder ce qui est entré et sorti.": (
        "Play the scenarios on a software, and keep what went in and came out."
    ),
    "Refaire les preuves d'un passage et les comparer.\nSortie : 0 mêmes · 1 sinon.": (
        "Make the evidence of a run again and compare.\nExit: 0 the same · 1 otherwise."
    ),
    "Ce qui a changé.\nSortie : 0 rien de pire · 1 un résultat est pire.": (
        "What changed.\nExit: 0 nothing worse · 1 a result is worse."
    ),
    "Faire d'une feuille qui pose problème un cas partageable : identités, numéros et textes libres remplacés partout"
    " de la\nmême façon ; clés justes ou fausses comme avant, âges à chaque acte, dates de soins et montants gardés. Rien"
    " n'est\nécrit si le contrôle n'en disait pas la même chose.\n"
    "Sortie : 0 écrit · 1 refusé, avec son motif · 2 usage ou fichier illisible.": (
        "Make of a sheet that raises a question a case that can be shared: identities, numbers and free texts replaced\n"
        "everywhere alike; keys right or wrong as before, ages at each act, dates of care and amounts kept. Nothing is\n"
        "written if the check would not say the same of it.\n"
        "Exit: 0 written · 1 refused, with the reason · 2 bad use or unreadable file."
    ),
    "Écrire le script qui fait compléter fsecheck par un shell. Supplément : fsecheck[completion].": (
        "Write the script that has a shell complete fsecheck. Extra: fsecheck[completion]."
    ),
    # What each option is for.
    "montrer cette aide": "show this help",
    "feuille, lot, enveloppe ; @LISTE : un nom par ligne ; - : l'entrée": (
        "sheet, lot, envelope; @LIST: one name a line; -: the input"
    ),
    "ce que le logiciel sait et que la feuille ne porte pas": "what the software knows and the sheet does not carry",
    "réglages du cabinet, fsecheck.toml (${})": "settings of the practice, fsecheck.toml (${})",
    "juger tous les actes par les textes de ce jour": "judge every act by the texts of that day",
    "mode référence : aucun réglage ne change le verdict": "reference mode: no setting changes the verdict",
    "demander aussi un second moteur de schéma": "ask a second schema engine too",
    "ne plus masquer les données personnelles ; les rapports n'en contiennent aujourd'hui aucune": (
        "mask personal data no longer; reports hold none today"
    ),
    "fichier ou adresse postgresql:// (${})": "file, or address postgresql:// (${})",
    "fichier ou adresse postgresql://": "file, or address postgresql://",
    "clé du registre (${} : un fichier, ou la clé elle-même)": "key of the ledger (${}: a file, or the key itself)",
    "clé des deux registres (${})": "key of both ledgers (${})",
    "jour du contrôle (${}, sinon le jour local)": "day of the check (${}, else the local day)",
    "langue des phrases (${}, sinon fr)": "language of the sentences (${}, else fr)",
    "forme de la réponse (text), plusieurs fois si besoin : {} ; FICHIER : où l'écrire": (
        "form of the answer (text), as often as wanted: {}; FILE: where to write it"
    ),
    "forme de la réponse ({})": "form of the answer ({})",
    "écrire la réponse dans FICHIER": "write the answer to FILE",
    "écrire dans FICHIER la réponse qui n'en nomme pas": "write to FILE the answer that names none",
    "sortir 1 aussi pour un avertissement (warn), ou pour tout constat (information)": (
        "exit 1 for a warning too (warn), or for any finding (information)"
    ),
    "en texte, ne dire que ce qui ne peut pas être envoyé": "as text, tell only what may not be sent",
    "couleurs du texte (auto : un terminal)": "colours of the text (auto: a terminal)",
    "processus à la fois (les cœurs, à partir de {} fichiers)": "processes at once (the cores, from {} files on)",
    "dire où en est le contrôle, même hors d'un terminal": "say how far the check is, even off a terminal",
    "journal sur la sortie d'erreur (sinon aucun)": "log on standard error (otherwise none)",
    "identifiant de l'appelant, repris dans le journal": "the caller's identifier, repeated in the log",
    "dossiers de cas, ou fichiers case.toml": "folders of cases, or files case.toml",
    "montrer aussi les cas égaux, et leurs constats": "show the equal cases too, and their findings",
    "une règle (TEX001) ou une valeur (teleexpertise.requests_per_year)": (
        "a rule (TEX001) or a value (teleexpertise.requests_per_year)"
    ),
    "énoncé, règles, cas de DOSSIER (sinon ceux livrés avec le code)": (
        "statement, rules, cases of DIR (else those shipped with the code)"
    ),
    "juger un lot de règles d'un éditeur, et ses cas": "judge a vendor's pack of rules, and its cases",
    "jour demandé (sinon le jour du contrôle)": "day asked for (else the day of the check)",
    "chapitre.nom, ou nomenclature ; sans elle : la liste": "chapter.name, or nomenclature; without it: the list",
    "seulement ce qui vaut ce jour-là": "only what holds on that day",
    "identifiant du cabinet": "identifier of the practice",
    "RPPS ou numéro AM": "RPPS or AM number",
    "premier jour complet": "first complete day",
    "dernier jour complet (et désormais)": "last complete day (and from now on)",
    "dernier jour complet (sinon : et désormais)": "last complete day (else: and from now on)",
    "feuille, lot ou enveloppe": "sheet, lot or envelope",
    "numéro de la facture": "number of the invoice",
    "tentative ; sans elle : la dernière": "attempt; without it: the last",
    "réponse du payeur": "the payer's answer",
    "code que le payeur donne": "code that the payer gives",
    "les réponses du payeur, CSV ou JSON Lines": "the payer's answers, CSV or JSON Lines",
    "XML, JSON Lines ou CSV ; - : entrée": "XML, JSON Lines or CSV; -: the input",
    "RPPS ou numéro AM dont l'historique est complet": "RPPS or AM number whose history is complete",
    "sur un serveur : rôle de l'application": "on a server: role of the application",
    "sauvegarde": "backup",
    "jour de la sauvegarde, si elle ne le dit pas": "day of the backup, where it does not say it",
    "tête notée plus tôt (un rapport la porte), à retrouver": "head noted earlier (a report carries it), to be found again",
    "une feuille de la personne": "a sheet of the person",
    "RPPS ou numéro AM de la facture": "RPPS or AM number of the invoice",
    "numéro d'une facture de la personne": "number of an invoice of the person",
    "premier jour gardé": "first day kept",
    "une feuille sous l'ancienne identité": "a sheet under the old identity",
    "une feuille sous la nouvelle identité": "a sheet under the new identity",
    "ce qui est demandé": "what is asked for",
    "version à ôter": "version to take away",
    "jetons admis, un par ligne (${} : un jeton)": "tokens admitted, one a line (${}: one token)",
    "créer un fichier d'un jeton neuf, et s'arrêter": "make a file of a new token, and stop",
    "où écouter (%(default)s) ; port 0 : libre": "where to listen (%(default)s); port 0: any free one",
    "autre nom sous lequel les postes appellent": "another name under which workstations call",
    "certificat (PEM), pour HTTPS": "certificate (PEM), for HTTPS",
    "clé du certificat (PEM)": "key of the certificate (PEM)",
    "écouter d'autres postes sans HTTPS : le réseau est protégé autrement": (
        "listen to other machines without HTTPS: the network is protected otherwise"
    ),
    "année civile (sinon celle du jour)": "civil year (else that of the day)",
    "premier jour de la période": "first day of the period",
    "dernier jour (sinon le jour du bilan)": "last day (else the day of the report)",
    "un seul kinésithérapeute : RPPS ou numéro AM": "one physiotherapist only: RPPS or AM number",
    "feuilles à comparer": "sheets to compare",
    "textes de ce jour ; deux fois : avant, après": "texts of that day; twice: before, after",
    "réglages ; deux fois : avant, après": "settings; twice: before, after",
    "un jeu livré ou un dossier ({})": "a pack shipped, or a folder ({})",
    "seulement ceux qui portent ce mot": "only those that bear this word",
    "seulement ceux-là ; * et ? admis": "only those; * and ? admitted",
    "comment appeler le logiciel (adapter.toml)": "how to call the software (adapter.toml)",
    "où garder le passage": "where to keep the run",
    "reprendre un passage interrompu": "go on with a run that was interrupted",
    "écrire les questions et montrer les commandes seulement": "write the questions and show the commands only",
    "le dossier d'un passage, ou son evidence.json": "the folder of a run, or its evidence.json",
    "un passage, ou son evidence.json": "a run, or its evidence.json",
    "un passage plus récent": "a later run",
    "factures antérieures, comme ledger import": "earlier invoices, as ledger import takes them",
    "dossier à écrire, vide ou absent": "folder to write, empty or absent",
    "titre du cas": "title of the case",
    "le shell": "the shell",
    # What is wrong with a call.
    "{} : {} ({} --help)": "{}: {} ({} --help)",
    "un nombre de 1 à {} est attendu": "a number from 1 to {} is expected",
    "commande inconnue « {} » ; connues : {}": 'unknown command "{}"; known: {}',
    "ledger : action inconnue « {} » ; connues : {}": 'ledger: unknown action "{}"; known: {}',
    "certify : action inconnue « {} » ; connues : {}": 'certify: unknown action "{}"; known: {}',
    "case : --mk et --from vont ensemble": "case: --mk and --from go together",
    "case : {} ne peut pas être écrit ({})": "case: {} cannot be written ({})",
    "case : {} ne peut pas être ouvert ({})": "case: {} cannot be opened ({})",
    "case : --history : {} : aucun fichier à reprendre": "case: --history: {}: no file to take",
    "case : --history : {} ne peut pas être repris ({})": "case: --history: {} cannot be taken ({})",
    "certify : ce jeu a été fait avec d'autres textes que ceux de cette version (certify check)": (
        "certify: this pack was made with other texts than those of this version (certify check)"
    ),
    "certify : {}": "certify: {}",
    "certify : aucun scénario du jeu n'est de ce choix (--tag, --id)": (
        "certify: no scenario of the pack is of this choice (--tag, --id)"
    ),
    "--format : forme inconnue « {} » ; connues : {}": '--format: unknown form "{}"; known: {}',
    "--format : plusieurs réponses iraient au même endroit (--format FORME:FICHIER)": (
        "--format: several answers would go to one place (--format FORM:FILE)"
    ),
    "--output : chaque --format nomme déjà son fichier": "--output: every --format names its file already",
    "il manque shtab : pip install 'fsecheck[completion]'": "shtab is missing: pip install 'fsecheck[completion]'",
    "il manque {} : pip install 'fsecheck[service]'": "{} is missing: pip install 'fsecheck[service]'",
    "rules --coverage : {} n'est pas un dossier": "rules --coverage: {} is not a folder",
    "rules --coverage : {}": "rules --coverage: {}",
    "rules : --as-of ne va pas avec --coverage, qui ne regarde aucun jour": (
        "rules: --as-of does not go with --coverage, which looks at no day"
    ),
    "diff : --as-of et --settings se donnent deux fois au plus": "diff: --as-of and --settings are given twice at most",
    "diff : il manque ce qui diffère : --as-of ou --settings": "diff: what differs is missing: --as-of or --settings",
    "explain : « {} » n'est ni une règle ni une valeur connue{}": 'explain: "{}" is no rule and no value that is known{}',
    "law : valeur inconnue « {} »{}": 'law: unknown value "{}"{}',
    " ; voulez-vous dire {} ?": "; do you mean {}?",
    "law nomenclature : il manque --as-of AAAA-MM-JJ": "law nomenclature: --as-of YYYY-MM-DD is missing",
    "ledger import : l'entrée standard (-) ne se lit qu'une fois": "ledger import: standard input (-) is read once only",
    "ledger link : l'entrée standard (-) ne se lit qu'une fois": "ledger link: standard input (-) is read once only",
    "l'entrée standard (-, @-) ne se lit qu'une fois": "standard input (-, @-) is read once only",
    "ledger import : --mk et --from vont ensemble": "ledger import: --mk and --from go together",
    "ledger import : --to est avant --from": "ledger import: --to is before --from",
    "ledger init : il faut --ledger REGISTRE et --key FICHIER": "ledger init: --ledger LEDGER and --key FILE are needed",
    "ledger coverage : --mk et --from vont ensemble": "ledger coverage: --mk and --from go together",
    "ledger settle : --file, ou bien --mk, --number et --outcome": (
        "ledger settle: --file, or else --mk, --number and --outcome"
    ),
    "ledger settle : il manque --mk, --number ou --outcome (ou bien --file)": (
        "ledger settle: --mk, --number or --outcome is missing (or else --file)"
    ),
    "--code : douze capitales ou chiffres au plus": "--code: twelve capitals or digits at most",
    "ledger {} : --as-of est refusé, le registre ne s'écrit pas d'après un autre jour": (
        "ledger {}: --as-of is refused, the ledger is not written as of another day"
    ),
    "ledger migrate : --role RÔLE dit quel rôle du serveur est celui de l'application": (
        "ledger migrate: --role ROLE says which role of the server is the application's"
    ),
    "ledger restore : il faut FICHIER, ou --at AAAA-MM-JJ pour un registre déjà rétabli": (
        "ledger restore: FILE is needed, or --at YYYY-MM-DD for a ledger already restored"
    ),
    "ledger forget : une feuille (FICHIER ou -), ou bien --mk et --number": (
        "ledger forget: a sheet (FILE or -), or else --mk and --number"
    ),
    "ledger key : renew sans version, retire avec la VERSION à ôter": (
        "ledger key: renew without a version, retire with the VERSION to take away"
    ),
    "{} : {}": "{}: {}",
    "dossier illisible ({})": "unreadable folder ({})",
    "aucun fichier .xml, .jsonl ou .csv": "no file .xml, .jsonl or .csv",
    "{} : dossier illisible ({})": "{}: unreadable folder ({})",
    "{} : aucun fichier .xml dans ce dossier": "{}: no .xml file in this folder",
    "@{} : liste vide": "@{}: an empty list",
    "@{} : liste de plus de {} octets": "@{}: a list of more than {} bytes",
    "@{} : liste illisible ({})": "@{}: unreadable list ({})",
    "@{} : la liste n'est pas un texte UTF-8": "@{}: the list is no UTF-8 text",
    "ne peut pas être ouvert ({})": "cannot be opened ({})",
    "ne peut pas être ouvert (ce n'est pas un fichier)": "cannot be opened (this is no file)",
    "ne peut pas être ouvert (ce n'est pas un nom de fichier)": "cannot be opened (this is no name of a file)",
    "--correlation-id : 1 à {} caractères ASCII imprimables": "--correlation-id: 1 to {} printable ASCII characters",
    "il manque le registre : --ledger REGISTRE, ou la variable {}": "the ledger is missing: --ledger LEDGER, or variable {}",
    "il manque le registre : --ledger FICHIER, ou la variable {}": "the ledger is missing: --ledger FILE, or variable {}",
    "il manque la clé du registre : --key FICHIER, ou la variable {}": (
        "the key of the ledger is missing: --key FILE, or variable {}"
    ),
    "--key est donné sans registre : --ledger FICHIER, ou la variable FSECHECK_LEDGER": (
        "--key is given without a ledger: --ledger FILE, or variable FSECHECK_LEDGER"
    ),
    "{} : « {} » n'est pas un jour du calendrier écrit AAAA-MM-JJ": '{}: "{}" is no day of the calendar written YYYY-MM-DD',
    "--mk : ce n'est ni un RPPS (11 chiffres) ni un numéro AM (9 chiffres), clé comprise": (
        "--mk: this is neither an RPPS (11 digits) nor an AM number (9 digits), key included"
    ),
    "--number : un numéro de facture a un à neuf chiffres": "--number: the number of an invoice has one to nine digits",
    "--as-of est refusé en mode référence : chaque acte y est jugé par les textes de sa date": (
        "--as-of is refused in reference mode: there each act is judged by the texts of its date"
    ),
    "--context : {} ne peut pas être ouvert ({})": "--context: {} cannot be opened ({})",
    "{} : {} ne peut pas être écrit ({})": "{}: {} cannot be written ({})",
    "{} : ne peut pas être écrit ({})": "{}: cannot be written ({})",
    "{} : ne peut pas être ouvert ({})": "{}: cannot be opened ({})",
    "{} : il faut une feuille, et une seule, que fsecheck check puisse lire": (
        "{}: one sheet is needed, and one only, that fsecheck check can read"
    ),
    "practice : --year ne va pas avec --from et --to": "practice: --year does not go with --from and --to",
    "practice : --to ne va pas sans --from": "practice: --to does not go without --from",
    "--year : « {} » n'est pas une année écrite AAAA": '--year: "{}" is no year written YYYY',
    "practice : la période finit avant de commencer": "practice: the period ends before it begins",
    "practice : la période commence après ce jour, ou finit avant le {}": (
        "practice: the period begins after today, or ends before {}"
    ),
    "practice : --mk : le registre ne connaît pas ce kinésithérapeute": (
        "practice: --mk: the ledger does not know this physiotherapist"
    ),
    "serve : il manque le jeton : --token FICHIER, ou la variable {} (--make-token en crée un)": (
        "serve: the token is missing: --token FILE, or variable {} (--make-token makes one)"
    ),
    "serve : --listen : « {} » n'est pas un port": 'serve: --listen: "{}" is no port',
    "serve : --listen : « {} » n'est pas ADRESSE:PORT, avec une adresse IP": (
        'serve: --listen: "{}" is not ADDRESS:PORT, with an IP address'
    ),
    "serve : --certificate et --private-key vont ensemble": "serve: --certificate and --private-key go together",
    "serve : des feuilles de soins passeraient en clair sur le réseau : donnez --certificate et --private-key, ou --plain"
    " si le réseau est protégé autrement": (
        "serve: care sheets would cross the network in clear: give --certificate and --private-key, or --plain where the"
        " network is protected otherwise"
    ),
    "serve : --listen sur toutes les adresses demande le nom sous lequel on appelle : --host NOM": (
        "serve: --listen on every address asks for the name under which one calls: --host NAME"
    ),
    "serve : {} : impossible d'écouter ({})": "serve: {}: cannot listen ({})",
    "serve : certificat inutilisable ({})": "serve: unusable certificate ({})",
    "serve : {}": "serve: {}",
    # Settings.
    "{} : {} : attendu {}, trouvé {}": "{}: {}: expected {}, found {}",
    "{} : plus de {} octets": "{}: more than {} bytes",
    "{} : illisible ({})": "{}: unreadable ({})",
    "{} : n'est pas un texte UTF-8": "{}: is no UTF-8 text",
    "{} : n'est pas du TOML ({})": "{}: is no TOML ({})",
    "{} : {} : il manque {}": "{}: {}: {} is missing",
    "{} : {}.rule : {} ne se lève pas, la feuille ne peut être lue": (
        "{}: {}.rule: {} cannot be waived, the sheet cannot be read"
    ),
    "{} : law.overlays : {} : illisible ({})": "{}: law.overlays: {}: unreadable ({})",
    "{} : law.overlays : {} : {}": "{}: law.overlays: {}: {}",
    "prefix : trois capitales sont attendues, pas {}": "prefix: three capitals are expected, not {}",
    "prefix : {} est une famille de fsecheck": "prefix: {} is a family of fsecheck",
    "version : il n'y en a pas": "version: there is none",
    "rules : il n'y en a pas, ou un identifiant est deux fois": "rules: there are none, or an id stands twice",
    "{} : l'identifiant d'une règle est {} et trois chiffres": "{}: the id of a rule is {} and three digits",
    "{} : sa règle n'est pas donnée, ou a un autre identifiant": "{}: its rule is not given, or has another id",
    "{} : gravité inconnue, ou mot inconnu pour ce qu'elle fait sans pouvoir décider": (
        "{}: an unknown severity, or an unknown word for what it does when undecided"
    ),
    "{} : une règle cite au moins une valeur": "{}: a rule quotes at least one value",
    "{} : une règle dit dans sa docstring ce qu'elle tient": "{}: a rule says what it holds in its docstring",
    "un autre lot a le préfixe {}": "another pack has the prefix {}",
    "ses valeurs : {}": "its values: {}",
    "un Pack est attendu, trouvé {}": "a Pack is expected, found {}",
    "{} : la valeur {} n'existe pas": "{}: there is no value {}",
    "{} : le besoin {} n'existe pas": "{}: there is no need {}",
    "plugins.packs : {} : ne se charge pas ({})": "plugins.packs: {}: cannot be loaded ({})",
    "true ou false": "true or false",
    "un nombre entier": "a whole number",
    "un texte": "a text",
    "une liste de textes": "a list of texts",
    "une table": "a table",
    "une date": "a date",
    "une date AAAA-MM-JJ": "a date YYYY-MM-DD",
    "une date et une heure": "a date and a time",
    "une heure": "a time",
    "une liste": "a list",
    "un nombre à virgule": "a number with decimals",
    "une table inconnue": "an unknown table",
    "une clé inconnue": "an unknown key",
    "une des tables {}": "one of the tables {}",
    "une des clés {}": "one of the keys {}",
    "l'un des mots {}": "one of the words {}",
    "un nombre de 0 à {}": "a number from 0 to {}",
    "un rang à partir de 1": "a rank from 1 on",
    "un texte de la forme {}": "a text of the form {}",
    "des tables [[waiver]]": "tables [[waiver]]",
    "{} dans la liste": "{} in the list",
    # What went wrong.
    "la sortie a été fermée avant la fin": "the output was closed before the end",
    "le système a refusé ({})": "the system refused ({})",
    "bibliothèque trop ancienne : {}": "a library is too old: {}",
    "échec interne, à transmettre à l'éditeur : {}": "an internal failure, to be passed on to the vendor: {}",
    "{} : rien n'est affirmé avant le {}": "{}: nothing is asserted before {}",
    "la nomenclature n'est affirmée qu'à partir du {} ; rien n'est su du {}": (
        "the nomenclature is asserted from {} on only; nothing is known of {}"
    ),
    # What was done.
    "Registre de {} créé : {}": "Ledger of {} made: {}",
    "Clé : {}. Gardez-en une copie en lieu sûr : sans elle le registre est illisible.": (
        "Key: {}. Keep a copy of it in a safe place: without it the ledger cannot be read."
    ),
    "Aucune couverture déclarée.": "No coverage claimed.",
    "Rien en attente.": "Nothing pending.",
    "Déjà fait.": "Done already.",
    "{} cas : {} égaux, {} différents, {} illisibles": "{} cases: {} equal, {} different, {} unreadable",
    "{} {} : tient": "{} {}: holds",
    "{} {} : ne tient pas": "{} {}: does not hold",
    "disputée": "disputed",
    # What cases and packs of rules say of themselves.
    "ILLISIBLE": "UNREADABLE",
    "DIFFÉRENT": "DIFFERENT",
    "égal": "equal",
    "attendu {}, trouvé {}": "expected {}, found {}",
    "aucun": "none",
    "le nom du dossier : {} n'est pas une règle du catalogue": "the name of the folder: {} is no rule of the catalogue",
    "le nom du dossier dit {}, le cas attend {}": "the name of the folder says {}, the case expects {}",
    "le nom du dossier dit {}, qui n'est pas parmi les constats attendus": (
        "the name of the folder says {}, which is not among the findings expected"
    ),
    "le nom du dossier dit {}, qui n'est pas parmi les règles non décidées attendues": (
        "the name of the folder says {}, which is not among the undecided rules expected"
    ),
    "verdict : {}": "verdict: {}",
    "échec : {}": "failure: {}",
    "feuilles : {}": "sheets: {}",
    "feuille {} : {}": "sheet {}: {}",
    "issue de {} : {}": "outcome of {}: {}",
    "familles non évaluées : {}": "families not evaluated: {}",
    "registre : {} : {}": "ledger: {}: {}",
    "constat attendu, non trouvé : {}": "finding expected, not found: {}",
    "constat trouvé, non attendu : {}": "finding found, not expected: {}",
    "non décidé attendu, non trouvé : {}": "undecided expected, not found: {}",
    "non décidé trouvé, non attendu : {}": "undecided found, not expected: {}",
    "étape {} ({}) : {}": "step {} ({}): {}",
    "{} : il manque le titre anglais": "{}: the English title is missing",
    "{} : d'aucune règle du lot": "{}: of no rule of the pack",
    "{} : il manque la langue {}": "{}: language {} is missing",
    "{} : les deux langues ne nomment pas les mêmes valeurs": "{}: the two languages do not name the same values",
    "{} : ne nomme pas le lot dans ses réglages": "{}: does not name the pack in its settings",
    "{} : aucun cas où elle parle": "{}: no case where it speaks",
    "{} : aucun cas où elle se tait": "{}: no case where it is silent",
    "{} : aucun cas ne le fait dire": "{}: no case has it said",
    "{} : il manque ses phrases": "{}: its sentences are missing",
    # What is wrong with the file of a case.
    "{} : {} : {}": "{}: {}: {}",
    "{} : aucun {} dans ce dossier": "{}: no {} in this folder",
    "il manque le jour du contrôle": "the day of the check is missing",
    "un cas a [expect], un parcours a des [[step]] : l'un ou l'autre": (
        "a case has [expect], a journey has [[step]]: the one or the other"
    ),
    "il manque un titre": "a title is missing",
    "refusé en mode référence": "refused in reference mode",
    "un parcours qui écrit a un registre : [ledger]": "a journey that writes has a ledger: [ledger]",
    "{} n'est pas une de {}": "{} is none of {}",
    "{} n'est pas un de {}": "{} is none of {}",
    "{} veut sheet": "{} wants sheet",
    "{} veut number": "{} wants number",
    "{} veut mk et from": "{} wants mk and from",
    "acknowledged, paid ou rejected": "acknowledged, paid or rejected",
    "il manque le verdict attendu": "the verdict expected is missing",
    "dans un lot décrit par [[expect.sheet]], chaque feuille a les siens": (
        "in a lot described by [[expect.sheet]], each sheet has its own"
    ),
    "une liste de familles : {}": "a list of families: {}",
    "{} n'est pas une règle du catalogue": "{} is no rule of the catalogue",
    "{} n'existe pas à côté du cas": "{} does not exist beside the case",
    "une table est attendue": "a table is expected",
    "clé inconnue ; connues : {}": "unknown key; known: {}",
    "une suite de tables est attendue ([[...]])": "an array of tables is expected ([[...]])",
    "une suite de tables est attendue ([[{}]])": "an array of tables is expected ([[{}]])",
    "{} attendu, {} trouvé": "{} expected, {} found",
    "une règle connue, et un de {}": "a known rule, and one of {}",
    "un parcours le dit dans ses étapes": "a journey says it in its steps",
    "une facture est une feuille, ou un enregistrement court": "an invoice is a sheet, or a short record",
    "il manque {}": "{} is missing",
    "{} : valeur inattendue {}": "{}: an unexpected value {}",
    "une facture antérieure est une feuille lisible, une seule": "an earlier invoice is one readable sheet, and one only",
    "un enregistrement court complète la feuille du cas, qui n'a pas pu être lue": (
        "a short record completes the sheet of the case, which could not be read"
    ),
    "acts[{}] : il manque {}": "acts[{}]: {} is missing",
    "mk.{} : clé inconnue (rpps, am)": "mk.{}: unknown key (rpps, am)",
    'patient : "same", ou une table avec nir, birth, rank, own_nir, quality': (
        'patient: "same", or a table with nir, birth, rank, own_nir, quality'
    ),
    "patient : la feuille du cas n'a pas pu être lue": "patient: the sheet of the case could not be read",
    "{} : un nombre à virgule s'écrit entre guillemets": "{}: a number with decimals is written between quotes",
    "un nombre à virgule s'écrit entre guillemets": "a number with decimals is written between quotes",
    "le contexte d'une facture antérieure est illisible": "the context of an earlier invoice cannot be read",
    "{} : champ inconnu d'un enregistrement court": "{}: an unknown field of a short record",
    "{} : {} n'est pas un nombre": "{}: {} is no number",
    "{} : registre : {}": "{}: ledger: {}",
    "{} : ledger.coverage : il manque mk, la feuille ne le donne pas": (
        "{}: ledger.coverage: mk is missing, the sheet does not give it"
    ),
    "{} : {} : {} {}": "{}: {}: {} {}",
    "{} : ledger.invoice[{}] : {}": "{}: ledger.invoice[{}]: {}",
    # What is wrong with a scenario pack, an adapter or a run.
    "attendu command, ou answers (un dossier de réponses) : l'un ou l'autre": (
        "expected command, or answers (a folder of answers): the one or the other"
    ),
    "attendu une liste de nombres entiers": "expected a list of whole numbers",
    "attendu {} ou {}": "expected {} or {}",
    "attendu un nombre de 1 à {}": "expected a number from 1 to {}",
    "attendu des textes": "expected texts",
    "{} : accolades dépareillées (une accolade s'écrit deux fois)": "{}: braces without their pair (a brace is written twice)",
    "{{}} n'est pas un de {}": "{{{}}} is none of {}",
    "il manque le nom": "the name is missing",
    "ce fichier n'existe pas": "this file does not exist",
    "{} : n'est pas un dossier de preuves de fsecheck (schemas/evidence/1.json)": (
        "{}: is no evidence of fsecheck (schemas/evidence/1.json)"
    ),
    "{} : un cas jugé à une autre date n'est pas pour le mode référence": (
        "{}: a case judged as of another day is not for reference mode"
    ),
    "{} : le registre refuse une facture antérieure": "{}: the ledger refuses an earlier invoice",
    "{} : {} n'est pas celui d'un passage": "{}: {} is not that of a run",
    "{} : {} manque ou est illisible : ce n'est pas le dossier d'un passage": (
        "{}: {} is missing or unreadable: this is not the folder of a run"
    ),
    "{} : ni un dossier avec {}, ni un jeu livré ({})": "{}: neither a folder with {}, nor a pack shipped ({})",
    "cette version de fsecheck lit le format {}": "this version of fsecheck reads format {}",
    "il manque les fichiers de scénarios": "the files of scenarios are missing",
    "attendu des lettres, des chiffres et des tirets": "expected letters, digits and hyphens",
    "attendu des règles du catalogue, et l'acte après @ : TEX001@2": (
        "expected rules of the catalogue, and the act after @: TEX001@2"
    ),
    "il manque les factures attendues": "the invoices expected are missing",
    "il manque les actes attendus": "the acts expected are missing",
    "champ inconnu d'un acte ; connus : {}": "an unknown field of an act; known: {}",
    "un acte attendu dit day et code": "an act expected says day and code",
    "{} n'est pas le nom d'un fichier .toml du dossier": "{} is not the name of a .toml file of the folder",
    "{} est deux fois": "{} stands twice",
    "attendu un chemin sous le dossier des cas, avec des /": "expected a path under the folder of cases, with /",
    "{} : ce dossier n'a pas de case.toml": "{}: this folder has no case.toml",
    "il manque les réponses attendues": "the answers expected are missing",
    "attendu une date AAAA-MM-JJ": "expected a date YYYY-MM-DD",
    "il manque ce que la situation demande ([[scenario.form]])": (
        "what the situation asks for is missing ([[scenario.form]])"
    ),
    "il manque le numéro de qui facture": "the number of who invoices is missing",
    "{} n'est pas une exigence du jeu": "{} is no requirement of the pack",
    "{} n'est pas une table de [sets]": "{} is no table of [sets]",
    "n'est pas un enregistrement de schemas/import/1.json ({})": "is no record of schemas/import/1.json ({})",
    "attendu une liste de textes": "expected a list of texts",
    "{} : ce dossier n'est pas vide (--resume reprend un passage interrompu)": (
        "{}: this folder is not empty (--resume goes on with a run that was interrupted)"
    ),
    "{} : ce dossier est d'un autre passage (jeu, logiciel ou codes différents)": (
        "{}: this folder is of another run (other pack, software or codes)"
    ),
} | dict(PAIRS)


def said(text: str) -> str:
    """
    *text* in English; what is no text of ours stays as it is.

    What a text says comes after where it says it (``pack.toml : files : il manque ...``): its end is looked for first.
    """
    parts = text.split(" : ")
    for place in range(len(parts)):
        end = _own(" : ".join(parts[place:]))
        if end is not None:
            return ": ".join((*map(said, parts[:place]), end))
    return _completed(text, own=False) or text


def _own(text: str) -> str | None:
    """The English of a text that begins with words of ours; None where it does not."""
    return TEXTS.get(text) or _completed(text, own=True)


def _completed(text: str, *, own: bool) -> str | None:
    """The English of a text that a call completed, by a template that begins with words of ours, or with a value."""
    for template, english, begins in _templates():
        match = re.fullmatch(template, text, re.DOTALL) if begins is own else None
        if match is not None:
            return english.format(*(said(group) for group in match.groups()))
    return None


def places(text: str) -> str:
    """The names of what an option takes."""
    return re.sub(r"[A-ZÀ-Ý]+", lambda word: _PLACES.get(word[0], word[0]), text)


@cache
def _templates() -> tuple[tuple[str, str, bool], ...]:
    """The texts that a call completes, those with most of their own words first; whether they begin with these."""
    texts = [(french, english) for french, english in TEXTS.items() if "{}" in french]
    return tuple(
        ("(.*?)".join(re.escape(part) for part in french.split("{}")), english, not french.startswith("{"))
        for french, english in sorted(texts, key=lambda item: -len(item[0]))
    )
