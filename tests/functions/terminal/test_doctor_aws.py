"""``poincon doctor`` on a house at AWS: an emulated account that enforces permissions."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
import httpx
import pytest

from functions import cli, settings
from functions.local.run import publish_file
from functions.terminal.doctor_account import _swept, secrets
from functions.terminal.doctor_apple import Outside
from functions.terminal.doctor_rounds import Rounds
from functions.terminal.findings import Finding, Heading
from functions.wiring import build
from tests.cloud.account import account
from tests.functions.terminal import house_at_aws as house

pytestmark = [pytest.mark.server, pytest.mark.cloud]

CAFE = Path(__file__).parents[3] / "functions" / "presets" / "cafe.toml"
Said = pytest.CaptureFixture[str]


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An account with the house in it, published."""
    folder = tmp_path_factory.mktemp("aws")
    with account(folder), patch.dict(os.environ, house.SETTINGS):
        house.make()
        built = build(settings.read(os.environ))
        built.services.design.begin()
        publish_file(built, CAFE)
        boto3.client("cloudwatch").put_metric_data(
            Namespace="Poincon", MetricData=[_swept_at(datetime.now(UTC))]
        )
        yield folder


def _swept_at(now: datetime) -> Any:
    named = [{"Name": "Stage", "Value": house.STAGE}]
    return {
        "MetricName": "OutboxOldestSeconds",
        "Dimensions": named,
        "Timestamp": now,
        "Value": 0,
    }


def now() -> datetime:
    return datetime.now(UTC)


def looked(clock: Callable[[], datetime] = now) -> dict[tuple[str, str], Finding]:
    """Every finding by its heading and its subject."""
    found, heading = {}, ""
    with httpx.Client(trust_env=False, timeout=1) as web:
        around = Outside(now=clock(), web=web, push=_nobody)
        rounds = Rounds(
            settings=settings.read(os.environ),
            environment=os.environ,
            around=around,
            clock=clock,
        )
        for one in rounds.examine():
            if isinstance(one, Heading):
                heading = one.text
            else:
                found[heading, one.subject] = one
    return found


def _nobody(_: object) -> Any:
    raise AssertionError("nobody is pushed to")


def verdicts(found: dict[tuple[str, str], Finding], *headings: str) -> dict[str, str]:
    return {subject: one.verdict for (at, subject), one in found.items() if at in headings}


def test_a_deployed_house_is_well_but_for_what_is_outside(folder: Path) -> None:
    found = looked()

    assert verdicts(found, "AWS") == {
        "account": "ok",
        "secrets": "ok",
        "alarms": "ok",
        "attention": "ok",
        "dead letters": "ok",
        "certificate": "ok",
        "dns": "warning",  # no such name anywhere
    }
    assert set(verdicts(found, "Store", "Clock", "Pages and pictures", "Jobs").values()) == {"ok"}
    assert list(verdicts(found, "Store")) == [
        *("table", "protection", "encryption", "ttl", "backups", "design", "programs")
    ]
    assert verdicts(found, "Mail") == {
        "account": "ok",
        "sender": "ok",
        "dkim": "warning",  # its records are nowhere
        "owner": "ok",
    }
    assert all(one.cure for one in found.values() if one.verdict != "ok")


def test_the_terminal_prints_no_secret_and_leaves_with_1(folder: Path, capsys: Said) -> None:
    assert cli.main(["doctor", "--var", str(folder / "var")]) == 1

    said = capsys.readouterr().out
    assert said.startswith("AWS\nok       account      000000000000 in eu-west-3")
    assert said.endswith("\nIt works, with warnings.\n")
    assert house.SECRET not in said and os.environ["AWS_SECRET_ACCESS_KEY"] not in said


ALLOWED = ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "ssm:GetParameters")


def test_whoever_may_ask_little_gets_one_warning_for_each_question(folder: Path) -> None:
    with house.somebody(*ALLOWED):
        found = looked()

    refused = {
        (at, subject)
        for (at, subject), one in found.items()
        if one.seen.startswith("may not be asked (")
    }
    assert refused == {
        *(("AWS", one) for one in ("alarms", "dead letters", "certificate")),
        *(("Store", one) for one in ("table", "ttl", "backups")),
        *(("Mail", one) for one in ("account", "sender", "owner")),
        ("Pages and pictures", "pages"),
        ("Jobs", "sweep"),
    }
    assert all(found[one].verdict == "warning" for one in refused)
    assert found["Store", "table"].cure == (
        "allow dynamodb:DescribeTable to whoever gives this command"
    )
    assert found["Store", "programs"].verdict == "ok"


def test_what_is_missing_of_the_table_is_said_line_by_line(folder: Path) -> None:
    with softened():
        found = looked()

    assert verdicts(found, "Store") == {
        "table": "ok",
        "protection": "warning",
        "encryption": "ok",
        "ttl": "warning",
        "backups": "warning",
        "design": "ok",
        "programs": "ok",
    }


