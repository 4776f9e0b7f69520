"""What went wrong, in one line and one exit code; never a traceback, never a value of a sheet."""

from fsecheck.cli.exits import DIFFERENT, FAULT, USE, UseError
from fsecheck.cli.streams import Streams
from fsecheck.intake.parse import UnsupportedLibxml2
from fsecheck.ledger.port import LedgerError, LedgerRefusedError, LedgerUseError
from fsecheck.model.report import place_of
from fsecheck.settings import SettingsError

#: The ledger's own sentences, in French.
_FRENCH = {
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
    "this ledger was made with a later version of the key": "ce registre a été fait avec une version plus récente de"
    " la clé",
    "this ledger was written by an older fsecheck": "ce registre a été écrit par un fsecheck plus ancien et doit"
    " d'abord être migré",
    "the ledger is locked by another program": "le registre est tenu par un autre programme",
    "there is no room left for the ledger": "il n'y a plus de place pour le registre",
    "the ledger is read-only": "le registre est en lecture seule",
    "the ledger is damaged": "le registre est abîmé",
    "the ledger cannot be read or written by the system": "le système ne peut ni lire ni écrire le registre",
    "the ledger cannot be opened": "le registre ne peut pas être ouvert",
    "the ledger may not be opened": "l'ouverture du registre n'est pas permise",
    "the ledger is on a network share": "le registre est sur un partage réseau : gardez-le sur un disque"
    " de cette machine",
    "the ledger does not know this invoice; the coverage of this MK is interrupted": "le registre ne connaît pas cette"
    " facture ; sa couverture pour ce kinésithérapeute est interrompue",
    "the ledger does not know this invoice": "le registre ne connaît pas cette facture",
    "a coverage ends before it begins": "la couverture finit avant de commencer",
    "an invoice that is": "l'état de cette facture ne permet pas cet appel",
}


def told(error: Exception, streams: Streams) -> int:
    """Say *error* in one line on the error stream; the exit code it means."""
    line, code = _said(error)
    try:
        streams.err.write(f"fsecheck : {line}\n")
    except (OSError, ValueError):
        # Nobody listens any more: the code alone speaks.
        return code
    return code


def french(text: str) -> str:
    """A sentence of the ledger in French; one that is not known stays as it is."""
    for beginning, translation in _FRENCH.items():
        if text.startswith(beginning):
            return translation
    return text


def _said(error: Exception) -> tuple[str, int]:
    if isinstance(error, (UseError, SettingsError)):
        return str(error), USE
    if isinstance(error, LedgerRefusedError):
        return f"registre : {french(str(error))} ({error.code})", DIFFERENT
    if isinstance(error, LedgerError):
        return f"registre : {french(str(error))}", USE if isinstance(error, LedgerUseError) else FAULT
    if isinstance(error, OSError):
        gone = isinstance(error, BrokenPipeError)
        return "la sortie a été fermée avant la fin" if gone else f"le système a refusé ({error.strerror})", FAULT
    if isinstance(error, UnsupportedLibxml2):
        return f"bibliothèque trop ancienne : {error}", FAULT
    return f"échec interne, à transmettre à l'éditeur : {type(error).__name__} {place_of(error)}".rstrip(), FAULT
