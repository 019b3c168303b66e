"""A build into a store: sent in chunks, counted, put in place, asked; a load that was cut short goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from govgraph.errors import UsageError
from govgraph.project import Project
from govgraph.stores.chunks import VIEWS, Chunk, Dump, read_chunk, read_dump
from govgraph.stores.exchange import Exchange, Login, StoreFault, connect
from govgraph.stores.kinds import Target
from govgraph.stores.questions import ask_both
from govgraph.stores.report import GraphCount, LoadReport
from govgraph.stores.resume import begin_progress, note_progress, progress_file, read_progress
from govgraph.stores.transfer import count_triples, drop_graphs, post_triples, run_update

CHUNK_SIZE = 4 * 1024**2
SWAP_ATTEMPTS = 4

Tell = Callable[[str], None]


class Options(NamedTuple):
    """How a load goes.

    `views` names the graphs. `chunk_size` is in bytes of the dump. `by_update` sends INSERT DATA where the store has a
    Graph Store Protocol too; `in_place` loads into the graphs themselves, without a swap. `check_only` writes nothing,
    `dry_run` asks nothing either. `timeout` is in seconds for one request, `attempts` how often one is tried.
    """

    views: tuple[str, ...] = VIEWS
    chunk_size: int = CHUNK_SIZE
    by_update: bool = False
    in_place: bool = False
    check_only: bool = False
    dry_run: bool = False
    questions: bool = True
    timeout: float = 120.0
    attempts: int = 6


class Plan(NamedTuple):
    """A load in view: the project, the dump, where each graph is sent first, the progress file and its first line."""

    project: Project
    dump: Dump
    staging: dict[str, str]
    views: tuple[str, ...]
    by_update: bool
    progress: Path
    identity: list[object]

    @property
    def swaps(self) -> bool:
        """True if the graphs are sent beside and then moved into place."""
        return any(graph != beside for graph, beside in self.staging.items())


def load_store(
    project: Project,
    target: Target,
    login: Login = Login(),  # noqa: B008 - a NamedTuple does not change
    options: Options = Options(),  # noqa: B008
    tell: Tell = lambda text: None,
) -> LoadReport:
    """The built graph stands in the store, each graph of `options.views` replaced as a whole, and the report says so.

    With a swap the graphs are sent to `.../loading` beside, counted there and moved in one request: where a count is
    wrong the old graphs stay. After a failure the next call goes on where this one ended.
    Raises: UsageError where there is no build; StoreFault where the store refuses or can't be reached.
    """
    plan = make_plan(project, target, options)
    if options.dry_run:
        return _report(target, plan, 0, options, describe_plan(plan, options))
    with connect(target, login, options.timeout, options.attempts, tell) as exchange:
        resumed, done = (0, ["nothing is written: only checked"]) if options.check_only else _load(plan, exchange, tell)
        counts = _counted(exchange, plan, {graph: graph for graph in plan.staging})
        whole = all(each.expected == each.found for each in counts)
        answers = ask_both(project, exchange, tuple(plan.staging), tell) if options.questions and whole else ()
    if not whole and plan.swaps and not options.check_only:
        done.append("the store lost triples while it moved the graphs; load again with --in-place")
    report = _report(target, plan, resumed, options, done)
    return report._replace(counts=counts, differences=answers)


def make_plan(project: Project, target: Target, options: Options) -> Plan:
    """What a load would send where; asks the store nothing."""
    if unknown := sorted(set(options.views) - set(VIEWS)):
        raise UsageError(f"no such graph: {', '.join(unknown)}; known are {', '.join(VIEWS)}")
    views = tuple(view for view in VIEWS if view in options.views)
    dump = read_dump(project, views, options.chunk_size)
    beside = "/loading" if target.kind.swap and not options.in_place else ""
    staging = {graph: graph + beside for graph in dump.counts}
    identity = [dump.digest, list(views), options.chunk_size, beside]
    path = progress_file(project, f"{target.kind.name} {target.address}")
    return Plan(project, dump, staging, views, options.by_update, path, identity)


def describe_plan(plan: Plan, options: Options) -> list[str]:
    """What a load would do, in sentences."""
    size = max(each.end - each.start for each in plan.dump.chunks)
    lines = [f"would send {count:,} triples to <{plan.staging[graph]}>" for graph, count in plan.dump.counts.items()]
    lines.append(f"in {len(plan.dump.chunks)} requests of at most {size:,} bytes")
    lines.append("would then move all graphs into place in one request" if plan.swaps
                 else "would drop the graphs first: readers see them empty for a while")  # fmt: skip
    if options.questions:
        lines.append("would then count the triples and ask the competency questions")
    return lines


def _report(target: Target, plan: Plan, resumed: int, options: Options, done: list[str]) -> LoadReport:
    triples, chunks = sum(plan.dump.counts.values()), len(plan.dump.chunks)
    return LoadReport(
        str(target), target.kind.name, plan.dump.digest, options.dry_run, chunks, resumed, triples, tuple(done)
    )


def _load(plan: Plan, exchange: Exchange, tell: Tell) -> tuple[int, list[str]]:
    """How many chunks were in already, and what was done."""
    present = read_progress(plan.progress, plan.identity)
    if present and _unfinished(plan, exchange, present):
        _send(plan, exchange, present, tell)
        if not _whole(exchange, plan):
            tell("the store does not hold what it held before; loading from the start")
            present = set()
    else:
        present = set()
    if not present:
        _start_over(plan, exchange)
        _send(plan, exchange, present, tell)
    done = _put_in_place(plan, exchange)
    plan.progress.unlink(missing_ok=True)
    kept = f", {len(present)} of them were in already" if present else ""
    return len(present), [f"{len(plan.dump.chunks)} chunks sent{kept}", *done]


def _unfinished(plan: Plan, exchange: Exchange, present: set[int]) -> bool:
    """True if the store holds what the progress file says: a restarted store in memory, say, holds nothing."""
    noted = dict.fromkeys(plan.staging, 0)
    for chunk in plan.dump.chunks:
        noted[chunk.graph] += chunk.triples if chunk.start in present else 0
    found = count_triples(exchange, plan.staging.values())
    return all(found[plan.staging[graph]] >= count for graph, count in noted.items())


def _start_over(plan: Plan, exchange: Exchange) -> None:
    """Nothing of an earlier load stands where the chunks go."""
    begin_progress(plan.progress, plan.identity)
    drop_graphs(exchange, plan.staging.values())


def _send(plan: Plan, exchange: Exchange, present: set[int], tell: Tell) -> None:
    chunks: list[Chunk] = plan.dump.chunks
    with plan.dump.path.open("rb") as file:
        for number, chunk in enumerate(chunks, 1):
            if chunk.start not in present:
                tell(f"chunk {number} of {len(chunks)}: {chunk.triples:,} triples of <{chunk.graph}>")
                post_triples(exchange, plan.staging[chunk.graph], read_chunk(file, chunk), plan.by_update)
                note_progress(plan.progress, chunk)


def _counted(exchange: Exchange, plan: Plan, places: dict[str, str]) -> tuple[GraphCount, ...]:
    found = count_triples(exchange, places.values())
    return tuple(GraphCount(graph, count, found[places[graph]]) for graph, count in plan.dump.counts.items())


def _whole(exchange: Exchange, plan: Plan) -> bool:
    return all(each.expected == each.found for each in _counted(exchange, plan, plan.staging))


def _put_in_place(plan: Plan, exchange: Exchange) -> list[str]:
    """What was sent beside is in place, or what was done instead."""
    empty = [each for each in map(plan.project.graph_iri, plan.views) if each not in plan.staging]
    if not plan.swaps:
        if empty:
            drop_graphs(exchange, empty)
        return ["loaded into the graphs themselves, which were dropped before: there was no swap"]
    wrong = [each for each in _counted(exchange, plan, plan.staging) if each.expected != each.found]
    if wrong:
        told = "; ".join(f"<{each.graph}> {each.found:,} of {each.expected:,}" for each in wrong)
        raise StoreFault(
            f"{exchange.target}: took the chunks but does not hold them all, so nothing was swapped: {told}"
        )
    _swap(plan, exchange, empty)
    return ["all graphs replaced in one request"]


def _swap(plan: Plan, exchange: Exchange, empty: list[str]) -> None:
    """The graphs are in place. A MOVE is not done twice: after a lost answer the counts say whether it was done."""
    moves = [f"MOVE GRAPH <{beside}> TO GRAPH <{graph}>" for graph, beside in plan.staging.items()]
    update = " ;\n".join([*moves, *(f"DROP SILENT GRAPH <{each}>" for each in empty)])
    for left in reversed(range(SWAP_ATTEMPTS)):
        try:
            run_update(exchange, update, attempts=1)
            return
        except StoreFault as fault:
            if not fault.passing:
                raise
            if not _whole(exchange, plan):
                return  # it was done; the counts that follow say how well
            if not left:
                raise
            exchange.tell(f"{fault}; trying the swap again")
