"""Static pictures of the ontology: a class between those above and below it, its relations; how kinds are linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from govgraph.publish.ontology.svg_text import (
    Box,
    draw_arrow,
    draw_box,
    draw_curve,
    draw_line,
    draw_text,
    make_box,
    svg,
    text_width,
    wrap,
)
from govgraph.publish.ontology.term_usage import Usage
from govgraph.publish.ontology.vocabulary import Vocabulary
from govgraph.publish.pages import group_digits
from govgraph.publish.values import Teller

BELOW, BESIDE, LINKED = 8, 7, 16  # classes below, relations of a class, relations of the overview
_WIDTH, _LEFT, _RIGHT, _INDENT, _GAP = 400, 172, 160, 12, 10
_OVERVIEW = 440
_WORDS = {
    "en": ("{} and its neighbours", "and {} more", "How the main kinds are linked", "{} statements"),
    "de": ("{} und Nachbarn", "und {} weitere", "Wie die wichtigsten Arten verbunden sind", "{} Aussagen"),
}


class Relation(NamedTuple):
    """A property between a class and another one; way 1 leads there, -1 here; how many statements."""

    property: str
    way: int
    other: str
    times: int


def relations_of(vocabulary: Vocabulary, usage: Usage, kind: str) -> list[Relation]:
    """Relations of a class by what is stated and what the ontology allows: the most frequent first.

    Each property stands there once for each way, with the class that most of its values (or subjects) are of, as the
    ontology names it.
    """
    parents, lineage = vocabulary.catalog.schema.parents, frozenset(vocabulary.lineage(kind))
    found: dict[tuple[str, int], Counter[str]] = {}
    for term in vocabulary.own:
        if vocabulary.kinds[term] == "property":
            _allowed(vocabulary, lineage, term, found)
    for (subject, prop, value), count in usage.links.items():
        if not vocabulary.anchor(prop):
            continue
        for way, here, there, side in (
            (1, subject, value, vocabulary.ranges),
            (-1, value, subject, vocabulary.domains),
        ):
            if kind in parents.get(here, (here,)):
                named = [each for each in side(prop) if each in parents.get(there, (there,))]
                found.setdefault((prop, way), Counter())[named[0] if named else there] += count
    listed = [Relation(prop, way, *_main(counts)) for (prop, way), counts in found.items()]
    return sorted(listed, key=lambda each: (-each.times, -each.way, each.property))


def _allowed(
    vocabulary: Vocabulary, lineage: frozenset[str], prop: str, found: dict[tuple[str, int], Counter[str]]
) -> None:
    for way, here, there in ((1, vocabulary.domains, vocabulary.ranges), (-1, vocabulary.ranges, vocabulary.domains)):
        if lineage.isdisjoint(here(prop)):
            continue
        others = [each for each in there(prop) if vocabulary.kinds.get(each) == "class"]
        if others:
            found.setdefault((prop, way), Counter()).update(dict.fromkeys(others, 0))


def _main(counts: Counter[str]) -> tuple[str, int]:
    best = min(counts, key=lambda each: (-counts[each], each))
    return best, sum(counts.values())


def draw_class(vocabulary: Vocabulary, relations: list[Relation], kind: str, teller: Teller) -> Markup:
    """The class with those above and below it left, its relations right; empty where there is nothing around it."""
    above, below = _chain(vocabulary, kind), vocabulary.below(kind)
    if not (above or below or relations):
        return Markup("")
    words, tree, y = _WORDS[teller.language], "", 4.0
    rows: list[tuple[Box, int]] = []
    listed = [*((each, at) for at, each in enumerate(above)), (kind, len(above))]
    listed += [(each, len(above) + 1) for each in sorted(below, key=teller.name)[:BELOW]]
    for term, depth in listed:
        x = 2 + min(depth, 4) * _INDENT
        width = (_LEFT if relations else _WIDTH - 2) - x + 2
        box = make_box(x, y, width, teller.name(term), "own" if term == kind else "node", _address(term, kind, teller))
        rows.append((box, depth))
        y += box.height + _GAP
    tree = _trunks(rows) + "".join(draw_box(box) for box, _ in rows)
    if len(below) > BELOW:
        tree += draw_text(2 + (len(above) + 1) * _INDENT, y + 8, words[1].format(len(below) - BELOW))
        y += 20
    own = next(box for box, _ in rows if box.style == "own")
    right, end = _draw_relations(relations, own, teller) if relations else ("", 0.0)
    title = words[0].format(teller.name(kind))
    return Markup(svg(_WIDTH, max(y, end) + 2, title, right + tree))  # noqa: S704 - made by svg_text, which escapes


def _address(term: str, here: str, teller: Teller) -> str:
    path = teller.catalog.paths.get(term)
    return teller.address(path) if path and term != here else ""


def _chain(vocabulary: Vocabulary, kind: str) -> list[str]:
    """The classes above, the outermost first; of several directly above one the first by name."""
    found: list[str] = []
    above = vocabulary.above(kind)
    while above and above[0] not in (*found, kind):
        found.append(above[0])
        above = vocabulary.above(above[0])
    return found[:4][::-1]


def _trunks(rows: list[tuple[Box, int]]) -> str:
    """From each box down to those right below it in the tree."""
    lines = []
    for at, (box, depth) in enumerate(rows):
        for lower, deeper in rows[at + 1 :]:
            if deeper <= depth:
                break
            if deeper == depth + 1 and lower.x > box.x:
                x = box.x + _INDENT / 2
                lines.append(draw_line((x, box.y + box.height), (x, lower.middle), (lower.x, lower.middle)))
    return "".join(lines)


def _draw_relations(relations: list[Relation], own: Box, teller: Teller) -> tuple[str, float]:
    """Boxes at the right, each under the name of its property, with a line from the class; and where they end."""
    x, y, drawn = float(_WIDTH - _RIGHT - 2), 4.0, ""
    for each in relations[:BESIDE]:
        told = f" ({group_digits(each.times, teller.language)})" if each.times else ""
        arrow = "→ " if each.way > 0 else "← "
        room = _RIGHT - text_width(arrow + told, 11)
        name = wrap(teller.name(each.property), room, 1, 11)[0]
        label = draw_text(x, y + 9, f"{arrow}{name}{told}")
        path = teller.catalog.paths.get(each.property)
        if path:
            label = f'<a href="{Markup.escape(teller.address(path))}">{label}</a>'
        box = make_box(x, y + 14, _RIGHT, teller.name(each.other), "node", _address(each.other, "", teller))
        drawn += draw_curve(own.x + own.width, own.middle, x, box.middle) + label + draw_box(box)
        y = box.y + box.height + _GAP
    if len(relations) > BESIDE:
        drawn += draw_text(x, y + 8, _WORDS[teller.language][1].format(len(relations) - BESIDE))
        y += 16
    return drawn, y


def draw_overview(vocabulary: Vocabulary, usage: Usage, teller: Teller) -> tuple[Markup, list[Relation]]:
    """The most frequent relations between the main kinds: who left, by what in the middle, to whom right.

    The second value tells the same as data: who is `other` of a relation with way -1 just before it.
    """
    top = _tops(vocabulary)
    counts: Counter[tuple[str, str, str]] = Counter()
    for (subject, prop, value), count in usage.links.items():
        if vocabulary.anchor(prop):
            counts[top(subject), prop, top(value)] += count
    chosen = sorted(counts, key=lambda each: (-counts[each], each))[:LINKED]
    told = [Relation(p, way, who, counts[s, p, o]) for s, p, o in chosen for way, who in ((-1, s), (1, o))]
    if not chosen:
        return Markup(""), told
    drawn = _draw_links([(each, counts[each]) for each in chosen], teller)
    return Markup(drawn), told  # noqa: S704 - made by svg_text, which escapes


def _tops(vocabulary: Vocabulary) -> Callable[[str], str]:
    """From a class to the outermost class of this ontology above it."""
    return lambda kind: vocabulary.lineage(kind)[-1]


def _draw_links(links: list[tuple[tuple[str, str, str], int]], teller: Teller) -> str:
    side, half_label = 116, 78
    middle = _OVERVIEW - 2 * side
    left = _order([each[0] for each, _ in links], links, 0)
    ordered = sorted(links, key=lambda item: (left.index(item[0][0]), -item[1], item[0]))
    right = _barycentric([each[2] for each, _ in ordered])
    ordered.sort(key=lambda item: (left.index(item[0][0]), right.index(item[0][2]), item[0]))
    row = 26.0
    height = len(ordered) * row + 10
    boxes = [_column(left, 1, side - 2, height, teller), _column(right, side + middle + 1, side - 2, height, teller)]
    height = max([height, *(box.y + box.height + 6 for column in boxes for box in column.values())])
    drawn = ""
    for at, ((subject, prop, value), count) in enumerate(ordered):
        y = 5 + (at + 0.5) * (height - 10) / len(ordered)
        number = f" {group_digits(count, teller.language)}"
        name = wrap(teller.name(prop), 2 * half_label - 8 - text_width(number, 11), 1, 11)[0]
        half = text_width(name + number, 11) / 2 + 3
        centre = _OVERVIEW / 2
        one, two = boxes[0][subject], boxes[1][value]
        drawn += draw_curve(one.x + one.width, one.middle, centre - half_label, y, centre - half)
        drawn += draw_curve(two.x, two.middle, centre + half_label, y, centre + half)
        drawn += draw_arrow(two.x, two.middle, 1)
        label = draw_text(centre, y + 4, name + number, "middle")
        path = teller.catalog.paths.get(prop)
        drawn += f'<a href="{Markup.escape(teller.address(path))}">{label}</a>' if path else label
    drawn += "".join(draw_box(box) for column in boxes for box in column.values())
    return svg(_OVERVIEW, height, _WORDS[teller.language][2], drawn)


def _order(kinds: list[str], links: list[tuple[tuple[str, str, str], int]], end: int) -> list[str]:
    """Kinds at one end, those with most statements first."""
    weight: Counter[str] = Counter()
    for each, count in links:
        weight[each[end]] += count
    return sorted(set(kinds), key=lambda kind: (-weight[kind], kind))


def _barycentric(kinds: list[str]) -> list[str]:
    """Kinds by the middle of the rows in which they stand, so that few lines cross."""
    rows: dict[str, list[int]] = {}
    for at, kind in enumerate(kinds):
        rows.setdefault(kind, []).append(at)
    return sorted(rows, key=lambda kind: (sum(rows[kind]) / len(rows[kind]), kind))


def _column(kinds: list[str], x: float, width: float, height: float, teller: Teller) -> dict[str, Box]:
    """Boxes over the height, in the order given, none over another."""
    made = [make_box(x, 0, width, teller.name(each), "node", _address(each, "", teller)) for each in kinds]
    spare = max(0.0, height - 10 - sum(box.height + 6 for box in made)) / max(1, len(made))
    y, placed = 5.0, {}
    for kind, box in zip(kinds, made, strict=True):
        placed[kind] = box._replace(y=y + spare / 2)
        y += box.height + 6 + spare
    return placed
