"""The researched facts (../shared/facts) are in the graph: no record and no value of theirs is lost.

Every leaf value of every fact record must stand where `TARGETS` says, in a statement of the entity that the record
became, or in tests/facts/left-out.tsv with the reason. The leaves of a nested mapping (a relation, a role, a count)
must all be held by one and the same statement or nested entity, so that a value cannot be found on a wrong one.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest
import yaml

from govgraph.model.harvest import Graph, read_graph
from govgraph.model.schema import Schema, load_schema
from govgraph.model.statements import Entity, Statement
from govgraph.model.terms import is_literal, split_literal
from govgraph.sources.catalog import data_files

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "facts"
LEFT_OUT = ROOT / "tests" / "facts" / "left-out.tsv"
TARGETS = ROOT / "tests" / "facts" / "targets.tsv"
BASE = "https://w3id.org/govgraph/"
DECK = "source:ki-pause-deck-2023"
FLOOR_RECORDS, FLOOR_LEAVES, FLOOR_DECK_CLAIMS = 1600, 20000, 100

Fact: TypeAlias = "str | list[Fact] | dict[str, Fact]"
Place: TypeAlias = tuple[str, int, int]

needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the facts that the data were written from are not beside this checkout (../shared/facts)")

# ---------------------------------------------------------------------- what became of what

# file and group -> prefixes of the entities its records became
GROUPS = {
    "actors.yaml": "org jurisdiction",
    "people.yaml": "person",
    "letters.yaml": "letter publication",
    "models.yaml": "model system dataset",
    "regulatory_actions.yaml": "action incident act provision",
    "claims.yaml": "claim",
    "sources.yaml": "source",
    "ai-act/structure.yaml act": "act",
    "ai-act/structure.yaml amending_act": "act",
    "ai-act/structure.yaml application_dates": "event",
    "ai-act/structure.yaml chapters": "provision",
    "ai-act/structure.yaml sections": "provision",
    "ai-act/structure.yaml articles": "provision",
    "ai-act/structure.yaml inserted_articles": "provision",
    "ai-act/structure.yaml annexes": "provision",
    "ai-act/proposal.yaml proposal": "act",
    "ai-act/proposal.yaml intermediate_texts": "act",
    "ai-act/proposal.yaml titles": "provision",
    "ai-act/proposal.yaml chapters": "provision",
    "ai-act/proposal.yaml articles": "provision",
    "ai-act/proposal.yaml annexes": "provision",
    "ai-act/risk.yaml risk_levels": "level",
    "ai-act/risk.yaml systemic_risk_threshold": "threshold",
    "ai-act/risk.yaml prohibited_practices": "practice",
    "ai-act/risk.yaml prohibited_practices_proposal": "practice",
    "ai-act/risk.yaml annex_iii": "area",
    "ai-act/risk.yaml annex_iii_proposal": "area",
    "ai-act/risk.yaml annex_i": "area",
    "ai-act/risk.yaml seed_ninth_area": "area",
    "ai-act/risk.yaml seed_proposed_categories": "area",
    "ai-act/risk.yaml transparency_cases": "case",
    "ai-act/risk.yaml transparency_cases_proposal": "case",
    "ai-act/roles_and_duties.yaml roles": "operator",
    "ai-act/roles_and_duties.yaml duties": "duty",
    "ai-act/roles_and_duties.yaml rights": "right",
    "ai-act/roles_and_duties.yaml penalties": "penalty",
    "ai-act/roles_and_duties.yaml penalties_proposal": "penalty",
    "ai-act/seed_claims.yaml claims": "claim",
    "ai-act/sources.yaml sources": "source",
    "ai-act/timeline.yaml events": "event",
    "ai-act/timeline.yaml national_authorities": "designation",
    "ai-act/other_law.yaml instruments": "act letter provision",
    "ai-act/timeline.yaml national_authorities_summary": "designation",
    # records that are statements of another record's entity (see KEYS)
    "signatures.yaml": "person",
    "ai-act/proposal.yaml crosswalk": "provision",
    "ai-act/proposal.yaml adopted_without_counterpart": "provision",
    # what a file says of itself stands with its main entity, or is left out
    "ai-act/structure.yaml meta": "act",
    "ai-act/proposal.yaml meta": "act",
    "ai-act/risk.yaml meta": "provision",
    "ai-act/roles_and_duties.yaml meta": "",
    "ai-act/seed_claims.yaml meta": "",
    "ai-act/sources.yaml meta": "",
    "ai-act/timeline.yaml meta": "",
    "ai-act/other_law.yaml meta": "",
}
# lists in a record whose members are records of their own
NESTED = {"points": "area", "routes": "route", "exceptions": "exception", "articles": "provision"}
# key that names the entity, where it is not `id`
KEYS = {"signatures.yaml": "person", "ai-act/proposal.yaml crosswalk": "proposal"}
# fact id, or group of a record without one -> entity, where the id is another one
ALIASES = {
    "src-seed": DECK,
    "seed-deck": DECK,
    "ftc-act-5": "provision:ftc-act-section-5",
    "bletchley-declaration": "letter:bletchley-declaration-2023",
    "ai-act/structure.yaml meta": "act:reg-2024-1689",
    "ai-act/proposal.yaml meta": "act:com-2021-206",
    "ai-act/risk.yaml meta": "provision:aia-annex-3",
    "ai-act/timeline.yaml national_authorities_summary": "designation:nca-summary",
}
# relation of actors.yaml -> property, where it is not the same words; an inverse relation stands on the other side
RELATIONS = {
    "initiated": "initiatedBy",
    "parent_of": "subsidiaryOf",
    "owns": "acquiredBy",
    "invested_in": "investedInBy",
    "runs": "runBy",
    "develops": "developedBy",
    "subject_of": "concerns|addressedTo",
}
# word of the facts -> words of the graph; else the same text or number, the entity of that id or label, or the term in
# camel case
WORDS: dict[str, str] = {}
# wording that spoke of the fact base
REWORDED: tuple[tuple[str, str], ...] = ()
# statuses that a word of the facts may have become
STATUSES = {"confirmed": {"gov:confirmed", "gov:reported"}, "fake_removed": {"gov:refuted"}}


# ---------------------------------------------------------------------- the facts


class Record(NamedTuple):
    """One fact record: file, group (file and list), id, the entity it became (or empty), content without nested records."""

    file: str
    group: str
    id: str
    entity: str
    content: dict[str, Fact]


class Leaf(NamedTuple):
    """One scalar of a fact record: keys on the way to it, its language, its text, and the unit it belongs to.

    The leaves of one nested mapping are one unit; `rel` is the relation that the mapping states, if it does.
    """

    path: str
    language: str
    text: str
    unit: int
    rel: str


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


def leaves(value: Fact, path: tuple[str, ...] = (), unit: int = 0, rel: str = "") -> Iterator[Leaf]:
    """Every scalar of a record's content."""
    if isinstance(value, dict):
        rel = str(value.get("rel", rel))
        inner = id(value) if path else unit
        for key, each in value.items():
            yield from leaves(each, (*path, key), inner, rel)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, path, unit, rel)
    else:
        words, language = list(path), ""
        if words[-1] in ("en", "de"):
            language = words.pop()
        elif words[-1].endswith(("_en", "_de")):
            words[-1], language = words[-1][:-3], words[-1][-2:]
        yield Leaf(".".join(words), language, value, unit, rel)


