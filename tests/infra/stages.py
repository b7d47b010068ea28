"""An environment to deploy, as a stage file describes it, and what its stack says of itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from infra.deploy.stages import ROOT, Stage

REGION = "eu-west-3"
OUTPUTS = {
    "StoreSetting": "dynamodb:poincon-trial",
    "PublishedSetting": "s3:trial-published",
    "ExportsSetting": "s3:trial-exports",
    "MailSetting": "ses:poincon-trial",
    "UrlSetting": "https://cards.poincon.test",
    "DeploymentsBucket": "trial-deployments",
    "DeadLettersArn": "arn:aws:sqs:eu-west-3:000000000000:poincon-trial-dead-letters",
}
_TRIAL = Stage(
    name="trial",
    region=REGION,
    domain="cards.poincon.test",
    sender="bonjour@poincon.test",
    attention="vous@poincon.test",
    programs=(ROOT / "functions/presets/cafe.toml",),
    apple_pass_type="pass.test.poincon.cards",
    apple_team="A1B2C3D4E5",
    google_issuer="3388000000000000000",
)


def stage(**changes: Any) -> Stage:
    """One environment, with these differences."""
    return replace(_TRIAL, **changes)


def stage_file(folder: Path, text: str) -> Path:
    """A stage file with this in it."""
    file = folder / "stages.toml"
    file.write_text(text, encoding="utf-8")
    return file
