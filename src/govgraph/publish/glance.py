"""What readers want to know first of a provision and of a claim, in a box on top of the page."""

from __future__ import annotations

from markupsafe import Markup

from govgraph.model.statements import Statement
from govgraph.publish.catalog import Catalog
from govgraph.publish.pages import LANGUAGES
from govgraph.publish.values import Teller

Rows = list[tuple[str, list[Markup]]]

# A property and its name in the box.
_CLAIM = (
    ("gov:statedAs", ("What was said", "Was gesagt wurde")),
    ("gov:assertedBy", ("Who says it", "Wer es sagt")),
    ("gov:sourcesSay", ("What sources say", "Was Quellen sagen")),
    ("gov:verdict", ("Verdict", "Urteil")),
)
_LEADING_HERE = (
    ("gov:laidDownIn", ("Lays down", "Legt fest")),
    ("gov:legalBasis", ("Actions based on it", "Darauf gestützte Maßnahmen")),
    ("gov:partOf", ("Parts", "Teile")),
)


def glance(entity: str, teller: Teller) -> Rows:
    """Rows of the box: names and values; none for what is neither a provision nor a claim."""
    catalog = teller.catalog
    kinds = catalog.schema.parents.get(catalog.kind[entity], ())
    rows: Rows = []
    if "gov:Provision" in kinds:
        rows = _provision(entity, teller)
    elif "gov:Claim" in kinds:
        rows = _claim(entity, teller)
    return [(name, values) for name, values in rows if values]


def _claim(entity: str, teller: Teller) -> Rows:
    """What was said, by whom, what sources say, how it was judged."""
    at, told = LANGUAGES.index(teller.language), teller.in_language(teller.catalog.about.get(entity, []))
    return [(words[at], [teller.value(each.value) for each in told if each.property == prop]) for prop, words in _CLAIM]


def _provision(entity: str, teller: Teller) -> Rows:
    """Place in the act, counterparts, application then and now, what it regulates and what hangs on it."""
    catalog, at = teller.catalog, LANGUAGES.index(teller.language)
    told, incoming = catalog.about.get(entity, []), catalog.incoming.get(entity, [])
    chain = Markup(" › ").join(teller.link(each) for each in whole_of(catalog, entity))
    counterpart = [teller.link(each.value) for each in told if each.property == "gov:correspondsTo"]
    counterpart += [teller.link(each.subject) for each in incoming if each.property == "gov:correspondsTo"]
    applies = sorted((each for each in told if each.property == "gov:appliesFrom"), key=_value)
    regulated = [teller.link(each.value) for each in told if each.property == "gov:regulates"]
    return [
        (("Place in the act", "Stelle im Rechtsakt")[at], [chain] if chain else []),
        (("Counterpart", "Gegenstück")[at], counterpart),
        (("Applies from", "Gilt ab")[at], [_application(each, teller) for each in applies]),
        (("Regulates", "Regelt")[at], regulated),
        *(
            (words[at], [teller.link(each.subject) for each in incoming if each.property == prop])
            for prop, words in _LEADING_HERE
        ),
    ]


def _value(statement: Statement) -> str:
    return statement.value


def _application(statement: Statement, teller: Teller) -> Markup:
    """A date of application with the version of the act that says so and what limits it."""
    rest = Markup(", ").join(Markup("{}: {}").format(*each) for each in teller.qualifiers(statement))
    return Markup("{} {}{}").format(
        teller.value(statement.value), teller.status(statement.status), Markup(" ({})").format(rest) if rest else ""
    )


def whole_of(catalog: Catalog, entity: str) -> list[str]:
    """What an entity is part of, the outermost first."""
    chain: list[str] = []
    while True:
        part = chain[-1] if chain else entity
        above = sorted(each.value for each in catalog.about.get(part, ()) if each.property == "gov:partOf")
        if not above or above[0] in (*chain, entity) or above[0] not in catalog.kind:
            return chain[::-1]
        chain.append(above[0])
