"""Ways in which a ledger can be wrong, each with the code by which the audit must name it.

``ada`` has nine stamps, a reward that was given, taken back and given again, and stamps since; her
last one is later than the mail. ``ben`` has bought and brought back.
"""

from collections.abc import Callable

from functions.store import keys
from functions.store.walking import whole_query
from tests.functions.store.forger import Forger

Plant = Callable[[Forger, Forger], None]
LATER = "2026-11-20T09:00:00.000Z"


def _units(by: int, *, rehash: bool) -> Plant:
    def plant(ada: Forger, ben: Forger) -> None:
        first, *others = ada.entries[2]["changes"]
        changes = [first | {"units": first["units"] + by}, *others]
        ada.on_entry(2, changes=changes, rehash=rehash)

    return plant


def _ends(day: str, *, rehash: bool) -> Plant:
    def plant(ada: Forger, ben: Forger) -> None:
        changes = [change | {"expires_on": day} for change in ada.entries[1]["changes"]]
        ada.on_entry(1, changes=changes, rehash=rehash)

    return plant


def _drop(*numbers: int) -> Plant:
    return lambda ada, ben: ada.drop(*[ada.entries[number] for number in numbers])


def _drop_all(ada: Forger, ben: Forger) -> None:
    ada.drop(*ada.entries)


def _double(ada: Forger, ben: Forger) -> None:
    ada.put(ada.entries[3] | {"sk": "E#another-operation-id"})


def _double_at_the_end(ada: Forger, ben: Forger) -> None:
    last = ada.entries[-1]
    item = last | {
        "sk": "E#another-operation-id",
        "seq": last["seq"] + 1,
        "previous_hash": last["hash"],
    }
    ada.put(item | {"hash": ada.hash(item)})


def _swap(*, rehash: bool) -> Plant:
    def plant(ada: Forger, ben: Forger) -> None:
        third, fourth = ada.entries[2:4]
        for item, seq in ((third, 4), (fourth, 3)):
            swapped = item | {"seq": seq}
            ada.put(swapped | {"hash": ada.hash(swapped)} if rehash else swapped)

    return plant


def _begin_at_two(ada: Forger, ben: Forger) -> None:
    ada.drop(ada.entries[0])
    first = ada.entries[0] | {"previous_hash": "0" * 64}
    ada.put(first | {"hash": ada.hash(first)})


def _more_balance(*, rehash: bool) -> Plant:
    def plant(ada: Forger, ben: Forger) -> None:
        ada.on_entry(-1, balance_after={"stamps": 8}, rehash=rehash)

    return plant


def _forge_from_the_middle(ada: Forger, ben: Forger) -> None:
    ada.on_entry(4, happened_at=LATER)
    ada.reseal()


def _forge_all(ada: Forger, ben: Forger) -> None:
    ada.on_entry(4, till="till-of-a-friend")
    ada.reseal()
    ada.recache()


def _invent_a_card_of_stamps(ada: Forger, ben: Forger) -> None:
    (change,) = ben.entries[0]["changes"]
    ben.on_entry(0, changes=[change | {"units": 4}], balance_after={"stamps": 4})
    ben.reseal()
    ben.recache()


def _roll_back(ada: Forger, ben: Forger) -> None:
    ada.drop(*ada.entries[6:])
    ada.recache()


def _take_the_redemption_out(ada: Forger, ben: Forger) -> None:
    ada.drop(*[entry for entry in ada.entries if entry["kind"] in ("redeem", "reverse")])
    ada.reseal()


def _wipe_out(ada: Forger, ben: Forger) -> None:
    ada.drop(*whole_query(ada.engine, keys.card(ada.program, ada.card).pk))


def _below_zero(ada: Forger, ben: Forger) -> None:
    (change,) = ben.entries[-1]["changes"]
    ben.on_entry(-1, changes=[change | {"units": -40}], rehash=True)


