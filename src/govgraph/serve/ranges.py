"""Parts of files: one byte range of a GET (RFC 9110, section 14), for downloads that go on and readers of Parquet."""

from __future__ import annotations

import re
from collections.abc import Mapping

from govgraph.serve.http import Refused

_ONE = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.IGNORECASE)


def asked_range(asked: Mapping[str, str], tag: str, size: int) -> range | None:
    """The bytes that the request's headers ask for, of `size` with a strong entity tag; None for all of them.

    All are sent too where the range is no range of bytes, where there are several, and where If-Range names another
    state of the file. Raises: Refused 416 for a range that begins beyond the end.

    >>> asked_range({"range": "bytes=2-3"}, '"a"', 10), asked_range({"range": "bytes=-4"}, '"a"', 10)
    (range(2, 4), range(6, 10))
    >>> asked_range({"range": "bytes=2-", "if-range": '"b"'}, '"a"', 10)
    """
    match = _ONE.fullmatch(asked.get("range", "")[:100])
    if match is None or asked.get("if-range", tag) != tag:
        return None
    first, last, suffix = match.groups()
    begin = int(first) if first else max(0, size - int(suffix))
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < begin:
        return None
    if begin >= size:
        told = f"the file has {size} bytes; ask for a range within them"
        raise Refused(416, "range", told, headers=(("content-range", f"bytes */{size}"),))
    return range(begin, end)


def content_range(part: range, size: int) -> tuple[str, str]:
    """The header that says which bytes of how many a body has."""
    return "content-range", f"bytes {part.start}-{part.stop - 1}/{size}"
