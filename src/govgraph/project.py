"""The project's settings: one frozen object, read once from `govgraph.toml` and passed down."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from govgraph.dates import datatype_of
from govgraph.errors import EnvironmentFault, UsageError
from govgraph.namespaces import iri_fault

FILE_NAME = "govgraph.toml"
_KEYS = {"name", "title", "description", "version", "issued", "base", "licence", "publisher", "homepage", "languages"}
_VERSION = re.compile(r"[A-Za-z0-9.+_-]+")


@dataclass(frozen=True, slots=True)
class Project:
    """Settings of one graph. Paths are absolute; IRIs end in `/`.

    `version` and `issued` stand for the clock: no artefact knows the day on which it was made.
    """

    root: Path
    name: str
    title: dict[str, str]
    description: dict[str, str]
    version: str
    issued: str
    base: str
    licence: str
    publisher: str
    homepage: str
    languages: tuple[str, ...]

    @property
    def data(self) -> Path:
        """Folder of the reviewed data files."""
        return self.root / "data"

    @property
    def ontology(self) -> Path:
        """Folder of the ontology modules, the JSON-LD context, rules and questions."""
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        """Folder of the SHACL shapes."""
        return self.root / "shapes"

    @property
    def output(self) -> Path:
        """Folder that a build replaces as a whole."""
        return self.root / "output"

    @property
    def site(self) -> Path:
        """Folder of the published site, inside the output."""
        return self.output / "site"

    @property
    def work(self) -> Path:
        """Folder for caches and the staging of a build; may be deleted at any time."""
        return self.root / ".govgraph"

    def graph_iri(self, view: str) -> str:
        """IRI of a named graph: simple, full, inferred, metadata, ontology."""
        return f"{self.base}graph/{view}"

    def relative(self, path: Path) -> str:
        """Path as findings print it: relative to the project, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()


def find_project(start: Path) -> Path:
    """Nearest folder at or above `start` that holds a project file; UsageError where there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise UsageError(
        f"no {FILE_NAME} in {start.resolve()} or above; give --project DIR, or make one: govgraph init DIR"
    )


def load_project(root: Path) -> Project:
    """Settings from `root/govgraph.toml`.

    Raises: EnvironmentFault where the file can't be read, UsageError where a key is missing, unknown or wrong.
    """
    path = root / FILE_NAME
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EnvironmentFault(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from error
    _check_settings(path, settings)
    return Project(
        root=root.resolve(),
        name=settings["name"],
        title=dict(settings["title"]),
        description=dict(settings["description"]),
        version=settings["version"],
        issued=settings["issued"],
        base=settings["base"],
        licence=settings["licence"],
        publisher=settings["publisher"],
        homepage=settings["homepage"],
        languages=tuple(settings["languages"]),
    )


def _check_settings(path: Path, settings: dict[str, object]) -> None:
    missing, unknown = sorted(_KEYS - settings.keys()), sorted(settings.keys() - _KEYS)
    if missing or unknown:
        named = [f"{what} {', '.join(keys)}" for what, keys in (("missing", missing), ("unknown", unknown)) if keys]
        raise UsageError(f"{path}: {'; '.join(named)}; known are {', '.join(sorted(_KEYS))}")
    _check_types(path, settings)
    for key in ("base", "licence", "homepage"):
        if fault := iri_fault(str(settings[key])):
            raise UsageError(f"{path}: {key}: {fault}")
    if not str(settings["base"]).endswith("/"):
        raise UsageError(f"{path}: base: {settings['base']} must end with /")
    if datatype_of(str(settings["issued"])) != "date":
        raise UsageError(f"{path}: issued: {settings['issued']} is no date of the form YYYY-MM-DD")
    if not _VERSION.fullmatch(str(settings["version"])):
        raise UsageError(f"{path}: version: {settings['version']} may hold letters, digits and . + - _ only")


def _check_types(path: Path, settings: dict[str, object]) -> None:
    """Each setting has its form: a list of languages, texts by language with English, else a line of text."""
    for key, value in sorted(settings.items()):
        if key == "languages":
            good, form = isinstance(value, list) and bool(value) and all(map(_is_line, value)), '["en", "de"]'
        elif key in ("title", "description"):
            good = isinstance(value, dict) and "en" in value and all(map(_is_line, [*value, *value.values()]))
            form = 'a table of single lines by language, as in en = "..."'
        else:
            good, form = _is_line(value), "one line of text in quotes"
        if not good:
            raise UsageError(f"{path}: {key}: must be {form}")


def _is_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()
