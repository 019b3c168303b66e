"""The metrics of F-UJI (FAIRsFAIR metrics, version 0.8; older names beside), asked of the dataset's page and its files.

F-UJI takes each piece of metadata from wherever a page offers it: JSON-LD in the page, or RDF by typed links. So do we.
"""

from __future__ import annotations

import re

from govgraph.namespaces import OWL, RDF, RDFS, SCHEMA, SKOS, XSD, iri_fault
from govgraph.publish.fair.built_site import BIBO, DCAT, DCTERMS, FOAF, PROV, RDF_TYPE, VANN, VOID, BuiltSite
from govgraph.publish.fair.dataset import KNOWN_LICENCES, PAGE, RDF_FILES, contents, dataset_node, element
from govgraph.publish.fair.metric import Answer, Check, failed, inapplicable, judge, live, passed, shorten

PERSISTENT = re.compile(
    r"https?://(?:www\.)?(?:w3id\.org|purl\.[a-z.]+|(?:dx\.)?doi\.org|hdl\.handle\.net|n2t\.net|identifiers\.org)/.+"
)
# F-UJI counts no vocabulary that every page or RDF file uses anyway (its default_namespaces.txt).
_DEFAULT = (
    SCHEMA, "http://schema.org/", DCTERMS, DCAT, RDF, RDFS, OWL, SKOS, XSD, FOAF,
    "http://purl.org/dc/elements/1.1/", "http://www.w3.org/2006/vcard/ns#",
)  # fmt: skip
_REGISTERED = {
    VOID: "VoID",
    PROV: "PROV-O",
    VANN: "VANN",
    BIBO: "BIBO",
    "http://www.w3.org/ns/adms#": "ADMS",
    "http://spdx.org/rdf/terms#": "SPDX",
    "http://www.w3.org/ns/sparql-service-description#": "SPARQL Service Description",
    "http://www.w3.org/ns/dqv#": "DQV",
    "http://www.w3.org/ns/odrl/2/": "ODRL",
    "http://mlcommons.org/croissant/": "Croissant",
}
_OPEN_FORMATS = re.compile(
    r"text/(?!html)[a-z-]+|application/(?:ld\+json|json|n-quads|n-triples|trig|rdf\+xml|xml|vnd\.apache\.parquet)"
)


def _told(site: BuiltSite, *names: str, mend: str) -> Answer:
    """Passed where every element is given somewhere."""
    found = {name: element(site, name) for name in names}
    missing = [f"{name} (in {PAGE}, {', '.join(RDF_FILES)})" for name in names if not found[name]]
    evidence = "; ".join(f"{name}: {next(iter(each.values()))[0][:60]}" for name, each in found.items() if each)
    return judge(missing, f"{evidence} ({', '.join(sorted({path for each in found.values() for path in each}))})", mend)


def _unique(site: BuiltSite) -> Answer:
    given = element(site, "identifier").get(PAGE, [])
    if site.dataset not in (*given, *site.head(PAGE).targets("cite-as")):
        return failed(
            f"{PAGE} names no identifier of the dataset", f'identify it: <link rel="cite-as" href="{site.dataset}">'
        )
    fault = iri_fault(site.dataset)
    return failed(fault, "choose another base in govgraph.toml") if fault else passed(f"{site.dataset} ({PAGE})")


def _persistent(site: BuiltSite) -> Answer:
    if not PERSISTENT.fullmatch(site.dataset):
        return failed(
            f"{site.dataset} is under no service for persistent identifiers",
            "register a name at w3id.org and set it as base in govgraph.toml",
        )
    return live(f"{site.dataset} has the form; that its redirect is registered only the service can say")


def _core(site: BuiltSite) -> Answer:
    names = ("creator", "title", "identifier", "publication date", "publisher", "type", "summary", "keywords")
    return _told(site, *names, mend="describe it in dataset.ttl and in the JSON-LD of dataset.html")


def _data_identifier(site: BuiltSite) -> Answer:
    urls = [each.url for each in contents(site) if each.url]
    if not urls:
        return failed(
            f"no download address in {PAGE} or {', '.join(RDF_FILES)}",
            "give each distribution a contentUrl and a dcat:downloadURL",
        )
    return passed(f"{len(set(urls))} download addresses, {urls[0]} the first ({contents(site)[0].where})")


def _searchable(site: BuiltSite) -> Answer:
    node = dataset_node(site)
    missing = [key for key in ("name", "description", "license", "distribution", "creator") if not node.get(key)]
    if not node:
        return failed(f"{PAGE} holds no JSON-LD of a schema.org Dataset", "embed it, as search engines ask")
    length = len(" ".join(element(site, "summary").get(PAGE, [])))
    if not missing and not 50 <= length <= 5000:
        missing = [f"a description of 50 to 5000 characters (it has {length})"]
    return judge(missing, f"schema.org Dataset in the JSON-LD of {PAGE}", "complete the JSON-LD of dataset.html")


def _access(site: BuiltSite) -> Answer:
    return _told(site, "access", mend="say dcterms:accessRights (PUBLIC) and schema:isAccessibleForFree")


def _retrievable(site: BuiltSite) -> Answer:
    needed = [PAGE, *RDF_FILES]
    for each in contents(site):
        below = each.url.removeprefix(site.base) if each.url.startswith(site.base) else site.local(PAGE, each.url)
        if below and not below.startswith("http"):
            needed.append(below)
    missing = site.has(*sorted(set(needed)))
    if missing:
        return failed(f"missing: {shorten(missing)}", "write the files that the description names")
    return live(
        f"{len(set(needed))} files stand where their identifiers lead; that they are served only the host shows"
    )


