"""The one place where errors become HTTP: ``application/problem+json`` (RFC 9457)."""

import json
import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from functions.failures import OutsideError
from functions.web.problem_texts import PROBLEMS
from loyalty.entry import Money, instant_text
from loyalty.errors import LoyaltyError
from loyalty.language import LANGUAGES, Language
from loyalty.wording.money import day, money

if TYPE_CHECKING:
    from functions.publishing.pages import Pages

log = logging.getLogger("poincon")

_BY_STATUS = {
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    500: "internal-error",  # of what went wrong while an error was answered
}
_RETRY_AFTER_SECONDS = 2


class InvalidRequest(LoyaltyError):
    """Fields that are missing or wrong. Facts: ``errors``, a pointer and a sentence each."""

    code = "invalid-request"


class UnreadableBody(LoyaltyError):
    """The body is not what its content type says."""

    code = "bad-request"


class MissingKey(LoyaltyError):
    """A write without ``Idempotency-Key``, or with one that is no identifier."""

    code = "missing-key"


class TooLarge(LoyaltyError):
    """A body of more bytes than any honest one has."""

    code = "too-large"


def asked_language() -> Language:
    """The language of the reader, French unless another known one is asked for."""
    chosen: Language | None = g.get("language")
    if chosen:
        return chosen
    best = request.accept_languages.best_match(LANGUAGES)
    return next((known for known in LANGUAGES if known == best), "fr")


def wants_page() -> bool:
    """Whether a browser asks for something to show: a program names no HTML."""
    offered = ["application/problem+json", "text/html"]
    return request.accept_mimetypes.best_match(offered) == "text/html"


def detail(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence of that problem, in the reader's language."""
    return PROBLEMS[code].detail[asked_language()].format_map(_Shown(facts))


def answer(code: str, facts: Mapping[str, Any] | None = None) -> Response:
    """The problem of that code as a response, in the reader's language."""
    problem, language, facts = PROBLEMS[code], asked_language(), facts or {}
    g.problem = code
    body: dict[str, Any] = {
        "type": f"/problems/#{code}",
        "title": problem.title[language],
        "status": problem.status,
        "detail": detail(code, facts),
        "instance": g.get("request_id", ""),
        "code": code,
    }
    body |= {name: _plain(value) for name, value in facts.items()}
    response = Response(
        json.dumps(body, ensure_ascii=False),
        problem.status,
        content_type="application/problem+json",
    )
    if problem.status in (429, 503):
        response.headers["Retry-After"] = str(facts.get("retry_seconds", _RETRY_AFTER_SECONDS))
    if problem.status == 401:
        is_phone = request.path.startswith("/apple/")
        response.headers["WWW-Authenticate"] = "ApplePass" if is_phone else "Bearer"
    return response


def register(app: Flask, pages: "Pages") -> None:
    """Answer every error of the family, the framework's own, and those nobody foresaw."""

    def shown(response: Response) -> Response:
        """What is not there is a page to a browser."""
        if response.status_code != 404 or not wants_page():
            return response
        page = pages.not_found(asked_language())
        return Response(page, 404, content_type="text/html; charset=utf-8")

    @app.errorhandler(LoyaltyError)
    def refused(error: LoyaltyError) -> Response:
        return shown(answer(error.code, error.facts))

    @app.errorhandler(OutsideError)
    def outside(error: OutsideError) -> Response:
        log.warning(error.code, extra={"facts": {"request_id": g.get("request_id", "")}})
        response = answer(error.code)
        response.headers["Retry-After"] = str(error.retry_seconds)
        return response

    @app.errorhandler(HTTPException)
    def framework(error: HTTPException) -> Response:
        response = shown(answer(_BY_STATUS.get(error.code or 500, "bad-request")))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(error.valid_methods)
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        log.exception("internal-error", extra={"facts": {"request_id": g.get("request_id", "")}})
        return answer("internal-error")


_OF_ANOTHER_DAY = frozenset({"replaced_at"})
"""Instants that are long ago as a rule: their day is said."""


class _Shown(dict[str, str]):
    """Facts as a sentence shows them: times on the shop's clock, amounts in its currency."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__({name: self._shown(name, value) for name, value in facts.items()})

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, datetime):
            zone: ZoneInfo = g.get("zone", ZoneInfo("Europe/Paris"))
            there = value.astimezone(zone)
            if name in _OF_ANOTHER_DAY:
                return day(there.date(), asked_language())
            return there.strftime("%H:%M")
        if isinstance(value, Money):
            return money(value.minor, value.currency, asked_language())
        if name.endswith("_minor") and isinstance(value, int):
            return money(value, g.get("currency", "EUR"), asked_language())
        return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    return value.isoformat() if isinstance(value, date) else value
