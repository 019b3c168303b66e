"""A store elsewhere that answers queries in place of the pool: the same protocol, under the same limits."""

from __future__ import annotations

import asyncio
from typing import cast

import httpx

from govgraph.errors import UsageError
from govgraph.serve.http import Refused
from govgraph.serve.job import Reply, Watch
from govgraph.serve.limits import Limits
from govgraph.serve.operations import (
    BOOLEAN_FORMATS,
    GRAPH_FORMATS,
    MEDIA_TYPES,
    RESULT_FORMATS,
    QueryPayload,
    check_text,
    choose_format,
)

_ALL = tuple(dict.fromkeys([*RESULT_FORMATS, *BOOLEAN_FORMATS, *GRAPH_FORMATS]))
_WAITING = 32  # queries at the store at one time


class Remote:
    """An endpoint that the server was started with; no address of a request is ever asked."""

    def __init__(self, address: str, limits: Limits) -> None:
        if not address.startswith(("http://", "https://")):
            raise UsageError(f"--endpoint {address!r} is no web address; write it with http:// or https://")
        self.address, self.limits = address, limits
        self.client = httpx.AsyncClient(timeout=limits.seconds, follow_redirects=False, trust_env=False)
        self.slots = asyncio.Semaphore(_WAITING)

    async def ask(
        self, operation: str, payload: object, client: str, seconds: float = 0.0, watch: Watch | None = None
    ) -> Reply:
        """The store's answer to a query. Raises: Refused: 400 with its words, 502 for its fault, 422 past a limit."""
        asked = cast("QueryPayload", payload)
        check_text(asked["query"])
        accept = asked["accept"]
        if asked["form"]:
            accept = MEDIA_TYPES[choose_format(asked, _ALL)]
        limit = min(seconds, self.limits.seconds) if seconds > 0 else self.limits.seconds
        form = [("query", asked["query"]), *(("default-graph-uri", each) for each in asked["default"]),
                *(("named-graph-uri", each) for each in asked["named"])]  # fmt: skip
        try:
            async with self.slots, asyncio.timeout(limit):
                return await self._send(form, accept)
        except TimeoutError as error:
            raise Refused(422, "limit-seconds", f"the query took longer than {limit:g} s and was ended; ask for less",
                          limit=f"seconds: {limit:g}") from error  # fmt: skip
        except httpx.HTTPError as error:
            raise Refused(
                502, "store", f"the store behind this server does not answer ({type(error).__name__})"
            ) from error

    async def _send(self, form: list[tuple[str, str]], accept: str) -> Reply:
        request = self.client.build_request(
            "POST", self.address, data=_fields(form), headers={"accept": accept or "*/*"}
        )
        response = await self.client.send(request, stream=True)
        try:
            if response.status_code != 200:
                told = (await _read(response, 2000))[:2000].decode("utf-8", "replace")
                if 400 <= response.status_code < 500:
                    raise Refused(400, "query-failed", f"the store refuses the query: {told}")
                raise Refused(502, "store", f"the store behind this server answers {response.status_code}")
            media_type = response.headers.get("content-type", "application/octet-stream")
            body = await _read(response, self.limits.result)
            if len(body) > self.limits.result:
                raise Refused(422, "result-size", f"the answer is larger than {self.limits.result} bytes; ask for less",
                              limit=f"result: {self.limits.result} bytes")  # fmt: skip
            return Reply(media_type, body)
        finally:
            await response.aclose()

    async def close(self) -> None:
        """All connections to the store are closed."""
        await self.client.aclose()


def _fields(form: list[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in form:
        fields.setdefault(name, []).append(value)
    return fields


async def _read(response: httpx.Response, most: int) -> bytes:
    """What comes, until it is more than `most` bytes."""
    parts = bytearray()
    async for part in response.aiter_bytes():
        parts += part
        if len(parts) > most:
            break
    return bytes(parts)
