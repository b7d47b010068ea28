"""Alarms, logs and failed events in ``infra/template.yaml`` name what the code deploys."""

import json
import re
from typing import Any

import pytest

from functions import metrics
from functions.journeys.backoff import LONGEST_SECONDS
from infra.deploy.stages import FUNCTIONS, ROOT, Stage

FREE_ALARMS = 10
"""Of an account: https://aws.amazon.com/cloudwatch/pricing/"""

OURS = Stage(name="production", region="", domain="", sender="", programs=())
ALARMS = re.findall(
    r"^  (\w+Alarm):$", (ROOT / "infra" / "template.yaml").read_text(encoding="utf-8"), re.MULTILINE
)


def properties(template: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def said(value: Any) -> str:
    """A name as the stack of production would make it."""
    text = value["Fn::Sub"] if isinstance(value, dict) else str(value)
    return str(text).replace("${Stage}", OURS.name)


def test_there_are_no_more_alarms_than_an_account_has_for_nothing(
    template: dict[str, Any],
) -> None:
    resources = template["Resources"]
    alarms = [name for name, one in resources.items() if one["Type"] == "AWS::CloudWatch::Alarm"]

    assert alarms == ALARMS
    assert 1 <= len(alarms) <= FREE_ALARMS
    names = [said(properties(template, alarm)["AlarmName"]) for alarm in alarms]
    assert len(set(names)) == len(names)
    assert all(name.startswith(f"{OURS.stack}-") for name in names)


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarm_tells_somebody_and_silence_of_what_is_rare_is_none(
    template: dict[str, Any], alarm: str
) -> None:
    told = properties(template, alarm)

    assert told["AlarmActions"] == [{"Ref": "Attention"}]
    silence = "breaching" if alarm == "NobodySweepsAlarm" else "notBreaching"
    assert told["TreatMissingData"] == silence


@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarm_looks_at_a_metric_that_somebody_writes(
    template: dict[str, Any], alarm: str
) -> None:
    told = properties(template, alarm)
    (dimension,) = told["Dimensions"]

    if told["Namespace"] == metrics.NAMESPACE:
        assert told["MetricName"] in metrics.UNITS
        assert dimension == {"Name": metrics.DIMENSION, "Value": {"Ref": "Stage"}}
    elif told["Namespace"] == "AWS/Lambda":
        assert dimension["Name"] == "FunctionName"
        assert said(dimension["Value"]) in map(OURS.function, FUNCTIONS)
    else:
        assert told["Namespace"] == "AWS/SQS"
        queue = {"Fn::GetAtt": ["DeadLetters", "QueueName"]}
        assert dimension == {"Name": "QueueName", "Value": queue}


def test_a_shop_of_a_hundred_scans_a_day_hears_that_they_are_slow(template: dict[str, Any]) -> None:
    """Below 200 samples a period, ``ignore`` would never look at a 95th percentile."""
    told = properties(template, "SlowScansAlarm")

    assert told["ExtendedStatistic"] == "p95"
    assert "EvaluateLowSampleCountPercentile" not in told
    assert told["Period"] >= 3600


def test_what_a_wallet_refuses_is_seen_within_the_alarms_period(template: dict[str, Any]) -> None:
    told = properties(template, "WalletsWaitAlarm")

    assert told["Period"] * told["EvaluationPeriods"] >= LONGEST_SECONDS
    assert told["EvaluationPeriods"] == 1


def test_each_metric_that_says_that_something_is_wrong_has_an_alarm(
    template: dict[str, Any],
) -> None:
    looked_at = {properties(template, alarm)["MetricName"] for alarm in ALARMS}

    only_shown = {"Requests", "OutboxWaiting", "OutboxDead"}
    assert set(metrics.UNITS) - looked_at == only_shown


def test_alarms_mails_that_come_back_and_money_may_all_be_told(template: dict[str, Any]) -> None:
    (allowed,) = properties(template, "AttentionPolicy")["PolicyDocument"]["Statement"]

    assert allowed["Action"] == "sns:Publish"
    assert {"cloudwatch.amazonaws.com", "ses.amazonaws.com"} <= set(allowed["Principal"]["Service"])
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }
    heard = template["Resources"]["AttentionByMail"]
    assert heard["Condition"] == "Heard"
    assert heard["Properties"]["Endpoint"] == {"Ref": "AttentionMail"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_role_writes_its_own_log_which_is_named_as_lambda_names_it(
    template: dict[str, Any], function: str
) -> None:
    log = properties(template, f"{function.title()}Logs")
    (policy,) = properties(template, f"{function.title()}Role")["Policies"]
    (logging,) = [
        one
        for one in policy["PolicyDocument"]["Statement"]
        if "logs:PutLogEvents" in json.dumps(one["Action"])
    ]

    assert said(log["LogGroupName"]) == f"/aws/lambda/{OURS.function(function)}"
    assert logging["Resource"] == {"Fn::GetAtt": [f"{function.title()}Logs", "Arn"]}
    assert "logs:CreateLogGroup" not in logging["Action"]


def test_only_the_jobs_may_put_a_failed_event_into_the_queue_that_zappa_is_told_of(
    template: dict[str, Any],
) -> None:
    queue = {"Fn::GetAtt": ["DeadLetters", "Arn"]}
    putting = {
        function: one["Resource"]
        for function in FUNCTIONS
        for policy in properties(template, f"{function.title()}Role")["Policies"]
        for one in policy["PolicyDocument"]["Statement"]
        if "sqs:" in json.dumps(one["Action"])
    }

    assert putting == {"jobs": queue}
    assert template["Outputs"]["DeadLettersArn"]["Value"] == queue


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_is_named_as_the_deployment_names_it(
    template: dict[str, Any], function: str
) -> None:
    role = properties(template, f"{function.title()}Role")

    assert said(role["RoleName"]) == OURS.function(function)
