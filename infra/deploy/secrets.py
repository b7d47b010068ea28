"""Parameter Store's part: which secrets an environment has, and the one that it cannot be without.

The program's own secret is made here, once, and is never shown: ``poincon`` reads it from there.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from infra.deploy.stages import Stage

PROGRAM = "secrets"
OF_APPLE = {
    "apple-certificate": "POINCON_APPLE_CERTIFICATE",
    "apple-key": "POINCON_APPLE_KEY",
    "apple-key-password": "POINCON_APPLE_KEY_PASSWORD",
    "apple-intermediate": "POINCON_APPLE_INTERMEDIATE",
}
OF_GOOGLE = {"google-account": "POINCON_GOOGLE_ACCOUNT"}
SETTINGS: Mapping[str, str] = {PROGRAM: "POINCON_SECRETS", **OF_APPLE, **OF_GOOGLE}
"""The last part of a parameter's name, and the setting whose value it is."""


def known(client: Any, stage: Stage) -> frozenset[str]:
    """Which of them are there, by the last part of their names; no value is asked for."""
    pages = client.get_paginator("describe_parameters").paginate(
        ParameterFilters=[
            {"Key": "Name", "Option": "BeginsWith", "Values": [stage.parameter("")]},
        ]
    )
    names = [one["Name"] for page in pages for one in page["Parameters"]]
    return frozenset(name.removeprefix(stage.parameter("")) for name in names) & set(SETTINGS)


def make(client: Any, stage: Stage) -> None:
    """Put the program's secret where none is; one that is there is left alone."""
    try:
        client.put_parameter(
            Name=stage.parameter(PROGRAM),
            Description="What every card's code is made with. Losing it loses every card.",
            Value=f"1:{secrets.token_hex(32)}",
            Type="SecureString",
            Overwrite=False,
        )
    except client.exceptions.ParameterAlreadyExists:
        return
