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
}
# nested lists whose members are records of their own
NESTED_RECORDS = {"points": "area", "routes": "route", "exceptions": "exception", "instruments articles": "provision"}
# groups whose records are statements of another record's entity: group -> key that names it
STATEMENT_GROUPS = {"signatures.yaml": "person", "ai-act/proposal.yaml crosswalk": "proposal"}
ALIASES = {
    "src-seed": DECK,
    "seed-deck": DECK,
    "ftc-act-5": "provision:ftc-act-section-5",
    "bletchley-declaration": "letter:bletchley-declaration-2023",
}
# Relation of actors.yaml -> property where it is not the same words; inverse relations stand on the other side.
RELATIONS = {
    "initiated": "initiatedBy",
    "parent_of": "subsidiaryOf",
    "owns": "acquiredBy",
    "invested_in": "investedInBy",
    "runs": "runBy",
    "develops": "developedBy",
    "subject_of": "concerns|addressedTo",
}
# A word of the facts -> the words of the graph that say it. Everything else: the same text, the same number, the entity
# of that id or label, or the vocabulary term in camel case.
WORDS: dict[str, tuple[str, ...]] = {}


# ---------------------------------------------------------------------- facts


class Leaf(NamedTuple):
    """One scalar of a fact record: path of keys (language taken off), language, text."""

    path: tuple[str, ...]
    language: str
    text: str


class Record(NamedTuple):
    """One fact record: file, group, id, and the entity it became (empty where it became none)."""

    file: str
    group: str
    id: str
    entity: str
    content: dict[str, Fact]


@cache
def facts(name: str) -> Fact:
    """A fact file with all scalars as strings."""
    content: Fact = yaml.load((FACTS / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return content


def lists(value: Fact) -> list[Fact]:
    """The value as a list."""
    return value if isinstance(value, list) else [value]


@cache
def records() -> tuple[Record, ...]:
    """All fact records, nested ones that have an id of their own included."""
    return tuple(record for path in sorted(FACTS.rglob("*.yaml")) for record in read_records(path.relative_to(FACTS).as_posix()))


def read_records(name: str) -> Iterator[Record]:
    """The records of one fact file."""
    content = facts(name)
    groups = content if isinstance(content, dict) else {"": content}
    for group, members in groups.items():
        where = f"{name} {group}".strip()
        for member in lists(members):
            if not isinstance(member, dict):
                member = {"id": group, group: members}
                yield Record(name, where, group, "", member)
                break
            yield from unfold(name, where, member, GROUPS.get(where, ""))


def unfold(name: str, group: str, content: dict[str, Fact], prefixes: str) -> Iterator[Record]:
    """The record and the records nested in it."""
    key = STATEMENT_GROUPS.get(group, "id")
    identifier = content.get(key, group.rpartition(" ")[2])
    assert isinstance(identifier, str)
    own = dict(content)
    for nested, prefix in NESTED_RECORDS.items():
        if not f"{group} {nested}".endswith(f" {nested}") or nested.rpartition(" ")[2] not in own:
            continue
    yield Record(name, group, str(content.get("id", identifier)), entity_of(identifier, prefixes), own)
