"""An environment's stack on an emulated AWS: planned, made, made again, failed, taken away."""

import argparse
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.store.dynamodb import DynamoEngine, client
from functions.store.engine import Key, Put
from infra.deploy import secrets
from infra.deploy import stack as module
from infra.deploy.__main__ import main
from infra.deploy.deployment import Deployment
from infra.deploy.environment import environment
from infra.deploy.stack import TEMPLATE, Stack, StackFailed
from infra.deploy.stages import Stage
from infra.deploy.undeploy import undeploy
from infra.deploy.zappa import Zappa, ZappaFailed, settings
from tests.infra.stages import OUTPUTS, REGION, stage, stage_file

pytestmark = pytest.mark.server

MOST_BYTES = 51_200
"""Of a template that is handed over as it is, and not by a bucket:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""
SMALL = """
Resources:
  First: {{Type: AWS::SQS::Queue, Properties: {{QueueName: {queue}}}}}
  Second:
    Type: AWS::SNS::Topic
    DependsOn: First
    Properties: {{DisplayName: {name}}}
Outputs:
  Queue: {{Value: !GetAtt First.QueueName}}
"""


@pytest.fixture(autouse=True, name="_patient")
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emulator is done at once."""
    monkeypatch.setattr(module, "_WAIT_SECONDS", 0.05)


class Told:
    """A stack, and what was said of it."""

    def __init__(self, of: Stage) -> None:
        self.lines: list[str] = []
        self.stack = Stack(boto3.client("cloudformation"), of, self.lines.append)
        self.deployment = Deployment(stage=of, out=Path(), say=self.lines.append)

    @property
    def wanted(self) -> dict[str, str]:
        return self.deployment.wanted(self.stack)


