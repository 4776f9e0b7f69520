"""What went wrong, in one line and one exit code; never a traceback, never a value of a sheet."""

from fsecheck.cli.exits import DIFFERENT, FAULT, USE, UseError
from fsecheck.cli.streams import Streams
from fsecheck.intake.parse import UnsupportedLibxml2
from fsecheck.ledger.port import LedgerError, LedgerRefusedError, LedgerUseError
from fsecheck.model.reasons import reason
from fsecheck.model.report import place_of
from fsecheck.settings import SettingsError

#: The ledger's own sentences, in French.
FRENCH = {
    "this is not a key of fsecheck": "ce n'est pas une clé de fsecheck",
    "the key holds a version twice": "la clé porte deux fois la même version",
    "the key file must be readable by its owner only (mode 0600)": "le fichier de la clé doit n'être lisible que par"
    " son propriétaire (mode 0600)",
    "the key file cannot be read": "le fichier de la clé ne peut pas être lu",
    "the key file cannot be written": "le fichier de la clé ne peut pas être écrit",
    "the file exists already and is never overwritten": "le fichier existe déjà et n'est jamais écrasé",
    "this file is not a ledger of fsecheck": "ce fichier n'est pas un registre de fsecheck",
    "this ledger was written by a newer fsecheck": "ce registre a été écrit par un fsecheck plus récent",
    "this is not the key of this ledger": "ce n'est pas la clé de ce registre",
    "this ledger was written by an older fsecheck": "ce registre a été écrit par un fsecheck plus ancien et doit"
    " d'abord être migré",
    "the ledger is locked by another program": "le registre est tenu par un autre programme",
    "there is no room left for the ledger": "il n'y a plus de place pour le registre",
    "the ledger is read-only": "le registre est en lecture seule",
    "the ledger is damaged": "le registre est abîmé : restaurez une sauvegarde (fsecheck ledger restore)",
    "the tables of the ledger are not those of fsecheck": "les tables du registre ne sont pas celles de fsecheck :"
    " fsecheck ledger verify dit lesquelles",
    "there is no folder where the file would be": "le dossier où serait le fichier n'existe pas",
    "the ledger cannot be made": "le registre ne peut pas être créé",
    "the ledger failed": "le registre est en panne",
    "the ledger is closed": "le registre est fermé",
    "what was erased may still stand in the log of the ledger": "ce qui est effacé peut encore se trouver dans le"
    " journal du registre, qu'un autre programme lit : relancez la même commande",
    "the ledger cannot be read or written by the system": "le système ne peut ni lire ni écrire le registre",
    "the ledger cannot be opened": "le registre ne peut pas être ouvert",
    "the ledger may not be opened": "l'ouverture du registre n'est pas permise",
    "the ledger is on a network share": "le registre est sur un partage réseau : gardez-le sur un disque"
    " de cette machine",
    "this file is a backup": "ce fichier est une sauvegarde : ledger restore en refait un registre",
    "this is not a backup of fsecheck": "ce n'est pas une sauvegarde de fsecheck : dites de quel jour elle est (--at)",
    "a backup is a file": "une sauvegarde est un fichier",
    "this practice has a ledger already": "ce cabinet a déjà un registre, qui n'est jamais écrasé",
    "a ledger on PostgreSQL needs psycopg": "un registre sur PostgreSQL demande psycopg : installez"
    " fsecheck[postgresql]",
    "the address of the ledger holds a password": "l'adresse du registre porte un mot de passe, que d'autres peuvent y"
    " lire : PGPASSFILE, PGPASSWORD ou un fichier de service le donnent",
    "the address of the ledger cannot be read": "l'adresse du registre ne peut pas être lue",
    "the address of the ledger names no practice": "l'adresse du registre ne nomme aucun cabinet : ?practice=ID à sa"
    " fin",
    "the address of the ledger names another practice": "l'adresse du registre nomme un autre cabinet",
    "this database holds no ledger of fsecheck": "cette base ne contient aucun registre de fsecheck : son propriétaire"
    " y crée les tables par ledger migrate",
    "this database holds no ledger of that practice": "cette base ne contient aucun registre de ce cabinet",
    "this database holds a schema fsecheck": "cette base contient un schéma fsecheck qui n'est pas d'un registre",
    "this role sees the rows of every practice": "ce rôle voit les lignes de tous les cabinets : prenez celui de"
    " l'application",
    "the server knows no such role": "le serveur ne connaît pas ce rôle pour l'application",
    "the role of the application must be another": "le rôle de l'application ne peut pas être le propriétaire des"
    " tables",
    "the role of this address lacks rights": "le rôle de cette adresse n'a pas les droits qu'il faut sur le registre :"
    " ledger migrate les donne",
    "only the owner of the tables": "seul le propriétaire des tables, ou de la base, migre un registre",
    "the ledger wants PostgreSQL 15": "le registre demande PostgreSQL 15 ou plus récent",
    "the ledger's server asks for a password": "le serveur du registre demande un mot de passe : PGPASSFILE, PGPASSWORD"
    " ou un fichier de service le donnent",
    "the ledger's server refuses this role": "le serveur du registre refuse ce rôle, son mot de passe ou cette base",
    "the ledger's server cannot be reached": "le serveur du registre ne répond pas",
    "the ledger's server takes no more connections": "le serveur du registre n'accepte plus de connexion",
    "the ledger's server did not answer in time": "le serveur du registre n'a pas répondu à temps",
    "the connection to the ledger's server was lost: nothing": "la connexion au serveur du registre a été perdue : rien"
    " de l'appel n'a été gardé",
    "the connection to the ledger's server was lost while": "la connexion au serveur du registre a été perdue pendant"
    " que l'appel était gardé : refaites-le, deux fois le même appel n'en font qu'un",
    "something failed inside the call": "une partie de l'appel a échoué : rien n'en a été gardé",
    "the ledger does not know this invoice; the coverage of this MK is interrupted": "le registre ne connaît pas cette"
    " facture ; sa couverture pour ce kinésithérapeute est interrompue : inscrivez les factures qui manquent (fsecheck"
    " ledger record, ou import), puis rétablissez-la (fsecheck ledger coverage --mk NUMÉRO --from AAAA-MM-JJ)",
    "the ledger does not know this person": "le registre ne connaît pas cette personne",
    "the ledger does not know this attempt": "le registre ne connaît pas cette tentative",
    "the ledger is not what its events say": "le registre n'est pas ce que ses événements disent : fsecheck ledger"
    " verify",
    "this is no number of a practitioner": "ce n'est pas le numéro d'un kinésithérapeute (RPPS ou numéro AM)",
    "this is not a head of a ledger": "ce n'est pas la tête d'un registre, écrite comme 12:0a1b...",
    "an invoice to erase is reserved": "une facture à effacer est réservée : confirmez-la ou rendez-la d'abord",
    "a ledger is swept outside a transaction": "un registre s'efface hors de toute transaction",
    "only the owner of the tables erases": "seul le propriétaire des tables efface : donnez l'adresse avec son rôle"
    " (docs/postgresql.md)",
    "the newest version of a key is in use": "la version la plus récente d'une clé sert encore",
    "persons of the ledger stand under this version of the key": "des personnes du registre tiennent encore à cette"
    " version de la clé : elles la quittent à leur prochaine facture, ou quand leurs factures sont effacées",
    "what is kept would begin after today": "ce qui est gardé commencerait après aujourd'hui",
    "another invoice is live under this number": "une autre facture vit sous ce numéro",
    "this invoice was replaced by the one that corrects it": "cette facture a été remplacée par celle qui la rectifie",
    "the sheet names no practitioner": "la feuille ne nomme pas de kinésithérapeute",
    "a control character stands in the invoice": "un caractère de contrôle se trouve dans la facture",
    "a ledger belongs to a practice": "un registre est celui d'un cabinet : donnez son identifiant",
    "a payer's answer is": "la réponse d'un payeur est acknowledged, paid ou rejected",
    "an invoice enters the book": "une facture entre au registre réservée ou inscrite",
    "the ledger does not know this invoice": "le registre ne connaît pas cette facture",
    "a coverage ends before it begins": "la couverture finit avant de commencer",
    "a coverage of days to come cannot be claimed": "des jours à venir ne peuvent pas être couverts : sans fin, une"
    " couverture vaut désormais",
    "an invoice that is": "l'état de cette facture ne permet pas cet appel",
}


