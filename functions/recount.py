"""Having the owner's page counted anew, on AWS: an asynchronous call of the jobs function."""

from typing import TYPE_CHECKING

from functions.wallets.nudge import ask

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaRecount:
    """Fulfils ``ports.Recount``: what fails is tried twice more, and the next look asks again."""

    def __init__(self, client: "LambdaClient", function: str, command: str) -> None:
        self._client = client
        self._function = function
        self._command = command

    def __call__(self, program: str) -> None:
        """Ask for it; AWS takes the request and runs it when we are done."""
        ask(self._client, self._function, {"command": self._command, "program": program})
