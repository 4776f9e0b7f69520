"""
From a tree that the schema accepted to an invoice or a context, in one traversal.

The digest of the content is made on the way, over names and texts in document order: layout,
prefixes, comments and CDATA sections do not change it. A NUL stands between two parts, a single
control character closes a block; XML can carry neither, so no two contents give the same parts.
"""

from itertools import compress
from operator import ne
from typing import Any, Final

from fsecheck.intake.lexical import day, decimal, hour, integer, yes_no
from fsecheck.model.context import Context, LineContext
from fsecheck.model.digest import blake2b
from fsecheck.model.invoice import Act, Invoice, Patient, Practitioner, Prescription

FSE: Final = "{urn:fsecheck:fse:1.0}"
CONTEXTE: Final = "{urn:fsecheck:contexte:1.0}"
_END: Final = "\x01"
_THEN: Final = "\x02"
_new: Final = tuple.__new__

# A table gives, for each child by its full name: its local name, the field it fills (None: read for
# the digest only), how its text is read (None: as it stands), the table of its own children (a block).
_Entry = tuple[Any, Any, Any, Any]
_Table = dict[str, _Entry]
_Node = Any  # an element: the stubs of lxml know less of it than is used here


def _table(namespace: str, /, **entries: object) -> _Table:
    """A table from ``name="field"``, ``name=("field", reader)``, ``name={table of a block}`` or ``name=None``."""
    table: _Table = {}
    for name, entry in entries.items():
        if isinstance(entry, tuple):
            table[namespace + name] = (name, *entry, None)
        elif isinstance(entry, dict):
            table[namespace + name] = (name, None, None, entry)
        else:
            table[namespace + name] = (name, entry, None, None)
    return table


_FACTURE: Final = _table(
    FSE,
    numero="number",
    dateElaboration=("drawn_up", day),
    modeSecurisation="mode",
    actesEnSerie=("series", yes_no),
    natureAssurance="nature",
    parcoursSoins="care_path",
    medecinTraitant=_table(FSE, declare=None, nom=None, prenom=None, numeroAM=None),
    exoneration="exemption",
    tiersPayantAMO=("third_party_amo", yes_no),
    tiersPayantAMC=("third_party_amc", yes_no),
    accidentTiers=_table(FSE, date=("accident_day", day)),
    accidentTravail=_table(FSE, numero="work_accident", date="work_accident", feuillet=None),
    maternite=_table(FSE, dateDebutGrossesse=("maternity_day", day), dateAccouchement=("maternity_day", day)),
    numeroFactureRectifiee="corrects",
    dateFactureRectifiee=("corrects_drawn_up", day),
    accesDirect=("direct_access", yes_no),
    numeroLot="lot",
)
_TOTAUX: Final = _table(
    FSE,
    honoraires=("total_fees", decimal),
    montantAMO=("total_amo", decimal),
    montantAMC=("total_amc", decimal),
    partAssure=("total_insured", decimal),
)
_PROFESSIONNEL: Final = _table(
    FSE,
    numeroAM="am",
    rpps="rpps",
    nom=None,
    prenom=None,
    specialite="specialty",
    codeConventionnel="convention",
    zoneTarifaire="tariff_zone",
    zoneIK="distance_zone",
    agrement=None,
    conditionExercice="condition",
    structure=_table(FSE, type="structure_kind", numero="structure", nom=None),
    remplacant=_table(FSE, numeroAM="substitute_am", rpps="substitute_rpps", nom=None, prenom=None),
)
_ASSURE: Final = _table(FSE, nir="nir", cle="nir_key", nom="insured_name", prenom="insured_first_name")
_BENEFICIAIRE: Final = _table(
    FSE,
    nirIndividuel=_table(FSE, nir="own_nir", cle="own_nir_key"),
    dateNaissance="birth",
    rangNaissance="rank",
    qualite="quality",
    nom="name",
    prenom="first_name",
)
_DROITS: Final = _table(
    FSE,
    regime="scheme",
    caisse="fund",
    centre="centre",
    codeGestion="management",
    codeCouverture="coverage",
    justificatif=_table(FSE, nature="proof", date=("proof_date", day)),
)
_AMC: Final = _table(
    FSE,
    numeroOC="numeroOC",
    numeroAdherent="numeroAdherent",
    typeContrat="typeContrat",
    indicateurTraitement="indicateurTraitement",
    routage="routage",
    hote="hote",
    domaine="domaine",
)
_PRESCRIPTION: Final = _table(
    FSE,
    numeroOrdre=("number", integer),
    numeroPrescripteur="prescriber",
    rppsPrescripteur="prescriber_rpps",
    specialitePrescripteur="specialty",
    conditionExercice="condition",
    date=("written", day),
    origine="origin",
    nombreSeances=("sessions", integer),
    renouvellement=_table(
        FSE, auteur="renewed_by", date=("renewed_on", day), nombreSeances=("renewed_sessions", integer)
    ),
)
_ACTE: Final = _table(
    FSE,
    date=("day", day),
    code="code",
    majoration="majoration",
    quantite=("quantity", integer),
    coefficient=("coefficient", decimal),
    prixUnitaire=("unit_price", decimal),
    base=("base", decimal),
    taux=("rate", integer),
    montantAMO=("amo", decimal),
    montantAMC=("amc", decimal),
    honoraires=("fees", decimal),
    qualificatif="qualifier",
    exoneration="exemption",
    lieu="place",
    aDistance=("remote", yes_no),
    seance="session",
    visite="visit",
    refPrescription=("prescription", integer),
    accordPrealable=_table(FSE, code="agreement", dateDemande=("agreement_asked", day)),
    referentiel=("referential", yes_no),
    prevention=("prevention", yes_no),
    executant=_table(FSE, numeroAM="executing_am", rpps="executing_rpps"),
    requis=_table(FSE, numero="requested", profession="requested_profession"),
    forcageAMO=("amo_forced", yes_no),
    forcageAMC=("amc_forced", yes_no),
)


