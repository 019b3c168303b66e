"""A description made by the engine, in the view that a client asks for: content negotiation by profile (W3C).

The profiles are the graph's own views, named by what the dataset's description calls them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from govgraph.publish.rules.functions import HEADERS
from govgraph.publish.rules.table import content_type
from govgraph.serve.describe import ENDINGS, VIEWS
from govgraph.serve.http import Refused, Request, Response
from govgraph.serve.iris_files import OPEN, Headers, answer_whole, digest_tag
from govgraph.serve.negotiation import choose_media_type, choose_profile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from govgraph.serve.job import Reply

    Ask = Callable[[str, object, str], Awaitable[Reply]]

VARY = ("vary", "Accept, Accept-Language, Accept-Profile")
_MEDIA_TYPES = {ending: media_type for media_type, ending in ENDINGS.items()}
_PLAIN = "/~+:@!$&'()*,;=-._"  # what an IRI's path holds beside letters and digits


class View(NamedTuple):
    """A description to be made: path below the base, name of the view, ending of the format."""

    path: str
    name: str
    ending: str


def profile_iris(base: str) -> dict[str, str]:
    """Name of each view -> its IRI: a named graph, or the distribution that holds it."""
    return {
        "simple": f"{base}graph/simple",
        "full": f"{base}graph/full",
        "annotated": f"{base}distribution/govgraph-rdf12.ttl",
    }


def choose_view(asked: Mapping[str, str], accept_profile: str, base: str) -> str:
    """The view that `_profile` names, by its name or IRI, or that Accept-Profile prefers; empty where neither does.

    Raises: Refused 400 where `_profile` is none of them.
    """
    iris = profile_iris(base)
    names = {iri: name for name, iri in iris.items()}
    if "_profile" not in asked:
        return names.get(choose_profile(accept_profile, tuple(names)) or "", "") if accept_profile else ""
    name = names.get(asked["_profile"], asked["_profile"])
    if name not in iris:
        known = ", ".join(f"{name} ({iri})" for name, iri in iris.items())
        raise Refused(400, "profile", f"there is no profile {name[:80]!r}; there are {known}")
    return name


def choose_ending(view: str, form: str, accept: str) -> str | None:
    """The format of a view: what `_format` says (an ending or a media type), else what Accept prefers; or None."""
    offers = VIEWS[view]
    if form:
        ending = ENDINGS.get(form.partition(";")[0].strip().lower(), form)
        return ending if ending in offers else None
    chosen = choose_media_type(accept, tuple(_MEDIA_TYPES[each] for each in offers))
    return ENDINGS[chosen] if chosen else None


def refuse_view(view: str, hint: str = "") -> Refused:
    """406 with what there is."""
    known = ", ".join(f"{_MEDIA_TYPES[each]} (_format={each})" for each in VIEWS[view])
    return Refused(406, "not-acceptable", f"the {view} view can be had as {known}{hint}", headers=(VARY,))


async def answer_view(base: str, prefix: str, view: View, request: Request, ask: Ask) -> Response:
    """200 with the description of the IRI at a path below the base. Raises: Refused 404 where there is none."""
    path = quote(view.path, safe=_PLAIN)
    payload = {"iri": base + (path or "dataset"), "profile": view.name, "media_type": _MEDIA_TYPES[view.ending]}
    reply = await ask("describe", payload, request.client)
    headers = _headers(base, prefix + path, view)
    if isinstance(reply.body, bytes):
        return answer_whole(reply.body, digest_tag(reply.body), headers, request.headers)
    return Response(200, headers, reply.body)


def _headers(base: str, place: str, view: View) -> Headers:
    iri = profile_iris(base)[view.name]
    return (
        ("content-type", content_type(view.ending)),
        ("content-location", _address(place, view.name, view.ending)),
        ("content-profile", f"<{iri}>"),
        ("link", ", ".join((f'<{iri}>; rel="profile"', *_alternates(place, view)))),
        VARY,
        *OPEN,
        ("referrer-policy", HEADERS["Referrer-Policy"]),
        ("cache-control", HEADERS["Cache-Control"]),
    )


def _address(place: str, name: str, ending: str) -> str:
    return f"{place}?_profile={name}&_format={ending}"


def _alternates(place: str, view: View) -> list[str]:
    """The other views in their first format, as links (RFC 8288)."""
    others = [(name, offers[0]) for name, offers in VIEWS.items() if name != view.name]
    return [
        f'<{_address(place, name, ending)}>; rel="alternate"; type="{_MEDIA_TYPES[ending]}"; title="{name} view"'
        for name, ending in others
    ]
