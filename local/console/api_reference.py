"""docs/openapi.yaml as a page shows it: no `$ref`, no nesting, one line for each field."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern")


@dataclass(frozen=True)
class Field:
    """`name` is a path from the body's root: `reasons[].code`."""

    name: str
    kind: str
    required: bool
    limits: str
    description: str


@dataclass(frozen=True)
class Reply:
    """What may be answered."""

    status: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Route:
    """One method of one path."""

    method: str
    path: str
    summary: str
    description: str
    access: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    replies: tuple[Reply, ...]

    @property
    def anchor(self) -> str:
        """Its name within the page."""
        return re.sub(r"\W+", "-", f"{self.method} {self.path}").strip("-")


@dataclass(frozen=True)
class Reference:
    """The whole description."""

    title: str
    description: str
    routes: tuple[Route, ...]


def read_reference(path: Path) -> Reference:
    """Read an OpenAPI 3.0 file whose `$ref`s are all within it."""
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return _Reader(document).reference()


class _Reader:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def reference(self) -> Reference:
        info = self._document["info"]
        routes = tuple(
            self._route(method, path, ways | way, way)
            for path, ways in self._document["paths"].items()
            for method, way in ways.items()
            if method in METHODS
        )
        return Reference(info["title"], info.get("description", ""), routes)

    def _route(
        self, method: str, path: str, inherited: Mapping[str, Any], way: Mapping[str, Any]
    ) -> Route:
        return Route(
            method=method.upper(),
            path=path,
            summary=way.get("summary", ""),
            description=way.get("description", ""),
            access=", ".join(name for each in way.get("security", ()) for name in each),
            parameters=tuple(map(self._parameter, inherited.get("parameters", ()))),
            body=self._content(way.get("requestBody", {})),
            replies=tuple(self._reply(*each) for each in way["responses"].items()),
        )

    def _parameter(self, raw: Mapping[str, Any]) -> Field:
        parameter = self._resolved(raw)
        where = f"{parameter['name']} ({parameter['in']})"
        return self._field(where, parameter | self._resolved(parameter.get("schema", {})), True)

    def _reply(self, status: str, raw: Mapping[str, Any]) -> Reply:
        reply = self._resolved(raw)
        return Reply(str(status), reply.get("description", ""), self._content(reply))

    def _content(self, raw: Mapping[str, Any]) -> tuple[Field, ...]:
        for content in self._resolved(raw).get("content", {}).values():
            # Where there are several kinds of content, they say the same.
            return tuple(self._fields("", content.get("schema", {})))
        return ()

    def _fields(self, within: str, raw: Mapping[str, Any]) -> Iterator[Field]:
        schema = self._resolved(raw)
        for part in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
            yield from self._fields(within, part)
        for name, each in schema.get("properties", {}).items():
            inner = self._resolved(each)
            yield self._field(within + name, inner, name in schema.get("required", ()))
            yield from self._fields(f"{within}{name}.", inner)
        if "items" in schema:
            yield from self._fields(f"{within.rstrip('.')}[].", schema["items"])

    def _field(self, name: str, schema: Mapping[str, Any], required: bool) -> Field:
        limits = [f"{limit} {schema[limit]}" for limit in LIMITS if limit in schema]
        if "enum" in schema:
            limits.append(" · ".join(map(str, schema["enum"])))
        kind = " ".join(filter(None, (schema.get("type", ""), schema.get("format", ""))))
        return Field(name, kind, required, ", ".join(limits), schema.get("description", ""))

    def _resolved(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        found: Any = raw
        while "$ref" in found:
            target: Any = self._document
            for step in found["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            found = target
        return dict(found)
