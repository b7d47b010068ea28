"""Many phones at one server that dies again and again: is every answer that was given true?"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.torture import stage
from tests.torture.audit import Verdict, verdict
from tests.torture.board import Board
from tests.torture.journal import read
from tests.torture.server import ROOT, LocalServer, free_port

UP_SECONDS = (0.05, 1.3)
STARTING_SECONDS = (0.2, 0.9)
KILLED_WHILE_STARTING = 0.08
FINISHING_SECONDS = 60.0

Say = Callable[[str], None]


class Unfinished(Exception):
    """A scanner did not come to an end with a server that stays up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordeal:
    """How much of it: whichever of ``kills`` and ``operations`` is reached last ends it."""

    scanners: int
    kills: int
    operations: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done, and what was found. ``recovered`` operations were done by a try whose own
    answer never came; ``in_flight`` requests were waiting when the server was killed.
    """

    operations: int
    recovered: int
    kills: int
    restarts: int
    in_flight: int
    verdict: Verdict

    @property
    def line(self) -> str:
        """All of it in one line."""
        counts = " ".join(f"{name}={len(found)}" for name, found in self.verdict.faults.items())
        return (
            f"torture ops={self.operations} kills={self.kills} restarts={self.restarts}"
            f" in_flight={self.in_flight} recovered={self.recovered} {counts}"
        )


def torture(folder: Path, ordeal: Ordeal, say: Say) -> Outcome:
    """Run it in that folder, then look at what is left."""
    var, port = stage.opened(folder), free_port()
    server = LocalServer(var, port)
    try:
        server.start()
        server.wait()
        board = stage.prepare(folder, var, port, scanners=ordeal.scanners, seed=ordeal.seed)
        with scanners(folder, ordeal.scanners) as running:
            kills, in_flight = _kill_and_restart(server, board, ordeal, say)
            board.close()
            finish(running)
        server.kill()
        server.start()
        server.wait()
        say(f"{board.settled} operations are settled; every accepted one is asked for again…")
        told = read(sorted(folder.glob("journal-*.jsonl")))
        found = verdict(stage.house(var, port), stage.PROGRAM, told, port)
    finally:
        server.kill()
    return Outcome(
        operations=board.settled,
        recovered=sum(asked.recovered for asked in told.operations.values()),
        kills=kills + 1,
        restarts=server.starts - 1,
        in_flight=in_flight,
        verdict=found,
    )


def _kill_and_restart(
    server: LocalServer, board: Board, ordeal: Ordeal, say: Say
) -> tuple[int, int]:
    """Kill it at moments that nobody knows, and start it at once: how often, and what waited."""
    chance, kills, in_flight = random.Random(ordeal.seed), 0, 0
    while kills < ordeal.kills or board.settled < ordeal.operations:
        time.sleep(chance.uniform(*UP_SECONDS))
        in_flight += board.in_flight
        server.kill()
        server.start()
        kills += 1
        if chance.random() < KILLED_WHILE_STARTING:
            time.sleep(chance.uniform(*STARTING_SECONDS))
            server.kill()
            server.start()
            kills += 1
        server.wait()
        if kills % 10 == 0:
            say(f"{kills} kills, {board.settled} operations, {in_flight} requests cut off")
    return kills, in_flight


@contextmanager
def scanners(folder: Path, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many, each in a process of its own; they are gone afterwards, whatever happens."""
    command = [sys.executable, "-m", "tests.torture.scanner", str(folder)]
    running = [subprocess.Popen([*command, str(number)], cwd=ROOT) for number in range(count)]
    try:
        yield running
    finally:
        for one in running:
            one.kill()
            one.wait()


def finish(running: list[subprocess.Popen[bytes]]) -> None:
    """Wait until each scanner has the answers that it still waits for."""
    deadline = time.monotonic() + FINISHING_SECONDS
    for one in running:
        try:
            failed = one.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise Unfinished("a scanner still waits for an answer") from None
        if failed:
            raise Unfinished(f"a scanner ended with {failed}")
