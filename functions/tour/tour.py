"""``make tour``: join, pass, scan, updated pass, weekly mail; every step checked.

The tour's days are those of the last whole week before today, so that what it leaves behind
(signed passes, a report) is valid when someone looks at it.
"""

import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from functions.local import schedule
from functions.tour import results
from functions.tour.actors import Customer, Till, TourFailed, Wallet, answered, expect
from functions.tour.bundle import Bundle
from functions.tour.stage import Stage, stage
from loyalty.calendar import Week

PARIS = ZoneInfo("Europe/Paris")
OTHERS = ("Ben", "Chloé", "Driss", "Élodie", "Fanny")
VISITS = (
    (0, "16:40"),
    (1, "08:12"),
    (1, "13:05"),
    (2, "08:15"),
    (3, "08:09"),
    (3, "16:30"),
    (4, "08:11"),
    (5, "10:20"),
    (6, "09:45"),
)
"""When Ada comes: the day of the week, 0 being Monday, and the time on the shop's wall."""


def tour(out: Path) -> int:
    """Play the whole journey and leave its results in ``out``; 0 when every step did its part."""
    week = Week.containing(datetime.now(UTC), PARIS).previous().previous()
    results.prepare(out)
    try:
        with stage(week.bounds(PARIS)[0] + timedelta(hours=7, minutes=30)) as played:
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
    _say("The till is paired with a single-use code.")
    _others(on, till)
    _nine_scans(on, till, wallet, week, out)
    _reward(on, till, wallet, out)
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
    _say(f"Ada joined. Her pass {pass_0.document['serialNumber']} says {pass_0.count}.")
    expect(pass_0.count == "0/9", "a new card is not empty")
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
    for visits, name in enumerate(OTHERS, start=1):
        code = Customer.join(on.http, on.program.id, name, "fr").download().code
        for _ in range(min(visits, 3)):
            answered(till.earn(code), 201)
            on.clock.forward(minutes=31)
    _say(f"{len(OTHERS)} more customers joined and were stamped.")


def _nine_scans(on: Stage, till: Till, wallet: Wallet, week: Week, out: Path) -> None:
    code = wallet.first.code
    for number, (day, at) in enumerate(VISITS, start=1):
        wall = datetime.combine(week.days[day], time.fromisoformat(at), tzinfo=PARIS)
        on.clock.now = wall.astimezone(UTC)
        key = f"tour-operation-{number:02d}"
        stamped = answered(till.earn(code, key=key), 201).json()
        repeated = answered(till.earn(code, key=key), 200).json()
        expect(repeated == stamped, "a repeat got another answer")
        expect(till.earn(code).json()["code"] in ("too-soon", "reward-ready"), "no cooldown")
        expect(wallet.changed() == [wallet.serial], "Wallet is not told of a change")
        fetched = wallet.fetch()
        expect(fetched is not None, "the pass has not changed")
        if fetched:
            results.keep_pass(out, f"card-{number}", fetched)
            _say(f"{wall:%a %H:%M}  {stamped['headline']}  ->  {fetched.news}")
        expect(wallet.fetch() is None, "an unchanged pass is not answered with 304")


def _reward(on: Stage, till: Till, wallet: Wallet, out: Path) -> None:
    code = wallet.first.code
    on.clock.forward(hours=1)
    ready = answered(till.earn(code), 422).json()
    expect(ready["code"] == "reward-ready", "a ready reward was stamped over")
    offered = ready["answer"]["card"]["ready"][0]
    given = till.redeem(code, offered["reward"])
    _say(f"{offered['offer']}: {given['headline']}. {given['say']}")
    undone = till.undo(code, given["operation"])
    expect(undone["card"]["ready"], "undoing did not bring the reward back")
    _say(f"Undone: {undone['headline']}. {undone['say']}")
    again = till.redeem(code, offered["reward"])
    expect(not again["card"]["ready"], "the reward is still there")
    expect(wallet.changed() == [wallet.serial], "Wallet is not told of the redemption")
    after = wallet.fetch()
    expect(after is not None and after.count == "0/9", "the pass does not start again")
    if after:
        expect(after.document["serialNumber"] == wallet.serial, "the serial number changed")
        results.keep_pass(out, "card-after", after)
        _say(f"Given again. Her pass starts anew: {after.count}, {after.news}")


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
