"""``make tour``: join, pass, scan, updated pass, weekly mail; every step checked.

The tour's days are those of the last whole week before today, so that what it leaves behind
(signed passes, a report) is valid when someone looks at it. It plays any program: what is bought,
and what comes of it, follows from the rules.
"""

import html
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from functions.local import development, schedule
from functions.tour import results
from functions.tour.actors import Customer, Till, TourFailed, Wallet, answered, expect
from functions.tour.bundle import Bundle
from functions.tour.outage import outage
from functions.tour.stage import Stage, stage
from functions.tour.week import Visit, a_purchase, visits
from loyalty.calendar import Week
from loyalty.wording.sentences import unbroken

PARIS = ZoneInfo("Europe/Paris")
OTHERS = ("Ben", "Chloé", "Driss", "Élodie", "Fanny")
_NOTHING_MORE = ("too-soon", "reward-ready", "daily-cap-reached")


def tour(out: Path, file: Path = development.DEMO_PROGRAM) -> int:
    """Play the whole journey and leave its results in ``out``; 0 when every step did its part."""
    week = Week.containing(datetime.now(UTC), PARIS).previous().previous()
    results.prepare(out)
    try:
        with stage(week.bounds(PARIS)[0] + timedelta(hours=7, minutes=30), file) as played:
            _play(played, week, out)
    except (TourFailed, ValueError) as failed:
        _say(f"FAILED: {failed}")
        return 1
    _say(f"Every step did what it should. The results are in {out}.")
    return 0


def _play(on: Stage, week: Week, out: Path) -> None:
    ada, first = _join(on)
    results.keep_pass(out, "card-0", first)
    wallet = _install(on, first)
    till = Till(on.http, on.clock, on.pairing_code())
    _say(f"The till is paired with a single-use code. It says: {till.program()['rule']['fr']}")
    _others(on, till)
    _say(outage(on, till))
    if on.program.club:
        _fee(on, till, wallet)
    _scans(on, till, wallet, visits(on.program, week, PARIS), out)
    last = _reward(on, till, wallet)
    results.keep_pass(out, "card-after", last)
    _same_everywhere(ada, till, last)
    _save_link(on, ada, out)
    _outbox()
    _close_week(on, week, out)
    _say(f"The ledger holds {results.keep_ledger(out, on)} entries; every card replays to itself.")
    results.keep_root(out, on)


def _join(on: Stage) -> tuple[Customer, Bundle]:
    page = answered(on.http.get(f"/{on.program.id}/fr/"), 200).text
    expect("accepts_terms" in page, "the join page has no consent box")
    ada = Customer.join(on.http, on.program.id, "Ada", "fr")
    pass_0 = ada.download()
    _say(f"Ada joined. Her pass {pass_0.document['serialNumber']} says {pass_0.balance}.")
    return ada, pass_0


def _install(on: Stage, first: Bundle) -> Wallet:
    wallet = Wallet(on.http, first)
    expect(wallet.register() == 201, "a first registration is not answered with 201")
    expect(wallet.register() == 200, "a second registration is not answered with 200")
    expect(wallet.changed() == [wallet.serial], "Wallet is not told of its pass")
    expect(wallet.fetch() is not None, "Wallet cannot fetch its pass")
    _say("Her iPhone registered (201, then 200), listed and fetched the pass.")
    return wallet


def _others(on: Stage, till: Till) -> None:
    """Some more customers, so that the week's report has something to say."""
    limits, bought = on.program.limits, a_purchase(on.program)
    often = min(3, limits.daily_cap) if limits.cooldown_minutes <= 30 else 1
    for visited, name in enumerate(OTHERS, start=1):
        code = Customer.join(on.http, on.program.id, name, "fr").download().code
        for _ in range(min(visited, often)):
            answered(till.earn(code, bought), 201)
            on.clock.forward(minutes=31)
    _say(f"{len(OTHERS)} more customers joined and were scanned.")


def _fee(on: Stage, till: Till, wallet: Wallet) -> None:
    given = till.grant(wallet.first.code, "club-fee")
    _say(f"Fee paid: {given['headline']}. {given['say']}")
    fetched = _updated(wallet)
    _say(f"Her pass says {fetched.balance}; the till applies: {given['card']['advantages']}")


def _scans(on: Stage, till: Till, wallet: Wallet, coming: list[Visit], out: Path) -> None:
    code = wallet.first.code
    for number, visit in enumerate(coming, start=1):
        on.clock.now = visit.at.astimezone(UTC)
        key = f"tour-operation-{number:02d}"
        scanned = answered(till.earn(code, visit.bought, key=key), 201).json()
        repeated = answered(till.earn(code, visit.bought, key=key), 200).json()
        expect(repeated == scanned, "a repeat got another answer")
        expect(till.earn(code, visit.bought).json().get("code") in _NOTHING_MORE, "no cooldown")
        fetched = _updated(wallet)
        results.keep_pass(out, f"card-{number}", fetched)
        _say(f"{visit.at:%a %H:%M}  {scanned['headline']}  ->  {fetched.news}")
        _same(scanned, fetched)


