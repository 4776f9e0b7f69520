"""What a practice and its vendor read."""

from datetime import date

import pytest

from fsecheck.model.citation import Citation, Source
from fsecheck.model.finding import Finding, Place, Unknown
from fsecheck.model.report import Fault, Identity, Report
from fsecheck.render.sentences import clean, locale, of_finding, of_unknown, spoken
from fsecheck.render.text import block, last_line, unreadable

TODAY = date(2026, 3, 2)
IDENTITY = Identity("0.1.0", "ab" * 32, date(2026, 12, 31), "2.14.0", TODAY, reference=False)
SOURCE = Source("NGAP", "https://example.invalid/ngap", "art. 14.9.6")
CITATION = Citation("teleexpertise.requests_per_year", date(2024, 2, 22), None, date(2026, 11, 22), (SOURCE,))
THIRD = Finding(
    "TEX001",
    "error",
    "too-many-requests",
    Place(45, None, "/fse/actes/acte[2]", 2),
    {"year": 2026, "counted": 3, "limit": 2, "elsewhere": 0, "reopens": "2027-01-01"},
    (("101", "2026-02-12"), ("102", "2026-02-20")),
    citations=(CITATION,),
    anomaly=("R1070",),
)
CONSENT = [Unknown("TEX004", False, "context.consent", {}, Place(act=act)) for act in (1, 2)]
REQUESTS = Unknown(
    "TEX001",
    True,
    "ledger.requests_of_year",
    {"year": 2026, "since": "2026-01-01", "counted": 1, "limit": 2},
    Place(act=1),
)


def test_a_refused_sheet_says_why_and_what_to_do():
    """Verdict, sentence, remedy, source with its dates, the invoices counted, then what was not verified."""
    report = Report(IDENTITY, (THIRD,), tuple(CONSENT), number="103", mk="99900064140")

    assert block("fse.xml", report, "fr").splitlines() == [
        "fse.xml",
        "  REJET (reject) · facture n° 103 · MK 99900064140",
        "  La feuille ne doit pas être envoyée en l'état.",
        "  [TEX001] erreur · acte 2, ligne 45",
        "      C'est la demande de téléexpertise n° 3 de l'année 2026 pour ce patient ; la limite est de 2 par an.",
        (
            "      À faire : Retirez cette demande de la feuille : elle ne peut pas être facturée."
            " Une demande faite à partir du 01/01/2027 pourra l'être."
        ),
        "      Texte : NGAP, art. 14.9.6 <https://example.invalid/ngap> (depuis le 22/02/2024, vérifié le 22/11/2026)",
        "      Factures comptées : n° 101 du 12/02/2026, n° 102 du 20/02/2026",
        "      Anomalie nationale : R1070",
        "      Technique : acte RQD n° 3 de l'année civile 2026 pour ce MK et ce bénéficiaire, limite 2.",
        "  Non vérifié :",
        "    [TEX004] actes 1 et 2 : le consentement du patient n'est pas indiqué.",
    ]


def test_what_stops_comes_first_with_how_to_give_it():
    """An undecided sheet says what is missing and how to give it before anything else."""
    lines = block("fse.xml", Report(IDENTITY, (), (*CONSENT, REQUESTS)), "fr").splitlines()

    assert lines[1] == "  NON DÉCIDÉE (undecided)"
    assert lines[3] == "  Il manque pour décider :"
    assert lines[4].startswith("    [TEX001] acte 1 : le registre ne dit pas tout depuis le 01/01/2026")
    assert "fsecheck ledger coverage --mk NUMÉRO --from 2026-01-01" in lines[5]
    assert lines[5].startswith("      À faire : Donnez le registre (--ledger et --key)")


def test_errors_come_before_what_is_missing_and_warnings_after():
    """A refused sheet says why first: what would still be missing changes nothing of that."""
    warning = THIRD._replace(severity="warning")
    lines = block("fse.xml", Report(IDENTITY, (warning, THIRD), (REQUESTS,)), "fr").splitlines()

    heads = [line for line in lines if line.startswith(("  [", "  Il manque"))]
    assert heads == [
        "  [TEX001] erreur · acte 2, ligne 45",
        "  Il manque pour décider :",
        "  [TEX001] avertissement · acte 2, ligne 45",
    ]


def test_values_that_share_a_text_name_it_once():
    """One line for each span of dates, each text once on it."""
    other = Source("Mémo", "", "", "2023-08-25")
    same = CITATION._replace(value="teleexpertise.request_code", sources=(SOURCE._replace(published="x"), other))
    older = CITATION._replace(until=date(2025, 12, 31))
    finding = THIRD._replace(citations=(CITATION, same, older))
    lines = block("fse.xml", Report(IDENTITY, (finding,)), "fr").splitlines()

    ngap = "NGAP, art. 14.9.6 <https://example.invalid/ngap>"
    assert [line for line in lines if "Texte" in line] == [
        f"      Texte : {ngap} ; Mémo (depuis le 22/02/2024, vérifié le 22/11/2026)",
        f"      Texte : {ngap} (du 22/02/2024 au 31/12/2025, vérifié le 22/11/2026)",
    ]


