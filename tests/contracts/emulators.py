"""Programs that play DynamoDB on loopback: two, which know nothing of each other."""

import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from botocore.exceptions import BotoCoreError, ClientError

from functions.store.dynamodb import client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROOT = Path(__file__).parents[2]
REGION = "eu-west-3"
NOBODY = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing"}
START_SECONDS = 30.0
STOP_SECONDS = 5.0
_ENVIRONMENT = threading.Lock()


@dataclass(frozen=True)
class Emulator:
    """A program that is installed for this checkout, and how it is started on a port."""

    name: str
    program: Path
    options: Callable[[int, Path], list[str]]
    settings: Callable[[int], dict[str, str]]
    runs_here: bool = True
    scheme: str = "http"

    @property
    def missing(self) -> str:
        """What to do so that it can be started; nothing where it can."""
        if not self.runs_here:
            return f"{self.name} is not made for {platform.system()} on {platform.machine()}"
        return "" if self.program.exists() else f"{self.name} is not here: make emulators"


MINISTACK = Emulator(
    "ministack",
    ROOT / ".venv-emulator/bin/ministack",
    lambda port, folder: [],
    lambda port: {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    },
)
DYNOXIDE = Emulator(
    "dynoxide",
    ROOT / "node_modules/@dynoxide/linux-x64/dynoxide",
    lambda port, folder: [
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--db-path", str(folder / "dynoxide.db")),
    ],
    lambda port: {},
    runs_here=sys.platform == "linux" and platform.machine() == "x86_64",
)
EMULATORS = {emulator.name: emulator for emulator in (MINISTACK, DYNOXIDE)}


@contextmanager
def running(emulator: Emulator, folder: Path) -> Iterator[str]:
    """Its address, once it answers; it is gone afterwards, whatever happens."""
    port, output = _free_port(), folder / f"{emulator.name}.txt"
    with output.open("wb") as lines:
        process = subprocess.Popen(
            [*_dying_with_us(), emulator.program, *emulator.options(port, folder)],
            env={"PATH": os.environ["PATH"], **NOBODY, **emulator.settings(port)},
            cwd=folder,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
    address = f"{emulator.scheme}://127.0.0.1:{port}"
    try:
        _wait_for(address, process, output)
        yield address
    finally:
        _stop(process)


def connected(address: str) -> "DynamoDBClient":
    """The product's own client, as nobody; the environment is one for all threads."""
    with _ENVIRONMENT, patch.dict(os.environ, NOBODY):
        return client(endpoint_url=address, region=REGION)


def _dying_with_us() -> list[str]:
    """Where there is Linux' own way: should the tests be killed, so is what they started."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: "subprocess.Popen[bytes]", output: Path) -> None:
    asking, deadline = connected(address), time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            asking.list_tables()
            return
        except (BotoCoreError, ClientError):
            time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer:\n{output.read_text(errors='replace')}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
