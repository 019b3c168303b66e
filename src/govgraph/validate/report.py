"""A validation report in the forms that people and machines read: text, JSON, SARIF 2.1.0, RDF and HTML."""

from __future__ import annotations

import hashlib
import html
import json
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files

from govgraph.errors import Finding
from govgraph.graph.views import Triple
from govgraph.model.terms import Prefixes, quote
from govgraph.validate.engines import Result

FORMATS = ("text", "json", "sarif", "ttl")

_SARIF_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
_GERMAN = {"violation": "Verstoß", "warning": "Warnung", "info": "Hinweis"}
_GERMAN_PLURAL = {"violation": "Verstöße", "warning": "Warnungen", "info": "Hinweise"}


def count_severities(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity, all three named."""
    counts = Counter(finding.severity for finding in findings)
    return {"violation": counts["violation"], "warning": counts["warning"], "info": counts["info"]}


def summary(findings: list[Finding]) -> str:
    """One line: `2 violations, 1 warning, 0 infos`.

    >>> summary([])
    '0 violations, 0 warnings, 0 infos'
    """
    return ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in count_severities(findings).items())


def report_text(findings: list[Finding]) -> str:
    """A block a finding: place, severity, message; then entity, property, value, mend; last the summary."""
    return "".join(f"{_text_block(each)}\n" for each in findings) + summary(findings) + "\n"


def _text_block(finding: Finding) -> str:
    head = _safe(f"{finding.place or finding.entity or '-'}: {finding.severity}: {finding.message}")
    named = f"{finding.entity} ({finding.label})" if finding.label else finding.entity
    parts = (
        ("entity", named),
        ("property", finding.property),
        ("value", finding.value),
        ("mend", finding.expected),
        ("rule", finding.rule),
    )
    return "\n".join([head, *(f"    {name}: {_safe(text)}" for name, text in parts if text)])


def _safe(text: str) -> str:
    """Text fit for a terminal: control and bidi characters as escapes."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as a JSON object; `file`, `line`, `column` are null where there is no place."""
    place = finding.place
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "message": finding.message,
        "message_de": finding.message_de,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "entity": finding.entity,
        "label": finding.label,
        "property": finding.property,
        "value": finding.value,
        "expected": finding.expected,
    }


def report_json(findings: list[Finding]) -> str:
    """`{"conforms": ..., "counts": {...}, "findings": [...]}`; conforms means: no violation."""
    counts = count_severities(findings)
    document = {
        "conforms": not counts["violation"],
        "counts": counts,
        "findings": [finding_json(each) for each in findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def report_sarif(findings: list[Finding], version: str) -> str:
    """SARIF 2.1.0 for code-review tools: rules, results, places."""
    rules = sorted({each.rule for each in findings})
    run = {
        "tool": {"driver": {"name": "govgraph", "version": version, "rules": [{"id": rule} for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(each, rules) for each in findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _sarif_result(finding: Finding, rules: list[str]) -> dict[str, object]:
    words = [finding.message, f"mend: {finding.expected}" if finding.expected else "", finding.entity]
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": "; ".join(word for word in words if word)},
    }
    if finding.place:
        region = {"startLine": finding.place.line, "startColumn": finding.place.column}
        result["locations"] = [
            {"physicalLocation": {"artifactLocation": {"uri": finding.place.file}, "region": region}}
        ]
    return result


def report_triples(results: Iterable[Result], base: str, prefixes: Prefixes) -> list[Triple]:
    """A sh:ValidationReport (SHACL 3.6) without blank nodes: each result has an IRI made from its content. Sorted."""
    report = f"<{base}validation/report>"
    triples: list[Triple] = [(report, "rdf:type", "sh:ValidationReport")]
    listed = list(results)
    triples.append((report, "sh:conforms", f'"{"false" if listed else "true"}"^^xsd:boolean'))
    for each in listed:
        digest = hashlib.sha256("\n".join(each[:6]).encode()).hexdigest()[:16]
        node = f"<{base}validation/result/{digest}>"
        triples += [
            (report, "sh:result", node),
            (node, "rdf:type", "sh:ValidationResult"),
            (node, "sh:focusNode", prefixes.compact(each.focus)),
            (node, "sh:sourceShape", prefixes.contract(each.shape)),
            (node, "sh:sourceConstraintComponent", prefixes.contract(each.component)),
            (node, "sh:resultSeverity", prefixes.contract(each.severity)),
            *[
                (node, "sh:resultMessage", f"{quote(text)}@{language}" if language else quote(text))
                for language, text in each.messages
            ],
        ]
        if each.path.startswith("<"):
            triples.append((node, "sh:resultPath", prefixes.compact(each.path)))
        if each.value:
            triples.append((node, "sh:value", prefixes.compact(each.value)))
    return sorted(triples)


def report_html(findings: list[Finding], title: str) -> str:
    """A page of its own, German and English side by side, no script, every text from the data escaped."""
    rows = "".join(_html_row(each) for each in findings)
    counts = count_severities(findings)
    verdict_en = "The data conform: no violation." if not counts["violation"] else "The data do not conform."
    verdict_de = (
        "Die Daten sind regelgerecht: kein Verstoß."
        if not counts["violation"]
        else "Die Daten sind nicht regelgerecht."
    )
    german = ", ".join(f"{n} {(_GERMAN if n == 1 else _GERMAN_PLURAL)[name]}" for name, n in counts.items())
    table = _TABLE.format(rows=rows) if findings else ""
    page = (files("govgraph") / "validate/report.html").read_text(encoding="utf-8")
    parts = {
        "title": html.escape(title),
        "en": verdict_en,
        "de": verdict_de,
        "numbers": summary(findings),
        "german": german,
    }
    for name, text in parts.items():
        page = page.replace(f"@{name}@", text)
    return page.replace("@table@", table)


def _html_row(finding: Finding) -> str:
    place = html.escape(str(finding.place or ""))
    named = html.escape(finding.entity) + (f"<br>{html.escape(finding.label)}" if finding.label else "")
    message = html.escape(finding.message)
    german = f'<br><span lang="de">{html.escape(finding.message_de)}</span>' if finding.message_de else ""
    return (
        f'<tr class="{finding.severity}"><td>{finding.severity}<br>'
        f'<span lang="de">{_GERMAN[finding.severity]}</span></td><td>{named}</td>'
        f"<td>{html.escape(finding.property)}<br>{html.escape(finding.value)}</td><td>{message}{german}</td><td><code>{place}</code></td></tr>\n"
    )


_TABLE = """<div class="wide"><table>
<thead><tr><th>Severity<br><span lang="de">Schwere</span></th><th>Entity<br><span lang="de">Entität</span></th>
<th>Property, value<br><span lang="de">Eigenschaft, Wert</span></th><th>Finding<br><span lang="de">Befund</span></th>
<th>Place<br><span lang="de">Stelle</span></th></tr></thead>
<tbody>
{rows}</tbody></table></div>
"""
