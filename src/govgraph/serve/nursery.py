"""The front's side of the zygote: it is started, told what to do, listened to, started again should it die."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable

from govgraph.errors import EnvironmentFault
from govgraph.serve.framing import EVENT, READY, Event
from govgraph.serve.limits import Settings

_END_SECONDS = 5.0


class Nursery:
    """The zygote's process and control socket. `hear` gets each of its events, `died` is called when it is no more."""

    def __init__(self, settings: Settings, hear: Callable[[Event], None], died: Callable[[], None]) -> None:
        self.settings, self.hear, self.died = settings, hear, died
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.ready: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """The graph is loaded. Raises: EnvironmentFault where it can't be."""
        if self.process is not None:  # it has died
            self.process.wait()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self.process = _spawn(self.settings, theirs)
        theirs.close()
        self.control = ours
        loop = asyncio.get_running_loop()
        self.ready = loop.create_future()
        loop.add_reader(ours.fileno(), self._listen, ours, self.ready)
        await self.ready

    def tell(self, what: bytes, worker: int, handle: int | None = None) -> None:
        """A command goes to the zygote, with an open file for FORK and UPDATE."""
        if self.control is None:
            return
        message = EVENT.pack(what, worker, 0)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its death is heard of
            if handle is None:
                self.control.send(message)
            else:
                socket.send_fds(self.control, [message], [handle])

    def _listen(self, control: socket.socket, ready: asyncio.Future[None]) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionResetError):
            if data := control.recv(EVENT.size * 64):
                for what, worker, value in EVENT.iter_unpack(data):
                    self.hear(Event(what, worker, value))
                    if what == READY:
                        ready.set_result(None)
                return
        self._close()
        if ready.done():
            self.died()
        else:
            ready.set_exception(EnvironmentFault(f"{self.settings.dump} could not be loaded as N-Quads; see above"))

    def _close(self) -> None:
        if self.control is not None:
            asyncio.get_running_loop().remove_reader(self.control.fileno())
            self.control.close()
            self.control = None

    async def stop(self) -> None:
        """The zygote has ended its children and itself."""
        self._close()
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(self.process.wait, _END_SECONDS)
            self.process.kill()
            await asyncio.to_thread(self.process.wait)


def _spawn(settings: Settings, control: socket.socket) -> subprocess.Popen[bytes]:
    """The zygote in a session of its own, so that Ctrl-C reaches the front process alone."""
    command = [sys.executable, "-m", "govgraph.serve.zygote", str(control.fileno())]
    told = {**settings._asdict(), "limits": dataclasses.asdict(settings.limits)}
    with tempfile.TemporaryFile() as stdin:
        stdin.write(json.dumps(told).encode())
        stdin.seek(0)
        return subprocess.Popen(  # noqa: S603 - this interpreter, this package
            command, pass_fds=(control.fileno(),), stdin=stdin, start_new_session=True
        )
