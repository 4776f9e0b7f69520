"""What the sheet says is what the invoice holds, and its content has one digest."""

from datetime import date, time
from decimal import Decimal

import attrs
import pytest

from fsecheck.intake import read_1_0, schema
from fsecheck.intake.document import open_document, sheet_refusals
from fsecheck.model.context import Context, LineContext
from fsecheck.model.invoice import Act, Invoice
from tests.authoring import AM, DOCTOR, MK, NIR, act, context, nir_key, prescription, sheet


def invoice(data: bytes) -> Invoice:
    [part] = open_document(data).sheets
    assert 0 == sheet_refusals(part).total
    return read_1_0.invoice(part.element, part.xpath)


def read_context(data: bytes) -> tuple[tuple[str, str], Context]:
    [part] = open_document(data).contexts
    assert [] == [(r.message, r.params) for r in sheet_refusals(part).refusals]
    return read_1_0.context(part.element)


def test_the_ordinary_sheet():
    """Numbers become numbers, days become days, the rest stays as written."""
    read = invoice(sheet())
    assert ("100000001", date(2026, 3, 2), "securise", "maladie") == (
        read.number,
        read.drawn_up,
        read.mode,
        read.nature,
    )
    assert (MK, AM, "26", "conventionne") == (
        read.practitioner.rpps,
        read.practitioner.am,
        read.practitioner.specialty,
        read.practitioner.convention,
    )
    assert (NIR, nir_key(NIR), "19850614", "1") == (
        read.patient.nir,
        read.patient.nir_key,
        read.patient.birth,
        read.patient.rank,
    )
    [line] = read.acts
    assert (1, "RAM", 1, Decimal("8.08"), Decimal("2.21"), Decimal("17.86"), 60) == (
        line.rank,
        line.code,
        line.quantity,
        line.coefficient,
        line.unit_price,
        line.base,
        line.rate,
    )
    assert (Decimal("10.72"), Decimal("7.14"), Decimal("17.86")) == (line.amo, line.amc, line.fees)
    assert ("cabinet", "1", 1, None) == (line.place, line.session, line.prescription, line.remote)
    assert [(1, DOCTOR, date(2026, 2, 23))] == [(p.number, p.prescriber, p.written) for p in read.prescriptions]
    assert (Decimal("17.86"), Decimal("0.00")) == (read.total_fees, read.total_insured)
    assert (True, False, None, ()) == (
        read.third_party_amo,
        read.third_party_amc,
        read.direct_access,
        read.patient.names,
    )


FULL = {
    "facture": {
        "actesEnSerie": "oui",
        "medecinTraitant": {"declare": "oui", "nom": "NOM", "prenom": "Prénom", "numeroAM": DOCTOR},
        "accidentTiers": {"date": "2026-01-05"},
        "accidentTravail": {"numero": "123456789", "feuillet": "oui"},
        "maternite": {"dateAccouchement": "2026-05-01"},
        "numeroFactureRectifiee": "99",
        "dateFactureRectifiee": "2026-02-01",
        "accesDirect": "non",
        "numeroLot": "7",
    },
    "professionnel": {
        "nom": "MASSEUR",
        "prenom": "Kim",
        "zoneIK": "01",
        "agrement": ["1", "2"],
        "structure": {"type": "finess", "numero": "999999999", "nom": "Cabinet"},
        "remplacant": {"numeroAM": "991130634", "rpps": MK, "nom": "R", "prenom": "S"},
    },
    "assure": {"nom": "DUPONT", "prenom": "Jean"},
    "beneficiaire": {"nirIndividuel": {"nir": "2100599999002"}, "qualite": "enfant", "nom": "DUPONT", "prenom": "Zoé"},
    "droits": {
        "codeGestion": "10",
        "codeCouverture": "00100",
        "justificatif": {"nature": "adri", "date": "2026-03-02"},
    },
    "amc": {
        "numeroOC": "75123456",
        "numeroAdherent": "A1",
        "typeContrat": "85",
        "indicateurTraitement": "01",
        "routage": "MU",
        "hote": "000",
        "domaine": "XX",
    },
}
FULL_ACT = {
    "majoration": "F",
    "qualificatif": "DE",
    "exoneration": "ald",
    "aDistance": "oui",
    "visite": "v1",
    "accordPrealable": {"code": "favorable", "dateDemande": "2026-02-25"},
    "referentiel": "oui",
    "prevention": "non",
    "executant": {"numeroAM": AM, "rpps": MK},
    "requis": {"numero": "10003456789", "profession": "medecin"},
    "forcageAMO": "non",
    "forcageAMC": "oui",
}
FULL_PRESCRIPTION = {
    "rppsPrescripteur": "10003456781",
    "nombreSeances": 15,
    "renouvellement": {"auteur": "masseurKinesitherapeute", "date": "2026-03-01", "nombreSeances": 10},
}


