"""What a tool is given, compared with the schema of what it takes."""

from __future__ import annotations

from typing import Any

from govgraph.assistants.offered import Tool
from govgraph.errors import UsageError

_KINDS = {"string": str, "integer": int, "array": list}


def check_arguments(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, if they are as the tool takes them. Raises: UsageError, which says what is wrong."""
    properties: dict[str, Any] = tool.takes["properties"]
    unknown, missing = arguments.keys() - properties.keys(), set(tool.takes["required"]) - arguments.keys()
    if unknown or missing:
        both = (("unknown", unknown), ("missing", missing))
        told = [f"{what} {', '.join(sorted(names))[:200]}" for what, names in both if names]
        raise UsageError(f"{tool.name}: {'; '.join(told)}; it takes {', '.join(properties)}")
    for name, value in arguments.items():
        if fault := _fault(value, properties[name]):
            raise UsageError(f"{tool.name}: {name} {fault}")
    return arguments


def _fault(value: object, schema: dict[str, Any]) -> str:
    """Why a value does not fit its schema, of the few kinds that tools have; or nothing."""
    if not isinstance(value, _KINDS[schema["type"]]) or isinstance(value, bool):
        return f"must be of type {schema['type']}"
    if isinstance(value, str | list):
        most = schema.get("maxLength", schema.get("maxItems", len(value)))
        if len(value) > most:
            return f"is longer than {most}"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"must be from {schema['minimum']} to {schema['maximum']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"must be one of {', '.join(schema['enum'])}"
    if isinstance(value, list):
        return next((fault for each in value if (fault := _fault(each, schema["items"]))), "")
    return ""
