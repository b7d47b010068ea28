"""``poincon doctor apple``: each thing it looks at, against real peers on this machine."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from cryptography import x509

from functions import cli, settings
from functions.local.origin import origin
from functions.settings import AppleSettings, Settings
from functions.terminal import doctor_address, doctor_apple
from functions.terminal.doctor_apple import Outside
from functions.terminal.findings import Finding, patiently, tell
from passes.apple.development import DevelopmentChain
from passes.apple.identity import Identity
from passes.apple.push import PushClient
from tests.functions.terminal.secure_site import SecureSite
from tests.functions.wallets.certificate import PASS_TYPE, TEAM, identity_of, real_looking_chain
from tests.passes.apple.apns import Answer, Apns
from tests.shop import Shop, environment

pytestmark = [
    pytest.mark.server,
    # Hypercorn, when a client leaves in the middle of an answer.
    pytest.mark.filterwarnings("ignore:coroutine 'TCPServer._idle_timeout':RuntimeWarning"),
]

NOW = datetime.now(UTC)
"""TLS looks at the real clock."""
EARLIER = NOW - timedelta(days=30)
"""When the certificate of a site, which lasts a day from now, was far from its end."""
PATH = f"/apple/v1/passes/{PASS_TYPE}/x"
G4 = Path(__file__).parents[2] / "passes" / "apple" / "wwdr_g4.pem"


@pytest.fixture(name="chain", scope="module")
def _chain() -> DevelopmentChain:
    return real_looking_chain(NOW)


@pytest.fixture(name="identity", scope="module")
def _identity(chain: DevelopmentChain) -> Identity:
    return identity_of(chain)


@pytest.fixture(name="apns")
def _apns(tmp_path: Path, chain: DevelopmentChain) -> Iterator[Apns]:
    server = Apns(tmp_path, chain.root).start()
    yield server
    server.stop()


def to(apns: Apns) -> Callable[[Identity], PushClient]:
    where = {"host": "127.0.0.1", "port": apns.port, "ca_file": apns.certificate}
    return lambda identity: PushClient(identity, **where)


def answering(status: str, *headers: tuple[str, str], body: bytes = b"") -> Any:
    """An app that says this to everybody."""

    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, list(headers))
        return [body]

    return app


def asked(folder: Path, app: Any, now: datetime = EARLIER) -> Finding:
    with SecureSite(folder, app) as site, site.client() as web:
        return doctor_address.asked(site.url + PATH, web, now)


# The files


def test_the_real_intermediate_is_known_by_its_generation_and_its_root(identity: Identity) -> None:
    real = replace(identity, intermediate=x509.load_pem_x509_certificate(G4.read_bytes()))

    found = doctor_apple.chain(real)

    seen = "issued by WWDR G4, valid until 2030-12-10, under Apple’s root"
    assert found == Finding("ok", "chain", seen)


def test_an_authority_that_is_not_apples_is_wrong(identity: Identity) -> None:
    found = doctor_apple.chain(identity)

    assert found.verdict == "wrong"
    assert "Some Authority G4" in found.seen and "phones refuse it" in found.seen


@pytest.mark.parametrize(
    ("left", "verdict"),
    [(timedelta(days=46), "ok"), (timedelta(days=45), "warning"), (timedelta(hours=1), "warning")],
)
def test_the_end_is_a_warning_from_the_forty_fifth_day_on(
    identity: Identity, left: timedelta, verdict: str
) -> None:
    assert doctor_apple.ending(identity, identity.expires_at - left).verdict == verdict


def test_the_end_names_what_ends_first_and_its_own_cure(identity: Identity) -> None:
    near = {"expires_at": NOW + timedelta(days=3)}
    own = doctor_apple.ending(replace(identity, **near), NOW)
    real = x509.load_pem_x509_certificate(G4.read_bytes())
    longer = replace(identity, leaf=real, intermediate=identity.leaf, **near)
    above = doctor_apple.ending(longer, NOW)

    assert own.seen.startswith("the certificate on ") and own.cure == "renew it: docs/apple.md"
    assert above.seen.startswith("the intermediate on ") and "made anew" in above.cure


def test_a_trial_pass_is_verified_by_openssl_as_well(identity: Identity) -> None:
    assert doctor_apple.trial(identity).seen == "signed and verified"
    with_openssl = doctor_apple.trial(identity, "openssl")
    assert with_openssl == Finding("ok", "trial pass", "signed and verified, by openssl as well")


def test_a_trial_pass_by_another_key_is_wrong(identity: Identity) -> None:
    other = identity_of(real_looking_chain(NOW))

    found = doctor_apple.trial(replace(identity, leaf=other.leaf))

    assert found.verdict == "wrong"


def test_what_only_openssl_refuses_is_a_warning(identity: Identity) -> None:
    other = identity_of(real_looking_chain(NOW))

    found = doctor_apple.trial(replace(identity, intermediate=other.intermediate), "openssl")

    assert found.verdict == "warning" and "openssl says" in found.seen


# The address


def test_the_shops_own_web_service_answers_as_it_should(shop: Shop, tmp_path: Path) -> None:
    found = asked(tmp_path, origin(shop.house))

    assert found.verdict == "ok"
    assert found.seen.startswith("the web service answers, with a certificate until 20")


def test_a_sites_certificate_that_ends_soon_is_a_warning(shop: Shop, tmp_path: Path) -> None:
    found = asked(tmp_path, origin(shop.house), NOW)

    assert found.verdict == "warning" and "certificate ends on" in found.seen


@pytest.mark.parametrize(
    ("app", "verdict", "seen"),
    [
        (
            answering("301 Moved Permanently", ("Location", "https://www.example.org/")),
            "wrong",
            "leads on to https://www.example.org/",
        ),
        (answering("404 Not Found"), "wrong", "answers 404 instead of 401"),
        (answering("200 OK", body=b"<html>"), "wrong", "answers 200 instead of 401"),
        (
            answering("401 Unauthorized", body=b"[1]"),
            "wrong",
            "answers 401, but it is not Poinçon that does",
        ),
        (
            answering("401 Unauthorized", ("WWW-Authenticate", "ApplePass")),
            "ok",
            "the web service answers, with a certificate until ",
        ),
        (answering("503 Service Unavailable"), "warning", "answers 503"),
    ],
)
def test_every_other_answer_is_named(tmp_path: Path, app: Any, verdict: str, seen: str) -> None:
    found = asked(tmp_path, app)

    assert (found.verdict, found.seen[: len(seen)]) == (verdict, seen)


def test_a_site_whose_certificate_no_phone_trusts_is_wrong(tmp_path: Path) -> None:
    site = SecureSite(tmp_path, answering("200 OK"))

    with site, httpx.Client(trust_env=False) as web:
        found = doctor_address.asked(site.url + PATH, web, NOW)

    assert found.verdict == "wrong"
    assert found.seen.startswith("the site’s certificate is not valid: self-signed")


def test_nobody_there_is_wrong_and_no_error() -> None:
    with socket.socket() as silent, httpx.Client(trust_env=False) as web:
        silent.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{silent.getsockname()[1]}{PATH}"
        found = doctor_address.asked(url, web, NOW)

    assert found.seen == "cannot be reached from here (ConnectError)"


def test_an_answer_that_never_ends_is_read_to_64_kb(tmp_path: Path) -> None:
    sent: list[int] = []

    def endless(_: Any, start_response: Any) -> Iterator[bytes]:
        start_response("401 Unauthorized", [])
        for _ in range(16_384):  # 64 MB, should anybody read on
            sent.append(1)
            yield b"a" * 4096

    found = asked(tmp_path, endless)

    assert found.seen == "answers 401, but it is not Poinçon that does"
    assert len(sent) * 4096 < 16 * 1024 * 1024  # what the line between them holds is beyond us


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([("Content-Encoding", "gzip")], b"not gzip"),
        ([("Content-Length", "many")], b""),
        ([("Transfer-Encoding", "chunked")], b"zz\r\n"),
    ],
)
def test_an_answer_that_cannot_be_read_is_wrong_and_no_error(
    headers: list[tuple[str, str]], body: bytes
) -> None:
    lines = ["HTTP/1.1 401 Unauthorized", *(f"{name}: {value}" for name, value in headers)]

    with listening("\r\n".join([*lines, "", ""]).encode() + body) as url, web() as client:
        found = doctor_address.asked(url, client, NOW)

    assert (found.verdict, found.subject) == ("wrong", "address")
    assert found.cure


@contextmanager
def listening(answer: bytes) -> Iterator[str]:
    """Somebody who says just this, whatever is asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def says() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65_536)
                line.sendall(answer)

        thread = Thread(target=says)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}{PATH}"
        thread.join()


