"""Settings out of Parameter Store, as moto plays it; and a house that sees them change."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from functions import settings, sources, wiring
from functions.home import LOOK_AGAIN, Home
from functions.parameters import ParameterStore
from functions.settings import Settings
from functions.sources import Found, Unread
from loyalty.errors import BadConfiguration
from tests.builders import at
from tests.functions.wallets.certificate import PASS_TYPE, TEAM, real_looking_chain
from tests.shop import OPENED, environment

REGION = "eu-west-3"
SECRETS = "/poincon/production/secrets"
APPLES = ("CERTIFICATE", "KEY", "INTERMEDIATE")
FIRST, SECOND = "1:" + "5e" * 32, "1:" + "5e" * 32 + ",2:" + "6f" * 32


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    with mock_aws():
        yield


def put(name: str, value: str) -> None:
    client: Any = boto3.client("ssm")
    client.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


def in_store(folder: Path, **more: str) -> dict[str, str]:
    """A shop's settings, with its secrets in Parameter Store."""
    told = environment(folder, "sqlite:")
    del told["POINCON_SECRETS"]
    return told | {"POINCON_SECRETS_PARAMETER": SECRETS} | more


def test_a_secret_is_read_decrypted(tmp_path: Path, aws: None) -> None:
    put(SECRETS, f"{SECOND}\n")

    assert settings.read(in_store(tmp_path)).keys.current == 2


def test_a_parameter_comes_before_the_variable_and_a_file_before_both(
    tmp_path: Path, aws: None
) -> None:
    put(SECRETS, SECOND)
    (tmp_path / "secrets").write_text("7:" + "7a" * 32)
    told = in_store(tmp_path, POINCON_SECRETS="9:" + "9a" * 32)

    assert settings.read(told).keys.current == 2
    told["POINCON_SECRETS_FILE"] = str(tmp_path / "secrets")
    assert settings.read(told).keys.current == 7


def test_apples_set_may_lie_there_as_pem(tmp_path: Path, aws: None) -> None:
    chain = real_looking_chain(at(OPENED), timedelta(days=1))
    parts = {"CERTIFICATE": chain.certificate, "KEY": chain.key, "INTERMEDIATE": chain.intermediate}
    put(SECRETS, FIRST)
    for part, pem in parts.items():
        assert len(pem) <= 4096, "a standard parameter takes 4 KB"
        put(f"/poincon/{part}", pem.decode())
    told = in_store(tmp_path, POINCON_APPLE_PASS_TYPE=PASS_TYPE, POINCON_APPLE_TEAM=TEAM)
    told |= {f"POINCON_APPLE_{part}_PARAMETER": f"/poincon/{part}" for part in parts}

    house = wiring.build(settings.read(told), clock=lambda: at(OPENED))

    assert house.services.apple.waiting_for is None


def asked(told: Mapping[str, str]) -> list[tuple[str, ...]]:
    """What a start asks Parameter Store for, question by question."""
    questions: list[tuple[str, ...]] = []

    def fetch(names: Collection[str]) -> Found:
        questions.append(tuple(sorted(names)))
        return dict.fromkeys(names, FIRST)

    settings.read(told, fetch)
    return questions


def test_all_that_are_kept_there_are_asked_for_at_once(tmp_path: Path) -> None:
    told = in_store(tmp_path, POINCON_GOOGLE_ISSUER="3388", POINCON_STAGE_PARAMETER="")
    told["POINCON_GOOGLE_ACCOUNT_PARAMETER"] = "/poincon/google"

    assert asked(told) == [("/poincon/google", SECRETS)]


def test_nothing_is_asked_where_nothing_is_kept_there(tmp_path: Path) -> None:
    assert asked(environment(tmp_path, "sqlite:")) == []


def test_more_than_ten_names_take_two_questions(aws: None) -> None:
    for number in range(12):
        put(f"/poincon/{number}", f"value {number}")

    found = ParameterStore().fetch([f"/poincon/{number}" for number in range(13)])

    assert {found[f"/poincon/{number}"] for number in range(12)} == {
        f"value {n}" for n in range(12)
    }
    assert isinstance(found["/poincon/12"], Unread)


