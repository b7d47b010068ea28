"""What each function may not do, tried with its own role: the account refuses by name."""

from collections.abc import Callable

from functions.tour.actors import expect
from tests.cloud import aws
from tests.cloud.shop import OWNER, SENDER, STAGE

Say = Callable[[str], None]
_TABLE = f"poincon-{STAGE}"
_MAIL = {
    "FromEmailAddress": SENDER,
    "Destination": {"ToAddresses": [OWNER]},
    "Content": {"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}},
}
_KEY = [f"/poincon/{STAGE}/apple-key"]
_OWN = [f"/poincon/{STAGE}/secrets"]


def denials(say: Say) -> None:
    """Raises ``TourFailed`` where a role may more than it should."""
    public, till = aws.Probe(f"poincon-{STAGE}-public"), aws.Probe(f"poincon-{STAGE}-till")
    expect(till.asks("ssm", "get_parameters", Names=_OWN) == "allowed", "the probe may nothing")
    for who, said in (
        ("the till reads the whole table", till.asks("dynamodb", "scan", TableName=_TABLE)),
        ("the till reads Apple's key", till.asks("ssm", "get_parameters", Names=_KEY)),
        ("the till sends mail", till.asks("sesv2", "send_email", **_MAIL)),
        ("the public reads the whole table", public.asks("dynamodb", "scan", TableName=_TABLE)),
        ("the public sends mail", public.asks("sesv2", "send_email", **_MAIL)),
    ):
        expect("AccessDenied" in said, f"{who}, and is not refused: {said}")
        say(f"Denied: {who}.")
    code = aws.refused(f"poincon-{STAGE}-till", {"raw_command": "import os"})
    other = aws.refused(f"poincon-{STAGE}-jobs", {"command": "functions.wiring.house"})
    expect("Refused" in code or "neither" in code, f"code was run: {code}")
    expect("Refused" in other or "neither" in other, f"a function was run: {other}")
    say("Denied: an event that brings code, and one that names a function which is no job.")
