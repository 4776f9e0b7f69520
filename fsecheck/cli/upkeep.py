"""``fsecheck ledger verify, recount, forget, retain, link, key``: the register kept sound, and no longer than due."""

import os
from argparse import Namespace
from collections.abc import Mapping
from typing import Final, cast

from fsecheck.cli.exits import DIFFERENT, DONE, FAULT, UseError
from fsecheck.cli.inputs import shown
from fsecheck.cli.options import (
    KEY,
    Parser,
    add_answer,
    add_ledger,
    add_today,
    day,
    invoice_number,
    ledger,
    mk_number,
    today,
)
from fsecheck.cli.streams import Answer, Streams
from fsecheck.intake import read_1_0
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.intake.limits import LOT_BYTES
from fsecheck.ledger import keys
from fsecheck.ledger.keeping import Book
from fsecheck.ledger.port import LedgerUseError
from fsecheck.ledger.reading import LedgerHistory
from fsecheck.ledger.upkeep import Erased
from fsecheck.ledger.verify import Broken, Checked
from fsecheck.model.invoice import Patient
from fsecheck.model.reasons import reason
from fsecheck.render import public
from fsecheck.render.sentences import locale

#: French, English.
_TOLD: Final = {
    "sound": ("Registre sain : {events} événements, dont {erased} effacés.",
              "The ledger is sound: {events} events, {erased} of them erased."),
    "head": ("Tête : {head}. Notez-la hors du registre : verify --head la retrouvera.",
             "Head: {head}. Note it outside the ledger: verify --head will look for it."),
    "broken": ("REGISTRE ALTÉRÉ : {what}.", "THE LEDGER WAS ALTERED: {what}."),
    "event": (" (événement n° {seq})", " (event no. {seq})"),
    "event_of": (" (événement n° {seq}, « {kind} », du {day})", ' (event no. {seq}, "{kind}", of {day})'),
    "counters": ("Les compteurs ne sont pas justes : fsecheck ledger recount les refait.",
                 "The counters are wrong: fsecheck ledger recount makes them again."),
    "faults": ("La base de données trouve {faults} défauts dans son fichier : restaurez une sauvegarde.",
               "The database finds {faults} faults in its file: restore a backup."),
    "tables": ("Les tables ne sont pas celles de fsecheck : {names}.",
               "The tables are not those of fsecheck: {names}."),
    "more": ("{names} et {more} autres", "{names} and {more} more"),
    "damaged": ("{events} événements se lisent. Restaurez une sauvegarde, puis inscrivez ce qui fut facturé depuis.",
                "{events} events can be read. Restore a backup, then record what was invoiced since."),
    "recounted": ("Compteurs refaits.", "Counters made again."),
    "erased": ("Effacé : {invoices} factures, {events} événements vidés (événement n° {seq} du registre).",
               "Erased: {invoices} invoices, {events} events emptied (event no. {seq} of the ledger)."),
    "nothing": ("Rien à effacer.", "Nothing to erase."),
    "linked": ("Les deux identités sont une personne.", "The two identities are one person."),
    "linked_before": ("Déjà fait. Les deux identités sont une personne.",
                      "Done before. The two identities are one person."),
    "renewed": ("Clé renouvelée : la version {version} écrit désormais. Gardez-en une copie en lieu sûr.",
                "Key renewed: version {version} writes from now on. Keep a copy in a safe place."),
    "retired": ("Version {version} de la clé retirée du registre et de sa clé.",
                "Version {version} of the key retired from the ledger and its key."),
    "retired_literal": ("Version {version} de la clé retirée du registre : ôtez sa ligne de la variable.",
                        "Version {version} of the key retired from the ledger: take its line out of the variable."),
    "retired_before": ("Version {version} de la clé : le registre ne la connaît pas.",
                       "Version {version} of the key: the ledger does not know it."),
}  # fmt: skip

