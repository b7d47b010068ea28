"""A house on an emulated AWS, as a deployment leaves it, for a doctor to look at."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import boto3

from functions.store.dynamodb import create_table

STAGE, TABLE, PAGES = "local", "poincon-local", "poincon-local-pages"
HOST, SENDER = "cards.poincon.test", "bonjour@poincon.test"
SECRET = "5e" * 32
SETTINGS = {
    "POINCON_SECRETS_PARAMETER": f"/poincon/{STAGE}/secrets",
    "POINCON_URL": f"https://{HOST}",
    "POINCON_STORE": f"dynamodb:{TABLE}",
    "POINCON_PUBLISHED": f"s3:{PAGES}",
    "POINCON_MAIL": "ses:",
    "POINCON_SENDER": SENDER,
    "POINCON_STAGE": STAGE,
}


def make() -> None:
    """Everything of the stack that a doctor asks about."""
    store = boto3.client("dynamodb")
    create_table(store, TABLE)
    harden(store)
    boto3.client("s3").create_bucket(
        Bucket=PAGES, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"}
    )
    boto3.client("ssm").put_parameter(
        Name=f"/poincon/{STAGE}/secrets", Value=f"1:{SECRET}", Type="SecureString"
    )
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER.rpartition("@")[2])
    boto3.client("sqs").create_queue(QueueName=f"poincon-{STAGE}-dead-letters")
    acm: Any = boto3.client("acm", region_name="us-east-1")
    acm.request_certificate(DomainName=HOST, ValidationMethod="DNS")
    alarm("errors")


def harden(store: Any) -> None:
    store.update_table(TableName=TABLE, DeletionProtectionEnabled=True)
    ends = {"Enabled": True, "AttributeName": "ttl"}
    store.update_time_to_live(TableName=TABLE, TimeToLiveSpecification=ends)
    recovers = {"PointInTimeRecoveryEnabled": True}
    store.update_continuous_backups(TableName=TABLE, PointInTimeRecoverySpecification=recovers)


def alarm(name: str, state: str = "OK") -> None:
    """One that tells a topic, to which somebody listens."""
    topics, watch = boto3.client("sns"), boto3.client("cloudwatch")
    topic = topics.create_topic(Name=f"poincon-{STAGE}-attention")["TopicArn"]
    topics.subscribe(TopicArn=topic, Protocol="email", Endpoint="vous@poincon.test")
    watch.put_metric_alarm(
        AlarmName=f"poincon-{STAGE}-{name}",
        AlarmDescription="Look into the runbook.",
        Namespace="Poincon",
        MetricName="ServerErrors",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic],
    )
    watch.set_alarm_state(
        AlarmName=f"poincon-{STAGE}-{name}", StateValue=state, StateReason="a test says so"
    )


@contextmanager
def somebody(*actions: str) -> Iterator[Mapping[str, str]]:
    """Credentials of somebody who may do this, and nothing more."""
    users: Any = boto3.client("iam")
    name = f"asks-{len(users.list_users()['Users'])}"
    users.create_user(UserName=name)
    may = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [may]}
    users.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=json.dumps(policy))
    key = users.create_access_key(UserName=name)["AccessKey"]
    told = {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    with patch.dict(os.environ, told), patch.object(boto3, "DEFAULT_SESSION", None):
        yield told
