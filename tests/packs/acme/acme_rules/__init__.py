"""Two rules of an invented vendor: what its own customers agreed on."""

import os

from fsecheck.rules.kit import Facts, Invoice, Law, Message, Yield, defect, missing, rule, sheet_defect
from fsecheck.rules.pack import ERROR, STOP, WARNING, Entry, Pack

_HERE = os.path.dirname(os.path.abspath(__file__))


@rule("ACM001", values=["acm.acts_per_sheet"])
def acm001(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Une feuille porte au plus douze actes."""
    limit = law.acm.acts_per_sheet.at(invoice.last_day)
    if len(invoice.acts) > limit:
        yield sheet_defect("too-long", found=len(invoice.acts), limit=limit)


@rule("ACM002", values=["acm.places"], applies=lambda invoice: any(act.place == "domicile" for act in invoice.acts))
def acm002(invoice: Invoice, facts: Facts, law: Law) -> Yield:
    """À domicile, la région traitée est celle du plan de soins."""
    for act in invoice.acts:
        if act.place not in law.acm.places.at(act.day):
            continue
        region = facts.context.line(act.rank).region
        if region is None:
            yield missing("context.region", act)
        elif region == "autre":
            yield defect(act, "no-region", region=region)


PACK = Pack(
    prefix="ACM",
    version="1.2.0",
    rules=(
        Entry("ACM001", WARNING, given=acm001),
        Entry("ACM002", ERROR, undecided=STOP, reads="XC", given=acm002),
    ),
    messages={
        "ACM001.too-long": {
            "fr": Message(
                "La feuille porte {found} actes ; la limite convenue est {limit}.",
                "Partagez la feuille en deux.",
                "{found} actes, limite {limit}.",
            ),
            "en": Message(
                "The sheet has {found} acts; the limit agreed on is {limit}.",
                "Split the sheet in two.",
                "{found} acts, limit {limit}.",
            ),
        },
        "ACM002.no-region": {
            "fr": Message(
                "La région traitée n'est pas précise ({region}).", "Choisissez la région.", "region {region}."
            ),
            "en": Message("The region treated is not precise ({region}).", "Choose the region.", "region {region}."),
        },
    },
    titles={
        "ACM001": "A sheet has at most twelve acts.",
        "ACM002": "At home, the region treated is that of the care plan.",
    },
    values=os.path.join(_HERE, "acm.toml"),
    cases=os.path.join(_HERE, "cases"),
)