def full() -> bytes:
    return sheet(actes=[act(**FULL_ACT)], prescriptions=[prescription(**FULL_PRESCRIPTION)], **FULL)


def test_every_field_of_the_model_is_read():
    """A sheet that carries everything leaves no field of the model empty."""
    read = invoice(full())
    assert set() == {f.name for f in attrs.fields(Invoice) if getattr(read, f.name) is None}
    assert set() == {f for f in Act._fields if getattr(read.acts[0], f) is None}
    for record in (read.patient, read.practitioner, read.prescriptions[0]):
        assert set() == {f.name for f in attrs.fields(type(record)) if getattr(record, f.name) is None}
    assert ("DUPONT", "Jean", "DUPONT", "Zoé") == read.patient.names
    assert ("991130634", MK) == (read.substitute.am, read.substitute.rpps) if read.substitute else None
    assert ("123456789", date(2026, 5, 1), date(2026, 1, 5)) == (
        read.work_accident,
        read.maternity_day,
        read.accident_day,
    )
    assert "75123456" == (read.amc or {})["numeroOC"]
    assert ("favorable", date(2026, 2, 25)) == (read.acts[0].agreement, read.acts[0].agreement_asked)
    assert (True, False, "10003456789", "medecin") == (
        read.acts[0].remote,
        read.acts[0].prevention,
        read.acts[0].requested,
        read.acts[0].requested_profession,
    )


def test_every_element_of_the_schema_is_known_to_the_reader():
    """The tables of the reader and the schema name the same elements."""
    from fsecheck.intake.expected import catalogue

    def names(table: dict[str, tuple[object, ...]]) -> set[str]:
        inner = [entry[3] for entry in table.values() if entry[3]]
        return {tag.rpartition("}")[2] for tag in table}.union(*(names(one) for one in inner))

    tables = [
        read_1_0._FACTURE,
        read_1_0._PROFESSIONNEL,
        read_1_0._ASSURE,
        read_1_0._BENEFICIAIRE,
        read_1_0._DROITS,
        read_1_0._AMC,
        read_1_0._PRESCRIPTION,
        read_1_0._ACTE,
        read_1_0._TOTAUX,
    ]
    blocks = set(catalogue(schema.FSE).children["Feuille"]) | {"acte"}
    assert catalogue(schema.FSE).names - blocks == set().union(*(names(t) for t in tables)) - blocks
    known = names(read_1_0._CONTEXTE) | names(read_1_0._LIGNE) | {"ligne", "groupe", "membre"}
    assert catalogue(schema.CONTEXTE).names == known


def test_lines_of_the_file():
    """An act knows the line on which it begins."""
    data = sheet(actes=[act(), act()])
    lines = data.decode().splitlines()
    assert ["    <acte>", "    <acte>"] == [lines[one.line - 1] for one in invoice(data).acts]


def test_the_digest_is_of_the_content():
    """Layout, comments, CDATA, prefixes and encoding do not change it; any value does."""
    data = sheet(assure={"nom": "LÉVÊQUE"})
    digest = invoice(data).digest
    text = data.decode()
    prefixed = text.replace("</", "\0").replace("<", "<f:").replace("\0", "</f:").replace("<f:?xml", "<?xml")
    same = [
        text.replace("\n  ", "").encode(),
        text.replace("10.72", "10<!-- x -->.72").encode(),
        text.replace("RAM", "<![CDATA[RAM]]>").encode(),
        text.replace("RAM", "R&#65;M").encode(),
        prefixed.replace("xmlns=", "xmlns:f=").encode(),
        text.replace("UTF-8", "ISO-8859-1").encode("iso-8859-1"),
    ]
    assert [digest] * len(same) == [invoice(one).digest for one in same]
    assert 32 == len(digest)
    other = [
        sheet(assure={"nom": "LEVEQUE"}),
        sheet(assure={"nom": "LÉVÊQUE"}, beneficiaire={"nom": "LÉVÊQUE"}),
        sheet(assure={"nom": "LÉVÊQUE"}, actes=[act(), act()]),
        sheet(assure={"prenom": "LÉVÊQUE"}),
    ]
    assert len(other) + 1 == len({digest, *(invoice(one).digest for one in other)})


