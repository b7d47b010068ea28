"""Metrics: each line as CloudWatch's format asks, few names, and each job says what it measured."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from functions import jobs, metrics, public, settings, till, wiring
from functions.failures import MailRefused, StillCounting, StoreUnavailable, WalletNotReady
from functions.journeys import watching
from functions.journeys.nightly_audit import LedgerDiffers
from functions.records import HeldCard, Mail, Mark
from functions.records.cards import Failure
from functions.store import keys
from functions.store.engine import Update
from tests.agreement.documents import Document
from tests.builders import at
from tests.functions.wallets.certificate import PASS_TYPE, TEAM, real_looking_chain
from tests.shop import OPENED, Shop, environment

NAME = {"type": "string", "minLength": 1, "maxLength": 1024, "pattern": "^[^:]"}
METRIC = {
    "type": "object",
    "required": ["Name"],
    "additionalProperties": False,
    "properties": {
        "Name": NAME,
        "Unit": {"enum": ["Seconds", "Milliseconds", "Bytes", "Percent", "Count", "None"]},
        "StorageResolution": {"enum": [1, 60]},
    },
}
DIRECTIVE = {
    "type": "object",
    "required": ["Namespace", "Dimensions", "Metrics"],
    "additionalProperties": False,
    "properties": {
        "Namespace": NAME,
        "Dimensions": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "array", "maxItems": 30, "items": {**NAME, "maxLength": 250}},
        },
        "Metrics": {"type": "array", "minItems": 1, "maxItems": 100, "items": METRIC},
    },
}
ROOT_NODE = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer", "minimum": 1_000_000_000_000},
                "CloudWatchMetrics": {"type": "array", "minItems": 1, "items": DIRECTIVE},
            },
        }
    },
}
"""The embedded metric format's schema, from its specification."""


def figures(line: dict[str, Any]) -> dict[str, float]:
    """The metrics of a line, which CloudWatch would take; all that it asks of one is checked."""
    Draft202012Validator(ROOT_NODE).validate(json.loads(json.dumps(line)))
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [["Stage"]] and isinstance(line["Stage"], str)
    found = {metric["Name"]: line[metric["Name"]] for metric in directive["Metrics"]}
    assert all(type(value) in (int, float) for value in found.values())
    assert {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]}.items() <= {
        *metrics.UNITS.items()
    }
    return found


class Measured:
    """A shop on a stage, and the metrics in all that its processes log."""

    def __init__(self, shop: Shop, log: pytest.LogCaptureFixture) -> None:
        self.shop = shop
        self.log = log
        staged = replace(shop.house.settings, stage="production")
        self.on(replace(shop.house, settings=staged))

    def on(self, house: wiring.House) -> None:
        self.house = house
        wiring.install(house)

    @property
    def lines(self) -> list[dict[str, float]]:
        facts = [getattr(record, "facts", {}) for record in self.log.records]
        return [figures(line) for line in facts if "_aws" in line]

    @property
    def all(self) -> dict[str, float]:
        """The latest of each."""
        return {name: value for line in self.lines for name, value in line.items()}


@pytest.fixture(name="measured")
def _measured(shop: Shop, caplog: pytest.LogCaptureFixture) -> Iterator[Measured]:
    caplog.set_level("INFO", logger="poincon")
    yield Measured(shop, caplog)
    wiring._installed.clear()


def test_there_are_no_more_metrics_than_are_free() -> None:
    assert len(metrics.UNITS) <= metrics.MOST == 10


def test_a_name_that_is_not_in_the_table_is_refused() -> None:
    with pytest.raises(KeyError):
        metrics.measured("production", at(OPENED), {"Sales": 1})


@pytest.mark.parametrize(("stage", "given"), [("", {"Requests": 1.0}), ("production", {})])
def test_without_a_stage_or_without_figures_a_line_stays_as_it_is(
    stage: str, given: dict[str, float]
) -> None:
    assert metrics.measured(stage, at(OPENED), given) == {}


