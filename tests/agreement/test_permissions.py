"""Each function may do what its journeys do in the table, and little else.

The template's policies are judged as IAM judges them: something must allow a call, nothing may
deny it (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, cast

import pytest

from functions.records import HeldCard
from functions.store import keys
from functions.store.engine import Key
from functions.store.items import card_attributes, due_at_once, entry_item, new_card
from loyalty.card import Card
from loyalty.correcting import decide_correction
from loyalty.earning import decide_earn
from loyalty.entry import CardId
from tests.agreement.play import Recorder, Request
from tests.builders import at, program, scan
from tests.functions.store.shelf import fresh

FUNCTIONS = ("public", "till", "owner", "jobs")
TABLE = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableInUse}"
INDEX = f"{TABLE}/index/due"
CARD = CardId("AAAAAAAAAAAAAAAA")


def test_every_function_may_do_all_that_it_does(template: dict[str, Any], played: Recorder) -> None:
    refused = {
        (function, request.action, request.partitions)
        for function, request in played.asked
        if not _may(template, function, request)
    }

    assert {function for function, _ in played.asked} == set(FUNCTIONS)
    assert refused == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_has_an_action_that_it_never_needs(
    template: dict[str, Any], played: Recorder, function: str
) -> None:
    needed = {
        (f"dynamodb:{request.action}", INDEX if request.index else TABLE)
        for who, request in played.asked
        if who == function
    }
    granted = {
        (action, resource)
        for statement in _statements(template, function)
        if statement["Effect"] == "Allow"
        for action in _listed(statement["Action"])
        if action.startswith("dynamodb:")
        for resource in _resources(statement)
    }

    assert granted == needed


@pytest.mark.parametrize(
    ("function", "may"), [("public", False), ("till", True), ("owner", True), ("jobs", True)]
)
def test_no_page_of_a_customer_writes_entries_and_balances(
    template: dict[str, Any], function: str, may: bool
) -> None:
    before = Card(program="cafe-poincon", id=CARD)
    entry = decide_correction(program(), before, scan(), [], units=9, reason="paper-card")
    partition = keys.card("cafe-poincon", CARD).pk
    put = Request(action="PutItem", partitions=(partition,), attributes=(*entry_item(entry),))
    update = Request(
        action="UpdateItem",
        partitions=(partition,),
        attributes=(*card_attributes(before.after(entry)), "want", "modified_at"),
    )

    assert _may(template, function, put) is may
    assert _may(template, function, update) is may


@pytest.mark.parametrize("also", ["staff", "amount", "reverses", "short_code", "first_name"])
def test_an_entry_of_the_owner_is_a_correction_and_nothing_else(
    template: dict[str, Any], also: str
) -> None:
    before = Card(program="cafe-poincon", id=CARD)
    entry = decide_correction(program(), before, scan(), [], units=9, reason="paper-card")
    partition = (keys.card("cafe-poincon", CARD).pk,)
    attributes = (*entry_item(entry), also)
    put = Request(action="PutItem", partitions=partition, attributes=attributes)

    assert _may(template, "till", put)
    assert not _may(template, "owner", put)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_corrections_are_counted_where_they_are_made_and_no_count_is_wiped(
    template: dict[str, Any], function: str
) -> None:
    partition = (keys.corrections("cafe-poincon").pk,)
    counted = Request(
        action="UpdateItem", partitions=partition, attributes=("pk", "sk", "day", "count")
    )

    assert _may(template, function, counted) is (function in {"owner", "jobs"})
    assert _may(template, function, replace(counted, action="PutItem")) is (function == "jobs")
    assert not _may(template, function, replace(counted, action="DeleteItem"))


BY_ENTRIES = sorted({*card_attributes(Card(program="cafe-poincon", id=CARD))} - {"seq"})


@pytest.mark.parametrize("attribute", [*BY_ENTRIES, "frozen", "previous_hash"])
@pytest.mark.parametrize("action", ["PutItem", "UpdateItem"])
@pytest.mark.parametrize("function", ["public", "owner"])
def test_nothing_that_entries_change_is_written_by_a_page(
    template: dict[str, Any], function: str, action: str, attribute: str
) -> None:
    partition = (keys.card("cafe-poincon", CARD).pk,)
    write = Request(action=action, partitions=partition, attributes=("pk", "sk", attribute))

    assert _may(template, "till", write)
    assert not _may(template, function, write)


def test_the_public_function_issues_a_card_and_none_that_holds_anything(
    template: dict[str, Any],
) -> None:
    issued = fresh(CARD)
    entry = decide_earn(program(), issued.card, scan())
    stamped = replace(issued, card=issued.card.after(entry))

    def put(card: HeldCard) -> Request:
        item = new_card(card)
        return Request(action="PutItem", partitions=(str(item["pk"]),), attributes=(*item,))

    assert _may(template, "public", put(issued))
    assert not _may(template, "public", put(stamped))


def test_the_public_function_deletes_iphones_and_no_entry(template: dict[str, Any]) -> None:
    def delete(key: Key) -> Request:
        return Request(action="DeleteItem", partitions=(key.pk,))

    phone = keys.card_registration("cafe-poincon", CARD, "d" * 32)
    assert _may(template, "public", delete(phone))
    assert not _may(template, "public", delete(keys.card("cafe-poincon", CARD)))


@pytest.mark.parametrize("function", ["public", "owner"])
def test_no_page_thaws_a_card_or_writes_down_an_audit(
    template: dict[str, Any], function: str
) -> None:
    partition = keys.card("cafe-poincon", CARD).pk
    thaw = Request(action="UpdateItem", partitions=(partition,), attributes=("pk", "sk", "frozen"))
    run = Request(
        action="UpdateItem",
        partitions=(keys.audit_run().pk,),
        attributes=("pk", "sk", "claim", "cursor"),
    )
    found = Request(
        action="PutItem",
        partitions=(keys.audit("cafe-poincon").pk,),
        attributes=("pk", "sk", "at", "differences"),
    )

    for request in (thaw, run, found):
        assert _may(template, "jobs", request)
        assert not _may(template, function, request)


@pytest.mark.parametrize(
    ("function", "may"), [("public", False), ("till", True), ("owner", True), ("jobs", False)]
)
def test_devices_are_written_by_till_and_owner(
    template: dict[str, Any], function: str, may: bool
) -> None:
    counted = Request(
        action="UpdateItem",
        partitions=(keys.devices("cafe-poincon"),),
        attributes=("pk", "sk", "status", "hour", "hour_count", "typed_hour", "typed_count"),
    )

    assert _may(template, function, counted) is may


@pytest.mark.parametrize(
    ("function", "may"), [("public", False), ("till", True), ("owner", True), ("jobs", False)]
)
@pytest.mark.parametrize("attribute", ["pin", "status", "tries", "misses", "acts"])
def test_nobody_gets_a_pin_or_more_tries_at_one_but_where_they_are_counted_and_given(
    template: dict[str, Any], function: str, may: bool, attribute: str
) -> None:
    partition = (keys.staff("cafe-poincon"),)
    update = Request(action="UpdateItem", partitions=partition, attributes=("pk", "sk", attribute))

    assert _may(template, function, update) is may
    assert _may(template, function, replace(update, action="PutItem")) is (function == "owner")
    assert not _may(template, function, replace(update, action="DeleteItem"))


@pytest.mark.parametrize("attribute", ["name", "card", "added_at", "removed_at", "pin_at"])
def test_only_the_owner_says_who_works_there_and_since_when(
    template: dict[str, Any], attribute: str
) -> None:
    partition = (keys.staff("cafe-poincon"),)
    update = Request(action="UpdateItem", partitions=partition, attributes=("pk", "sk", attribute))

    assert _may(template, "owner", update)
    assert not _may(template, "till", update)
    assert not _may(template, "till", replace(update, attributes=("acts", attribute)))


@pytest.mark.parametrize("place", [keys.staff, keys.notices, keys.measures, keys.devices])
@pytest.mark.parametrize("action", ["Query", "GetItem"])
def test_the_public_function_reads_nothing_of_who_works_there_and_how(
    template: dict[str, Any], place: Callable[[str], str], action: str
) -> None:
    read = Request(action=action, partitions=(place("cafe-poincon"),))

    assert _may(template, "till", read)
    assert not _may(template, "public", read)


def test_the_owner_says_whose_card_it_is_and_nothing_else_of_it(template: dict[str, Any]) -> None:
    partition = (keys.card("cafe-poincon", CARD).pk,)
    update = Request(action="UpdateItem", partitions=partition, attributes=("pk", "sk", "staff"))

    assert _may(template, "owner", update)
    assert not _may(template, "owner", replace(update, attributes=("pk", "sk", "staff", "lots")))
    assert not _may(template, "public", update)


@pytest.mark.parametrize(
    ("function", "may"), [("public", False), ("till", True), ("owner", True), ("jobs", False)]
)
def test_tried_pairing_codes_are_counted_where_they_are_tried_and_nobody_wipes_a_count(
    template: dict[str, Any], function: str, may: bool
) -> None:
    partition = (keys.pairing_tries("ZZZZZZZZ").pk,)
    counted = Request(
        action="UpdateItem", partitions=partition, attributes=("pk", "sk", "minute", "count")
    )

    assert _may(template, function, counted) is may
    assert not _may(template, function, replace(counted, action="DeleteItem"))
    assert not _may(template, function, replace(counted, action="PutItem"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_new_cards_are_counted_where_they_are_made_and_no_count_is_wiped(
    template: dict[str, Any], function: str
) -> None:
    partition = (keys.joins("cafe-poincon").pk,)
    counted = Request(
        action="UpdateItem", partitions=partition, attributes=("pk", "sk", "hour", "count")
    )

    assert _may(template, function, counted) is (function in {"public", "jobs"})
    assert not _may(template, function, replace(counted, action="DeleteItem"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whoever_issues_a_card_writes_its_name_down_and_cannot_read_a_list_of_names(
    template: dict[str, Any], function: str
) -> None:
    partition = (keys.names("cafe-poincon", "ada"),)
    put = Request(action="PutItem", partitions=partition, attributes=("pk", "sk", "birthday"))

    assert _may(template, function, put) is (function == "public")
    assert _may(template, function, replace(put, action="Query")) is (function != "public")
    assert _may(template, function, replace(put, action="DeleteItem")) is (function == "jobs")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_the_jobs_note_who_was_forgotten_and_nobody_takes_it_back(
    template: dict[str, Any], function: str
) -> None:
    partition = (keys.forgotten("cafe-poincon"),)
    put = Request(action="PutItem", partitions=partition, attributes=("pk", "sk", "forgotten_at"))

    assert _may(template, function, put) is (function == "jobs")
    assert not _may(template, function, Request(action="DeleteItem", partitions=partition))


@pytest.mark.parametrize("attribute", ["lots", "first_name", "data", "digest", "status"])
def test_the_owner_may_set_when_to_try_again_and_nothing_else(
    template: dict[str, Any], attribute: str
) -> None:
    partition = keys.card("cafe-poincon", CARD).pk
    again = ("pk", "sk", *due_at_once(CARD, at("2026-02-02 10:00")), "want", "wallets")

    def update(*attributes: str) -> Request:
        return Request(action="UpdateItem", partitions=(partition,), attributes=attributes)

    assert _may(template, "owner", update(*again))
    assert not _may(template, "owner", update(*again, attribute))


def test_the_owner_sends_no_report_anew_on_a_card_and_tells_no_wallet_of_a_report(
    template: dict[str, Any],
) -> None:
    card, shop = keys.card("cafe-poincon", CARD).pk, keys.program("cafe-poincon")
    report = ("pk", "sk", "state", "try_at", "unanswered", "claimed_at", "sent_at")

    def may(partition: str, *attributes: str) -> bool:
        update = Request(action="UpdateItem", partitions=(partition,), attributes=attributes)
        return _may(template, "owner", update)

    assert may(shop, *report)
    assert not may(card, *report)
    assert not may(shop, "pk", "sk", "due_at")


def test_the_public_function_reads_no_paired_phone(template: dict[str, Any]) -> None:
    phones = Request(action="Query", partitions=(keys.devices("cafe-poincon"),))

    assert _may(template, "till", phones)
    assert not _may(template, "public", phones)


def test_nothing_that_a_function_may_do_has_a_wildcard_action(template: dict[str, Any]) -> None:
    allowed = [s for name in FUNCTIONS for s in _statements(template, name)]

    assert not [action for s in allowed for action in _listed(s["Action"]) if "*" in action]
    assert not [resource for s in allowed for resource in _resources(s) if resource == "*"]


def test_only_till_and_owner_invoke_and_only_the_jobs(template: dict[str, Any]) -> None:
    invoking = {
        name: _resources(statement)
        for name in FUNCTIONS
        for statement in _statements(template, name)
        if any(action.startswith("lambda:") for action in _listed(statement["Action"]))
    }

    assert set(invoking) == {"till", "owner"}
    for (resource,) in invoking.values():
        assert resource.endswith(":function:poincon-${Stage}-jobs")


def test_only_the_jobs_send_mail(template: dict[str, Any]) -> None:
    sending = {
        name
        for name in FUNCTIONS
        for statement in _statements(template, name)
        if any(action.startswith("ses:") for action in _listed(statement["Action"]))
    }

    assert sending == {"jobs"}


def test_mail_is_sent_in_the_senders_name_alone(template: dict[str, Any]) -> None:
    """On any other identity, as the recipient's in SES's sandbox, only from the sender's domain."""
    identities = {
        resource.rpartition("identity/")[2]: statement.get("Condition")
        for statement in _statements(template, "jobs")
        if "ses:SendRawEmail" in _listed(statement["Action"])
        for resource in _resources(statement)
        if "identity/" in resource
    }

    from_us = {"StringLike": {"ses:FromAddress": {"Fn::Sub": "*@${SenderDomain}"}}}
    assert identities == {"${SenderDomain}": None, "*": from_us}


