"""What is deployed to the emulated account: a stage file, and an Apple certificate to sign with."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3

from functions import presets, settings, wiring
from functions.local.run import publish_file
from infra.deploy.deployment import environment_of
from infra.deploy.stages import read
from tests.contracts.emulators import REGION
from tests.functions.wallets.certificate import PASS_TYPE, TEAM, real_looking_chain

PROGRAM = "cafe-du-coin"
STAGE, DOMAIN, SENDER = "local", "cards.poincon.test", "bonjour@poincon.test"
OWNER = "bonjour@cafe-poincon.example"

_STAGES = f"""
[{STAGE}]
region = "{REGION}"
domain = "{DOMAIN}"
sender = "{SENDER}"
attention = "vous@poincon.test"
programs = ["functions/presets/cafe.toml"]
apple_pass_type = "{PASS_TYPE}"
apple_team = "{TEAM}"
"""


def stage_file(folder: Path) -> Path:
    """The one environment of the emulated account."""
    file = folder / "stages.toml"
    file.write_text(_STAGES, encoding="utf-8")
    return file


def put_certificate() -> None:
    """An Apple certificate, as far as anything here can tell, where operators put theirs."""
    chain = real_looking_chain(datetime.now(UTC))
    parts: Mapping[str, Any] = {
        "apple-certificate": chain.certificate,
        "apple-key": chain.key,
        "apple-intermediate": chain.intermediate,
    }
    for name, pem in parts.items():
        boto3.client("ssm").put_parameter(
            Name=f"/poincon/{STAGE}/{name}",
            Value=pem.decode(),
            Type="SecureString",
            Tier="Advanced",
        )


def open_a_fortnight_ago(folder: Path) -> None:
    """A second café, whose program began two weeks ago: last week's report is due."""
    file = folder / "program.toml"
    text = presets.path("cafe").read_text(encoding="utf-8")
    file.write_text(text.replace("cafe-poincon", PROGRAM, 1), encoding="utf-8")
    stage = read(folder / "stages.toml", STAGE)
    began = datetime.now(UTC) - timedelta(days=14)
    told = {**os.environ, **environment_of(stage)}
    publish_file(wiring.build(settings.read(told), clock=lambda: began), file)
