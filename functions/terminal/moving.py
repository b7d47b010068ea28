"""``poincon move``: from the file of one machine to a DynamoDB table, while tills scan."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from functions.settings import Settings
from functions.store.arriving import Arriving
from functions.store.dynamodb import client
from functions.store.dynamodb_table import DynamoTable
from functions.store.leaving import Leaving, left, refusal
from functions.store.moving import Moved, Moving, Plan
from functions.terminal.progress import Progress

KIND = "dynamodb"
_STEPS = """\
  1. Every change is noted from now on, and everything is copied; tills scan meanwhile.
  2. What was copied is read back and compared; then what has changed since is brought.
  3. The old store takes no more writes: tills keep what they have, and send it again.
  4. The last changes are brought. Then the shop is in the table: start the server on it at once.
"""
_DONE = """\
The shop is in {target}. Nothing can be written to the old store any more.
Start the server again now, with
  POINCON_STORE={target}
and with the same POINCON_SECRETS, the same POINCON_URL and the same certificates as before: then
every card, pass, phone and PIN is good as it is. Here, {var} has the secrets.
"""


def move(settings: Settings, target: str, var: Path, now: datetime, *, only_plan: bool) -> int:
    """Say what there is to do and, unless that is all, do it."""
    with _moving(settings, target, now) as moving:
        sys.stdout.write(f"{settings.store[1]} moves to {target}.\n")
        plan = moving.plan()
        sys.stdout.write(_planned(plan))
        if only_plan:
            sys.stdout.write(_STEPS)
            return 0
        try:
            moved = moving.go(plan)
        except BaseException:
            sys.stderr.write(
                "The move is not over: the same command goes on, "
                "poincon move --open-again gives it up.\n"
            )
            raise
        sys.stdout.write(_told(moved) + _DONE.format(target=target, var=var))
    return 0


def open_again(settings: Settings, now: datetime) -> int:
    """The old store takes writes again, and the table is nobody's."""
    file = _file(settings)
    begun = left(file)
    if begun is None:
        raise refusal(str(file), "is not moving", "there is nothing to be opened again")
    with _moving(settings, begun.target, now) as moving:
        moving.open_again()
    sys.stdout.write(f"{file} takes writes again; what is in {begun.target} is no shop.\n")
    return 0


@contextmanager
def _moving(settings: Settings, target: str, now: datetime) -> Iterator[Moving]:
    kind, _, table = target.partition(":")
    if kind != KIND or not table:
        raise refusal(target, "is no place to move to", f"{KIND}:<table>")
    file = _file(settings)
    with _alone(file):
        source = Leaving(file)
        try:
            yield Moving(
                source=source,
                target=Arriving(DynamoTable(client(), table), table),
                name=target,
                now=now,
                watcher=_Terminal(),
            )
        finally:
            source.close()


def _file(settings: Settings) -> Path:
    kind, place = settings.store
    if kind == "sqlite" and place:
        return Path(place)
    raise refusal("POINCON_STORE", "is no file", "a move begins with the store of one machine")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One at a time; the system lets go of it, however this one ends."""
    with file.with_name(f"{file.name}-moving").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal(str(file), "is being moved just now", "wait for that to end") from None
        yield


class _Terminal:
    """Fulfils ``Watcher``."""

    def say(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def count(self, unit: str, total: int | None) -> Progress:
        return Progress(unit, total)


def _planned(plan: Plan) -> str:
    size = f"{plan.bytes / 1_000_000:,.1f} MB"
    return f"{plan.items:,} items, {size}: about {plan.units:,} write units to copy.\n"


def _told(moved: Moved) -> str:
    copied = f"items={moved.items} digest={moved.digest} (as read back) " if moved.items else ""
    return f"moved {copied}changes={moved.changes} seconds_shut={moved.shut:.1f}\n"
