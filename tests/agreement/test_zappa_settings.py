"""``zappa_settings.json`` against the code that it names, and against Zappa's own rules.

Zappa calls a function again with fewer arguments when it raises a ``TypeError``, and finds a job by
what stands behind the last hyphen of its rule's name.
"""

import importlib
import inspect
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from functions import jobs, settings
from functions.local import schedule
from infra.deploy import zappa
from tests.agreement.deployed import OUTPUTS, environments, stages

LONGEST_RULE_NAME = 64


def _events() -> list[tuple[str, dict[str, Any]]]:
    return [(name, event) for name, stage in stages().items() for event in stage.get("events", [])]


STAGES = sorted(stages())
FUNCTIONS = [event["function"] for _, event in _events()]


def test_there_are_the_four_functions() -> None:
    assert [f"production_{name}" for name in ("jobs", "owner", "public", "till")] == STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_says_all_that_it_must(stage: str) -> None:
    resolved = stages()[stage]

    missing = {"project_name", "runtime", "aws_region", "s3_bucket", "role_name"} - set(resolved)
    assert not missing
    assert resolved["manage_roles"] is False
    assert "role_arn" not in resolved
    assert re.fullmatch(r"[a-zA-Z0-9_]+", stage)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_an_app_or_a_list_of_jobs(stage: str) -> None:
    resolved = stages()[stage]

    if resolved.get("apigateway_enabled", True):
        module, _, name = resolved["app_function"].rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))
        assert "events" not in resolved
    else:
        assert resolved["events"]
        assert "app_function" not in resolved


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_job_takes_exactly_an_event_and_a_context(function: str) -> None:
    module, _, name = function.rpartition(".")
    parameters = inspect.signature(getattr(importlib.import_module(module), name)).parameters

    kinds = [(p.name, p.kind, p.default) for p in parameters.values()]
    plain, required = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.empty
    assert kinds == [("event", plain, required), ("context", plain, required)]


@pytest.mark.parametrize(("stage", "event"), _events(), ids=FUNCTIONS)
def test_zappa_finds_the_job_again_by_its_rules_name(stage: str, event: dict[str, Any]) -> None:
    function = event["function"]
    rule = f"{stages()[stage]['project_name']}-{stage.replace('_', '-')}-{function}"

    assert re.fullmatch(r"[._A-Za-z0-9]{1,63}", function)
    assert len(rule) <= LONGEST_RULE_NAME
    assert rule.rsplit("-", maxsplit=1)[-1] == function
    assert "name" not in event


def test_the_local_schedule_understands_every_event() -> None:
    listed = {event.function: event.every for event in schedule.events()}

    assert sorted(listed) == sorted(FUNCTIONS)
    assert all(every >= timedelta(minutes=1) for every in listed.values())


def test_till_and_owner_are_told_whom_they_wake() -> None:
    named = {name: told.get("POINCON_JOBS_FUNCTION") for name, told in environments().items()}

    assert named == {
        "public": None,
        "till": "poincon-production-jobs",
        "owner": "poincon-production-jobs",
        "jobs": None,
    }
    assert callable(jobs.tell)


@pytest.mark.parametrize("function", sorted(environments()))
def test_a_function_is_told_known_settings_and_no_secret(function: str) -> None:
    told = stages()[f"production_{function}"]["aws_environment_variables"]
    store = dict.fromkeys(_parameters(told), f"1:{'ab' * 32}")

    read = settings.read(told, lambda names: {name: store[name] for name in names})

    assert not [n for n in told if re.search("SECRET|KEY|ACCOUNT|CERT", n) and not _names(n)]
    assert read.store == ("dynamodb", "poincon-production")
    assert read.mail == ("ses", "")
    assert read.stage == "production"
    assert (read.exports is not None) is (function == "jobs")


def _parameters(told: Mapping[str, str]) -> list[str]:
    return [value for name, value in told.items() if _names(name)]


def _names(setting: str) -> bool:
    return setting.endswith("_PARAMETER")


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_the_file_itself_has_the_four_functions_of_each_environment(environment: str) -> None:
    file = zappa.shared()

    for name in ("public", "till", "owner", "jobs"):
        assert file[f"{environment}_{name}"] == {
            "extends": name,
            "role_name": f"poincon-{environment}-{name}",
        }


def test_what_failed_three_times_is_kept() -> None:
    assert stages()["production_jobs"]["dead_letter_arn"] == OUTPUTS["DeadLettersArn"]


@pytest.mark.parametrize("stage", STAGES)
def test_lambda_comes_in_by_our_own_entry(stage: str) -> None:
    module, _, name = stages()[stage]["lambda_handler"].rpartition(".")

    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_of_a_request_is_logged_by_zappa(stage: str) -> None:
    """At INFO it logs each address, and a card's address is its key; in debug, all events."""
    assert stages()[stage]["log_level"] in ("WARNING", "ERROR")
    assert stages()[stage]["debug"] is False