def test_a_parameter_may_be_named_by_its_version_or_its_arn() -> None:
    arn = f"arn:aws:ssm:{REGION}:123456789012:parameter{SECRETS}"
    old = {"Name": SECRETS, "Selector": ":1", "ARN": arn, "Value": "old"}
    new = {"Name": SECRETS, "ARN": arn, "Value": "new"}

    def granted(stub: Stubber) -> None:
        stub.add_response("get_parameters", {"Parameters": [old, new]})

    found = answering(granted).fetch([f"{SECRETS}:1", arn])

    assert dict(found) == {f"{SECRETS}:1": "old", arn: "new"}


def refused(told: Mapping[str, str]) -> dict[str, dict[str, str]]:
    with pytest.raises(BadConfiguration) as wrong:
        settings.read(told)
    return {error["path"]: error for error in wrong.value.facts["errors"]}


def test_a_parameter_that_is_not_there_says_how_to_put_it_there(tmp_path: Path, aws: None) -> None:
    wrong = refused(in_store(tmp_path))

    assert list(wrong) == ["POINCON_SECRETS_PARAMETER"]
    said = wrong["POINCON_SECRETS_PARAMETER"]
    assert said["reason"] == f"is not in Parameter Store: {SECRETS}"
    assert said["hint"].startswith(f"aws ssm put-parameter --type SecureString --name {SECRETS} ")


def test_a_parameter_that_cannot_be_asked_for_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    said = refused(in_store(tmp_path))["POINCON_SECRETS_PARAMETER"]

    assert said["reason"] == f"cannot be read from Parameter Store: {SECRETS}: NoRegionError"
    assert "region" in said["hint"]


def answering(*answers: Callable[[Stubber], None]) -> ParameterStore:
    """A store whose service answers like that, one question after the other."""
    store = ParameterStore()
    store._client = boto3.client("ssm", region_name=REGION)
    stub = Stubber(store._client)
    for answer in answers:
        answer(stub)
    stub.activate()
    return store


def denied(stub: Stubber) -> None:
    stub.add_client_error("get_parameters", "AccessDeniedException", "not for you: 5e5e")


def test_one_that_may_not_be_read_keeps_no_other_from_being_read() -> None:
    def granted(stub: Stubber) -> None:
        there = {"Parameters": [{"Name": "/b", "Value": "second"}]}
        stub.add_response("get_parameters", there)

    found = answering(denied, denied, granted).fetch(["/a", "/b"])

    first = found["/a"]
    assert isinstance(first, Unread) and found["/b"] == "second"
    assert first.reason == "cannot be read from Parameter Store: /a: AccessDeniedException"
    assert "ssm:GetParameters" in first.hint
    assert "5e5e" not in first.reason + first.hint


def test_a_service_that_is_too_busy_is_not_asked_for_each_by_itself() -> None:
    def busy(stub: Stubber) -> None:
        stub.add_client_error("get_parameters", "ThrottlingException")

    found = answering(busy).fetch(["/a", "/b"])

    assert all(isinstance(one, Unread) for one in found.values())


def test_what_is_wrong_with_apples_parameters_stops_no_start(tmp_path: Path, aws: None) -> None:
    put(SECRETS, FIRST)

    told = settings.read(in_store(tmp_path, POINCON_APPLE_KEY_PARAMETER="/poincon/mistyped"))

    assert told.apple is not None
    assert "POINCON_APPLE_KEY_PARAMETER" in {error["path"] for error in told.apple.unread}


@pytest.mark.parametrize(
    "name", ["URL", "SENDER", "STORE", "PUBLISHED", "MAIL", "STAGE", "EXPORTS"]
)
def test_a_secret_that_was_named_for_another_setting_is_not_repeated(
    tmp_path: Path, aws: None, name: str
) -> None:
    put(SECRETS, FIRST)

    wrong = refused(in_store(tmp_path, **{f"POINCON_{name}_PARAMETER": SECRETS}))

    said = str(wrong[f"POINCON_{name}"])
    assert f"what POINCON_{name}_PARAMETER names" in said
    assert "5e5e" not in said and "'1'" not in said


