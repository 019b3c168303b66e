"""Compares the researched facts (../shared/facts) with the graph, value by value.

A leaf value must stand where facts/targets.tsv says, in a statement of the entity that the record became. The leaves
of a nested mapping (a relation, a role, a count) must all be held by one and the same statement or nested entity, so
that a value cannot be found on a wrong one.

The target of a value: `key` of the data files, `key/part` a qualifier or the provenance of the statement, `key>key` a
statement of the entity that the first leads to, `~` a part of a longer text, `|` alternatives, `{rel}` the relation of
the mapping. A path without a row stands under the same words in camel case.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import yaml

from fact_words import (
    ABSENT,
    ALIASES,
    BAGS,
    CLASSES,
    GROUPS,
    KEYS,
    NESTED,
    NOTHING,
    OWN_KNOWLEDGE,
    RELATIONS,
    REWORDED,
    STATUSES,
    WORDS,
)
from govgraph.model.harvest import read_graph
from govgraph.model.schema import load_schema
from govgraph.model.statements import Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.sources.catalog import data_files

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "facts"
TARGETS = ROOT / "tests" / "facts" / "targets.tsv"
BASE = "https://w3id.org/govgraph/"

Fact: TypeAlias = "str | list[Fact] | dict[str, Fact]"
Place: TypeAlias = tuple[str, int, int]


# ---------------------------------------------------------------------- the facts


class Record(NamedTuple):
    """One fact record: file, group (file and list), id, entity it became or empty, content without nested records."""

    file: str
    group: str
    id: str
    entity: str
    content: dict[str, Fact]


class Leaf(NamedTuple):
    """One scalar of a fact record: keys on the way to it, its language, its text, and the unit it belongs to.

    The leaves of one nested mapping are one unit; `rel` is the relation that the mapping states, if it does; `many`
    marks one of several values of a list, which may be statements of their own.
    """

    path: str
    language: str
    text: str
    unit: int
    rel: str
    many: bool


class Loss(NamedTuple):
    """A leaf that no statement holds."""

    file: str
    record: str
    key: str
    text: str


def read_facts() -> list[Record]:
    """All records of all fact files, nested records included."""
    found: list[Record] = []
    for path in sorted(FACTS.rglob("*.yaml")):
        name = path.relative_to(FACTS).as_posix()
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - plain strings
        groups = content if isinstance(content, dict) else {"": content}
        for group, members in groups.items():
            where = f"{name} {group}".strip()
            for member in members if isinstance(members, list) else [members]:
                fields = member if isinstance(member, dict) else {"id": member}
                found.extend(unfold(name, where, fields, GROUPS[where]))
    return found


def unfold(name: str, group: str, fields: dict[str, Fact], prefixes: str) -> Iterator[Record]:
    """The record and the records nested in it."""
    nested = {key: prefix for key, prefix in NESTED.items() if is_records(fields.get(key))}
    own = {key: value for key, value in fields.items() if key not in nested}
    identifier = str(fields.get("id", fields.get("proposal", group.rpartition(" ")[2])))
    named = str(fields.get(KEYS.get(group, "id"), group))
    yield Record(name, group, identifier, entity_of(named, prefixes), own)
    for key, prefix in nested.items():
        members = fields[key]
        assert isinstance(members, list)
        for member in members:
            assert isinstance(member, dict)
            yield from unfold(name, f"{group} {key}", member, prefixes if key == "points" else prefix)


def is_records(value: Fact | None) -> bool:
    """True for a list of mappings with an id."""
    return isinstance(value, list) and all(isinstance(each, dict) and "id" in each for each in value)


def leaves(value: Fact, path: tuple[str, ...] = (), unit: int = 0, rel: str = "", many: bool = False) -> Iterator[Leaf]:
    """Every scalar of a record's content."""
    if isinstance(value, dict):
        rel = str(value.get("rel", rel))
        inner = unit or (id(value) if path and path[-1] not in BAGS else 0)
        for key, each in value.items():
            yield from leaves(each, (*path, key), inner, rel)
    elif isinstance(value, list):
        if not value:
            yield Leaf(".".join(path), "", NOTHING if path[-1] == "sources" else ABSENT, unit, rel, many)
        for each in value:
            yield from leaves(each, path, unit, rel, many=len(value) > 1)
    else:
        words, language = list(path), ""
        if words[-1] in ("en", "de"):
            language = words.pop()
        elif words[-1].endswith(("_en", "_de")):
            words[-1], language = words[-1][:-3], words[-1][-2:]
        yield Leaf(".".join(words) or "label", language, value, unit, rel, many)


