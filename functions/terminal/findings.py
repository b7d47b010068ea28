"""What a doctor finds: one thing a line, and what to do about it; under headings where it is much.

What the outside says is awaited for ten seconds at most; nothing secret is printed.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Literal, TypeAlias

from functions.terminal.sentences import printable, sentence
from loyalty.errors import BadConfiguration

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


@dataclass(frozen=True, slots=True)
class Heading:
    """What the findings after it are about."""

    text: str


Check: TypeAlias = Callable[[], Finding]


def tell(findings: Iterable[Finding | Heading]) -> int:
    """Print each finding when it is there; 0 when all is well, 1 with warnings, 2 with more."""
    worst, has_headings = 0, False
    for found in findings:
        if isinstance(found, Heading):
            sys.stdout.write(f"{chr(10) if has_headings else ''}{found.text}\n")
            has_headings = True
        else:
            worst = max(worst, _LEAVES[found.verdict])
            _show(found)
        sys.stdout.flush()
    sys.stdout.write(f"{chr(10) if has_headings else ''}{_SUMS[worst]}\n")
    return worst


def _show(found: Finding) -> None:
    sys.stdout.write(printable(f"{found.verdict:<8} {found.subject:<12} {found.seen}") + "\n")
    if found.cure:
        sys.stdout.write(printable(f"{'':<21} → {found.cure}") + "\n")


def complaints(subject: str, wrong: BadConfiguration) -> Iterator[Finding]:
    """Everything that is wrong with what was given, a finding each."""
    for error in wrong.facts["errors"]:
        yield Finding("wrong", subject, f"{error['path']} {error['reason']}", error["hint"])


def unless_it_fails(subject: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, and what has cut them short as one more; what nobody foresaw is raised."""
    try:
        yield from findings
    except BadConfiguration as wrong:
        yield from complaints(subject, wrong)
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
        yield Finding("wrong", subject, said)


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
