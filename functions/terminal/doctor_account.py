"""The account at AWS: who asks, which secrets can be read, what rings, what failed three times."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.parameters import ParameterStore
from functions.settings import Settings
from functions.sources import PARAMETER, Unread
from functions.terminal.doctor_aws import asked, client, code_of
from functions.terminal.findings import Finding

SILENT = timedelta(minutes=10)
"""The sweep says every minute how long the wallets wait; CloudWatch shows it a little later."""
_LOGIN = "aws configure, or AWS_PROFILE and AWS_DEFAULT_REGION for the account that it is in"
_DEPLOY = "make deploy makes them (docs/operating.md)"


def examine(settings: Settings, given: Mapping[str, str]) -> Iterator[Finding]:
    """Without an account nothing more can be asked; ``given`` is the environment."""
    access = account()
    yield access
    if access.verdict == "wrong":
        return
    yield from secrets(given)
    stage = settings.stage
    if not stage:
        yield Finding("warning", "alarms", "not looked at: POINCON_STAGE names no stage", _DEPLOY)
        return
    action = "cloudwatch:DescribeAlarms"
    yield from asked("alarms", action, lambda: alarms(client("cloudwatch"), stage))
    action = "sqs:GetQueueUrl and sqs:GetQueueAttributes"
    yield from asked("dead letters", action, lambda: [dead_letters(client("sqs"), stage)])


def account() -> Finding:
    """Whose credentials these are."""
    try:
        asking = client("sts")
        found = asking.get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        why = code_of(error) if isinstance(error, ClientError) else type(error).__name__
        return Finding("wrong", "account", f"gives no access ({why})", _LOGIN)
    who = found["Arn"].rpartition(":")[2]
    return Finding("ok", "account", f"{found['Account']} in {asking.meta.region_name}, as {who}")


def secrets(given: Mapping[str, str]) -> Iterator[Finding]:
    """Each setting that is kept in Parameter Store; of no value is anything said."""
    named = {
        name: value
        for name, value in sorted(given.items())
        if name.startswith("POINCON_") and name.endswith(PARAMETER) and value
    }
    if not named:
        return
    found = ParameterStore().fetch(named.values())
    for name, value in named.items():
        if isinstance(unread := found[value], Unread):
            verdict: Any = "warning" if "Denied" in unread.reason else "wrong"
            yield Finding(verdict, "secrets", f"{name} {unread.reason}", unread.hint)
    read = [name for name, value in named.items() if isinstance(found[value], str)]
    if read:
        yield Finding("ok", "secrets", f"can be read: {', '.join(read)}")


def alarms(watch: Any, stage: str) -> Iterator[Finding]:
    """Those of the stack that ring, and whether anybody hears them."""
    known = watch.describe_alarms(AlarmNamePrefix=f"poincon-{stage}-")["MetricAlarms"]
    if not known:
        yield Finding("warning", "alarms", f"there are none of poincon-{stage}", _DEPLOY)
        return
    ringing = [one for one in known if one["StateValue"] == "ALARM"]
    for one in ringing:
        since = f"{one['StateUpdatedTimestamp'].astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        cure = one.get("AlarmDescription", "")
        yield Finding("wrong", "alarms", f"{one['AlarmName']} rings since {since}", cure)
    if not ringing:
        yield Finding("ok", "alarms", f"{len(known)} of poincon-{stage}, and none rings")
    action = "sns:ListSubscriptionsByTopic"
    yield from asked("attention", action, lambda: [heard(client("sns"), known)])


def heard(topics: Any, known: Sequence[Mapping[str, Any]]) -> Finding:
    """Whether somebody has confirmed that they want to hear of them."""
    arns = {arn for one in known for arn in one["AlarmActions"] if one["ActionsEnabled"]}
    subscribed = [
        one["SubscriptionArn"]
        for arn in sorted(arns)
        for one in topics.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    ]
    if any(arn.startswith("arn:") for arn in subscribed):
        return Finding("ok", "attention", "somebody hears of alarms")
    if subscribed:
        cure = "press the link in the mail that Amazon has sent, or deploy again for another one"
        return Finding("warning", "attention", "nobody has confirmed to hear of alarms", cure)
    cure = "set attention in infra/stages.toml, and deploy"
    return Finding("warning", "attention", "alarms reach nobody", cure)


def dead_letters(queues: Any, stage: str) -> Finding:
    """What was tried three times and is kept for somebody to look at."""
    asking = "ApproximateNumberOfMessages"
    url = queues.get_queue_url(QueueName=f"poincon-{stage}-dead-letters")["QueueUrl"]
    found = queues.get_queue_attributes(QueueUrl=url, AttributeNames=[asking])
    count = int(found["Attributes"][asking])
    if not count:
        return Finding("ok", "dead letters", "none waits")
    seen = f"{count} {'waits' if count == 1 else 'wait'}: a job failed each time it was tried"
    cure = f"the log /aws/lambda/poincon-{stage}-jobs says why; mend that, then empty the queue"
    return Finding("warning", "dead letters", seen, cure)


def swept(watch: Any, stage: str, now: datetime) -> Finding:
    """When the sweep has last said how long the wallets wait."""
    found = watch.get_metric_statistics(
        Namespace="Poincon",
        MetricName="OutboxOldestSeconds",
        Dimensions=[{"Name": "Stage", "Value": stage}],
        StartTime=now - timedelta(hours=3),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Maximum"],
    )
    return _swept(found["Datapoints"], stage, now)


def _swept(points: Iterable[Mapping[str, Any]], stage: str, now: datetime) -> Finding:
    times = [point["Timestamp"].astimezone(UTC) for point in points]
    cure = f"is the rule of functions.jobs.sweep on? The log is /aws/lambda/poincon-{stage}-jobs"
    if not times:
        return Finding("warning", "sweep", "has said nothing for three hours", cure)
    last = max(times)
    seen = f"ran last at {last:%H:%M} UTC"
    if now - last > SILENT:
        return Finding("warning", "sweep", seen, cure)
    return Finding("ok", "sweep", seen)
