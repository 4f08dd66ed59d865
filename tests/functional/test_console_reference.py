"""The console's reference: docs/openapi.yaml whole, readable without script and network."""

import re
from html import unescape
from pathlib import Path

import yaml

from local.console.api_reference import METHODS, read_reference
from tests.functional.console_room import ConsoleRoom
from tests.repository import ROOT

OPENAPI = ROOT / "docs" / "openapi.yaml"


def test_every_route_and_every_answer_is_on_the_page() -> None:
    page = unescape(re.sub(r"<[^>]+>", "", ConsoleRoom().browser().get("/console/reference").text))
    document = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))

    for path, ways in document["paths"].items():
        for method in ways.keys() & set(METHODS):
            assert f"{method.upper()} {path}" in page
    reference = read_reference(OPENAPI)
    told = {(r.method.lower(), r.path): {a.status for a in r.replies} for r in reference.routes}
    for path, ways in document["paths"].items():
        for method in ways.keys() & set(METHODS):
            assert told[method, path] == {str(status) for status in ways[method]["responses"]}


def test_each_route_has_an_address_of_its_own_on_the_page() -> None:
    anchors = [route.anchor for route in read_reference(OPENAPI).routes]

    assert len(set(anchors)) == len(anchors)


def test_fields_are_told_flat_with_their_limits_wherever_they_are_declared(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(
        """
        openapi: 3.0.3
        info: { title: A, version: "1" }
        paths:
          /a/{id}:
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            get:
              security: [{ staff: [] }]
              responses:
                "200":
                  description: d
                  content: { application/json: { schema: { $ref: "#/components/schemas/A" } } }
        components:
          schemas:
            A:
              type: object
              required: [rows]
              properties:
                rows: { type: array, items: { $ref: "#/components/schemas/Row" } }
                most: { type: integer, minimum: 1, maximum: 9 }
            Row: { type: object, properties: { code: { type: string, enum: [X, Y] } } }
        """,
        encoding="utf-8",
    )

    (route,) = read_reference(tmp_path / "openapi.yaml").routes

    assert [field.name for field in route.parameters] == ["id (path)"]
    assert route.access == "staff"
    fields = {field.name: field for field in route.replies[0].fields}
    assert list(fields) == ["rows", "rows[].code", "most"]
    assert (fields["rows"].required, fields["most"].required) == (True, False)
    assert fields["most"].limits == "minimum 1, maximum 9"
    assert fields["rows[].code"].limits == "X · Y"
