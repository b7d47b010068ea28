"""What ``poincon run`` says of a wallet that cannot be used yet, or no longer."""

from pathlib import Path

import pytest

from functions import settings, wiring
from functions.local.run import _notices
from tests.builders import at, program_data
from tests.functions.wallets.certificate import PASS_TYPE, TEAM, real_looking_chain
from tests.shop import OPENED, environment


def notices(folder: Path, now: str = OPENED, **apple: str) -> list[str]:
    """What a start at that time says; the certificate was made at the opening."""
    told = settings.read(environment(folder, "sqlite:") | apple)
    return [
        said
        for said in _notices(wiring.build(told, clock=lambda: at(now)))
        if "Apple" in said or said.startswith(" ")
    ]


@pytest.fixture(name="apple", scope="module")
def _apple() -> dict[str, str]:
    chain = real_looking_chain(at(OPENED))
    return {
        "POINCON_APPLE_CERTIFICATE": chain.certificate.decode(),
        "POINCON_APPLE_KEY": chain.key.decode(),
        "POINCON_APPLE_INTERMEDIATE": chain.intermediate.decode(),
        "POINCON_APPLE_PASS_TYPE": PASS_TYPE,
        "POINCON_APPLE_TEAM": TEAM,
    }


def test_without_a_certificate_the_way_to_one_is_named(tmp_path: Path) -> None:
    (said,) = notices(tmp_path)

    assert "no certificate yet" in said and "docs/apple.md" in said


def test_with_a_good_certificate_there_is_nothing_to_say(
    tmp_path: Path, apple: dict[str, str]
) -> None:
    assert notices(tmp_path, **apple) == []


def test_a_certificate_that_ends_soon_is_said_with_its_day(
    tmp_path: Path, apple: dict[str, str]
) -> None:
    (said,) = notices(tmp_path, "2027-01-20 10:00", **apple)

    assert said.startswith("Apple Wallet: the certificate ends on 2027-02-02, in 12 days")
    assert "docs/apple.md" in said


def test_every_reason_of_a_refusal_has_its_line(tmp_path: Path, apple: dict[str, str]) -> None:
    wrong = {"POINCON_APPLE_TEAM": "ZZZZZZZZZZ", "POINCON_APPLE_PASS_TYPE": "pass.fr.other"}

    said = notices(tmp_path, **apple | wrong)

    assert [line.partition(":")[0].strip() for line in said] == [
        "Apple Wallet",
        "apple.pass_type_id",
        "apple.team_id",
    ]
    assert "poincon doctor apple" in said[0]


def test_a_certificate_that_ended_is_named_with_its_day(
    tmp_path: Path, apple: dict[str, str]
) -> None:
    said = notices(tmp_path, "2027-03-01 10:00", **apple)

    assert len(said) == 2 and "expired on 2027-02-02" in said[1]


def test_a_store_that_an_older_one_wrote_is_said_to_be_until_it_is_upgraded(
    tmp_path: Path,
) -> None:
    told = settings.read(environment(tmp_path, f"sqlite:{tmp_path / 'poincon.db'}"))
    house = wiring.build(told, clock=lambda: at(OPENED))
    house.services.programs.publish(program_data(), at(OPENED))
    assert [said for said in _notices(house) if "poincon upgrade" in said]

    house.services.design.upgrade(dry=False, step=lambda cards: None)

    assert not [said for said in _notices(house) if "poincon upgrade" in said]
