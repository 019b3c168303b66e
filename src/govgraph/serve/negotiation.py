"""What a request prefers: media type, language, encoding, profile, with q-values (RFC 9110, section 12.5; RFC 4647; W3C
Content Negotiation by Profile, section 7.2).

Nothing here raises for any header. A header counts as far as `MAX_CHARACTERS` and `MAX_RANGES` go; parts of it that are
no range are passed over. Of equal q the range that the client names first wins, then the first of the offers: as the
rules that the site brings for other servers do it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

MAX_CHARACTERS = 4096
MAX_RANGES = 64

_PART = re.compile(r'(?:[^,"<]|"(?:[^"\\]|\\.)*"?|<[^<>,"\s]*>?)+', re.DOTALL)
_PIECE = re.compile(r'(?:[^;"<]|"(?:[^"\\]|\\.)*"?|<[^<>"\s]*>?)+', re.DOTALL)
_WEIGHT = re.compile(r"(?:0?(?:\.([0-9]*))?|(1)(?:\.0*)?)")
_TOKEN = r"[!#$%&'*+.^_`|~0-9a-z-]+"  # noqa: S105 - of RFC 9110, section 5.6.2, in lower case
_MEDIA_RANGE = re.compile(rf"{_TOKEN}/{_TOKEN}")
_LANGUAGE_RANGE = re.compile(r"\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*")
_PROFILE = re.compile(r'<([^<>"\s]+)>|"([^<>"\s]+)"')


class Range(NamedTuple):
    """What a client names: the name as it stands, parameters in lower case, q in thousandths, place in the header."""

    name: str
    parameters: frozenset[str]
    q: int
    place: int


def choose_media_type(accept: str, offers: Sequence[str]) -> str | None:
    """The offer that an Accept header prefers, the first one where it is empty, None where none is accepted (406).

    The most specific range that fits an offer says its q (RFC 9110, section 12.5.1); q=0 excludes. A range with
    parameters that the offer does not have (`charset`, `profile`) fits less than one without, and never excludes.

    >>> choose_media_type("text/turtle;q=0.85, application/ld+json;q=0.851", ("text/turtle", "application/ld+json"))
    'application/ld+json'
    >>> choose_media_type("text/*, text/turtle;q=0", ("text/turtle",)) is None
    True
    """
    return _choose_media_type(accept[: MAX_CHARACTERS + 1], tuple(offers))


@lru_cache(maxsize=1024)
def _choose_media_type(accept: str, offers: tuple[str, ...]) -> str | None:
    if not accept.strip(" \t,"):
        return offers[0] if offers else None
    return _prefer([_as_media(each) for each in _ranges(accept)], offers, _fit_media)


def choose_language(accept_language: str, offers: Sequence[str]) -> str:
    """The offer that an Accept-Language header prefers, the first one where it accepts none of them.

    `de` fits `de-AT` (RFC 4647, section 3.3.1), `de-AT` fits `de` (section 3.4), `*` what nothing else fits.

    >>> choose_language("fr, de-AT;q=0.9, en;q=0.8", ("en", "de"))
    'de'
    """
    return _choose_language(accept_language[: MAX_CHARACTERS + 1], tuple(offers))


@lru_cache(maxsize=1024)
def _choose_language(header: str, offers: tuple[str, ...]) -> str:
    ranges = [each._replace(name=each.name.lower()) for each in _ranges(header)]
    plain = [each for each in ranges if _LANGUAGE_RANGE.fullmatch(each.name)]
    return _prefer(plain, offers, _fit_language) or offers[0]


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str) -> bool:
    """True where an Accept-Encoding header prefers gzip to nothing at all (RFC 9110, section 12.5.3).

    >>> accepts_gzip("gzip, br"), accepts_gzip("br"), accepts_gzip("gzip;q=0, *"), accepts_gzip("identity, gzip;q=0.5")
    (True, False, False, False)
    """
    ranges = [each._replace(name=each.name.lower()) for each in _ranges(accept_encoding)]
    return _prefer(ranges, ("gzip", "identity"), _fit_encoding) == "gzip"


def choose_profile(accept_profile: str, offers: Sequence[str]) -> str | None:
    """The profile IRI that an Accept-Profile header prefers, None where it names none of them.

    >>> choose_profile("<https://e.org/b>;q=0.5, <https://e.org/a>", ("https://e.org/b", "https://e.org/a"))
    'https://e.org/a'
    """
    return _choose_profile(accept_profile[: MAX_CHARACTERS + 1], tuple(offers))


@lru_cache(maxsize=256)
def _choose_profile(header: str, offers: tuple[str, ...]) -> str | None:
    found = [(_PROFILE.fullmatch(each.name), each) for each in _ranges(header)]
    ranges = [each._replace(name=match[1] or match[2]) for match, each in found if match]
    return _prefer(ranges, offers, lambda each, offer: int(each.name == offer))


def _prefer(ranges: Sequence[Range], offers: Sequence[str], fit: Callable[[Range, str], int]) -> str | None:
    """The offer with the highest q; of equal ones that which is named first."""
    best, chosen = (0, 0), None
    for offer in offers:
        fits = [(fit(each, offer), each.q, -each.place) for each in ranges]
        specific, q, place = max(fits, default=(0, 0, 0))
        if specific and q and (chosen is None or (q, place) > best):
            best, chosen = (q, place), offer
    return chosen


def _ranges(header: str) -> list[Range]:
    """The parts of a header that have a name and a weight that can be read."""
    parts = _PART.findall(header[:MAX_CHARACTERS])
    if len(header) > MAX_CHARACTERS:
        parts = parts[:-1]  # it may be cut in its midst
    found = [_read_range(part, place) for place, part in enumerate(parts[:MAX_RANGES])]
    return [each for each in found if each is not None]


def _read_range(part: str, place: int) -> Range | None:
    pieces = [piece.strip(" \t") for piece in _PIECE.findall(part)]
    parameters: list[str] = []
    for piece in pieces[1:]:
        key, _, value = piece.partition("=")
        if key.strip().lower() == "q":
            q = _read_weight(value.strip())
            return None if q is None or not pieces[0] else Range(pieces[0], frozenset(parameters), q, place)
        if piece:
            parameters.append(piece.lower().replace('"', ""))
    return Range(pieces[0], frozenset(parameters), 1000, place) if pieces and pieces[0] else None


def _read_weight(text: str) -> int | None:
    """Thousandths of a weight; what is more than nothing but less than one thousandth counts as one."""
    match = _WEIGHT.fullmatch(text)
    if not text or not match or text == ".":
        return None
    digits = match[1] or ""
    return 1000 if match[2] else int(digits[:3].ljust(3, "0")) or int(any(digit != "0" for digit in digits))


def _as_media(each: Range) -> Range:
    """A media range in lower case, its name empty where it is none; `*` is what some clients write for `*/*`."""
    name = "*/*" if each.name == "*" else each.name.lower()
    plain = _MEDIA_RANGE.fullmatch(name) and (not name.startswith("*/") or name == "*/*")
    return each._replace(name=name if plain else "")


def _fit_media(each: Range, offer: str) -> int:
    media_type, *rest = (piece.strip() for piece in offer.lower().replace('"', "").split(";"))
    if each.name == media_type:
        if each.parameters <= set(rest):
            return 5 if each.parameters else 4
        return 3 if each.q else 0
    if each.parameters and not each.q:
        return 0
    if each.name == f"{media_type.partition('/')[0]}/*":
        return 2
    return int(each.name == "*/*")


def _fit_language(each: Range, offer: str) -> int:
    name, language = each.name, offer.lower()
    if name == language or name.startswith(f"{language}-") or language.startswith(f"{name}-"):
        return 2
    return int(name == "*")


def _fit_encoding(each: Range, offer: str) -> int:
    return 2 if each.name.removeprefix("x-") == offer else int(each.name == "*")
