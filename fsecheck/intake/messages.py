"""
French sentences of the intake, by rule and message.

Each message has three: what it is and what to do, for the practice; what it is, for the vendor.
Placeholders are the parameters of the refusal. No sentence quotes a value of the sheet.
"""

from typing import Final

_REEXPORT: Final = "Refaites la feuille dans votre logiciel. Si le refus revient, transmettez ce message à son éditeur."
_VENDOR: Final = "Transmettez ce message à l'éditeur de votre logiciel : la correction lui revient."

Texts = tuple[str, str, str]

#: Sentence for the practice, remedy for the practice, technical sentence for the vendor.
MESSAGES: Final[dict[str, Texts]] = {
    "SEC001.empty": ("Le fichier est vide.", _REEXPORT, "Zéro octet utile : rien n'a été écrit dans le document."),
    "SEC001.compressed": (
        "Le fichier est compressé et ne peut pas être lu tel quel.",
        "Donnez la feuille non compressée.",
        "Les premiers octets sont ceux d'une archive ou d'un flux compressé ; seul du XML est lu, jamais décompressé.",
    ),
    "SEC001.nul": (
        "Le fichier n'est pas dans un codage de caractères accepté.",
        _VENDOR,
        "Octet nul ou marque UTF-16 ou UTF-32 : écrire en UTF-8, ISO-8859-1 ou ISO-8859-15.",
    ),
    "SEC001.not-xml": (
        "Le fichier n'est pas une feuille de soins au format attendu.",
        "Vérifiez que vous avez choisi le bon fichier.",
        "Le premier signe n'est pas « < » : le document n'est pas du XML.",
    ),
    "SEC001.declaration": (
        "L'en-tête du fichier est mal écrit.",
        _VENDOR,
        'Déclaration XML mal formée : attendu <?xml version="1.0" encoding="UTF-8"?>.',
    ),
    "SEC001.version": (
        "Le fichier est dans une version de XML qui n'est pas acceptée.",
        _VENDOR,
        "Seule la version 1.0 de XML est acceptée.",
    ),
    "SEC001.encoding": (
        "Le fichier déclare un codage de caractères qui n'est pas accepté.",
        _VENDOR,
        "Codage déclaré {found} : écrire en UTF-8, ISO-8859-1 ou ISO-8859-15.",
    ),
    "SEC001.bom": (
        "Le fichier annonce deux codages de caractères différents.",
        _VENDOR,
        "Marque d'ordre UTF-8 avec le codage déclaré {found} : retirer l'une ou corriger l'autre.",
    ),
    "SEC001.malformed": (
        "Le fichier est incomplet ou abîmé : il ne peut pas être lu.",
        _REEXPORT,
        "XML mal formé (libxml2 : {kind}).",
    ),
    "SEC001.characters": (
        "Le fichier contient des caractères illisibles.",
        _VENDOR,
        "Octets étrangers au codage déclaré, ou caractère interdit en XML (libxml2 : {kind}).",
    ),
    "SEC002.doctype": (
        "Le fichier contient une construction interdite pour des raisons de sécurité.",
        _VENDOR,
        "Déclaration DOCTYPE : interdite, même vide.",
    ),
    "SEC002.entity": (
        "Le fichier contient une construction interdite pour des raisons de sécurité.",
        _VENDOR,
        "Déclaration ENTITY : interdite.",
    ),
    "SEC002.processing-instruction": (
        "Le fichier contient une construction interdite pour des raisons de sécurité.",
        _VENDOR,
        "Instruction de traitement : aucune n'est admise, hors la déclaration XML du début.",
    ),
    "SEC002.xinclude": (
        "Le fichier contient une construction interdite pour des raisons de sécurité.",
        _VENDOR,
        "Élément XInclude : une feuille n'inclut aucun autre document.",
    ),
    "SEC003.sheet-too-large": (
        "La feuille est bien plus grosse qu'une feuille de soins ne peut l'être.",
        _REEXPORT,
        "Plus de {limit} octets pour une feuille.",
    ),
    "SEC003.context-too-large": (
        "Les informations jointes à la feuille sont bien trop volumineuses.",
        _VENDOR,
        "Plus de {limit} octets pour un contexte.",
    ),
    "SEC003.lot-too-large": (
        "Le lot est trop gros pour être contrôlé en une fois.",
        "Partagez le lot en lots plus petits.",
        "{found} octets pour {limit} admis.",
    ),
    "SEC003.too-many-sheets": (
        "Le lot contient {found} feuilles ; {limit} sont admises.",
        "Partagez le lot en lots plus petits.",
        "Nombre d'éléments du lot : {found} pour {limit} admis.",
    ),
    "SEC003.too-many-contexts": (
        "Le fichier joint trop d'informations aux feuilles.",
        _VENDOR,
        "Nombre de contextes de l'enveloppe : {found} pour {limit} admis.",
    ),
    "SEC004.too-deep": (
        "Le fichier n'a pas la forme d'une feuille de soins.",
        _VENDOR,
        "Plus de {limit} niveaux d'éléments.",
    ),
    "SEC005.too-many-elements": (
        "Le fichier n'a pas la forme d'une feuille de soins.",
        _VENDOR,
        "Plus de {limit} éléments dans une feuille.",
    ),
    "SEC005.too-many-in-lot": (
        "Le fichier n'a pas la forme d'un lot de feuilles de soins.",
        _VENDOR,
        "Plus de {limit} éléments dans le lot.",
    ),
    "SEC005.too-many-attributes": (
        "Le fichier n'a pas la forme d'une feuille de soins.",
        _VENDOR,
        "Plus de {limit} attributs dans une feuille.",
    ),
    "SEC006.text-too-long": (
        "Une donnée de la feuille est démesurément longue.",
        _REEXPORT,
        "Texte de plus de {limit} caractères.",
    ),
    "SEC006.attribute-too-long": (
        "Une donnée de la feuille est démesurément longue.",
        _VENDOR,
        "Attribut de plus de {limit} caractères.",
    ),
    "XSD001.unexpected-element": (
        "La feuille contient une donnée inattendue à cet endroit.",
        _VENDOR,
        "Élément {element} inattendu ici ; attendu : {expected}.",
    ),
    "XSD001.missing-element": (
        "Il manque une donnée obligatoire à la feuille.",
        "Complétez la feuille dans votre logiciel.",
        "L'élément {element} est incomplet ; attendu ensuite : {expected}.",
    ),
    "XSD001.unknown-attribute": (
        "La feuille contient une donnée inconnue du format.",
        _VENDOR,
        "L'élément {element} porte un attribut que le schéma ne connaît pas.",
    ),
    "XSD001.missing-attribute": (
        "Il manque une donnée technique au fichier.",
        _VENDOR,
        "L'attribut {attribute} manque à l'élément {element}.",
    ),
    "XSD001.attribute-value": (
        "Une donnée technique du fichier est mal écrite.",
        _VENDOR,
        "La valeur de l'attribut {attribute} de l'élément {element} n'a pas la forme attendue.",
    ),
    "XSD001.text-between": (
        "La feuille contient du texte hors de toute donnée.",
        _VENDOR,
        "Texte entre les éléments de {element}.",
    ),
    "XSD001.element-in-value": (
        "Une donnée de la feuille n'a pas la forme attendue.",
        _VENDOR,
        "L'élément {element} porte une valeur : il ne contient pas d'élément.",
    ),
    "XSD001.word": (
        "Une donnée de la feuille ne fait pas partie des choix possibles.",
        "Choisissez une des valeurs proposées par votre logiciel.",
        "La valeur de {element} n'est pas un des mots du schéma : {expected}.",
    ),
    "XSD001.format": (
        "Une donnée de la feuille n'a pas la forme attendue.",
        "Vérifiez la saisie de cette donnée dans votre logiciel.",
        "La valeur de {element} ne suit pas le motif du schéma : {expected}.",
    ),
    "XSD001.empty": (
        "Une donnée de la feuille est restée vide.",
        "Complétez cette donnée, ou retirez-la si elle est facultative.",
        "L'élément {element} est vide ou blanc : écrire une valeur, ou ne pas écrire l'élément.",
    ),
    "XSD001.blanks-around": (
        "Une donnée de la feuille est entourée d'espaces.",
        "Retirez les espaces au début et à la fin de cette donnée.",
        "Blancs autour de la valeur de {element} : la valeur seule serait acceptée.",
    ),
    "XSD001.date-format": (
        "Une date de la feuille est mal écrite.",
        "Vérifiez la saisie de cette date.",
        "La date de {element} ne s'écrit pas {expected}, sans heure ni fuseau.",
    ),
    "XSD001.no-such-day": (
        "Une date de la feuille n'existe pas au calendrier.",
        "Vérifiez la saisie de cette date.",
        "La date de {element} n'est pas un jour du calendrier de 1900 à 2099.",
    ),
    "XSD001.amount-format": (
        "Un montant de la feuille est mal écrit.",
        "Vérifiez la saisie de ce montant.",
        "Le montant de {element} s'écrit avec un point et deux décimales, six chiffres au plus avant le point.",
    ),
    "XSD001.prescription-not-on-sheet": (
        "Cette ligne renvoie à une prescription qui ne figure pas sur la feuille.",
        "Rattachez la ligne à une prescription de la feuille.",
        "refPrescription ne correspond à aucun numeroOrdre des prescriptions de la feuille.",
    ),
    "XSD001.prescription-number-twice": (
        "Deux prescriptions de la feuille portent le même numéro d'ordre.",
        "Numérotez les prescriptions de 1 à 9, chacune une fois.",
        "numeroOrdre est répété parmi les prescriptions de la feuille.",
    ),
    "XSD001.rank-twice": (
        "Les informations jointes décrivent deux fois la même ligne.",
        _VENDOR,
        "L'attribut rang est répété parmi les éléments ligne du contexte.",
    ),
    "XSD001.no-such-line": (
        "Les informations jointes décrivent la ligne {rank} ; la dernière ligne de la feuille est la ligne {acts}.",
        _VENDOR,
        "contexte/ligne de rang {rank} ; nombre d'éléments acte de la feuille : {acts}.",
    ),
    "XSD001.context-twice": (
        "Deux contextes sont donnés pour la même feuille.",
        _VENDOR,
        "Deux documents contexte portent les identifiants (numeroMK, numeroFacture) d'une même feuille.",
    ),
    "XSD001.context-of-another-sheet": (
        "Le contexte donné est celui d'une autre feuille.",
        _VENDOR,
        "contexte/identification (numeroMK, numeroFacture) ne désigne aucune feuille du document.",
    ),
    "XSD001.other": (
        "La feuille n'a pas la forme attendue.",
        _VENDOR,
        "L'élément {element} n'est pas valide (libxml2 : {kind}).",
    ),
    "XSD002.unknown-root": (
        "Le fichier n'est pas une feuille de soins au format attendu.",
        "Vérifiez que vous avez choisi le bon fichier.",
        "Élément racine inconnu ; attendu : {expected}.",
    ),
    "XSD002.unknown-namespace": (
        "La feuille est dans un format ou une version que fsecheck ne connaît pas.",
        "Mettez fsecheck à jour, ou vérifiez la version de votre logiciel.",
        "L'espace de noms de {root} n'est pas {expected}.",
    ),
    "XSD002.unknown-version": (
        "La feuille est dans une version du format que fsecheck ne connaît pas.",
        "Mettez fsecheck à jour, ou vérifiez la version de votre logiciel.",
        "L'attribut version manque ou n'est pas {expected}.",
    ),
    "XSD002.no-sheet": (
        "Le fichier est un contexte, sans la feuille de soins qu'il accompagne.",
        "Vérifiez que vous avez choisi le bon fichier.",
        "Élément racine contexte ; attendu : fse, lot ou enveloppe.",
    ),
    "XSD002.not-a-context": (
        "Le document donné comme contexte n'en est pas un.",
        "Vérifiez que vous avez choisi le bon fichier.",
        "Élément racine attendu : contexte.",
    ),
    "XSD003.disagree": (
        "Un second contrôle du format de la feuille donne un autre avis ; le premier fait foi.",
        "Rien à faire. L'éditeur de votre logiciel peut regarder la feuille de plus près.",
        "xmlschema et libxml2 ne jugent pas la feuille de même (libxml2 : {libxml2}, xmlschema : {xmlschema}).",
    ),
    "XSD003.not-available": (
        "Le second contrôle du format de la feuille n'a pas pu être fait.",
        "Rien à faire : le premier contrôle fait foi.",
        "xmlschema n'a pas répondu ({reason}).",
    ),
}