# ---------------------------------------------------------------------- the graph


class Index:
    """The project's statements, looked up by either end."""

    def __init__(self) -> None:
        self.schema = load_schema(ROOT / "ontology", BASE)
        self.graph = read_graph(data_files(ROOT / "data", ROOT), self.schema, b"", None)
        self.kinds = {entity.id: entity.kind for entity in self.graph.entities}
        self.around: dict[str, list[Statement]] = defaultdict(list)
        self.named: dict[str, set[str]] = defaultdict(set)
        for statement in self.graph.statements:
            self.around[statement.subject].append(statement)
            self.around[statement.value].append(statement)
            if statement.property in ("rdfs:label", "skos:altLabel"):
                self.named[split_literal(statement.value)[0]].add(statement.subject)
        for identifier in self.kinds:
            self.named[identifier.partition(":")[2]].add(identifier)
        for alias, identifier in ALIASES.items():
            self.named[alias].add(identifier)

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
    wanted = [ALIASES[identifier]] if identifier in ALIASES else [f"{prefix}:{identifier}" for prefix in prefixes.split()]
    return next((each for each in wanted if each in index().kinds), "")


# ---------------------------------------------------------------------- the comparison


def camel(text: str) -> str:
    """The words of a fact key or word in camel case."""
    first, *rest = re.split(r"[_\- .]", text)
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


