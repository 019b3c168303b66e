"""The three views of the statement list (docs/architecture.md): simple, full and annotated.

A triple is (subject, predicate, object), each a term of `model.terms`; lists of triples are sorted and free of repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govgraph.model.statements import Entity, Statement

Triple = tuple[str, str, str]


def simple_view(entities: Iterable[Entity], statements: Iterable[Statement]) -> list[Triple]:
    """Bare triples: the kind of each entity, and every accepted or editorial statement. Sorted."""
    triples = {(entity.id, "rdf:type", entity.kind) for entity in entities}
    triples.update((each.subject, each.property, each.value) for each in statements if each.in_simple_view)
    return sorted(triples)


def full_view(statements: Iterable[Statement]) -> list[Triple]:
    """Every statement as a resource of its own in RDF 1.1 reification terms (RDF Schema 1.1, 5.3). Sorted."""
    triples: list[Triple] = []
    for each in statements:
        triples += [
            (each.id, "rdf:subject", each.subject),
            (each.id, "rdf:predicate", each.property),
            (each.id, "rdf:object", each.value),
        ]
        triples += describe_statement(each)
    triples.sort()
    return triples


def annotated_view(entities: Iterable[Entity], statements: list[Statement]) -> list[Triple]:
    """The simple view, and every statement as an RDF 1.2 reifier: `rdf:reifies <<( s p o )>>`. Sorted."""
    triples = simple_view(entities, statements)
    for each in statements:
        triples.append((each.id, "rdf:reifies", f"<<( {each.subject} {each.property} {each.value} )>>"))
        triples += describe_statement(each)
    triples.sort()
    return triples


def describe_statement(statement: Statement) -> Iterator[Triple]:
    """Kind, status, confidence, sources, citations and qualifiers of a statement."""
    subject = statement.id
    yield subject, "rdf:type", statement.kind
    yield subject, "gov:status", statement.status
    if statement.confidence:
        yield subject, "gov:confidence", statement.confidence
    for source in statement.sources:
        yield subject, "prov:wasDerivedFrom", source
    for prop, value in statement.qualifiers:
        yield subject, prop, value
    for source, locator in statement.citations:
        citation = f"{subject}-at-{source.partition(':')[2]}"
        yield subject, "gov:citation", citation
        yield citation, "rdf:type", "gov:Citation"
        yield citation, "dcterms:source", source
        yield citation, "gov:locator", locator
