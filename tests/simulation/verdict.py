"""The scoreboard: what the tills were told against what the ledger holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeGuard, cast

from functions.ports import Services
from functions.store.engine import Operation, Put
from functions.store.sqlite import SqliteEngine
from loyalty.card import replay
from loyalty.entry import CardId
from loyalty.errors import LoyaltyError
from tests.simulation.arithmetic import Holdings, stamps_of
from tests.simulation.books import Book, Books, Raw
from tests.simulation.engine import Simulated
from tests.simulation.holders import Forgotten, Holders
from tests.simulation.hours import LATE_TIMES, Hours
from tests.simulation.journal import Refusal, Request
from tests.simulation.refusals import OF_THE_PHONE, Doubts
from tests.simulation.shops import BY_ID
from tests.simulation.till import Till
from tests.simulation.wallets import Google, Phones
from tests.simulation.world import Joined, Revocation

WRONG = ("lost", "duplicated", "ghost", "divergent", "breaches")

LEAST_ACCEPTED = {"earn": 0.6, "redeem": 0.45, "reverse": 0.25, "refund": 0.6, "grant": 0.25}
"""The part of each kind that a street like this one sees accepted, at least."""


@dataclass(slots=True, kw_only=True)
class Score:
    """Counts of one world or many; ``stories`` say what was wrong, with the card's id."""

    ops: int = 0
    faults: int = 0
    kills: int = 0
    overtaken: int = 0
    wallets: int = 0
    forgotten: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    stories: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> "Score":
        """Both together."""
        self.ops += other.ops
        self.faults += other.faults
        self.kills += other.kills
        self.overtaken += other.overtaken
        self.wallets += other.wallets
        self.forgotten += other.forgotten
        self.asked.update(other.asked)
        self.accepted.update(other.accepted)
        self.refusals.update(other.refusals)
        self.wrong.update(other.wrong)
        self.stories += other.stories
        return self

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all is wrong."""
        return not any(self.wrong.values())

    @property
    def too_seldom(self) -> dict[str, float]:
        """The kinds of operations of which too few were accepted, with the part that was."""
        shares = {kind: self.accepted[kind] / (self.asked[kind] or 1) for kind in LEAST_ACCEPTED}
        return {kind: share for kind, share in shares.items() if share < LEAST_ACCEPTED[kind]}

    @property
    def faulty_share(self) -> float:
        """The part of the operations that something befell."""
        return self.faults / self.ops if self.ops else 0.0

    def __str__(self) -> str:
        counts = " ".join(f"{name}={self.wrong[name]}" for name in WRONG)
        return f"simulate ops={self.ops} faults={self.faults} kills={self.kills} {counts}"


class Played(Protocol):
    """What was played, and what everybody in it was told."""

    seed: int
    memory: SqliteEngine
    engine: Simulated
    services: Services
    requests: list[Request]
    tills: list[Till]
    joined: list[Joined]
    revoked: list[Revocation]
    misused: list[str]
    google: Google
    phones: Phones
    names: dict[str, str]
    forgotten: list[Forgotten]


def judge(world: Played) -> Score:
    """Read the store as it is at the end, and hold it against everything that was said."""
    return _Judge(world, Books.read(world.memory)).score


class _Judge:
    def __init__(self, world: Played, books: Books) -> None:
        self.world, self.books = world, books
        final = [request for request in world.requests if request.is_final]
        kills = world.engine.faults
        self.score = Score(
            ops=len(final),
            faults=sum(request.suffered for request in final),
            kills=kills["killed_before"] + kills["killed_after"],
        )
        self.hours = Hours(world.engine.commits)
        self.written = {
            (op.item["pk"], op.item["sk"]): number
            for number, commit in reversed(list(enumerate(world.engine.commits)))
            for op in commit.operations
            if _is_entry(op)
        }
        self.entries = {
            (book.program, book.card, entry["operation"]): entry
            for book in books.cards.values()
            for entry in book.entries
        }
        self.doubts: dict[str, list[tuple[Request, Refusal]]] = defaultdict(list)
        self._requests()
        self._refusals()
        self._nobody_asked()
        self.balances: dict[str, dict[str, int]] = {}
        for book in books.cards.values():
            self._book(book)
        self._wallets(Holders(world, books, self.balances))
        self._tills()
        self._shut_out()
        self._joins()
        for story in world.misused:
            self._found("breaches", story, "one id was good for two things")

    def _found(self, what: str, card: str, story: str) -> None:
        self.score.wrong[what] += 1
        self.score.stories.append(f"seed {self.world.seed}: {what}: card {card}: {story}")

    def _requests(self) -> None:
        shut = {till.device.id for till in self.world.tills if till.is_shut}
        for request in self.world.requests:
            entry = self.entries.get((request.program, request.card, request.id))
            if request.answers:
                self._answered(request, entry)
            elif request.refused and entry and request.alone:
                self._found("divergent", request.card, f"{request.id} was refused, and is written")
            elif not request.is_final and request.till not in shut:
                self._found("breaches", request.card, f"{request.id} was never answered")
            if request.broke:
                self._found("breaches", request.card, f"{request.id}: {request.broke}")
            if request.refused and entry and not request.alone:
                self.score.overtaken += 1

    def _answered(self, request: Request, entry: Raw | None) -> None:
        first = request.answers[0]
        if entry is None:
            self._found("lost", request.card, f"{request.id} was answered, and is not written")
        elif entry["hash"] != first.hash or entry["kind"] != request.kind:
            self._found("divergent", request.card, f"{request.id} is not what was answered")
        if any(answer != first for answer in request.answers):
            self._found("divergent", request.card, f"{request.id} has two answers")
        if request.refused and request.alone:
            self._found("divergent", request.card, f"{request.id} was refused once")

    def _refusals(self) -> None:
        """A phone's are judged here; a card's when its entries are played."""
        for request in self.world.requests:
            if request.is_final:
                self.score.asked[request.kind] += 1
                self.score.accepted[request.kind] += bool(request.answers)
            for refusal in request.refusals:
                self.score.refusals[refusal.code] += 1
                if refusal.code not in OF_THE_PHONE:
                    self.doubts[request.card].append((request, refusal))
                elif not self._is_of_the_phone(request, refusal):
                    story = f"{request.id} was refused for nothing: {refusal.code}"
                    self._found("breaches", request.card, story)

    def _is_of_the_phone(self, request: Request, refusal: Refusal) -> bool:
        if refusal.code == "device-revoked":
            begun = (r.began for r in self.world.revoked if r.device == request.till)
            return any(began <= refusal.until for began in begun)
        return self.hours.was_full(request.till, BY_ID[request.program].per_hour, refusal)

    def _nobody_asked(self) -> None:
        asked = {(r.program, r.card, r.id): r for r in self.world.requests}
        for key, entry in self.entries.items():
            request = asked.get(key)
            if not (_is_as_asked(entry, request) if request else _is_of_the_house(entry)):
                self._found("ghost", key[1], f"nobody asked for {key[2]}")
        puts = Counter((item["pk"], item["sk"]) for item in self._puts())
        for (pk, sk), times in puts.items():
            if times > 1:
                self._found("duplicated", str(pk), f"{sk} was written {times} times")

    def _book(self, book: Book) -> None:
        shop = BY_ID[book.program]
        holdings = Holdings(shop)
        stories = list(book.faults())
        written = [self.written[entry["pk"], entry["sk"]] for entry in book.entries]
        doubts = Doubts(self.doubts[book.card], written)
        doubts.settle(holdings, 0)
        for entry in book.entries:
            wrong = [f"entry {entry['seq']} ({entry['kind']}) {w}" for w in holdings.wrong(entry)]
            stories += wrong
            doubts.settle(holdings, entry["seq"])
        stories += doubts.stories()
        self.balances[book.card] = holdings.balances()
        stories += [*_kept(book, holdings), *self._cached(book)]
        if shop.counts == "stamps":
            stories += _rewards(holdings)
        for story in stories:
            self._found("breaches", book.card, story)

    def _cached(self, book: Book) -> Iterator[str]:
        cards, card = self.world.services.cards, CardId(book.card)
        held = cards.head(book.program, card)
        try:
            if held.card != replay(book.program, card, cards.history(book.program, card)):
                yield "the stored card is not what its entries add up to"
        except LoyaltyError as refused:
            yield f"its entries cannot be played: {refused.code}"
        if held.behind:
            yield f"{held.behind} were never told"

    def _wallets(self, holders: Holders) -> None:
        for card, story in holders.stories():
            self._found("breaches", card, story)
        self.score.wallets, self.score.forgotten = holders.compared, len(holders.erased)

    def _tills(self) -> None:
        for till in self.world.tills:
            name, stored = till.device.id, self.books.tills[till.device.id]
            for late, count in ((False, "hour_count"), (True, "late_count")):
                most = till.shop.per_hour * (LATE_TIMES if late else 1)
                fullest = self.hours.fullest(name, late=late)
                if fullest and fullest.count > most:
                    self._found("breaches", name, f"{fullest.count} entries in hour {fullest.hour}")
                counted = self.hours.latest(name, late=late)
                if stored.get(count, 0) != counted:
                    told = f"{count} is {stored.get(count)}, {counted} written in its last hour"
                    self._found("breaches", name, told)

    def _shut_out(self) -> None:
        for revoked in self.world.revoked:
            if revoked.commits is None:
                continue
            for item in self._puts(revoked.commits):
                if item["till"] == revoked.device:
                    self._found("breaches", revoked.device, "wrote after it was shut out")

    def _puts(self, since: int = 0) -> Iterator[Raw]:
        """Entries as they were committed."""
        for commit in self.world.engine.commits[since:]:
            for op in commit.operations:
                if _is_entry(op):
                    yield op.item

    def _joins(self) -> None:
        made = {card for _, card in self.books.cards}
        for joined in self.world.joined:
            cards = {*joined.cards, *self.books.keys.get(joined.key, [])}
            if len(cards) > 1 or not cards <= made:
                self._found("breaches", str(cards), f"key {joined.key} made {len(cards)} cards")
        known = [*self.books.keys.values(), *(joined.cards for joined in self.world.joined)]
        for card in made - {card for cards in known for card in cards}:
            self._found("ghost", card, "nobody joined")


def _is_entry(op: Operation) -> TypeGuard[Put]:
    return isinstance(op, Put) and str(op.item["sk"]).startswith("E#")


def _is_as_asked(entry: Raw, request: Request) -> bool:
    body, facts = request.body, cast("dict[str, Any]", entry.get("facts", {}))
    names = {
        "earn": entry["units"] == body.get("units", 0)
        and entry.get("amount", {}).get("minor") == body.get("amount_minor"),
        "redeem": facts.get("gave") == body.get("reward"),
        "reverse": entry.get("reverses") == body.get("operation"),
        "refund": facts.get("refunds") == body.get("operation"),
        "grant": entry.get("reason") == str(body.get("what")).partition(":")[0],
    }
    is_theirs = entry["kind"] == request.kind and entry["till"] == request.till
    return bool(is_theirs and names[request.kind])


def _is_of_the_house(entry: Raw) -> bool:
    return not entry["till"] and entry["operation"].startswith("night:")


def _kept(book: Book, holdings: Holdings) -> Iterator[str]:
    """The stored card by the simulation's own count: lots, and visits."""
    lots, visits = book.head.get("lots", []), book.head.get("visits", 0)
    kept = {(name, date.fromisoformat(end[0]) if end else None): n for name, n, *end in lots}
    if kept != {place: units for place, units in holdings.lots.items() if units}:
        yield f"the stored card has {lots}, not what its entries come to"
    if visits != holdings.visits:
        yield f"{visits} visits are stored, not {holdings.visits}"


def _rewards(holdings: Holdings) -> Iterator[str]:
    """A threshold of stamps is a reward, whatever way they came; used ones are gone."""
    goal, step = holdings.shop.threshold, holdings.shop.step
    standing = list(holdings.standing())
    rounds, stamps = divmod(stamps_of(iter(standing)), goal)
    steps = rounds + (stamps >= step) if step else 0
    for reward, earned in (("coffee", rounds), ("tea", steps)):
        back = {e["facts"]["refunds"] for e in standing if e["kind"] == "refund"}
        used = sum(
            entry["kind"] == "redeem"
            and entry["facts"]["gave"] == reward
            and entry["operation"] not in back
            for entry in standing
        )
        if holdings.balance(f"reward:{reward}") != earned - used:
            yield f"{earned} times {reward} earned, {used} used, not what it holds"
    if holdings.balance("stamps") != stamps:
        yield f"{stamps} stamps are left, not {holdings.balance('stamps')}"
