"""The table of a store at AWS: its shape, and what keeps it from being lost."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from functions.store.dynamodb_table import mistake_of
from functions.terminal.doctor_aws import asked, client, code_of
from functions.terminal.findings import Finding

_DEPLOY = "make deploy sets it, as infra/template.yaml has it"
_WHERE = "POINCON_STORE names another table, or another region or account is asked"


def examine(table: str) -> Iterator[Finding]:
    """Three questions, each of which may be refused for itself."""
    action = "dynamodb:DescribeTable"
    shaped = list(asked("table", action, lambda: _described(table)))
    yield from shaped
    if any(found.verdict == "wrong" and found.cure == _WHERE for found in shaped):
        return
    action = "dynamodb:DescribeTimeToLive"
    yield from asked("ttl", action, lambda: [_ends(client("dynamodb"), table)])
    action = "dynamodb:DescribeContinuousBackups"
    yield from asked("backups", action, lambda: [_recovers(client("dynamodb"), table)])


def _described(table: str) -> Iterator[Finding]:
    try:
        found = client("dynamodb").describe_table(TableName=table)["Table"]
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        yield Finding("wrong", "table", f"{table} is not there", _WHERE)
        return
    mistake = mistake_of(found)
    if mistake:
        yield Finding("wrong", "table", f"{table} {mistake}", _DEPLOY)
    else:
        yield Finding("ok", "table", f"{table} is ready, with its keys and its index")
    yield protected(found)
    yield encrypted(found)


def protected(table: Mapping[str, Any]) -> Finding:
    """Whether one wrong command can delete it."""
    if table.get("DeletionProtectionEnabled"):
        return Finding("ok", "protection", "it cannot be deleted by mistake")
    return Finding("warning", "protection", "one command deletes it", _DEPLOY)


def encrypted(table: Mapping[str, Any]) -> Finding:
    """DynamoDB always encrypts; it is a question of whose key it is, and whether it is there."""
    key = table.get("SSEDescription", {})
    if key.get("InaccessibleEncryptionDateTime"):
        cure = "give the key back to DynamoDB within seven days: it is lost afterwards"
        return Finding("wrong", "encryption", "its key cannot be used any more", cure)
    own = key.get("Status") in ("ENABLED", "UPDATING", "ENABLING")
    return Finding("ok", "encryption", f"by {'a key in KMS' if own else 'a key of Amazon’s'}")


def _ends(store: Any, table: str) -> Finding:
    found = store.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    is_on = found["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
    if is_on and found.get("AttributeName") == "ttl":
        return Finding("ok", "ttl", "what has ended is taken away, by its ttl")
    return Finding("warning", "ttl", "what has ended stays: ttl is not its time to live", _DEPLOY)


def _recovers(store: Any, table: str) -> Finding:
    found = store.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    recovery = found.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        return Finding("warning", "backups", "no point in time can be restored", _DEPLOY)
    first = recovery.get("EarliestRestorableDateTime")
    since = f", from {first:%Y-%m-%d} on" if first else ""
    return Finding("ok", "backups", f"any second can be restored{since}")
