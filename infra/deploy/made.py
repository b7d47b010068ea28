"""What there is already of the table and the functions, and what must be mended of it first."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.stages import Stage

Say = Callable[[str], None]
_WITH_API = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")


def protect(dynamodb: Any, table: str, say: Say) -> None:
    """No command deletes it by mistake from now on; a first making that failed still could."""
    if dynamodb.describe_table(TableName=table)["Table"].get("DeletionProtectionEnabled"):
        return
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
    dynamodb.get_waiter("table_exists").wait(TableName=table)  # not while it is being changed
    say(f"    {table} is protected from being deleted")


def exists(lambdas: Any, stage: Stage, function: str) -> bool:
    """Whether Lambda has it."""
    try:
        lambdas.get_function(FunctionName=stage.function(function))
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return False
        raise
    return True


def was_broken_off(cloudformation: Any, stage: Stage, function: str) -> bool:
    """Whether a function has no API: Zappa makes that last, and when it updates it makes none."""
    try:
        (found,) = cloudformation.describe_stacks(StackName=stage.function(function))["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return True
        raise
    status = str(found["StackStatus"])
    return status not in _WITH_API and not status.endswith("_IN_PROGRESS")


def api_host(cloudformation: Any, stage: Stage, function: str) -> str:
    """The domain of a function's API."""
    found = cloudformation.describe_stack_resource(
        StackName=stage.function(function), LogicalResourceId="ApiV2"
    )
    api = found["StackResourceDetail"]["PhysicalResourceId"]
    return f"{api}.execute-api.{stage.region}.amazonaws.com"