def test_the_same_in_english():
    """English writes the same report with its own words and dates."""
    text = block("fse.xml", Report(IDENTITY, (THIRD,), number="103"), "en")

    assert "REJECTED (reject) · invoice no. 103" in text
    assert "A request made from 1 January 2027 on can be." in text
    assert "Invoices counted: no. 101 of 12 February 2026, no. 102 of 20 February 2026" in text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("report", "word"),
    [
        (Report(IDENTITY), "(accept)"),
        (Report(IDENTITY, (Finding("IDN003", "warning", "wrong-key", Place(), {}),)), "(warn)"),
        (Report(IDENTITY, (), (REQUESTS,)), "(undecided)"),
        (Report(IDENTITY, (THIRD,)), "(reject)"),
        (Report(IDENTITY, faults=(Fault("KeyError", "TEX001"),)), "(failed)"),
    ],
    ids=["accept", "warn", "undecided", "reject", "failed"],
)
def test_every_verdict_stands_literally(report, word, language):
    """The English word of the verdict stands in the text of every language."""
    assert word in block("fse.xml", report, language)


def test_a_failed_check_never_reads_as_accepted():
    """A fault of ours says not to send, and names its place."""
    text = block("fse.xml", Report(IDENTITY, faults=(Fault("KeyError", "TEX001 fsecheck.rules:7"),)), "fr")

    assert "KeyError : TEX001 fsecheck.rules:7" in text
    assert "ne l'envoyez pas" in text


def test_the_last_line_says_what_the_check_was_made_with():
    """Day, law, horizon and version; as-of, reference mode and settings where there are any."""
    assert last_line(IDENTITY, "fr") == (
        "contrôle du 02/03/2026 · droit abababababab · textes vérifiés jusqu'au 31/12/2026 · fsecheck 0.1.0\n"
    )


def test_a_terminal_is_given_no_order():
    """Control characters of a path or a value come out as a sign."""
    assert "\x1b" not in unreadable("a\x1b[2Jb.xml", "no", "fr")
    assert clean("a\u202eb") == "a\N{REPLACEMENT CHARACTER}b"


def test_a_message_without_words_is_still_told():
    """A message that nobody wrote comes out by its id."""
    stranger = Finding("TEX001", "error", "no-such-message", Place(), {})

    assert of_finding(stranger, "fr").sentence == "La règle TEX001 signale « no-such-message »."


def test_a_parameter_that_is_not_there_keeps_its_name():
    """A sentence always comes out, whatever its parameters."""
    bare = Finding("LAW001", "warning", "after-horizon", Place(), {"day": "2027-01-02"})

    assert of_finding(bare, "fr").sentence.startswith("L'acte du 02/01/2027 est postérieur au {horizon}")


def test_an_unknown_missing_fact_keeps_its_id():
    """A missing fact of a host's rule is told by its id."""
    unknown = Unknown("TEX004", False, "context.colour", {"limit": 2}, Place())

    assert of_unknown(unknown, "fr").sentence == "il manque : context.colour"
    assert of_unknown(unknown, "fr").technical == "context.colour (limit=2)"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("2026-03-01", "01/03/2026", "1 March 2026"),
        ("8.08", "8,08", "8.08"),
        ([9, 11], "9 ou 11", "9 or 11"),
        ([1, 2, 3], "1, 2 ou 3", "1, 2 or 3"),
        ("professionnel", "le masseur-kinésithérapeute", "the physiotherapist"),
        (True, "oui", "yes"),
        (None, "-", "-"),
        ([{"acts": [3], "mode": "securise"}], "une facture pour l'acte 3 en mode SESAM-Vitale (sécurisé)",
         "one invoice for act 3 in mode SESAM-Vitale (secured)"),
        ([{"acts": [1, 2], "mode": "degrade"}], "une facture pour les actes 1 et 2 en mode dégradé",
         "one invoice for acts 1 and 2 in mode degraded"),
    ],
)  # fmt: skip
def test_values_are_written_as_the_language_does(value, french, english):
    """Dates, decimals, lists and words of the schema take the form of the language."""
    assert (spoken(value, locale("fr")), spoken(value, locale("en"))) == (french, english)


def test_amounts_are_written_as_the_language_does():
    """An amount in euros takes the form of the language."""
    assert (spoken("18.79", locale("fr"), money=True), spoken("18.79", locale("en"), money=True)) == (
        "18,79 €",
        "€18.79",
    )
