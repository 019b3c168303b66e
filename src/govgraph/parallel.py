"""Independent work on several cores by fork: children share the parent's memory and send back what they return."""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn, TypeVar

from govgraph.errors import GovGraphError

T = TypeVar("T")


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
        return False, GovGraphError("a worker process ended without an answer (killed, or out of memory)")
    outcome: tuple[bool, T | BaseException] = pickle.loads(message)  # noqa: S301 - from our own child
    return outcome
