"""A site on this machine over real TLS, with whatever answers there."""

import ssl
import threading
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import httpx

from tests.passes.apple.apns import server_certificate


class SecureSite:
    """Serves a WSGI app at ``https://127.0.0.1``, with a certificate for a day."""

    def __init__(self, folder: Path, app: Any) -> None:
        self.certificate = folder / "site.pem"
        self.certificate.write_bytes(server_certificate())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self._server = WSGIServer(("127.0.0.1", 0), _Silent)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.set_app(app)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"https://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "SecureSite":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def client(self) -> httpx.Client:
        """A client that trusts this site alone."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(verify=context, timeout=3, trust_env=False)


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal of the tests."""
