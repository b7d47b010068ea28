"""A local server that is started, asked, and stopped: waitress in a thread of its own."""

import logging
import threading
from typing import Any

from waitress import create_server, wasyncore

from functions.local.origin import Wsgi
from loyalty.errors import BadConfiguration

HOST = "127.0.0.1"


class Server:
    """One origin on loopback; port 0 lets the system choose."""

    def __init__(self, app: Wsgi, port: int, threads: int = 8) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        try:
            self._server: Any = create_server(
                app,
                host=HOST,
                port=port,
                threads=threads,
                ident="poincon",
                clear_untrusted_proxy_headers=True,
            )
        except OSError as taken:
            wrong = {"path": f"port {port}", "reason": str(taken.strerror), "hint": "PORT=8001"}
            raise BadConfiguration(errors=[wrong]) from None
        self.port: int = self._server.effective_port
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Answer in a thread, and come back at once."""
        self._thread.start()

    def run(self) -> None:
        """Answer here, until interrupted."""
        self._server.run()

    def stop(self) -> None:
        """Stop answering: open connections are closed, in the thread that owns them."""
        sockets = self._server._map
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        self._thread.join()
        self._server.task_dispatcher.shutdown()
