"""A Flask app from operations: request ids, one log line per request, headers, problems."""

import logging
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from functions.metrics import measured
from functions.ports import Services
from functions.web import problems
from functions.web.headers import security_headers
from functions.web.operations import MOST_BYTES, Operations

if TYPE_CHECKING:
    from functions.publishing.pages import Pages

log = logging.getLogger("poincon")

SCAN = "earn"
"""The operation that somebody stands and waits for."""

OUR_FAULTS = frozenset({"internal-error", "store-unavailable", "outside-unavailable"})
"""Problems that are errors of the service; others above 499 only ask to come back later."""

_answered = count()


def create_app(
    operations: Operations, services: Services, pages: "Pages", *, prefix: str, stage: str = ""
) -> Flask:
    """The app that answers to these operations; where there is a stage, its lines are metrics."""
    app = _App("poincon", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    problems.register(app, pages)
    operations.register(app, services, pages, prefix)

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.began = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in security_headers(request.path, response.status_code).items():
            response.headers.setdefault(name, value)
        facts = _facts(response)
        metrics = measured(stage, datetime.now(UTC), _figures(facts))
        log.info("request", extra={"facts": facts | metrics})
        return response

    return app


class _App(Flask):
    def log_exception(self, exc_info: Any) -> None:
        """What went wrong while an error was answered; Flask's own line has the address in it."""
        log.error(
            "internal-error", exc_info=exc_info, extra={"facts": {"request_id": g.request_id}}
        )


def _facts(response: Response) -> dict[str, Any]:
    """What is worth knowing of a request, without an address, a name, a token or a body."""
    return {
        "request_id": g.request_id,
        "method": request.method,
        "operation": request.endpoint or "none",
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000),
        "cold": next(_answered) == 0,
    }


def _figures(facts: Mapping[str, Any]) -> dict[str, float]:
    status = facts["status"]
    is_ours = status >= 500 and g.get("problem", "internal-error") in OUR_FAULTS
    figures = {"Requests": 1, "ServerErrors": int(is_ours)}
    is_scan = facts["operation"] == SCAN and status < 400
    return figures | ({"ScanMs": facts["ms"]} if is_scan else {})
