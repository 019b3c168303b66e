"""Real servers on free ports, and the functions of hosts under node: all asked in one way, all ended by their pid."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

PLACES = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/usr/local/sbin"])
APACHE_MODULES = Path("/usr/lib/apache2/modules")
MODULES = (
    "mpm_event", "authz_core", "mime", "dir", "alias", "negotiation", "autoindex", "setenvif", "headers", "rewrite",
)  # fmt: skip


class Answer(NamedTuple):
    """What a server said: status, headers by name in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Host(Protocol):
    """Something that answers requests for a path, given with all its bytes."""

    def ask(self, path: str, headers: dict[str, str] | None = None) -> Answer: ...


class Listener:
    """A server that listens on a port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a GET of the path as it is: nothing is encoded or tidied up."""
        lines = [f"GET {path} HTTP/1.0", "Host: kg.example.org", *(f"{k}: {v}" for k, v in (headers or {}).items())]
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            told = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = told.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        found: dict[str, str] = {}
        for name, _, value in (line.partition(":") for line in rest):
            key = name.lower()
            found[key] = f"{found[key]}, {value.strip()}" if key in found else value.strip()
        return Answer(int(first.split()[1]), found, body)


class Functions:
    """The functions of a host, run by node over the files of a site."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to a GET."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([path, headers or {}]) + "\n")
        self.process.stdin.flush()
        status, told, body = json.loads(self.process.stdout.readline())
        return Answer(status, dict(told), body.encode())


def program(name: str) -> str:
    """Where a program stands; `.ci/servers` brings those that are missing."""
    found = shutil.which(name, path=PLACES)
    assert found is not None, f"{name} is missing: run .ci/servers"
    return found


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def running(command: list[str], ports: list[int], log: Path, **environment: str) -> Iterator[list[Listener]]:
    """A server in the foreground that listens on all the ports, at home in the log's folder; it is ended afterwards."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environment}, cwd=log.parent)
    try:
        for port in ports:
            _wait_for(port, process, log)
        yield [Listener(port) for port in ports]
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"no answer on port {port}: {log.read_text(errors='replace')}")


@contextmanager
def nginx(folder: Path, roots: list[Path], rules: list[Path]) -> Iterator[list[Listener]]:
    """One nginx with a server block for each root, with the rules of that folder of rules."""
    folder.mkdir()
    ports = free_ports(len(roots))
    maps = "\n".join(f"include {each}/nginx.conf;" for each in rules)
    servers = "\n".join(
        f"server {{ listen 127.0.0.1:{port}; root {root}; include {each}/nginx-server.conf; }}"
        for port, root, each in zip(ports, roots, rules, strict=True)
    )
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{maps}\n{servers}\n}}\n"
    )
    command = [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    with running(command, ports, folder / "log") as listeners:
        yield listeners


@contextmanager
def apache(folder: Path, roots: list[Path], alias: tuple[str, Path]) -> Iterator[list[Listener]]:
    """One Apache httpd with a host for each root; what it does stands in the .htaccess files.

    Args: alias, a path on all hosts that stands for a folder elsewhere.
    """
    folder.mkdir()
    ports = free_ports(len(roots))
    hosts = "\n".join(
        f"Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\nServerName kg.example.org\nDocumentRoot {root}\n"
        f"</VirtualHost>\n<Directory {root}>\nRequire all granted\nOptions FollowSymLinks\n"
        "AllowOverride FileInfo Indexes Options=Indexes,MultiViews\n</Directory>"
        for port, root in zip(ports, roots, strict=True)
    )
    hosts += f"\nAlias {alias[0]} {alias[1]}/\n"
    modules = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in MODULES)
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    (folder / "mime.types").write_text("")
    (folder / "httpd.conf").write_text(
        f"ServerRoot {folder}\nPidFile {folder}/pid\nDefaultRuntimeDir {folder}\nErrorLog {folder}/errors\n"
        f"ServerName kg.example.org\nStartServers 1\n{modules}\nTypesConfig {folder}/mime.types\n{user}\n{hosts}\n"
    )
    command = [program("apache2"), "-D", "FOREGROUND", "-f", str(folder / "httpd.conf")]
    with running(command, ports, folder / "log") as listeners:
        yield listeners


@contextmanager
def caddy(folder: Path, roots: list[Path], rules: list[Path], names: list[str]) -> Iterator[list[Listener]]:
    """One Caddy with the site block of each folder of rules."""
    folder.mkdir()
    ports = free_ports(len(roots))
    imports = "\n".join(f"import {each}/Caddyfile" for each in rules)
    options = f"{{\nadmin off\nauto_https off\nstorage file_system {folder}/storage\n}}\n"
    (folder / "Caddyfile").write_text(f"{options}{imports}\n")
    settings = {f"{name}_ADDRESS": f"http://:{port}" for name, port in zip(names, ports, strict=True)}
    settings |= {f"{name}_ROOT": str(root) for name, root in zip(names, roots, strict=True)}
    settings |= {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with running(command, ports, folder / "log", **settings) as listeners:
        yield listeners


@contextmanager
def functions(kind: str, module: Path, root: Path) -> Iterator[Functions]:
    """The functions of a host (netlify, cloudflare) before the files below a folder."""
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert node is not None, "node is missing: it comes with the development requirements"
    script = Path(__file__).with_name("static_host.mjs")
    process = subprocess.Popen(
        [node, str(script), kind, str(module), str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Functions(process)
    finally:
        process.terminate()
        process.wait(10)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
