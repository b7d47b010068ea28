"""Over HTTP: what is worth a look on the owner's page, in the mail and in the sheet."""

import csv
import io
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from functions.journeys import weekly_report
from functions.journeys.forget import forget
from functions.journeys.worth_a_look import names
from functions.mail import report
from functions.records import Mail, Notice, StaffMember
from loyalty.entry import OperationId
from loyalty.signals.signal import Signal
from tests.builders import program_data
from tests.shop import Phone, Shop

HOURS = ("08:00", "12:00", "17:00")
KEY = "given-without-network-0001"


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    """A shop whose cards may be stamped three times a day."""
    return Shop(shared, data=program_data(limits__cooldown_minutes=0, limits__daily_cap=3))


def stamped_to_the_cap(shop: Shop, days: range, name: str = "Ada") -> Phone:
    """One card, three times a day."""
    code, till = shop.join(name).code, None
    for day in days:
        for hour in HOURS:
            shop.at(f"2026-02-{day:02d} {hour}")
            till = shop.pair()
            assert till.earn(code, over_ready=True).status_code == 201
    assert till
    return till


def overview(shop: Shop) -> dict[str, Any]:
    answer: dict[str, Any] = shop.pair("owner").get("overview").json
    return answer


def test_the_owner_sees_who_and_when_and_what_to_do(shop: Shop) -> None:
    stamped_to_the_cap(shop, range(3, 6))
    (held,) = shop.services.cards.every(shop.program.id)

    (told,) = overview(shop)["signals"]

    assert told["key"] == "again" and told["week"] == "2026-W06"
    assert told["title"] == "Une carte validée autant que c’est permis"
    assert told["evidence"][:2] == ["9 passages sur 3 jours", "mar. 3, 08:00 – jeu. 5, 17:00"]
    shown = f"{held.short_code[:4]}-{held.short_code[4:]}"
    assert told["evidence"][-1] == f"carte\u202f: Ada ({shown})"
    assert told["advice"].startswith("Demandez à l’équipe")


def test_the_page_speaks_the_readers_language(shop: Shop) -> None:
    stamped_to_the_cap(shop, range(3, 6))
    owner = shop.pair("owner")

    answer = shop.web.get("/v1/owner/overview", headers={**owner.bearer, "Accept-Language": "en"})

    assert answer.json["signals"][0]["title"] == "A card stamped as often as it may be"


def test_on_monday_last_week_is_still_there(shop: Shop) -> None:
    stamped_to_the_cap(shop, range(3, 6))

    weeks = {one["week"] for one in overview(shop.at("2026-02-09 08:00"))["signals"]}

    assert weeks == {"2026-W06"}
    assert overview(shop)["week"]["name"] == "2026-W07"


def test_an_honest_week_has_nothing_to_tell(shop: Shop) -> None:
    till, code = shop.pair(), shop.join().code
    assert till.earn(code).status_code == 201

    assert overview(shop)["signals"] == []


def test_the_mail_and_the_sheet_tell_it_by_code_alone(shop: Shop) -> None:
    stamped_to_the_cap(shop, range(3, 6), "Ada Augusta")
    (held,) = shop.services.cards.every(shop.program.id)
    written: list[Mail] = []

    def write(*of: Any) -> Mail:
        written.append(partial(report.write, url=shop.services.url)(*of))
        return written[-1]

    shop.at("2026-02-09 08:00")
    assert weekly_report.send_due_reports(shop.services, write)

    (mail,) = written
    assert "À regarder" in mail.text and held.short_code[4:] in mail.html
    assert "Augusta" not in mail.text + mail.html
    (sheet,) = mail.attachments.values()
    rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
    assert [row[2:4] for row in rows if row[2].startswith("signal")] == [["signal again", "9"]]


def test_whoever_was_forgotten_is_a_code_without_a_name(shop: Shop) -> None:
    stamped_to_the_cap(shop, range(3, 6))
    (held,) = shop.services.cards.every(shop.program.id)

    forget(shop.services, shop.program.id, held.short_code)

    (told,) = overview(shop)["signals"]
    assert "Ada" not in str(told)


def test_what_was_given_without_network_and_refused_is_told(shop: Shop) -> None:
    shop.join()
    (held,) = shop.services.cards.every(shop.program.id)
    till = shop.pair("till", "Terrasse").tokens["device"]
    notice = Notice(
        at=shop.now,
        code="not-enough-balance",
        card=held.card.id,
        till=till,
        shop="orfevres",
        reward="coffee",
    )
    given = OperationId("given-without-network")
    shop.services.notices.note(shop.program.id, given, notice, shop.now, scans_per_hour=9)

    (told,) = overview(shop)["signals"]

    assert told["title"] == "Donné sans réseau, puis refusé par les règles"
    assert told["evidence"][0] == "1 récompense donnée"
    assert told["evidence"][2] == "caisse\u202f: Terrasse"


def test_what_is_accepted_in_the_end_is_not_told(shop: Shop) -> None:
    """Given without network while a stamp waited in another till: refused until that was sent."""
    code = shop.join().code
    shop.pair().earn(code, units=8)
    made_at = shop.at("2026-02-04 08:00").now
    till, later = shop.pair(), shop.later(minutes=5).now
    refused = till.redeem(code, offline=True, key=KEY, made_at=later)
    (told,) = overview(shop)["signals"]

    till.earn(code, made_at=made_at)
    accepted = till.redeem(code, offline=True, key=KEY, made_at=later)

    assert (refused.status_code, accepted.status_code) == (422, 201), accepted.text
    assert told["key"] == "given"
    assert overview(shop)["signals"] == []


def test_a_replaced_card_is_told_once_a_reward_of_it_is_used(shop: Shop) -> None:
    code = shop.join("Ada").code
    shop.pair().earn(code, units=9)
    till = shop.at("2026-02-04 08:00").pair("till", "Terrasse")
    replaced = till.post("replacements", code=code)
    assert overview(shop)["signals"] == []

    shop.later(minutes=5)
    assert till.redeem(replaced.json["short_code"]).status_code == 201

    (told,) = overview(shop)["signals"]
    assert told["title"] == "Une carte remplacée, puis une récompense utilisée"
    assert told["evidence"][0] == "1 récompense dans les 24 heures"
    assert told["evidence"][2] == "caisse\u202f: Terrasse"
    assert told["evidence"][-1] == f"carte\u202f: Ada ({replaced.json['short_code']})"


def test_a_new_limit_judges_nothing_that_was_scanned_before_it(shared: Path) -> None:
    limits = {"limits__cooldown_minutes": 0, "limits__daily_cap": 50}
    shop = Shop(shared, data=program_data(**limits))
    till, other, code = shop.pair(), shop.pair(), shop.join().code
    for _ in range(4):
        assert till.earn(code, units=3, over_ready=True).status_code == 201
        assert other.earn(shop.join().code).status_code == 201

    smaller = program_data(**limits, limits__max_units_per_scan=3)
    shop.services.programs.publish(smaller, shop.later(minutes=5).now)

    assert overview(shop)["signals"] == []


def test_whoever_signs_is_named(shop: Shop) -> None:
    member = StaffMember(id="zoe", name="Zoé", active=True, added_at=shop.now)
    shop.services.staff.add(shop.program.id, member, "kept")
    found = Signal(key="undone", count=6, first=shop.now, last=shop.now, staff=("zoe",))

    known = names(shop.services, shop.program, [found])

    assert known.staff == {"zoe": "Zoé"}
