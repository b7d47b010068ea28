"""``poincon doctor``: looks at what a wallet needs, and says what to do."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from functions.local import development
from functions.local.server import HOST
from functions.terminal.findings import tell

if TYPE_CHECKING:
    from functions.terminal.program import Commands


def register(doctors: "Commands", here: argparse.ArgumentParser) -> None:
    """Declare the doctors."""
    apple = doctors.add_parser(
        "apple", help="Apple Wallet: from the files to the push", parents=[here]
    )
    apple.set_defaults(command=_apple)


def _apple(asked: argparse.Namespace) -> int:
    from functions.terminal import doctor_apple  # noqa: PLC0415 - httpx is slow to load

    var: Path = asked.var
    development.refuse_nothing(var, os.environ)
    settings = development.local_settings(var, f"http://{HOST}:{asked.port}", os.environ)
    with doctor_apple.outside() as around:
        return tell(doctor_apple.examine(settings, around))
