"""What each function is told at its start: addresses and the names of secrets, never a secret."""

from collections.abc import Mapping

from infra.deploy.secrets import OF_APPLE, OF_GOOGLE, PROGRAM, SETTINGS
from infra.deploy.stages import FUNCTIONS, Stage

_WALLETS = (*OF_APPLE, *OF_GOOGLE)
_NOT_IN_USE: Mapping[str, str] = dict.fromkeys(
    (
        *(f"{setting}_PARAMETER" for setting in SETTINGS.values()),
        "POINCON_APPLE_PASS_TYPE",
        "POINCON_APPLE_TEAM",
        "POINCON_GOOGLE_ISSUER",
    ),
    "",
)
"""Said as well: Zappa leaves a variable as it was where the new settings do not name it."""

_READS: Mapping[str, tuple[str, ...]] = {
    "public": (PROGRAM, *_WALLETS),
    "till": (PROGRAM,),
    "owner": (PROGRAM, *_WALLETS),
    "jobs": (PROGRAM, *_WALLETS),
}
"""Which secrets a function may read; its role says the same (``infra/template.yaml``)."""


def environment(
    stage: Stage, outputs: Mapping[str, str], secrets: frozenset[str]
) -> Mapping[str, Mapping[str, str]]:
    """Settings by function; ``secrets`` are those that Parameter Store has."""
    shared = {
        **_NOT_IN_USE,
        # Zappa's: the app is imported while Lambda lends a whole processor, before the first event.
        "INSTANTIATE_LAMBDA_HANDLER_ON_IMPORT": "1",
        "POINCON_STAGE": stage.name,
        "POINCON_URL": outputs["UrlSetting"],
        "POINCON_STORE": outputs["StoreSetting"],
        "POINCON_PUBLISHED": outputs["PublishedSetting"],
        "POINCON_MAIL": "ses:",
        "POINCON_SENDER": stage.sender,
    }
    return {name: shared | _own(stage, name, outputs, secrets) for name in FUNCTIONS}


def terminal(
    stage: Stage, outputs: Mapping[str, str], secrets: frozenset[str]
) -> Mapping[str, str]:
    """The same for the terminal, which stands in for the jobs when it publishes.

    It works on a restored table before the functions do: there are people to be forgotten again.
    """
    told = environment(stage, outputs, secrets)["jobs"]
    return {**told, "POINCON_STORE": f"dynamodb:{stage.table_in_use}"}


def _own(
    stage: Stage, function: str, outputs: Mapping[str, str], secrets: frozenset[str]
) -> dict[str, str]:
    reads = [name for name in _READS[function] if name in secrets and _is_whole(stage, name)]
    own = {f"{SETTINGS[name]}_PARAMETER": stage.parameter(name) for name in reads}
    if any(name in OF_APPLE for name in reads):
        own |= {
            "POINCON_APPLE_PASS_TYPE": stage.apple_pass_type,
            "POINCON_APPLE_TEAM": stage.apple_team,
        }
    if any(name in OF_GOOGLE for name in reads):
        own["POINCON_GOOGLE_ISSUER"] = stage.google_issuer
    if function in ("till", "owner"):
        own["POINCON_JOBS_FUNCTION"] = stage.function("jobs")
    if function == "jobs":
        own["POINCON_EXPORTS"] = outputs["ExportsSetting"]
    return own


def _is_whole(stage: Stage, secret: str) -> bool:
    """Google's key without its issuer's number would stop every start; ``account`` tells of it."""
    return secret not in OF_GOOGLE or bool(stage.google_issuer)
