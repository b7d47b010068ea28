"""What lies between a phone and the shop's server, and what it answers when the server does not."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

State = Literal["up", "dead", "hotspot", "cut"]
"""``dead``: a proxy says so; ``hotspot``: it wants to be signed in to; ``cut``: no answer."""

_INSTEAD = {
    "dead": (502, b"<!DOCTYPE html><title>502</title><h1>502 Bad Gateway</h1>"),
    "hotspot": (200, b"<!DOCTYPE html><title>Wi-Fi</title><h1>Accept our terms</h1>"),
}


class Wire:
    """A proxy before ``server``; ``state`` may change at any time."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.state: State = "up"
        self.lost = "\0"
        """What comes to nothing even so: paths that contain this."""
        self.asked: list[str] = []
        """Paths that reached the server."""
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, wire: Wire, *given: object) -> None:
        self._wire = wire
        super().__init__(*given)  # type: ignore[arg-type]

    def _carry(self) -> None:
        wire = self._wire
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if wire.state == "cut" or wire.lost in self.path:
            return self.connection.close()
        if wire.state != "up":
            status, page = _INSTEAD[wire.state]
            return self._answer(status, {"Content-Type": "text/html"}, page)
        wire.asked.append(self.path)
        server = http.client.HTTPConnection(urlsplit(wire.server).netloc, timeout=10)
        try:
            server.request(self.command, self.path, body or None, dict(self.headers))
            answer = server.getresponse()
            self._answer(answer.status, dict(answer.getheaders()), answer.read())
        except ConnectionError:
            pass  # The page that asked is gone.
        finally:
            server.close()

    def do_GET(self) -> None:
        self._carry()

    def do_POST(self) -> None:
        self._carry()

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def wire_to(server: str) -> Iterator[Wire]:
    """Put one before that address; ``url`` is where it is reached."""
    wire = Wire(server)
    front = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, wire))
    thread = threading.Thread(target=front.serve_forever)
    thread.start()
    wire.url = f"http://127.0.0.1:{front.server_port}"
    try:
        yield wire
    finally:
        front.shutdown()
        thread.join()
        front.server_close()
