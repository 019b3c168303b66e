"""Independent work on several cores by fork: children share the parent's memory and send back what they return."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from govgraph.errors import GovGraphError, UsageError

T = TypeVar("T")


class WorkerDiedError(GovGraphError):
    """A worker process ended without an answer."""


def run_forked(tasks: list[Callable[[], T]]) -> list[T]:
    """Results of the tasks in their order. All but the last run in children of their own, the last one here.

    Where the system has no fork they run one after the other. The first failed task's error is raised, after all ended.
    """
    if sys.platform == "win32" or len(tasks) < 2:
        return [task() for task in tasks]
    children = [(*_start(task), task) for task in tasks[:-1]]
    results: list[T] = []
    errors: list[GovGraphError] = []
    try:
        own = tasks[-1]()
    finally:
        for pid, pipe, task in children:
            try:
                results.append(_finish(pid, pipe, task))
            except GovGraphError as error:
                errors.append(error)
    if errors:
        raise errors[0]
    return [*results, own]


def run_bounded(task: Callable[[], T], seconds: float, memory: int) -> T:
    """The result of a task run in a child that is killed after `seconds` of wall time or past `memory` more bytes.

    A crash of the child (a stack overflow in a native library, say) costs only the child.
    Raises: UsageError where the limit was hit or the child died; the task's own GovGraphError.
    """
    if sys.platform == "win32":
        return task()
    pid, reader = _start(lambda: _limited(task, seconds, memory))
    timer = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
    start = time.monotonic()  # before the timer, which must not be the faster one
    timer.start()
    try:
        return _finish(pid, reader, task)
    except WorkerDiedError as error:
        late = time.monotonic() - start >= seconds
        why = f"took longer than {seconds:g} s" if late else "needed too much memory or nesting"
        raise UsageError(f"the work {why} and was ended; ask for less, or raise --timeout") from error
    finally:
        timer.cancel()


def seal_process() -> None:
    """After this the process (a child of `run_bounded`) opens no file and no socket; what is open stays so."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _limited(task: Callable[[], T], seconds: float, memory: int) -> T:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    most = address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return task()


def address_space() -> int:
    """Bytes of this process's address space, of which libraries may take gigabytes; 0 where nobody says (no Linux)."""
    import resource

    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def _start(task: Callable[[], T]) -> tuple[int, int]:
    sys.stdout.flush()
    sys.stderr.flush()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _run_child(task, writer)
    os.close(writer)
    return pid, reader


def _run_child(task: Callable[[], T], writer: int) -> NoReturn:
    try:
        message = pickle.dumps((True, task()), pickle.HIGHEST_PROTOCOL)
    except GovGraphError as error:
        message = pickle.dumps((False, error))
    except BaseException:  # noqa: BLE001 - the child's edge: everything must reach the parent
        message = pickle.dumps((False, GovGraphError(traceback.format_exc())))
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(message)
    os._exit(0)


def _finish(pid: int, reader: int, task: Callable[[], T]) -> T:
    """What the child that ran `task` sent back; its error is raised here."""
    with os.fdopen(reader, "rb") as pipe:
        message = pipe.read()
    os.waitpid(pid, 0)
    if not message:
        raise WorkerDiedError("a worker process ended without an answer (killed, or out of memory)")
    good, value = pickle.loads(message)  # noqa: S301 - from our own child
    if not good:
        raise value
    result: T = value
    return result
