"""``infra/template.yaml`` against the code: what CloudFormation makes is what the code needs."""

import re
from pathlib import Path
from typing import Any, cast

import pytest
from cfnlint.api import lint_file
from cfnlint.config import ManualArgs
from moto import mock_aws

from functions.routing import ROUTES
from functions.store.dynamodb import INDEX, client, create_table
from functions.web.headers import security_headers
from functions.web.problem_texts import PROBLEMS
from tests.agreement.deployed import OUTPUTS, stages
from tests.agreement.play import Recorder, stored

ROOT = Path(__file__).parents[2]
STAGES = {name.removeprefix("production_"): stage for name, stage in stages().items()}
ROLES = sorted(stage["role_name"] for stage in STAGES.values())
ALL_METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}


@pytest.mark.cloud
def test_cfn_lint_finds_nothing() -> None:
    everything = ManualArgs(regions=["eu-west-3", "us-east-1"], include_checks=["I"])

    findings = lint_file(ROOT / "infra" / "template.yaml", everything)

    assert [str(finding) for finding in findings] == []


def test_the_table_is_the_one_that_the_store_makes(template: dict[str, Any]) -> None:
    properties = _properties(template, "Table")
    with mock_aws():
        dynamodb = client(region="eu-west-3")
        create_table(dynamodb, "poincon")
        made = dynamodb.describe_table(TableName="poincon")["Table"]

    (index,) = made["GlobalSecondaryIndexes"]
    assert properties["KeySchema"] == made["KeySchema"]
    assert _by_name(properties["AttributeDefinitions"]) == _by_name(made["AttributeDefinitions"])
    assert properties["BillingMode"] == made["BillingModeSummary"]["BillingMode"]
    assert properties["GlobalSecondaryIndexes"] == [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
    ]
    assert index["IndexName"] == INDEX


def test_the_table_is_the_one_that_the_functions_use(template: dict[str, Any]) -> None:
    table = _named(_properties(template, "Table")["TableName"])

    assert OUTPUTS["StoreSetting"] == f"dynamodb:{table}"


def test_the_table_outlives_every_mistake(template: dict[str, Any]) -> None:
    table, properties = template["Resources"]["Table"], _properties(template, "Table")

    assert "DeletionProtectionEnabled" not in properties, "a first making could not be taken back"
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert table["DeletionPolicy"] == "RetainExceptOnCreate"
    assert table["UpdateReplacePolicy"] == "Retain"


def test_what_ends_by_itself_ends_by_the_attribute_that_the_store_writes(
    template: dict[str, Any], played: Recorder
) -> None:
    """Pairing codes, notices and measures end, at whole seconds, as DynamoDB wants it."""
    ending = _properties(template, "Table")["TimeToLiveSpecification"]
    ends = re.compile(r"PAIR#.+|P#[^#]+#(NOTICES|MEASURES)")
    ended = [item for item in stored(played) if ends.fullmatch(cast(str, item["pk"]))]

    assert ending == {"AttributeName": "ttl", "Enabled": True}
    assert {cast(str, item["pk"]).rpartition("#")[2] for item in ended} >= {"NOTICES", "MEASURES"}
    assert all(isinstance(item["ttl"], int) for item in ended)
    assert [item for item in stored(played) if "ttl" in item] == ended


@pytest.mark.parametrize("role", ROLES)
def test_each_function_has_a_role_with_one_policy(template: dict[str, Any], role: str) -> None:
    (found,) = [r for r in _of_type(template, "AWS::IAM::Role") if _named(r["RoleName"]) == role]

    (policy,) = found["Policies"]
    assert policy["PolicyName"] == role.replace("-production", "")
    assert "ManagedPolicyArns" not in found


def test_there_is_no_role_that_no_function_has(template: dict[str, Any]) -> None:
    made = [_named(role["RoleName"]) for role in _of_type(template, "AWS::IAM::Role")]

    assert sorted(made) == ROLES


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_lambdas_and_the_schedules_where_there_is_one(
    template: dict[str, Any], role: str
) -> None:
    (found,) = [r for r in _of_type(template, "AWS::IAM::Role") if _named(r["RoleName"]) == role]
    (statement,) = found["AssumeRolePolicyDocument"]["Statement"]
    service = statement["Principal"]["Service"]

    scheduled = any(s.get("role_name") == role and "events" in s for s in STAGES.values())
    expected = {"lambda.amazonaws.com"} | ({"events.amazonaws.com"} if scheduled else set())
    assert set(service if isinstance(service, list) else [service]) == expected


