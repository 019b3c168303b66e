"""`serve`: everything is put together, the socket opened, requests answered until a signal ends it."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import uvicorn

from govgraph.errors import EnvironmentFault, GovGraphError, UsageError
from govgraph.export.staging import read_manifest
from govgraph.export.turtle import write_turtle
from govgraph.model.schema import read_prefixes
from govgraph.model.terms import Prefixes
from govgraph.project import Project
from govgraph.publish.describe.service import describe_service
from govgraph.serve.app import make_app
from govgraph.serve.cache import make_cache
from govgraph.serve.guard import GuardedProtocol, watch_connections
from govgraph.serve.iris import make_pages
from govgraph.serve.limits import Limits, Settings
from govgraph.serve.metrics import Metrics
from govgraph.serve.openapi import describe_api
from govgraph.serve.pool import Pool, open_pool
from govgraph.serve.remote import Remote
from govgraph.serve.service import Service

_NAMESPACES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_SIZES = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
STORE_FILE = "store.nq"


class Options(NamedTuple):
    """How to serve. `port` 0 is any free one; `dump` an N-Quads file in place of the build; `endpoint` a store that
    answers queries; `store` a folder whose graph takes updates from whoever has the token of `token_file`; `url` the
    public address; `trust_proxy` takes the client's address from X-Forwarded-For; `ready_file` gets the address."""

    host: str = "127.0.0.1"
    port: int = 8080
    dump: Path | None = None
    endpoint: str = ""
    store: Path | None = None
    token_file: Path | None = None
    url: str = ""
    trust_proxy: bool = False
    ready_file: Path | None = None
    limits: Limits = Limits()


def serve(project: Project, options: Options, tell: Callable[[str], None]) -> None:
    """Requests are answered until SIGINT or SIGTERM; then all processes have ended.

    Raises: UsageError where there is no build or an option is wrong, EnvironmentFault where the machine stands in the
    way (the port is taken, the system has no fork).
    """
    if sys.platform == "win32":
        raise EnvironmentFault("govgraph serve needs fork: it runs on Linux, also under WSL or in a container")
    listener = _listen(options)
    try:
        with suppress(KeyboardInterrupt):
            uvloop_run(_serve(project, options, listener, tell))
    finally:
        listener.close()


def uvloop_run(main: object) -> None:
    """The coroutine has run on uvloop."""
    import uvloop

    uvloop.run(main)  # type: ignore[arg-type]


def _listen(options: Options) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, options.port))
    except OSError as error:
        told = f"{options.host} port {options.port}: {error.strerror or error}"
        raise EnvironmentFault(f"{told}; choose another with --port, or 0 for a free one") from error
    return listener


async def _reload(service: Service, project: Project, options: Options, tell: Callable[[str], None]) -> None:
    """The build as it is now is served, graph and pages; where it can't be, all stays as it was."""
    try:
        dump, build, keep = _graph_file(project, options)
        prefixes = read_prefixes(project.ontology / "context.jsonld")
        await service.pool.reload(Settings(str(dump), project.base, prefixes, options.limits, keep))
        service.pages = make_pages(project, service.url)
        service.description = await _description(project, service.pool, service.url, bool(service.token))
    except GovGraphError as error:
        tell(f"not renewed: {error}")
        return
    service.build = build
    service.cache.clear()
    tell(f"renewed: build {build}")


async def _serve(project: Project, options: Options, listener: socket.socket, tell: Callable[[str], None]) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    async with _service(project, options, address) as service:
        GuardedProtocol.limits = options.limits
        prefix = service.prefix
        config = uvicorn.Config(
            make_app(service), http=GuardedProtocol, ws="none", lifespan="off", access_log=False, log_level="critical",
            server_header=False, proxy_headers=False, timeout_keep_alive=int(options.limits.idle_seconds),
            timeout_graceful_shutdown=5, backlog=2048,
        )  # fmt: skip
        server = uvicorn.Server(config)
        watching = asyncio.create_task(watch_connections())
        loop, renewing = asyncio.get_running_loop(), set[asyncio.Task[None]]()
        loop.add_signal_handler(
            signal.SIGHUP, lambda: renewing.add(loop.create_task(_reload(service, project, options, tell)))
        )
        tell(f"serving {address.rstrip('/')}{prefix} (endpoint {prefix}sparql); stop with Ctrl-C")
        if service.pages.shelf is None:
            tell("there are no pages for readers yet; make them with: govgraph site")
        if options.ready_file is not None:
            loop.call_later(0.05, _tell_ready, options.ready_file, address.rstrip("/") + prefix)
        try:
            await server.serve(sockets=[listener])
        finally:
            watching.cancel()