def web() -> httpx.Client:
    return httpx.Client(trust_env=False, timeout=3)


def test_whatever_the_library_makes_of_an_answer_is_wrong_and_no_error() -> None:
    def breaks(_: httpx.Request) -> httpx.Response:
        raise httpx.DecodingError("no gzip")

    with httpx.Client(transport=httpx.MockTransport(breaks)) as client:
        found = doctor_address.asked("https://cards.example.org" + PATH, client, NOW)

    assert found.seen == "cannot be reached from here (DecodingError)"


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("https://cards.example.org", "ok"),
        ("http://cards.example.org", "wrong"),
        ("http://127.0.0.1:8000", "wrong"),
    ],
)
def test_the_address_is_public_and_https(tmp_path: Path, url: str, verdict: str) -> None:
    assert doctor_address.named(told(tmp_path, POINCON_URL=url)).verdict == verdict


def told(folder: Path, apple: AppleSettings | None = None, **changes: str) -> Settings:
    return replace(settings.read(environment(folder, "sqlite:") | changes), apple=apple)


# The push


@pytest.mark.parametrize(
    ("answer", "verdict", "seen"),
    [
        (
            Answer(400, {"reason": "BadDeviceToken"}),
            "ok",
            "Apple takes the certificate (BadDeviceToken)",
        ),
        (Answer(410, {"reason": "Unregistered"}), "ok", "Apple takes the certificate"),
        (
            Answer(403, {"reason": "BadCertificate"}),
            "wrong",
            "Apple refuses the certificate: BadCertificate",
        ),
        (Answer(503), "warning", "cannot be reached now (status-503)"),
    ],
)
def test_apple_is_asked_with_a_token_that_nobody_has(
    identity: Identity, apns: Apns, answer: Answer, verdict: str, seen: str
) -> None:
    apns.answers.append(answer)

    found = doctor_apple.pushed(identity, to(apns))

    assert (found.verdict, found.seen[: len(seen)]) == (verdict, seen)
    assert apns.seen[0].path == f"/3/device/{'0' * 64}"


