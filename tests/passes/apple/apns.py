"""A push service on this machine: hypercorn, HTTP/2 only, and no answer without a certificate."""

import asyncio
import gc
import json
import socket
import ssl
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypercorn.asyncio import serve
from hypercorn.config import Config


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service says to one push, and how long it takes to say it."""

    status: int = 200
    body: dict[str, Any] | bytes = field(default_factory=dict)
    headers: tuple[tuple[bytes, bytes], ...] = ()
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """One push as it arrived."""

    http_version: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int


class Apns:
    """Answers pushes in the order in which answers were given, 200 when there are none left."""

    def __init__(self, folder: Path, root: bytes, **settings: Any) -> None:
        self.answers: deque[Answer] = deque()
        self.seen: list[Seen] = []
        self.certificate = folder / "server.pem"
        self.certificate.write_bytes(server_certificate())
        (folder / "root.pem").write_bytes(root)
        self.config = Config.from_mapping(
            certfile=str(self.certificate),
            keyfile=str(self.certificate),
            ca_certs=str(folder / "root.pem"),
            verify_mode=ssl.CERT_REQUIRED,
            alpn_protocols=["h2"],
            errorlog=None,
            graceful_timeout=0.1,
            shutdown_timeout=0.1,
            **settings,
        )
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda loop, context: None)
        self.stopped = asyncio.Event()
        self.thread = threading.Thread(target=self._run)

    def start(self) -> "Apns":
        """Listen on a free port."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.config.bind = [f"fd://{listening.detach()}"]
        self.thread.start()
        return self

    def stop(self) -> None:
        """Stop listening, once the clients have left."""
        self.loop.call_soon_threadsafe(self.stopped.set)
        self.thread.join(10)
        assert not self.thread.is_alive()
        # What hypercorn left behind complains now, while its warnings are expected.
        gc.collect()

    def answer(self, token: str) -> Answer:
        """What is said to a push to that token."""
        return self.answers.popleft() if self.answers else Answer()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(serve(self._app, self.config, shutdown_trigger=self.stopped.wait))

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = await _whole_body(receive)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        version, method, path = scope["http_version"], scope["method"], scope["path"]
        self.seen.append(Seen(version, method, path, headers, body, scope["client"][1]))
        answer = self.answer(path.rpartition("/")[2])
        await asyncio.sleep(answer.seconds)
        start = {"type": "http.response.start", "status": answer.status}
        await send({**start, "headers": answer.headers})
        said = answer.body or b""
        said = said if isinstance(said, bytes) else json.dumps(said).encode()
        await send({"type": "http.response.body", "body": said})


async def _whole_body(receive: Any) -> bytes:
    """All of it: hypercorn drops the connection of a request that is answered too early."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def server_certificate() -> bytes:
    """A key, and a certificate of 127.0.0.1 that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM) + secret
