"""What each function is told at its start: what its role may read, and never a secret itself."""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import cfnlint.decode
import pytest

from functions import settings
from functions.sources import PARAMETER
from infra.deploy import environment, secrets, zappa
from infra.deploy.stages import FUNCTIONS, ROOT
from loyalty.errors import BadConfiguration
from tests.agreement.documents import Document
from tests.infra.stages import OUTPUTS, stage

ALL = frozenset(secrets.SETTINGS)
ZAPPAS = {"INSTANTIATE_LAMBDA_HANDLER_ON_IMPORT"}
PLAIN = {
    "POINCON_STAGE",
    "POINCON_URL",
    "POINCON_STORE",
    "POINCON_PUBLISHED",
    "POINCON_MAIL",
    "POINCON_SENDER",
    "POINCON_SECRETS_PARAMETER",
}


def told(function: str, known: frozenset[str] = ALL, **changes: Any) -> dict[str, str]:
    """What one function is told where Parameter Store has these secrets."""
    return dict(environment.environment(stage(**changes), OUTPUTS, known)[function])


def parameters(given: dict[str, str]) -> set[str]:
    """The parameters that a function will ask for."""
    return {value for name, value in given.items() if name.endswith(PARAMETER) and value}


@pytest.fixture(name="template", scope="module")
def _template() -> Any:
    return cfnlint.decode.decode(str(ROOT / "infra" / "template.yaml"))[0]


@pytest.fixture(name="readable", scope="module")
def _readable(template: Any) -> dict[str, list[str]]:
    """What each role may read of Parameter Store, as patterns."""
    return {name: list(_allowed(template, name)) for name in FUNCTIONS}


