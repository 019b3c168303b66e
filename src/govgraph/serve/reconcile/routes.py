"""The front side of the reconciliation service: a request becomes a payload for a worker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from govgraph.serve.http import Refused, Request, Response, parse_pairs
from govgraph.serve.negotiation import choose_language
from govgraph.serve.reconcile.preview import POLICY

if TYPE_CHECKING:
    from govgraph.serve.job import Reply

Ask = Callable[[str, object, str], Awaitable["Reply"]]
_LANGUAGES = ("en", "de")
_FORM = "application/x-www-form-urlencoded"


async def reconcile(request: Request, ask: Ask, address: str, titles: dict[str, str]) -> Response:
    """The response of `/reconcile` and what is below it. Args: address, of the service, without a slash at its end;
    titles, the project's by language.

    `/reconcile/de` is the service in German. A manifest that was asked for in a language tells addresses like that:
    they go from a server or a browser with another `Accept-Language`, and clients put parameters of their own behind.

    Raises: Refused 400 for a form that asks for nothing, 405 for other methods, 415 for a body that is no form, and
    what the worker refuses.
    """
    path = request.path.partition("/reconcile")[2].strip("/")
    spoken, _, rest = path.partition("/")
    spoken, path = (spoken, rest) if spoken in _LANGUAGES else ("", path)
    allowed = ("GET", "HEAD") if path else ("GET", "HEAD", "POST")
    if request.method not in allowed:
        raise Refused(405, "method", f"{request.method} is not for this address; use {' or '.join(allowed)}",
                      headers=(("allow", ", ".join((*allowed, "OPTIONS"))),))  # fmt: skip
    pairs = parse_pairs(request.query)
    if request.method == "POST":
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != _FORM:
            raise Refused(415, "media-type", f"a body of {media_type[:80] or 'no media type'}; send {_FORM}")
        try:
            pairs += parse_pairs(request.body.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise Refused(400, "charset", "the body is not UTF-8") from error
    if request.method == "POST" and not {"queries", "extend"}.intersection(dict(pairs)):
        raise Refused(400, "parameters", "the form has neither queries nor extend")
    told = dict(reversed(pairs)).get("language") or spoken
    language = choose_language(told or request.headers.get("accept-language", ""), _LANGUAGES)
    payload = {
        "path": path,
        "parameters": pairs,
        "address": f"{address}/{language}" if told else address,
        "title": titles.get(language) or titles.get("en", ""),
        "language": language,
    }
    reply = await ask("reconcile", payload, request.client)
    headers = [("content-type", reply.media_type), ("vary", "Accept-Language")]
    headers.append(("cache-control", "public, max-age=600" if request.method != "POST" else "no-store"))
    if reply.media_type.startswith("text/html"):
        headers.append(("content-security-policy", POLICY))
    return Response(200, tuple(headers), reply.body)
