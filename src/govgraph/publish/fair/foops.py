"""The tests of FOOPS! (w3id.org/foops, 24 tests), asked of the ontology's documents in the site."""

from __future__ import annotations

from govgraph.namespaces import OWL, RDFS, SCHEMA, SKOS
from govgraph.publish.fair.built_site import BIBO, DCTERMS, FOAF, PROV, VANN, BuiltSite, value_of
from govgraph.publish.fair.dataset import KNOWN_LICENCES
from govgraph.publish.fair.metric import Answer, Check, failed, judge, live, passed
from govgraph.publish.fair.ontology import FILE, PAGE, TERMS, header, header_tells, ontology, own_terms, rule_files

# The services that PURL1 takes for persistent (Check_PURL1_PersistentURIs of FOOPS!).
_LASTING = (
    "w3id.org",
    "doi.org",
    "purl.",
    "linked.data.gov.au",
    "dbpedia.org",
    "perma.cc",
    "data.europa.eu",
    "www.w3.org",
)


def _persistent(site: BuiltSite) -> Answer:
    if any(each in site.ontology for each in _LASTING):
        return passed(site.ontology)
    return failed(
        f"{site.ontology} is under no service for persistent identifiers",
        "register a name at w3id.org and set it as base in govgraph.toml",
    )


def _resolves(site: BuiltSite) -> Answer:
    missing = site.has(PAGE, FILE)
    if missing:
        return judge(missing, "", "write the ontology's page and its Turtle file")
    return live(f"{PAGE} and {FILE} stand where {site.ontology} leads")


def _same_iri(site: BuiltSite) -> Answer:
    """Several headers in one file make readers guess: the OWL API takes one that no header's annotation points at."""
    graph = ontology(site)
    headers = graph.subjects(f"{OWL}Ontology")
    if site.ontology not in headers:
        return failed(f"{FILE} declares {headers or 'no ontology'}", f"declare <{site.ontology}> a owl:Ontology")
    guessed = sorted(
        getattr(each.subject, "value", "")
        for each in graph.triples
        if value_of(each.object) == site.ontology
        and getattr(each.subject, "value", "") in headers
        and each.predicate.value != f"{OWL}imports"
    )
    if guessed:
        return failed(
            f"{FILE} holds {len(headers)} headers; {guessed[0]} points at {site.ontology} and may be taken for it",
            "keep the headers of the modules out of the served ontology.ttl (they have files of their own)",
        )
    return passed(f"<{site.ontology}> a owl:Ontology ({FILE})")


def _negotiates(site: BuiltSite) -> Answer:
    missing = site.has(PAGE, FILE)
    rules = rule_files(site)
    if not rules:
        missing.append("rules for a server that name text/turtle")
    if missing:
        return judge(missing, "", "write the page, the Turtle file and the rules (server_rules)")
    return live(f"{PAGE}, {FILE} and the rules for content negotiation are there: {', '.join(rules)}")


def _prefix(site: BuiltSite) -> Answer:
    return header_tells(site, "namespace prefix")


def _registered_prefix(site: BuiltSite) -> Answer:
    found = header(site, "namespace prefix")
    if not found:
        return header_tells(site, "namespace prefix")
    return live(f'the prefix "{found[0]}" is declared; prefix.cc or LOV must know it')


def _catalogued(site: BuiltSite) -> Answer:
    found = ontology(site).texts(
        site.ontology, f"{SCHEMA}includedInDataCatalog", "http://schema.org/includedInDataCatalog"
    )
    return (
        passed(f"in {found[0]} ({FILE})") if found else live("LOV must list the ontology; submit it once it is online")
    )


def _http(site: BuiltSite) -> Answer:
    if site.ontology.startswith(("http://", "https://")):
        return passed(site.ontology)
    return failed(site.ontology, "choose an https base in govgraph.toml")


def _minimum(site: BuiltSite) -> Answer:
    return header_tells(site, "title", "description", "license", "version iri", "author", "namespace URI")


def _recommended(site: BuiltSite) -> Answer:
    return header_tells(site, "namespace prefix", "version info", "creation date", "citation")


def _detailed(site: BuiltSite) -> Answer:
    answer = header_tells(site, "doi", "publisher", "logo", "status", "source", "issued")
    if answer.result == "failed" and "doi" in answer.evidence:
        return answer._replace(mend=f"{answer.mend}; a DOI comes from an archive (Zenodo) with the release: bibo:doi")
    return answer


def _licence(site: BuiltSite) -> Answer:
    return header_tells(site, "license")


