"""``poincon doctor`` on mail: a folder, or Amazon SES by the answers that it documents."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from functions.terminal import doctor_mail
from functions.terminal.doctor_aws import asked
from functions.terminal.findings import Finding
from tests.shop import Shop

DOMAIN, SENDER = "example.org", "cards@example.org"


def test_a_folder_says_that_nobody_is_sent_a_mail(tmp_path: Path) -> None:
    place = tmp_path / "not" / "there" / "yet"

    here, public = (doctor_mail.folder(place, is_public=public) for public in (False, True))

    assert here == Finding("ok", "folder", f"mails become files in {place}: nobody is sent any")
    assert public.verdict == "warning" and "POINCON_MAIL=ses:" in public.cure


def test_a_folder_that_cannot_be_one_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    assert doctor_mail.folder(tmp_path / "file" / "box", is_public=False).verdict == "wrong"


@pytest.fixture(name="ses")
def _ses() -> Any:
    return boto3.client(
        "sesv2", region_name="eu-west-3", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture(name="amazon")
def _amazon(ses: Any) -> Iterator[Stubber]:
    """What Amazon would say, held against its own description of the service."""
    with Stubber(ses) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


WELL = {"SendingEnabled": True, "ProductionAccessEnabled": True, "EnforcementStatus": "HEALTHY"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [("ok", "sends, to anybody")]),
        ({"ProductionAccessEnabled": False}, [("warning", "is in the sandbox: ")]),
        ({"SendingEnabled": False}, [("wrong", "may not send: ")]),
        ({"EnforcementStatus": "SHUTDOWN"}, [("wrong", "may not send: ")]),
        ({"EnforcementStatus": "PROBATION"}, [("warning", "is under review (PROBATION)")]),
        (
            {"SendingEnabled": False, "ProductionAccessEnabled": False},
            [("wrong", "may not send: "), ("warning", "is in the sandbox: ")],
        ),
    ],
)
def test_the_account_sends_or_says_why_not(
    ses: Any, amazon: Stubber, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    amazon.add_response("get_account", WELL | changes)

    found = list(doctor_mail.account(ses.get_account()))

    assert [one.verdict for one in found] == [verdict for verdict, _ in expected]
    for one, (_, seen) in zip(found, expected, strict=True):
        assert one.seen.startswith(seen) and bool(one.cure) == (one.verdict != "ok")


def identity(*, verified: bool, signing: str) -> dict[str, Any]:
    return {
        "VerifiedForSendingStatus": verified,
        "DkimAttributes": {"Status": signing, "Tokens": ["abc"]},
    }


def unknown(amazon: Stubber, name: str) -> None:
    told = {"EmailIdentity": name}
    amazon.add_client_error("get_email_identity", "NotFoundException", expected_params=told)


def test_a_domain_that_is_verified_and_signs_is_ok(ses: Any, amazon: Stubber) -> None:
    amazon.add_response("get_email_identity", identity(verified=True, signing="SUCCESS"))

    found = list(doctor_mail.sender(ses, SENDER))

    assert [(one.verdict, one.subject) for one in found] == [("ok", "sender"), ("ok", "dkim")]


def test_a_domain_that_waits_for_its_records_names_them(ses: Any, amazon: Stubber) -> None:
    amazon.add_response("get_email_identity", identity(verified=False, signing="PENDING"))

    found = list(doctor_mail.sender(ses, SENDER))

    assert [one.verdict for one in found] == ["wrong", "warning"]
    assert "abc._domainkey.example.org CNAME abc.dkim.amazonses.com" in found[0].cure


def test_an_address_may_stand_in_for_its_domain(ses: Any, amazon: Stubber) -> None:
    unknown(amazon, DOMAIN)
    alone = {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "NOT_STARTED"}}
    amazon.add_response("get_email_identity", alone, {"EmailIdentity": SENDER})

    found = list(doctor_mail.sender(ses, SENDER))

    assert found[0] == Finding("ok", "sender", f"{SENDER} is verified")
    assert found[1].verdict == "warning" and "NOT_STARTED" in found[1].seen


def test_a_sender_that_amazon_does_not_know_is_wrong(ses: Any, amazon: Stubber) -> None:
    unknown(amazon, DOMAIN)
    unknown(amazon, SENDER)

    (found,) = doctor_mail.sender(ses, SENDER)

    assert found.verdict == "wrong" and "create-email-identity" in found.cure


def test_an_owner_to_whom_amazon_sends_nothing_is_wrong_and_is_not_named(
    ses: Any, amazon: Stubber, shop: Shop
) -> None:
    to = {"EmailAddress": shop.program.owner_email}
    listed = {**to, "Reason": "BOUNCE", "LastUpdateTime": datetime(2026, 1, 5, tzinfo=UTC)}
    amazon.add_response("get_suppressed_destination", {"SuppressedDestination": listed}, to)
    amazon.add_client_error("get_suppressed_destination", "NotFoundException", expected_params=to)

    on_it, off_it = (doctor_mail.owner(ses, shop.program) for _ in range(2))

    assert on_it.verdict == "wrong"
    assert on_it.seen == "of cafe-poincon gets no mail since 2026-01-05 (bounce)"
    assert shop.program.owner_email not in f"{on_it.seen} {on_it.cure}"
    assert off_it.verdict == "ok"


@pytest.mark.parametrize(
    ("code", "cure"),
    [("AccessDeniedException", "allow ses:GetAccount"), ("TooManyRequestsException", "aws sts")],
)
def test_a_question_that_is_refused_is_one_warning(
    ses: Any, amazon: Stubber, code: str, cure: str
) -> None:
    amazon.add_client_error("get_account", code)

    (found,) = asked("account", "ses:GetAccount", lambda: doctor_mail.account(ses.get_account()))

    assert (found.verdict, found.subject) == ("warning", "account")
    assert code in found.seen and found.cure.startswith(cure)
