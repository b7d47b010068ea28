"""A shop moves from its file to a table while its tills scan; then all that was said is held to.

The tills are those of ``tests/torture``: a process each, one id an operation, sent again until it
is answered for good. They are never told of the move.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from functions import wiring
from functions.journeys.face import card_path
from functions.local import development
from tests.moving.cloud import TARGET, an_empty_table
from tests.moving.holder import Holder
from tests.moving.members import MADE, Made, make
from tests.torture import stage
from tests.torture.audit import Verdict, verdict
from tests.torture.journal import Told, read
from tests.torture.phone import HOST
from tests.torture.server import ROOT, LocalServer, free_port
from tests.torture.torture import finish, scanners

Say = Callable[[str], None]
_TOLD = re.compile(r"^moved .*changes=(\d+) seconds_shut=([\d.]+)$", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordeal:
    """How much of it: seconds of scanning ``before`` and ``after``, ``rest`` behind each scan."""

    members: int
    tills: int
    before: float
    after: float
    rest: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``without_writes``: the longest time in which no till was told that anything is written.

    ``made`` seconds went into members, ``moving`` into the command, which says ``shut`` itself.
    """

    operations: int
    during: int
    changes: int
    made: float
    moving: float
    shut: float
    without_writes: float
    serves_old_pass: bool
    verdict: Verdict

    @property
    def line(self) -> str:
        """All of it in one line."""
        counts = " ".join(f"{name}={len(found)}" for name, found in self.verdict.faults.items())
        return (
            f"move ops={self.operations} during={self.during} changes={self.changes}"
            f" made_seconds={self.made:.0f} move_seconds={self.moving:.1f}"
            f" seconds_shut={self.shut:.2f} move_seconds_without_writes={self.without_writes:.1f}"
            f" old_pass={'served' if self.serves_old_pass else 'REFUSED'} {counts}"
        )


def campaign(folder: Path, ordeal: Ordeal, say: Say) -> Outcome:
    """Run it in that folder."""
    var, port = stage.opened(folder), free_port()
    server = LocalServer(var, port)
    with an_empty_table(folder):
        try:
            server.start()
            server.wait()
            return _campaign(folder, server, var, port, ordeal, say)
        finally:
            server.kill()


def _campaign(
    folder: Path, server: LocalServer, var: Path, port: int, ordeal: Ordeal, say: Say
) -> Outcome:
    began = time.monotonic()
    made, holder = _people(var, port, ordeal.members)
    say(f"{ordeal.members} members are there after {time.monotonic() - began:.0f} s")
    ready = time.monotonic()
    board = stage.prepare(
        folder, var, port, scanners=ordeal.tills, seed=ordeal.seed, rest=ordeal.rest
    )
    with scanners(folder, ordeal.tills) as running:
        time.sleep(ordeal.before)
        moving, settled = time.monotonic(), board.settled
        said = _move(var)
        moved, during = time.monotonic(), board.settled - settled
        say(said)
        server.kill()
        server.start(POINCON_STORE=TARGET, **_aws())
        server.wait()
        time.sleep(ordeal.after)
        board.close()
        finish(running)
    say(f"{board.settled} operations are settled; every accepted one is asked for again…")
    told = read(sorted(folder.glob("journal-*.jsonl")))
    changes, shut = _TOLD.findall(said)[0]
    return Outcome(
        operations=board.settled,
        during=during,
        changes=int(changes),
        made=ready - began,
        moving=moved - moving,
        shut=float(shut),
        without_writes=_longest_rest(told),
        serves_old_pass=holder.still_served(f"http://{HOST}:{port}"),
        verdict=_without(made, verdict(_house_there(var, port), stage.PROGRAM, told, port)),
    )


def _people(var: Path, port: int, members: int) -> tuple[Made, Holder]:
    services = stage.house(var, port).services
    made = make(services, services.programs.current(stage.PROGRAM), members)
    one = next(iter(sorted(made.cards)))
    page = card_path(services, stage.PROGRAM, services.cards.head(stage.PROGRAM, one).card.id)
    return made, Holder.of(f"http://{HOST}:{port}{page}")


def _move(var: Path) -> str:
    """The command, as somebody gives it."""
    command = [sys.executable, "-m", "functions.cli", "move", TARGET, "--var", str(var)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def _house_there(var: Path, port: int) -> wiring.House:
    given = {"POINCON_STORE": TARGET}
    return wiring.build(development.local_settings(var, f"http://{HOST}:{port}", given))


def _aws() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


def _longest_rest(told: Told) -> float:
    """Between two things that a till was told are written now."""
    came = sorted(
        answer.came
        for asked in told.operations.values()
        for answer in asked.answers
        if answer.status == 201
    )
    return max(after - before for before, after in pairwise(came))


def _without(made: Made, found: Verdict) -> Verdict:
    """Nobody at a till asked for what was made beforehand; all else of it must hold."""
    known = {f"card {card}: no form made it" for card in made.cards}
    found.faults["ghost"] = [
        said for said in found.faults["ghost"] if said not in known and not said.startswith(MADE)
    ]
    return found