def _licence_resolves(site: BuiltSite) -> Answer:
    found = header(site, "license")
    if not found:
        return header_tells(site, "license")
    if not found[0].startswith(("http://", "https://")):
        return failed(f"{found[0]} is no address", "give the licence by its address")
    known = "a standard licence" if KNOWN_LICENCES.match(found[0]) else "not known to us"
    return live(f"{found[0]} ({known}) must answer")


def _origin(site: BuiltSite) -> Answer:
    return header_tells(site, "creation date", "author")


def _full_origin(site: BuiltSite) -> Answer:
    return header_tells(site, "issued", "publisher")


def _is_rdf(site: BuiltSite) -> Answer:
    graph = site.graph(FILE)
    if graph is None:
        return failed(f"{FILE} is missing or can't be parsed", "write the ontology as Turtle")
    return passed(f"{len(graph.triples):,} triples ({FILE})")


def _documented(site: BuiltSite) -> Answer:
    missing = site.has(PAGE)
    if not missing:
        ids = site.ids(PAGE)
        missing = [
            f"#{term.partition('#')[2]} on {PAGE}" for term in own_terms(site) if term.partition("#")[2] not in ids
        ]
    return judge(missing, f"{len(own_terms(site))} terms with their place on {PAGE}", "write the page of the ontology")


def _version(site: BuiltSite) -> Answer:
    found = header(site, "version iri")
    if found and found[0] == site.ontology:
        return failed(f"{found[0]} is that of the ontology itself", "give each version an IRI of its own")
    return header_tells(site, "version iri")


def _version_resolves(site: BuiltSite) -> Answer:
    found = header(site, "version iri")
    if not found:
        return header_tells(site, "version iri")
    if not found[0].startswith(site.base):
        return live(f"{found[0]} is not of this site")
    path = found[0].removeprefix(site.base)
    missing = site.has(f"{path}.html", f"{path}.ttl")
    if missing:
        return judge(missing, "", "write the page and the Turtle file of the version")
    return live(f"{path}.html and {path}.ttl stand where {found[0]} leads")


def _metadata_reuse(site: BuiltSite) -> Answer:
    used = {each.predicate.value for each in ontology(site).triples
            if getattr(each.subject, "value", "") == site.ontology}  # fmt: skip
    found = sorted(
        {space for space in (DCTERMS, VANN, BIBO, FOAF, SCHEMA, PROV) if any(each.startswith(space) for each in used)}
    )
    return judge(
        [] if found else ["known vocabularies in the header"], ", ".join(found), "describe it with DCTERMS, VANN"
    )


def _reuse(site: BuiltSite) -> Answer:
    graph, spaces = ontology(site), set()
    for kind in TERMS:
        spaces |= {term.rpartition("#")[0] or term.rpartition("/")[0] for term in graph.subjects(f"{OWL}{kind}")}
    found = sorted(space for space in spaces - {site.ontology} if not space.startswith(site.base) and space != OWL[:-1])
    return judge(
        [] if found else ["terms of other vocabularies"],
        f"terms of {len(found)} other vocabularies, such as {', '.join(found[:3])} ({FILE})",
        "reuse or extend terms of other vocabularies",
    )


def _labels(site: BuiltSite) -> Answer:
    return _each_term(site, "label", f"{RDFS}label", f"{SKOS}prefLabel")


def _definitions(site: BuiltSite) -> Answer:
    return _each_term(site, "definition", f"{RDFS}comment", f"{SKOS}definition")


def _each_term(site: BuiltSite, what: str, *properties: str) -> Answer:
    terms = own_terms(site)
    if not terms:
        return failed(f"{FILE} defines no term", "write the ontology as Turtle")
    missing = [f"{what} of {term}" for term in terms if not ontology(site).texts(term, *properties)]
    return judge(missing, f"{len(terms)} terms have a {what} ({FILE})", f"give each term a {what}")


CHECKS: dict[str, Check] = {
    "PURL1": _persistent,
    "URI1": _resolves,
    "URI2": _same_iri,
    "CN1": _negotiates,
    "FIND1": _prefix,
    "FIND2": _registered_prefix,
    "FIND3": _catalogued,
    "FIND_3_BIS": _catalogued,
    "HTTP1": _http,
    "OM1": _minimum,
    "OM2": _recommended,
    "OM3": _detailed,
    "OM4.1": _licence,
    "OM4.2": _licence_resolves,
    "OM5.1": _origin,
    "OM5.2": _full_origin,
    "RDF1": _is_rdf,
    "DOC1": _documented,
    "VER1": _version,
    "VER2": _version_resolves,
    "VOC1": _metadata_reuse,
    "VOC2": _reuse,
    "VOC3": _labels,
    "VOC4": _definitions,
}