def _protocol(site: BuiltSite) -> Answer:
    given = [site.dataset, *(each.url for each in contents(site) if "://" in each.url)]
    wrong = [each for each in given if not each.startswith(("https://", "http://"))]
    if wrong:
        return failed(f"neither http nor https: {shorten(wrong)}", "use https addresses")
    if len(given) == 1:
        return failed("no address of the data is given", "give each distribution a dcat:downloadURL")
    return passed(f"{len(given)} addresses by http or https, {given[0]} the first")


def _preserved(_: BuiltSite) -> Answer:
    return inapplicable("left out of the list since version 0.5; F-UJI asks it no more")


def _formal(site: BuiltSite) -> Answer:
    missing = [] if dataset_node(site) else [f"JSON-LD in {PAGE}"]
    linked = {site.local(PAGE, each.href) for each in site.head(PAGE).links if each.rel in ("alternate", "describedby")}
    for path in RDF_FILES:
        if site.graph(path) is None:
            missing.append(f"{path} that can be parsed")
        elif path not in linked:
            missing.append(f"a typed link to {path} in {PAGE}")
    evidence = f"JSON-LD in {PAGE}; {' and '.join(RDF_FILES)} parse and are linked from it"
    return judge(missing, evidence, "write the RDF beside the page and link it by rel=describedby")


def _vocabularies(site: BuiltSite) -> Answer:
    graph = site.graph(RDF_FILES[0])
    used = graph.namespaces() if graph else set()
    found = sorted(name for space, name in _REGISTERED.items() if space in used and space not in _DEFAULT)
    return judge(
        [] if found else ["terms of a registered vocabulary beside the usual ones"],
        f"{', '.join(found)} in {RDF_FILES[0]}",
        "describe the dataset with VoID, PROV-O and the like",
    )


def _related(site: BuiltSite) -> Answer:
    found = element(site, "related")
    links = [each for values in found.values() for each in values if "://" in each]
    return judge(
        [] if links else ["links to related resources by typed properties"],
        f"{len(set(links))} links to related resources ({', '.join(sorted(found))})",
        "name sources, parts and standards: prov:wasDerivedFrom, dcterms:conformsTo, schema:isBasedOn",
    )


def _content(site: BuiltSite) -> Answer:
    missing = [] if element(site, "type") else ["type"]
    parts = contents(site)
    for what, have in (("media type", [each.type for each in parts]), ("size", [each.size for each in parts])):
        if not parts or not all(have):
            missing.append(f"{what} of {'a' if parts else 'any'} file of the data")
    evidence = f"type, and media type and size of {len(parts)} files; "
    evidence += "what it tells of" if element(site, "variables") else "not what it tells of (not scored)"
    return judge(
        missing, evidence, "give each distribution dcat:mediaType and dcat:byteSize (encodingFormat, contentSize)"
    )


def _licence(site: BuiltSite) -> Answer:
    given = sorted({each for values in element(site, "licence").values() for each in values})
    if not given:
        return failed("no licence in the description", "say dcterms:license and schema:license")
    unknown = [each for each in given if not KNOWN_LICENCES.match(each)]
    evidence = f"{', '.join(given)} ({', '.join(sorted(element(site, 'licence')))})"
    return (
        failed(f"no known machine-readable licence: {shorten(unknown)}", "use the address of a standard licence")
        if unknown
        else passed(evidence)
    )


def _provenance(site: BuiltSite) -> Answer:
    graph = site.graph(RDF_FILES[0])
    found = [each for each in ("wasGeneratedBy", "wasDerivedFrom", "generatedAtTime", "wasAttributedTo")
             if graph and graph.values(site.dataset, f"{PROV}{each}")]  # fmt: skip
    return judge(
        [] if found else ["PROV-O of the dataset"],
        f"{', '.join(f'prov:{each}' for each in found)} ({RDF_FILES[0]})",
        "say in dataset.ttl what made the dataset and of what: prov:wasGeneratedBy, prov:wasDerivedFrom",
    )


def _standard(site: BuiltSite) -> Answer:
    graph = site.graph(RDF_FILES[0])
    have = graph.texts(site.dataset, RDF_TYPE) if graph else []
    named = f"{DCAT}Dataset" in have
    return judge(
        [] if named else ["dcat:Dataset"],
        f"DCAT ({RDF_FILES[0]}), schema.org ({PAGE})",
        "describe the dataset as dcat:Dataset, which RDA and FAIRsharing list",
    )


def _open_format(site: BuiltSite) -> Answer:
    forms = sorted({each.type for each in contents(site) if _OPEN_FORMATS.fullmatch(each.type.partition(";")[0])})
    return judge(
        [] if forms else ["a file of the data in an open format"],
        f"{', '.join(forms)}",
        "offer the data as Turtle, N-Quads, CSV or JSON, with its media type in the description",
    )


CHECKS: dict[str, Check] = {
    "FsF-F1-01MD": _unique,
    "FsF-F1-02MD": _persistent,
    "FsF-F2-01M": _core,
    "FsF-F3-01M": _data_identifier,
    "FsF-F4-01M": _searchable,
    "FsF-A1-01M": _access,
    "FsF-A1-02MD": _retrievable,
    "FsF-A1.1-01MD": _protocol,
    "FsF-A1.2-01MD": _protocol,
    "FsF-A2-01M": _preserved,
    "FsF-I1-01M": _formal,
    "FsF-I2-01M": _vocabularies,
    "FsF-I3-01M": _related,
    "FsF-R1-01M": _content,
    "FsF-R1.1-01M": _licence,
    "FsF-R1.2-01M": _provenance,
    "FsF-R1.3-01M": _standard,
    "FsF-R1.3-02D": _open_format,
}
