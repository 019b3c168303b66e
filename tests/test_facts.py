"""The researched facts (../shared/facts) are in the graph: no record and no value of theirs is lost.

Every value stands in the graph (see fact_comparison) or in facts/left-out.tsv with the reason.
"""

from __future__ import annotations

import csv
from collections import Counter
from typing import NamedTuple

import pytest

from fact_comparison import FACTS, ROOT, USED, Fact, Loss, compare, index, leaves, read_facts, targets
from fact_words import CHANGED, DECK, GROUPS, MERGED, OWN_KNOWLEDGE, STATEMENTS
from govgraph.model.terms import split_literal

LEFT_OUT = ROOT / "tests" / "facts" / "left-out.tsv"
FLOOR_RECORDS, FLOOR_LEAVES, FLOOR_DECK_CLAIMS = 1_850, 20_500, 100

needs_facts = pytest.mark.skipif(
    not FACTS.is_dir(),
    reason="the facts the data were written from are not beside this checkout: ../shared/facts",
)


# ---------------------------------------------------------------------- what is left out


class LeftOut(NamedTuple):
    """A row of left-out.tsv: file, record id or `*`, key (a mapping's key stands for all in it) or `*`, reason."""

    file: str
    record: str
    key: str
    reason: str

    def covers(self, loss: Loss) -> bool:
        """True if the row speaks of the lost leaf."""
        key = self.key in ("*", loss.key) or loss.key.startswith(f"{self.key}.")
        return self.file == loss.file and self.record in ("*", loss.record) and key


def left_out() -> list[LeftOut]:
    """left-out.tsv without its head."""
    with LEFT_OUT.open(encoding="utf-8", newline="") as file:
        return [LeftOut(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


# ---------------------------------------------------------------------- the truths


@needs_facts
def test_no_fact_is_lost() -> None:
    """Every value of every record is in the graph or in left-out.tsv, which lists nothing that is not left out."""
    found = read_facts()
    results = [compare(record) for record in found]
    losses = [loss for _, each in results for loss in each]
    rows = left_out()
    assert [loss for loss in losses if not any(row.covers(loss) for row in rows)] == []
    assert [row for row in rows if not any(row.covers(loss) for loss in losses)] == []
    assert sorted(set(targets()) - USED) == []
    assert len(found) >= FLOOR_RECORDS
    assert sum(number for number, _ in results) >= FLOOR_LEAVES


@needs_facts
def test_every_record_became_an_entity() -> None:
    """Each group has as many entities as records: only own-knowledge became none, only the named merges share one."""
    own = [record for record in read_facts() if GROUPS.get(record.group) != "" and record.group not in STATEMENTS]
    assert [record.id for record in own if not record.entity] == [OWN_KNOWLEDGE]
    shared = Counter(record.entity for record in own if record.entity)
    assert {entity for entity, number in shared.items() if number > 1} == MERGED
    pairs = [(record.group, record.entity) for record in own if record.entity]
    assert Counter(group for group, _ in pairs) == Counter(group for group, _ in set(pairs))


@needs_facts
def test_every_signature_is_one_statement() -> None:
    """The graph has as many signatures as the facts: none was merged away, none invented."""
    found = Counter(record.group for record in read_facts())
    kinds = Counter(statement.kind for statement in index().graph.statements)
    assert found["signatures.yaml"] == kinds["gov:Signature"]


@needs_facts
def test_a_value_that_the_graph_lacks_is_noticed() -> None:
    """The comparison finds every value that is changed, wherever it stands."""
    unnoticed = Counter[tuple[str, str]]()
    for record in read_facts():
        if record.entity:
            content = {key: changed(each, key) for key, each in record.content.items()}
            lost = {(loss.key, loss.text) for loss in compare(record._replace(content=content))[1]}
            marked = [leaf for leaf in leaves(content) if leaf.text.endswith(CHANGED)]
            unnoticed.update((record.group, leaf.path) for leaf in marked if (leaf.path, leaf.text) not in lost)
    assert unnoticed == Counter()


def changed(value: Fact, key: str) -> Fact:
    """The value with every scalar changed, but for those that name the entity or the relation."""
    if isinstance(value, dict):
        return {name: changed(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [changed(each, key) for each in value]
    return value if key in ("id", "rel") else value + CHANGED


def test_the_deck_is_checked() -> None:
    """Each claim of the slide deck of 2023 says what other sources say and has one verdict."""
    claims = {
        subject
        for statement in index().around[DECK]
        if statement.property in ("gov:assertedBy", "gov:mentionedIn")
        and (subject := statement.subject).startswith("claim:")
    }
    assert len(claims) >= FLOOR_DECK_CLAIMS
    for claim in sorted(claims):
        stated = [each for each in index().around[claim] if each.subject == claim]
        assert {split_literal(each.value)[1] for each in stated if each.property == "gov:sourcesSay"} >= {"en", "de"}, (
            claim
        )
        assert len([each for each in stated if each.property == "gov:verdict"]) == 1, claim
