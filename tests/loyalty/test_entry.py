"""The ledger's record: read as it was written, and hashed as a whole."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loyalty.entry import (
    GENESIS,
    STAMPS,
    CardId,
    Change,
    Entry,
    Kind,
    Money,
    OperationId,
    carry_account,
    coupon_account,
    digest,
    donation_account,
    done_account,
    from_record,
    instant,
    instant_text,
    reward_account,
    tier_account,
    to_record,
)

COFFEE = reward_account("coffee")
PLAIN = Entry(
    program="cafe-poincon",
    card=CardId("AAAAAAAAAAAAAAAA"),
    operation=OperationId("operation-000000000001"),
    seq=1,
    kind=Kind.EARN,
    happened_at=datetime(2026, 2, 3, 9, 0, 0, 125_000, tzinfo=UTC),
    recorded_at=datetime(2026, 2, 3, 9, 0, 1, tzinfo=UTC),
    shop="orfevres",
    till="till-1",
    staff=None,
    units=1,
    amount=None,
    changes=(Change(account=STAMPS, units=1),),
    balance_after={STAMPS: 1},
    visit=1,
    rule_version=1,
    body_hash="b" * 64,
    previous_hash=GENESIS,
)
FULL = replace(
    PLAIN,
    staff="paul",
    amount=Money(minor=1250, currency="EUR"),
    changes=(
        Change(account=STAMPS, units=-8),
        Change(account=COFFEE, units=1, expires_on=date(2026, 8, 31)),
    ),
    reason="wrong-card",
    reverses=OperationId("operation-000000000000"),
    facts={"campaign": "rentrée", "percent": 10},
)
OTHER: dict[str, Any] = {
    "program": "salon",
    "card": "BBBBBBBBBBBBBBBB",
    "operation": "operation-000000000002",
    "seq": 2,
    "kind": Kind.REDEEM,
    "happened_at": FULL.happened_at + timedelta(milliseconds=1),
    "recorded_at": FULL.recorded_at + timedelta(milliseconds=1),
    "shop": "halles",
    "till": "till-2",
    "staff": None,
    "units": 2,
    "amount": Money(minor=1251, currency="EUR"),
    "changes": (FULL.changes[0], replace(FULL.changes[1], expires_on=None)),
    "balance_after": {STAMPS: 2},
    "visit": 2,
    "rule_version": 2,
    "body_hash": "c" * 64,
    "previous_hash": "1" * 64,
    "reason": "gesture",
    "reverses": None,
    "facts": {"campaign": "rentrée", "percent": 11},
    "schema": 2,
}


@pytest.mark.parametrize("entry", [PLAIN, FULL])
def test_a_record_is_read_as_it_was_written(entry: Entry) -> None:
    text = json.dumps(to_record(entry))

    again = from_record(json.loads(text))

    assert again == entry
    assert again.hash == entry.hash


def test_what_is_not_known_is_left_out_of_the_record() -> None:
    record = to_record(PLAIN)

    assert None not in record.values()
    assert record.keys().isdisjoint({"staff", "amount", "reason", "reverses", "facts"})
    assert record["changes"] == [{"account": "stamps", "units": 1}]


def test_the_hash_of_schema_1_is_for_good() -> None:
    """Were it to change, no card of any shop could be proved any more."""
    assert PLAIN.hash == "8843f5a712eb0ecba394cc4695ced462b9cae5d65f4a20d94c76f12adde31156"
    assert FULL.hash == "40f2ac6a046851b0f5481d42a1b00c787816ae6e1c43c7d83cac3359b557c8a0"


def test_every_field_has_its_other_value_here() -> None:
    assert OTHER.keys() == {field.name for field in fields(Entry)}


@pytest.mark.parametrize("field", OTHER)
def test_a_change_of_any_field_changes_the_hash(field: str) -> None:
    changed = replace(FULL, **{field: OTHER[field]})

    assert changed.hash != FULL.hash


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "é": 2}) == digest({"é": 2, "a": 1})


def test_a_schema_to_come_is_refused() -> None:
    record = to_record(PLAIN) | {"schema": 2}

    with pytest.raises(ValueError, match="schema 2"):
        from_record(record)


def test_a_kind_to_come_is_refused() -> None:
    record = to_record(PLAIN) | {"kind": "teleport"}

    with pytest.raises(ValueError, match="teleport"):
        from_record(record)


def test_deltas_are_summed_per_account_and_rewards_told_by_their_id() -> None:
    change = Change(account=STAMPS, units=2, expires_on=date(2026, 8, 31))

    entry = replace(FULL, changes=(*FULL.changes, change))

    assert entry.deltas == {STAMPS: -6, COFFEE: 1}
    assert entry.rewards == {"coffee": 1}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_read_again(kind: Kind) -> None:
    entry = replace(PLAIN, kind=kind)

    assert from_record(to_record(entry)) == entry
    assert kind.is_visit is (kind in (Kind.EARN, Kind.REDEEM))


def test_facts_are_texts_and_integers_and_stay_what_they_were() -> None:
    facts: dict[str, str | int] = {"goal": 9, "reward": "9", "gave": "coupon:présent", "since": 0}

    again = from_record(json.loads(json.dumps(to_record(replace(PLAIN, facts=facts)))))

    assert again.facts == facts
    assert {name: type(value) for name, value in again.facts.items()} == {
        "goal": int,
        "reward": str,
        "gave": str,
        "since": int,
    }


@pytest.mark.parametrize(
    ("kind", "facts", "given"),
    [
        (Kind.REDEEM, {"gave": "coupon:present"}, "coupon:present"),
        (Kind.REDEEM, {"gave": "credit"}, "credit"),
        (Kind.REDEEM, {}, "coffee"),
        (Kind.REFUND, {"gave": "coffee"}, None),
        (Kind.EARN, {}, None),
    ],
)
def test_a_redemption_names_what_it_gave(
    kind: Kind, facts: dict[str, str | int], given: str | None
) -> None:
    entry = replace(PLAIN, kind=kind, facts=facts, changes=(Change(account=COFFEE, units=-1),))

    assert entry.given == given


def test_accounts_are_named_after_what_they_keep() -> None:
    assert reward_account("coffee") == "reward:coffee"
    assert coupon_account("present") == "coupon:present"
    assert tier_account("gold") == "tier:gold"
    assert donation_account("refuge") == "donation:refuge"
    assert done_account("birthday") == "done:birthday"
    assert carry_account(donation_account("refuge"), 100) == "carry:donation:refuge:100"
    assert carry_account(STAMPS) == "carry:stamps:"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 2, 3, 9, 0, tzinfo=UTC), "2026-02-03T09:00:00.000Z"),
        (datetime(2026, 2, 3, 9, 0, 0, 125_999, tzinfo=UTC), "2026-02-03T09:00:00.125Z"),
        (datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/Paris")), "2026-06-30T22:30:00.000Z"),
    ],
)
def test_an_instant_is_written_in_utc_to_the_millisecond(moment: datetime, text: str) -> None:
    assert instant_text(moment) == text


def test_a_written_instant_is_read_as_aware_utc() -> None:
    assert instant("2026-02-03T09:00:00.125Z") == PLAIN.happened_at