def test_no_function_writes_a_page_or_a_picture(template: dict[str, Any]) -> None:
    writing = {
        (name, resource)
        for name in FUNCTIONS
        for statement in _statements(template, name)
        if "s3:PutObject" in _listed(statement["Action"])
        for resource in _resources(statement)
    }

    assert writing == {("jobs", "${Exports.Arn}/*")}


def _may(template: dict[str, Any], function: str, request: Request) -> bool:
    applying = [s for s in _statements(template, function) if _applies(s, request)]
    return {statement["Effect"] for statement in applying} == {"Allow"}


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    return (
        f"dynamodb:{request.action}" in _listed(statement["Action"])
        and (INDEX if request.index else TABLE) in _resources(statement)
        and all(
            _holds(operator, key, _listed(wanted), request)
            for operator, keyed in statement.get("Condition", {}).items()
            for key, wanted in keyed.items()
        )
    )


def _holds(operator: str, key: str, wanted: list[str], request: Request) -> bool:
    present = {
        "dynamodb:LeadingKeys": request.partitions,
        "dynamodb:Attributes": request.attributes,
    }[key]
    qualifier, _, comparison = operator.partition(":")
    everyone: Callable[[Iterable[bool]], bool] = {"ForAllValues": all, "ForAnyValue": any}[
        qualifier
    ]
    is_wanted = "Not" not in comparison
    fits = {"StringLike": fnmatchcase, "StringEquals": str.__eq__}[comparison.replace("Not", "")]
    return everyone(
        any(fits(value, pattern) for pattern in wanted) is is_wanted for value in present
    )


def _statements(template: dict[str, Any], function: str) -> list[dict[str, Any]]:
    role = template["Resources"][f"{function.title()}Role"]["Properties"]
    (policy,) = role["Policies"]
    return cast("list[dict[str, Any]]", policy["PolicyDocument"]["Statement"])


def _resources(statement: Mapping[str, Any]) -> list[str]:
    return [
        resource if isinstance(resource, str) else _reference(resource)
        for resource in _listed(statement["Resource"])
    ]


def _reference(resource: Mapping[str, Any]) -> str:
    ((_, value),) = resource.items()
    return ".".join(value) if isinstance(value, list) else str(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
