"""SPARQL 1.1 Protocol, section 2.2.3: the dataset that a request names for the patterns of its update."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govgraph.namespaces import iri_fault
from govgraph.query import OPAQUE
from govgraph.serve.http import Refused

_TOKEN = re.compile(
    rf"(?:{OPAQUE.pattern})|[{{}}]|(?<![\w:?$@.\-])(?:WITH|USING|WHERE|DELETE)(?![\w:.\-])", re.DOTALL | re.IGNORECASE
)


def name_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with USING before the WHERE of each operation, as if it stood there; unchanged where none is named.

    Raises: Refused 400 for an IRI that is none, for an update with WITH or USING of its own (section 2.2.3 wants that),
    and for DELETE WHERE, which has no place for USING.
    """
    if not default and not named:
        return text
    for iri in (*default, *named):
        if fault := iri_fault(iri):
            raise Refused(400, "dataset", f"using-graph-uri: {fault}")
    clause = "".join([*(f"USING <{iri}> " for iri in default), *(f"USING NAMED <{iri}> " for iri in named)])
    depth, last, begun, parts = 0, "", 0, []
    for match in _TOKEN.finditer(text):
        word = match[0].upper()
        depth += (word == "{") - (word == "}")
        if depth == 0 and word in ("WITH", "USING"):
            raise Refused(400, "dataset", f"{word} in the update and using-graph-uri in the request; give one of them")
        if depth == 0 and word == "WHERE":
            if last == "DELETE":
                raise Refused(400, "dataset", "DELETE WHERE takes no using-graph-uri; write DELETE {...} WHERE {...}")
            parts += [text[begun : match.start()], clause]
            begun = match.start()
        if word[0] not in "<\"'#":
            last = word
    return "".join([*parts, text[begun:]])
