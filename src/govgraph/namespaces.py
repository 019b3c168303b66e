"""Namespaces of the standards that GovGraph speaks, and the check of IRIs that come from outside (RFC 3987)."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
GOV = "https://w3id.org/govgraph/ontology#"

LINK_SCHEMES = ("http", "https")

# RFC 3987: no space, control character, <>"{}|^` or backslash; and no bidi control that would disguise a host.
_FORBIDDEN = re.compile(
    r'[\x00-\x20<>"{}|\\^`\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]'
)
_ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_HOST = re.compile(r"//(?:[^/?#@]*@)?(?:\[[^/?#@]+\]|[^/?#@:\[]+)(?::[^/?#@]*)?(?:[/?#]|\Z)")


def iri_fault(iri: str, schemes: tuple[str, ...] = LINK_SCHEMES) -> str | None:
    """What is wrong with an IRI from the data, or None. Only the listed schemes pass, and they need a host.

    >>> iri_fault("https://example.org/a"), iri_fault("javascript:alert(1)")
    (None, 'the scheme "javascript" is not allowed; use http or https')
    """
    found = _FORBIDDEN.search(iri)
    if found:
        return f"the character {found[0]!r} may not stand in an IRI; percent-encode it"
    match = _ABSOLUTE.fullmatch(iri)
    if match is None:
        return "not an absolute IRI; write it with its scheme, as in https://example.org/"
    if match[1].lower() not in schemes:
        return f'the scheme "{match[1]}" is not allowed; use {" or ".join(schemes)}'
    if not _HOST.match(match[2]):
        return "the host is missing; write it as in https://example.org/"
    try:
        NamedNode(iri)
    except ValueError as error:
        return f"{error}; percent-encode what may not stand in an IRI"
    return None