@pytest.mark.parametrize("function", sorted(STAGES))
def test_each_function_has_a_log_that_ends(template: dict[str, Any], function: str) -> None:
    logs = {_named(log["LogGroupName"]): log for log in _of_type(template, "AWS::Logs::LogGroup")}

    name = f"/aws/lambda/{STAGES[function]['project_name']}-production-{function}"
    assert logs[name]["RetentionInDays"] == {"Ref": "LogDays"}


def test_the_bucket_is_private_and_keeps_what_was_replaced(template: dict[str, Any]) -> None:
    bucket = _properties(template, "Published")

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]


def test_the_cdn_routes_as_the_code_does(template: dict[str, Any]) -> None:
    behaviors = _distribution(template)["CacheBehaviors"]
    routed = [b for b in behaviors if b["TargetOriginId"] != "pages"]

    assert behaviors[: len(routed)] == routed, "a page's path comes before a function's"
    assert [(b["PathPattern"].removesuffix("*"), b["TargetOriginId"]) for b in routed] == [*ROUTES]
    assert all(b["PathPattern"].endswith("/*") for b in routed)
    assert all(set(b["AllowedMethods"]) == ALL_METHODS for b in routed)
    assert len({b["CachePolicyId"] for b in routed}) == 1


def test_the_cdn_finds_each_function_behind_its_stage(template: dict[str, Any]) -> None:
    origins = {origin["Id"]: origin for origin in _distribution(template)["Origins"]}

    for function in {function for _, function in ROUTES}:
        assert _named(origins[function]["OriginPath"]) == f"/production_{function}"
        assert function in STAGES


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/", None),
        ("/cafe-poincon/fr/", None),
        ("/owner/", None),
        ("/i/cafe-poincon/1/stamps-9-03.svg", None),
        ("/till/", "/till/*"),
        ("/till/offline.js", "/till/*"),
        ("/assets/0123456789abcdef/modules/till.js", "/assets/*"),
    ],
)
def test_pages_carry_the_headers_that_answers_carry(
    template: dict[str, Any], path: str, pattern: str | None
) -> None:
    """All but how long they are kept, which a published file says itself."""
    distribution = _distribution(template)
    behaviors = {b["PathPattern"]: b for b in distribution["CacheBehaviors"]}
    behavior = behaviors[pattern] if pattern else distribution["DefaultCacheBehavior"]

    expected = {k: v for k, v in security_headers(path).items() if k != "Cache-Control"}
    assert _headers(template, behavior["ResponseHeadersPolicyId"]) == expected


def test_the_page_for_what_is_not_there_hides_no_answer_of_a_function(
    template: dict[str, Any],
) -> None:
    (page,) = _distribution(template)["CustomErrorResponses"]

    assert (page["ErrorCode"], page["ResponseCode"]) == (403, 404)
    assert page["ErrorCode"] not in {problem.status for problem in PROBLEMS.values()}


def _named(name: Any) -> str:
    """A name of the template, as it is where the stage is ``production``."""
    return str(name["Fn::Sub"]).replace("${Stage}", "production")


def _headers(template: dict[str, Any], reference: dict[str, Any]) -> dict[str, str]:
    name, _ = reference["Fn::GetAtt"]
    config = _properties(template, name)["ResponseHeadersPolicyConfig"]
    known, transport = config["SecurityHeadersConfig"], "StrictTransportSecurity"
    age = known[transport]["AccessControlMaxAgeSec"]
    assert known[transport]["IncludeSubdomains"] is True
    assert all(header["Override"] for header in known.values())
    return {
        "Content-Security-Policy": known["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": known["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={age}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        **{header["Header"]: header["Value"] for header in config["CustomHeadersConfig"]["Items"]},
    }


def _distribution(template: dict[str, Any]) -> dict[str, Any]:
    config: dict[str, Any] = _properties(template, "Distribution")["DistributionConfig"]
    return config


def _properties(template: dict[str, Any], name: str) -> dict[str, Any]:
    properties: dict[str, Any] = template["Resources"][name]["Properties"]
    return properties


def _of_type(template: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    resources = template["Resources"].values()
    return [resource["Properties"] for resource in resources if resource["Type"] == kind]


def _by_name(attributes: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(attributes, key=lambda attribute: attribute["AttributeName"])