def told(error: Exception, streams: Streams) -> int:
    """Say *error* in one line on the error stream; the exit code it means."""
    line, code = _said(error, streams)
    if "://" in line:
        import re  # noqa: PLC0415 - only where an address is repeated

        line = re.sub(r"(\w+://[^/@\s]*):[^/@\s]*@", r"\1:***@", line)
    try:
        streams.err.write(f"fsecheck{' ' if streams.language == 'fr' else ''}: {line}\n")
    except (OSError, ValueError):
        # Nobody listens any more: the code alone speaks.
        return code
    return code


def french(error: LedgerError) -> str:
    """What the ledger says, in French; a sentence that is not known stays as it is."""
    text = str(error)
    said = next((translation for beginning, translation in FRENCH.items() if text.startswith(beginning)), text)
    return said if error.errno is None else f"{said} ({reason(error.errno)})"


def of_ledger(error: LedgerError, language: str) -> str:
    """What the ledger says, after its name, in the language of the call."""
    if language == "fr":
        return f"registre : {french(error)}"
    told = str(error) if error.errno is None else f"{error} ({reason(error.errno, language)})"
    return f"ledger: {told}"


def _said(error: Exception, streams: Streams) -> tuple[str, int]:
    if isinstance(error, LedgerRefusedError):
        return f"{of_ledger(error, streams.language)} ({error.code})", DIFFERENT
    if isinstance(error, LedgerError):
        return of_ledger(error, streams.language), USE if isinstance(error, LedgerUseError) else FAULT
    line, code = _in_french(error)
    return streams.said(line), code


def _in_french(error: Exception) -> tuple[str, int]:
    if isinstance(error, (UseError, SettingsError)):
        return str(error), USE
    if isinstance(error, OSError):
        gone = isinstance(error, BrokenPipeError)
        return "la sortie a été fermée avant la fin" if gone else f"le système a refusé ({reason(error.errno)})", FAULT
    if isinstance(error, UnsupportedLibxml2):
        return f"bibliothèque trop ancienne : {error}", FAULT
    return f"échec interne, à transmettre à l'éditeur : {type(error).__name__} {place_of(error)}".rstrip(), FAULT