def _allowed(template: Any, function: str) -> Any:
    (policy,) = template["Resources"][f"{function.title()}Role"]["Properties"]["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    (asked,) = [one for one in statements if "ssm" in json.dumps(one["Action"])]
    assert (asked["Effect"], asked["Action"]) == ("Allow", "ssm:GetParameters")
    resources = asked["Resource"] if isinstance(asked["Resource"], list) else [asked["Resource"]]
    for resource in resources:
        name = resource["Fn::Sub"].replace("${Stage}", stage().name)
        head, _, path = name.partition(":parameter")
        assert head == "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}"
        yield path


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_asks_for_all_that_its_role_may_read_and_for_nothing_else(
    readable: dict[str, list[str]], function: str
) -> None:
    allowed = readable[function]
    may = {
        stage().parameter(name)
        for name in secrets.SETTINGS
        if any(fnmatchcase(stage().parameter(name), pattern) for pattern in allowed)
    }

    assert parameters(told(function)) == may


def test_whoever_may_wake_the_jobs_is_told_their_name_and_nobody_else(template: Any) -> None:
    waking = {
        function
        for function in FUNCTIONS
        if "lambda:InvokeFunction" in json.dumps(template["Resources"][f"{function.title()}Role"])
    }

    named = {one: told(one).get("POINCON_JOBS_FUNCTION") for one in FUNCTIONS}

    assert waking == {one for one, name in named.items() if name == "poincon-trial-jobs"}
    assert {name for name in named.values() if name} == {stage().function("jobs")}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_reads_no_other_environments_secrets(
    readable: dict[str, list[str]], function: str
) -> None:
    others = [stage(name="trial2").parameter(name) for name in secrets.SETTINGS]

    assert not [
        name for name in others for pattern in readable[function] if fnmatchcase(name, pattern)
    ]


@pytest.mark.parametrize("known", [ALL, frozenset({secrets.PROGRAM}), frozenset()])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_setting_is_one_that_the_manual_describes(
    function: str, known: frozenset[str]
) -> None:
    described = {row[0].strip("`") for row in Document("operating.md").rows("Settings")}

    given = set(told(function, known)) - ZAPPAS
    assert {name.removesuffix(PARAMETER) for name in given} <= described


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_value_is_a_secret_or_as_long_as_one(function: str) -> None:
    secret = set(secrets.SETTINGS.values())

    given = told(function)

    assert not secret & set(given)
    assert not [value for value in given.values() if re.search(r"[0-9a-f]{32}|PRIVATE|\{", value)]
    assert sum(len(name) + len(value) for name, value in given.items()) < 4096


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_is_what_a_start_takes(function: str) -> None:
    values = {stage().parameter(name): _value(name) for name in secrets.SETTINGS}

    read = settings.read(told(function), lambda names: {name: values[name] for name in names})

    assert read.store == ("dynamodb", "poincon-trial")
    assert read.stage == "trial"
    assert bool(read.google) is (function != "till")
    assert read.apple is None or read.apple.unread == ()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_without_wallets_a_start_needs_the_programs_secret_alone(function: str) -> None:
    wakes = {"POINCON_JOBS_FUNCTION"}
    own = {"till": wakes, "owner": wakes, "jobs": {"POINCON_EXPORTS"}}.get(function, set())

    given = told(function, frozenset({secrets.PROGRAM}))

    assert {name for name, value in given.items() if value} == PLAIN | ZAPPAS | own


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_wallet_that_was_given_up_is_taken_from_a_function_that_has_it(function: str) -> None:
    """Zappa leaves a variable alone that its settings do not name."""
    before = told(function)

    now = told(function, frozenset({secrets.PROGRAM}))

    after = before | now
    values = {stage().parameter(secrets.PROGRAM): _value(secrets.PROGRAM)}
    read = settings.read(after, lambda names: {name: values[name] for name in names})
    assert read.google is None
    assert read.apple is None


@pytest.mark.parametrize("function", FUNCTIONS)
def test_googles_key_without_an_issuers_number_stops_no_start(function: str) -> None:
    """Whoever puts the key first must not stop every function until the number is there."""
    values = {stage().parameter(name): _value(name) for name in secrets.SETTINGS}

    given = told(function, google_issuer="")

    read = settings.read(given, lambda names: {name: values[name] for name in names})
    assert read.google is None


def test_a_start_without_the_programs_secret_is_refused() -> None:
    """So that this file's other tests are seen to look at anything."""
    with pytest.raises(BadConfiguration, match="POINCON_SECRETS"):
        settings.read(told("till", frozenset()))


def test_the_terminal_works_as_the_jobs_do() -> None:
    assert environment.terminal(stage(), OUTPUTS, ALL) == told("jobs")


def test_zappas_file_for_a_stage_has_its_own_names_and_no_secret() -> None:
    made = zappa.settings(stage(), OUTPUTS, environment.environment(stage(), OUTPUTS, ALL))

    mine = {name: made[f"trial_{name}"] for name in FUNCTIONS}
    assert [one["role_name"] for one in mine.values()] == [
        "poincon-trial-public",
        "poincon-trial-till",
        "poincon-trial-owner",
        "poincon-trial-jobs",
    ]
    assert made["shared"]["s3_bucket"] == OUTPUTS["DeploymentsBucket"]
    assert mine["jobs"]["dead_letter_arn"] == OUTPUTS["DeadLettersArn"]
    assert "dead_letter_arn" not in mine["till"]
    assert {name for name in made if "production" in name or "staging" in name} == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_zappas_handler_reads_names_the_app_and_no_setting(
    tmp_path: Path, function: str
) -> None:
    ours = zappa.Zappa(stage(), tmp_path, print)
    ours.write(zappa.settings(stage(), OUTPUTS, environment.environment(stage(), OUTPUTS, ALL)))

    module: dict[str, Any] = {}
    exec(ours.module(function), module)

    app = f"functions.{function}" if function != "jobs" else None
    assert module.get("APP_MODULE") == app
    assert module["LOG_LEVEL"] == "WARNING"
    assert module["DEBUG"] is False
    assert "POINCON_" not in ours.module(function)


def _value(name: str) -> str:
    return "1:" + "5e" * 32 if name == secrets.PROGRAM else f"what {name} is"