def _placed(table: _Table) -> _Table:
    """A table of act lines whose fields are places in an Act: made in order, it needs no names."""
    return {
        tag: (name, None if field is None else Act._fields.index(field), read, inner and _placed(inner))
        for tag, (name, field, read, inner) in table.items()
    }


_PLACED: Final = _placed(_ACTE)
_BLANK_ACT: Final = [Act._field_defaults.get(field) for field in Act._fields]
_RANK: Final = Act._fields.index("rank")
_AT_LINE: Final = Act._fields.index("line")
_PLACES: Final = range(len(_ACTE))
_LIGNE: Final = _table(
    CONTEXTE,
    reference="reference",
    region="region",
    heure=("hour", hour),
    heureAppel=("call_hour", hour),
    urgence=("emergency", yes_no),
    besoinQuotidien=("daily_need", yes_no),
    video=("video", yes_no),
    consentement=("consent", yes_no),
    messagerieSecurisee=("secure_messaging", yes_no),
    motif=("motive", yes_no),
    compteRendu=("report", yes_no),
    adultePresent=("adult_present", yes_no),
    tracee=("traced", yes_no),
    espaceSante=("health_space", yes_no),
    diagnostic=("diagnosis", yes_no),
    preuveDiagnostic="diagnosis_proof",
    motifDepassement="overcharge_reason",
    depassementDuPatient=("overcharge_from_patient", yes_no),
    distance=("distance", decimal),
    distancePlusProche=("nearest_distance", decimal),
    memeAgglomeration=("same_agglomeration", yes_no),
    montagne=("mountain", yes_no),
    tournee="trip",
    etablissement="establishment",
    patientsDuGroupe=("patients_in_group", integer),
    enParallele=("parallel", yes_no),
    minutes=("minutes", integer),
    acte="act",
    marchePersonneAgee=("walking_of_elderly", yes_no),
)
_CONTEXTE: Final = _table(
    CONTEXTE,
    identification=_table(CONTEXTE, numeroMK="mk", numeroFacture="number"),
    reference="reference",
    carteLisible=("card_readable", yes_no),
    droitsVerifies=("rights_checked", yes_no),
    motifDegrade="degraded_reason",
    patientSurTerritoire=("patient_in_territory", yes_no),
    espaceSanteOuvert=("health_space_open", yes_no),
    dernierePresence=("last_presence", day),
    dernierePresencePar="last_presence_by",
    sortieHospitalisation=("hospital_discharge", day),
    bilanHospitalier=("hospital_assessment", yes_no),
    ficheSyntheseTransmise=("hospital_summary_sent", yes_no),
    chirurgie=("surgery", yes_no),
    programmeRetour=("return_home_programme", yes_no),
    demandesAilleurs=("requests_elsewhere", integer),
    seancesAccesDirectAvant=("direct_sessions_before", integer),
    serie="series",
    serieFinieADistance=("series_last_remote", yes_no),
    serieMixte=("series_mixed", yes_no),
    bilanInitialConnu=("initial_assessment_known", yes_no),
    depistageFragilite=("frailty_screening", yes_no),
    renouvellementInterdit=("renewal_forbidden", yes_no),
    copieTransmise=("copy_sent", yes_no),
    mentionsCompletes=("mentions_complete", yes_no),
    prescritParEtablissement=("prescribed_by_establishment", yes_no),
    aldBPCO=("copd_ald", yes_no),
    seancesDistinctes=("separate_sessions", yes_no),
    changementTraitement=("treatment_change", yes_no),
    logicielAgree=("software_approved", yes_no),
    structure="structure",
    departement="department",
    territoire="territory",
    alsaceMoselle=("alsace_moselle", yes_no),
    commune="commune",
    volumeAnnuel=("annual_volume", integer),
)
#: The other blocks of a sheet, with the record that each fills.
_BLOCKS: Final = {
    f"{FSE}facture": (_FACTURE, "head"),
    f"{FSE}professionnel": (_PROFESSIONNEL, "person"),
    f"{FSE}assure": (_ASSURE, "patient"),
    f"{FSE}beneficiaire": (_BENEFICIAIRE, "patient"),
    f"{FSE}droits": (_DROITS, "patient"),
    f"{FSE}amc": (_AMC, "amc"),
    f"{FSE}totaux": (_TOTAUX, "head"),
}
_ACTES_TAG: Final = f"{FSE}actes"
_PRESCRIPTION_TAG: Final = f"{FSE}prescription"
_GROUPE_TAG: Final = f"{CONTEXTE}groupe"
_LIGNE_TAG: Final = f"{CONTEXTE}ligne"


