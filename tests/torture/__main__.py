"""``make torture``: sixteen scanners, a hundred kills, six thousand operations, one last line."""

import argparse
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from tests.torture.torture import Ordeal, torture

SHOWN = 5


def main() -> int:
    """0 where nothing was lost, doubled, made up or told in two ways."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--scanners", type=int, default=16)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--operations", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nobody is left running
    _say(f"{asked.scanners} scanners, {asked.kills} kills, seed {asked.seed}")
    with tempfile.TemporaryDirectory() as folder:
        outcome = torture(Path(folder) / "torture", Ordeal(**vars(asked)), _say)
    for name, found in outcome.verdict.faults.items():
        for said in found[:SHOWN]:
            _say(f"{name}: {said}")
    _say(outcome.line)
    return 0 if outcome.verdict.clean else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