def _move(ada: Forger, ben: Forger) -> None:
    entry = ada.entries[-1]
    ada.drop(entry)
    ben.put(entry | {"pk": ben.head["pk"]})


def _move_and_renumber(ada: Forger, ben: Forger) -> None:
    entry, last = ada.entries[-1], ben.entries[-1]
    item = entry | {
        "pk": ben.head["pk"],
        "seq": last["seq"] + 1,
        "previous_hash": last["hash"],
    }
    ben.put(item | {"hash": ben.hash(item)})


def _swap_stories(ada: Forger, ben: Forger) -> None:
    hers, his = ada.entries, ben.entries
    ada.drop(*hers)
    ben.drop(*his)
    for item in hers:
        ben.put(item | {"pk": ben.head["pk"]})
    for item in his:
        ada.put(item | {"pk": ada.head["pk"]})


def _fact(name: str, fact: object) -> Plant:
    def plant(ada: Forger, ben: Forger) -> None:
        ben.on_entry(-1, facts=ben.entries[-1]["facts"] | {name: fact}, rehash=True)
        ben.on_card(head=ben.entries[-1]["hash"], lots=[["reward:coffee", 50]])

    return plant


def forge_one_more(ada: Forger, *_: Forger) -> None:
    """An entry of fifty rewards behind the stored card, with all that belongs to an entry."""
    last = ada.entries[-1]
    item = last | {
        "sk": "E#forged-operation-id",
        "seq": last["seq"] + 1,
        "previous_hash": last["hash"],
        "changes": [{"account": "reward:coffee", "units": 50}],
        "balance_after": last["balance_after"] | {"reward:coffee": 50},
    }
    ada.put(item | {"hash": ada.hash(item)})


def _drop_card(ada: Forger, ben: Forger) -> None:
    ada.drop(ada.head)


def _on_ada(**values: object) -> Plant:
    return lambda ada, ben: ada.on_card(**values)


def _entry(number: int, *, rehash: bool = False, **values: object) -> Plant:
    return lambda ada, ben: ada.on_entry(number, rehash=rehash, **values)


