"""Long tables of the explorer's page written short; explorer/src/packed.ts reads them.

Up to LONG entries a table stands in the page as explorer/src/model.ts has it, for whoever reads the source. Above, a
column of whole numbers becomes a text of differences, and details become columns that leave out what is empty: of
100,000 entries that is a third of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LONG = 20_000  # entries
_LIMIT = 2**29  # below it differences fit into the 32 bits that scripts shift
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def pack_graph(data: Mapping[str, Any]) -> dict[str, Any]:
    """`GraphData` whose long columns of whole numbers are texts (`pack_numbers`)."""
    packed = dict(data)
    for table in [each for each in ("nodes", "edges") if each in data]:
        packed[table] = {name: _packed(column) for name, column in data[table].items()}
    if "measures" in data:
        packed["measures"] = [{**each, "values": _packed(each["values"])} for each in data["measures"]]
    return packed


def pack_details(details: Mapping[str, Any]) -> dict[str, Any]:
    """`Details` whose long tables are columns; facts, links and qualifiers by number, only where there are any."""
    nodes, edges = details.get("nodes", ()), details.get("edges", ())
    packed = dict(details)
    if len(nodes) > LONG:
        packed["nodes"] = {
            "description": [each["description"] for each in nodes],
            "facts": _filled(each["facts"] for each in nodes),
            "links": _filled(each["links"] for each in nodes),
        }
    if len(edges) > LONG:
        packed["edges"] = {
            "evidence": pack_numbers([evidence for evidence, _ in edges]),
            "qualifiers": _filled(qualifiers for _, qualifiers in edges),
        }
    return packed


def pack_numbers(numbers: Sequence[int]) -> str:
    """Each number's difference from the one before as a base64 VLQ, as in source maps.

    >>> pack_numbers([0, 0, 1, -1, 738000])
    'AACFithtB'
    """
    return "".join(_digits(number - before) for before, number in zip([0, *numbers], numbers, strict=False))


def _packed(column: Any) -> Any:
    is_long = isinstance(column, list) and len(column) > LONG
    is_whole = is_long and all(type(each) is int and abs(each) < _LIMIT for each in column)
    return pack_numbers(column) if is_whole else column


def _digits(number: int) -> str:
    """Five bits a letter, the lowest first; the lowest bit of all is the sign, 32 tells that more follow."""
    rest, text = (-number * 2 + 1 if number < 0 else number * 2), ""
    while rest > 31:
        text += _DIGITS[rest & 31 | 32]
        rest >>= 5
    return text + _DIGITS[rest]


def _filled(lists: Iterable[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return {str(at): each for at, each in enumerate(lists) if each}
