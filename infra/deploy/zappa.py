"""Zappa deploys the functions: its settings for one environment, and its commands.

What an environment has of its own (names, addresses, buckets) is put into the shared settings of
``zappa_settings.json`` here, so that nobody edits that file.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any

from zappa.cli import ZappaCLI

from infra.deploy.stages import FUNCTIONS, ROOT, Stage

SHARED = ROOT / "zappa_settings.json"
Say = Callable[[str], None]


class ZappaFailed(Exception):
    """Zappa stopped; the sentence has its last lines."""


def shared() -> dict[str, Any]:
    """The settings that every environment has."""
    settings: dict[str, Any] = json.loads(SHARED.read_text(encoding="utf-8"))
    return settings


def settings(
    stage: Stage, outputs: Mapping[str, str], environment: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The file for one environment: ``environment`` is by function, ``outputs`` are the stack's."""
    base = shared()
    base["shared"] |= {
        "aws_region": stage.region,
        "s3_bucket": outputs["DeploymentsBucket"],
    }
    rooms = {name: base[name] for name in ("shared", *FUNCTIONS)}
    mine = {stage.zappa(name): _of(stage, name, environment[name]) for name in FUNCTIONS}
    mine[stage.zappa("jobs")]["dead_letter_arn"] = outputs["DeadLettersArn"]
    return rooms | mine


def _of(stage: Stage, function: str, environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        "extends": function,
        "role_name": stage.function(function),
        "aws_environment_variables": dict(environment),
        "lambda_description": f"Poinçon, {stage.name}: {function}",
        "tags": {"poincon": stage.name},
    }


class Zappa:
    """Runs Zappa for one environment, in a folder of its own below the one that is given.

    Zappa looks through the folder where it runs for programs that use its WebSockets, finds its own
    in a package that is built there, and makes an API for them.
    """

    def __init__(self, stage: Stage, folder: Path, say: Say) -> None:
        self._stage = stage
        self._file = folder / "zappa" / "zappa_settings.json"
        self._say = say

    def write(self, settings: Mapping[str, Any]) -> None:
        """Keep the settings that the commands below work by."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(settings, indent=4), encoding="utf-8")

    def module(self, function: str) -> str:
        """What Zappa's handler reads at a start: the text of its settings module."""
        cli = ZappaCLI()
        cli.api_stage = self._stage.zappa(function)
        with chdir(self._file.parent):
            cli.load_settings(str(self._file))
        return str(cli.get_zappa_settings_string())

    def deploy(self, function: str, package: Path, *, exists: bool) -> None:
        """Make the function from its package, or bring it up to date."""
        self._run("update" if exists else "deploy", function, "--zip", str(package))

    def undeploy(self, function: str) -> None:
        """Take a function and its API away."""
        self._run("undeploy", function, "--yes")

    def _run(self, command: str, function: str, *options: str) -> None:
        stage = self._stage.zappa(function)
        asked = [sys.executable, "-m", "zappa.cli", command, stage, "-s", str(self._file), *options]
        done = subprocess.run(
            asked,
            cwd=self._file.parent,
            env={**os.environ, "AWS_DEFAULT_REGION": self._stage.region, "VIRTUAL_ENV": sys.prefix},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise ZappaFailed(f"zappa {command} {stage}: {' / '.join(lines[-6:])}")
        self._say(f"    {command} {self._stage.function(function)}")
