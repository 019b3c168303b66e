"""The built graph in rdflib: the public API's other face, and the second parser."""

from __future__ import annotations

import rdflib

from govgraph.errors import UsageError
from govgraph.model.schema import read_prefixes
from govgraph.project import Project


def load_dataset(project: Project) -> rdflib.Dataset:
    """All named graphs of the current output; the default graph is their union; literals keep their lexical form."""
    dump = project.output / "govgraph.nq"
    if not dump.is_file():
        raise UsageError(f"{project.output} holds no build; run govgraph build first")
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        dataset = rdflib.Dataset(default_union=True)
        with dump.open("rb") as file:
            dataset.parse(file, format="nquads")
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
    for prefix, namespace in sorted(read_prefixes(project.ontology / "context.jsonld").items()):
        dataset.bind(prefix, namespace)
    return dataset
