"""What a deployment does with what is there, or was left over, as AWS's own models answer it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.stub import Stubber

from infra.deploy import undeploy as taking
from infra.deploy import wanted
from infra.deploy.__main__ import main
from infra.deploy.deployment import Deployment
from infra.deploy.stack import StackFailed
from infra.deploy.stages import SERVED
from infra.deploy.zappa import Zappa
from tests.infra.stages import REGION, stage, stage_file

_ACM = "arn:aws:acm:us-east-1:000000000000:certificate"
_ORIGINS = {name: f"{name}.test" for name in wanted.ORIGINS.values()}
_STAGE = """
[mine]
region = "eu-west-3"
domain = "cards.poincon.test"
sender = "bonjour@poincon.test"
programs = ["functions/presets/cafe.toml"]
"""


def test_an_address_changes_with_its_certificate_and_not_before() -> None:
    before = {"CertificateArn": "old", "DomainName": "old.poincon.test"} | _ORIGINS
    of = stage(domain="new.poincon.test")
    listed = [{"CertificateArn": f"{_ACM}/1", "DomainName": "new.poincon.test"}]
    acm = boto3.client("acm", region_name="us-east-1")
    with Stubber(acm) as issued:
        for certificates in ([], listed):
            issued.add_response("list_certificates", {"CertificateSummaryList": certificates})

        waiting, changed = (wanted.served(before, of, acm) for _ in range(2))

    assert waiting == before
    assert changed == before | {"CertificateArn": f"{_ACM}/1", "DomainName": "new.poincon.test"}
    assert wanted.served({"DomainName": "old.poincon.test"}, of, acm) == {}


@pytest.mark.parametrize(
    ("status", "broken"),
    [
        (None, True),
        ("ROLLBACK_COMPLETE", True),
        ("CREATE_FAILED", True),
        ("CREATE_COMPLETE", False),
        ("UPDATE_ROLLBACK_COMPLETE", False),
        ("CREATE_IN_PROGRESS", False),
    ],
)
def test_a_function_whose_api_was_never_made_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, status: str | None, broken: bool
) -> None:
    done: list[str] = []
    clouds = boto3.client("cloudformation", region_name=REGION)
    monkeypatch.setattr(Deployment, "_client", lambda self, service, region="": clouds)
    monkeypatch.setattr(Deployment, "exists", lambda self, name: f"undeploy {name}" not in done)
    monkeypatch.setattr(Zappa, "undeploy", lambda self, name: done.append(f"undeploy {name}"))
    monkeypatch.setattr(
        Zappa,
        "deploy",
        lambda self, name, package, *, exists: done.append(
            f"{'update' if exists else 'deploy'} {name}"
        ),
    )
    with Stubber(clouds) as stubbed:
        for _ in SERVED:
            _answer_of(stubbed, status)

        Deployment(stage=stage(), out=Path(), say=print)._functions()

    anew = [f"{what} {name}" for name in SERVED for what in ("undeploy", "deploy")]
    expected = anew if broken else [f"update {name}" for name in SERVED]
    assert done == [*expected, "update jobs"]


def test_what_the_caller_has_set_for_another_environment_reaches_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = stage_file(tmp_path, _STAGE)
    seen: list[dict[str, str]] = []
    monkeypatch.setattr("infra.deploy.__main__.os.environ", {"POINCON_SECRETS": "2:x", "A": "b"})
    monkeypatch.setattr(
        "infra.deploy.__main__.environment_of", lambda of: {"POINCON_SECRETS_PARAMETER": "/p"}
    )
    monkeypatch.setattr(
        "infra.deploy.__main__.poincon", lambda words: seen.append(dict(os.environ)) or 0
    )

    assert main(["--stage", "mine", "--stages", str(file), "terminal", "devices"]) == 0

    (environ,) = seen
    assert environ["A"] == "b"
    assert {name for name in environ if name.startswith("POINCON_")} == {
        "POINCON_SECRETS_PARAMETER"
    }


def test_a_file_that_cannot_be_destroyed_is_told_and_nothing_is_said_to_be_done(
    aws: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = {"Errors": [{"Key": "file", "Code": "AccessDenied", "Message": "no"}]}
    keeps = SimpleNamespace(
        get_paginator=lambda _: SimpleNamespace(
            paginate=lambda Bucket: [{"Versions": [{"Key": "file", "VersionId": "1"}]}]  # noqa: N803
        ),
        delete_objects=lambda **_: denied,
    )
    monkeypatch.setattr("infra.deploy.undeploy.boto3.client", lambda _: keeps)

    with pytest.raises(StackFailed, match=r"shelf: 1 files stay, as file \(AccessDenied no\)"):
        taking._empty("shelf", print)


def _answer_of(stubbed: Stubber, status: str | None) -> None:
    if status is None:
        stubbed.add_client_error("describe_stacks", "ValidationError", "it does not exist")
        return
    made = {"StackName": "x", "StackStatus": status, "CreationTime": datetime.now(UTC)}
    stubbed.add_response("describe_stacks", {"Stacks": [made]})