#: How many things amiss with the tables a line names.
_NAMED: Final = 5
#: What does not hold: French, English.
BROKEN: Final = {
    "altered-event": ("un événement n'est pas ce que la clé a signé, ou n'est pas à sa place",
                      "an event is not what the key signed, or not in its place"),
    "missing-event": ("un événement manque", "an event is missing"),
    "missing-end": ("la fin de la chaîne manque, à partir de là", "the end of the chain is missing, from there on"),
    "other-head": ("la chaîne n'est plus celle dont la tête a été notée",
                   "the chain is no longer the one whose head was noted"),
    "altered-payload": ("ce que dit un événement a été changé", "what an event says was changed"),
    "missing-payload": ("ce que dit un événement manque, et rien ne dit qu'il fut effacé",
                        "what an event says is missing, and nothing says that it was erased"),
    "payload-not-erased": ("ce qu'un événement disait effacé est là", "what was said to be erased is there"),
    "missing-rows": ("une facture inscrite manque", "an invoice that was written is missing"),
    "altered-rows": ("une facture, ou ses actes, ne sont plus ce qui fut inscrit",
                     "an invoice, or its acts, are no longer what was written"),
    "altered-state": ("l'état d'une facture n'est pas celui où ses événements mènent",
                      "the state of an invoice is not what its events lead to"),
    "unwritten-rows": ("des lignes que n'a inscrites aucun événement : la fin de la chaîne peut manquer",
                       "rows that no event wrote: the end of the chain may be missing"),
    "unreadable-rows": ("une valeur que fsecheck n'écrit jamais, après cet événement",
                        "a value that fsecheck never writes, after this event"),
    "altered-person": ("qui est qui a été changé : une personne n'est pas ce qu'en dit l'événement",
                       "who is who was changed: a person is not what the event says"),
    "missing-person": ("une personne manque, et rien ne dit qu'elle fut oubliée",
                       "a person is missing, and nothing says that they were forgotten"),
    "altered-tables": ("les tables ne sont pas celles de fsecheck : la suite n'a pas pu être lue",
                       "the tables are not those of fsecheck: what follows could not be read"),
    "damaged-file": ("la base de données ne peut plus lire son fichier, après cet événement",
                     "the database cannot read its file any more, after this event"),
    "altered-ledger": ("de quel cabinet est le registre a été changé", "whose ledger it is was changed"),
    "altered-key": ("ce que le registre dit de sa clé a été changé", "what the ledger says of its key was changed"),
    "altered-practitioner": ("les numéros d'un kinésithérapeute ont été changés",
                             "the numbers of a practitioner were changed"),
    "altered-coverage": ("la couverture n'est pas celle qui fut déclarée", "the coverage is not what was claimed"),
    "altered-erasure": ("ce qui reste d'un effacement a été changé", "what is left of an erasure was changed"),
    "altered-sealed": ("le début de la chaîne, dont la clé est retirée, a été changé",
                       "the beginning of the chain, whose key is retired, was changed"),
}  # fmt: skip


def run(action: str, words: list[str], streams: Streams) -> int:
    """One action of upkeep."""
    return {"verify": _verify, "recount": _recount, "forget": _forget, "retain": _retain, "link": _link, "key": _key}[
        action
    ](action, words, streams)


def _parser(streams: Streams, action: str, description: str) -> Parser:
    parser = Parser(streams, f"ledger {action}", description)
    add_ledger(parser)
    add_today(parser)
    add_answer(parser)
    return parser


def _open(options: Namespace) -> Book:
    return cast("Book", ledger(options, write=True, needed=True))


def _say(name: str, language: str, **params: object) -> str:
    return _TOLD[name][language == "en"].format(**params)


def _answer(options: Namespace, streams: Streams, said: Mapping[str, object], text: str) -> None:
    with Answer(streams, options.output) as answer:
        answer.write(public.dumps(said) if options.format == "json" else f"{text}\n")


