"""``zappa_settings.json`` against the code that it names, and against Zappa's own rules.

Zappa calls a function again with fewer arguments when it raises a ``TypeError``, finds a job by
what stands behind the last hyphen of its rule's name, and removes excluded names at any depth.
"""

import importlib
import inspect
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from functions import settings
from functions.local import schedule

ROOT = Path(__file__).parents[2]
LONGEST_RULE_NAME = 64
NEEDED = ("functions", "loyalty", "passes", "site", "package-lock.json")
SECRET = ("var", "out")


def _file() -> dict[str, dict[str, Any]]:
    stages: dict[str, dict[str, Any]] = json.loads(
        (ROOT / "zappa_settings.json").read_text(encoding="utf-8")
    )
    return stages


def _resolved(name: str, seen: tuple[str, ...] = ()) -> dict[str, Any]:
    """A stage as Zappa reads it: its own settings over those that it extends, one level deep."""
    assert name not in seen, f"{name} extends itself"
    own = _file()[name]
    base = _resolved(own["extends"], (*seen, name)) if "extends" in own else {}
    return base | own


def _stages() -> dict[str, dict[str, Any]]:
    """The stages that are deployed, as opposed to the one that they share."""
    extended = {stage["extends"] for stage in _file().values() if "extends" in stage}
    return {name: _resolved(name) for name in _file() if name not in extended}


def _events() -> list[tuple[str, dict[str, Any]]]:
    return [(name, event) for name, stage in _stages().items() for event in stage.get("events", [])]


STAGES = sorted(_stages())
FUNCTIONS = [event["function"] for _, event in _events()]


def test_there_are_the_four_functions() -> None:
    assert [f"production_{name}" for name in ("jobs", "owner", "public", "till")] == STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_says_all_that_it_must(stage: str) -> None:
    resolved = _stages()[stage]

    missing = {"project_name", "runtime", "aws_region", "s3_bucket", "role_name"} - set(resolved)
    assert not missing
    assert resolved["manage_roles"] is False
    assert "role_arn" not in resolved
    assert re.fullmatch(r"[a-zA-Z0-9_]+", stage)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_an_app_or_a_list_of_jobs(stage: str) -> None:
    resolved = _stages()[stage]

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
    rule = f"{_stages()[stage]['project_name']}-{stage.replace('_', '-')}-{function}"

    assert re.fullmatch(r"[._A-Za-z0-9]{1,63}", function)
    assert len(rule) <= LONGEST_RULE_NAME
    assert rule.rsplit("-", maxsplit=1)[-1] == function
    assert "name" not in event


def test_the_local_schedule_understands_every_event() -> None:
    listed = {event.function: event.every for event in schedule.events()}

    assert sorted(listed) == sorted(FUNCTIONS)
    assert all(every >= timedelta(minutes=1) for every in listed.values())


@pytest.mark.parametrize("stage", STAGES)
def test_a_function_knows_the_sweep_that_its_nudge_wakes(stage: str) -> None:
    resolved = _stages()[stage]

    named = resolved["aws_environment_variables"]["POINCON_JOBS_FUNCTION"]
    assert named == f"{resolved['project_name']}-production-jobs"
    assert "functions.jobs.sweep" in FUNCTIONS


@pytest.mark.parametrize("stage", STAGES)
def test_the_file_holds_known_settings_and_no_secret(stage: str) -> None:
    given = _stages()[stage]["aws_environment_variables"]
    complete = {
        "POINCON_SECRETS": "1:" + "ab" * 32,
        "POINCON_URL": "https://cards.example.org",
        "POINCON_PUBLISHED": "s3:pages",
        "POINCON_SENDER": "a@example.org",
    }

    read = settings.read(given | complete)

    assert not set(given) & set(complete)
    assert not [name for name in given if re.search("SECRET|KEY|ACCOUNT|CERTIFICATE", name)]
    assert read.store == ("dynamodb", "poincon")
    assert read.mail == ("ses", "")


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_of_a_request_is_logged_by_zappa(stage: str) -> None:
    """At INFO it logs each address, and a card's address is its key; in debug, all events."""
    assert _stages()[stage]["log_level"] in ("WARNING", "ERROR")
    assert _stages()[stage]["debug"] is False


@pytest.mark.parametrize("stage", STAGES)
def test_the_runtimes_own_libraries_are_not_packed(stage: str) -> None:
    assert {"boto3", "botocore", "s3transfer"} <= set(_stages()[stage]["exclude"])


@pytest.mark.parametrize("stage", STAGES)
def test_no_exclusion_takes_what_a_function_needs(stage: str) -> None:
    excluded = _stages()[stage]["exclude"]
    removed = {path for pattern in _stages()[stage]["exclude_glob"] for path in ROOT.glob(pattern)}

    taken = {
        path.relative_to(ROOT).as_posix()
        for path in _needed()
        for part in path.relative_to(ROOT).parts
        if any(fnmatch(part, pattern) for pattern in excluded) or {path, *path.parents} & removed
    }

    assert taken == set()


@pytest.mark.parametrize("stage", STAGES)
def test_folders_with_data_and_keys_are_not_packed(stage: str) -> None:
    assert set(SECRET) <= set(_stages()[stage]["exclude_glob"])


def _needed() -> Iterator[Path]:
    for name in NEEDED:
        path = ROOT / name
        yield from (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
