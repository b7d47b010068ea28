"""``poincon run`` as a process of its own, which may be killed at any moment."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.torture.phone import HOST

ROOT = Path(__file__).parents[2]
LONGEST_START_SECONDS = 60.0
SHOWN = 12
PORTS = (20_000, 30_000)


class NotStarted(Exception):
    """The server went by itself, or never answered."""


class LocalServer:
    """One folder, served again and again at one port."""

    def __init__(self, var: Path, port: int) -> None:
        self._command = [sys.executable, "-m", "functions.cli", "run", "--var", str(var)]
        self._command += ["--port", str(port)]
        self._said = var.with_suffix(".log")
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def start(self, **settings: str) -> None:
        """Begin; it may take a second until it answers."""
        environment = {n: v for n, v in os.environ.items() if not n.startswith("POINCON_")}
        environment |= settings
        with self._said.open("ab") as said:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=environment, stdout=said, stderr=said
            )
        self.starts += 1

    def wait(self) -> None:
        """Until somebody listens at its port."""
        deadline = time.monotonic() + LONGEST_START_SECONDS
        while time.monotonic() < deadline and self.is_alive:
            try:
                socket.create_connection((HOST, self._port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise NotStarted("\n".join(self._said.read_text().splitlines()[-SHOWN:]))

    @property
    def is_alive(self) -> bool:
        """Whether it runs, answering or not."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """As a power cut does it: no warning, nothing is finished."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


def free_port() -> int:
    """A port that nobody has just now, and that the system gives to nobody by itself.

    A phone that keeps knocking while the server is down would else be given that very port for
    its own end, sooner or later, and talk to itself.
    """
    while True:
        port = random.randrange(*PORTS)
        try:
            socket.create_server((HOST, port)).close()
            return port
        except OSError:
            continue
