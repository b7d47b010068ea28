"""The last step of a deployment: whatever does not answer as it should is named, with its path."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from functions.web.headers import security_headers
from infra.deploy.smoke import Question, ask, questions

pytestmark = pytest.mark.server

ASKED = questions("cafe", "fr")
Answer = tuple[int, dict[str, str], str]


def as_it_should(question: Question) -> Answer:
    """What a deployment that is whole answers."""
    headers = dict(security_headers(question.path, question.status))
    return question.status, {**headers, "Content-Type": question.kind}, f"… {question.says} …"


@contextmanager
def served(answer: Callable[[Question], Answer]) -> Iterator[tuple[str, list[str]]]:
    """The address of a server that answers so, and the hosts that it was asked as."""
    known: Mapping[str, Question] = {one.path: one for one in ASKED}
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(self.headers["Host"])
            status, headers, body = answer(known[self.path])
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", hosts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wrong(answer: Callable[[Question], Answer]) -> dict[str, str]:
    """What was wrong, by path."""
    with served(answer) as (address, _):
        return {one.path: one.wrong for one in ask(address, "cdn.test", ASKED) if one.wrong}


def test_a_deployment_that_is_whole_has_nothing_wrong_and_is_asked_by_its_name() -> None:
    with served(as_it_should) as (address, hosts):
        answers = list(ask(address, "cdn.test", ASKED))

    assert [one.wrong for one in answers] == [""] * len(ASKED)
    assert [one.status for one in answers] == [one.status for one in ASKED]
    assert set(hosts) == {"cdn.test"}


@pytest.mark.parametrize("header", sorted(set(security_headers("/till/")) - {"Cache-Control"}))
@pytest.mark.parametrize("instead", [None, "*"])
def test_a_header_that_is_missing_or_says_something_else_is_named(
    header: str, instead: str | None
) -> None:
    def answer(question: Question) -> Answer:
        status, headers, body = as_it_should(question)
        if question.path == "/till/":
            headers = {name: value for name, value in headers.items() if name != header}
            headers |= {header: instead} if instead else {}
        return status, headers, body

    assert wrong(answer) == {"/till/": f"has not the header {header}"}


def test_a_function_that_fails_is_named_with_what_it_answered() -> None:
    def answer(question: Question) -> Answer:
        status, headers, body = as_it_should(question)
        return (status if question.path != "/v1/nothing" else 500), headers, body

    assert wrong(answer) == {"/v1/nothing": "answered 500 and not 404"}


def test_a_page_that_is_somebody_elses_is_named_by_all_that_is_wrong_with_it() -> None:
    def answer(question: Question) -> Answer:
        _, headers, body = as_it_should(question)
        if question.path == "/owner/":
            return 403, headers | {"Content-Type": "application/xml"}, "<Error>"
        return question.status, headers, body

    assert wrong(answer) == {
        "/owner/": "answered 403 and not 200; is application/xml and not text/html; "
        "does not say <html"
    }


def test_where_nobody_answers_each_path_says_so() -> None:
    with served(as_it_should) as (address, _):
        pass

    answers = list(ask(address, "cdn.test", ASKED))

    assert [one.status for one in answers] == [0] * len(ASKED)
    assert all(one.wrong.startswith("ConnectError") for one in answers)


def test_every_function_that_is_served_and_every_kind_of_page_is_asked() -> None:
    paths = [one.path for one in ASKED]

    for beginning in ("/cafe/fr/", "/till/", "/owner/", "/c/", "/v1/till/", "/v1/owner/", "/v1/n"):
        assert any(path.startswith(beginning) for path in paths)
