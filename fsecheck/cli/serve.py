"""``fsecheck serve``: the calls over HTTP, for a workstation or for those of a practice."""

import ipaddress
import os
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from fsecheck.cli.exits import DONE, UseError
from fsecheck.cli.hosting import add_hosting, hosted
from fsecheck.cli.options import Parser
from fsecheck.cli.streams import Streams

if TYPE_CHECKING:
    from fsecheck.service.calls import Service
    from fsecheck.service.tokens import Tokens

VARIABLE: Final = "FSECHECK_TOKEN"
_PORT: Final = 8733
_LAST_PORT: Final = 65_535
_EXAMPLES = """\
  fsecheck serve --make-token cabinet.token
  fsecheck serve --token cabinet.token --ledger cabinet.db --key cabinet.key
  fsecheck serve --token cabinet.token --listen 192.0.2.10:8733 --host serveur.cabinet.example \\
      --certificate cabinet.pem --private-key cabinet.key.pem
"""


def run(words: list[str], streams: Streams) -> int:
    """Serve until stopped."""
    parser = Parser(
        streams,
        "serve",
        "Service HTTP : POST /v1/<appel>, avec un jeton. Sur ce poste seulement, sauf --listen.\n"
        "Les appels : docs/embedding-calls.md ; leur description : schemas/service/openapi.json.",
        _EXAMPLES,
    )
    add_hosting(parser)
    parser.add_argument("--token", metavar="FICHIER", help=f"jetons admis, un par ligne (${VARIABLE} : un jeton)")
    parser.add_argument("--make-token", metavar="FICHIER", help="créer un fichier d'un jeton neuf, et s'arrêter")
    parser.add_argument(
        "--listen",
        metavar="ADRESSE:PORT",
        default=f"127.0.0.1:{_PORT}",
        help="où écouter (%(default)s) ; port 0 : libre",
    )
    parser.add_argument(
        "--host", action="append", default=[], metavar="NOM[:PORT]", help="autre nom sous lequel les postes appellent"
    )
    parser.add_argument("--certificate", metavar="FICHIER", help="certificat (PEM), pour HTTPS")
    parser.add_argument("--private-key", metavar="FICHIER", help="clé du certificat (PEM)")
    parser.add_argument(
        "--plain", action="store_true", help="écouter d'autres postes sans HTTPS : le réseau est protégé autrement"
    )
    options = parser.parse_args(words)
    with hosted(options, streams) as service:
        from fsecheck.service import tokens  # noqa: PLC0415 - after the extra was looked for

        try:
            if options.make_token is not None:
                tokens.create(options.make_token)
            else:
                _serve(options, service, _tokens(options), streams)
        except tokens.TokenError as error:
            raise UseError(f"serve : {error}") from None
    return DONE


def _serve(options: Namespace, service: "Service", admitted: "Tokens", streams: Streams) -> None:
    from fsecheck.service import server  # noqa: PLC0415 - after the extra was looked for
    from fsecheck.service.limits import Limits  # noqa: PLC0415 - after the extra was looked for
    from fsecheck.service.web import Web, busy  # noqa: PLC0415 - after the extra was looked for

    address, port = _address(options)
    limits = Limits()
    try:
        listening = server.listen(address, port)
    except OSError as error:
        from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

        raise UseError(f"serve : {options.listen} : impossible d'écouter ({reason(error.errno)})") from None
    with listening:
        port = listening.getsockname()[1]
        web = Web(service, admitted, _names(address, port, options.host), limits)
        try:
            made = server.make(web.app, busy, limits, options.certificate, options.private_key)
        except OSError as error:
            from fsecheck.model.reasons import reason  # noqa: PLC0415 - only when something went wrong

            raise UseError(f"serve : certificat inutilisable ({reason(error.errno)})") from None
        scheme = "https" if options.certificate else "http"
        streams.out.write(f"{scheme}://{_bracketed(address)}:{port}\n")
        streams.out.flush()
        try:
            server.run(made, listening)
        finally:
            web.close()


def _tokens(options: Namespace) -> "Tokens":
    """The tokens of file or variable. Raises UseError, TokenError."""
    from fsecheck.service.tokens import Tokens, read  # noqa: PLC0415 - after the extra was looked for

    if options.token is not None:
        return read(options.token)
    stated = os.environ.get(VARIABLE)
    if not stated:
        raise UseError(
            f"serve : il manque le jeton : --token FICHIER, ou la variable {VARIABLE} (--make-token en crée un)"
        )
    return Tokens(stated.split())


def _address(options: Namespace) -> tuple[str, int]:
    """Address and port of ``--listen``. Raises UseError, also where other machines would be served in clear."""
    host, _, port = options.listen.rpartition(":")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        raise UseError(f"serve : --listen : « {options.listen} » n'est pas ADRESSE:PORT, avec une adresse IP") from None
    if not port.isascii() or not port.isdecimal() or int(port) > _LAST_PORT:
        raise UseError(f"serve : --listen : « {port} » n'est pas un port")
    if (options.certificate is None) != (options.private_key is None):
        raise UseError("serve : --certificate et --private-key vont ensemble")
    if not address.is_loopback and options.certificate is None and not options.plain:
        raise UseError(
            "serve : des feuilles de soins passeraient en clair sur le réseau : donnez --certificate et --private-key,"
            " ou --plain si le réseau est protégé autrement"
        )
    if address.is_unspecified and not options.host:
        raise UseError("serve : --listen sur toutes les adresses demande le nom sous lequel on appelle : --host NOM")
    return str(address), int(port)


def _names(address: str, port: int, others: list[str]) -> frozenset[str]:
    """The names that a call may give its host: those of this machine to itself, or of the address, and the others."""
    own = ["localhost", "127.0.0.1", "[::1]"] if ipaddress.ip_address(address).is_loopback else [_bracketed(address)]
    named = [name if _port_stated(name) else f"{name}:{port}" for name in (*own, *others)]
    return frozenset(name.lower() for name in named)


def _port_stated(name: str) -> bool:
    return name.rpartition("]")[2].rpartition(":")[2].isdecimal() and ":" in name.rpartition("]")[2]


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
