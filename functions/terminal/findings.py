"""What a doctor finds: one thing a line, and what to do about it.

What the outside says is awaited for ten seconds at most; nothing secret is printed.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Literal, TypeAlias

from functions.terminal.sentences import printable

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
