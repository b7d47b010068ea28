"""OpenAPI 3.1 from the declared operations: https://spec.openapis.org/oas/v3.1.1."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from functions.web.declaration import Operation

VERSION = "1.0"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "retry_at": {"type": "string", "format": "date-time"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


SCHEMES: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "apple-pass": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`ApplePass <authenticationToken>`, the token of that very pass",
    },
}


def describe(title: str, operations: Sequence[Operation]) -> dict[str, Any]:
    """The whole description of one function's routes."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.1",
        "info": {"title": title, "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": {"Problem": PROBLEM},
            "securitySchemes": SCHEMES,
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": _responses(operation),
    }
    scheme = "bearer" if operation.role else operation.scheme
    if scheme:
        described["security"] = [{scheme: []}]
    if operation.body is not None:
        media = {"application/json": {"schema": operation.body}}
        if operation.takes_form:
            media["application/x-www-form-urlencoded"] = {"schema": {"type": "object"}}
        described["requestBody"] = {"required": True, "content": media}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    parameters += [
        {"name": name, "in": "query", "description": said, "schema": {"type": "string"}}
        for name, said in operation.query.items()
    ]
    if operation.takes_staff:
        parameters.append(
            {
                "name": "Staff",
                "in": "header",
                "required": False,
                "description": "the token of whoever has entered a PIN at this till",
                "schema": {"type": "string"},
            }
        )
    if operation.needs_key or operation.may_have_key:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": operation.needs_key,
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
            }
        )
    return parameters


def _responses(operation: Operation) -> dict[str, Any]:
    responses = {str(status): _response(*said) for status, said in operation.answers.items()}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses["default"] = {"description": "A problem, in words", "content": problem}
    return responses


def _response(description: str, content: Mapping[str, Any] | str | None) -> dict[str, Any]:
    if content is None:
        return {"description": description}
    if isinstance(content, str):
        return {"description": description, "content": {content: {}}}
    return {"description": description, "content": {"application/json": {"schema": content}}}
