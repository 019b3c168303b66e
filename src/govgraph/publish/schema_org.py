"""The schema.org type of a class: the nearest one above it that the ontology names."""

from __future__ import annotations

from govgraph.model.schema import Schema


def schema_type(schema: Schema, kind: str) -> str:
    """IRI of the nearest schema.org class at or above a class; Thing where the ontology names none."""
    found = next((each for each in schema.parents.get(kind, (kind,)) if each.startswith("schema:")), "schema:Thing")
    return f"https://schema.org/{found.partition(':')[2]}"
