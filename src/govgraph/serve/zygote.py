"""The zygote: a process that holds the graph in memory, runs no query, and forks workers that share its pages.

It is started as `python -m govgraph.serve.zygote FD`, reads its settings as JSON from stdin and obeys commands on the
control socket FD: FORK (with the worker's end of a connection), KILL, DEMOTE. It tells READY, BORN, EXITED. An update
runs in a forked process too; if it is done within the limits, that process becomes the zygote and the old one ends,
so a store is never half changed and a crash costs the update only.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from govgraph.lookup import make_lookup
from govgraph.parallel import address_space
from govgraph.serve.framing import (
    BORN,
    DEMOTE,
    END,
    EVENT,
    EXITED,
    FORK,
    HEAD,
    KILL,
    MOVED,
    READY,
    UPDATE,
    pack,
    pack_refusal,
    read_frame,
)
from govgraph.serve.http import Refused
from govgraph.serve.limits import Limits, Settings
from govgraph.serve.operations import Loaded, run_update
from govgraph.serve.worker import run_worker, set_timers

LOWEST_PRIORITY = 19


def load_graph(settings: Settings) -> Loaded:
    """The dump in memory, with the index of its names."""
    store = ox.Store()
    store.bulk_load(path=settings.dump, format=ox.RdfFormat.N_QUADS)
    return Loaded(store, settings.base, settings.prefixes, make_lookup(store, settings.base))


def _load_fault(dump: str, error: SyntaxError | OSError) -> str:
    place = f":{error.lineno}:{error.offset}" if isinstance(error, SyntaxError) and error.lineno else ""
    return f"govgraph: {dump}{place}: {error.args[0] if place else error}"


def resident_bytes() -> int:
    """Bytes of memory that this process takes up (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def main() -> None:
    """Serve forks until the front process closes the control socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    told = json.loads(sys.stdin.buffer.read())
    settings = Settings(**{**told, "limits": Limits(**told["limits"])})
    try:
        loaded = load_graph(settings)
    except (SyntaxError, OSError) as error:
        raise SystemExit(_load_fault(settings.dump, error)) from error
    gc.collect()
    gc.freeze()  # what stands now is never looked at by the collector, so that workers share its pages
    control.sendall(EVENT.pack(READY, 0, resident_bytes()))
    _obey(control, loaded, settings)


def _obey(control: socket.socket, loaded: Loaded, settings: Settings) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: dict[int, int] = {}  # worker's number -> process id
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the front process has ended
        _obey_commands(control, (reading, writing), children, loaded, settings)
    _end_all(children)


def _obey_commands(
    control: socket.socket, pipe: tuple[int, int], children: dict[int, int], loaded: Loaded, settings: Settings
) -> None:
    reading, _ = pipe
    while True:
        ready, _, _ = select.select([control.fileno(), reading], [], [])
        if reading in ready:
            os.read(reading, 4096)
            _reap(control, children)
        if control.fileno() in ready:
            command, handles, _, _ = socket.recv_fds(control, EVENT.size, 1)
            if len(command) < EVENT.size:
                return
            what, worker, _ = EVENT.unpack(command)
            if what in (FORK, UPDATE):
                end = socket.socket(fileno=handles[0])
                start = _start_worker if what == FORK else _start_update
                children[worker] = start(control, pipe, end, loaded, settings)
                end.close()
                control.sendall(EVENT.pack(BORN, worker, children[worker]))
            elif worker in children:
                _act(what, children[worker])


def _act(what: bytes, process: int) -> None:
    """Kill or demote a child that has not been reaped: its process id is still its own."""
    if what == KILL:
        os.kill(process, signal.SIGKILL)
    elif what == DEMOTE:
        os.setpriority(os.PRIO_PROCESS, process, LOWEST_PRIORITY)


def _reap(control: socket.socket, children: dict[int, int]) -> None:
    for worker, process in list(children.items()):
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            del children[worker]
            control.sendall(EVENT.pack(EXITED, worker, status))


def _end_all(children: Mapping[int, int]) -> NoReturn:
    for process in children.values():
        os.kill(process, signal.SIGKILL)
    os._exit(0)


def _start_worker(
    control: socket.socket, pipe: tuple[int, int], end: socket.socket, loaded: Loaded, settings: Settings
) -> int:
    process = os.fork()
    if process:
        return process
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        for handle in pipe:
            os.close(handle)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the front process has ended
            run_worker(end, loaded, settings.limits)
    except Exception:  # noqa: BLE001 - the child's edge: a fault must not run on in the parent's code
        traceback.print_exc()
    finally:
        os._exit(70)


def _start_update(
    control: socket.socket, pipe: tuple[int, int], end: socket.socket, loaded: Loaded, settings: Settings
) -> int:
    """A child that runs one update. This process waits for its end, and ends itself if the child takes over."""
    done_reading, done_writing = os.pipe()
    process = os.fork()
    if process:
        os.close(done_writing)
        if os.read(done_reading, 1):
            os._exit(0)  # the child is the zygote now
        os.close(done_reading)
        return process
    try:
        os.close(done_reading)
        for handle in pipe:
            os.close(handle)
        if _update(end, loaded, settings):
            control.sendall(EVENT.pack(MOVED, 0, os.getpid()))
            os.write(done_writing, b"1")
            os.close(done_writing)
            end.sendall(pack(HEAD, b"") + pack(END, b""))
            end.close()
            _obey(control, loaded._replace(lookup=make_lookup(loaded.store, loaded.base)), settings)
    except Exception:  # noqa: BLE001 - the child's edge: a fault must not run on in the parent's code
        traceback.print_exc()
    finally:
        os._exit(70)


def _update(end: socket.socket, loaded: Loaded, settings: Settings) -> bool:
    """True after the update was done and is on the disk; else the refusal was sent."""
    frame = read_frame(end)
    if frame is None:
        return False
    _, payload, seconds = json.loads(frame[1])
    kept = Path(settings.keep)
    beside = kept.with_name(kept.name + ".new")
    try:
        with beside.open("wb") as stream:
            _bound(seconds, settings.limits)
            run_update(loaded, payload)
            loaded.store.dump(stream, ox.RdfFormat.N_QUADS)
            stream.flush()
            os.fsync(stream.fileno())
    except Refused as refused:
        end.sendall(pack_refusal(refused))
        return False
    except (OSError, MemoryError) as error:
        end.sendall(pack_refusal(Refused(503, "update-failed", f"the update could not be kept: {error}")))
        return False
    _bound(0, settings.limits)
    beside.replace(kept)
    folder = os.open(kept.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return True


def _bound(seconds: float, limits: Limits) -> None:
    """Limits for an update: timers, memory, no new file or socket. With 0 they are off again."""
    set_timers(seconds, limits.cpu_seconds if seconds else 0)
    size = address_space() + limits.memory if seconds else 0
    for what, bound in ((resource.RLIMIT_NOFILE, 0), (resource.RLIMIT_AS, size)):
        _, most = resource.getrlimit(what)
        resource.setrlimit(what, (bound if seconds else most, most))


if __name__ == "__main__":
    main()
