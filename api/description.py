"""The interface's description (OpenAPI): what FastAPI finds in the routes, and the errors as they really are."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `type` is stable; `detail` says why, `remedy` what to do next, in German or English.",
    "required": ["type", "title", "status", "detail", "remedy"],
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:ilb:problem:not_found"]},
        "title": {"type": "string", "examples": ["not found"]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string", "examples": ["Hier gibt es nichts, was Sie sehen dürfen."]},
        "remedy": {"type": "string", "examples": ["Bitte die Adresse prüfen oder in Ihrer Liste suchen."]},
        "facts": {"type": "object", "description": "The codes, days and numbers in `detail` and `remedy`."},
        "errors": {
            "type": "array",
            "description": "What is wrong where: fields of a request, lines of a file.",
            "items": {
                "type": "object",
                "required": ["at", "type", "message"],
                "properties": {
                    "at": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "type": {"type": "string"},
                    "message": {"type": "string"},
                    "code": {"type": ["string", "null"], "description": "Of the office in a file's line."},
                },
            },
        },
    },
}
CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
OURS = ("HTTPValidationError", "ValidationError")
"""What FastAPI says a malformed request gets, and does not get here."""
METHODS = ("get", "post", "patch")
OPEN = ("/healthz", "/readyz", "/metrics", "/api/demo/people")
"""Paths that need no sign-in."""


class Described(FastAPI):
    """The application; its description tells of problem details and of the sign-in."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            _describe(super().openapi())
        return super().openapi()


def _describe(schema: dict[str, Any]) -> None:
    components = schema["components"]
    for name in OURS:
        components["schemas"].pop(name, None)
    components["schemas"]["Problem"] = PROBLEM
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (at+jwt) of the sign-in provider"},
        "session": {"type": "apiKey", "in": "cookie", "name": "__Host-sid", "description": "sid over http on loopback"},
    }
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                _describe_operation(operations[method], needs_sign_in=path not in OPEN)


def _describe_operation(operation: dict[str, Any], *, needs_sign_in: bool) -> None:
    responses = operation["responses"]
    for status, response in responses.items():
        if status.startswith("4") or (status.startswith("5") and "content" not in response):
            response["content"] = CONTENT
    if "422" in responses:
        responses["422"]["description"] = "Malformed; see `errors`"
    if needs_sign_in:
        operation["security"] = [{"token": []}, {"session": []}]
        responses.setdefault("401", {"description": "Not signed in", "content": CONTENT})
        responses["default"] = {"description": "Refused; `type` says why", "content": CONTENT}
