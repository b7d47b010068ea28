"""Operations: what a function answers to, declared once.

A declaration says method, path, who may ask, and what the body must be; from it come the
route, the checks before the view runs, and the line in ``/openapi.json``. The description
cannot drift from the code, because it is the code's only source of routes.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from flask import Flask, g, request
from flask.typing import ResponseReturnValue

from functions.failures import NotAllowed
from functions.ports import Services
from functions.records import Device, SignedIn
from functions.web import openapi, problems, staff_tokens, tokens
from functions.web.declaration import Operation
from functions.web.validation import check_body
from loyalty.entry import OperationId
from loyalty.language import Language

if TYPE_CHECKING:
    from functions.publishing.pages import Pages

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
MOST_BYTES = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, checked: what a view is given."""

    services: Services
    pages: "Pages"
    language: Language
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any] = field(default_factory=dict)
    device: Device | None = None
    key: OperationId | None = None
    staff_at: Callable[[datetime], SignedIn | None] = lambda _: None
    """Who of the staff had signed in at this till by then, if it still holds then."""

    @property
    def who(self) -> Device:
        """The paired device; only for operations that declare a role."""
        if self.device is None:
            raise NotAllowed()
        return self.device


View: TypeAlias = Callable[[Call], ResponseReturnValue]


class Operations:
    """The operations of one function, in the order in which they are described."""

    def __init__(self, title: str, *parts: "Operations") -> None:
        self.title = title
        self._views: list[tuple[Operation, View]] = []
        for part in parts:
            self._views += part._views

    def add(self, **declared: Any) -> Callable[[View], View]:
        """Declare an operation and the view that answers it."""
        operation = Operation(**declared)

        def keep(view: View) -> View:
            self._views.append((operation, view))
            return view

        return keep

    def declared(self) -> list[Operation]:
        """The declarations alone."""
        return [operation for operation, _ in self._views]

    def register(self, app: Flask, services: Services, pages: "Pages", prefix: str) -> None:
        """Give the app a route for each operation, and for their description.

        The description is at ``/openapi.json`` of the function itself, and below the prefix
        under which the one origin routes to it.
        """
        described = openapi.describe(self.title, self.declared())
        for operation, view in self._views:
            app.add_url_rule(
                operation.path.replace("{", "<").replace("}", ">"),
                endpoint=operation.name,
                methods=[operation.method],
                view_func=_checked(operation, view, services, pages),
                provide_automatic_options=False,
            )
        for path in {"/openapi.json", f"{prefix}/openapi.json"}:
            app.add_url_rule(path, endpoint=f"openapi {path}", view_func=lambda: described)


def _checked(
    operation: Operation, view: View, services: Services, pages: "Pages"
) -> Callable[..., ResponseReturnValue]:
    """The view behind its checks, in this order: who, which key, what body."""

    def answer(**path: str) -> ResponseReturnValue:
        device = _caller(operation, services, path)
        key = _key(operation)
        return view(
            Call(
                services=services,
                pages=pages,
                language=problems.asked_language(),
                path=path,
                query=request.args,
                body=_body(operation),
                device=device,
                key=key,
                staff_at=_staff_at(operation, services, device),
            )
        )

    return answer


def _caller(operation: Operation, services: Services, path: Mapping[str, str]) -> Device | None:
    header = request.headers.get("Authorization", "")
    if operation.scheme == "apple-pass":
        tokens.check_pass(services.apple, path, header)
    if operation.role is None:
        return None
    device = tokens.check(services.keys, operation.role, header, services.clock())
    program = services.programs.current(device.program)
    g.zone, g.currency = program.time_zone, program.currency
    return device


def _staff_at(
    operation: Operation, services: Services, device: Device | None
) -> Callable[[datetime], SignedIn | None]:
    token = request.headers.get(staff_tokens.HEADER, "")
    if device is None or not (operation.takes_staff and token):
        return lambda _: None
    return lambda at: staff_tokens.signed_in(services, device, token, at)


def _key(operation: Operation) -> OperationId | None:
    key = request.headers.get("Idempotency-Key", "").strip('"')
    if not (operation.needs_key or (operation.may_have_key and key)):
        return None
    if not _KEY.fullmatch(key):
        raise problems.MissingKey()
    return OperationId(key)


def _body(operation: Operation) -> Mapping[str, Any]:
    if operation.body is None:
        return {}
    if (request.content_length or 0) > MOST_BYTES:
        raise problems.TooLarge()
    if operation.takes_form and request.mimetype == "application/x-www-form-urlencoded":
        return request.form
    try:
        data = json.loads(request.get_data(cache=False) or b"null")
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise problems.UnreadableBody() from None
    check_body(operation.body, data)
    if not isinstance(data, dict):
        raise problems.UnreadableBody()
    return data