@pytest.fixture(name="small")
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A template of two things, which can be broken."""
    file = tmp_path / "template.yaml"
    file.write_text(SMALL.format(queue="small-queue", name="x"))
    monkeypatch.setattr(module, "TEMPLATE", file)
    yield file


def there() -> set[str]:
    """Everything of the account that a stack would make."""
    return {
        *boto3.client("dynamodb").list_tables()["TableNames"],
        *(one["Name"] for one in boto3.client("s3").list_buckets()["Buckets"]),
        *(one["RoleName"] for one in boto3.client("iam").list_roles()["Roles"]),
        *(one["TopicArn"] for one in boto3.client("sns").list_topics()["Topics"]),
        *boto3.client("sqs").list_queues().get("QueueUrls", []),
    }


def test_a_plan_names_all_that_would_be_made_and_makes_nothing(aws: str) -> None:
    told, before = Told(stage(name="planned")), there()

    changes = told.stack.plan(told.wanted)

    assert {change.action for change in changes} == {"Add"}
    assert {"Table", "Published", "Exports", "TillRole"} <= {one.resource for one in changes}
    assert there() == before
    assert told.stack.outputs() == told.stack.parameters() == {}
    names = boto3.client("cloudformation").list_stacks()["StackSummaries"]
    alive = [one for one in names if one["StackStatus"] != "DELETE_COMPLETE"]
    assert "poincon-planned" not in {one["StackName"] for one in alive}


def test_a_second_making_says_that_there_is_nothing_to_change(aws: str) -> None:
    told = Told(stage(name="twice"))
    made = told.stack.make(told.wanted)
    first, told.lines[:] = list(told.lines), []

    again = told.stack.make(told.wanted)

    assert any("create_complete" in line and "Table" in line for line in first)
    assert again == made
    assert told.lines == ["    nothing to change"]
    assert told.stack.plan(told.wanted) == []


def test_a_change_is_planned_by_what_it_changes_and_not_made(aws: str) -> None:
    told = Told(stage(name="changing"))
    told.stack.make(told.wanted)

    changes = told.stack.plan({**told.wanted, "LogDays": "60"})

    assert "TillLogs" in {one.resource for one in changes}
    assert "Table" not in {one.resource for one in changes}
    assert told.stack.parameters()["LogDays"] == "30"


def test_a_template_that_fails_tells_the_first_failure_and_can_be_made_again(
    aws: str, small: Path
) -> None:
    told = Told(stage(name="failing"))
    small.write_text(SMALL.format(queue="again", name="!GetAtt First.Nonsense"))
    with pytest.raises(StackFailed, match=r"^Second: .*Nonsense"):
        told.stack.make({})

    small.write_text(SMALL.format(queue="again", name="x"))

    assert told.stack.make({}) == {"Queue": "again"}


def test_a_plan_leaves_alone_what_failed_and_says_that_it_would_be_made_anew(
    aws: str, small: Path
) -> None:
    told = Told(stage(name="failed"))
    small.write_text(SMALL.format(queue="anew", name="!GetAtt First.Nonsense"))
    with pytest.raises(StackFailed):
        told.stack.make({})

    (change,) = told.stack.plan({})

    assert (change.action, change.resource) == ("Anew", "poincon-failed")
    stacks = boto3.client("cloudformation").describe_stacks(StackName="poincon-failed")["Stacks"]
    assert stacks[0]["StackStatus"] == "ROLLBACK_COMPLETE"


def test_a_failure_is_this_times_and_not_one_of_before(aws: str, small: Path) -> None:
    told = Told(stage(name="often"))
    told.stack.make({})
    for nonsense in ("Nonsense", "Rubbish"):
        small.write_text(SMALL.format(queue="small-queue", name=f"!GetAtt First.{nonsense}"))

        with pytest.raises(StackFailed, match=nonsense):
            told.stack.make({})

    assert told.stack.outputs() == {"Queue": "small-queue"}


def test_a_table_is_protected_once_it_is_made_and_again_each_time_that_it_is_not(
    aws: str,
) -> None:
    told = Told(stage(name="protected"))
    told.deployment._stack()
    seen = [_is_protected("poincon-protected")]

    boto3.client("dynamodb").update_table(
        TableName="poincon-protected", DeletionProtectionEnabled=False
    )
    told.deployment._stack()

    assert [*seen, _is_protected("poincon-protected")] == [True, True]
    said = [line for line in told.lines if "is protected from being deleted" in line]
    assert len(said) == 2


def test_two_environments_of_one_sender_share_the_identity_that_the_first_made(aws: str) -> None:
    first, second = (Told(stage(name=name, sender="b@both.test")) for name in ("mail", "mail2"))
    first.stack.make(first.wanted)

    second.stack.make(second.wanted)
    first.stack.make(first.wanted)

    assert first.stack.resource("MailIdentity") == "both.test"
    assert second.stack.resource("MailIdentity") == ""
    told = [one.stack.parameters()["MailIdentityIsOurs"] for one in (first, second)]
    assert told == ["true", "false"]
    assert boto3.client("sesv2").get_email_identity(EmailIdentity="both.test")


def test_how_long_logs_are_kept_stays_as_somebody_set_it(aws: str) -> None:
    told = Told(stage(name="logging"))
    told.stack.make({**told.wanted, "LogDays": "60"})

    told.stack.make(told.wanted)

    assert told.stack.parameters()["LogDays"] == "60"


def test_the_template_can_be_handed_over_as_it_is() -> None:
    assert len(TEMPLATE.read_bytes()) <= MOST_BYTES


def test_the_terminal_of_what_was_never_deployed_says_so(
    aws: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = stage_file(tmp_path, _STAGE.format(name="never"))

    status = main(["--stage", "never", "--stages", str(file), "terminal", "devices"])

    assert status == 2
    assert "make deploy STAGE=never" in capsys.readouterr().out


def test_what_zappa_cannot_do_is_told_with_its_last_words(aws: str, tmp_path: Path) -> None:
    ours = Zappa(stage(name="without"), tmp_path, print)
    told = environment(stage(name="without"), OUTPUTS, frozenset())
    ours.write(settings(stage(name="without"), OUTPUTS, told))

    with pytest.raises(ZappaFailed) as failed:
        ours.deploy("till", tmp_path / "no.zip", exists=False)

    assert str(failed.value).startswith("zappa deploy without_till: ")
    assert len(str(failed.value)) > len("zappa deploy without_till: ")


def test_undeploying_what_is_not_there_says_so(aws: str) -> None:
    lines: list[str] = []

    status = undeploy(stage(name="nothing"), _asked(yes=False), lines.append)

    assert (status, lines) == (0, ["There is no stack poincon-nothing."])


@pytest.mark.parametrize("answer", ["no\n", "", "YES\n"])
def test_nothing_is_taken_away_unless_a_person_types_yes(
    aws: str, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    of, told = _deployed("asking")
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))

    status = undeploy(of, _asked(yes=False, data=of.name), told.lines.append)

    assert status == 1
    assert told.stack.outputs()["StoreSetting"] == "dynamodb:poincon-asking"


@pytest.mark.parametrize("data", ["", "keeping2"])
def test_what_was_kept_stays_unless_the_very_stage_is_named(aws: str, data: str) -> None:
    of, told = _deployed("keeping")

    status = undeploy(of, _asked(yes=True, data=data), told.lines.append)

    assert status == 0
    assert told.lines[-1].startswith("Kept: poincon-keeping, ")
    assert _engine(of).get(_KEY) is not None
    assert secrets.PROGRAM in secrets.known(boto3.client("ssm"), of)


def test_whoever_names_the_stage_destroys_its_data_and_keeps_its_secrets(aws: str) -> None:
    of, told = _deployed("ending")
    kept = [told.stack.outputs()[f"{name}Setting"] for name in ("Published", "Exports")]
    buckets = {setting.partition(":")[2] for setting in kept}
    s3 = boto3.client("s3")
    for bucket in buckets:
        for body in (b"older", b"newer"):
            s3.put_object(Bucket=bucket, Key="file", Body=body)
        s3.delete_object(Bucket=bucket, Key="file")

    status = undeploy(of, _asked(yes=True, data=of.name), told.lines.append)

    left = there()
    assert status == 0
    assert {"poincon-ending", *buckets} & left == set()
    assert not [name for name in left if re.search("poincon-ending", name)]
    assert secrets.PROGRAM in secrets.known(boto3.client("ssm"), of)


def test_destroying_goes_on_where_it_was_broken_off(
    aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, told = _deployed("halfway")
    with monkeypatch.context() as broken:
        broken.setattr(Stack, "remove", _lost)
        with pytest.raises(ConnectionError):
            undeploy(of, _asked(yes=True, data=of.name), told.lines.append)
    between = there()

    status = undeploy(of, _asked(yes=True, data=of.name), told.lines.append)

    assert "poincon-halfway" not in between
    assert status == 0
    assert not [name for name in there() if re.search("poincon-halfway", name)]
    assert any("35 days" in line for line in told.lines)


def _lost(self: Stack) -> None:
    raise ConnectionError


def _is_protected(table: str) -> bool:
    found = boto3.client("dynamodb").describe_table(TableName=table)["Table"]
    return bool(found["DeletionProtectionEnabled"])


_KEY = Key("P#cafe", "PROGRAM")
_STAGE = """
[{name}]
region = "eu-west-3"
domain = "cards.poincon.test"
sender = "bonjour@poincon.test"
programs = ["functions/presets/cafe.toml"]
"""


def _deployed(name: str) -> tuple[Stage, Told]:
    """An environment without functions, with something in its table."""
    of = stage(name=name)
    told = Told(of)
    told.stack.make(told.wanted)
    secrets.make(boto3.client("ssm"), of)
    _engine(of).write(Put({"pk": _KEY.pk, "sk": _KEY.sk}))
    return of, told


def _engine(of: Stage) -> Any:
    address = boto3.client("dynamodb").meta.endpoint_url
    return DynamoEngine(client(endpoint_url=address, region=REGION), of.stack)


def _asked(*, yes: bool, data: str = "") -> argparse.Namespace:
    return argparse.Namespace(yes=yes, data=data, out=Path("build"))
