"""``poincon run`` as a process of its own: killed, it loses nothing; interrupted, it ends well."""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from werkzeug.wrappers import Response

from functions.local.development import DEMO_PROGRAM
from functions.local.server import Server
from functions.store.ledger import LedgerStore
from functions.store.sqlite import SqliteEngine
from loyalty.errors import BadConfiguration

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[3]
ADA = {"first_name": "Ada", "language": "fr", "accepts_terms": True}
MEMBERS = "/v1/programs/cafe-poincon/members"


class Running:
    """One ``poincon run`` on a folder."""

    def __init__(self, var: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        environment = {n: v for n, v in os.environ.items() if not n.startswith("POINCON_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "functions.cli", "run", "--var", var, "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> "Running":
        """Until it answers."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/cafe-poincon/fr/", trust_env=False).status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.05)
        pytest.fail(f"it does not answer: {self.end(signal.SIGKILL)}")

    def end(self, how: signal.Signals) -> str:
        """Send it the signal; what it had said."""
        self.process.send_signal(how)
        return self.process.communicate(timeout=20)[0]


@pytest.fixture(name="port")
def _port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(name="runs")
def _runs() -> Iterator[list[Running]]:
    runs: list[Running] = []
    yield runs
    for run in runs:
        if run.process.poll() is None:
            run.end(signal.SIGKILL)


def test_a_member_is_still_there_after_a_kill(
    tmp_path: Path, port: int, runs: list[Running]
) -> None:
    (tmp_path / "program.toml").write_text(quickly_drawn())
    runs.append(Running(tmp_path, port).wait())
    joined = httpx.post(f"{runs[0].url}{MEMBERS}", json=ADA, trust_env=False)
    runs[0].end(signal.SIGKILL)

    runs.append(Running(tmp_path, port).wait())
    card = httpx.get(runs[1].url + joined.json()["card_url"], trust_env=False)
    said = runs[1].end(signal.SIGINT)

    assert (joined.status_code, card.status_code) == (201, 200)
    assert "Ada" in card.text
    assert runs[1].process.returncode == 0
    assert "Café Poinçon is open." in said and "Traceback" not in said
    assert members(tmp_path) == ["Ada"]


def quickly_drawn() -> str:
    """The demo program with two stamps: most of a first start is drawing them."""
    return DEMO_PROGRAM.read_text().replace("threshold = 9", "threshold = 2")


def members(var: Path) -> list[str]:
    """Read from the file itself."""
    engine = SqliteEngine(var / "poincon.db")
    found = [held.member for held in LedgerStore(engine).every("cafe-poincon")]
    engine.close()
    return [member.first_name for member in found if member]


def test_a_server_is_started_asked_and_stopped() -> None:
    server = Server(Response("here"), 0)
    server.start()

    answer = httpx.get(server.url, trust_env=False)

    server.stop()
    assert answer.text == "here"
    assert answer.headers["Server"] == "poincon"
    with pytest.raises(httpx.TransportError):
        httpx.get(server.url, trust_env=False)


# Waitress leaves its socket to the collector when it cannot listen.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_port_that_is_taken_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadConfiguration) as refused:
            Server(Response("here"), port)

    assert str(refused.value).startswith(f"port {port}: Address already in use")
    del refused
    gc.collect()
