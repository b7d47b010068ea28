"""A push service that misbehaves frame by frame: one thread, one connection after the other."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import StreamEnded
from h2.exceptions import ProtocolError

from tests.passes.apple.apns import server_certificate

PAUSE_SECONDS = 0.1


class Line:
    """One connection, on which one push has arrived."""

    def __init__(self, taken: ssl.SSLSocket, stopping: threading.Event) -> None:
        self.taken = taken
        self.stopping = stopping
        self.h2 = H2Connection(H2Configuration(client_side=False))
        self.h2.initiate_connection()
        self._send()

    @property
    def is_over(self) -> bool:
        time.sleep(PAUSE_SECONDS)
        return self.stopping.is_set()

    def push(self) -> bool:
        """Wait for one whole push; ``False`` where the client has left."""
        while data := self.taken.recv(65536):
            for event in self.h2.receive_data(data):
                if isinstance(event, StreamEnded):
                    self.stream = event.stream_id
                    return True
            self._send()
        return False

    def answer(self) -> None:
        self.h2.send_headers(self.stream, [(":status", "200")], end_stream=True)
        self._send()

    def begin(self) -> None:
        self.h2.send_headers(self.stream, [(":status", "503")])
        self._send()

    def byte(self) -> None:
        self.h2.send_data(self.stream, b" ")
        self._send()

    def ping(self) -> None:
        self.h2.ping(b"waiting!")
        self._send()

    def goaway(self) -> None:
        self.h2.close_connection(last_stream_id=0)
        self._send()

    def _send(self) -> None:
        self.taken.sendall(self.h2.data_to_send())


Behaviour: TypeAlias = Callable[[Line], None]


class Raw:
    """Behaves in each connection as the next behaviour says, and in the last one for ever."""

    def __init__(self, folder: Path, *behaviours: Behaviour) -> None:
        self.certificate = folder / "raw.pem"
        self.certificate.write_bytes(server_certificate())
        self.behaviours = behaviours
        self.connections = 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate)
        self.context.set_alpn_protocols(["h2"])
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.settimeout(0.1)
        self.port = self.listening.getsockname()[1]
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(5)
        self.listening.close()

    def _run(self) -> None:
        while not self.stopping.is_set():
            with contextlib.suppress(OSError, ProtocolError):
                plain, _ = self.listening.accept()
                plain.settimeout(3)
                with self.context.wrap_socket(plain, server_side=True) as taken:
                    self._serve(taken)

    def _serve(self, taken: ssl.SSLSocket) -> None:
        behaviour = self.behaviours[min(self.connections, len(self.behaviours) - 1)]
        self.connections += 1
        line = Line(taken, self.stopping)
        while line.push():
            behaviour(line)
