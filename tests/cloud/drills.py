"""``make drills``: what docs/runbook.md tells, done on an emulated account, one after the other.

One deployment, then each drill: what is seen first, what is done, and how one sees that it is over.
Some five minutes. Words of their names choose among them: ``python -m tests.cloud.drills mail``.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.tour.actors import TourFailed
from infra.deploy.stages import FUNCTIONS
from tests.cloud import aws
from tests.cloud.account import account
from tests.cloud.drill_house import House
from tests.cloud.drill_mail import suspended
from tests.cloud.drill_restore import damaged
from tests.cloud.drill_secrets import certificate, leaked_secret
from tests.cloud.drill_shop import lost_phone, wrong_rule
from tests.cloud.edge import edge
from tests.cloud.operating import Operator, say
from tests.cloud.shop import DOMAIN, STAGE, open_a_fortnight_ago, put_certificate
from tests.cloud.tour import Visitor

DRILLS: Mapping[str, Callable[[House], None]] = {
    "Apple's certificate ends": certificate,
    "The program's secret has leaked": leaked_secret,
    "A till's phone is lost": lost_phone,
    "A wrong rule is published": wrong_rule,
    "Amazon SES sends no mail": suspended,
    "The ledger is damaged": damaged,
}
"""By the runbook's headings; the last one leaves the stage on another table."""


def main(words: Sequence[str]) -> int:
    """0 when every drill did what it should, 2 where no drill has such a name."""
    chosen = {
        name: drill
        for name, drill in DRILLS.items()
        if not words or any(word.lower() in name.lower() for word in words)
    }
    if not chosen:
        say(f"No drill is named {' or '.join(words)}: {'; '.join(DRILLS)}")
        return 2
    began = time.monotonic()
    with TemporaryDirectory(prefix="poincon-drills-") as name, account(Path(name)) as told:
        try:
            with edge(told["AWS_ENDPOINT_URL"], DOMAIN) as address:
                _all(chosen, address, Path(name))
        except TourFailed as failed:
            say(f"FAILED: {failed}")
            _last_words()
            return 1
    say(f"{len(chosen)} drills did what they should, in {time.monotonic() - began:.0f} s.")
    return 0


def _all(chosen: Mapping[str, Callable[[House], None]], address: str, folder: Path) -> None:
    at = Operator(folder)
    put_certificate()
    at.run("deploy", "--this-python", "--address", address)
    open_a_fortnight_ago(folder)
    with Visitor(address=address).http() as http:
        house = House(
            at=at, folder=folder, address=address, http=http, clock=lambda: datetime.now(UTC)
        )
        for number, (name, drill) in enumerate(chosen.items(), start=1):
            say(f"\n=== {number}/{len(chosen)} {name}")
            began = time.monotonic()
            drill(house)
            say(f"=== over, {time.monotonic() - began:.0f} s")


def _last_words() -> None:
    """What the functions wrote of errors, for whoever wants to know why."""
    for function in FUNCTIONS:
        lines = aws.log_lines(f"poincon-{STAGE}-{function}")
        for line in [one for one in lines if '"level": "ERROR"' in one or "Error: " in one][-5:]:
            say(f"  {function}: {line[-2000:]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