class Living:
    """A function that lives for hours, over parameters that a test changes."""

    first: Mapping[str, str] = {}

    def __init__(self, told: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = at(OPENED)
        self.kept: dict[str, str | Unread] = {SECRETS: FIRST, **self.first}
        self.questions = 0
        self.built: list[Settings] = []
        monkeypatch.setattr(sources, "aws", lambda: self._fetch)
        self.home: Home[int] = Home(told, self._build, self._clock)

    def later(self, time: timedelta) -> int:
        """The house that whoever comes then is given."""
        self.now += time
        return self.home()

    def _build(self, told: Settings) -> int:
        self.built.append(told)
        return len(self.built)

    def _clock(self) -> datetime:
        return self.now

    def _fetch(self, names: Collection[str]) -> Found:
        self.questions += 1
        return {name: self.kept[name] for name in names}


@pytest.fixture(name="living")
def _living(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Living:
    return Living(in_store(tmp_path), monkeypatch)


def test_a_secret_that_was_replaced_is_seen_within_five_minutes(living: Living) -> None:
    living.kept[SECRETS] = SECOND

    before = living.later(LOOK_AGAIN - timedelta(seconds=1)), living.questions
    after = living.later(timedelta(seconds=1))

    assert (before, after) == ((1, 1), 2)
    assert [told.keys.current for told in living.built] == [1, 2]
    assert timedelta(minutes=5) >= LOOK_AGAIN


def test_as_long_as_nothing_changes_the_house_stands_and_is_asked_for_seldom(
    living: Living,
) -> None:
    houses = {living.later(timedelta(minutes=1)) for _ in range(60)}

    assert (houses, living.questions) == ({1}, 1 + 12)


def test_what_cannot_be_read_any_more_stays_as_it_was_and_is_not_asked_for_at_each_request(
    living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    living.kept[SECRETS] = Unread(reason="cannot be read", hint="look")

    houses = [living.later(LOOK_AGAIN), living.later(timedelta(seconds=9))]
    questions = living.questions
    living.kept[SECRETS] = SECOND

    assert (houses, questions) == ([1, 1], 2)
    assert _warned(caplog) == ["settings-kept"]
    assert living.later(LOOK_AGAIN) == 2


def test_a_secret_that_was_replaced_by_nonsense_changes_nothing_and_is_not_logged(
    living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    living.kept[SECRETS] = "hunter2"

    assert living.later(LOOK_AGAIN) == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "hunter2" not in str([vars(record) for record in caplog.records])


def test_a_certificate_that_was_put_before_its_key_is_taken_with_it_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    old, new = (real_looking_chain(at(OPENED), timedelta(days=1)) for _ in range(2))
    told = in_store(tmp_path, POINCON_APPLE_PASS_TYPE=PASS_TYPE, POINCON_APPLE_TEAM=TEAM)
    for part in APPLES:
        told[f"POINCON_APPLE_{part}_PARAMETER"] = part
    parts = {part: getattr(old, part.lower()).decode() for part in APPLES}
    monkeypatch.setattr(Living, "first", parts)
    living = Living(told, monkeypatch)

    living.kept["CERTIFICATE"] = new.certificate.decode()
    half = [living.later(LOOK_AGAIN), living.later(LOOK_AGAIN)]
    living.kept |= {part: getattr(new, part.lower()).decode() for part in APPLES}
    whole = living.later(LOOK_AGAIN)

    assert (half, whole) == ([1, 1], 2)
    assert _warned(caplog) == ["settings-kept"] * 2
    taken = living.built[-1].apple
    assert taken and taken.certificate.strip() == new.certificate.strip()


def test_apples_set_that_cannot_be_read_any_more_stays_and_a_new_secret_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    given = {f"POINCON_APPLE_{name}": "x" for name in ("CERTIFICATE", "INTERMEDIATE", "TEAM")}
    told = in_store(tmp_path, POINCON_APPLE_PASS_TYPE="pass.x", **given)
    living = Living(told | {"POINCON_APPLE_KEY_PARAMETER": SECRETS}, monkeypatch)
    (tmp_path / "secrets").write_text(SECOND)
    living.home._environment = {**told, "POINCON_SECRETS_FILE": str(tmp_path / "secrets")} | {
        "POINCON_APPLE_KEY_PARAMETER": SECRETS
    }
    living.kept[SECRETS] = Unread(reason="cannot be read", hint="look")

    living.later(LOOK_AGAIN)

    first, second = living.built
    assert (first.keys.current, second.keys.current) == (1, 2)
    assert second.apple == first.apple and not (second.apple and second.apple.unread)
    assert _warned(caplog) == ["settings-kept"]


def _warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.message for one in caplog.records if one.levelno >= logging.WARNING]
