"""
The tokens that open the HTTP door: a file of one token a line, or the environment; never an argument of the command.

No error of this module quotes a token.
"""

import os
import re
import secrets
from collections.abc import Iterable
from hmac import compare_digest
from typing import Final

_FORM: Final = re.compile(r"[A-Za-z0-9._~+/-]{32,200}=*")
_LARGEST: Final = 65_536


class TokenError(ValueError):
    """Tokens that cannot be used. Its text is for the user."""


class Tokens:
    """The tokens of a service. They have no readable form."""

    def __init__(self, tokens: Iterable[str]) -> None:
        """Each of at least 32 characters that stand in a header. Raises TokenError."""
        self._tokens = [token.encode() for token in tokens]
        if not self._tokens:
            raise TokenError("il n'y a aucun jeton")
        if not all(_FORM.fullmatch(token.decode()) for token in self._tokens):
            raise TokenError("un jeton a au moins 32 lettres ou chiffres, et rien qu'une en-tête ne porte pas")

    def __repr__(self) -> str:
        return f"<Tokens: {len(self._tokens)}>"

    def admit(self, authorization: str) -> bool:
        """Whether the header ``Authorization: Bearer TOKEN`` holds one of them; no faster for one that nearly does."""
        scheme, _, given = authorization.partition(" ")
        said = given.strip().encode()
        # Every token is compared: which one fits, and how much of it, cannot be told from the time.
        return sum(compare_digest(said, token) for token in self._tokens) > 0 and scheme.lower() == "bearer"


def read(path: str) -> Tokens:
    """The tokens of a file. Raises TokenError, also where others than its owner may read it (POSIX)."""
    try:
        with open(path, encoding="ascii") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise TokenError("le fichier des jetons ne doit être lisible que par son propriétaire (mode 0600)")
            text = file.read(_LARGEST)
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        raise TokenError(f"le fichier des jetons ne peut pas être lu ({reason(error.errno)})") from None
    except UnicodeDecodeError:
        raise TokenError("ce n'est pas un fichier de jetons") from None
    return Tokens(text.split())


def create(path: str) -> None:
    """Make a file of one new token, owner-only. Raises TokenError, also where *path* exists."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        raise TokenError(f"le fichier des jetons ne peut pas être créé ({reason(error.errno)})") from None
