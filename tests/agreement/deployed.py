"""What ``make deploy`` hands to Zappa for one environment: the settings as Zappa reads them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.deploy import zappa
from infra.deploy.environment import environment
from infra.deploy.secrets import SETTINGS
from infra.deploy.stages import Stage

STAGE = Stage(
    name="production",
    region="eu-west-3",
    domain="cards.cafe.test",
    sender="bonjour@cafe.test",
    programs=(Path("var/program.toml"),),
    attention="vous@cafe.test",
    apple_pass_type="pass.test.cafe.cards",
    apple_team="A1B2C3D4E5",
    google_issuer="3388000000000000000",
)
OUTPUTS: Mapping[str, str] = {
    "DeploymentsBucket": "poincon-production-deployments",
    "DeadLettersArn": "arn:aws:sqs:eu-west-3:000000000000:poincon-production-dead-letters",
    "StoreSetting": "dynamodb:poincon-production",
    "PublishedSetting": "s3:poincon-production-published",
    "ExportsSetting": "s3:poincon-production-exports",
    "UrlSetting": "https://cards.cafe.test",
}


def environments() -> Mapping[str, Mapping[str, str]]:
    """Each function's environment, where Parameter Store has all that there can be."""
    return environment(STAGE, OUTPUTS, frozenset(SETTINGS))


def stages() -> dict[str, dict[str, Any]]:
    """The four functions as Zappa reads them: their own settings over those they extend."""
    file = zappa.settings(STAGE, OUTPUTS, environments())
    return {name: _resolved(file, name) for name in file if name.startswith(f"{STAGE.name}_")}


def _resolved(
    file: Mapping[str, dict[str, Any]], name: str, seen: tuple[str, ...] = ()
) -> dict[str, Any]:
    assert name not in seen, f"{name} extends itself"
    own = file[name]
    base = _resolved(file, own["extends"], (*seen, name)) if "extends" in own else {}
    return base | own
