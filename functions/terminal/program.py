"""``poincon program …``: check a file, make a new one, see the presets, compare two versions."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions import presets
from functions.terminal.answers import SIZES
from functions.terminal.compare import compare
from functions.terminal.create import create
from functions.terminal.verify import verify
from loyalty.language import LANGUAGES

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: "Commands") -> None:
    """Add what ``poincon program`` can do."""
    speaking = argparse.ArgumentParser(add_help=False)
    speaking.add_argument("--language", choices=LANGUAGES, help="else the program's own, or yours")
    _add_check(commands, speaking)
    _add_new(commands, speaking)
    _add_presets(commands)
    _add_diff(commands, speaking)


def _add_check(commands: "Commands", speaking: argparse.ArgumentParser) -> None:
    checking = commands.add_parser(
        "check", help="what a program costs, and its mistakes", parents=[speaking]
    )
    checking.add_argument("file", type=Path, help="the program (TOML)")
    checking.add_argument("--strict", action="store_true", help="leave with 1 on any mistake")
    checking.set_defaults(command=lambda a: verify(a.file, a.strict, a.language, _now()))


def _add_new(commands: "Commands", speaking: argparse.ArgumentParser) -> None:
    making = commands.add_parser(
        "new", help="a program for your shop, after a few questions", parents=[speaking]
    )
    making.add_argument("file", type=Path, nargs="?", help="else named after the shop")
    making.add_argument("--sector", help="your kind of shop, as in bakery")
    making.add_argument("--name", help="your shop's name")
    making.add_argument("--email", help="where Monday's mail goes")
    making.add_argument("--basket", help="an average purchase, as in 4.50")
    making.add_argument("--rhythm-days", help="days between two visits of a regular")
    making.add_argument("--baskets", choices=("similar", "varied"), help="how purchases differ")
    making.add_argument("--size", choices=SIZES, default=SIZES[0], help="pme: one module more")
    making.add_argument("--yes", action="store_true", help="ask nothing, take what is usual")
    making.set_defaults(command=lambda asked: create(asked, _Console()))


def _add_presets(commands: "Commands") -> None:
    listing = commands.add_parser("presets", help="programs to begin with, by name")
    listing.set_defaults(command=lambda _: sys.stdout.writelines(f"{n}\n" for n in presets.NAMES))
    showing = commands.add_parser("preset", help="one of them, as a file")
    name = "one that poincon program presets lists"
    showing.add_argument("name", choices=presets.NAMES, metavar="NAME", help=name)
    showing.set_defaults(command=lambda asked: _print(presets.text(asked.name)))


def _add_diff(commands: "Commands", speaking: argparse.ArgumentParser) -> None:
    comparing = commands.add_parser(
        "diff", help="who would gain and lose by new rules", parents=[speaking]
    )
    comparing.add_argument("old", type=Path, help="the program as it is (TOML)")
    comparing.add_argument("new", type=Path, help="the program as it would be (TOML)")
    comparing.add_argument("--var", type=Path, default=Path("var"), help="where the data is kept")
    comparing.set_defaults(command=lambda a: compare(a.old, a.new, a.var, a.language, _now()))


class _Console:
    """The terminal that this process runs in."""

    def say(self, text: str) -> None:
        """Print a line."""
        _print(f"{text}\n")

    def ask(self, prompt: str) -> str:
        """Print a question and read a line; raises ``EOFError`` where there is none."""
        _print(prompt)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _now() -> datetime:
    return datetime.now(UTC)
