"""Pushing, against a real HTTP/2 server that asks for the certificate."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from passes.apple.development import DevelopmentChain, make_chain
from passes.apple.identity import Identity
from passes.apple.push import Outcome, PushClient
from tests.passes.apple.apns import Answer, Apns
from tests.passes.apple.raw import Behaviour, Line, Raw
from tests.passes.apple.sample import PASS_TYPE, TEAM

pytestmark = [
    pytest.mark.server,
    # Hypercorn, when a client leaves in the middle of an answer.
    pytest.mark.filterwarnings("ignore:coroutine 'TCPServer._idle_timeout':RuntimeWarning"),
]

TOKEN = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0"


def _answers(line: Line) -> None:
    line.answer()


def _leaves(line: Line) -> None:
    """Says that it goes, in the middle of a push, and goes."""
    line.goaway()


def _pings(line: Line) -> None:
    while not line.is_over:
        line.ping()


def _dribbles(line: Line) -> None:
    """An answer that begins, goes on byte by byte, and never ends."""
    line.begin()
    while not line.is_over:
        line.byte()


@pytest.fixture(name="chain", scope="module")
def _chain() -> DevelopmentChain:
    """TLS looks at the real clock."""
    return make_chain(PASS_TYPE, TEAM, datetime.now(UTC))


@pytest.fixture(name="identity", scope="module")
def _identity(chain: DevelopmentChain) -> Identity:
    files = (chain.certificate, chain.key, chain.intermediate)
    return Identity.load(*files, pass_type_id=PASS_TYPE, team_id=TEAM)


@pytest.fixture(name="serve")
def _serve(tmp_path: Path, chain: DevelopmentChain) -> Iterator[Callable[..., Apns]]:
    servers = []

    def serve(**settings: Any) -> Apns:
        servers.append(Apns(tmp_path, chain.root, **settings).start())
        return servers[-1]

    yield serve
    for server in servers:
        server.stop()


@pytest.fixture(name="apns")
def _apns(serve: Callable[..., Apns]) -> Apns:
    return serve()


@pytest.fixture(name="raw_of")
def _raw_of(tmp_path: Path) -> Iterator[Callable[..., Raw]]:
    servers = []

    def raw_of(*behaviours: Behaviour) -> Raw:
        servers.append(Raw(tmp_path, *behaviours))
        return servers[-1]

    yield raw_of
    for server in servers:
        server.stop()


@pytest.fixture(name="client_of")
def _client_of(identity: Identity) -> Iterator[Callable[..., PushClient]]:
    clients = []

    def client_of(apns: Apns | Raw, **times: float) -> PushClient:
        where = {"host": "127.0.0.1", "port": apns.port, "ca_file": apns.certificate}
        clients.append(PushClient(identity, **where, **times))
        return clients[-1]

    yield client_of
    for client in clients:
        client.close()


@pytest.fixture(name="client")
def _client(apns: Apns, client_of: Callable[..., PushClient]) -> PushClient:
    return client_of(apns)


def test_a_push_is_an_empty_object_under_the_pass_type(apns: Apns, client: PushClient) -> None:
    assert client.push(TOKEN) == Outcome(result="delivered")

    (seen,) = apns.seen
    assert (seen.http_version, seen.method, seen.path) == ("2", "POST", f"/3/device/{TOKEN}")
    assert seen.body == b"{}"
    assert seen.headers["apns-topic"] == PASS_TYPE


def test_fifty_pushes_share_one_connection(apns: Apns, client: PushClient) -> None:
    outcomes = {client.push(TOKEN).result for _ in range(50)}

    assert outcomes == {"delivered"}
    assert len({seen.connection for seen in apns.seen}) == 1


def test_the_server_refuses_whoever_has_no_certificate(apns: Apns) -> None:
    context = ssl.create_default_context(cafile=apns.certificate)
    stranger = httpx.Client(http1=False, http2=True, verify=context, trust_env=False)

    with stranger, pytest.raises(httpx.TransportError):
        stranger.post(f"https://127.0.0.1:{apns.port}/3/device/{TOKEN}", content=b"{}")
    assert apns.seen == []


def test_a_server_that_is_not_apples_is_told_nothing(apns: Apns, identity: Identity) -> None:
    client = PushClient(identity, host="127.0.0.1", port=apns.port)

    outcome = client.push(TOKEN)

    client.close()
    assert outcome == Outcome(result="retry", reason="ConnectError")
    assert apns.seen == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            Answer(410, {"reason": "Unregistered", "timestamp": 1770112800123}),
            Outcome(result="gone", reason="Unregistered", since_ms=1770112800123),
        ),
        (Answer(410), Outcome(result="gone", reason="status-410")),
        (
            Answer(400, {"reason": "BadDeviceToken"}),
            Outcome(result="bad-token", reason="BadDeviceToken"),
        ),
        (
            Answer(400, {"reason": "DeviceTokenNotForTopic"}),
            Outcome(result="misconfigured", reason="DeviceTokenNotForTopic"),
        ),
        (
            Answer(403, {"reason": "BadCertificateEnvironment"}),
            Outcome(result="misconfigured", reason="BadCertificateEnvironment"),
        ),
        (Answer(404), Outcome(result="misconfigured", reason="status-404")),
        (
            Answer(429, {"reason": "TooManyRequests"}, ((b"retry-after", b"30"),)),
            Outcome(result="retry", reason="TooManyRequests", retry_after=30),
        ),
        (
            Answer(500, {"reason": "InternalServerError"}),
            Outcome(result="retry", reason="InternalServerError"),
        ),
        (
            Answer(429, {"reason": "TooManyRequests"}, ((b"retry-after", b"9" * 5000),)),
            Outcome(result="retry", reason="TooManyRequests", retry_after=86400),
        ),
        (
            Answer(410, {"reason": "Unregistered", "timestamp": 10**400}),
            Outcome(result="gone", reason="Unregistered"),
        ),
        (
            Answer(410, {"reason": "Unregistered", "timestamp": -1}),
            Outcome(result="gone", reason="Unregistered"),
        ),
        (
            Answer(403, {"reason": "x" * 9000}),
            Outcome(result="misconfigured", reason="status-403"),
        ),
        (
            Answer(403, {"reason": "\ud800"}),
            Outcome(result="misconfigured", reason="status-403"),
        ),
        (
            Answer(403, {"reason": None}),
            Outcome(result="misconfigured", reason="status-403"),
        ),
        (
            Answer(503, b"[" * 100_000),
            Outcome(result="retry", reason="status-503"),
        ),
        (
            Answer(503, {}, ((b"retry-after", b"Tue, 03 Feb 2026 10:00:00 GMT"),)),
            Outcome(result="retry", reason="status-503"),
        ),
    ],
)
def test_every_answer_has_its_outcome(
    apns: Apns, client: PushClient, answer: Answer, outcome: Outcome
) -> None:
    apns.answers.append(answer)

    assert client.push(TOKEN) == outcome
    assert len(apns.seen) == 1


@pytest.mark.parametrize("token", ["", "../../v1", "00fc?x=1", "é" * 8, "0" * 201])
def test_what_is_no_token_is_never_sent(apns: Apns, client: PushClient, token: str) -> None:
    assert client.push(token).result == "bad-token"
    assert apns.seen == []


def test_a_server_that_never_answers_is_given_up_in_time(
    apns: Apns, client_of: Callable[..., PushClient]
) -> None:
    client = client_of(apns, answer_seconds=0.5)
    apns.answers.append(Answer(seconds=3))
    started = time.monotonic()

    assert client.push(TOKEN) == Outcome(result="retry", reason="ReadTimeout")

    assert time.monotonic() - started < 2
    assert len(apns.seen) == 1


def test_a_connection_that_has_died_in_silence_is_replaced(
    apns: Apns, client_of: Callable[..., PushClient]
) -> None:
    client = client_of(apns, answer_seconds=0.7)
    client.push(TOKEN)
    apns.answers.append(Answer(seconds=3))

    assert client.push(TOKEN).result == "delivered"

    connections = [seen.connection for seen in apns.seen]
    assert connections[0] == connections[1] != connections[2]


def test_a_connection_closed_between_two_pushes_is_replaced(
    serve: Callable[..., Apns], client_of: Callable[..., PushClient]
) -> None:
    apns = serve(keep_alive_timeout=0.1)
    client = client_of(apns)
    client.push(TOKEN)
    time.sleep(0.4)

    assert client.push(TOKEN).result == "delivered"
    assert len({seen.connection for seen in apns.seen}) == 2


def test_a_goaway_in_the_middle_of_a_push_is_answered_by_a_new_connection(
    serve: Callable[..., Apns], client_of: Callable[..., PushClient]
) -> None:
    apns = serve(keep_alive_max_requests=2)
    client = client_of(apns)

    outcomes = [client.push(TOKEN).result for _ in range(7)]

    assert outcomes == ["delivered"] * 7
    assert len({seen.connection for seen in apns.seen}) > 1


def test_a_service_that_takes_one_push_at_a_time_gets_one_at_a_time(
    serve: Callable[..., Apns], client_of: Callable[..., PushClient]
) -> None:
    apns = serve(h2_max_concurrent_streams=1)
    client = client_of(apns)
    apns.answers.extend(Answer(seconds=0.05) for _ in range(6))

    with ThreadPoolExecutor(3) as threads:
        outcomes = list(threads.map(client.push, [TOKEN] * 6))

    assert [outcome.result for outcome in outcomes] == ["delivered"] * 6
    assert len({seen.connection for seen in apns.seen}) == 1


def test_an_answer_that_is_no_text_is_an_outcome_and_no_error(
    apns: Apns, client: PushClient
) -> None:
    apns.answers.extend([Answer(400, {"reason": "x"}, ((b"content-encoding", b"gzip"),))] * 2)

    assert client.push(TOKEN).result == "retry"
    assert client.push(TOKEN).result == "delivered"


def test_a_goaway_in_the_middle_of_the_first_push_of_a_connection_is_tried_once_more(
    raw_of: Callable[..., Raw], client_of: Callable[..., PushClient]
) -> None:
    server = raw_of(_leaves, _answers)
    client = client_of(server)

    assert client.push(TOKEN).result == "delivered"
    assert server.connections == 2


def test_a_service_that_always_goes_away_is_left_alone_after_two_tries(
    raw_of: Callable[..., Raw], client_of: Callable[..., PushClient]
) -> None:
    server = raw_of(_leaves, _leaves, _answers)
    client = client_of(server)

    assert client.push(TOKEN).result == "retry"
    assert client.push(TOKEN).result == "delivered"
    assert server.connections == 3


@pytest.mark.parametrize("keeps_the_line_busy", [_pings, _dribbles], ids=["pings", "dribbles"])
def test_a_line_that_is_busy_without_an_answer_is_given_up_in_time(
    raw_of: Callable[..., Raw],
    client_of: Callable[..., PushClient],
    keeps_the_line_busy: Behaviour,
) -> None:
    server = raw_of(keeps_the_line_busy)
    client = client_of(server, connect_seconds=0.5, answer_seconds=0.5)
    began = time.monotonic()

    assert client.push(TOKEN) == Outcome(result="retry", reason="ReadTimeout")

    assert time.monotonic() - began < 2
    assert server.connections == 1


def test_nobody_listening_is_an_outcome_and_no_error(identity: Identity) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        client = PushClient(identity, host="127.0.0.1", port=silent.getsockname()[1])

        outcome = client.push(TOKEN)

    client.close()
    assert outcome == Outcome(result="retry", reason="ConnectError")


def test_the_key_does_not_stay_in_a_file(
    apns: Apns, identity: Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    client = PushClient(identity, host="127.0.0.1", port=apns.port, ca_file=apns.certificate)

    assert client.push(TOKEN).result == "delivered"

    client.close()
    assert set(tmp_path.iterdir()) == before


def test_a_temporary_folder_that_takes_nothing_stops_no_start_and_is_tried_again_in_an_hour(
    apns: Apns, identity: Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    client = PushClient(identity, host="127.0.0.1", port=apns.port, ca_file=apns.certificate)

    refused = client.push(TOKEN)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    later = client.push(TOKEN)

    client.close()
    assert refused == Outcome(result="retry", reason="FileNotFoundError", retry_after=3600)
    assert later.result == "delivered"


def test_a_key_that_openssl_does_not_take_stops_no_start_and_is_tried_again_in_an_hour(
    apns: Apns, identity: Identity
) -> None:
    small = replace(identity, key=rsa.generate_private_key(65537, 1024))
    client = PushClient(small, host="127.0.0.1", port=apns.port, ca_file=apns.certificate)

    assert client.push(TOKEN) == Outcome(result="retry", reason="SSLError", retry_after=3600)
    assert apns.seen == []
