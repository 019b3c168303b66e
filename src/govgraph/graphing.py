"""A picture or a file of a part of the graph: what `govgraph graph` and `govgraph.graph` make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from govgraph.assembly import Model, derive, read_model, read_rules
from govgraph.errors import UsageError
from govgraph.explore.exchange import WRITERS, build_rows
from govgraph.explore.names import find_entities, find_kinds, find_relations, find_statuses
from govgraph.explore.selection import MAX_DEPTH, Selection, Wanted, last_day, select
from govgraph.explore.spans import day_text, lifetimes
from govgraph.explore.views import ViewSelection, select_views, view_store
from govgraph.graph.inference import Inference
from govgraph.graph.views import simple_view
from govgraph.inputs import read_sources
from govgraph.project import Project

FORMATS = ("html", "graphml", "gexf", "json", "csv")
MAX_NODES = {"explorer": 150_000, "pyvis": 1_000}  # what a renderer can take
_ENDINGS = {f".{form}": form for form in FORMATS} | {".htm": "html"}
_CHOICES = {"renderer": tuple(MAX_NODES), "form": FORMATS, "language": ("en", "de"), "theme": ("auto", "light", "dark")}


@dataclass(frozen=True, slots=True)
class Request:
    """What to draw and how, in the reader's words; see `govgraph.graph` for the meaning of each."""

    focus: tuple[str, ...] = ()
    depth: int | None = None
    as_of: str = ""
    kinds: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    view: str = ""
    limit: int | None = None
    renderer: str = "explorer"
    form: str = "html"
    language: str = "en"
    theme: str = "auto"
    embed: bool = False


def format_of(output: Path | None) -> str:
    """The format that a file's ending tells; html without a file. UsageError for an ending that tells none."""
    if output is None or str(output) == "-":
        return "html"
    if output.suffix.lower() not in _ENDINGS:
        known = ", ".join(_ENDINGS)
        raise UsageError(f"{output}: the ending tells no format; give --format, or one of {known}")
    return _ENDINGS[output.suffix.lower()]


def draw(project: Project, request: Request) -> str:
    """The text of the page or file.

    Raises: UsageError for names that nothing has, numbers out of range and more nodes than the renderer can take;
    DataError where the data do not conform.
    """
    _check(request)
    model = read_model(project, read_sources(project))
    view = _view(project, model, request.view) if request.view else None
    wanted = _wanted(model, request, view)
    selection = select(model.graph, model.schema, wanted)
    if request.form == "html":
        _check_size(selection, request.renderer)
        return _page(project, model, selection, request, wanted, view)
    rows = build_rows(selection, model.schema, project, request.language, wanted.spans)
    return WRITERS[request.form](rows)


def _check(request: Request) -> None:
    for name, known in _CHOICES.items():
        if getattr(request, name) not in known:
            raise UsageError(f"{name}: {getattr(request, name)!r} is none of {', '.join(known)}")
    if request.depth is not None and not 0 <= request.depth <= MAX_DEPTH:
        raise UsageError(f"depth: {request.depth} is not between 0 and {MAX_DEPTH}")
    if request.depth is not None and not request.focus and not request.view:
        raise UsageError("depth counts relations from somewhere: give --focus or --view too")
    if request.limit is not None and request.limit < 1:
        raise UsageError(f"limit: {request.limit} is below 1")
    if request.focus and request.view:
        raise UsageError("give --focus or --view, not both")
    if request.form != "html" and (request.renderer != "explorer" or request.embed):
        raise UsageError(f"--renderer pyvis and --embed make a page: they go with --format html, not {request.form}")


def _view(project: Project, model: Model, name: str) -> ViewSelection:
    prefixes = model.schema.prefixes
    store = view_store(model.simple, derive(project, model).triples, model.graph.statements, model.backbone, prefixes)
    views = select_views(project.ontology / "views", store, prefixes, f"{project.relative(project.ontology)}/views")
    found = next((each for each in views if each.id == name), None)
    if found is None:
        known = ", ".join(each.id for each in views) or "none: ontology/views is empty"
        raise UsageError(f"no view has the name {name!r}; known: {known}")
    return found


def _wanted(model: Model, request: Request, view: ViewSelection | None) -> Wanted:
    """The request as terms and ids of this graph."""
    graph, schema = model.graph, model.schema
    return Wanted(
        focus=find_entities(request.focus, graph, schema),
        depth=_depth(request),
        day=last_day(request.as_of) if request.as_of else 0,
        kinds=find_kinds(request.kinds, schema),
        relations=find_relations(request.relations, schema),
        statuses=find_statuses(request.status, schema),
        limit=request.limit or 0,
        view=tuple(sorted({end for each in view.triples for end in (each[0], each[2])})) if view else (),
        spans=lifetimes(graph.statements, schema),
    )


def _depth(request: Request) -> int:
    """One relation around a focus and none around a view, where nothing else is asked for."""
    if request.depth is not None:
        return request.depth
    return 0 if request.view else 1


def _check_size(selection: Selection, renderer: str) -> None:
    size, most = len(selection.nodes), MAX_NODES[renderer]
    if size > most:
        raise UsageError(
            f"{size:,} entities are more than the {most:,} that {renderer} can draw: narrow the picture with --focus, "
            f"--depth or --kinds, or cut it with --limit {most}"
        )


def _page(
    project: Project,
    model: Model,
    selection: Selection,
    request: Request,
    wanted: Wanted,
    view: ViewSelection | None,
) -> str:
    if request.renderer == "pyvis":
        from govgraph.explore.notebook import write_notebook

        return write_notebook(selection, model.schema, project.title, request.language, request.theme, request.embed)
    from govgraph.explore.document import write_explorer

    part = replace(model, graph=selection.graph, simple=simple_view(*selection.graph))
    return write_explorer(
        selection.graph,
        _derived(project, part, selection, wanted),
        read_rules(project),
        model.schema,
        project,
        [view] if view else [],
        start=_start(request, wanted),
    )


def _derived(project: Project, part: Model, selection: Selection, wanted: Wanted) -> Inference:
    """What the rules derive from the selection between its nodes, where the filters let derived relations in."""
    if wanted.relations or (wanted.statuses and "gov:derived" not in wanted.statuses):
        return Inference([], {})
    nodes = set(selection.nodes)
    every = derive(project, part)
    triples = [each for each in every.triples if each[0] in nodes and each[2] in nodes]
    return Inference(triples, {each: every.rule_of[each] for each in triples})


def _start(request: Request, wanted: Wanted) -> dict[str, object]:
    """What the page opens with: fields of ViewState (explorer/src/state.ts)."""
    stage: dict[str, object] = {"type": "all"}
    if wanted.focus:
        stage = {"type": "focus", "nodes": list(wanted.focus), "depth": wanted.depth}
    elif request.view:
        stage = {"type": "view", "id": request.view}
    return {
        "stage": stage,
        "language": request.language,
        "theme": request.theme,
        "asOf": day_text(wanted.day),
        "embed": request.embed,
    }