# ---------------------------------------------------------------------- the graph


class Index:
    """The project's statements, looked up by either end."""

    def __init__(self) -> None:
        self.schema = load_schema(ROOT / "ontology", BASE)
        self.graph = read_graph(list(data_files(ROOT / "data", ROOT)), self.schema, b"", None)
        self.kinds = {entity.id: entity.kind for entity in self.graph.entities}
        self.around: dict[str, list[Statement]] = defaultdict(list)
        self.named: dict[str, set[str]] = defaultdict(set)
        for statement in self.graph.statements:
            self.around[statement.subject].append(statement)
            self.around[statement.value].append(statement)
            if statement.property in ("rdfs:label", "skos:altLabel", "dcterms:identifier"):
                self.named[split_literal(statement.value)[0]].add(statement.subject)
            for name, value in statement.qualifiers:
                if name == "dcterms:identifier":
                    self.named[split_literal(value)[0]].add(statement.id)
        for identifier in self.kinds:
            self.named[identifier.partition(":")[2]].add(identifier)
        for identifier, short in self.short_names():
            self.named[short].add(identifier)
        for alias, identifier in ALIASES.items():
            self.named[alias].add(identifier)

    def short_names(self) -> Iterator[tuple[str, str]]:
        """Entities with their names of the form `label (short name)`."""
        for identifier, statements in self.around.items():
            own = [each for each in statements if each.subject == identifier]
            shorts = [split_literal(each.value)[0] for each in own if each.property == "gov:shortName"]
            labels = [split_literal(each.value)[0] for each in own if each.property == "rdfs:label" and shorts]
            yield from ((identifier, f"{label} ({short})") for label in labels for short in shorts)

    def texts(self, term: str) -> set[tuple[str, str]]:
        """What a term says, as (text, language) pairs: a literal's text, a name, its full IRI."""
        if is_literal(term):
            text, language, _ = split_literal(term)
            return {(text, language)}
        return {(term, ""), (self.schema.prefixes.iri(term), "")}


@cache
def index() -> Index:
    """The graph, read once."""
    return Index()


@cache
def entity_of(identifier: str, prefixes: str) -> str:
    """The entity of a fact id under one of the prefixes, or empty."""
    wanted = (
        [ALIASES[identifier]] if identifier in ALIASES else [f"{prefix}:{identifier}" for prefix in prefixes.split()]
    )
    return next((each for each in wanted if each in index().kinds), "")


# ---------------------------------------------------------------------- the comparison


def camel(text: str) -> str:
    """The words of a fact key or word in camel case."""
    first, *rest = re.split(r"[_\- .]", text)
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


@cache
def forms(text: str) -> set[str]:
    """What a fact's scalar may be called in the graph."""
    named = {text, text.lower(), *WORDS.get(text, text).split("|"), *(re.sub(old, new, text) for old, new in REWORDED)}
    encoded = re.sub(r"""[\s<>"{}|\\^`]""", lambda m: f"%{ord(m[0]):02X}", text)
    word = camel(text)
    words = {f"gov:{word}", f"gov:verdict{word[:1].upper()}{word[1:]}", f"wikidata:{text}", encoded}
    return named | words | {each for name in named for each in index().named.get(name, ())}