def test_a_push_service_that_is_not_there_is_a_warning(identity: Identity) -> None:
    nowhere = doctor_apple.pushed(identity, lambda who: PushClient(who, host="127.0.0.1", port=9))

    assert nowhere.verdict == "warning"


@pytest.mark.parametrize(
    "error", [ssl.SSLError("EE_KEY_TOO_SMALL"), OSError(28, "No space left on device")]
)
def test_a_push_that_cannot_be_prepared_is_said_in_a_sentence(
    identity: Identity, error: OSError
) -> None:
    def fails(_: Identity) -> PushClient:
        raise error

    found = doctor_apple.pushed(identity, fails)

    assert (found.verdict, found.subject) == ("wrong", "push")
    assert found.seen.startswith("cannot be prepared here: ") and found.cure


# All together


def given(chain: DevelopmentChain, **changes: Any) -> AppleSettings:
    known = AppleSettings(
        certificate=chain.certificate,
        key=chain.key,
        intermediate=chain.intermediate,
        pass_type=PASS_TYPE,
        team=TEAM,
    )
    return replace(known, **changes)


def around(apns: Apns, web: httpx.Client, identity: Identity) -> Outside:
    """As if the chain's root were Apple's."""
    named = identity.intermediate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    root = named.value.key_identifier or b""
    return Outside(now=NOW, web=web, push=to(apns), root_key=root)


def test_a_shop_that_is_ready_is_looked_at_in_order_and_nothing_secret_is_printed(
    shop: Shop,
    tmp_path: Path,
    chain: DevelopmentChain,
    apns: Apns,
    capsys: pytest.CaptureFixture[str],
) -> None:
    apns.answers.append(Answer(400, {"reason": "BadDeviceToken"}))
    house = told(tmp_path, given(chain), POINCON_URL="https://cards.example.org")
    identity = identity_of(chain)

    with SecureSite(tmp_path, origin(shop.house)) as site, site.client() as web:
        moved = httpx.Client(transport=Moved(web, site.url))
        left = tell(doctor_apple.examine(house, around(apns, moved, identity)))

    said = capsys.readouterr().out
    assert [line.split()[0] for line in said.splitlines() if line[0] != " "][:-1] == [
        *["ok"] * 6,
        "warning",
        "ok",
    ]
    assert left == 1 and "the site’s certificate ends on" in said
    assert not any(secret in said for secret in secrets_of(chain, house))


class Moved(httpx.BaseTransport):
    """The public name, as this machine would resolve it if it were the shop's."""

    def __init__(self, web: httpx.Client, url: str) -> None:
        self._web = web
        self._url = url

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._web.send(
            self._web.build_request(request.method, self._url + request.url.path), stream=True
        )


def secrets_of(chain: DevelopmentChain, house: Settings) -> list[str]:
    key = chain.key.decode().splitlines()[1]
    return [key, *(secret.hex() for secret in house.keys.secrets.values())]


