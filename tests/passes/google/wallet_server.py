"""A stand-in for Google Wallet on this machine: real HTTP, Google's own schema, real signatures.

It knows what is documented: the service account's assertion, insert and PATCH of classes and
objects, and the refusals. The reason strings of 404 and 409 are a guess; the product must not
depend on them.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote

import jwt

from passes.google.account import Account
from passes.google.rest import SCOPE
from tests.passes.google.wallet_schema import Json, mistakes

PREFIX = "/walletobjects/v1/"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
RESOURCES = {"loyaltyClass": "LoyaltyClass", "loyaltyObject": "LoyaltyObject"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    page: str = ""


def refusal(status: int, reason: str = "", **headers: str) -> Answer:
    error = {"code": status, "message": "refused", "errors": [{"reason": reason}]}
    return Answer(status, {"error": error}, headers)


class WalletServer:
    """What it holds, what it was sent, and the refusals that were ordered in advance."""

    def __init__(self, account: Account, clock: Callable[[], datetime]) -> None:
        self.account = account
        self.clock = clock
        self.held: dict[str, dict[str, Json]] = {kind: {} for kind in RESOURCES}
        self.calls: list[tuple[str, str, Json]] = []
        self.tokens: dict[str, datetime] = {}
        self.refusals: list[Answer] = []
        self.token_refusals: list[Answer] = []
        self.someone_else_inserts: Json | None = None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    def start(self) -> "WalletServer":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def token_uri(self) -> str:
        return f"{self.address}/token"

    @property
    def base_url(self) -> str:
        return self.address + PREFIX.rstrip("/")

    @property
    def methods(self) -> list[str]:
        return [method for method, _, _ in self.calls]

    def give_token(self, form: dict[str, list[str]]) -> Answer:
        if self.token_refusals:
            return self.token_refusals.pop(0)
        if form.get("grant_type") != [GRANT]:
            return Answer(400, {"error": "unsupported_grant_type"})
        try:
            claims = self._asserted(form["assertion"][0])
        except jwt.InvalidTokenError:
            return Answer(400, {"error": "invalid_grant"})
        if claims["iss"] != self.account.client_email or claims["scope"] != SCOPE:
            return Answer(400, {"error": "invalid_grant"})
        token = f"token-{len(self.tokens) + 1}"
        self.tokens[token] = self.clock() + timedelta(hours=1)
        return Answer(200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

    def _asserted(self, assertion: str) -> Json:
        claims: Json = jwt.decode(
            assertion,
            self.account.public_key,
            algorithms=["RS256"],
            audience=self.token_uri,
            options={"verify_iat": False, "verify_exp": False, "require": ["iat", "exp"]},
        )
        now = self.clock().timestamp()
        if not (claims["iat"] <= now < claims["exp"] <= claims["iat"] + 3600):
            raise jwt.InvalidTokenError
        return claims

    def answer(self, method: str, path: str, bearer: str, body: Json) -> Answer:
        self.calls.append((method, path, body))
        if self.refusals:
            return self.refusals.pop(0)
        expires = self.tokens.get(bearer.removeprefix("Bearer "))
        if expires is None or self.clock() >= expires:
            return refusal(401, "authError")
        kind, _, name = path.removeprefix(PREFIX).partition("/")
        if kind not in RESOURCES:
            return refusal(404, "notFound")
        if method == "GET":
            held = self.held[kind].get(name)
            return Answer(200, held) if held else refusal(404, "resourceNotFound")
        return self._patch(kind, name, body) if name else self._insert(kind, body)

    def _insert(self, kind: str, body: Json) -> Answer:
        if self.someone_else_inserts:
            self.held[kind][body["id"]] = self.someone_else_inserts
            self.someone_else_inserts = None
        if mistakes(RESOURCES[kind], body):
            return refusal(400, "badRequest")
        if body["id"] in self.held[kind]:
            return refusal(409, "existingResource")
        if kind == "loyaltyObject" and body["classId"] not in self.held["loyaltyClass"]:
            return refusal(404, "classNotFound")
        return self._keep(kind, body["id"], body)

    def _patch(self, kind: str, name: str, body: Json) -> Answer:
        if name not in self.held[kind]:
            return refusal(404, "resourceNotFound")
        if mistakes(RESOURCES[kind], body, partial=True):
            return refusal(400, "badRequest")
        if kind == "loyaltyClass" and body.get("reviewStatus") != "UNDER_REVIEW":
            return refusal(400, "badRequest")
        return self._keep(kind, name, {**self.held[kind][name], **body})

    def _keep(self, kind: str, name: str, resource: Json) -> Answer:
        kept = {each: value for each, value in resource.items() if each != "notifyPreference"}
        if kept.get("reviewStatus") == "UNDER_REVIEW":
            kept["reviewStatus"] = "APPROVED"
        self.held[kind][name] = kept
        return Answer(200, kept)


def _handler(server: WalletServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            if self.path == "/token":
                self._send(server.give_token(parse_qs(sent)))
            else:
                bearer = self.headers.get("Authorization", "")
                path = unquote(self.path)
                self._send(server.answer(self.command, path, bearer, json.loads(sent or "{}")))

        do_PATCH = do_GET = do_POST  # noqa: N815

        def _send(self, answer: Answer) -> None:
            time.sleep(answer.delay_seconds)
            # A client that stopped waiting is what the delay is for.
            with suppress(BrokenPipeError, ConnectionResetError):
                self._write(answer)

        def _write(self, answer: Answer) -> None:
            content = (answer.page or json.dumps(answer.body)).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the tests read ``calls``."""

    return Handler