def test_on_one_machine_nothing_is_measured_and_nothing_is_read_for_it(
    shop: Shop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", logger="poincon")
    for name in ("given_up", "reports_late", "days_left"):
        monkeypatch.delattr(watching, name)
    wiring.install(shop.house)

    shop.web.get("/v1/till/program")
    for job in (jobs.sweep, jobs.retry, jobs.night, jobs.audit, jobs.weekly):
        job({}, None)

    wiring._installed.clear()
    assert not [record for record in caplog.records if "_aws" in getattr(record, "facts", {})]


def test_each_request_counts_and_a_scan_is_timed(measured: Measured) -> None:
    shop = measured.shop
    card, phone = shop.join(), shop.pair()
    code = card.code
    shop.web.application = till.create(measured.house)

    phone.earn(code)
    phone.get("program")
    shop.web.get("/v1/till/program")

    assert [set(line) for line in measured.lines] == [
        {"Requests", "ServerErrors", "ScanMs"},
        {"Requests", "ServerErrors"},
        {"Requests", "ServerErrors"},
    ]
    assert [line["ServerErrors"] for line in measured.lines] == [0, 0, 0]
    assert measured.lines[0]["ScanMs"] >= 0


def test_a_scan_that_is_refused_is_not_timed(measured: Measured) -> None:
    phone = measured.shop.pair()
    measured.shop.web.application = till.create(measured.house)

    refused = phone.earn("nothing")

    assert refused.status_code >= 400
    assert "ScanMs" not in measured.all


def test_an_error_of_ours_is_counted(measured: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = replace(measured.house.services, programs=None)  # type: ignore[arg-type]
    app = public.create(replace(measured.house, services=broken))

    answered = app.test_client().get("/v1/programs/cafe-poincon/members")
    posted = app.test_client().post(
        "/v1/programs/cafe-poincon/members",
        json={"first_name": "Ada", "language": "fr", "accepts_terms": True},
    )

    assert (answered.status_code, posted.status_code) == (405, 500)
    assert [line["ServerErrors"] for line in measured.lines] == [0, 1]


class Answering:
    """Programs that answer with nothing but this."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


@pytest.mark.parametrize(
    ("error", "counted"),
    [(StoreUnavailable(), 1), (StillCounting(), 0), (WalletNotReady("expired"), 0)],
)
def test_of_what_is_to_be_asked_again_only_the_store_is_an_error_of_ours(
    measured: Measured, error: Exception, counted: int
) -> None:
    broken = replace(measured.house.services, programs=Answering(error))
    app = public.create(replace(measured.house, services=broken))

    posted = app.test_client().post(
        "/v1/programs/cafe-poincon/members",
        json={"first_name": "Ada", "language": "fr", "accepts_terms": True},
    )

    assert posted.status_code == 503
    assert [line["ServerErrors"] for line in measured.lines] == [counted]


def test_a_sweep_says_how_long_the_longest_waiting_card_was_past_its_time(
    measured: Measured,
) -> None:
    jobs.sweep({}, None)
    nothing = measured.all
    shop = measured.shop
    due = one_card(shop).mark.due_at
    assert due
    shop.now = due + timedelta(seconds=90)

    jobs.sweep({}, None)

    assert nothing == {"OutboxOldestSeconds": 0, "OutboxWaiting": 0}
    assert measured.all == {"OutboxOldestSeconds": 90, "OutboxWaiting": 1}


@pytest.mark.parametrize(("since", "waits"), [(20, 1200), (23 * 60, 82800), (24 * 60, 90)])
def test_what_a_wallet_refuses_waits_since_it_did_so_first_until_it_is_given_up(
    measured: Measured, since: int, waits: int
) -> None:
    shop = measured.shop
    held = one_card(shop)
    due = shop.now
    shop.now = due + timedelta(seconds=90)
    failure = Failure(reason="status-503", since=shop.now - timedelta(minutes=since))
    shop.services.outbox.postpone(held, Mark(due_at=due, tries=5, failing={"google": failure}))

    jobs.sweep({}, None)

    assert measured.all["OutboxOldestSeconds"] == waits


def one_card(shop: Shop) -> HeldCard:
    """A card in Google Wallet, stamped: there is no account by which to tell it."""
    card, cards = shop.join(), shop.services.cards
    fresh = next(iter(cards.every("cafe-poincon")))
    shop.services.outbox.attach(fresh, "google", attached=True)
    assert shop.pair().earn(card.code).status_code == 201
    return next(iter(cards.every("cafe-poincon")))


def test_cards_that_were_given_up_are_counted_each_hour(measured: Measured) -> None:
    jobs.retry({}, None)
    before = measured.all
    shop = measured.shop
    held = one_card(shop)
    dead = replace(held.mark, dead=True, due_at=shop.now + timedelta(hours=9))
    shop.services.outbox.postpone(held, dead)

    jobs.retry({}, None)

    assert (before, measured.all) == ({"OutboxDead": 0}, {"OutboxDead": 1})


def test_a_night_that_found_nothing_says_so_and_one_that_found_something_how_much(
    measured: Measured,
) -> None:
    shop = measured.shop
    shop.pair().earn(shop.join().code)
    shop.at("2026-02-03 03:00")
    jobs.audit({}, None)
    sound = measured.all
    held = next(iter(shop.services.cards.every("cafe-poincon")))
    engine = shop.services.programs.engine  # type: ignore[attr-defined]
    engine.write(Update(keys.card("cafe-poincon", held.card.id), set={"visits": 9}))
    shop.at("2026-02-04 03:00")

    with pytest.raises(LedgerDiffers):
        jobs.audit({}, None)

    assert (sound, measured.all) == ({"AuditDiffering": 0}, {"AuditDiffering": 1})


def test_an_audit_that_has_not_ended_for_two_nights_is_said_each_hour(measured: Measured) -> None:
    shop = measured.shop
    shop.at("2026-02-03 03:00")
    jobs.audit({}, None)
    sound = measured.all
    measured.log.clear()
    unended: dict[str, dict[str, float]] = {}
    for now in ("2026-02-05 04:30", "2026-02-05 05:30"):
        shop.at(now)
        run = shop.services.audits.begin(now[:10] + now[-5:], shop.now)
        jobs.audit({}, None)
        unended[now] = measured.all
        assert run

    assert sound == {"AuditDiffering": 0}
    assert unended == {"2026-02-05 04:30": {}, "2026-02-05 05:30": {"AuditDiffering": 1}}


class Refusing:
    """A mailer that takes no mail."""

    once = True

    def send(self, mail: Mail) -> None:
        raise MailRefused("no")


def test_a_report_is_late_three_hours_after_it_was_due_until_it_is_sent(
    measured: Measured,
) -> None:
    shop = measured.shop
    well = measured.house
    late: dict[str, float] = {}
    measured.on(replace(well, services=replace(well.services, mailer=Refusing())))
    for now in ("2026-02-09 09:59", "2026-02-09 10:00", "2026-02-16 05:00"):
        shop.at(now)
        with suppress(MailRefused):
            jobs.weekly({}, None)
        late[now] = measured.all["ReportsLate"]
    measured.on(well)
    shop.at("2026-02-17 05:00")
    jobs.weekly({}, None)

    assert [*late.values(), measured.all["ReportsLate"]] == [0, 1, 1, 0]


def test_a_program_that_was_not_there_that_week_misses_no_report(measured: Measured) -> None:
    assert watching.reports_late(measured.shop.services) == 0


@pytest.mark.parametrize(("days", "left"), [(0, 365), (336, 29), (366, -1)])
def test_the_days_that_apples_certificate_has_left_are_told_each_night(
    measured: Measured, tmp_path: Path, days: int, left: int
) -> None:
    chain = real_looking_chain(at(OPENED))
    given = {
        "POINCON_APPLE_CERTIFICATE": chain.certificate.decode(),
        "POINCON_APPLE_KEY": chain.key.decode(),
        "POINCON_APPLE_INTERMEDIATE": chain.intermediate.decode(),
        "POINCON_APPLE_PASS_TYPE": PASS_TYPE,
        "POINCON_APPLE_TEAM": TEAM,
        "POINCON_STAGE": "production",
    }
    told = settings.read(environment(tmp_path, "sqlite:") | given)
    now = at(OPENED) + timedelta(days=days)
    measured.on(wiring.build(told, clock=lambda: now))

    jobs.night({}, None)

    assert measured.all == {"CertificateDays": left}


def test_without_a_certificate_its_days_are_not_told(measured: Measured) -> None:
    jobs.night({}, None)

    assert measured.all == {}


def test_the_table_says_each_metric_with_its_unit() -> None:
    rows = Document("operating.md").rows("Metrics")

    assert {row[0].strip("`"): row[1] for row in rows} == {**metrics.UNITS}


def test_no_metric_is_in_the_table_that_nobody_writes() -> None:
    written = {
        name
        for path in (Path(jobs.__file__), Path(jobs.__file__).parent / "web" / "app.py")
        for name in re.findall(r'"([A-Z][A-Za-z]+)": ', path.read_text(encoding="utf-8"))
    }

    assert written == {*metrics.UNITS}
