"""Real triple stores on free ports of this machine, each begun empty in a folder of its own and ended by its pid."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from servers import free_ports, running

CACHE = Path(os.environ.get("GOVGRAPH_STORES") or Path.home() / ".cache" / "govgraph-stores")
ASK = "?query=ASK%7B%7D"
HEAP = "-Xmx512m"
REPOSITORY = """\
@prefix config: <tag:rdf4j.org,2023:config/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
[] a config:Repository ; config:rep.id "govgraph" ; rdfs:label "GovGraph" ;
   config:rep.impl [ config:rep.type "openrdf:SailRepository" ;
     config:sail.impl [ config:sail.type "openrdf:MemoryStore" ; config:mem.persist false ] ] .
"""
TOMCAT = """\
<Server port="-1"><Service name="Catalina">
  <Connector port="{port}" address="127.0.0.1"/>
  <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps" autoDeploy="false">
    <Context path="{path}" docBase="{base}"><Resources allowLinking="true"/></Context>
  </Host></Engine>
</Service></Server>
"""
BLAZEGRAPH = """\
com.bigdata.journal.AbstractJournal.file={folder}/blazegraph.jnl
com.bigdata.journal.AbstractJournal.bufferMode=DiskRW
com.bigdata.journal.AbstractJournal.initialExtent=20971520
com.bigdata.journal.AbstractJournal.maximumExtent=20971520
com.bigdata.service.AbstractTransactionService.minReleaseAge=1
com.bigdata.rdf.sail.truthMaintenance=false
com.bigdata.rdf.store.AbstractTripleStore.quads=true
com.bigdata.rdf.store.AbstractTripleStore.statementIdentifiers=false
com.bigdata.rdf.store.AbstractTripleStore.textIndex=false
com.bigdata.rdf.store.AbstractTripleStore.axiomsClass=com.bigdata.rdf.axioms.NoAxioms
"""
VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


class Store(NamedTuple):
    """A running store: target without the kind, options that let one write, folder, port of Virtuoso's SQL server."""

    kind: str
    address: str
    login: tuple[str, ...]
    folder: Path
    sql_port: int = 0

    @property
    def target(self) -> str:
        """The target as `govgraph load` takes it."""
        return f"{self.kind}+{self.address}"


def kept(name: str) -> Path:
    """A file that `.ci/stores` has brought."""
    path = CACHE / name
    assert path.is_file(), f"{path} is missing: run .ci/stores"
    return path


def installed(name: str) -> str:
    """Where a program stands that `.ci/stores` brings."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert found is not None, f"{name} is missing: run .ci/stores"
    return found


def _await(address: str, log: Path) -> None:
    """The address answers a request for it with what is no error."""
    for _ in range(600):
        try:
            if httpx.get(address, timeout=20, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"no answer from {address}: {log.read_text(errors='replace')[-3000:]}")


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Store]:
    """Oxigraph's own server, in memory unless `options` name a place."""
    [port] = free_ports(1)
    command = [installed("oxigraph"), "serve", *options, "--bind", f"127.0.0.1:{port}"]
    with running(command, [port], folder / "oxigraph.log"):
        yield Store("oxigraph", f"http://127.0.0.1:{port}/", (), folder)


@contextmanager
def fuseki(folder: Path) -> Iterator[Store]:
    """Apache Jena Fuseki with a dataset in memory that has transactions."""
    [port] = free_ports(1)
    jar = kept("jena-fuseki-server-5.6.0.jar")
    command = [
        installed("java"),
        HEAP,
        "-jar",
        str(jar),
        "--port",
        str(port),
        "--localhost",
        "--update",
        "--mem",
        "/ds",
    ]
    log = folder / "fuseki.log"
    with _patient(command, port, log, FUSEKI_BASE=str(folder / "fuseki")):
        _await(f"http://127.0.0.1:{port}/ds/sparql{ASK}", log)
        yield Store("fuseki", f"http://127.0.0.1:{port}/ds", (), folder)