@cache
def forms(text: str) -> set[str]:
    """What a fact's scalar may be called in the graph."""
    reworded = text
    for old, new in REWORDED:
        reworded = re.sub(old, new, reworded)
    named = {text, reworded, text.lower(), *WORDS.get(text, text).split("|")}
    encoded = re.sub(r"""[\s<>"{}|\\^`]""", lambda m: f"%{ord(m[0]):02X}", text)
    word = camel(text)
    words = {f"gov:{word}", f"gov:verdict{word[:1].upper()}{word[1:]}", f"wikidata:{text}", encoded}
    return named | words | {each for name in named for each in index().named.get(name, ())}


@cache
def targets() -> dict[str, str]:
    """targets.tsv as a mapping."""
    with TARGETS.open(encoding="utf-8", newline="") as file:
        return {row["fact"]: row["target"] for row in csv.DictReader(file, delimiter="\t")}


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
        return f"{'*' if leaf.unit else 'label'}/{last}"
    return camel(leaf.path)


PROVENANCE = ("sources", "confidence", "verified")


def holders(record: Record, leaf: Leaf) -> set[Place]:
    """Places of the statements around the record's entity that hold the leaf."""
    found: set[Place] = set()
    for option in target(record, leaf).split("|"):
        for each in RELATIONS.get(leaf.rel, camel(leaf.rel)).split("|"):
            found |= option_holders(record.entity, option.replace("{rel}", each), leaf)
    return found


def option_holders(entity: str, option: str, leaf: Leaf) -> set[Place]:
    """Places where `key`, `key/part` or `key>key` of the entity holds the leaf."""
    first, arrow, second = option.partition(">")
    key, _, part = first.partition("/")
    if key == "class":
        return {("", 0, 0)} if leaf_is_class(index().kinds[entity], leaf.text) else set()
    if key == "entity":
        return {("", 0, 0)}
    prop = "" if key == "*" else index().schema.terms[key].property
    found: set[Place] = set()
    for statement in index().around[entity]:
        if prop and statement.property != prop:
            continue
        other = statement.value if statement.subject == entity else statement.subject
        if (arrow and option_holders(other, second, leaf)) or (not arrow and says(statement, part, other, entity, leaf)):
            found.add(statement[-3:])
    return found


def leaf_is_class(kind: str, text: str) -> bool:
    word = camel(text)
    return kind in {f"gov:{each}" for each in (word[:1].upper() + word[1:], *WORDS.get(text, "").split("|"))}


def says(statement: Statement, part: str, other: str, entity: str, leaf: Leaf) -> bool:
    """True if the named part of the statement (its other end without a part) holds the leaf."""
    if part == "any":
        return True
    if part == "sources":
        return leaf.text == "own-knowledge" or not forms(leaf.text).isdisjoint(statement.sources)
    if part == "confidence":
        return statement.confidence == f"gov:{leaf.text}"
    if part == "status":
        return statement.status in STATUSES.get(leaf.text, {f"gov:{leaf.text}"})
    if part == "verified":
        return (statement.status == "gov:unverified") == (leaf.text == "false")
    if part == "file":
        return Path(statement.file).name.startswith(f"{leaf.text}.")
    terms = [other] if not part else [entity] if part == "subject" else [
        value for name, value in statement.qualifiers if name == index().schema.terms[part].property
    ]
    held = {pair for term in terms for pair in index().texts(term)}
    wanted = forms(leaf.text)
    return any(text in wanted and language in ("", leaf.language or language) for text, language in held)


def compare(record: Record) -> tuple[int, list[Loss]]:
    """Number of leaves of the record, and those that are lost."""
    whole = 1 if record.group in KEYS else 0
    common: dict[int, set[Place]] = {}
    losses: list[Loss] = []
    number = 0
    for leaf in leaves(record.content, unit=whole):
        number += 1
        places = holders(record, leaf) if record.entity else set()
        together = places & common.get(leaf.unit, places) if leaf.unit else places
        if together:
            common[leaf.unit] = together
        else:
            losses.append(Loss(record.file, record.id, leaf.path, leaf.text))
    return number, losses
