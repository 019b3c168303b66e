"""What this project asks of its site beyond F-UJI and FOOPS!: a page for every IRI, Signposting, faces that agree."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from govgraph.namespaces import OWL, RDFS, SKOS, iri_fault
from govgraph.publish.fair.built_site import DCTERMS, BuiltSite
from govgraph.publish.fair.dataset import element
from govgraph.publish.fair.metric import Answer, Check, failed, inapplicable, judge
from govgraph.publish.fair.ontology import FILE, foreign, header, header_tells, ontology, own_terms, rule_files
from govgraph.publish.pages import page_file

LINKSET = "application/linkset+json"
_RELATION = re.compile(r"[a-z][a-z0-9.-]*|https?://\S+")  # RFC 8288, section 2.1
_MEDIA_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+(?:;.*)?")
_LOC = re.compile(r"<loc>([^<]+)</loc>")
_ALL_LANGUAGES = {"explorer", "graph"}  # one file speaks all of them
_LANGUAGE = re.compile(r"\.([a-z]{2,3})\.html")


def _pages(site: BuiltSite) -> Answer:
    missing = []
    for iri in site.minted:
        page, anchor = site.place(iri)
        if page not in site.files:
            missing.append(f"{page} for <{iri}>")
        elif anchor and anchor not in site.ids(page):
            missing.append(f'id="{anchor}" on {page} for <{iri}>')
    if not site.minted:
        missing.append("the dump data/*.nq, which names the IRIs")
    return judge(missing, f"{len(site.minted):,} IRIs lead to a page, those with a place of their own to its id",
                 "write the page, or the anchor on it")  # fmt: skip


def _languages(site: BuiltSite) -> Answer:
    pages = {each for each in site.files if each.endswith(".html") and not each.startswith(("data/", "assets/"))}
    paths = {_LANGUAGE.sub(".html", each).removesuffix(".html") for each in pages} - _ALL_LANGUAGES
    wanted = (page_file(path, language) for path in sorted(paths) for language in site.project.languages)
    missing = [each for each in wanted if each not in pages]
    told = ", ".join(site.project.languages)
    return judge(missing, f"{len(paths):,} pages in {told}", "write the page in each language")


def _signposts(site: BuiltSite) -> Answer:
    missing = [each for path in ("dataset", *site.sample) for each in _signposts_of(site, path)]
    count = len(site.sample) + 1
    return judge(
        missing, f"cite-as, describedby, author, license, type, linkset in {count} pages", "complete Head.links"
    )


def _signposts_of(site: BuiltSite, path: str) -> list[str]:
    """What is missing of Signposting level 1 (signposting.org/FAIR) on the page of a path."""
    page = f"{path}.html"
    head = site.head(page)
    missing = [rel for rel in ("author", "license", "type") if not head.targets(rel)]
    missing += [f"{rel} that is an absolute address" for rel in ("author", "license", "type")
                if any(iri_fault(each) for each in head.targets(rel))]  # fmt: skip
    cited = head.targets("cite-as")
    if len(cited) != 1 or site.place(cited[0])[0] != page:
        missing.append("one cite-as with the IRI of what the page is about")
    faces = [each for each in head.links if each.rel == "describedby"]
    if not faces or any(site.local(page, each.href) not in site.files or not each.type for each in faces):
        missing.append("describedby, with type, to files that are there")
    sets = [each for each in head.links if each.rel == "linkset"]
    if not sets or any(site.local(page, each.href) not in site.files or each.type != LINKSET for each in sets):
        missing.append(f'linkset with type="{LINKSET}" to a file that is there')
    if path != "dataset" and not head.targets("collection"):
        missing.append("collection, the dataset that it belongs to")
    return [f"{each} on {page}" for each in missing]


def _linksets(site: BuiltSite) -> Answer:
    paths = ("dataset", *site.sample)
    faults = [f"{path}.linkset.json: {fault}" for path in paths if (fault := linkset_fault(site, path))]
    if faults:
        return failed(faults[0] + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""), "write it by RFC 9264")
    return judge([], f"{len(paths)} linksets are valid and speak of their page", "")


def linkset_fault(site: BuiltSite, path: str) -> str:
    """What is wrong with the linkset of a page after RFC 9264, section 4.2, or nothing."""
    told = site.json(f"{path}.linkset.json")
    if not isinstance(told, dict) or set(told) != {"linkset"} or not isinstance(told["linkset"], list):
        return 'no object with the one member "linkset", an array'
    anchors: set[str] = set()
    for context in told["linkset"]:
        if not isinstance(context, dict) or not isinstance(context.get("anchor"), str):
            return "a link context object without anchor"
        anchors.add(context["anchor"])
        for relation, targets in context.items():
            if relation != "anchor" and (fault := _target_fault(site, path, relation, targets)):
                return fault
    page = f"{path}.html"
    if not any(site.place(each)[0] == page or site.local(page, each) == page for each in anchors):
        return f"no anchor leads to {page}"
    return ""


def _target_fault(site: BuiltSite, path: str, relation: str, targets: Any) -> str:
    if not _RELATION.fullmatch(relation):
        return f'"{relation}" is no relation type'
    if not isinstance(targets, list) or not targets:
        return f"{relation} has no array of targets"
    for target in targets:
        if not isinstance(target, dict) or not isinstance(target.get("href"), str):
            return f"a target of {relation} has no href"
        if not isinstance(target.get("type", ""), str) or not _MEDIA_TYPE.fullmatch(target.get("type", "a/b")):
            return f"a target of {relation} has no media type as type"
        if any(not isinstance(each, list) for key, each in target.items() if key.endswith("*") or key == "hreflang"):
            return f"hreflang and starred attributes of {relation} must be arrays"
        if not site.leads(f"{path}.html", target["href"]):
            return f"{relation} leads to {target['href']}, which is not there"
    return ""


def _faces(site: BuiltSite) -> Answer:
    missing, paths = [], ("dataset", *(() if foreign(site) else ("ontology",)), *site.sample)
    for path in paths:
        graphs = {ending: site.graph(f"{path}.{ending}") for ending in ("ttl", "nt", "jsonld")}
        missing += [f"{path}.{ending} that can be parsed" for ending, graph in graphs.items() if graph is None]
        there = [(ending, frozenset(graph.triples)) for ending, graph in sorted(graphs.items()) if graph is not None]
        missing += [
            f"the same triples in {path}.{one} and .{other} ({len(left ^ right)} differ)"
            for (one, left), (other, right) in combinations(there, 2)
            if left != right
        ]
        missing += site.has(f"{path}.md")
    return judge(missing, f".ttl, .nt and .jsonld of {len(paths)} pages agree", "write the faces from one graph")


def _agreement(site: BuiltSite) -> Answer:
    """Title, licence, date and publisher stand in page, Turtle and JSON-LD alike."""
    missing = []
    for name in ("title", "licence", "publication date", "publisher"):
        found = element(site, name)
        missing += [
            f"{name} in {path}" for path in ("dataset.html", "dataset.ttl", "dataset.jsonld") if path not in found
        ]
        plain = {frozenset(_plain(each) for each in values) for path, values in sorted(found.items())}
        if name != "publisher" and plain and not frozenset.intersection(*plain):
            missing.append(f"one {name} for all forms of the description")
    return judge(
        missing, "title, licence, date and publisher agree in page, Turtle and JSON-LD", "make all forms from one"
    )


def _plain(text: str) -> str:
    return text.rstrip("/").replace("http://", "https://")


def _header(site: BuiltSite) -> Answer:
    names = (
        "namespace prefix", "namespace URI", "status", "version iri", "version info", "author", "contributor",
        "creation date", "modified", "issued", "license", "title", "description", "citation", "publisher",
    )  # fmt: skip
    answer = header_tells(site, *names)
    if answer.result == "failed":
        return answer
    wanted = set(site.project.languages)
    missing = [
        f"{name} in {', '.join(sorted(lacking))}"
        for name in ("title", "description")
        if (lacking := wanted - ontology(site).languages(site.ontology, f"{DCTERMS}{name}"))
    ]
    space = header(site, "namespace URI")
    if space != [f"{site.ontology}#"]:
        missing.append(f"vann:preferredNamespaceUri {site.ontology}#, it is {space[0]}")
    return judge(
        missing, f"{len(names)} elements, texts in {', '.join(sorted(wanted))} ({FILE})", "complete the header"
    )


def _prior(site: BuiltSite) -> Answer:
    prior = ontology(site).texts(site.ontology, f"{OWL}priorVersion")
    created, issued = header(site, "creation date"), header(site, "issued")
    if not prior and created and created == issued:
        return inapplicable(f"the first version: created and issued on {created[0]} ({FILE})")
    return judge(
        [] if prior else ["owl:priorVersion; only a first version, created on the day it is issued, has none"],
        f"{', '.join(prior)} ({FILE})",
        "name the version before in the header",
    )


def _terms(site: BuiltSite) -> Answer:
    graph, wanted, terms = ontology(site), set(site.project.languages), own_terms(site)
    missing = [
        f"{what} of {term} in {', '.join(sorted(lacking))}"
        for term in terms
        for what, prop in (("label", f"{RDFS}label"), ("definition", f"{SKOS}definition"))
        if (lacking := wanted - graph.languages(term, prop))
    ]
    if not terms:
        missing = [f"terms in {FILE}"]
    return judge(missing, f"{len(terms)} terms in {', '.join(sorted(wanted))} ({FILE})", "write what is missing")


def _negotiation(site: BuiltSite) -> Answer:
    kinds = ("text/turtle", "application/ld+json", "application/n-triples", "text/markdown")
    rules = rule_files(site)
    missing = [f"{kind} in {path}" for path in rules for kind in kinds if kind not in site.text(path).replace("\\", "")]
    if not rules:
        missing = ["rules for any server"]
    return judge(missing, ", ".join(rules), "write the rules anew (server_rules)")


def _sitemap(site: BuiltSite) -> Answer:
    texts = [site.text(each) for each in sorted(site.files) if re.fullmatch(r"sitemap[^/]*\.xml", each)]
    told = {each.replace("&amp;", "&") for text in texts for each in _LOC.findall(text)}
    listed = {each.removeprefix(site.url) or "index.html" for each in told}
    entities = {each for each in site.files if each.startswith("id/") and each.endswith(".html")}
    english = {each for each in entities if not _LANGUAGE.search(each) and not each.startswith("id/statement/")}
    missing = [f"{each} in sitemap.xml" for each in sorted(english - listed)]
    missing += [f"the file {each} that the sitemap names" for each in sorted(listed - site.files)]
    if "sitemap:" not in site.text("robots.txt").lower():
        missing.append("the line Sitemap: in robots.txt")
    return judge(
        missing, f"{len(listed):,} addresses in the sitemap, all there", "make the sitemap of the site's pages"
    )


CHECKS: dict[str, Check] = {
    "pages": _pages,
    "languages": _languages,
    "signposting-1": _signposts,
    "signposting-2": _linksets,
    "faces": _faces,
    "agreement": _agreement,
    "header": _header,
    "prior-version": _prior,
    "terms": _terms,
    "negotiation": _negotiation,
    "sitemap": _sitemap,
}
