"""``make deploy-local``: the very deployment that AWS gets, to an emulated account, and the tour.

Permissions are enforced there, so whatever a role lacks fails here. Some three minutes.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import boto3

from functions.tour.actors import TourFailed, expect
from infra.deploy.stages import FUNCTIONS
from tests.cloud import aws
from tests.cloud.account import account
from tests.cloud.denials import denials
from tests.cloud.edge import edge
from tests.cloud.operating import Operator, pairing_code, say
from tests.cloud.shop import (
    DOMAIN,
    PROGRAM,
    STAGE,
    open_a_fortnight_ago,
    put_certificate,
)
from tests.cloud.tour import tour


def main() -> int:
    """0 when every step did what it should."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="poincon-cloud-") as name, account(Path(name)) as told:
        at = Operator(Path(name))
        put_certificate()
        try:
            with edge(told["AWS_ENDPOINT_URL"], DOMAIN) as address:
                _steps(at, address, Path(name))
        except TourFailed as failed:
            say(f"FAILED: {failed}")
            _last_words(Path(name))
            return 1
    say(f"Every step did what it should, in {time.monotonic() - began:.0f} s.")
    return 0


def _steps(at: Operator, address: str, folder: Path) -> None:
    at.run("deploy", "--plan")
    at.run("deploy", "--this-python", "--address", address)
    open_a_fortnight_ago(folder)
    code = pairing_code(at.run("terminal", "pair", "--role", "till", "--program", PROGRAM))
    tour(address, code, say)
    denials(say)
    _logs()
    say("Deployed a second time:")
    at.run("deploy", "--this-python", "--address", address)
    at.run("undeploy", "--yes")
    kept = boto3.client("dynamodb").scan(TableName=f"poincon-{STAGE}", Select="COUNT")["Count"]
    expect(kept, "undeploying took the cards away")
    say(f"Taken away; the table still holds {kept} items.")


def _last_words(folder: Path) -> None:
    """What the functions and the account wrote, for whoever wants to know why."""
    for line in (folder / "ministack.txt").read_text(errors="replace").splitlines()[-30:]:
        say(f"  account: {line}")
    for function in FUNCTIONS:
        lines = aws.log_lines(f"poincon-{STAGE}-{function}")
        for line in [one for one in lines if '"request"' not in one and "RequestId" not in one]:
            say(f"  {function}: {line[-2000:]}")


def _logs() -> None:
    """One line for each request, and nothing of the card's address or of Ada."""
    lines = aws.log_lines(f"poincon-{STAGE}-till")
    requests = [line for line in lines if '"event": "request"' in line]
    expect(requests, "the till wrote no line")
    told = [line for line in lines if "Ada" in line or "/c/" in line or "Bearer" in line]
    expect(not told, f"the log tells too much: {told[:1]}")
    say(f"The till's log has {len(requests)} requests, one line each: {requests[-1].strip()}")


if __name__ == "__main__":
    sys.exit(main())
