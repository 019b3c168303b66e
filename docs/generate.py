"""Writes the parts of the documentation that follow from the code, the ontology, the shapes and the questions.

`python docs/generate.py` writes them; `--check` writes nothing and exits 1 where one is stale.
`--site FOLDER` does the same for the page on FAIR, which tells what a built site answers.
"""

from __future__ import annotations

import ast
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import click
import pyoxigraph as ox

from govgraph.cli import COMMANDS, cli
from govgraph.export.dumps import DUMPS
from govgraph.export.tables import ENTITY_COLUMNS, STATEMENT_COLUMNS
from govgraph.graph.inference import load_rules
from govgraph.model.schema import Schema, Term, load_schema, read_turtle, turtle_files
from govgraph.model.statements import ACCEPTED
from govgraph.namespaces import GOV, RDF, RDFS, SH, SKOS
from govgraph.project import Project, load_project
from govgraph.publish.fair.report import check_fair, fair_table
from govgraph.query import list_questions
from govgraph.validate.shapes import derived_shapes

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "govgraph"
MADE = "made by docs/generate.py"
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


# ---------------------------------------------------------------------- pages


def make_all(root: Path = ROOT) -> dict[Path, str]:
    """Every generated file with its text."""
    project = load_project(root)
    schema = load_schema(project.ontology, project.base)
    counts = read_counts(root)
    form = root / "data" / "FORMAT.md"
    architecture = root / "docs" / "architecture.md"
    help_page = root / "docs" / "cli.md"
    return {
        root / "README.md": readme(root / "README.md", schema, counts, 0),
        root / "README.de.md": readme(root / "README.de.md", schema, counts, 1),
        root / "docs" / "output.md": output_page(project),
        help_page: replace_part(help_page.read_text(encoding="utf-8"), "help", help_texts()),
        architecture: replace_part(architecture.read_text(encoding="utf-8"), "modules", modules_table(PACKAGE)),
        root / "docs" / "keys.md": keys_page(schema),
        root / "docs" / "questions.md": questions_page(project),
        root / "docs" / "rules.md": rules_page(project),
        root / "docs" / "shapes.md": shapes_page(project, schema),
        root / "docs" / "images" / "imports.svg": draw_imports(PACKAGE),
        form: replace_part(form.read_text(encoding="utf-8"), "prefixes", prefix_table(project, schema)),
    }


def fair_page(site: Path, root: Path = ROOT) -> dict[Path, str]:
    """docs/fair.md with the results of a built site; what has passed needs no reason, the rest says why."""
    page = root / "docs" / "fair.md"
    rows = [
        (tool, name, title, looked, result, "" if result == "passed" else evidence)
        for tool, name, title, looked, result, evidence in fair_table(check_fair(site, load_project(root)))
    ]
    made = table(("Asked by", "Id", "What is asked", "Looked at", "Result", "Why"), rows)
    return {page: replace_part(page.read_text(encoding="utf-8"), "fair", made)}