def _fill(block: _Node, table: _Table, record: Any, trail: list[str]) -> None:  # noqa: ANN401 - a mapping or a list
    """Read the children of *block* into *record*, by field or by place, and their names and texts into *trail*."""
    for child in block:
        name, field, read, inner = table[child.tag]
        trail.append(name)
        if inner is None:
            text = child.text
            trail.append(text)
            if read is not None:
                record[field] = read(text)
            elif field is not None:
                record[field] = text
        else:
            _fill(child, inner, record, trail)
            trail.append(_END)


def _lines(block: _Node, trail: list[str]) -> tuple[Act, ...]:
    """
    The act lines of a sheet. The lines of a series are alike: what the one before said is not read again.

    For the digest a line is the names of its elements, their texts, then what its blocks hold.
    """
    acts: list[Act] = []
    shape: list[str] = []
    before: list[Any] = []
    names: list[str] = []
    entries: list[_Entry] = []
    blocks: list[int] = []
    line: list[Any] = _BLANK_ACT
    for rank, element in enumerate(block, 1):
        tags: list[str] = []
        texts: list[Any] = []
        for child in element:
            tags.append(child.tag)
            texts.append(child.text)
        if tags == shape and not blocks:
            line = line.copy()
        else:
            shape, line = tags, _BLANK_ACT.copy()
            entries = [_PLACED[tag] for tag in tags]
            names = [entry[0] for entry in entries]
            blocks = [place for place, entry in enumerate(entries) if entry[3] is not None]
            before = [None] * len(tags)
            for place in blocks:
                before[place] = ""
        for place in blocks:
            texts[place] = ""
        for place in compress(_PLACES, map(ne, texts, before)):
            _, field, read, _ = entries[place]
            line[field] = texts[place] if read is None else read(texts[place])
        line[_RANK], line[_AT_LINE] = rank, element.sourceline or 0
        trail += names
        trail.append(_THEN)
        trail += texts
        for place in blocks:
            _fill(element[place], entries[place][3], line, trail)
            trail.append(_END)
        trail.append(_END)
        acts.append(_new(Act, line))
        before = texts
    return tuple(acts)


