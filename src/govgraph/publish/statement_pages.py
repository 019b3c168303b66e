"""A page for all statements on one subject, each at its anchor: what a statement's IRI leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from govgraph.model.statements import Statement
from govgraph.publish.catalog import Catalog
from govgraph.publish.faces import faces_of, write_faces, write_statements_markdown
from govgraph.publish.pages import LANGUAGES, File, Head, Page, root_of
from govgraph.publish.values import Footnotes, Teller


def statement_groups(catalog: Catalog) -> dict[str, list[str]]:
    """Subjects by their local name; entities of several kinds may share one, and then a page."""
    groups: dict[str, list[str]] = {}
    for subject in sorted(catalog.about):
        groups.setdefault(subject.partition(":")[2], []).append(subject)
    return groups


def statement_pages(catalog: Catalog, groups: Sequence[tuple[str, list[str]]]) -> Iterator[Page | File]:
    """Pages in both languages and machine faces of some groups of `statement_groups`."""
    tellers = {language: Teller(catalog, language, root_of("id/statement/name")) for language in LANGUAGES}
    for local, subjects in groups:
        statements = [each for subject in subjects for each in catalog.about[subject]]
        for language in LANGUAGES:
            yield _page(catalog, local, subjects, statements, tellers[language])
        path = catalog.statement_page(local)
        title = f"Statements: {', '.join(catalog.name(each)[0] for each in subjects)}"
        yield from write_faces(catalog, path, title, [], statements)
        yield File(f"{path}.md", write_statements_markdown(catalog, title, statements))


def _page(catalog: Catalog, local: str, subjects: list[str], statements: list[Statement], teller: Teller) -> Page:
    names = ", ".join(teller.name(each) for each in subjects)
    path, notes = catalog.statement_page(local), Footnotes(teller)
    title = {"en": "Statements: {}", "de": "Aussagen: {}"}[teller.language].format(names)
    data: dict[str, Any] = {
        "title": title,
        "subjects": [teller.link(each) for each in subjects],
        "statements": [_entry(catalog, each, teller, notes) for each in statements],
        "sources": notes.listed(),
    }
    browse = ({"en": "Browse", "de": "Stöbern"}[teller.language], "browse/index")
    crumbs = (browse, *((teller.name(each), catalog.paths[each]) for each in subjects), (title, ""))
    described = {
        "en": "{} statements with status, time and sources.",
        "de": "{} Aussagen mit Status, Zeit und Quellen.",
    }
    head = Head(
        path=path,
        title=title,
        description=described[teller.language].format(len(statements)),
        crumbs=crumbs,
        faces=faces_of(path),
        section="browse/index",
    )
    return Page(teller.language, "statements.html", head, data)


def _entry(catalog: Catalog, statement: Statement, teller: Teller, notes: Footnotes) -> dict[str, Any]:
    """A statement with all that is told of it, in every language that it has."""
    return {
        "anchor": catalog.statement_place(statement.id)[1],
        "iri": catalog.schema.prefixes.iri(statement.id),
        "kind": teller.link(statement.kind),
        "subject": teller.link(statement.subject),
        "property": teller.link(statement.property),
        "value": teller.value(statement.value),
        "badge": teller.status(statement.status),
        "confidence": teller.name(statement.confidence) if statement.confidence else "",
        "qualifiers": [(teller.link(prop), teller.value(value)) for prop, value in statement.qualifiers],
        "notes": [notes.mark(source, locator) for source, locator in teller.citations(statement)],
        "claims": [teller.link(each) for each in catalog.concerned.get(statement.id, ())],
    }
