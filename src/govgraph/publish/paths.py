"""Where pages stand: from an IRI under the project's base to a path below the site's root that any file system takes.

An entity's page is the path of its IRI (`id/person/elon-musk`), so that rules of servers need no table. A statement's
page is the one of all statements on its subject, `id/statement/<subject>#<property>-<digest>`. Hash IRIs of ontology
and shapes lead to the documents `ontology` and `shapes`, where each term has its anchor; its own page is beside.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)  # names of devices on Windows
_LONGEST = 180  # of 255 bytes: endings and a suffix come behind


def safe_name(name: str) -> str:
    """A file name for any text: itself where it is plain ASCII, short and no device's name, else a hash says which.

    >>> safe_name("elon-musk"), safe_name("../x"), safe_name("con")
    ('elon-musk', 'x~d6b96a97', 'con~1143da2b')
    """
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST and not _RESERVED.fullmatch(name):
        return name
    plain = _UNSAFE.sub("-", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()).strip("-")
    return f"{plain[:40]}~{_digest(name)}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def distinct_names(names: Iterable[str]) -> dict[str, str]:
    """A file name for each of the names of one folder; those that a disk without case would mix up get a hash.

    >>> distinct_names(["Order", "Letter", "order"])
    {'Letter': 'Letter', 'Order': 'Order~6be09082', 'order': 'order~3eeb7e96'}
    """
    found = {name: safe_name(name) for name in sorted(set(names))}
    groups: dict[str, list[str]] = {}
    for name, file in found.items():
        groups.setdefault(file.casefold(), []).append(name)
    mixed = {name for group in groups.values() if len(group) > 1 for name in group}
    return {name: f"{file}~{_digest(name)}" if name in mixed else file for name, file in found.items()}


def statement_anchor(statement: str) -> tuple[str, str]:
    """Subject's local name and anchor of a statement id.

    >>> statement_anchor("statement:elon-musk-signed-deda36d05fa3")
    ('elon-musk', 'signed-deda36d05fa3')
    """
    subject, prop, digest = statement.partition(":")[2].rsplit("-", 2)
    return subject, f"{prop}-{digest}"
