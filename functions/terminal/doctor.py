"""``poincon doctor``: looks at what a wallet needs, one thing a line, and says what to do.

What the outside says is awaited for ten seconds at most; nothing secret is printed.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Literal, TypeAlias

from functions.local import development
from functions.local.server import HOST
from functions.terminal.sentences import printable

if TYPE_CHECKING:
    from functions.terminal.program import Commands

PATIENCE = 10.0

Verdict: TypeAlias = Literal["ok", "warning", "wrong"]
_LEAVES: dict[Verdict, int] = {"ok": 0, "warning": 1, "wrong": 2}
_SUMS = {
    0: "Everything is as it should be.",
    1: "It works, with warnings.",
    2: "Something is wrong.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, what was seen, and what to do about it."""

    verdict: Verdict
    subject: str
    seen: str
    cure: str = ""


Check: TypeAlias = Callable[[], Finding]


def register(doctors: "Commands", here: argparse.ArgumentParser) -> None:
    """Declare the doctors."""
    apple = doctors.add_parser(
        "apple", help="Apple Wallet: from the files to the push", parents=[here]
    )
    apple.set_defaults(command=_apple)


def tell(findings: Iterable[Finding]) -> int:
    """Print each finding when it is there; 0 when all is well, 1 with warnings, 2 with more."""
    worst = 0
    for found in findings:
        worst = max(worst, _LEAVES[found.verdict])
        sys.stdout.write(printable(f"{found.verdict:<8} {found.subject:<12} {found.seen}") + "\n")
        if found.cure:
            sys.stdout.write(printable(f"{'':<21} → {found.cure}") + "\n")
        sys.stdout.flush()
    sys.stdout.write(f"{_SUMS[worst]}\n")
    return worst


def patiently(subject: str, check: Check, seconds: float = PATIENCE) -> Finding:
    """What the check finds, or that it did not come to an end in time."""
    found: SimpleQueue[Finding | Exception] = SimpleQueue()

    def look() -> None:
        try:
            found.put(check())
        except Exception as error:  # told where it was asked for, not in this thread
            found.put(error)

    Thread(target=look, name=f"doctor {subject}", daemon=True).start()
    try:
        result = found.get(timeout=seconds)
    except Empty:
        return Finding("warning", subject, f"no answer within {seconds:g} s", "try again later")
    if isinstance(result, Exception):
        raise result
    return result


def _apple(asked: argparse.Namespace) -> int:
    from functions.terminal import doctor_apple  # noqa: PLC0415 - httpx is slow to load

    var: Path = asked.var
    development.refuse_nothing(var, os.environ)
    settings = development.local_settings(var, f"http://{HOST}:{asked.port}", os.environ)
    with doctor_apple.outside() as around:
        return tell(doctor_apple.examine(settings, around))
