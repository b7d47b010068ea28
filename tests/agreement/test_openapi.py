"""What a function says of itself (OpenAPI) is what it does, and is where the CDN sends it."""

import re
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate

from functions import owner, public, till
from functions.routing import function_for
from functions.web.problem_texts import PROBLEMS
from tests.shop import Shop

FUNCTIONS = {"public": (public, "/v1"), "till": (till, "/v1/till"), "owner": (owner, "/v1/owner")}
OF_ITSELF = re.compile(r"(/v1(/\w+)?)?/openapi\.json")


@pytest.fixture(name="app", params=sorted(FUNCTIONS))
def _app(request: pytest.FixtureRequest, shop: Shop) -> tuple[str, Flask]:
    module, _ = FUNCTIONS[request.param]
    return request.param, module.create(shop.house)


def _description(function: str, app: Flask) -> dict[str, Any]:
    answer = app.test_client().get(f"{FUNCTIONS[function][1]}/openapi.json")
    assert answer.status_code == 200
    description: dict[str, Any] = answer.json
    return description


def _routes(app: Flask) -> set[tuple[str, str]]:
    """Every method and path to which the app answers, but its description's."""
    return {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not OF_ITSELF.fullmatch(rule.rule)
    }


def test_the_description_is_valid(app: tuple[str, Flask]) -> None:
    validate(_description(*app))


def test_every_route_is_described_and_everything_described_is_a_route(
    app: tuple[str, Flask],
) -> None:
    described = {
        (method.upper(), path)
        for path, methods in _description(*app)["paths"].items()
        for method in methods
    }

    assert described == _routes(app[1])


def test_the_one_origin_leads_every_path_to_its_function(app: tuple[str, Flask]) -> None:
    function, flask = app
    asked = {re.sub(r"{\w+}", "x", path) for _, path in _routes(flask)}

    assert {function_for(path) for path in asked} == {function}
    assert function_for(f"{FUNCTIONS[function][1]}/openapi.json") == function


def test_an_operation_has_one_name_everywhere(shop: Shop) -> None:
    names = [
        operation["operationId"]
        for function, (module, _) in FUNCTIONS.items()
        for methods in _description(function, module.create(shop.house))["paths"].values()
        for operation in methods.values()
    ]

    assert len(names) == len(set(names))


def test_who_must_be_paired_is_said_and_done(app: tuple[str, Flask]) -> None:
    """Without a credential every operation that says so answers 401, and no other one of a role."""
    function, flask = app
    for path, methods in _description(function, flask)["paths"].items():
        for method, operation in methods.items():
            asked = re.sub(r"{\w+}", "x", path)
            status = flask.test_client().open(asked, method=method.upper()).status_code
            if "security" in operation:
                assert status == PROBLEMS["not-allowed"].status, operation["operationId"]
            elif function != "public":
                assert status != PROBLEMS["not-allowed"].status, operation["operationId"]


def test_every_write_of_a_till_needs_a_key(shop: Shop) -> None:
    paths = _description("till", till.create(shop.house))["paths"]
    writes = [methods["post"] for methods in paths.values() if "post" in methods]
    keyed = [
        operation["operationId"]
        for operation in writes
        if any(p["name"] == "Idempotency-Key" and p["required"] for p in operation["parameters"])
    ]

    assert sorted(keyed) == ["earn", "grant", "redeem", "refund", "replace", "undo"]
    assert all("security" in op for op in writes if op["operationId"] in keyed)
