"""The CloudFormation stack of an environment: what would change, making it so, and its outputs.

A change set is made, looked at, and carried out or thrown away:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.stages import Stage

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
Say = Callable[[str], None]

_WAIT_SECONDS = 2.0
_DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_NEVER_MADE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")
"""Its first making failed: it can only be removed, and nothing was in it yet."""

_NOTHING = ("didn't contain changes", "No updates are to be performed")


class StackFailed(Exception):
    """AWS could not make it; the sentence has what AWS said first went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that would be made, changed, or taken away; ``Replace`` makes it anew."""

    action: str
    resource: str
    kind: str


class Stack:
    """One environment's stack, through boto3's ``cloudformation`` client."""

    def __init__(self, client: Any, stage: Stage, say: Say) -> None:
        self._client = client
        self._stage = stage
        self._say = say

    def outputs(self) -> Mapping[str, str]:
        """What the stack says of itself; empty where there is none."""
        found = self._found()
        return {one["OutputKey"]: one["OutputValue"] for one in (found or {}).get("Outputs", [])}

    def parameters(self) -> Mapping[str, str]:
        """What it was last made with."""
        found = self._found()
        given = (found or {}).get("Parameters", [])
        return {one["ParameterKey"]: one["ParameterValue"] for one in given}

    def resource(self, name: str) -> str:
        """What AWS calls one of its resources; empty where the stack has none of this name."""
        if self._status() is None:
            return ""
        found = self._client.describe_stack_resources(StackName=self._stage.stack)
        alive = {
            one["LogicalResourceId"]: one.get("PhysicalResourceId", "")
            for one in found["StackResources"]
            if one["ResourceStatus"] != "DELETE_COMPLETE"
        }
        return str(alive.get(name, ""))

    def plan(self, parameters: Mapping[str, str]) -> list[Change]:
        """What making it so would change; nothing is done."""
        if self._status() in _NEVER_MADE:
            return [Change(action="Anew", resource=self._stage.stack, kind="its making failed")]
        name = self._propose(parameters)
        if name is None:
            return []
        changes = self._changes(name)
        self._client.delete_change_set(StackName=self._stage.stack, ChangeSetName=name)
        if self._status() == "REVIEW_IN_PROGRESS":  # only the proposal made it
            self._client.delete_stack(StackName=self._stage.stack)
        return changes

    def make(self, parameters: Mapping[str, str]) -> Mapping[str, str]:
        """Make it so, telling what is done; gives the outputs. Raises ``StackFailed``."""
        name = self._propose(parameters)
        if name is None:
            self._say("    nothing to change")
            return self.outputs()
        told = self._known()
        self._client.execute_change_set(StackName=self._stage.stack, ChangeSetName=name)
        self._await(told)
        return self.outputs()

    def remove(self) -> None:
        """Take the stack away; what it retains (table, pages, exports) stays."""
        if self._found():
            told = self._known()
            self._client.delete_stack(StackName=self._stage.stack)
            self._await(told, gone=True)

    def _propose(self, parameters: Mapping[str, str]) -> str | None:
        """A change set that is ready, or ``None`` where there is nothing to change."""
        if self._status() in _NEVER_MADE:
            self.remove()
        is_new = self._status() in (None, "REVIEW_IN_PROGRESS")
        name = f"deploy-{time.time_ns()}"
        self._client.create_change_set(
            StackName=self._stage.stack,
            ChangeSetName=name,
            ChangeSetType="CREATE" if is_new else "UPDATE",
            TemplateBody=TEMPLATE.read_text(encoding="utf-8"),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in sorted(parameters.items())
            ],
            Tags=[{"Key": "poincon", "Value": self._stage.name}],
        )
        while True:
            found = self._described(name)
            if found["Status"] == "CREATE_COMPLETE":
                return name
            if found["Status"] == "FAILED":
                self._client.delete_change_set(StackName=self._stage.stack, ChangeSetName=name)
                reason = str(found.get("StatusReason", ""))
                if any(said in reason for said in _NOTHING):
                    return None
                raise StackFailed(reason)
            time.sleep(_WAIT_SECONDS)

    def _changes(self, name: str) -> list[Change]:
        found = self._described(name)
        listed = [one["ResourceChange"] for one in found.get("Changes", [])]
        return [
            Change(
                action="Replace" if one.get("Replacement") == "True" else one["Action"],
                resource=one["LogicalResourceId"],
                kind=one["ResourceType"],
            )
            for one in listed
        ]

    def _described(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.describe_change_set(
            StackName=self._stage.stack, ChangeSetName=name
        )
        return found

    def _known(self) -> set[str]:
        """The events that were told already."""
        return {event["EventId"] for event in self._events()}

    def _await(self, told: set[str], *, gone: bool = False) -> None:
        failed: list[str] = []
        while True:
            for event in reversed(self._events()):
                if event["EventId"] not in told:
                    told.add(event["EventId"])
                    self._tell(event)
                    failed += _failure(event)
            status = self._status()
            if status in _DONE or (gone and status in (None, "DELETE_COMPLETE")):
                return
            if status is None or not status.endswith("_IN_PROGRESS"):
                raise StackFailed(failed[0] if failed else f"the stack is {status}")
            time.sleep(_WAIT_SECONDS)

    def _tell(self, event: Mapping[str, Any]) -> None:
        status = event["ResourceStatus"]
        if status.endswith(("_COMPLETE", "_FAILED")):
            reason = event.get("ResourceStatusReason", "") if status.endswith("_FAILED") else ""
            self._say(f"    {status.lower():<18} {event['LogicalResourceId']} {reason}".rstrip())

    def _events(self) -> list[dict[str, Any]]:
        try:
            found = self._client.describe_stack_events(StackName=self._stage.stack)
        except ClientError:
            return []
        events: list[dict[str, Any]] = found["StackEvents"]
        return events

    def _status(self) -> str | None:
        found = self._found()
        return str(found["StackStatus"]) if found else None

    def _found(self) -> dict[str, Any] | None:
        try:
            (found,) = self._client.describe_stacks(StackName=self._stage.stack)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return dict(found) if found["StackStatus"] != "DELETE_COMPLETE" else None


def _failure(event: Mapping[str, Any]) -> list[str]:
    """What went wrong, if anything did: of several the first is the reason for the others."""
    if not event["ResourceStatus"].endswith("_FAILED"):
        return []
    return [f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"]
