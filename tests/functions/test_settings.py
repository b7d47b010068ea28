"""Settings from a mapping: every error at once, and no secret in sight."""

from pathlib import Path
from typing import Any

import pytest

from functions.settings import Settings, read
from loyalty.errors import BadConfiguration

SECRET = "5e" * 32
GOOD = {
    "POINCON_SECRETS": f"1:{SECRET}",
    "POINCON_URL": "https://cards.example.org/",
    "POINCON_STORE": "sqlite:var/poincon.db",
    "POINCON_PUBLISHED": "folder:var/published",
    "POINCON_MAIL": "ses:",
    "POINCON_SENDER": "poincon@example.org",
}
APPLE = {
    "POINCON_APPLE_CERTIFICATE": "-----certificate-----",
    "POINCON_APPLE_KEY": "-----key-----",
    "POINCON_APPLE_INTERMEDIATE": "-----intermediate-----",
    "POINCON_APPLE_PASS_TYPE": "pass.fr.example",
    "POINCON_APPLE_TEAM": "A1B2C3D4E5",
}
GOOGLE = {"POINCON_GOOGLE_ISSUER": "338800", "POINCON_GOOGLE_ACCOUNT": '{"private_key": "hidden"}'}


def settings(**changes: str) -> Settings:
    return read(GOOD | changes)


def refused(environment: dict[str, str]) -> dict[str, str]:
    """The variables that are refused, each with its reason."""
    with pytest.raises(BadConfiguration) as wrong:
        read(environment)
    errors: list[dict[str, Any]] = wrong.value.facts["errors"]
    assert all(error["hint"] for error in errors)
    return {error["path"]: error["reason"] for error in errors}


def test_a_deployment_is_told_in_a_few_variables() -> None:
    told = settings()

    assert told.url == "https://cards.example.org"
    assert (told.store, told.mail) == (("sqlite", "var/poincon.db"), ("ses", ""))
    assert (told.apple, told.google, told.development) == (None, None, None)
    assert (told.site / "templates").is_dir()


def test_every_error_is_named_at_once() -> None:
    wrong = refused({"POINCON_STORE": "oracle:x", "POINCON_GOOGLE_ISSUER": "3388"})

    assert wrong == {
        "POINCON_SECRETS": "is not a list of numbered secrets",
        "POINCON_URL": "is missing",
        "POINCON_STORE": "cannot be 'oracle'",
        "POINCON_PUBLISHED": "is missing",
        "POINCON_MAIL": "is missing",
        "POINCON_SENDER": "is missing",
        "POINCON_GOOGLE_ACCOUNT": "is missing",
    }


def test_a_value_may_come_from_a_file_which_then_comes_first(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"7:{SECRET}\n")

    told = settings(POINCON_SECRETS_FILE=str(tmp_path / "secret"))

    assert told.keys.current == 7


@pytest.mark.parametrize("content", [None, b"0\x82\x05\xf4 binary"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "account.json"
    if content:
        path.write_bytes(content)

    wrong = refused(GOOD | GOOGLE | {"POINCON_GOOGLE_ACCOUNT_FILE": str(path)})

    assert wrong["POINCON_GOOGLE_ACCOUNT_FILE"].startswith("cannot be read: ")


def test_a_value_that_is_no_text_is_named_by_its_variable() -> None:
    not_utf8 = b"\xff".decode(errors="surrogateescape")

    assert refused(GOOD | {"POINCON_JOBS_FUNCTION": not_utf8}) == {
        "POINCON_JOBS_FUNCTION": "cannot be read: it is not text"
    }


@pytest.mark.parametrize("name", ["POINCON_STORE", "POINCON_PUBLISHED", "POINCON_MAIL"])
@pytest.mark.parametrize("value", ["ftp:x", "x", "S3:x"])
def test_a_kind_that_is_none_is_refused(name: str, value: str) -> None:
    assert refused(GOOD | {name: value}) == {name: f"cannot be {value.partition(':')[0]!r}"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POINCON_STORE", "dynamodb:"),
        ("POINCON_STORE", "dynamodb"),
        ("POINCON_PUBLISHED", "s3:"),
        ("POINCON_PUBLISHED", "folder"),
        ("POINCON_MAIL", "folder:"),
    ],
)
def test_a_kind_without_its_place_is_refused(name: str, value: str) -> None:
    assert list(refused(GOOD | {name: value})) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POINCON_URL", "cards.example.org"),
        ("POINCON_URL", "ftp://cards.example.org"),
        ("POINCON_URL", "https://:8000"),
        ("POINCON_URL", "https://example.org/cards"),
        ("POINCON_URL", "https://example.org?shop=1"),
        ("POINCON_URL", "https://example.org?"),
        ("POINCON_URL", "https://example.org#cards"),
        ("POINCON_URL", "https://example.org:cards"),
        ("POINCON_URL", "https://example.org:0"),
        ("POINCON_URL", "https://example.org:"),
        ("POINCON_URL", "https://example.org:99999"),
        ("POINCON_URL", "https://example org"),
        ("POINCON_URL", "https://[::1"),
        ("POINCON_URL", "https://[::g]"),
        ("POINCON_URL", "https://[:::::]"),
        ("POINCON_SENDER", "poincon"),
        ("POINCON_SENDER", "poincon@example.org, mallory@example.org"),
    ],
)
def test_an_address_that_is_none_is_refused(name: str, value: str) -> None:
    assert refused(GOOD | {name: value}) == {name: f"cannot be {value!r}"}


