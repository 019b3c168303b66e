"""Files and a script for a store's own bulk loader: faster than requests for a large graph, or the only way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from govgraph.errors import EnvironmentFault, UsageError
from govgraph.project import Project
from govgraph.stores.bulk_scripts import SCRIPTS, Loader
from govgraph.stores.chunks import Dump, read_chunk, read_dump
from govgraph.stores.kinds import Target

PIECE = 1024**2  # bytes of the dump that are held at a time


def write_bulk(project: Project, target: Target, views: tuple[str, ...], folder: Path) -> str:
    """The folder holds what the bulk loader of this kind of store takes, and `load.sh`; the text says how to go on.

    Raises: UsageError where the kind has no bulk loader, or there is no build; EnvironmentFault for a full disk.
    """
    loader = SCRIPTS.get(target.kind.name)
    if loader is None:
        raise UsageError(f"{target.kind.title} has no bulk loader; leave --bulk out. Known are {', '.join(SCRIPTS)}")
    dump = read_dump(project, views, PIECE)
    graphs = {graph: graph.rpartition("/")[2] for graph in dump.counts}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = _write_triples(dump, graphs, folder) if loader.per_graph else _write_quads(dump, folder)
        for name, text in _scripts(loader, target, graphs, folder):
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            names.append(name)
        (folder / "load.sh").chmod(0o755)
    except OSError as error:
        raise EnvironmentFault(f"{folder}: {error.strerror or error}") from error
    return (
        "".join(
            [f"{folder / name}\n" for name in names],
        )
        + f"next: {loader.needs}; then run {folder / 'load.sh'}, and: govgraph load {target.kind.name}+URL --check\n"
    )


def _write_triples(dump: Dump, graphs: dict[str, str], folder: Path) -> list[str]:
    for view in graphs.values():
        (folder / f"{view}.nt").write_bytes(b"")
    with dump.path.open("rb") as file:
        for chunk in dump.chunks:
            with (folder / f"{graphs[chunk.graph]}.nt").open("ab") as out:
                out.write(read_chunk(file, chunk))
    return [f"{view}.nt" for view in graphs.values()]


def _write_quads(dump: Dump, folder: Path) -> list[str]:
    with dump.path.open("rb") as file, (folder / "govgraph.nq").open("wb") as out:
        for chunk in dump.chunks:
            file.seek(chunk.start)
            out.write(file.read(chunk.end - chunk.start))
    return ["govgraph.nq"]


def _scripts(loader: Loader, target: Target, graphs: dict[str, str], folder: Path) -> Iterable[tuple[str, str]]:
    place = folder.resolve().as_posix().replace("'", "''")  # as SQL writes a quote in a string
    values = {
        "@ADDRESS@": target.address,
        "@FOLDER@": place,
        "@DROPS@": " ; ".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs),
        "@GRAPHS@": "\n".join(f"{view}.nt {graph} {quote(f'<{graph}>', safe='')}" for graph, view in graphs.items()),
        "@CLEARS@": "\n".join(f"SPARQL CLEAR GRAPH <{graph}>;" for graph in graphs),
        "@LOADS@": "\n".join(
            f"ld_dir('{place}', '{view}.nt', '{graph}');" for graph, view in graphs.items()
        ),
    }  # fmt: skip
    for name, text in loader.files.items():
        for sign, value in values.items():
            text = text.replace(sign, value)
        yield name, text
