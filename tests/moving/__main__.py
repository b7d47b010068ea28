"""A shop moves while its tills scan: ``python -m tests.moving --members 100000 --tills 16``."""

import argparse
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from tests.moving.campaign import Ordeal, campaign

SHOWN = 5
LONGEST_WITHOUT_WRITES = 60.0


def main() -> int:
    """0 where nothing was lost, doubled or made up, and writes rested for a minute at most."""
    parser = argparse.ArgumentParser(prog="python -m tests.moving", description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--tills", type=int, default=16)
    parser.add_argument("--before", type=float, default=5.0, help="seconds of scanning before")
    parser.add_argument("--after", type=float, default=10.0, help="and behind")
    parser.add_argument("--rest", type=float, default=0.5, help="seconds behind each scan")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nobody is left running
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(Path(folder) / "moving", Ordeal(**vars(asked)), _say)
    for name, found in outcome.verdict.faults.items():
        for said in found[:SHOWN]:
            _say(f"{name}: {said}")
    _say(outcome.line)
    is_short = outcome.without_writes <= LONGEST_WITHOUT_WRITES
    return 0 if outcome.verdict.clean and outcome.serves_old_pass and is_short else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