def test_a_password_in_the_address_is_refused_without_repeating_it() -> None:
    wrong = refused(GOOD | {"POINCON_URL": "https://ada:hunter2@cards.example.org"})

    assert wrong == {"POINCON_URL": "cannot hold a name or a password"}


@pytest.mark.parametrize(
    ("url", "https"),
    [
        ("https://cards.example.org:8443", True),
        ("HTTPS://Cards.Example.org", True),
        ("https://café.example", True),
        ("http://my_shop:8000", False),
    ],
)
def test_an_address_with_a_port_or_in_capitals_is_taken(url: str, https: bool) -> None:
    told = settings(POINCON_URL=url)

    assert (told.url, told.is_https) == (url, https)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("https://cards.example.org", False),
        ("http://127.0.0.1.example.org", False),
    ],
)
def test_an_address_of_this_machine_is_known_as_such(url: str, local: bool) -> None:
    assert settings(POINCON_URL=url).is_local is local


def test_sqlite_without_a_place_lives_in_memory() -> None:
    assert settings(POINCON_STORE="sqlite:").store == ("sqlite", "")


def test_a_place_may_hold_colons() -> None:
    assert settings(POINCON_STORE="sqlite:C:/a:b.db").store == ("sqlite", "C:/a:b.db")


def unread(**changes: str) -> dict[str, str]:
    """What is wrong with Apple's set, of which nothing stops a start."""
    apple = settings(**APPLE | changes).apple
    assert apple is not None
    assert all(error["hint"] for error in apple.unread)
    return {error["path"]: error["reason"] for error in apple.unread}


@pytest.mark.parametrize("missing", APPLE)
def test_one_of_apples_five_that_is_missing_is_named_and_stops_nothing(missing: str) -> None:
    assert unread(**{missing: " "}) == {missing: "is missing"}


def test_a_file_of_apples_that_is_not_there_is_named_once_and_stops_nothing(
    tmp_path: Path,
) -> None:
    named = {"POINCON_APPLE_KEY": "", "POINCON_APPLE_KEY_FILE": str(tmp_path / "mistyped.pem")}

    assert unread(**named) == {
        "POINCON_APPLE_KEY_FILE": "cannot be read: No such file or directory"
    }


def test_a_single_file_of_apples_that_is_not_there_is_no_set_that_was_left_out(
    tmp_path: Path,
) -> None:
    apple = settings(POINCON_APPLE_CERTIFICATE_FILE=str(tmp_path / "mistyped.cer")).apple

    assert apple is not None and len(apple.unread) == 5


def test_apples_files_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "pass.cer").write_bytes(b"0\x82\x05\xf4 \x0a")

    apple = settings(**APPLE, POINCON_APPLE_CERTIFICATE_FILE=str(tmp_path / "pass.cer")).apple

    assert apple is not None
    assert (apple.certificate, apple.unread) == (b"0\x82\x05\xf4 \x0a", ())


def test_apples_five_are_taken() -> None:
    apple = settings(**APPLE).apple

    assert apple is not None
    assert (apple.pass_type, apple.team) == ("pass.fr.example", "A1B2C3D4E5")
    assert apple.key == b"-----key-----"


@pytest.mark.parametrize("missing", GOOGLE)
def test_googles_two_come_together(missing: str) -> None:
    assert refused({**GOOD, **GOOGLE, missing: ""}) == {missing: "is missing"}


def test_no_secret_is_ever_shown() -> None:
    shown = repr(settings(**APPLE, **GOOGLE))

    assert "pass.fr.example" in shown
    for secret in (SECRET, "5e5e", "-----", "hidden", str(bytes.fromhex(SECRET))):
        assert secret not in shown


@pytest.mark.parametrize("secrets", ["", "1", "1:xyz", "1:5e5e", "256:" + SECRET, ":" + SECRET])
def test_a_secret_that_is_none_is_refused_without_repeating_it(secrets: str) -> None:
    wrong = refused(GOOD | {"POINCON_SECRETS": secrets})

    assert wrong == {"POINCON_SECRETS": "is not a list of numbered secrets"}


def test_exports_are_kept_nowhere_unless_a_place_is_named() -> None:
    assert settings().exports is None
    assert settings(POINCON_EXPORTS="  ").exports is None
    assert settings(POINCON_EXPORTS="s3:kept").exports == ("s3", "kept")
    assert settings(POINCON_EXPORTS="folder:/mnt/kept").exports == ("folder", "/mnt/kept")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("ftp:x", "cannot be 'ftp'"),
        ("s3:", "does not say where: 's3'"),
        ("folder", "does not say where: 'folder'"),
        ("s3:kept/cafe", "cannot be 'kept/cafe'"),
        ("folder:var/published", "cannot be where pictures are published"),
        ("folder:var/x/../published/i", "cannot be where pictures are published"),
    ],
)
def test_a_place_for_exports_that_is_none_or_is_public_is_refused(value: str, reason: str) -> None:
    assert refused(GOOD | {"POINCON_EXPORTS": value}) == {"POINCON_EXPORTS": reason}


def test_exports_are_never_in_the_bucket_of_the_pictures() -> None:
    pictures = GOOD | {"POINCON_PUBLISHED": "s3:cards"}

    assert refused(pictures | {"POINCON_EXPORTS": "s3:cards"}) == {
        "POINCON_EXPORTS": "cannot be where pictures are published"
    }
    assert read(pictures | {"POINCON_EXPORTS": "s3:cards-kept"}).exports
