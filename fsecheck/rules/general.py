"""Familles SEC, XSD et LAW : la feuille peut-elle être lue, peut-elle être jugée."""

from fsecheck.rules.kit import Facts, Invoice, Law, Message, Yield, defect, rule


@rule("LAW001", values=["general.horizon"])
def law001(invoice: Invoice, _: Facts, law: Law) -> Yield:
    """Les textes ont été vérifiés jusqu'à la date de l'acte."""
    horizon = law.horizon
    for act in invoice.acts:
        if act.day > horizon:
            yield defect(act, "after-horizon", day=act.day, horizon=horizon)
            # Once is enough: the sheet's later lines would say the same.
            return


MESSAGES = {
    "LAW001.after-horizon": Message(
        "L'acte du {day} est postérieur au {horizon}, date jusqu'à laquelle fsecheck connaît les textes.",
        "Mettez fsecheck à jour, ou vérifiez vous-même les tarifs et les règles en vigueur à cette date.",
        "acte/date {day} > law horizon {horizon}.",
    ),
}
