"""Why the system refused something, in French and in English: its own sentences speak the language of the machine."""

import errno
from typing import Final

#: French, English.
_REASONS: Final = {
    errno.ENOENT: ("il n'existe pas", "it does not exist"),
    errno.EACCES: ("l'accès en est refusé", "access is denied"),
    errno.EPERM: ("l'accès en est refusé", "access is denied"),
    errno.EISDIR: ("c'est un dossier", "it is a folder"),
    errno.ENOTDIR: ("un dossier de son chemin n'en est pas un", "a folder of its path is none"),
    errno.EEXIST: ("il existe déjà", "it exists already"),
    errno.ENOSPC: ("il n'y a plus de place", "there is no room left"),
    errno.EDQUOT: ("il n'y a plus de place", "there is no room left"),
    errno.EROFS: ("le support est en lecture seule", "the medium is read-only"),
    errno.EBUSY: ("un autre programme le tient", "another program holds it"),
    errno.EMFILE: ("trop de fichiers sont ouverts", "too many files are open"),
    errno.ENFILE: ("trop de fichiers sont ouverts", "too many files are open"),
    errno.ENAMETOOLONG: ("son nom est trop long", "its name is too long"),
    errno.ELOOP: ("ses liens tournent en rond", "its links go round"),
    errno.EIO: ("le disque ne répond pas", "the disk does not answer"),
    errno.EADDRINUSE: ("l'adresse est déjà prise", "the address is taken"),
    errno.EADDRNOTAVAIL: ("cette adresse n'est pas de cette machine", "this is no address of this machine"),
    errno.ECONNREFUSED: ("la connexion est refusée", "the connection is refused"),
}


#: Every sentence in French and in English; ``{}`` is a number.
PAIRS: Final = (*_REASONS.values(), ("erreur {} du système", "system error {}"))


def reason(number: int | None, language: str = "fr") -> str:
    """What an ``errno`` says of a file or an address; its number where there is no sentence."""
    english = language == "en"
    if number in _REASONS:
        return _REASONS[number][english]
    return f"system error {number}" if english else f"erreur {number} du système"