@contextmanager
def rdf4j(folder: Path) -> Iterator[Store]:
    """RDF4J Server in Tomcat, with an empty repository in memory."""
    war = kept("rdf4j-http-server-5.0.3.war")
    data = f"-Dorg.eclipse.rdf4j.appdata.basedir={folder / 'data'}"
    with _tomcat(folder, "/rdf4j-server", war, data) as (port, log):
        base = f"http://127.0.0.1:{port}/rdf4j-server"
        _await(f"{base}/protocol", log)
        address = f"{base}/repositories/govgraph"
        headers = {"Content-Type": "text/turtle"}
        httpx.put(address, content=REPOSITORY, headers=headers, trust_env=False).raise_for_status()
        yield Store("rdf4j", address, (), folder)


@contextmanager
def blazegraph(folder: Path) -> Iterator[Store]:
    """Blazegraph in Tomcat, an empty namespace of quads."""
    jar = kept("blazegraph-jar-2.1.5.jar")
    with zipfile.ZipFile(jar) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith("war/")])  # noqa: S202 - pinned
    (folder / "war" / "WEB-INF" / "lib").mkdir(exist_ok=True)
    (folder / "war" / "WEB-INF" / "lib" / jar.name).symlink_to(jar)
    (folder / "store.properties").write_text(BLAZEGRAPH.format(folder=folder))
    setting = f"-Dcom.bigdata.rdf.sail.webapp.ConfigParams.propertyFile={folder / 'store.properties'}"
    with _tomcat(folder, "/blazegraph", folder / "war", setting) as (port, log):
        address = f"http://127.0.0.1:{port}/blazegraph/namespace/kb/sparql"
        _await(f"{address}{ASK}", log)
        yield Store("blazegraph", address, (), folder)


@contextmanager
def _tomcat(folder: Path, path: str, base: Path, setting: str) -> Iterator[tuple[int, Path]]:
    """A servlet container on loopback with one application; its port and its log."""
    [port] = free_ports(1)
    with tarfile.open(kept("tomcat-9.0.117.tar.gz")) as archive:
        archive.extractall(folder, filter="data")
    [home] = folder.glob("apache-tomcat-*")
    for name in ("conf", "logs", "temp", "webapps"):
        (folder / "tomcat" / name).mkdir(parents=True)
    shutil.copy(home / "conf" / "web.xml", folder / "tomcat" / "conf")
    (folder / "tomcat" / "conf" / "server.xml").write_text(TOMCAT.format(port=port, path=path, base=base))
    classes = os.pathsep.join(str(home / "bin" / name) for name in ("bootstrap.jar", "tomcat-juli.jar"))
    command = [installed("java"), HEAP, f"-Dcatalina.home={home}", f"-Dcatalina.base={folder / 'tomcat'}",
               f"-Djava.io.tmpdir={folder / 'tomcat' / 'temp'}", setting, "-cp", classes,
               "org.apache.catalina.startup.Bootstrap", "start"]  # fmt: skip
    log = folder / "tomcat.log"
    with _patient(command, port, log):
        yield port, log


@contextmanager
def virtuoso(folder: Path) -> Iterator[Store]:
    """Virtuoso with an empty database; the password of dba is its first one."""
    port, sql = free_ports(2)
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, sql=sql))
    (folder / "password").write_text("dba\n")
    log = folder / "virtuoso.log"
    command = [installed("virtuoso-t"), "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with _patient(command, port, folder / "console.log"):
        _await(f"http://127.0.0.1:{port}/sparql{ASK}", log)
        login = ("--user", "dba", "--password-file", str(folder / "password"))
        yield Store("virtuoso", f"http://127.0.0.1:{port}/", login, folder, sql)


@contextmanager
def _patient(command: list[str], port: int, log: Path, **environment: str) -> Iterator[None]:
    """A server that takes its time to listen; ended afterwards."""
    with running(command, [], log, **environment):
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield


STORES: dict[str, Callable[[Path], AbstractContextManager[Store]]] = {
    "oxigraph": oxigraph, "fuseki": fuseki, "rdf4j": rdf4j, "blazegraph": blazegraph, "virtuoso": virtuoso,
}  # fmt: skip
