"""Does it answer? Every part of the one address is asked once, over HTTP, and changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from functions.web.headers import security_headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, and what was wrong with its answer; nothing where all was well."""

    path: str
    status: int
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A path, what it is to answer, and a word of it."""

    path: str
    status: int
    says: str
    kind: str


def questions(program: str, language: str) -> list[Question]:
    """Pages of the bucket, and an answer of each function that needs nobody to be signed in."""
    page, problem = "text/html", "application/problem+json"
    return [
        Question(path=f"/{program}/{language}/", status=200, says="accepts_terms", kind=page),
        Question(path="/till/", status=200, says="<html", kind=page),
        Question(path="/owner/", status=200, says="<html", kind=page),
        Question(path="/nothing-there/", status=404, says="<html", kind=page),
        Question(path=f"/c/{program}/AAAAAAAAAAAAAAAA", status=404, says='"code"', kind=problem),
        Question(path="/v1/till/program", status=401, says='"code"', kind=problem),
        Question(path="/v1/owner/overview", status=401, says='"code"', kind=problem),
        Question(path="/v1/nothing", status=404, says='"code"', kind=problem),
    ]


def ask(address: str, host: str, asked: list[Question]) -> Iterator[Asked]:
    """Ask the address, as ``host`` where it is not known by that name yet."""
    with httpx.Client(base_url=address, headers={"Host": host}, timeout=30) as http:
        for question in asked:
            try:
                response = http.get(question.path)
            except httpx.HTTPError as lost:
                yield Asked(path=question.path, status=0, wrong=f"{type(lost).__name__}: {lost}")
                continue
            wrong = "; ".join(_wrong(question, response))
            yield Asked(path=question.path, status=response.status_code, wrong=wrong)


def _wrong(question: Question, response: httpx.Response) -> Iterator[str]:
    if response.status_code != question.status:
        yield f"answered {response.status_code} and not {question.status}"
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith(question.kind):
        yield f"is {kind or 'of no kind'} and not {question.kind}"
    if question.says not in response.text:
        yield f"does not say {question.says}"
    for name, value in security_headers(question.path, question.status).items():
        if name != "Cache-Control" and response.headers.get(name) != value:
            yield f"has not the header {name}"