def _verify(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(streams, action, "Le registre est-il ce que ses événements disent ? Sortie : 0 sain · 1 altéré.")
    parser.add_argument("--head", metavar="TÊTE", help="tête notée plus tôt (un rapport la porte), à retrouver")
    options = parser.parse_args(words)
    today(options)
    book = cast("LedgerHistory", ledger(options, write=False, needed=True))
    try:
        checked = book.verify(options.head)
    finally:
        book.close()
    said = {
        "sound": checked.sound,
        "head": checked.head,
        "events": checked.events,
        "erased": checked.erased,
        "broken": None if checked.broken is None else _broken(checked.broken, options.lang),
        "counters": checked.counters,
        "faults": checked.faults,
        "tables": [*checked.tables],
        "damaged": checked.damaged,
        "language": options.lang,
    }
    _answer(options, streams, said, "\n".join(_lines(checked, options.lang)))
    if checked.damaged:
        return FAULT
    return DONE if checked.sound else DIFFERENT


def _broken(broken: Broken, language: str) -> dict[str, object]:
    mk, number, attempt = broken.invoice or (None, None, None)
    return {
        "code": broken.code,
        "event": broken.seq,
        "kind": broken.kind or None,
        "day": broken.day or None,
        "invoice": None if mk is None else {"mk": mk, "number": number, "attempt": attempt},
        "text": _sentence(broken, language),
    }


def _sentence(broken: Broken, language: str) -> str:
    said = BROKEN[broken.code][language == "en"]
    words = locale(language)
    if broken.kind:
        said += _say("event_of", language, seq=broken.seq, kind=broken.kind, day=words.day(broken.day))
    elif broken.seq is not None:
        said += _say("event", language, seq=broken.seq)
    if broken.invoice is not None:
        mk, number, _ = broken.invoice
        said += ", " + words.LABELS["invoice"].format(number=number) + ", " + words.LABELS["mk"].format(mk=mk)
    return said


def _lines(checked: Checked, language: str) -> list[str]:
    lines = []
    if checked.broken is not None:
        lines.append(_say("broken", language, what=_sentence(checked.broken, language)))
    if not checked.counters:
        lines.append(_say("counters", language))
    if checked.tables:
        names = ", ".join([_printed(name) for name in checked.tables[:_NAMED]])
        if len(checked.tables) > _NAMED:
            names = _say("more", language, names=names, more=len(checked.tables) - _NAMED)
        lines.append(_say("tables", language, names=names))
    if checked.damaged:
        lines.append(_say("damaged", language, events=checked.events))
    elif checked.faults:
        lines.append(_say("faults", language, faults=checked.faults))
    if checked.sound:
        lines.append(_say("sound", language, events=checked.events, erased=checked.erased))
        lines.append(_say("head", language, head=checked.head))
    return lines


def _printed(name: str) -> str:
    """A name in the database, which anybody may have given, as a terminal may show it."""
    return "".join([sign if sign.isprintable() else "?" for sign in name[:80]])


def _recount(action: str, words: list[str], streams: Streams) -> int:
    options = _parser(streams, action, "Refaire les compteurs, d'après les factures et ce qui fut effacé.").parse_args(
        words
    )
    on = today(options)
    book = _open(options)
    try:
        book.recount(on)
        head = book.head()
    finally:
        book.close()
    _answer(options, streams, {"recounted": True, "head": head}, _say("recounted", options.lang))
    return DONE


def _forget(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(
        streams,
        action,
        "Oublier une personne : ses factures, ses empreintes, tout ce qui mène à elle ; les comptes restent.\n"
        "Elle est nommée par une de ses feuilles (FICHIER ou -), ou par une de ses factures.",
    )
    parser.add_argument("path", nargs="?", metavar="FICHIER|-", help="une feuille de la personne")
    parser.add_argument("--mk", metavar="NUMÉRO", help="RPPS ou numéro AM de la facture")
    parser.add_argument("--number", metavar="NUMÉRO", help="numéro d'une facture de la personne")
    parser.add_argument("--attempt", type=int, metavar="N", help="tentative ; sans elle : la dernière")
    options = parser.parse_args(words)
    on = today(options)
    named = options.mk is not None or options.number is not None
    if named == (options.path is not None) or (options.mk is None) != (options.number is None):
        raise UseError("ledger forget : une feuille (FICHIER ou -), ou bien --mk et --number")
    patient = None if named else _patient(options.path, streams)
    if named:
        mk_number(options.mk)
        invoice_number(options.number)
    book = _open(options)
    try:
        if patient is not None:
            erased = book.forget(patient, on)
        else:
            erased = book.forget_patient_of(options.mk, options.number, on, options.attempt)
    finally:
        book.close()
    _erased(options, streams, erased)
    return DONE


def _retain(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(
        streams,
        action,
        "Ne plus garder les factures élaborées avant un jour ; la couverture commence alors ce jour-là.",
    )
    parser.add_argument("--before", required=True, metavar="AAAA-MM-JJ", help="premier jour gardé")
    options = parser.parse_args(words)
    on, first = today(options), day(options.before, "--before")
    book = _open(options)
    try:
        erased = book.retain(first, on)
    finally:
        book.close()
    _erased(options, streams, erased)
    return DONE


def _erased(options: Namespace, streams: Streams, erased: Erased) -> None:
    said = {"invoices": erased.invoices, "events": erased.events, "event": erased.seq}
    name = "nothing" if erased.seq is None else "erased"
    text = _say(name, options.lang, invoices=erased.invoices, events=erased.events, seq=erased.seq)
    _answer(options, streams, said, text)


def _link(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(
        streams, action, "Dire que deux identités sont une personne, dont le NIR a changé : une feuille de chacune."
    )
    parser.add_argument("old", metavar="ANCIENNE", help="une feuille sous l'ancienne identité")
    parser.add_argument("new", metavar="NOUVELLE", help="une feuille sous la nouvelle identité")
    options = parser.parse_args(words)
    on = today(options)
    if options.old == options.new == "-":
        raise UseError("ledger link : l'entrée standard (-) ne se lit qu'une fois")
    old, new = _patient(options.old, streams), _patient(options.new, streams)
    book = _open(options)
    try:
        changed = book.link(old, new, on)
    finally:
        book.close()
    _answer(options, streams, {"linked": True, "changed": changed}, _say(
        "linked" if changed else "linked_before", options.lang
    ))  # fmt: skip
    return DONE


def _patient(path: str, streams: Streams) -> Patient:
    """The beneficiary of the one sheet of a file. Raises UseError."""
    try:
        if path == "-":
            source = getattr(streams.source, "buffer", streams.source)
            data = source.read(LOT_BYTES + 1)
        else:
            with open(path, "rb") as stream:
                data = stream.read(LOT_BYTES + 1)
    except OSError as error:
        raise UseError(f"{shown(path)} : ne peut pas être ouvert ({reason(error.errno)})") from None
    document = open_document(data if isinstance(data, bytes) else data.encode())
    if document.refusals or len(document.sheets) != 1 or sheet_refusals(document.sheets[0]).refusals:
        raise UseError(f"{shown(path)} : il faut une feuille, et une seule, que fsecheck check puisse lire")
    part = document.sheets[0]
    return read_1_0.invoice(part.element, part.xpath).patient


def _key(action: str, words: list[str], streams: Streams) -> int:
    parser = _parser(
        streams,
        action,
        "La clé du registre : renew lui ajoute une version, qui écrit désormais ; retire en ôte une ancienne,\n"
        "une fois que rien du registre n'y tient plus.",
    )
    parser.add_argument("what", choices=("renew", "retire"), metavar="renew|retire", help="ce qui est demandé")
    parser.add_argument("version", nargs="?", type=int, metavar="VERSION", help="version à ôter")
    options = parser.parse_args(words)
    on = today(options)
    key = options.key or os.environ.get(KEY)
    if not key:
        raise UseError(f"il manque la clé du registre : --key FICHIER, ou la variable {KEY}")
    literal = options.key is None and key.lstrip().startswith("fsecheck-key ")
    if (options.what == "retire") != (options.version is not None):
        raise UseError("ledger key : renew sans version, retire avec la VERSION à ôter")
    if options.what == "renew":
        if literal:
            raise LedgerUseError("the key file cannot be read")
        version = keys.renew(key).newest
        _answer(options, streams, {"newest": version}, _say("renewed", options.lang, version=version))
        return DONE
    version = options.version
    book = _open(options)
    try:
        changed = book.retire(version, on)
    finally:
        book.close()
    dropped = not literal and keys.drop(key, version)
    name = "retired_before"
    if changed or dropped:
        name = "retired_literal" if literal else "retired"
    said = {"version": version, "changed": changed, "key_file_changed": dropped}
    _answer(options, streams, said, _say(name, options.lang, version=version))
    return DONE
