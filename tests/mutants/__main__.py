"""``make mutants``: which planted bugs the tests find; one line each, the figures last."""

import argparse
import sys

from tests.mutants.campaign import NotGreen, campaign, last_line
from tests.mutants.planted import MUTANTS


def main() -> int:
    """0 where every bug is found that anybody could tell from the code as it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="bugs whose name or file holds this")
    asked = parser.parse_args()
    chosen = [mutant for mutant in MUTANTS if asked.only in f"{mutant.file} {mutant.name}"]
    try:
        fates = campaign(chosen, asked.workers, _say)
    except NotGreen as failed:
        _say(str(failed))
        return 2
    _say(last_line(fates))
    return 1 if any(fate.word == "survived" for fate in fates) else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
