"""Whose account it is and what it lacks: asked before anything is made, and told at the end."""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.secrets import OF_APPLE, OF_GOOGLE
from infra.deploy.stages import Stage
from loyalty.errors import BadConfiguration


def number(sts: Any) -> str:
    """The account's number; raises ``BadConfiguration`` without credentials that are valid."""
    try:
        return str(sts.get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        hint = "aws configure, or AWS_PROFILE for the account that is to pay for it"
        reason = f"gives no access ({_first_line(error)})"
        raise BadConfiguration(
            errors=[{"path": "AWS credentials", "reason": reason, "hint": hint}]
        ) from None


def refuse_another(sts: Any, stage: Stage) -> None:
    """Raises ``BadConfiguration`` where the credentials are not of the account that it names."""
    if stage.account and (found := number(sts)) != stage.account:
        hint = f"AWS_PROFILE for it, or correct account of [{stage.name}] in infra/stages.toml"
        reason = f"belongs to account {stage.account}, and the credentials to {found}"
        raise BadConfiguration(errors=[{"path": stage.name, "reason": reason, "hint": hint}])


def still_to_do(
    ses: Any, sns: Any, topic: Callable[[], str], stage: Stage, secrets: frozenset[str]
) -> Iterator[str]:
    """What works with less for want of it, a line each, with what to do."""
    yield from _of_mail(ses, stage)
    if not set(OF_APPLE) - {"apple-key-password"} <= secrets:
        yield (
            "Apple Wallet: no certificate yet, so phones refuse the pass. docs/apple.md; then put "
            f"{stage.parameter('apple-certificate')}, …-key and …-intermediate into Parameter "
            "Store (docs/aws.md)."
        )
    elif not (stage.apple_pass_type and stage.apple_team):
        yield "Apple Wallet: apple_pass_type and apple_team are missing in infra/stages.toml."
    if not set(OF_GOOGLE) <= secrets:
        yield (
            "Google Wallet: no issuer account yet, so Google refuses the save link. Put "
            f"{stage.parameter('google-account')} into Parameter Store (docs/aws.md)."
        )
    elif not stage.google_issuer:
        yield "Google Wallet: google_issuer is missing in infra/stages.toml."
    if stage.attention:
        yield from _of_attention(sns, topic(), stage)
    else:
        yield "Alarms reach nobody: attention is missing in infra/stages.toml."


def _of_attention(sns: Any, topic: str, stage: Stage) -> Iterator[str]:
    """Amazon forgets an address that was not confirmed for some days."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    found = [one for page in pages for one in page["Subscriptions"]]
    arns = [one["SubscriptionArn"] for one in found if one["Endpoint"] == stage.attention]
    if any(arn.startswith("arn:") for arn in arns):
        return
    if "PendingConfirmation" in arns:
        yield (
            f"Alarms reach nobody until {stage.attention} clicks in Amazon's mail, "
            "AWS Notification - Subscription Confirmation."
        )
    else:
        yield (
            f"Alarms reach nobody: {stage.attention} has not confirmed in time. Ask anew: aws sns "
            f"subscribe --region {stage.region} --topic-arn {topic} --protocol email "
            f"--notification-endpoint {stage.attention}"
        )


def _of_mail(ses: Any, stage: Stage) -> Iterator[str]:
    if not ses.get_account().get("ProductionAccessEnabled", False):
        yield (
            "Mail: Amazon SES is in its sandbox and sends only to addresses that it has verified. "
            "Ask for production access in its console; until then reports reach nobody else."
        )
    found = ses.get_email_identity(EmailIdentity=stage.sender_domain)
    if not found["VerifiedForSendingStatus"]:
        records = "".join(f"\n      {one}" for one in dkim_records(stage, found))
        yield f"Mail: give {stage.sender_domain} these DNS records, so that it may send:{records}"


def dkim_records(stage: Stage, identity: dict[str, Any]) -> list[str]:
    """What the sender's domain must say for SES to sign in its name.

    https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
    """
    tokens = identity.get("DkimAttributes", {}).get("Tokens", [])
    domain = stage.sender_domain
    return [f"{one}._domainkey.{domain} CNAME {one}.dkim.amazonses.com" for one in tokens]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
