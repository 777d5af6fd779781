"""The description of the API (OpenAPI) as rows for the page that people read. Pure, but for the description itself."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from certificates.api import api


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    description: str
    body: str
    statuses: list[tuple[str, str]]


@dataclass(frozen=True)
class Shape:
    """A schema: its name, what it says of itself, and (name, kind, description, is required) of each field."""

    name: str
    description: str
    fields: list[tuple[str, str, str, bool]]


def operations() -> list[Operation]:
    return [
        Operation(method.upper(), path, said["summary"], said.get("description", ""), _body(said), _statuses(said))
        for path, methods in _description()["paths"].items()
        for method, said in methods.items()
    ]


def schemas() -> list[Shape]:
    found = _description()["components"]["schemas"].items()
    return [Shape(name, said.get("description", ""), _fields(said)) for name, said in found]


def description_url() -> str:
    """The address of the description as JSON; empty where the API is not mounted."""
    try:
        return reverse("api:openapi-json")
    except NoReverseMatch:
        return ""


def _description() -> dict[str, Any]:
    return api.get_openapi_schema()


def _body(said: dict[str, Any]) -> str:
    content = said.get("requestBody", {}).get("content", {})
    return ", ".join(f"{kind} {_kind(each['schema'])}".strip() for kind, each in content.items())


def _statuses(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(status), _kind(next(iter(each.get("content", {"": {"schema": {}}}).values()))["schema"]))
        for status, each in said["responses"].items()
    ]


def _fields(said: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    required = said.get("required", [])
    return [(name, _kind(each), each.get("description", ""), name in required) for name, each in said.get("properties", {}).items()]


def _kind(said: dict[str, Any]) -> str:
    """A schema in one word or a few: `string`, `date`, `list of HistoryStep`, `"a" | "b"`."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if "anyOf" in said:
        return " | ".join(_kind(each) for each in said["anyOf"])
    if "enum" in said:
        return " | ".join(f'"{value}"' for value in said["enum"])
    if said.get("type") == "array":
        return f"[{_kind(said['items'])}]"
    return str(said.get("format") or said.get("type", ""))