PLANTS: dict[str, tuple[Plant, str]] = {
    "an amount": (_entry(2, amount={"minor": 1, "currency": "EUR"}), "hash-differs"),
    "an amount, rehashed": (
        _entry(2, amount={"minor": 1, "currency": "EUR"}, rehash=True),
        "chain-broken",
    ),
    "more units": (_units(3, rehash=False), "hash-differs"),
    "more units, rehashed": (_units(3, rehash=True), "balance-differs"),
    "fewer units": (_units(-2, rehash=False), "lot-below-zero"),
    "no change at all": (_entry(2, changes=[], rehash=True), "balance-differs"),
    "an account": (
        _entry(2, changes=[{"account": "points", "units": 1}], rehash=True),
        "balance-differs",
    ),
    "a lot's end": (_ends("2030-01-01", rehash=False), "hash-differs"),
    "a lot's end, rehashed": (_ends("2030-01-01", rehash=True), "chain-broken"),
    "a day that is none": (_ends("2030-02-30", rehash=True), "unreadable-entry"),
    "the middle entry is gone": (_drop(4), "seq-gap"),
    "two entries are gone": (_drop(3, 4), "seq-gap"),
    "the last entry is gone": (_drop(-1), "card-seq"),
    "the last three are gone": (_drop(-1, -2, -3), "card-head"),
    "the first entry is gone": (_drop(0), "seq-gap"),
    "all entries are gone": (_drop_all, "entries-missing"),
    "an entry twice": (_double, "seq-twice"),
    "an entry again at the end": (_double_at_the_end, "card-seq"),
    "numbers swapped": (_swap(rehash=False), "hash-differs"),
    "numbers swapped, rehashed": (_swap(rehash=True), "chain-broken"),
    "a story that begins at two": (_begin_at_two, "seq-gap"),
    "a number that is none": (_entry(0, seq=0), "unreadable-entry"),
    "a balance": (_more_balance(rehash=False), "hash-differs"),
    "a balance, rehashed": (_more_balance(rehash=True), "balance-differs"),
    "a link": (_entry(3, previous_hash="ab" * 32), "hash-differs"),
    "the first link, rehashed": (_entry(0, previous_hash="ab" * 32, rehash=True), "chain-broken"),
    "a hash": (_entry(3, hash="ab" * 32), "hash-differs"),
    "no hash": (_entry(3, hash=None), "unreadable-entry"),
    "a chain forged from the middle": (_forge_from_the_middle, "card-head"),
    "a chain and its card forged": (_forge_all, "report-differs"),
    "stamps invented, all resealed": (_invent_a_card_of_stamps, "report-differs"),
    "the redemption taken out": (_take_the_redemption_out, "card-seq"),
    "an earlier state of the card": (_roll_back, "report-differs"),
    "a card that is gone": (_wipe_out, "report-differs"),
    "more taken than there was": (_below_zero, "lot-below-zero"),
    "an entry of another card": (_move, "hash-differs"),
    "an entry of another card, renumbered": (_move_and_renumber, "card-seq"),
    "two cards' stories swapped": (_swap_stories, "hash-differs"),
    "a kind to come": (_entry(2, kind="barter", rehash=True), "unknown-kind"),
    "a kind that is another": (_entry(2, kind="grant"), "hash-differs"),
    "a schema to come": (_entry(2, schema=2, rehash=True), "unknown-schema"),
    "a field is missing": (_entry(2, visit=None), "unreadable-entry"),
    "a field of another type": (_entry(2, units="1"), "unreadable-entry"),
    "a truth for a number": (_entry(2, units=True), "unreadable-entry"),
    "a field too many": (_entry(2, note="bonus"), "hash-differs"),
    "a fact": (_entry(2, facts={"gift": 3}), "hash-differs"),
    "a fact that is no number": (_fact("since", "x"), "unreadable-entry"),
    "a fact that is no text": (_fact("refunds", 7), "unreadable-entry"),
    "fifty rewards behind the stored card": (forge_one_more, "card-seq"),
    "a time of the first year": (
        _entry(2, recorded_at="0001-01-01T00:00:00.000Z", rehash=True),
        "unreadable-entry",
    ),
    "a hash that is none": (_entry(2, hash="ab"), "unreadable-entry"),
    "a time": (_entry(2, happened_at=LATER), "hash-differs"),
    "a time of no zone": (_entry(2, recorded_at="2026-02-05T09:00:00.000"), "unreadable-entry"),
    "a till": (_entry(2, till="till-of-a-friend"), "hash-differs"),
    "a program": (_entry(2, program="another-shop"), "foreign-entry"),
    "a rule's version, rehashed": (_entry(2, rule_version=7, rehash=True), "chain-broken"),
    "no card": (_drop_card, "card-missing"),
    "a card of no lots": (_on_ada(lots=None), "card-unreadable"),
    "a card's lots as text": (_on_ada(lots="stamps"), "card-unreadable"),
    "a card's number": (_on_ada(seq=3), "card-seq"),
    "a card's head": (_on_ada(head="ab" * 32), "card-head"),
    "a card's balance": (_on_ada(lots=[["stamps", 8, "2027-02-28"]]), "card-lots"),
    "a card's empty balance": (_on_ada(lots=[]), "card-lots"),
    "a card's visits": (_on_ada(visits=99), "card-visits"),
    "a card's memory": (_on_ada(recent=[]), "card-recent"),
    "a card's last visit": (_on_ada(last_visit_at=LATER), "card-last-visit-at"),
    "a card's latest": (_on_ada(latest="another-operation-id"), "card-latest"),
    "a card's latest time": (_on_ada(latest_at=LATER), "card-latest-at"),
    "a card's version": (_on_ada(since=9), "card-since"),
    "a card's purchases": (_on_ada(purchases=0), "card-purchases"),
    "a card's first visit": (_on_ada(first_visit_at=LATER), "card-first-visit-at"),
}
