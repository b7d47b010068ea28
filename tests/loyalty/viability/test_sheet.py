"""The owner's sheet: planned and counted side by side, never mixed, a dash for what is unknown."""

from loyalty.language import Language
from loyalty.program import Program
from loyalty.viability.sheet import NOTHING, SheetLine, sheet
from tests.loyalty.viability.counter import Story, live
from tests.loyalty.viability.shops import PERCENT, reward, shop, stamps

THREE = shop(stamps=stamps(3), rewards=[reward("coffee", 60, expires_days=10)])


def lines(program: Program, *stories: Story, language: Language = "fr") -> dict[str, SheetLine]:
    return {line.key: line for line in sheet(program, live(*stories), language)}


def test_before_the_first_customer_there_is_a_plan_and_no_count() -> None:
    found = lines(THREE)

    assert (found["rate"].planned, found["rate"].counted) == ("4\u202f%", NOTHING)
    assert (found["first"].planned, found["first"].counted) == ("21 jours", NOTHING)
    assert found["back"].planned == "0,2"
    assert "dès que la caisse saisit des montants" in found["rate"].note


def test_without_assumptions_nothing_is_planned() -> None:
    found = lines(shop(stamps=stamps(3), rewards=[reward("coffee")], assumptions=None))

    assert {line.planned for line in found.values()} == {NOTHING}


def test_what_is_counted_comes_from_the_ledger_alone() -> None:
    ada = Story(THREE)
    for day in (3, 4, 5):
        ada = ada.buys(f"2026-02-0{day}", 800)
    ada = ada.uses("2026-02-06", "coffee")

    found = lines(THREE, ada)

    assert found["rate"].counted == "2,5\u202f%"
    assert found["rate"].note == "Repère\u202f: de 1 à 5\u202f%."
    assert (found["first"].counted, found["first"].note) == ("2 jours", "Compté sur 1 carte.")
    assert found["given"].counted == "0,60\u202f€"


def test_what_waits_is_owed_and_what_ended_is_lost() -> None:
    ada = Story(THREE)
    for day in (3, 4, 5):
        ada = ada.buys(f"2026-02-0{day}", 800)

    found = lines(THREE, ada.sleeps("2026-03-01").buys("2026-12-30", 800))

    assert found["lost"].counted == "100\u202f%"
    assert found["owed"].counted == "0,20\u202f€"


def test_a_discount_on_an_unknown_purchase_is_said_to_be_missing() -> None:
    program = shop(stamps=stamps(2, reward="ten-percent"), rewards=[PERCENT])
    ada = Story(program).buys("2026-02-03").buys("2026-02-04").uses("2026-02-05", "ten-percent")

    said = lines(program, ada, language="en")["given"].note

    assert said == "Without what was given on unknown purchases (1)."


def test_a_donation_has_its_rate_though_nobody_collects_it() -> None:
    cause = {"id": "refuge", "cause": {"fr": "Refuge", "en": "Shelter"}, "percent": 2}

    found = lines(shop(donation=cause, rewards=None), language="en")

    assert (found["rate"].planned, found["first"].planned) == ("2%", NOTHING)
