"""``poincon doctor``: looks at everything that a shop needs, and says what to do about it."""

import argparse
import os

from functions import wiring
from functions.local import development
from functions.local.server import HOST
from functions.terminal import doctor_exports
from functions.terminal.findings import tell


def register(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    alone = "only that: apple, from the files to the push; exports, is each week's kept? Else all"
    parser.add_argument("what", nargs="?", choices=("apple", "exports"), metavar="WHAT", help=alone)
    parser.set_defaults(command=_examine)


def _examine(asked: argparse.Namespace) -> int:
    development.refuse_nothing(asked.var, os.environ)
    settings = development.local_settings(asked.var, f"http://{HOST}:{asked.port}", os.environ)
    if asked.what == "exports":
        return tell(doctor_exports.examine(wiring.build(settings).services))
    from functions.terminal import doctor_apple  # noqa: PLC0415 - httpx is slow to load

    with doctor_apple.outside() as around:
        if asked.what == "apple":
            return tell(doctor_apple.examine(settings, around))
        from functions.terminal.doctor_rounds import Rounds  # noqa: PLC0415 - boto is, too

        rounds = Rounds(
            settings=settings,
            environment=os.environ,
            around=around,
            clock=wiring.system_clock,
        )
        return tell(rounds.examine())