@pytest.mark.parametrize("where", ["date", "numero"])
def test_work_accident_by_number_or_day(where: str):
    """The accident is given by its number or by its day, kept as written."""
    value = {"date": "2026-01-02", "numero": "000260102"}[where]
    assert value == invoice(sheet(facture={"accidentTravail": {where: value}})).work_accident


CONTEXT = {
    "reference": "dossier 12",
    "carteLisible": "oui",
    "droitsVerifies": "non",
    "motifDegrade": "panne",
    "patientSurTerritoire": "oui",
    "espaceSanteOuvert": "oui",
    "dernierePresence": "2026-01-01",
    "dernierePresencePar": AM,
    "sortieHospitalisation": "2026-02-01",
    "bilanHospitalier": "oui",
    "ficheSyntheseTransmise": "oui",
    "chirurgie": "non",
    "programmeRetour": "oui",
    "demandesAilleurs": "1",
    "seancesAccesDirectAvant": "0",
    "serie": "s-1",
    "serieFinieADistance": "non",
    "serieMixte": "oui",
    "bilanInitialConnu": "oui",
    "depistageFragilite": "non",
    "renouvellementInterdit": "non",
    "copieTransmise": "oui",
    "mentionsCompletes": "oui",
    "prescritParEtablissement": "non",
    "aldBPCO": "non",
    "seancesDistinctes": "oui",
    "changementTraitement": "non",
    "logicielAgree": "oui",
    "structure": "msp",
    "departement": "2A",
    "territoire": "metropole",
    "alsaceMoselle": "non",
    "commune": "75056",
    "volumeAnnuel": "4200",
}
LINE = {
    "reference": "l1",
    "region": "rachis",
    "heure": "08:30",
    "heureAppel": "23:59",
    "urgence": "oui",
    "besoinQuotidien": "oui",
    "video": "oui",
    "consentement": "oui",
    "messagerieSecurisee": "oui",
    "motif": "oui",
    "compteRendu": "oui",
    "adultePresent": "oui",
    "tracee": "oui",
    "espaceSante": "oui",
    "diagnostic": "non",
    "preuveDiagnostic": "courrier",
    "motifDepassement": "heureFixe",
    "depassementDuPatient": "oui",
    "distance": "12.5",
    "distancePlusProche": "3",
    "memeAgglomeration": "non",
    "montagne": "non",
    "tournee": "t1",
    "etablissement": "e1",
    "patientsDuGroupe": "3",
    "enParallele": "oui",
    "minutes": "30",
    "acte": "VIII.4.b",
    "marchePersonneAgee": "oui",
}


def test_a_whole_context():
    """Everything a context may say is read; the group stated and the digest are there."""
    identification, read = read_context(context(**CONTEXT, groupe=[AM, MK], ligne={2: LINE}))
    assert (MK, "100000001") == identification
    settings_only = {"overcharge_level", "series_reading"}
    assert settings_only == {f for f in Context._fields if getattr(read, f) is None}
    line = read.line(2)
    assert set() == {f for f in LineContext._fields if getattr(line, f) is None}
    assert (time(8, 30), Decimal("12.5"), False, 3) == (
        line.hour,
        line.distance,
        line.diagnosis,
        line.patients_in_group,
    )
    assert ((AM, MK), True, 4200, date(2026, 2, 1)) == (
        read.group,
        read.group_stated,
        read.annual_volume,
        read.hospital_discharge,
    )
    assert 32 == len(read.digest)


def test_absent_is_unknown():
    """A context that says nothing leaves everything unknown; an empty group is a statement."""
    _, read = read_context(context())
    assert ((), False, None) == (read.group, read.group_stated, read.card_readable)
    _, read = read_context(context(groupe=[]))
    assert ((), True) == (read.group, read.group_stated)


def test_the_digest_of_a_context():
    """It changes with a value, a rank, or a member, and not with the layout."""
    digests = {
        read_context(one)[1].digest
        for one in (
            context(),
            context(carteLisible="oui"),
            context(groupe=[]),
            context(groupe=[AM]),
            context(ligne={1: {"video": "oui"}}),
            context(ligne={2: {"video": "oui"}}),
        )
    }
    assert 6 == len(digests)
    flat = context(carteLisible="oui").decode().replace("\n  ", "").encode()
    assert read_context(flat)[1].digest == read_context(context(carteLisible="oui"))[1].digest