def _reward(on: Stage, till: Till, wallet: Wallet) -> Bundle:
    """Give what is ready, take it back, give it again; where nothing is, undo a purchase."""
    code = wallet.first.code
    on.clock.forward(hours=1)
    card = till.look(code)["card"]
    if any(offer["earned"] for offer in card["ready"]):
        refused = answered(till.earn(code, a_purchase(on.program)), 422).json()
        expect(refused["code"] == "reward-ready", "a ready reward was stamped over")
        card = refused["answer"]["card"]
    if not card["ready"]:
        return _undo_a_purchase(on, till, wallet)
    offered = card["ready"][0]
    given = till.redeem(code, offered["reward"])
    _say(f"{offered['offer']}: {given['headline']}. {given['say']}")
    undone = till.undo(code, given["operation"])
    expect(undone["card"]["ready"] == card["ready"], "undoing did not bring the reward back")
    _say(f"Undone: {undone['headline']}. {undone['say']}")
    again = till.redeem(code, offered["reward"])
    expect(again["card"]["ready"] != card["ready"], "the reward is still there")
    after = _updated(wallet)
    _same(again, after)
    _say(f"Given again. Her pass says {after.balance}, {after.news}")
    return after


def _undo_a_purchase(on: Stage, till: Till, wallet: Wallet) -> Bundle:
    """A purchase by mistake leaves nothing behind."""
    on.clock.forward(hours=5)
    before = till.look(wallet.first.code)["card"]["balance"]
    mistaken = answered(till.earn(wallet.first.code, a_purchase(on.program)), 201).json()
    undone = till.undo(wallet.first.code, mistaken["operation"])
    expect(undone["card"]["balance"] == before, "undoing left something behind")
    after = _updated(wallet)
    _say(f"A purchase by mistake, undone: {undone['headline']}. Her pass says {after.balance}.")
    return after


def _updated(wallet: Wallet) -> Bundle:
    """The pass as Wallet fetches it after a change."""
    expect(wallet.changed() == [wallet.serial], "Wallet is not told of a change")
    fetched = wallet.fetch()
    if fetched is None:
        raise TourFailed("the pass has not changed")
    expect(fetched.document["serialNumber"] == wallet.serial, "the serial number changed")
    expect(wallet.fetch() is None, "an unchanged pass is not answered with 304")
    return fetched


def _same(answer: dict[str, Any], fetched: Bundle) -> None:
    shown = answer["card"]["balance"]["text"]
    expect(fetched.balance == shown, f"the till says {shown}, the pass {fetched.balance}")


def _same_everywhere(ada: Customer, till: Till, last: Bundle) -> None:
    """Pass, web card and till show the same rule and the same figures (N6)."""
    page = html.unescape(ada.page())
    rule = till.program()["rule"]["fr"]
    expect(rule in page, "the web card does not say the rule")
    expect(unbroken(rule) in last.rule, "the pass does not say the rule")
    shown = page.replace(" / ", "/")
    expect(last.balance in shown, f"the web card does not say {last.balance}")
    _same(till.look(last.code), last)
    _say(f"Pass, web card and till agree: {last.balance}. {rule}")


def _save_link(on: Stage, ada: Customer, out: Path) -> None:
    link = ada.save_link()
    claims = results.keep_save_link(out, on, link)
    _say(f"Google's save link ({len(link)} characters) names {claims['payload']}.")
    waiting = on.house.services.google.waiting_for
    _say(
        f"Notice: {waiting}. Google will refuse this link." if waiting else "It is signed for real."
    )


def _outbox() -> None:
    swept = schedule.run("functions.jobs.sweep", datetime.now(UTC))
    _say(f"The sweep told {swept['told']} wallets; {swept['waiting']} wait: {swept['reasons']}")


def _close_week(on: Stage, week: Week, out: Path) -> None:
    end = week.bounds(PARIS)[1]
    expect(on.clock() < end, "the tour's visits ran over the end of the week")
    on.clock.now = end + timedelta(hours=6, minutes=50)
    schedule.run("functions.jobs.night", on.clock())
    early = schedule.run("functions.jobs.weekly", on.clock())
    expect(early["sent"] == [], "the report went out before Monday 07:00")
    on.clock.forward(minutes=15)
    sent = schedule.run("functions.jobs.weekly", on.clock())["sent"]
    expect(sent == [f"{on.program.id} {week.name}"], f"the report was not sent: {sent}")
    twice = schedule.run("functions.jobs.weekly", on.clock())["sent"]
    expect(twice == [], "the report was sent twice")
    subject = results.keep_report(out, on)
    _say(f"Monday 07:05: the weekly mail went out, once: {subject}")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
