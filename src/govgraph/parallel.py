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
from typing import NoReturn, TypeVar

from govgraph.errors import GovGraphError, UsageError

T = TypeVar("T")


class WorkerDied(GovGraphError):
    """A worker process ended without an answer."""


def run_forked(tasks: list[Callable[[], T]]) -> list[T]:
    """Results of the tasks in their order. All but the last run in children of their own, the last one here.

    Where the system has no fork they run one after the other. The first failed task's error is raised, after all ended.
    """
    if sys.platform == "win32" or len(tasks) < 2:
        return [task() for task in tasks]
    children = [_start(task) for task in tasks[:-1]]
    outcomes: list[tuple[bool, T | BaseException]] = []
    try:
        last: tuple[bool, T | BaseException] = (True, tasks[-1]())
    except GovGraphError as error:
        last = (False, error)
    finally:
        outcomes = [_finish(pid, pipe) for pid, pipe in children]
    results: list[T] = []
    for good, value in [*outcomes, last]:
        if isinstance(value, BaseException) and not good:
            raise value
        results.append(value)  # type: ignore[arg-type]
    return results


def run_bounded(task: Callable[[], T], seconds: float, memory: int) -> T:
    """The result of a task run in a child that is killed after `seconds` of wall time or past `memory` bytes.

    A crash of the child (a stack overflow in a native library, say) costs only the child.
    Raises: UsageError where the limit was hit or the child died; the task's own GovGraphError.
    """
    if sys.platform == "win32":
        return task()
    pid, reader = _start(lambda: _limited(task, seconds, memory))
    timer = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
    timer.start()
    start = time.monotonic()
    try:
        good, value = _finish(pid, reader)
    finally:
        timer.cancel()
    if good:
        return value  # type: ignore[return-value]
    if isinstance(value, WorkerDied):
        why = f"took longer than {seconds:g} s" if time.monotonic() - start >= seconds else "needed too much memory or nesting"
        raise UsageError(f"the query {why} and was ended; ask for less, or raise --timeout")
    raise value  # type: ignore[misc]


def _limited(task: Callable[[], T], seconds: float, memory: int) -> T:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    return task()


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


def _finish(pid: int, reader: int) -> tuple[bool, T | BaseException]:
    with os.fdopen(reader, "rb") as pipe:
        message = pipe.read()
    os.waitpid(pid, 0)
    if not message:
        return False, WorkerDied("a worker process ended without an answer (killed, or out of memory)")
    outcome: tuple[bool, T | BaseException] = pickle.loads(message)  # noqa: S301 - from our own child
    return outcome
