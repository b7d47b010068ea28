"""Taking an environment away: functions, APIs, the one address. What was kept stays.

Table, pages, exports and mail identity stay in the stack, so that ``make deploy`` goes on where it
stopped. Only whoever asks twice destroys them.
"""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.deploy import account, secrets
from infra.deploy.deployment import Deployment
from infra.deploy.environment import environment
from infra.deploy.stack import Stack, StackFailed
from infra.deploy.stages import FUNCTIONS, Stage
from infra.deploy.zappa import Zappa, settings

Say = Callable[[str], None]
_GONE = ("ResourceNotFoundException", "NoSuchBucket", "ResourceNotFound")


def undeploy(stage: Stage, asked: argparse.Namespace, say: Say) -> int:
    """Take it away; with ``--data <stage>`` and a second word its table and buckets as well."""
    stack = Stack(boto3.client("cloudformation"), stage, say)
    outputs = dict(stack.outputs())
    if not outputs:
        say(f"There is no stack {stage.stack}.")
        return 0
    kept = _kept(outputs)
    where = f"{stage.name} ({stage.url}, account {account.number(boto3.client('sts'))})"
    if not asked.yes and not _agrees(f"Take {where} away? Its data stays."):
        return 1
    deployment = Deployment(stage=stage, out=asked.out / stage.name, say=say)
    _functions(deployment, outputs)
    say("    the one address")
    stack.make(deployment.wanted(stack, served=False))
    if asked.data != stage.name:
        say(f"Kept: {', '.join(kept)}, and the secrets below {stage.parameter('')}.")
        return 0
    if not asked.yes and not _agrees(f"Destroy {', '.join(kept)}, every card in them, for good?"):
        return 1
    _destroy(stack, outputs, say)
    return 0


def _kept(outputs: dict[str, str]) -> list[str]:
    names = ("StoreSetting", "PublishedSetting", "ExportsSetting")
    return [outputs[name].partition(":")[2] for name in names]


def _functions(deployment: Deployment, outputs: dict[str, str]) -> None:
    stage = deployment.stage
    known = secrets.known(boto3.client("ssm"), stage)
    zappa = Zappa(stage, deployment.out, deployment.say)
    zappa.write(settings(stage, outputs, environment(stage, outputs, known)))
    for name in FUNCTIONS:
        if deployment.exists(name):
            zappa.undeploy(name)


def _destroy(stack: Stack, outputs: dict[str, str], say: Say) -> None:
    """The secrets stay, for whoever has a backup. The stack goes last: it knows the names."""
    table, *buckets = _kept(outputs)
    _unless_gone(lambda: _delete_table(table))
    for bucket in buckets:
        _empty(bucket, say)
        _unless_gone(partial(boto3.client("s3").delete_bucket, Bucket=bucket))
    _empty(outputs["DeploymentsBucket"], say)
    stack.remove()
    say(f"Destroyed: {', '.join((table, *buckets))}.")
    say("AWS itself keeps a last backup of the table for 35 days, and nobody can end that sooner.")


def _delete_table(table: str) -> None:
    dynamodb = boto3.client("dynamodb")
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    dynamodb.get_waiter("table_exists").wait(TableName=table)  # not while it is being changed
    dynamodb.delete_table(TableName=table)
    dynamodb.get_waiter("table_not_exists").wait(TableName=table)


def _unless_gone(destroy: Callable[[], object]) -> None:
    try:
        destroy()
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise


def _empty(bucket: str, say: Say) -> None:
    """Every version of every object: a bucket that holds anything cannot be taken away."""
    s3: Any = boto3.client("s3")
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            keys = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            if keys:
                done = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
                _refuse(bucket, done.get("Errors", []))
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            raise
        say(f"    {bucket} is not there")


def _refuse(bucket: str, errors: list[dict[str, str]]) -> None:
    if errors:
        first = errors[0]
        said = f"{first.get('Code')} {first.get('Message', '')}".strip()
        raise StackFailed(
            f"{bucket}: {len(errors)} files stay, as {first.get('Key')} ({said}). Mend that, and "
            "take it away again: what is gone already does not matter."
        )


def _agrees(question: str) -> bool:
    sys.stdout.write(f"{question} Type yes: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip() == "yes"