@contextmanager
def softened() -> Iterator[None]:
    """For a while, the table as somebody made it by hand."""
    store: Any = boto3.client("dynamodb")
    store.update_table(TableName=house.TABLE, DeletionProtectionEnabled=False)
    ends = {"Enabled": False, "AttributeName": "ttl"}
    store.update_time_to_live(TableName=house.TABLE, TimeToLiveSpecification=ends)
    recovers = {"PointInTimeRecoveryEnabled": False}
    store.update_continuous_backups(
        TableName=house.TABLE, PointInTimeRecoverySpecification=recovers
    )
    try:
        yield
    finally:
        house.harden(store)


@pytest.mark.parametrize("exists", [False, True])
def test_a_table_that_is_not_ours_is_wrong_and_no_more_is_asked_of_it(
    folder: Path, exists: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if exists:
        boto3.client("dynamodb").create_table(
            TableName="else",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
    monkeypatch.setenv("POINCON_STORE", "dynamodb:else")

    found = looked()

    table, read = found["Store", "table"], found["Store", "read"]
    expected = "else has other keys than pk and sk" if exists else "else is not there"
    assert (table.verdict, table.seen, read.verdict) == ("wrong", expected, "wrong")
    assert (("Store", "ttl") in found) is exists
    assert found["Exports", "not seen"].verdict == "warning"
    assert found["Mail", "account"].verdict == "ok"


def test_an_alarm_that_rings_is_wrong_and_says_what_it_is_about(folder: Path) -> None:
    house.alarm("ledger-differs", "ALARM")

    found = looked()["AWS", "alarms"]
    boto3.client("cloudwatch").delete_alarms(AlarmNames=["poincon-local-ledger-differs"])

    assert found.verdict == "wrong" and found.cure == "Look into the runbook."
    assert found.seen.startswith("poincon-local-ledger-differs rings since 20")


def test_what_failed_three_times_is_a_warning(folder: Path) -> None:
    queues = boto3.client("sqs")
    url = queues.get_queue_url(QueueName="poincon-local-dead-letters")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="{}")

    found = looked()["AWS", "dead letters"]
    queues.purge_queue(QueueUrl=url)

    assert found.verdict == "warning"
    assert found.seen == "1 waits: a job failed each time it was tried"


def test_a_stage_without_alarms_and_queue_is_warned_of_both(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINCON_STAGE", "other")
    other = looked()
    monkeypatch.delenv("POINCON_STAGE")
    none = looked()

    assert other["AWS", "alarms"].seen == "there are none of poincon-other"
    assert other["AWS", "dead letters"].verdict == "warning"
    assert other["Jobs", "sweep"].seen == "has said nothing for three hours"
    assert none["AWS", "alarms"].seen == "not looked at: POINCON_STAGE names no stage"
    assert ("AWS", "dead letters") not in none and ("Jobs", "sweep") not in none


def test_a_parameter_of_apples_that_is_not_there_is_wrong_by_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINCON_APPLE_KEY_PARAMETER", "/poincon/local/apple-key")

    found = list(secrets(os.environ))

    assert [one.verdict for one in found] == ["wrong", "ok"]
    assert found[0].seen == (
        "POINCON_APPLE_KEY_PARAMETER is not in Parameter Store: /poincon/local/apple-key"
    )
    assert found[1].seen == "can be read: POINCON_SECRETS_PARAMETER"


def test_a_domain_without_a_certificate_is_a_warning(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POINCON_URL", "https://other.poincon.test")

    found = looked()["AWS", "certificate"]

    assert (found.verdict, found.seen) == ("warning", "Amazon has none for other.poincon.test")


def test_a_clock_that_is_off_is_wrong(folder: Path) -> None:
    found = looked(lambda: now() + timedelta(minutes=2))["Clock", "clock"]

    assert found.verdict == "wrong" and "s ahead of AWS" in found.seen


def test_without_credentials_it_says_so_and_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("POINCON_SECRETS", f"1:{house.SECRET}")
    monkeypatch.delenv("POINCON_SECRETS_PARAMETER")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))

    found = looked()

    assert verdicts(found, "AWS") == {"account": "wrong"}
    assert found["AWS", "account"].seen == "gives no access (NoCredentialsError)"
    assert found["Store", "read"].verdict == "wrong"
    assert found["Google Wallet", "account"].verdict == "warning"


def test_a_refusal_is_dated_too_so_that_a_wrong_clock_is_told_from_a_wrong_key(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("POINCON_SECRETS", f"1:{house.SECRET}")
    monkeypatch.delenv("POINCON_SECRETS_PARAMETER")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAUNKNOWN")

    found = looked()

    assert found["AWS", "account"].verdict == "wrong"
    assert found["Clock", "clock"].seen == "as AWS has it, within a minute"


@pytest.mark.parametrize(
    ("minutes", "verdict"), [((1,), "ok"), ((10, 90), "ok"), ((11,), "warning"), ((), "warning")]
)
def test_a_sweep_is_missed_after_ten_minutes(minutes: tuple[int, ...], verdict: str) -> None:
    at = now()

    points = [{"Timestamp": at - timedelta(minutes=one)} for one in minutes]

    assert _swept(points, "local", at).verdict == verdict