def _digest(trail: list[str]) -> bytes:
    return blake2b("\0".join(trail).encode(), digest_size=32).digest()


def invoice(sheet: _Node, xpath: str = "/fse") -> Invoice:
    """The invoice of a sheet that the schema accepted; *xpath* says where it stands in its document."""
    head: dict[str, Any] = {}
    person: dict[str, Any] = {}
    patient: dict[str, Any] = {}
    amc: dict[str, Any] = {}
    records = {"head": head, "person": person, "patient": patient, "amc": amc}
    prescriptions: list[Prescription] = []
    acts: tuple[Act, ...] = ()
    trail: list[str] = []
    for block in sheet:
        tag: str = block.tag
        trail.append(tag)
        if tag == _ACTES_TAG:
            acts = _lines(block, trail)
        elif tag == _PRESCRIPTION_TAG:
            one: dict[str, Any] = {}
            _fill(block, _PRESCRIPTION, one, trail)
            prescriptions.append(Prescription(**one))
        else:
            table, record = _BLOCKS[tag]
            _fill(block, table, records[record], trail)
        trail.append(_END)
    substitute_am = person.pop("substitute_am", None)
    substitute_rpps = person.pop("substitute_rpps", None)
    names = [patient.pop(field, None) for field in ("insured_name", "insured_first_name", "name", "first_name")]
    return Invoice(
        practitioner=Practitioner(**person),
        patient=Patient(names=tuple(name for name in names if name), **patient),
        acts=acts,
        prescriptions=tuple(prescriptions),
        substitute=Practitioner(am=substitute_am, rpps=substitute_rpps) if substitute_am else None,
        amc=amc or None,
        digest=_digest(trail),
        xpath=xpath,
        line=sheet.sourceline or 0,
        **head,
    )


def names(sheet: _Node) -> tuple[str | None, str | None, str | None]:
    """Number, RPPS and numéro AM of a sheet, which the schema has perhaps not accepted; None where it has none."""
    number = sheet.findtext(f"{FSE}facture/{FSE}numero")
    return number, sheet.findtext(f"{FSE}professionnel/{FSE}rpps"), sheet.findtext(f"{FSE}professionnel/{FSE}numeroAM")


def context(element: _Node) -> tuple[tuple[str, str], Context]:
    """The MK and invoice number that a context belongs to, and the context, once the schema accepted it."""
    record: dict[str, Any] = {}
    lines: dict[int, LineContext] = {}
    trail: list[str] = []
    for child in element:
        tag: str = child.tag
        if tag == _LIGNE_TAG:
            rank = child.get("rang") or ""
            known: dict[str, Any] = {}
            trail += (tag, rank)
            _fill(child, _LIGNE, known, trail)
            trail.append(_END)
            lines[integer(rank)] = LineContext(**known)
        elif tag == _GROUPE_TAG:
            members = tuple(member.text or "" for member in child)
            trail += (tag, *members, _END)
            record["group"] = members
            record["group_stated"] = True
        else:
            _one(child, record, trail)
    identification = (record.pop("mk"), record.pop("number"))
    return identification, Context(lines=lines, digest=_digest(trail), **record)


def _one(child: _Node, record: dict[str, Any], trail: list[str]) -> None:
    """Read one child of a context."""
    name, field, read, inner = _CONTEXTE[child.tag]
    trail.append(name)
    if inner is None:
        text = child.text or ""
        trail.append(text)
        record[field] = text if read is None else read(text)
    else:
        _fill(child, inner, record, trail)
        trail.append(_END)
