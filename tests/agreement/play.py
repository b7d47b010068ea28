"""A day in every life of the product, with a note of what each function asked of the store."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from functions.exporting.folder import write_whole
from functions.exporting.places import FolderExports
from functions.failures import MailRefused
from functions.journeys import tell_wallets, weekly_report
from functions.journeys.bring_counts import Count, bring_counts
from functions.journeys.bring_sales import Sale, bring_sales
from functions.journeys.forget import forget_inactive
from functions.journeys.keep_export import keep_exports
from functions.journeys.night import night
from functions.journeys.nightly_audit import audit_nights
from functions.mail import report
from functions.records import Told
from functions.routing import function_for
from functions.store import programs
from functions.store.dynamodb import INDEX
from functions.store.engine import Engine, Item, Key, Operation, Page, Put, Update, key_of
from functions.store.walking import partitions
from functions.tour.bundle import Bundle
from functions.wallets.google import GoogleWallet
from functions.web.owner_counting import count_anew
from passes.apple.push import Outcome
from tests.builders import program_data
from tests.shop import URL, Card, Phone, Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call as DynamoDB's permissions see it: an action, keys, attributes, an index."""

    action: str
    partitions: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    index: str = ""


@dataclass(slots=True)
class Recorder:
    """An engine that notes who asks for what; nobody is meant when nobody is named."""

    engine: Engine
    function: str | None = None
    asked: list[tuple[str, Request]] = field(default_factory=list)
    before_forgetting: list[Item] = field(default_factory=list)

    def get(self, key: Key) -> Item | None:
        self._note(Request(action="GetItem", partitions=(key.pk,)))
        return self.engine.get(key)

    def query(self, pk: str, **terms: Any) -> Page:
        self._note(Request(action="Query", partitions=(pk,)))
        return self.engine.query(pk, **terms)

    def due(self, partition: str, *, until: str, limit: int) -> Sequence[Key]:
        self._note(Request(action="Query", partitions=(partition,), index=INDEX))
        return self.engine.due(partition, until=until, limit=limit)

    def scan(self, **terms: Any) -> Page:
        self._note(Request(action="Scan"))
        return self.engine.scan(**terms)

    def write(self, operation: Operation) -> None:
        self.transact([operation])

    def transact(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            self._note(_request(operation))
        self.engine.transact(operations)

    @contextmanager
    def on_behalf_of(self, function: str | None) -> Iterator[None]:
        before, self.function = self.function, function
        try:
            yield
        finally:
            self.function = before

    def _note(self, request: Request) -> None:
        if self.function:
            self.asked.append((self.function, request))


_CUP = {"id": "cup", "proof": "staff", "units": 1, "name": {"fr": "Un gobelet", "en": "A cup"}}
_THANKS = {"friend": {"units": 1}, "referrer": {"units": 1}}
GENEROUS = program_data(stamps__expires_months=12, till__offline_redemptions=1) | {
    "missions": [_CUP],
    "referral": _THANKS,
}
"""The demo program with something for every operation to do."""

BEN = {"first_name": "Ben", "language": "fr", "accepts_terms": True}
ADA = BEN | {
    "first_name": "Ada",
    "birthday_day": 24,
    "birthday_month": 11,
    "phone_last4": "5678",
}


class Push:
    """Apple's push service; one of its phones has removed the pass."""

    gone = "cc" * 32

    def push(self, token: str) -> Outcome:
        return Outcome(result="gone" if token == self.gone else "delivered")


def play(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Every operation of every function at least once; gives what was asked, and the store."""
    monkeypatch.setattr(programs, "REMEMBERED_SECONDS", 0.0)  # each function is a process
    monkeypatch.setattr(shop.services.apple, "_push", Push())
    recorder = Recorder(shop.services.cards.engine)
    for store in ("programs", "cards", "outbox", "devices", "registrations", "reports", "audits"):
        getattr(shop.services, store).engine = recorder
    shop.services.imports.engine = recorder  # type: ignore[attr-defined]
    shop.services.notices.engine = recorder  # type: ignore[attr-defined]
    shop.services.measures.engine = recorder  # type: ignore[attr-defined]
    shop.services.staff.engine = recorder  # type: ignore[attr-defined]
    for store in ("archive", "export_weeks", "overviews"):
        getattr(shop.services, store).engine = recorder
    shop.services.design.upgrade(dry=False, step=lambda cards: None)
    shop.web.application = _recorded(shop.web.application, recorder)

    ada = _customers(shop, recorder)
    _at_the_till(shop, shop.pair("till"), ada)
    _staff(shop, shop.pair("owner"), shop.pair("till", "Terrasse"), ada)
    _jobs(shop, recorder)
    shop.at("2027-03-15 07:05")
    _what_fails(shop, recorder)
    _owner(shop)
    _what_fails(shop, recorder)
    _history(shop)
    recorder.before_forgetting = stored(recorder)
    _three_years_later(shop, recorder)
    return recorder


def stored(recorder: Recorder) -> list[Item]:
    """Every item that the play has left."""
    return [item for _, items in partitions(recorder.engine, "") for item in items]


def _customers(shop: Shop, recorder: Recorder) -> Card:
    """Ada has her card in both wallets, on several iPhones; somebody joins without JavaScript."""
    key = {"Idempotency-Key": secrets.token_hex(16)}
    for _ in range(2):
        joined = shop.web.post(_members(shop), json=ADA, headers=key)
        assert joined.status_code == 201
    assert shop.web.post(_members(shop), data=BEN).status_code == 303
    ada = Card(shop, joined.json["card_url"])
    ada.page()
    assert shop.web.get(f"{ada.url}/state").status_code == 200
    assert shop.web.get(f"{ada.url}/google").status_code == 303
    _apple(shop, Bundle(ada.pass_bytes()))
    held = next(held for held in shop.services.cards.every(shop.program.id) if held.wallets)
    with recorder.on_behalf_of("public"):  # as /google does once there is an issuer account
        shop.services.outbox.attach(held, "google", attached=True)
    return ada


def _apple(shop: Shop, held: Bundle) -> None:
    kind, serial = held.document["passTypeIdentifier"], held.document["serialNumber"]
    auth = {"Authorization": f"ApplePass {held.document['authenticationToken']}"}
    lists = [f"/apple/v1/devices/{letter * 32}/registrations/{kind}" for letter in "abcd"]
    for registrations, token in zip(
        lists, ("aa" * 32, "bb" * 32, Push.gone, "dd" * 32), strict=True
    ):
        body = {"pushToken": token}
        done = shop.web.post(f"{registrations}/{serial}", json=body, headers=auth)
        assert done.status_code == 201
    assert shop.web.get(lists[0]).status_code == 200
    assert shop.web.get(f"/apple/v1/passes/{kind}/{serial}", headers=auth).status_code == 200
    assert shop.web.delete(f"{lists[1]}/{serial}", headers=auth).status_code == 200
    assert shop.web.post("/apple/v1/log", json={"logs": ["No pass"]}).status_code == 200


def _at_the_till(shop: Shop, till: Phone, ada: Card) -> None:
    code = ada.code
    short = next(h.short_code for h in shop.services.cards.every(shop.program.id) if h.wallets)
    _guess(shop, "till")
    assert till.get("program").status_code == 200
    paced = {"day": "2026-02-02", "scans": 1, "errors": 0, "milliseconds": [1, *[0] * 12]}
    measured = shop.web.post("/v1/till/measures", json=paced, headers=till.bearer)
    assert measured.status_code == 201
    assert till.get(f"cards/{short}").status_code == 200
    birthday = {"birthday_day": 24, "birthday_month": 11}
    for body in ({"name": "ada"}, {"name": "ad", **birthday}, {"name": "5678"}):
        found = shop.web.post("/v1/till/searches", json=body, headers=till.bearer)
        assert [one["first_name"] for one in found.json["found"]] == ["Ada"]
    for number in range(shop.program.stamps.threshold):
        shop.later(days=1)
        _renew(till)
        key = f"operation-of-day-{number}"
        assert till.earn(code, key=key).status_code == 201
    assert till.earn(code, key=key).status_code == 200
    assert till.earn(code).json["code"] == "reward-ready"
    given = till.redeem(code)
    assert given.status_code == 201
    assert till.undo(code, given.json["operation"]).status_code == 201
    assert till.grant(code, "mission:cup").status_code == 201
    assert till.redeem(code, "tea", offline=True).json["code"] == "unknown-reward"
    friend = _friend(shop, ada)
    sales = []
    for _ in range(2):
        shop.later(days=1)
        _renew(till)
        made_at = shop.now - timedelta(minutes=5)
        sold = till.earn(friend.code, amount_minor=450, made_at=made_at)
        sales.append(sold.json["operation"])
    assert till.refund(friend.code, sales[0]).status_code == 201
    assert shop.web.post("/v1/till/departures", headers=till.bearer).status_code == 201


def _staff(shop: Shop, owner: Phone, till: Phone, ada: Card) -> None:
    """Tom takes back a stamp, as Léa could, who has a card and mistypes her PIN; Max has left."""

    def asked(path: str, **body: str) -> dict[str, str]:
        done = shop.web.post(f"/v1/owner/{path}", json=body, headers=owner.bearer)
        assert done.status_code == 201, done.text
        return dict(done.json)

    lea, tom, left = (asked("staff", name=name) for name in ("Léa", "Tom", "Max"))
    own = next(h for h in shop.services.cards.every(shop.program.id) if not h.wallets)
    asked("staff-cards", staff=lea["id"], code=own.short_code)
    asked("staff-pins", staff=lea["id"])
    asked("staff-removals", staff=left["id"])
    for _ in range(2):
        assert till.sign_in(tom["id"], "0000").json["code"] == "pin-refused"
    assert till.sign_in(tom["id"], tom["pin"]).status_code == 201
    stamped = till.earn(ada.code, over_ready=True)
    assert till.undo(ada.code, stamped.json["operation"]).status_code == 201
    assert till.sign_in(lea["id"], "0000").json["code"] == "pin-refused"
    _lost(shop, till, ada.code)


def _lost(shop: Shop, till: Phone, code: str) -> None:
    """Ada has lost her card; one of her iPhones and Google Wallet have the new one."""
    replaced = till.post("replacements", code=code, key="replacement-of-adas-card")
    assert replaced.status_code == 201
    url = replaced.json["card_url"].removeprefix(URL)
    new = Bundle(Card(shop, url).pass_bytes()).document
    kind, serial = new["passTypeIdentifier"], new["serialNumber"]
    done = shop.web.post(
        f"/apple/v1/devices/{'a' * 32}/registrations/{kind}/{serial}",
        json={"pushToken": "aa" * 32},
        headers={"Authorization": f"ApplePass {new['authenticationToken']}"},
    )
    assert done.status_code == 200
    held = next(held for held in shop.services.cards.every(shop.program.id) if held.wallets)
    shop.services.outbox.attach(held, "google", attached=True)
    shop.later(minutes=1)
    stamped = till.earn(Card(shop, url).code, over_ready=True)
    assert till.undo(Card(shop, url).code, stamped.json["operation"]).status_code == 201
    shop.later(minutes=1)


def _guess(shop: Shop, role: str) -> None:
    """Two codes that nobody was given."""
    for _ in range(2):
        assert shop.web.post(f"/v1/{role}/pairings", json={"code": "ZZZZ-ZZZZ"}).status_code == 401


def _friend(shop: Shop, ada: Card) -> Card:
    """Ada's friend, by the link on her page."""
    page = ada.page()
    link = page[page.index("/r/") :].split('"')[0]
    assert shop.web.get(link).status_code == 200
    joined = shop.web.post(_members(shop), json=BEN | {"invitation": link.rpartition("/")[2]})
    return Card(shop, joined.json["card_url"])


def _jobs(shop: Shop, recorder: Recorder) -> None:
    """No wallet can be told, then Apple's can; then it is Monday."""
    with recorder.on_behalf_of("jobs"), pytest.MonkeyPatch.context() as without:
        without.setattr(shop.services.apple, "_push", None)
        assert tell_wallets.sweep(shop.services).waiting == 2
        without.undo()
        shop.later(hours=2)
        assert tell_wallets.sweep(shop.services).told == 1
        shop.at("2026-02-16 07:05")
        written = partial(report.write, url=shop.services.url)
        assert weekly_report.send_due_reports(shop.services, written)
        assert night(shop.services).thanked == 0  # a purchase was returned
        shop.at("2027-03-12 03:00")
        assert night(shop.services).ended == 2
        shop.at("2026-02-16 07:05")
        _audit(shop)
        _keep(shop)
        assert count_anew(shop.services, shop.program)
        assert shop.services.overviews.claim(shop.program.id, shop.now)
    with recorder.on_behalf_of("owner"):
        assert shop.services.overviews.last(shop.program.id)


def _keep(shop: Shop) -> None:
    """Sunday's export is made up for, and the next one is on its way somewhere else."""
    with TemporaryDirectory() as folder:
        services = replace(shop.services, exports=FolderExports(Path(folder)))
        assert keep_exports(services, write_whole)
    assert shop.services.export_weeks.claim(shop.program.id, "2026-W08", shop.now)


def _audit(shop: Shop) -> None:
    """All is well; a card that was frozen for no reason is thawed, and then another is frozen."""
    every = shop.services.cards.every(shop.program.id)
    in_a_wallet = {held.card.id for held in every if held.wallets}
    stories = list(shop.services.audits.stories(shop.program.id))
    shop.services.audits.freeze(stories[0], "hash-differs")
    assert audit_nights(shop.services).sound == [shop.program.id]
    other = next(story for story in stories if story.card not in in_a_wallet)
    shop.services.audits.freeze(other, "hash-differs")


def _what_fails(shop: Shop, recorder: Recorder) -> None:
    """For days, Google takes no card; a mail's answer is lost, and then no mail is taken."""
    told = Told(done=False, reason="permissionDenied")
    answers = iter([MailRefused(unanswered=True), MailRefused(), MailRefused()])

    def refuse(*_: object) -> None:
        raise next(answers)

    with recorder.on_behalf_of("jobs"), pytest.MonkeyPatch.context() as broken:
        broken.setattr(GoogleWallet, "tell", lambda *_: told)
        broken.setattr(type(shop.services.mailer), "send", refuse)
        for _ in range(3):
            shop.later(hours=25)
            tell_wallets.sweep(shop.services)
            tell_wallets.retry_dead(shop.services)
            with pytest.raises(MailRefused):
                weekly_report.send_due_reports(shop.services, partial(report.write, url=URL))


def _owner(shop: Shop) -> None:
    owner, lost = shop.pair("owner"), shop.pair("till", "Perdu")
    reports = ("reports/2026-W07/csv", "reports/2026-W07/html")
    for path in ("overview", "tills", "costs", "members", "preview", *reports):
        assert owner.get(path).status_code == 200
    bodies = {
        "pairing-codes": {"shop": "orfevres"},
        "revocations": {"device": lost.tokens["device"]},
    }
    for path, body in bodies.items():
        done = shop.web.post(f"/v1/owner/{path}", json=body, headers=owner.bearer)
        assert done.status_code == 201
    again = shop.web.post("/v1/owner/retries", headers=owner.bearer)
    assert again.json == {"cards": 1, "reports": 1, "more": False}
    _corrects(shop, owner)
    _renew(owner, tries=2)
    _guess(shop, "owner")


def _corrects(shop: Shop, owner: Phone) -> None:
    """A card without wallets and one with them: some stamps more, and fewer again."""
    sound = (held for held in shop.services.cards.every(shop.program.id) if not held.frozen)
    every = sorted(sound, key=lambda held: len(held.wallets))
    assert every[-1].wallets
    assert not every[0].wallets
    for held, units in ((every[0], 2), (every[0], -2), (every[-1], 2)):
        body = {"code": held.short_code, "units": units, "reason": "till-mistake"}
        key = {"Idempotency-Key": secrets.token_hex(16)}
        for path in ("correction-previews", "corrections"):
            done = shop.web.post(f"/v1/owner/{path}", json=body, headers=owner.bearer | key)
            assert done.status_code in (200, 201), done.text


def _history(shop: Shop) -> None:
    """From a terminal: a customer's purchase from before, and their paper card."""
    now = shop.now
    shop.at("2026-02-23 12:00")
    row = {"line": 2, "text": "", "customer": "Cleo"}
    moment = {"date": "2026-02-20", "at": shop.now - timedelta(days=3)}
    sale = Sale(**row, **moment, amount_minor=450, units=1, shop="orfevres")  # type: ignore[arg-type]
    assert [one.is_new for one in bring_sales(shop.services, shop.program, [sale], earn=False)]
    count = Count(**row, units=4)  # type: ignore[arg-type]
    assert [one.accepted for one in bring_counts(shop.services, shop.program, [count])] == [1]
    shop.services.archive.begin("bakery-poincon")  # and an import that never goes on
    shop.now = now


def _three_years_later(shop: Shop, recorder: Recorder) -> None:
    """Nobody has come for so long that all are forgotten; then Ada joins again."""
    shop.at("2029-03-15 07:00")
    with recorder.on_behalf_of("jobs"):
        assert forget_inactive(shop.services) == 4
    assert shop.web.post(_members(shop), json=ADA).status_code == 201


def _members(shop: Shop) -> str:
    return f"/v1/programs/{shop.program.id}/members"


def _renew(phone: Phone, tries: int = 1) -> None:
    """Only the last try's answer comes through."""
    renewal = {"refresh_token": phone.tokens["refresh_token"]}
    for _ in range(tries):
        renewed = phone.shop.web.post(f"/v1/{phone.role}/tokens", json=renewal)
        assert renewed.status_code == 200
    phone.tokens.update(renewed.json)


def _recorded(app: Callable[..., Iterable[bytes]], recorder: Recorder) -> Callable[..., Any]:
    def recorded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with recorder.on_behalf_of(function_for(environ["PATH_INFO"])):
            return app(environ, start_response)

    return recorded


def _request(operation: Operation) -> Request:
    written: list[str] = []
    match operation:
        case Put(item=item):
            written = [*item]
        case Update():
            written = [*operation.set, *operation.add]
    expected = [*operation.expect.equals, *operation.expect.below]
    kind = type(operation).__name__
    return Request(
        action="ConditionCheckItem" if kind == "Check" else f"{kind}Item",
        partitions=(key_of(operation).pk,),
        attributes=tuple({"pk", "sk", *written, *expected}),
    )
