"""What an account lacks is a sentence each, with what to do: nothing is a trace, nothing is hidden.

What AWS answers is played by botocore's own stubs, which take no answer that AWS could not give.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from infra.deploy import account, certificate, secrets
from infra.deploy.certificate import NotYet
from infra.deploy.stages import Stage
from loyalty.errors import BadConfiguration
from tests.infra.stages import REGION, stage

ALL = frozenset(secrets.SETTINGS)
TOPIC = "arn:aws:sns:eu-west-3:000000000000:poincon-trial-attention"
TOKENS = ["aaaa", "bbbb", "cccc"]


@pytest.fixture(autouse=True, name="_nobody")
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")


def left(
    known: frozenset[str] = ALL,
    *,
    out: bool = True,
    ours: bool = True,
    heard: Mapping[str, str] = MappingProxyType({"vous@poincon.test": f"{TOPIC}:1"}),
    **changes: Any,
) -> str:
    """What is still to do, a line each; ``out`` of the sandbox, and the domain is ``ours``.

    ``heard``: who hears of alarms, and what SNS says of each.
    """
    client, topics = (boto3.client(one, region_name=REGION) for one in ("sesv2", "sns"))
    asked = stage(**changes)
    with Stubber(client) as ses, Stubber(topics) as sns:
        subscribed = [{"SubscriptionArn": arn, "Endpoint": to} for to, arn in heard.items()]
        if asked.attention:
            found = {"Subscriptions": subscribed}
            sns.add_response("list_subscriptions_by_topic", found, {"TopicArn": TOPIC})
        ses.add_response("get_account", {"ProductionAccessEnabled": out}, {})
        identity = {"VerifiedForSendingStatus": ours, "DkimAttributes": {"Tokens": TOKENS}}
        ses.add_response("get_email_identity", identity, {"EmailIdentity": "poincon.test"})
        return "\n".join(account.still_to_do(client, topics, lambda: TOPIC, asked, known))


def test_where_all_is_there_nothing_is_left_to_do() -> None:
    assert left() == ""


def test_a_new_accounts_mail_is_in_the_sandbox() -> None:
    assert "in its sandbox" in left(out=False)


def test_a_domain_that_may_not_send_yet_gets_its_three_records() -> None:
    said = left(ours=False)

    for token in TOKENS:
        assert f"{token}._domainkey.poincon.test CNAME {token}.dkim.amazonses.com" in said


@pytest.mark.parametrize("missing", sorted(set(secrets.OF_APPLE) - {"apple-key-password"}))
def test_a_certificate_of_apples_that_is_not_whole_is_told(missing: str) -> None:
    assert "/poincon/trial/apple-certificate, …-key" in left(ALL - {missing})


def test_a_key_that_nothing_locks_needs_no_password() -> None:
    assert left(ALL - {"apple-key-password"}) == ""


@pytest.mark.parametrize(
    ("known", "changes", "said"),
    [
        (ALL, {"apple_team": ""}, "apple_pass_type and apple_team are missing"),
        (ALL - {"google-account"}, {}, "Put /poincon/trial/google-account into Parameter Store"),
        (ALL, {"google_issuer": ""}, "google_issuer is missing"),
        (ALL, {"attention": ""}, "Alarms reach nobody"),
    ],
)
def test_each_thing_that_is_missing_is_one_line(
    known: frozenset[str], changes: dict[str, Any], said: str
) -> None:
    (line,) = left(known, **changes).splitlines()

    assert said in line


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ({"vous@poincon.test": "PendingConfirmation"}, "until vous@poincon.test clicks"),
        ({}, f"--topic-arn {TOPIC} --protocol email --notification-endpoint vous@poincon.test"),
        ({"vous@poincon.test": "Deleted"}, "has not confirmed in time"),
        ({"former@poincon.test": f"{TOPIC}:1"}, "has not confirmed in time"),
    ],
)
def test_alarms_that_nobody_has_confirmed_are_told(heard: dict[str, str], said: str) -> None:
    (line,) = left(heard=heard).splitlines()

    assert said in line


def test_a_stage_that_names_its_account_is_refused_with_anothers_credentials() -> None:
    client = boto3.client("sts", region_name=REGION)
    with Stubber(client) as sts:
        for _ in range(2):
            sts.add_response("get_caller_identity", {"Account": "111111111111"})

        account.refuse_another(client, stage(account=""))
        account.refuse_another(client, stage(account="111111111111"))
        with pytest.raises(BadConfiguration, match="222222222222, and the credentials to 1111"):
            account.refuse_another(client, stage(account="222222222222"))


def test_each_domain_is_asked_for_by_itself_and_once() -> None:
    """Within an hour Amazon gives the same certificate again for the same token."""
    tokens = [_token(stage(domain=f"{one}.poincon.test")) for one in ("a", "b", "a")]

    assert tokens[0] == tokens[2] != tokens[1]
    assert all(re.fullmatch(r"\w{1,32}", token) for token in tokens)


def _token(of: Stage) -> str:
    client = boto3.client("acm", region_name=certificate.REGION)
    tokens: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        tokens.append(params["IdempotencyToken"])

    client.meta.events.register("provide-client-params.acm.RequestCertificate", note)
    with Stubber(client) as acm:
        for _ in range(2):
            acm.add_response("list_certificates", {"CertificateSummaryList": []})
        arn = "arn:aws:acm:us-east-1:000000000000:certificate/0"
        acm.add_response("request_certificate", {"CertificateArn": arn})
        acm.add_response("describe_certificate", {"Certificate": {"Status": "ISSUED"}})
        certificate.ask(client, of)
    (token,) = tokens
    return token


def test_whoever_has_no_credentials_is_told_how_to_have_some() -> None:
    client = boto3.client("sts", region_name=REGION)
    with Stubber(client) as sts:
        sts.add_client_error("get_caller_identity", "InvalidClientTokenId", "The token is invalid")

        with pytest.raises(BadConfiguration) as refused:
            account.number(client)

    said = str(refused.value)
    assert "AWS credentials: gives no access" in said
    assert "aws configure" in said


@pytest.fixture(name="acm")
def _acm() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("acm", region_name=certificate.REGION)


@pytest.mark.cloud
def test_a_certificate_that_waits_is_a_sentence_with_the_record_and_is_asked_for_once(
    acm: Any,
) -> None:
    acm.request_certificate(DomainName="elsewhere.poincon.test", ValidationMethod="DNS")

    said = [_said(acm), _said(acm)]

    assert "whether cards.poincon.test is yours" in said[0]
    assert ".cards.poincon.test. CNAME _" in said[0]
    assert said[0] == said[1]
    assert certificate.arn(acm, stage()) is None
    listed = acm.list_certificates()["CertificateSummaryList"]
    assert [one["DomainName"] for one in listed].count("cards.poincon.test") == 1


def test_a_certificate_of_which_amazon_knows_no_record_yet_is_asked_for_again_in_a_minute() -> None:
    client = boto3.client("acm", region_name=certificate.REGION)
    asked = "arn:aws:acm:us-east-1:000000000000:certificate/0"
    pending = [{"DomainName": "cards.poincon.test", "ValidationStatus": "PENDING_VALIDATION"}]
    with Stubber(client) as acm:
        acm.add_response("list_certificates", {"CertificateSummaryList": []})
        acm.add_response("list_certificates", {"CertificateSummaryList": []})
        acm.add_response("request_certificate", {"CertificateArn": asked})
        found = {"Status": "PENDING_VALIDATION", "DomainValidationOptions": pending}
        acm.add_response("describe_certificate", {"Certificate": found})

        assert "in a minute" in _said(client)


@pytest.mark.server
def test_a_certificate_that_is_issued_is_taken_and_no_other_is_asked_for(aws: str) -> None:
    acm = boto3.client("acm", region_name=certificate.REGION)

    taken = certificate.ask(acm, stage(domain="issued.poincon.test"))

    assert certificate.ask(acm, stage(domain="issued.poincon.test")) == taken
    assert certificate.arn(acm, stage(domain="issued.poincon.test")) == taken
    assert certificate.arn(acm, stage(domain="other.poincon.test")) is None


@pytest.mark.server
def test_the_programs_secret_is_made_once_and_never_replaced(aws: str) -> None:
    ssm, once = boto3.client("ssm"), stage(name="secretive")
    before = secrets.known(ssm, once)

    values = [_made(ssm, once), _made(ssm, once)]

    assert before == frozenset()
    assert values[0] == values[1]
    assert values[0].startswith("1:")
    assert len(bytes.fromhex(values[0][2:])) == 32
    ssm.put_parameter(Name=once.parameter("somebody-elses"), Value="x", Type="String")
    ssm.put_parameter(Name="/poincon/secretive2/apple-key", Value="x", Type="String")
    assert secrets.known(ssm, once) == {"secrets"}


def _said(acm: Any) -> str:
    with pytest.raises(NotYet) as waiting:
        certificate.ask(acm, stage())
    return str(waiting.value)


def _made(ssm: Any, of: Any) -> str:
    secrets.make(ssm, of)
    found = ssm.get_parameter(Name=of.parameter(secrets.PROGRAM), WithDecryption=True)
    assert found["Parameter"]["Type"] == "SecureString"
    return str(found["Parameter"]["Value"])
