"""The headers of every answer: of each declared operation, in every way in which it can end."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from werkzeug.test import Client, TestResponse

from functions import owner, public, till
from functions.routing import function_for
from functions.web.app import create_app
from functions.web.declaration import Operation
from functions.web.headers import security_headers
from functions.web.operations import MOST_BYTES, Operations
from functions.web.problem_texts import PROBLEMS
from loyalty.errors import LoyaltyError
from tests.agreement.play import GENEROUS, play
from tests.functions.web.obeyed import faults
from tests.functions.web.test_problems import ERRORS, FACTS
from tests.shop import Shop

APPS = {"public": (public, public.PUBLIC), "till": (till, till.TILL), "owner": (owner, owner.OWNER)}
OPERATIONS = [
    pytest.param(function, operation, id=operation.name)
    for function, (_, operations) in APPS.items()
    for operation in operations.declared()
]
PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, and what was asked for it."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]


@dataclass(slots=True)
class Listener:
    """A WSGI app that notes the head of each answer of another."""

    app: Callable[..., Iterable[bytes]]
    answers: list[Answer] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def noted(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            told = {"method": method, "path": path, "status": int(status[:3])}
            self.answers.append(Answer(**told, headers=dict(headers)))
            return start_response(status, headers, *more)

        return self.app(environ, noted)


@pytest.fixture(scope="module", name="answers")
def _answers(shared: Path) -> Iterator[list[Answer]]:
    """All answers of a play in which every operation is asked at least once."""
    shop = Shop(shared, data=GENEROUS)
    listener = Listener(shop.web.application)
    shop.web.application = listener
    with pytest.MonkeyPatch.context() as monkeypatch:
        play(shop, monkeypatch)
    yield [answer for answer in listener.answers if function_for(answer.path)]


def is_of(operation: Operation, answer: Answer) -> bool:
    pattern = re.sub(r"{\w+}", "[^/]+", operation.path)
    return answer.method == operation.method and bool(re.fullmatch(pattern, answer.path))


def shown(path: str) -> str:
    """A path of that operation, which leads to nothing."""
    return re.sub(r"{\w+}", "x", path)


def wrong(answer: TestResponse, path: str) -> list[str]:
    """The faults of a refusal: its headers', and that it is no problem as all are."""
    found = faults(path, answer.status_code, answer.headers)
    if answer.status_code >= 400 and answer.content_type != PROBLEM:
        found.append(f"{answer.status_code}: {answer.content_type}")
    if "Traceback" in answer.text:
        found.append("a trace")
    return found


def test_what_is_answered_all_day_has_them(answers: list[Answer]) -> None:
    said = {(a.method, a.path): faults(a.path, a.status, a.headers) for a in answers}

    assert {asked: found for asked, found in said.items() if found} == {}


@pytest.mark.parametrize(("function", "operation"), OPERATIONS)
def test_that_day_saw_the_operation_succeed(
    function: str, operation: Operation, answers: list[Answer]
) -> None:
    seen = {answer.status for answer in answers if is_of(operation, answer)}

    assert {status // 100 for status in seen} & {2, 3}, seen


@pytest.mark.parametrize(("function", "operation"), OPERATIONS)
def test_every_problem_of_an_operation_has_them(
    shop: Shop, function: str, operation: Operation
) -> None:
    """Whatever its view raises, also what nobody foresaw; a 500 and a 503 are among them."""
    path, statuses, found = shown(operation.path), set(), {}
    raising: list[Exception] = []
    web = Client(failing(shop, operation, raising))
    for raised in raisable():
        raising[:] = [raised]
        answer = web.open(path, method=operation.method)
        statuses.add(answer.status_code)
        if faulty := wrong(answer, path):
            found[type(raised).__name__] = faulty

    assert found == {}
    assert statuses >= {problem.status for problem in PROBLEMS.values()} - {405, 413}


@pytest.mark.parametrize(("function", "operation"), OPERATIONS)
def test_every_refusal_before_an_operation_has_them(
    shop: Shop, function: str, operation: Operation
) -> None:
    """Nobody's credential, another method, too large, no JSON."""
    web, path = Client(APPS[function][0].create(shop.house)), shown(operation.path)
    bodies = [b"", b"{", b"[]", b" " * (MOST_BYTES + 1)]
    asked = [(operation.method, body) for body in bodies]
    others = [("PATCH", b""), ("OPTIONS", b""), ("TRACE", b"")]

    answers = [web.open(path, method=m, data=b, content_type="application/json") for m, b in asked]
    refused = [web.open(path, method=method, data=body) for method, body in others]

    assert [wrong(answer, path) for answer in [*answers, *refused]] == [[]] * 7
    assert {answer.status_code for answer in refused} == {405}


@pytest.mark.parametrize("function", APPS)
def test_what_no_operation_answers_has_them(shop: Shop, function: str) -> None:
    app = Client(APPS[function][0].create(shop.house))
    prefix = {"public": "/v1", "till": "/v1/till", "owner": "/v1/owner"}[function]

    described = app.get(f"{prefix}/openapi.json")
    nothing = app.get(f"{prefix}/nothing")
    page = app.get(f"{prefix}/nothing", headers={"Accept": "text/html"})

    assert (described.status_code, nothing.status_code, page.status_code) == (200, 404, 404)
    assert wrong(described, f"{prefix}/openapi.json") == wrong(nothing, f"{prefix}/nothing") == []
    assert faults(f"{prefix}/nothing", 404, page.headers) == []


GOOD = dict(security_headers("/v1/nothing"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, None) for name in GOOD),
        ("Content-Security-Policy", GOOD["Content-Security-Policy"] + "; script-src-elem *"),
        *(
            ("Content-Security-Policy", GOOD["Content-Security-Policy"].replace(before, after))
            for before, after in [
                ("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
                ("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
                ("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
                ("connect-src 'self'", "connect-src *"),
                ("img-src 'self'", "img-src https: 'self'"),
                ("frame-ancestors 'none'", "frame-ancestors 'self'"),
                ("; object-src 'none'", ""),
            ]
        ),
        ("Strict-Transport-Security", "max-age=300; includeSubDomains"),
        ("Strict-Transport-Security", "max-age=63072000"),
        ("Referrer-Policy", "origin"),
        ("Permissions-Policy", "camera=(self)"),
        ("Cache-Control", "public, max-age=60"),
        ("Set-Cookie", "session=1"),
        ("Server", "Werkzeug/3.1 Python/3.13"),
        ("Access-Control-Allow-Origin", "*"),
    ],
)
def test_a_header_that_is_missing_or_lax_is_seen(name: str, value: str | None) -> None:
    broken = {**GOOD, name: value} if value else {k: v for k, v in GOOD.items() if k != name}

    assert faults("/v1/nothing", 200, GOOD) == []
    assert faults("/v1/nothing", 200, broken)


def raisable() -> list[Exception]:
    """One error of each kind that has words, and one that has none."""
    kinds: list[type[Any]] = [*ERRORS]
    known = [kind(**FACTS) if issubclass(kind, LoyaltyError) else kind() for kind in kinds]
    return [*known, RuntimeError("the password is hunter2")]


def failing(shop: Shop, operation: Operation, raising: list[Exception]) -> Any:
    """An app whose only operation is at that path, asks for nothing, and fails as it is told."""
    operations = Operations("A view that fails")

    def fails(call: Any) -> NoReturn:
        raise raising[0]

    open_to_all = replace(operation, role=None, scheme=None, body=None, needs_key=False)
    operations._views.append((open_to_all, fails))
    return create_app(operations, shop.services, shop.house.pages, prefix="/v1")
