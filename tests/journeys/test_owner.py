"""The owner's page over HTTP: the week, the members, the tills, the reports."""

import csv
import io
from typing import Any

import pytest
import segno

from functions.store.engine import Page
from tests.shop import Shop


def test_the_overview_has_this_week_beside_the_week_before(shop: Shop) -> None:
    till, ada = shop.pair(), shop.join("Ada")
    till.earn(ada.code)
    shop.at("2026-02-10 09:00")
    till, owner = shop.pair(), shop.pair("owner")
    till.earn(ada.code)
    till.earn(shop.join("Ben").code)

    seen = owner.get("overview").json

    figures = {f["key"]: (f["value"], f["previous"]) for f in seen["figures"]}
    assert figures["visits"] == ("2", "1")
    assert figures["joined"] == ("1", "1")
    assert seen["week"]["name"] == "2026-W07"
    assert [day["visits"] for day in seen["days"]] == [0, 2, None, None, None, None, None]


def test_opening_the_page_walks_through_the_table_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.pair().earn(shop.join().code)
    owner = shop.pair("owner")
    engine: Any = shop.services.cards.engine  # type: ignore[attr-defined]
    scan, walks = engine.scan, list[str]()

    def counted(*, cursor: str | None = None, **part: Any) -> Page:
        if cursor is None:
            walks.append("begun")
        found: Page = scan(cursor=cursor, **part)
        return found

    monkeypatch.setattr(engine, "scan", counted)

    assert owner.get("overview").status_code == 200
    assert walks == ["begun"]


@pytest.mark.parametrize("members", [0, 1, 50, 51])
def test_the_overview_has_the_first_page_of_members(shop: Shop, members: int) -> None:
    for n in range(members):
        shop.join(f"Client {n:03d}")
        shop.later(seconds=1)
    owner = shop.pair("owner")

    seen = owner.get("overview").json

    assert seen["members"] == members
    assert len(seen["members_page"]["members"]) == min(members, 50)
    assert (seen["members_page"]["next_cursor"] is None) == (members <= 50)
    assert seen["members_page"] == owner.get("members").json


def test_members_come_in_pages_in_the_order_in_which_they_joined(shop: Shop) -> None:
    names = [f"Client {n:03d}" for n in range(60)]
    for name in names:
        shop.join(name)
        shop.later(seconds=1)
    owner = shop.pair("owner")

    first = owner.get("members").json
    second = shop.web.get(
        "/v1/owner/members",
        query_string={"cursor": first["next_cursor"]},
        headers=owner.bearer,
    ).json

    assert [m["first_name"] for m in first["members"] + second["members"]] == names
    assert second["next_cursor"] is None


def test_a_till_paired_from_the_page_works_until_it_is_revoked(shop: Shop) -> None:
    owner = shop.pair("owner")
    offered = shop.web.post(
        "/v1/owner/pairing-codes", json={"shop": "orfevres"}, headers=owner.bearer
    )
    body = {"code": offered.json["code"], "name": "Terrasse"}
    paired = shop.web.post("/v1/till/pairings", json=body).json
    listed = owner.get("overview").json["tills"]

    shop.web.post("/v1/owner/revocations", json={"device": paired["device"]}, headers=owner.bearer)

    assert offered.json["qr"].startswith("data:image/svg+xml")
    assert [(till["name"], till["active"]) for till in listed] == [("Terrasse", True)]
    assert owner.get("overview").json["tills"][0]["active"] is False


def test_the_phones_alone_tell_the_page_which_one_has_used_a_code(shop: Shop) -> None:
    first, owner = shop.pair("till", "Comptoir"), shop.pair("owner")
    other = shop.pair("owner", "Ada")
    before = owner.get("tills").json["tills"]

    shop.later(minutes=3)
    shop.pair("till", "Bar")
    after = owner.get("tills").json["tills"]

    assert {till["name"] for till in before} == {"Comptoir", "Ada"}
    assert after[0] == owner.get("overview").json["tills"][0]
    assert (after[0]["name"], after[0]["role"], after[0]["active"]) == ("Bar", "till", True)
    assert {till["device"] for till in after[1:]} == {
        first.tokens["device"],
        other.tokens["device"],
    }


@pytest.mark.parametrize(("asked", "page"), [("fr", "/till/"), ("en", "/till/en/")])
def test_a_pairing_link_leads_to_the_till_in_the_language_of_the_book(
    shop: Shop, asked: str, page: str
) -> None:
    headers = {**shop.pair("owner").bearer, "Accept-Language": asked}

    offered = shop.web.post(
        "/v1/owner/pairing-codes", json={"shop": "orfevres"}, headers=headers
    ).json

    assert offered["url"].endswith(f"{page}#code={offered['code']}")
    drawn = segno.make(offered["url"], error="m")
    assert offered["qr"] == drawn.svg_data_uri(border=4, scale=6, light="#fff")


def test_a_code_for_a_shop_that_is_not_ours_is_refused(shop: Shop) -> None:
    owner = shop.pair("owner")

    response = shop.web.post(
        "/v1/owner/pairing-codes", json={"shop": "ailleurs"}, headers=owner.bearer
    )

    assert response.status_code == 404


def test_an_owners_phone_that_was_revoked_sees_nothing(shop: Shop) -> None:
    owner = shop.pair("owner")
    shop.services.devices.revoke("cafe-poincon", owner.tokens["device"])

    assert owner.get("overview").status_code == 401


def test_any_week_can_be_had_as_csv_and_as_its_mail(shop: Shop) -> None:
    shop.pair().earn(shop.join().code)
    owner = shop.pair("owner")

    sheet = owner.get("reports/2026-W06/csv")
    page = owner.get("reports/2026-W06/html")

    rows = list(csv.DictReader(io.StringIO(sheet.data.decode("utf-8-sig"))))
    assert next(row["value"] for row in rows if row["figure"] == "visits") == "1"
    assert "Semaine 6" in page.text


def test_a_week_that_is_none_is_not_found(shop: Shop) -> None:
    owner = shop.pair("owner")

    assert owner.get("reports/2026-W99/csv").status_code == 404
    assert owner.get("reports/yesterday/html").status_code == 404


def test_no_request_names_a_program_that_its_token_does_not(shop: Shop) -> None:
    owner = shop.pair("owner")
    operations = [path for path in _paths(shop) if "{program}" in path]

    assert owner.get("overview").json["program"]["id"] == "cafe-poincon"
    assert operations == []


def _paths(shop: Shop) -> list[str]:
    described = [shop.web.get(f"/v1/{role}/openapi.json").json for role in ("till", "owner")]
    return [path for description in described for path in description["paths"]]


def test_what_the_program_costs_is_planned_and_counted_side_by_side(shop: Shop) -> None:
    till, card = shop.pair(), shop.join()
    till.earn(card.code, amount_minor=400)

    costs = shop.pair("owner").get("costs").json

    rate = next(line for line in costs["lines"] if line["key"] == "rate")
    assert (rate["planned"], rate["counted"]) == ("1,5\u202f%", "0\u202f%")
    assert costs["advice"] == []