def test_what_is_wrong_with_the_files_is_said_line_by_line_and_the_rest_is_looked_at(
    tmp_path: Path, chain: DevelopmentChain, apns: Apns
) -> None:
    house = told(tmp_path, given(chain, team="ZZZZZZZZZZ", pass_type="pass.fr.other"))
    nothing = httpx.Response(404, stream=httpx.ByteStream(b""))
    unused = httpx.Client(transport=httpx.MockTransport(lambda _: nothing))

    found = list(doctor_apple.examine(house, around(apns, unused, identity_of(chain))))

    assert [(one.verdict, one.subject) for one in found] == [
        ("ok", "settings"),
        ("wrong", "pass_type_id"),
        ("wrong", "team_id"),
        ("ok", "address"),
        ("wrong", "address"),
    ]
    assert all(one.cure for one in found if one.verdict == "wrong")
    assert apns.seen == []


def test_what_is_missing_of_the_set_is_said_and_the_address_is_looked_at_all_the_same(
    tmp_path: Path, chain: DevelopmentChain, apns: Apns
) -> None:
    unread = ({"path": "POINCON_APPLE_KEY", "reason": "is missing", "hint": "all five or none"},)
    house = told(tmp_path, given(chain, key=b"", unread=unread), POINCON_URL="http://127.0.0.1:1")

    found = list(doctor_apple.examine(house, around(apns, web(), identity_of(chain))))

    assert found[0] == Finding(
        "wrong", "settings", "POINCON_APPLE_KEY is missing", "all five or none"
    )
    assert [one.subject for one in found] == ["settings", "address"]


@pytest.mark.parametrize(
    ("after", "reason"),
    [(timedelta(days=366), "expired on"), (timedelta(days=-3651), "is valid only from")],
)
def test_what_is_out_of_date_is_said(
    tmp_path: Path, chain: DevelopmentChain, apns: Apns, after: timedelta, reason: str
) -> None:
    house = told(tmp_path, given(chain), POINCON_URL="http://127.0.0.1:1")
    then = replace(around(apns, web(), identity_of(chain)), now=NOW + after)

    found = list(doctor_apple.examine(house, then))

    assert found[1].subject == "certificate" and found[1].seen.startswith(reason)
    assert "trial pass" not in [one.subject for one in found]


@pytest.mark.parametrize(
    ("verdicts", "left"),
    [(["ok"], 0), (["ok", "warning", "ok"], 1), (["warning", "wrong", "ok"], 2)],
)
def test_the_command_ends_as_its_worst_finding(verdicts: list[Any], left: int) -> None:
    assert tell(Finding(verdict, "chain", "seen") for verdict in verdicts) == left


def test_what_the_outside_says_cannot_play_with_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell([Finding("wrong", "address", "leads on to \x1b[2Jhttps://x", "do this")])

    assert "\x1b" not in capsys.readouterr().out


def test_whatever_does_not_come_to_an_end_is_left_after_its_time() -> None:
    started = time.monotonic()

    found = patiently("push", lambda: time.sleep(1) or Finding("ok", "push", ""), seconds=0.1)

    assert found == Finding("warning", "push", "no answer within 0.1 s", "try again later")
    assert time.monotonic() - started < 0.9


def test_an_error_that_nobody_foresaw_is_not_swallowed() -> None:
    def fails() -> Finding:
        raise RuntimeError("unforeseen")

    with pytest.raises(RuntimeError, match="unforeseen"):
        patiently("push", fails)


def test_without_a_certificate_the_terminal_says_the_first_step(
    tmp_path: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")

    left = cli.main(["doctor", "apple", "--var", str(tmp_path)])

    said = capsys.readouterr().out
    assert left == 2
    assert "no certificate from Apple is set" in said and "docs/apple.md, step 1" in said


def test_a_file_that_is_not_there_is_said_by_the_terminal(
    tmp_path: Path,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")
    monkeypatch.setenv("POINCON_APPLE_CERTIFICATE_FILE", str(tmp_path / "mistyped.cer"))

    left = cli.main(["doctor", "apple", "--var", str(tmp_path)])

    said = capsys.readouterr().out
    assert left == 2
    assert "POINCON_APPLE_CERTIFICATE_FILE cannot be read: No such file" in said
    assert "POINCON_APPLE_TEAM is missing" in said


def test_nothing_is_made_where_nothing_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "apple", "--var", str(tmp_path / "mistyped")]) == 2

    assert "is --var right?" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
