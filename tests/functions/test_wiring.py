"""Settings in, a house out: on one machine, and on AWS as moto plays it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from werkzeug.test import Client

from functions import owner, presets, public, settings, till, wiring
from functions.journeys import face
from functions.later import later
from functions.local.run import publish_file
from functions.records import Mail
from functions.store.dynamodb import client, create_table
from functions.tour.bundle import Bundle
from loyalty.entry import CardId
from passes.google.account import development_key
from tests.builders import at
from tests.functions.wallets.certificate import AGE, PASS_TYPE, TEAM, real_looking_chain
from tests.shop import OPENED, Shop, environment

REGION = "eu-west-3"
MAIL = Mail(
    to="ada@example.org", sender_name="Café", subject="Été", text="", html="", attachments={}
)


def build(folder: Path, now: str = OPENED, **changes: str) -> wiring.House:
    """A house on an empty store in memory, its development keys below the folder."""
    told = settings.read(environment(folder, "sqlite:") | changes)
    return wiring.build(told, clock=lambda: at(now))


def begun(folder: Path, now: str = OPENED) -> wiring.House:
    """The same, once somebody has asked for both wallets."""
    house = build(folder, now)
    assert house.services.apple.waiting_for == "apple-certificate-missing"
    assert house.services.google.waiting_for == "google-account-missing"
    return house


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield


@pytest.fixture(name="nobody_home")
def _nobody_home() -> Iterator[None]:
    """No house in this process, before and after."""
    wiring._installed.clear()
    yield
    wiring._installed.clear()
    for function in (public, till, owner):
        function._made.cache_clear()


def keys(folder: Path) -> dict[str, bytes]:
    kept = [*(folder / "development").rglob("*.pem")]
    return {str(path.relative_to(folder / "development")): path.read_bytes() for path in kept}


def test_a_house_in_memory_needs_no_folder_and_no_account(tmp_path: Path) -> None:
    house = build(tmp_path, POINCON_DEVELOPMENT="")

    assert house.services.apple.waiting_for == "apple-certificate-missing"
    assert house.services.google.waiting_for == "google-account-missing"
    assert list(house.services.programs.every()) == []
    assert list(tmp_path.iterdir()) == []


def test_development_keys_are_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    begun(tmp_path)
    first = keys(tmp_path)
    begun(tmp_path, now="2026-06-01 10:00")

    assert keys(tmp_path) == first
    assert set(first) >= {"pki/root.pem", "pki/key.pem", "google/key.pem"}
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.pem")}
    assert modes == {0o600}


def test_a_development_chain_that_has_run_out_is_made_anew(tmp_path: Path) -> None:
    begun(tmp_path)
    first = keys(tmp_path)
    house = begun(tmp_path, now="2027-02-03 10:00")
    second = keys(tmp_path)

    assert house.services.apple.waiting_for == "apple-certificate-missing"
    assert second["pki/certificate.pem"] != first["pki/certificate.pem"]
    assert second["google/key.pem"] == first["google/key.pem"]


def test_keys_half_written_by_a_start_that_was_killed_are_made_again(tmp_path: Path) -> None:
    draft = tmp_path / "development" / ".pki.part"
    draft.mkdir(parents=True)
    (draft / "key.pem").write_bytes(b"half a ke")

    begun(tmp_path)

    assert keys(tmp_path)["pki/key.pem"].startswith(b"-----BEGIN PRIVATE KEY-----")
    assert not draft.exists()


def apple(pass_type: str = PASS_TYPE, age: timedelta = AGE) -> dict[str, str]:
    """Settings with a certificate as Apple issues it."""
    chain = real_looking_chain(at(OPENED), age)
    return {
        "POINCON_APPLE_CERTIFICATE": chain.certificate.decode(),
        "POINCON_APPLE_KEY": chain.key.decode(),
        "POINCON_APPLE_INTERMEDIATE": chain.intermediate.decode(),
        "POINCON_APPLE_PASS_TYPE": pass_type,
        "POINCON_APPLE_TEAM": TEAM,
    }


def test_apples_own_certificate_is_used_when_it_is_given(shop: Shop, tmp_path: Path) -> None:
    shop.join()
    held = next(iter(shop.services.cards.every("cafe-poincon")))
    pictures = f"folder:{shop.house.settings.published[1]}"

    house = build(tmp_path, POINCON_PUBLISHED=pictures, **apple())
    bundle = Bundle(house.services.apple.build(face.contents(shop.services, shop.program, held)))

    assert house.services.apple.waiting_for is None
    assert bundle.document["passTypeIdentifier"] == PASS_TYPE
    assert not (tmp_path / "development" / "pki").exists()


def test_a_certificate_that_does_not_fit_stops_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = build(tmp_path, **apple("pass.fr.other"))

    wallet = house.services.apple
    assert wallet.waiting_for == "apple-certificate-refused"
    assert wallet.pass_type == "pass.fr.other"
    assert len(wallet.refused) == 1 and "the certificate is for" in wallet.refused[0]
    assert list(house.services.programs.every()) == []
    (said,) = [record for record in caplog.records if record.message == "apple-refused"]
    assert said.facts == {  # type: ignore[attr-defined]
        "code": "apple-certificate-refused",
        "reasons": wallet.refused,
    }


def test_a_set_of_apples_that_is_not_whole_stops_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    missing = {"POINCON_APPLE_KEY_FILE": str(tmp_path / "mistyped.pem"), "POINCON_APPLE_TEAM": ""}

    house = build(tmp_path, **apple() | missing)

    wallet = house.services.apple
    assert wallet.waiting_for == "apple-certificate-refused"
    assert [reason.partition(":")[0] for reason in wallet.refused] == [
        "POINCON_APPLE_KEY_FILE",
        "POINCON_APPLE_TEAM",
    ]
    assert list(house.services.programs.every()) == []
    assert [record.message for record in caplog.records] == ["apple-refused"]


def test_apples_files_are_taken_as_apple_gives_them(tmp_path: Path) -> None:
    given = apple()
    for part in ("CERTIFICATE", "INTERMEDIATE"):
        read = x509.load_pem_x509_certificate(given[f"POINCON_APPLE_{part}"].encode())
        (tmp_path / f"{part}.cer").write_bytes(read.public_bytes(Encoding.DER))
        given[f"POINCON_APPLE_{part}_FILE"] = str(tmp_path / f"{part}.cer")

    assert build(tmp_path, **given).services.apple.waiting_for is None


@pytest.mark.parametrize(
    ("url", "waiting"),
    [
        ("http://cards.example.org", "apple-address-not-https"),
        ("http://127.0.0.1:8000", None),
        ("HTTPS://cards.example.org", None),
    ],
)
def test_a_pass_that_could_never_be_brought_up_to_date_is_not_made(
    tmp_path: Path, url: str, waiting: str | None
) -> None:
    assert build(tmp_path, POINCON_URL=url, **apple()).services.apple.waiting_for == waiting


def test_what_does_not_fit_is_said_before_the_address_that_is_not_https(tmp_path: Path) -> None:
    wallet = build(
        tmp_path, POINCON_URL="http://cards.example.org", **apple("pass.x")
    ).services.apple

    assert wallet.waiting_for == "apple-certificate-refused"


def test_a_certificate_that_is_not_valid_yet_becomes_good_without_a_new_start(
    tmp_path: Path,
) -> None:
    begins = at(OPENED)
    now = [begins - timedelta(seconds=1)]
    told = settings.read(environment(tmp_path, "sqlite:") | apple(age=timedelta(0)))

    wallet = wiring.build(told, clock=lambda: now[0]).services.apple
    before = wallet.waiting_for, wallet.refused
    now[0] = begins

    assert before[0] == "apple-certificate-refused"
    assert "is valid only from" in before[1][0]
    assert (wallet.waiting_for, wallet.refused) == (None, ())


@pytest.mark.parametrize("part", ["CERTIFICATE", "KEY", "INTERMEDIATE"])
def test_a_part_that_cannot_be_read_stops_nothing_and_is_never_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    wallet = build(tmp_path, **apple() | {f"POINCON_APPLE_{part}": "hunter2"}).services.apple

    assert wallet.waiting_for == "apple-certificate-refused"
    assert part.lower() in wallet.refused[0]
    assert "hunter2" not in str([vars(record) for record in caplog.records])


def test_a_certificate_that_ended_before_the_start_says_when(tmp_path: Path) -> None:
    wallet = build(tmp_path, now="2027-02-03 10:00", **apple()).services.apple

    assert wallet.waiting_for == "apple-certificate-expired"
    assert wallet.expires_at == at(OPENED) + timedelta(days=365)


def test_a_locked_key_opens_with_the_password_of_the_settings(tmp_path: Path) -> None:
    given = apple()
    key = load_pem_private_key(given["POINCON_APPLE_KEY"].encode(), None)
    locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"halles")
    ).decode()

    opened = build(
        tmp_path, **given | {"POINCON_APPLE_KEY": locked, "POINCON_APPLE_KEY_PASSWORD": "halles"}
    )
    shut = build(tmp_path, **given | {"POINCON_APPLE_KEY": locked})

    assert opened.services.apple.waiting_for is None
    assert "is locked by a password" in shut.services.apple.refused[0]


@pytest.mark.parametrize(
    "damage",
    [
        lambda pki: (pki / "key.pem").write_bytes(b"half a ke"),
        lambda pki: (pki / "certificate.pem").write_bytes(b"\xff\x00"),
        lambda pki: (pki / "intermediate.pem").unlink(),
        lambda pki: [path.unlink() for path in pki.iterdir()],
    ],
)
def test_damaged_development_keys_are_made_anew(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    begun(tmp_path)
    damage(tmp_path / "development" / "pki")

    house = begun(tmp_path)

    assert house.services.apple.waiting_for == "apple-certificate-missing"
    assert {f"pki/{part}.pem" for part in ("root", "intermediate", "certificate", "key")} <= set(
        keys(tmp_path)
    )
    assert begun(tmp_path).services.apple.refused == ()


def test_a_damaged_key_for_google_is_made_anew(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "development" / "google" / "key.pem").write_bytes(b"\xff")

    begun(tmp_path)

    assert keys(tmp_path)["google/key.pem"].startswith(b"-----BEGIN PRIVATE KEY-----")


def test_googles_account_is_used_when_it_is_given(tmp_path: Path) -> None:
    account = json.dumps(
        {
            "type": "service_account",
            "client_email": "cards@example.iam.gserviceaccount.com",
            "token_uri": "https://oauth2.googleapis.com/token",
            "private_key": development_key(),
        }
    )

    house = build(tmp_path, POINCON_GOOGLE_ISSUER="3388", POINCON_GOOGLE_ACCOUNT=account)

    assert house.services.google.waiting_for is None
    assert not (tmp_path / "development" / "google").exists()


def test_the_main_journey_runs_on_dynamodb(shared: Path, aws: None) -> None:
    create_table(client(), "poincon")
    shop = Shop(shared, store="dynamodb:poincon")

    card, phone = shop.join("Ada"), shop.pair()
    stamped = phone.earn(card.code)

    assert stamped.json["headline"] == "Ada · 1re visite · 1 sur 9"
    assert Bundle(card.pass_bytes()).balance == "1/9"


def test_pictures_go_to_the_bucket(tmp_path: Path, aws: None) -> None:
    place = {"LocationConstraint": REGION}
    boto3.client("s3").create_bucket(Bucket="cards", CreateBucketConfiguration=place)  # type: ignore[arg-type]

    build(tmp_path, POINCON_PUBLISHED="s3:cards").services.images.write("p", "1", "a.png", b"a")

    kept = boto3.client("s3").get_object(Bucket="cards", Key="i/p/1/a.png")
    assert kept["Body"].read() == b"a"


def test_publishing_to_a_bucket_sends_pages_with_their_kind_and_age(
    tmp_path: Path, aws: None
) -> None:
    place = {"LocationConstraint": REGION}
    boto3.client("s3").create_bucket(Bucket="cards", CreateBucketConfiguration=place)  # type: ignore[arg-type]
    s3, program = boto3.client("s3"), Path(presets.__file__).parent / "bookshop-club.toml"
    house = build(tmp_path, POINCON_PUBLISHED="s3:cards")

    published = publish_file(house, program).program

    page = s3.head_object(Bucket="cards", Key=f"{published.id}/fr/index.html")
    assert (page["ContentType"], page["CacheControl"]) == (
        "text/html; charset=utf-8",
        "public, max-age=60",
    )
    kept = s3.list_objects_v2(Bucket="cards", Prefix="assets/")["Contents"]
    wasm = next(one["Key"] for one in kept if one["Key"].endswith(".wasm"))
    decoder = s3.head_object(Bucket="cards", Key=wasm)
    assert decoder["ContentType"] == "application/wasm"
    assert decoder["CacheControl"].endswith("immutable")
    assert "icon.png" in house.services.images.read_all(published.id, "1", "badge/")


def test_mails_go_to_ses(tmp_path: Path, aws: None) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="poincon@example.org")

    build(tmp_path, POINCON_MAIL="ses:").services.mailer.send(MAIL)

    assert len(ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages) == 1


def test_a_jobs_function_that_is_named_is_woken(
    tmp_path: Path, aws: None, caplog: pytest.LogCaptureFixture
) -> None:
    house = build(tmp_path, POINCON_JOBS_FUNCTION="poincon-production-jobs")

    assert house.services.nudge
    house.services.nudge("cafe-poincon", CardId("A" * 16), None)

    assert [record.message for record in caplog.records] == ["nudge-failed"]  # none is deployed


def test_a_jobs_function_that_is_named_counts_the_owners_page(
    tmp_path: Path, aws: None, caplog: pytest.LogCaptureFixture
) -> None:
    house = build(tmp_path, POINCON_JOBS_FUNCTION="poincon-production-jobs")

    assert house.services.recount
    house.services.recount("cafe-poincon")

    assert [record.message for record in caplog.records] == ["nudge-failed"]  # none is deployed


def test_without_a_jobs_function_nobody_is_woken(tmp_path: Path) -> None:
    services = build(tmp_path).services

    assert (services.nudge, services.recount) == (None, None)


@pytest.mark.parametrize("function", [public, till, owner])
def test_each_function_answers_for_the_house_of_its_process(
    shop: Shop, nobody_home: None, function: ModuleType
) -> None:
    wiring.install(shop.house)

    described = Client(function.app).get("/openapi.json")

    assert described.status_code == 200
    assert described.json["openapi"].startswith("3.1")


NEVER_AT_A_TILL = ("httpx", "h2", "segno", "functions.wallets.apple", "functions.publishing.pages")
SELDOM = ("jsonschema", "functions.store.archive", "functions.mail.ses", "functions.parameters")


def test_a_till_starts_and_answers_without_what_it_seldom_needs() -> None:
    asked = (
        "import sys; from werkzeug.test import Client; import functions.till as till;"
        "refused = Client(till.app).get('/v1/till/program').status_code;"
        f"print(refused, sorted({{*{NEVER_AT_A_TILL + SELDOM}}} & {{*sys.modules}}))"
    )
    settings_of_a_till = {
        "POINCON_SECRETS": "1:" + "5e" * 32,
        "POINCON_URL": "https://cards.example.org",
        "POINCON_STORE": "dynamodb:poincon",
        "POINCON_PUBLISHED": "s3:pages",
        "POINCON_MAIL": "ses:",
        "POINCON_SENDER": "poincon@example.org",
        "POINCON_JOBS_FUNCTION": "poincon-production-jobs",
        "AWS_DEFAULT_REGION": REGION,
    }

    done = subprocess.run(
        [sys.executable, "-c", asked], env=settings_of_a_till, capture_output=True, check=True
    )

    assert done.stdout.decode().splitlines()[-1] == "401 []"


def test_what_is_made_later_is_made_once_however_many_ask_at_once() -> None:
    made: list[str] = []

    def make() -> str:
        made.append("made")
        return "abc"

    text = later(make)
    before = list(made)
    with ThreadPoolExecutor(8) as askers:
        said = list(askers.map(lambda _: text.upper(), range(50)))

    assert (before, made, {*said}) == ([], ["made"], {"ABC"})


def test_what_cannot_be_made_yet_is_tried_again_by_the_next_who_asks() -> None:
    given = iter([ValueError("not yet"), "abc"])

    def make() -> str:
        found = next(given)
        if isinstance(found, Exception):
            raise found
        return found

    text = later(make)

    with pytest.raises(ValueError, match="not yet"):
        text.upper()
    assert text.upper() == "ABC"


def test_a_process_builds_its_house_from_the_environment_once(
    tmp_path: Path, nobody_home: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(tmp_path, "sqlite:").items():
        monkeypatch.setenv(name, value)

    first = wiring.house()

    assert wiring.house() is first
    assert abs(first.services.clock() - datetime.now(UTC)) < timedelta(minutes=1)
