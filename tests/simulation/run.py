"""``make simulate``: as many operations as are wanted, and one line that says what went wrong."""

import argparse
import os
import sys
import time

from tests.simulation.shards import play_all, seeds
from tests.simulation.verdict import Score

PROGRESS_SECONDS = 5.0
LEAST_FAULTY = 0.4


def main() -> int:
    """Play, show how it goes, and say the verdict; 1 where anything is wrong."""
    asked = _arguments()
    total, began, told = Score(), time.monotonic(), time.monotonic()
    for score in play_all(seeds(asked.seed, asked.ops), asked.processes):
        total.add(score)
        if time.monotonic() - told > PROGRESS_SECONDS:
            told = time.monotonic()
            print(f"  {total.ops:>9} operations, {total.ops / (told - began):.0f}/s", flush=True)
    _tell(total, time.monotonic() - began)
    is_hard = total.faulty_share >= LEAST_FAULTY
    return 0 if total.is_clean and is_hard and not total.too_seldom else 1


def _tell(total: Score, seconds: float) -> None:
    for story in total.stories[:10]:
        print(story)
    print(
        f"  {total.ops / seconds:.0f} operations a second; something befell"
        f" {total.faulty_share:.0%} of them; {total.overtaken} refused while a copy was under way,"
        " which was taken"
    )
    shares = (f"{kind} {total.accepted[kind] / n:.0%}" for kind, n in sorted(total.asked.items()))
    print(
        f"  accepted: {', '.join(shares)}; {total.wallets} wallets and {total.forgotten} forgotten"
        " people looked after"
    )
    for kind, share in total.too_seldom.items():
        print(f"  only {share:.0%} of {kind} accepted")
    print(total)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ops", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
