"""From bytes to text, strictly: UTF-8 without BOM, no control or bidi override characters, bounded length."""

from __future__ import annotations

import re

from govgraph.errors import DataError, Finding, Place

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_SCALAR_CHARACTERS = 100_000

# C0/C1 controls save line ends; bidi embeddings, overrides and isolates, which reorder what a reader sees.
_FORBIDDEN = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_NAMES = {"\t": "a tab", "\ufeff": "a byte order mark"}


def forbidden_character(text: str) -> str | None:
    """Name of the first character that may not stand in a value, or None. A tab may, written as an escape."""
    found = _FORBIDDEN.search(text.replace("\t", " "))
    return _name(found[0]) if found else None


def _name(char: str) -> str:
    return _NAMES.get(char, f"the control character U+{ord(char):04X}")


def decode(raw: bytes, file: str, tabs: bool = False) -> str:
    """Text of a file with line ends as they are; DataError with the place of the first fault.

    Args: tabs, True where tabs separate columns.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise DataError(
            [
                _fault(
                    file,
                    1,
                    1,
                    "text-too-large",
                    f"the file has {len(raw):,} bytes",
                    f"at most {MAX_FILE_BYTES:,}; put bulk facts into a CSV table under data/tables",
                )
            ]
        )
    if raw.startswith(b"\xef\xbb\xbf"):
        raise DataError(
            [
                _fault(
                    file,
                    1,
                    1,
                    "text-bom",
                    "the file begins with a byte order mark",
                    "UTF-8 without BOM: save the file again without it",
                )
            ]
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(raw[: error.start].decode("utf-8", "replace"))
        raise DataError(
            [
                _fault(
                    file,
                    line,
                    column,
                    "text-encoding",
                    f"byte 0x{raw[error.start]:02X} is not UTF-8",
                    "UTF-8: save the file again in that encoding",
                )
            ]
        ) from error
    found = _FORBIDDEN.search(text.replace("\t", " ") if tabs else text)
    if found:
        line, column = _place(text[: found.start()])
        mend = "spaces for indentation and between words" if found[0] == "\t" else "the text without it"
        raise DataError([_fault(file, line, column, "text-control-character", f"{_name(found[0])} stands here", mend)])
    return text


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _fault(file: str, line: int, column: int, rule: str, message: str, expected: str) -> Finding:
    return Finding(rule, "violation", message, Place(file, line, column), expected=expected)
