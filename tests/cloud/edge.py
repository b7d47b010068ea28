"""The domain on loopback: takes requests as CloudFront's edge does, by the distribution's words.

The emulator serves a distribution's buckets, with its functions and headers, yet no API behind it.
What the distribution sends to an API is sent there here, as its behaviors and origins say; all else
goes to the emulated distribution.
"""

import http.client
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import boto3

_KEPT_HERE = {"host", "connection", "content-length", "transfer-encoding"}


@dataclass(slots=True)
class Edge:
    """Where requests for the domain go; ``distribution`` is read anew at each of them."""

    emulator: str
    domain: str

    def target(self, path: str) -> tuple[str, str]:
        """The host that answers this path, and the path that it is asked for."""
        found = self._distribution()
        config, mine = found["DistributionConfig"], found["DomainName"]
        origins = {one["Id"]: one for one in config["Origins"]["Items"]}
        for behavior in config["CacheBehaviors"]["Items"]:
            if fnmatchcase(path.partition("?")[0], behavior["PathPattern"]):
                origin = origins[behavior["TargetOriginId"]]
                api, _, rest = origin["DomainName"].partition(".")
                if rest.startswith("execute-api."):
                    return f"{api}.execute-api.localhost", origin["OriginPath"] + path
                break
        return mine, path

    def _distribution(self) -> dict[str, Any]:
        client = boto3.client("cloudfront", region_name="us-east-1")
        for one in client.list_distributions()["DistributionList"].get("Items", []):
            if self.domain in one["Aliases"].get("Items", []):
                found: dict[str, Any] = client.get_distribution(Id=one["Id"])["Distribution"]
                return found
        raise LookupError(f"no distribution serves {self.domain}")


@contextmanager
def edge(emulator: str, domain: str) -> Iterator[str]:
    """The address at which the domain is served."""
    at = Edge(emulator, domain)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(at))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, name="edge", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(at: Edge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = self._asked()
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in _KEPT_HERE:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_GET  # noqa: N815

        def _asked(self) -> tuple[int, list[tuple[str, str]], bytes]:
            try:
                host, path = at.target(self.path)
            except LookupError as error:
                return 502, [("Content-Type", "text/plain")], str(error).encode()
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else b""
            given = {k: v for k, v in self.headers.items() if k.lower() not in _KEPT_HERE}
            asked = {**given, "Host": host, "X-Forwarded-Proto": "https"}
            to = urlsplit(at.emulator)
            trusted = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
            connection = http.client.HTTPSConnection(
                str(to.hostname), to.port, timeout=60, context=trusted
            )
            try:
                connection.request(self.command, path, body, asked)
                answer = connection.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            finally:
                connection.close()

        def log_message(self, format: str, *args: object) -> None:
            """Whoever asked knows."""

    return Handler
