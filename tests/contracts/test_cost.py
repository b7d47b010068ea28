"""What a scan takes of DynamoDB: counted by each emulator, and by AWS's rules."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.cost import measured
from bench.units import Sheet
from tests.contracts.conftest import EMULATED

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ORDINARY = (
    "scan",
    "scan_before_wallets_were_told",
    "scan_that_fills_the_card",
    "reward_given",
    "scan_with_everything",
)


@pytest.fixture(name="sheets", params=EMULATED, scope="module")
def _sheets(request: pytest.FixtureRequest, shared: Path) -> dict[str, Sheet]:
    aws: DynamoDBClient = request.getfixturevalue(request.param)
    return measured(aws.meta.endpoint_url, shared)


def test_telling_both_wallets_takes_one_write_and_the_mark_away(sheets: dict[str, Sheet]) -> None:
    told, swept = sheets["telling_two_wallets"], sheets["telling_two_wallets_by_a_sweep"]

    assert (told.units("write"), told.by_rule) == (2, {"card": 1, "index": 1})
    assert (swept.units("write"), swept.by_rule) == (5, {"card": 2, "index": 3})
    assert sheets["scan"].units("write") <= 7


@pytest.mark.parametrize("kind", ORDINARY)
def test_a_scan_of_a_card_in_both_wallets_takes_eight_units_at_most(
    sheets: dict[str, Sheet], kind: str
) -> None:
    assert sheets[kind].units("write") <= 8
    asks_who_is_staff = kind == "reward_given"
    assert sheets[kind].units("read") == 1 + asks_who_is_staff


def test_what_an_emulator_counts_is_what_the_rules_say(sheets: dict[str, Sheet]) -> None:
    told = {kind: sheet for kind, sheet in sheets.items() if kind != "scan_first_of_hour"}

    assert [sheet.units("write") for sheet in told.values()] == [
        sheet.by_rule.total() for sheet in told.values()
    ]


def test_the_first_scan_of_an_hour_pays_for_a_cancelled_transaction(
    sheets: dict[str, Sheet],
) -> None:
    ordinary, first = sheets["scan"], sheets["scan_first_of_hour"]

    assert first.by_rule.total() == ordinary.by_rule.total() + 6


def test_the_items_of_an_ordinary_scan_are_a_kilobyte_at_most(sheets: dict[str, Sheet]) -> None:
    sizes = {kind: max(sheets[kind].bytes.values()) for kind in ORDINARY}

    assert {kind: size for kind, size in sizes.items() if size > 1024} == {}