def replace_part(text: str, name: str, made: str) -> str:
    """The text with what stands between the markers of `name` replaced; ValueError where they are missing."""
    begin, end = f"<!-- begin {name}: {MADE} -->\n", f"<!-- end {name} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"the markers of {name} are missing: {begin.strip()} and {end}")
    head, _, rest = text.partition(begin)
    return f"{head}{begin}\n{made}\n{end}{rest.partition(end)[2]}"


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [header, tuple("---" for _ in header), *(tuple(map(_cell, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _page(title: str, lead: str, body: str) -> str:
    return f"<!-- {MADE}; change it there or in what it reads -->\n\n# {title}\n\n{lead}\n\n{body}"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def keys_page(schema: Schema) -> str:
    """docs/keys.md: every key of the data files."""
    lead = (
        "Every key of the data files, as the context (`ontology/context.jsonld`) and the ontology define it; "
        "[data/FORMAT.md](../data/FORMAT.md) says how keys are used.\n\n"
        "- **Form**: *text* is a map from language to text; *reference* a prefixed name or http(s) IRI; *vocabulary* "
        "the name of an individual of the ontology; *date* a day, month or year; *typed* a literal of the datatype "
        "named with it; *string* any text without language.\n"
        "- **Flags**: *reverse*: the key states the property of its value (value, property, record); *qualifier*: may "
        "stand beside `value`; *editorial*: the graph's own wording; *single*: at most one current value; "
        "*derived*: made by rules, "
        "not written in data.\n"
        "- **Told apart by**: qualifiers that go into the IRI, so that the same value can be stated more than once."
    )
    names = {term.property: key for key, term in sorted(schema.terms.items(), reverse=True) if not term.reverse}
    marked = (str(each.subject)[1:-1] for each in schema.triples if each.predicate.value == f"{GOV}derived")
    derived = {schema.prefixes.contract(iri) for iri in marked}
    rows = [
        _key_row(term, schema, names, derived)
        for _, term in sorted(schema.terms.items(), key=lambda item: item[0].lower())
    ]
    header = ("Key", "Property", "Label (en / de)", "Form", "Statement class", "Flags", "Told apart by")
    return _page("Keys of the data files", lead, f"{len(rows)} keys.\n\n{table(header, rows)}\n{_words_part(schema)}")


def _words_part(schema: Schema) -> str:
    """The words that keys of the form *vocabulary* take, by class, with those keys."""
    words: dict[str, list[str]] = {}
    for name, (_, classes) in schema.individuals.items():
        for each in classes:
            words.setdefault(each, []).append(name)
    written = [(key, schema.ranges(term.property)) for key, term in sorted(schema.terms.items())]
    keys = {kind: [key for key, ranges in written if kind in ranges] for kind in words}
    rows = [(_code(keys[kind]), f"`{kind}`", _code(sorted(names))) for kind, names in sorted(words.items())]
    return f"## Words of the vocabularies\n\n{table(('Keys', 'Class', 'Words'), rows)}"


def _key_row(term: Term, schema: Schema, names: dict[str, str], derived: set[str]) -> tuple[str, ...]:
    flags = [name for name in ("reverse", "qualifier", "editorial", "single") if getattr(term, name)]
    form = f"{term.form} `{term.datatype}`" if term.datatype else term.form
    if term.statement_reference:
        form = "statement reference"
    if term.property in derived:
        flags.append("derived")
    labels = schema.labels(term.property)
    return (
        f"`{term.key}`",
        f"`{term.property}`",
        " / ".join(labels[language] for language in ("en", "de") if language in labels),
        form,
        "" if term.statement_class == "gov:Statement" else f"`{term.statement_class}`",
        ", ".join(flags),
        _code(names.get(each, each) for each in term.discriminators),
    )


def prefix_table(project: Project, schema: Schema) -> str:
    """The prefixes of entities, their classes, and whether such records have files of their own."""
    classes: dict[str, list[str]] = {prefix: [] for prefix in schema.entity_prefixes - {"statement"}}
    for kind, prefix in schema.class_prefix.items():
        if prefix in classes:
            classes[prefix].append(kind.partition(":")[2])
    rows = [
        (f"`{prefix}:`", _code(sorted(kinds)), f"`data/{prefix}/`" if (project.data / prefix).is_dir() else "nested")
        for prefix, kinds in sorted(classes.items())
    ]
    return table(("Prefix", "Classes (`type`)", "Where"), rows)


def questions_page(project: Project) -> str:
    """docs/questions.md: every competency question."""
    questions = list_questions(project)
    rows = [
        (
            f"[`{each.name}`](../ontology/questions/{each.name}.rq)",
            each.title["en"],
            each.title["de"],
            each.purpose["en"],
        )
        for each in questions
    ]
    lead = (
        "What the graph must be able to answer. Each question is one SPARQL query under `ontology/questions` with its "
        "checked answer under `tests/questions`; ask it by name: `govgraph query pause-letter-signatories`."
    )
    header = ("Name", "Question", "Frage", "What the answer shows")
    return _page("Competency questions", lead, f"{len(rows)} questions.\n\n{table(header, rows)}")


def rules_page(project: Project) -> str:
    """docs/rules.md: every inference rule."""
    rows = [
        (f"[`{rule.name}`](../ontology/rules/{rule.name}.rq)", rule.title["en"], rule.title["de"], f"`{rule.premises}`")
        for rule in load_rules(project.ontology / "rules", "ontology/rules")
    ]
    lead = (
        "Each rule is one SPARQL CONSTRUCT query under `ontology/rules`. All rules run in the order of their names, "
        "again until nothing new comes; what they derive goes to the graph `inferred`, and `govgraph explain` names "
        "rule and premises."
    )
    return _page("Inference rules", lead, table(("Rule", "Title", "Titel", "Premises"), rows))


# ---------------------------------------------------------------------- shapes


class Facts:
    """Values of a Turtle file's triples by subject and predicate, as short names."""

    def __init__(self, triples: Iterable[ox.Triple], schema: Schema) -> None:
        self.known: dict[tuple[str, str], list[str]] = {}
        for triple in triples:
            subject = schema.prefixes.compact(str(triple.subject))
            key = subject, triple.predicate.value
            value = triple.object
            if isinstance(value, ox.Literal):
                key = subject, f"{triple.predicate.value}@{value.language or ''}"
            text = value.value if isinstance(value, ox.Literal) else schema.prefixes.compact(str(value))
            self.known.setdefault(key, []).append(text)

    def shapes(self) -> list[str]:
        """The node shapes, sorted."""
        return sorted(s for (s, p), values in self.known.items() if p == f"{RDF}type" and "sh:NodeShape" in values)

    def text(self, subject: str, language: str) -> str:
        """The label of a shape in one language, or nothing."""
        return "; ".join(self.known.get((subject, f"{RDFS}label@{language}"), ()))

    def targets(self, shape: str) -> str:
        """What the shape looks at; empty where other shapes refer to it."""
        found = [(name, sorted(self.known.get((shape, f"{SH}{name}"), ()))) for name in TARGETS]
        parts = [f"{name} {_code(values)}" for name, values in found if values]
        if "rdfs:Class" in self.known.get((shape, f"{RDF}type"), ()):
            parts.append("instances of itself")
        return "; ".join(parts)


def shapes_page(project: Project, schema: Schema) -> str:
    """docs/shapes.md: every node shape, by file, and those that domains and ranges imply."""
    lead = (
        "Every node shape with what it looks at. A shape without a target is used by others (`sh:node`, `sh:or`). "
        "Messages stand in the files, in English and German; each shape has a passing and a failing test file under "
        "`tests/shapes`."
    )
    parts = []
    for path in turtle_files(project.shapes):
        name = path.relative_to(project.root).as_posix()
        facts = Facts(read_turtle(path, name), schema)
        rows = [(f"`{s}`", facts.text(s, "en"), facts.text(s, "de"), facts.targets(s)) for s in facts.shapes()]
        if rows:
            parts.append(f"## [{name}](../{name})\n\n{table(('Shape', 'Label', 'Name', 'Target'), rows)}")
    return _page("Shapes", lead, "\n".join([*parts, _derived_part(schema)]))


def _derived_part(schema: Schema) -> str:
    found: dict[str, list[str]] = {}
    for subject, predicate, value in derived_shapes(schema):
        if predicate == "sh:targetSubjectsOf":
            found.setdefault(value, []).append("value" if subject.endswith("-range-node") else "subject")
    rows = [(f"`{prop}`", ", ".join(sorted(sides))) for prop, sides in sorted(found.items())]
    lead = (
        "The reader derives further shapes from the domains and ranges of the ontology: whoever states one of these "
        "properties must be of a class in its domain, and the value of a class in its range."
    )
    return f"## From the ontology\n\n{lead}\n\n{table(('Property', 'What is checked'), rows)}"


# ---------------------------------------------------------------------- README and output

# What the README counts: prefix of the ids -> words in English and German.
COUNTED = {
    "person": ("people", "Personen"),
    "org": ("organizations, among them authorities", "Organisationen, darunter Behörden"),
    "letter": ("open letters, petitions, joint statements", "offene Briefe, Petitionen, gemeinsame Erklärungen"),
    "model": ("AI models and model families", "KI-Modelle und Modellfamilien"),
    "action": ("bans, orders, investigations, complaints, fines", "Verbote, Anordnungen, Verfahren, Bußgelder"),
    "act": ("laws, proposals and other instruments", "Gesetze, Entwürfe und andere Regelwerke"),
    "provision": ("chapters, articles and annexes of these", "Kapitel, Artikel und Anhänge daraus"),
    "area": ("high-risk areas and uses", "Hochrisikobereiche und -verwendungen"),
    "duty": ("duties under the AI Act", "Pflichten nach der KI-Verordnung"),
    "event": ("dates of the AI Act, from proposal to application", "Daten der KI-Verordnung, vom Entwurf zur Geltung"),
    "claim": ("claims, each with what sources say about it", "Behauptungen, jede mit dem, was Quellen dazu sagen"),
    "source": ("sources", "Quellen"),
}
STATUSES = ("confirmed", "reported", "unverified", "disputed", "refuted", "superseded", "withdrawn")
LANGUAGES = ("en", "de")


def read_counts(root: Path) -> dict[str, int]:
    """The counts of the current output; ValueError where there is none."""
    manifest = root / "output" / "manifest.json"
    if not manifest.is_file():
        raise ValueError("output/manifest.json is missing; run govgraph build first")
    return {str(key): int(value) for key, value in json.loads(manifest.read_bytes())["counts"].items()}


def grouped(number: int, language: int) -> str:
    """The number with thousands marked the English or the German way."""
    return f"{number:,}" if language == 0 else f"{number:,}".replace(",", ".")


def readme(path: Path, schema: Schema, counts: dict[str, int], language: int) -> str:
    """The README with its counts, statuses and files; language 0 is English, 1 German."""
    text = replace_part(path.read_text(encoding="utf-8"), "counts", counts_part(schema, counts, language))
    text = replace_part(text, "status", status_table(schema, counts, language))
    return replace_part(text, "files", files_table(language))


def counts_part(schema: Schema, counts: dict[str, int], language: int) -> str:
    """What the graph holds, in numbers."""
    held: Counter[str] = Counter()
    for key, number in counts.items():
        if key.startswith("kind "):
            held[schema.class_prefix[f"gov:{key.removeprefix('kind ')}"]] += number
    rows = [(grouped(held[prefix], language), words[language]) for prefix, words in COUNTED.items()]
    sums = ("entities", "statements", "triples simple", "triples full", "triples inferred")
    entities, statements, simple, full, inferred = (grouped(counts[each], language) for each in sums)
    head = (("How many", "What"), ("Wie viele", "Was"))[language]
    whole = (
        (
            f"All in all {entities} entities and {statements} statements: {simple} triples in the simple view, {full} "
            f"in the full view, {inferred} derived by rules."
        ),
        (
            f"Insgesamt {entities} Entitäten und {statements} Aussagen: {simple} Tripel in der einfachen Sicht, {full} "
            f"in der vollen, {inferred} von Regeln abgeleitet."
        ),
    )
    return f"{table(head, rows)}\n{whole[language]}\n"


def status_table(schema: Schema, counts: dict[str, int], language: int) -> str:
    """Every status: what it means, whether the simple view takes it, how many statements have it."""
    meaning = {
        schema.prefixes.contract(each.subject.value): each.object.value
        for each in schema.triples
        if isinstance(each.subject, ox.NamedNode) and isinstance(each.object, ox.Literal)
        if each.predicate.value == f"{SKOS}definition" and each.object.language == LANGUAGES[language]
    }
    yes, no = (("yes", "no"), ("ja", "nein"))[language]
    rows = [
        (
            f"`{each}`",
            meaning[f"gov:{each}"],
            yes if f"gov:{each}" in ACCEPTED else no,
            grouped(counts.get(f"status {each}", 0), language),
        )
        for each in STATUSES
    ]
    english = ("Status", "It means", "In the simple view", "Statements")
    return table((english, ("Status", "Das heißt", "In der einfachen Sicht", "Aussagen"))[language], rows)


def files_table(language: int) -> str:
    """Every file of output/."""
    manifest = (
        "name, version, counts; size and SHA-256 of each file",
        "Name, Version, Anzahlen; Größe und SHA-256 jeder Datei",
    )
    rows = [(f"`{dump.file}`", dump.title[LANGUAGES[language]]) for dump in DUMPS]
    return table((("File", "Holds"), ("Datei", "Inhalt"))[language], [*rows, ("`manifest.json`", manifest[language])])


def output_page(project: Project) -> str:
    """docs/output.md: files, named graphs and columns."""
    graphs = (
        ("simple", "bare triples: the class of each entity, accepted statements, the graph's own wording"),
        ("full", "every statement as a resource with status, sources and qualifiers"),
        ("inferred", "what the rules derive and nobody states"),
        ("metadata", "description of the dataset, as in `void.ttl`"),
        ("ontology", "classes and properties, as in `ontology.ttl`"),
    )
    files = table(("File", "Media type", "Holds"), [(f"`{d.file}`", f"`{d.media_type}`", d.title["en"]) for d in DUMPS])
    lead = "What `govgraph build` puts into `output/`. The folder is replaced as a whole; nothing in it is edited."
    parts = (
        f"## Files\n\n{files}\n`manifest.json` names version, counts, and size and SHA-256 of every other file.",
        (
            f"## Named graphs\n\nIn `govgraph.nq` and `govgraph.trig`:\n\n"
            f"{table(('Graph', 'Holds'), [(f'`{project.graph_iri(name)}`', text) for name, text in graphs])}"
        ),
        (
            f"## Columns of the tables\n\nAll cells are text.\n\n- `entities`: {_code(ENTITY_COLUMNS)}\n"
            f"- `statements`: {_code(STATEMENT_COLUMNS)}. `qualifiers` is a JSON object of those without a column of "
            "their own, `sources` are separated by `|`.\n\nIn the CSV files a cell that a spreadsheet would run as a "
            "formula gets a leading apostrophe; the Parquet files hold the cells as they are."
        ),
    )
    return _page("Output", lead, "\n\n".join(parts) + "\n")


# ---------------------------------------------------------------------- command line


def help_texts() -> str:
    """`--help` of the program and of every command."""
    settings = {**cli.context_settings, "terminal_width": 100, "max_content_width": 100}
    with click.Context(cli, info_name="govgraph", **settings) as parent:
        parts = [f"### govgraph\n\n```text\n{_trimmed(cli.get_help(parent))}\n```"]
        for name in COMMANDS:
            command = cli.get_command(parent, name)
            if command is not None:
                context = click.Context(command, parent, name, terminal_width=100, max_content_width=100)
                parts.append(f"### govgraph {name}\n\n```text\n{_trimmed(command.get_help(context))}\n```")
    return "\n\n".join(parts) + "\n"


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())


# ---------------------------------------------------------------------- imports


def modules_table(package: Path) -> str:
    """Every module with the first paragraph of its docstring."""
    rows = []
    for path in sorted(package.rglob("*.py")):
        if path.name != "__init__.py":
            text = path.read_text(encoding="utf-8")
            first = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
            name = ".".join(path.relative_to(package).with_suffix("").parts)
            rows.append((f"`{name}`", first))
    return table(("Module", "What it is"), rows)


class Unit(NamedTuple):
    """A package of govgraph, or a module directly in it: its modules, and the units that they import."""

    name: str
    modules: tuple[str, ...]
    imports: frozenset[str]


def read_units(package: Path) -> dict[str, Unit]:
    """The units of a package by name; imports for type checkers only do not count."""
    modules: dict[str, list[str]] = {}
    imports: dict[str, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        unit = parts[0]
        names = modules.setdefault(unit, [])
        if len(parts) > 1 and parts[1] != "__init__":
            names.append(".".join(parts[1:]))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = {name.split(".")[1] if "." in name else "__init__" for name in _imported(tree, package.name)}
        imports.setdefault(unit, set()).update(found - {unit})
    return {name: Unit(name, tuple(modules[name]), frozenset(imports[name])) for name in sorted(modules)}


def _imported(tree: ast.AST, package: str) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == package:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.split(".")[0] == package)
        yield from _imported(node, package)


def rank(units: dict[str, Unit]) -> dict[str, int]:
    """The row of each unit: 0 imports nothing, others stand above all that they import; ValueError for a circle."""
    ranks: dict[str, int] = {}
    while len(ranks) < len(units):
        ready = {name for name, unit in units.items() if name not in ranks and unit.imports <= ranks.keys()}
        if not ready:
            raise ValueError(f"imports run in a circle among {', '.join(sorted(units.keys() - ranks.keys()))}")
        ranks |= {name: 1 + max((ranks[each] for each in units[name].imports), default=-1) for name in sorted(ready)}
    return ranks


def direct_imports(units: dict[str, Unit]) -> list[tuple[str, str]]:
    """Arrows to draw: an import is left out where another import of the same unit leads there already."""
    reached: dict[str, set[str]] = {}
    for name, _ in sorted(rank(units).items(), key=lambda item: item[1]):
        below = units[name].imports
        reached[name] = set(below).union(*(reached[each] for each in below))
    return [
        (name, below)
        for name, unit in sorted(units.items())
        for below in sorted(unit.imports)
        if not any(below in reached[other] for other in unit.imports - {below})
    ]


class Box(NamedTuple):
    """Where a unit stands in the picture."""

    x: float
    y: float
    width: float
    height: float


LINE, PAD, GAP_X, GAP_Y, CHARACTER = 17, 11, 26, 46, 7.3
SIDE = 14  # room at the sides for arrows that go round the outermost boxes


def _size(unit: Unit) -> tuple[float, float]:
    texts = [unit.name, *(f"  {name}" for name in unit.modules)]
    return max(map(len, texts)) * CHARACTER + 2 * PAD, LINE * len(texts) + 2 * PAD - 4


def place(units: dict[str, Unit]) -> dict[str, Box]:
    """Rows from the command line at the top to the leaves at the bottom; each near what stands above it."""
    ranks = rank(units)
    rows = [sorted(name for name in units if ranks[name] == row) for row in sorted(set(ranks.values()), reverse=True)]
    widths = [sum(_size(units[name])[0] for name in row) + GAP_X * (len(row) - 1) for row in rows]
    full = max(widths)
    boxes: dict[str, Box] = {}
    y = float(PAD)
    for row, width in zip(rows, widths, strict=True):
        row.sort(key=lambda name: (_middle_above(name, units, boxes, full), name))
        height = max(_size(units[name])[1] for name in row)
        slack = (full - width) / (len(row) + 1)
        x = PAD + slack
        for name in row:
            size = _size(units[name])
            boxes[name] = Box(x, y + (height - size[1]) / 2, *size)
            x += size[0] + GAP_X + slack
        y += height + GAP_Y
    return boxes


def _middle_above(name: str, units: dict[str, Unit], boxes: dict[str, Box], full: float) -> float:
    """The mean middle of the boxes above that import a unit."""
    above = [box.x + box.width / 2 for other, box in boxes.items() if name in units[other].imports]
    return round(sum(above) / len(above), 3) if above else full / 2


def draw_imports(package: Path) -> str:
    """docs/images/imports.svg: packages and modules, and who imports whom."""
    units = {name: unit for name, unit in read_units(package).items() if name not in ("__init__", "__main__")}
    units = {name: unit._replace(imports=unit.imports - {"__init__"}) for name, unit in units.items()}
    boxes = place(units)
    width = max(box.x + box.width for box in boxes.values()) + PAD
    height = max(box.y + box.height for box in boxes.values()) + PAD
    parts = [_head(width, height)]
    parts += [_arrow(boxes[one], boxes[other], boxes) for one, other in direct_imports(units)]
    parts += [_box(units[name], box) for name, box in sorted(boxes.items())]
    return "\n".join([*parts, "</svg>", ""])


def _head(width: float, height: float) -> str:
    """A card of its own colour, so that the picture reads the same on a light and on a dark page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-SIDE} 0 {width + 2 * SIDE:.0f} {height:.0f}" '
        f'width="{width + 2 * SIDE:.0f}" '
        f'height="{height:.0f}" role="img" aria-labelledby="title desc" '
        'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="12">\n'
        '<title id="title">Imports of govgraph</title>\n'
        '<desc id="desc">Each box is a package or a module of its own; an arrow leads to what it imports. '
        "Arrows that follow from others are left out.</desc>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#5b6b7b"/></marker></defs>\n'
        f'<rect x="{-SIDE}" width="{width + 2 * SIDE:.0f}" height="{height:.0f}" rx="8" fill="#ffffff" '
        'stroke="#c9d1d9"/>'
    )


def _arrow(one: Box, other: Box, boxes: dict[str, Box]) -> str:
    """From the lower edge of one box to the upper edge of the other, round the boxes of the rows between."""
    x1, y1 = one.x + one.width / 2, one.y + one.height
    x2, y2 = other.x + other.width / 2, other.y - 2
    bend = _free_column(x1, y1, x2, y2, boxes)
    if bend is None:
        middle = (y1 + y2) / 2
        path = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
    else:
        upper, lower = y1 + GAP_Y, y2 - GAP_Y
        path = (
            f"M{x1:.1f} {y1:.1f}C{x1:.1f} {y1 + 30:.1f} {bend:.1f} {upper - 30:.1f} {bend:.1f} {upper:.1f}"
            f"L{bend:.1f} {lower:.1f}C{bend:.1f} {lower + 30:.1f} {x2:.1f} {y2 - 30:.1f} {x2:.1f} {y2:.1f}"
        )
    return f'<path d="{path}" fill="none" stroke="#5b6b7b" stroke-width="1.2" marker-end="url(#tip)"/>'


def _free_column(x1: float, y1: float, x2: float, y2: float, boxes: dict[str, Box]) -> float | None:
    """A column near the arrow that no box between its ends covers; None where nothing stands in between."""
    between = [box for box in boxes.values() if box.y > y1 - 1 and box.y + box.height < y2 + 1]
    if not between:
        return None
    wanted = (x1 + x2) / 2
    edges = [wanted, *(box.x - GAP_X / 2 for box in between), *(box.x + box.width + GAP_X / 2 for box in between)]
    free = [x for x in edges if not any(box.x - 5 < x < box.x + box.width + 5 for box in between)]
    return min(free, key=lambda x: (round(abs(x - wanted), 3), x))


def _box(unit: Unit, box: Box) -> str:
    fill = "#e8f1fb" if unit.modules else "#f4f4f1"
    lines = [
        (
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="5" '
            f'fill="{fill}" stroke="#8aa0b5"/>'
        )
    ]
    y = box.y + PAD + 9
    for number, text in enumerate([unit.name, *unit.modules]):
        style = 'font-weight="bold" fill="#14273a"' if number == 0 else 'fill="#33475b"'
        shift = PAD if number == 0 else PAD + 2 * CHARACTER
        lines.append(f'<text x="{box.x + shift:.1f}" y="{y + number * LINE:.1f}" {style}>{escape(text)}</text>')
    return "\n".join(lines)


# ---------------------------------------------------------------------- command


def main(arguments: list[str]) -> int:
    """Write what is stale, or with `--check` only name it; the exit code. With `--site FOLDER`: the page on FAIR."""
    check = "--check" in arguments
    rest = [each for each in arguments if each != "--check"]
    if rest and (rest[0] != "--site" or len(rest) != 2):
        sys.stderr.write("usage: python docs/generate.py [--site FOLDER] [--check]\n")
        return 2
    made = fair_page(Path(rest[1])) if rest else make_all()
    stale = [path for path, text in made.items() if not path.is_file() or path.read_bytes() != text.encode()]
    for path in stale:
        name = path.relative_to(ROOT).as_posix()
        if check:
            sys.stderr.write(f"{name}: stale; run python docs/generate.py {' '.join(rest)}\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((made if rest else make_all())[path].encode())
            sys.stdout.write(f"{name}: written\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