def _tell_ready(file: Path, address: str) -> None:
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(address + "\n", encoding="utf-8")
    beside.replace(file)


@asynccontextmanager
async def _service(project: Project, options: Options, address: str) -> AsyncIterator[Service]:
    """A started service, stopped at the end."""
    url = _public_url(options.url or address)
    dump, build, keep = _graph_file(project, options)
    token = _token(options)
    remote = Remote(options.endpoint, options.limits) if options.endpoint else None
    pages = make_pages(project, url)
    openapi = describe_api(project.title.get("en", project.name), project.version, url, options.limits, bool(token))
    async with open_engine(project, options.limits, dump, keep) as pool:
        service = Service(
            project, options.limits, url, urlsplit(url).path, build, pool, remote, pages, token, options.trust_proxy,
            await _description(project, pool, url, bool(token)), json.dumps(openapi, ensure_ascii=False).encode(),
            make_cache(options.limits), Metrics(),
        )  # fmt: skip
        try:
            yield service
        finally:
            if remote is not None:
                await remote.close()


@asynccontextmanager
async def open_engine(
    project: Project, limits: Limits, dump: Path | None = None, keep: str = ""
) -> AsyncIterator[Pool]:
    """A pool over the project's build, or over another N-Quads file. Raises: UsageError where there is no build."""
    dump = dump or _built(project)[0]
    prefixes = read_prefixes(project.ontology / "context.jsonld")
    async with open_pool(limits, Settings(str(dump), project.base, prefixes, limits, keep)) as pool:
        yield pool


def _built(project: Project) -> tuple[Path, str]:
    """The dump of the build, and its digest."""
    manifest = read_manifest(project.output)
    dump = project.output / "govgraph.nq"
    if manifest is None or not dump.is_file():
        raise UsageError(f"{project.output} holds no build; run govgraph build first")
    files = manifest["files"]
    return dump, files["govgraph.nq"]["sha256"][:16] if isinstance(files, dict) else ""


def _graph_file(project: Project, options: Options) -> tuple[Path, str, str]:
    """The N-Quads file to load, a name for its version, and where a changed store is kept (empty: nowhere)."""
    if options.store is not None:
        kept = options.store / STORE_FILE
        if not kept.is_file():
            options.store.mkdir(parents=True, exist_ok=True)
            beside = kept.with_name("seed.nq")
            shutil.copyfile(options.dump or _built(project)[0], beside)
            beside.replace(kept)
        return kept, f"{kept.stat().st_mtime_ns:x}", str(kept)
    if options.dump is not None:
        if not options.dump.is_file():
            raise UsageError(f"{options.dump} is no file; --dump takes an N-Quads file")
        state = options.dump.stat()
        return options.dump, f"{state.st_mtime_ns:x}-{state.st_size:x}", ""
    return *_built(project), ""


def _token(options: Options) -> str:
    """The token that updates need; one is made where the file is not there yet."""
    if options.store is None:
        return ""
    file = options.token_file or options.store / "token"
    if not file.is_file():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
    token = file.read_text(encoding="ascii", errors="replace").strip()
    if len(token) < 16:
        raise UsageError(f"{file}: the token has {len(token)} characters; at least 16, or delete it for a new one")
    return token


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise UsageError(f"--url {url!r} is no web address; write it as in https://example.org/graph/")
    return url if url.endswith("/") else f"{url}/"


async def _description(project: Project, pool: Pool, url: str, writable: bool) -> str:
    """The service description in Turtle, with the sizes of the graphs."""
    asked = {"query": _SIZES, "accept": "", "form": "json", "default": [], "named": []}
    reply = await pool.ask("query", asked, "")
    body = reply.body if isinstance(reply.body, bytes) else b"{}"
    sizes = [
        (f"<{row['graph']['value']}>", "void:triples", f'"{row["triples"]["value"]}"^^xsd:integer')
        for row in json.loads(body)["results"]["bindings"]
    ]
    prefixes = Prefixes({**read_prefixes(project.ontology / "context.jsonld"), **_NAMESPACES})
    triples = describe_service(project, sizes, url, f"{url}sparql", writable)
    return "".join(write_turtle(triples, prefixes.namespaces, f"{project.title.get('en', project.name)}: the endpoint"))