@cache
def targets() -> dict[str, str]:
    """targets.tsv as a mapping."""
    with TARGETS.open(encoding="utf-8", newline="") as file:
        return {row["fact"]: row["target"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


USED: set[str] = set()


def target(record: Record, leaf: Leaf) -> str:
    """Where the leaf must stand, by targets.tsv."""
    stem = record.file.rpartition("/")[2]
    group = record.group.partition(" ")[2].replace(" ", ".")
    for path in (f"{stem}:{group}.{leaf.path}", f"{stem}:{leaf.path}", leaf.path):
        if path in targets():
            USED.add(path)
            return targets()[path]
    last = leaf.path.rpartition(".")[2]
    if last in PROVENANCE:
        return f"*/{last}" if leaf.unit else "|".join(f"{key}/{last}" for key in ("label", "altLabel", "title"))
    return camel(leaf.path)


PROVENANCE = ("sources", "confidence", "verified")


def holders(record: Record, leaf: Leaf) -> set[Place]:
    """Places of the statements around the record's entity that hold the leaf; one of no statement for `null`, if so."""
    found: set[Place] = set()
    if leaf.text == ABSENT:
        absent = {index().schema.terms[key].property for key in target(record, leaf).split("|")}
        stated = absent & {each.property for each in index().around[record.entity]}
        return found if stated else {("", 0, 0)}
    for option in target(record, leaf).split("|"):
        for each in RELATIONS.get(leaf.rel, camel(leaf.rel)).split("|"):
            found |= option_holders(record.entity, option.replace("{rel}", each), leaf)
    return found


def option_holders(entity: str, option: str, leaf: Leaf) -> set[Place]:
    """Places where `key`, `key/part` or `key>key` of the entity holds the leaf."""
    first, arrow, second = option.partition(">")
    key, _, part = first.partition("/")
    if key.endswith("~"):
        key, part = key[:-1], "~"
    if key == "class":
        return {("", 0, 0)} if is_class(entity, leaf.text) else set()
    if key == "entity":
        return {("", 0, 0)}
    term = index().schema.terms.get(key)
    if term is None and key != "*":
        return set()
    found: set[Place] = set()
    for statement in index().around[entity]:
        if term is not None and statement.property != term.property:
            continue
        other = statement.value if statement.subject == entity else statement.subject
        if (arrow and option_holders(other, second, leaf)) or (
            not arrow and says(statement, part, other, entity, leaf)
        ):
            found.add(statement[-3:])
    return found


def is_class(entity: str, text: str) -> bool:
    """True if the entity is of the class that the text names, or one below it, and has the setting it names."""
    word = camel(text)
    name, _, setting = CLASSES.get(text, word[:1].upper() + word[1:]).partition(" ")
    settings = {each.value for each in index().around[entity] if each.property == "gov:setting"}
    wanted = {f"gov:{setting}"} if setting else set()
    return f"gov:{name}" in index().schema.parents[index().kinds[entity]] and settings == wanted


def says(statement: Statement, part: str, other: str, entity: str, leaf: Leaf) -> bool:
    """True if the named part of the statement (its other end without a part) holds the leaf."""
    if part == "any":
        return True
    if part == "sources":
        if leaf.text in (NOTHING, OWN_KNOWLEDGE):
            return leaf.many or (not statement.sources and statement.status == "gov:unverified")
        return not forms(leaf.text).isdisjoint(statement.sources)
    if part == "confidence":
        return statement.confidence == f"gov:{leaf.text}"
    if part == "status":
        return statement.status in STATUSES.get(leaf.text, {f"gov:{leaf.text}"})
    if part == "verified":
        return is_verified(statement, leaf)
    if part == "file":
        return Path(statement.file).name.startswith(f"{leaf.text}.")
    if part == "slug":
        return other.endswith(f"-{leaf.text}")
    if part == "kind":
        return statement.kind == f"gov:{leaf.text.capitalize()}"
    if part == "not":
        return (leaf.text, split_literal(other)[0]) in (("true", "false"), ("false", "true"))
    part, within, _ = part.partition("~")
    terms = (
        [other]
        if not part
        else [entity]
        if part == "subject"
        else [value for name, value in statement.qualifiers if name == index().schema.terms[part].property]
    )
    held = {pair for term in terms for pair in index().texts(term)}
    same = {text for text, language in held if language in ("", leaf.language or language)}
    wanted = forms(leaf.text)
    return any(form in text for form in wanted for text in same) if within else not wanted.isdisjoint(same)


def is_verified(statement: Statement, leaf: Leaf) -> bool:
    """True if a statement of the leaf's language is unverified where the leaf is `false`, and only there."""
    language = next((each for each in ("en", "de") if f"_{each}_" in leaf.path), "")
    if language and split_literal(statement.value)[1] != language:
        return False
    return leaf.text == ("false" if statement.status == "gov:unverified" else "true")


def compare(record: Record) -> tuple[int, list[Loss]]:
    """Number of leaves of the record, and those that are lost."""
    whole = 1 if record.group in KEYS else 0
    common: dict[int, set[Place]] = {}
    losses: list[Loss] = []
    number = 0
    for leaf in sorted(leaves(record.content, unit=whole), key=lambda leaf: leaf.many):
        number += 1
        places = holders(record, leaf) if record.entity else set()
        together = places & common.get(leaf.unit, places) if leaf.unit and leaf.text != ABSENT else places
        if together and not leaf.many and leaf.text != ABSENT:
            common[leaf.unit] = together
        if not together:
            losses.append(Loss(record.file, record.id, leaf.path, leaf.text))
    return number, losses
