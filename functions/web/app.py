"""A Flask app from operations: request ids, one log line per request, headers, problems."""

import logging
import secrets
import time

from flask import Flask, Response, g, request

from functions.ports import Services
from functions.publishing.pages import Pages
from functions.web import problems
from functions.web.headers import security_headers
from functions.web.operations import MOST_BYTES, Operations

log = logging.getLogger("poincon")


def create_app(operations: Operations, services: Services, pages: Pages, *, prefix: str) -> Flask:
    """The app that answers to these operations."""
    app = Flask("poincon", static_folder=None)
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
        log.info("request", extra={"facts": _facts(response)})
        return response

    return app


def _facts(response: Response) -> dict[str, str | int]:
    """What is worth knowing of a request, without an address, a name, a token or a body."""
    return {
        "request_id": g.request_id,
        "method": request.method,
        "operation": request.endpoint or "none",
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000),
    }
