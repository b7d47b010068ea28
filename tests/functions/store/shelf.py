"""Builders for the store: a card on the shelf, a till that may write, a stamp on a card."""

from functions.records import Consent, Device, HeldCard, Member, Pairing, Wallet
from functions.store.devices import DeviceStore
from functions.store.engine import Engine
from functions.store.ledger import LedgerStore
from functions.store.outbox import OutboxStore
from loyalty.card import Card
from loyalty.earning import decide_earn
from loyalty.entry import CardId, Entry, instant
from tests.builders import at, program, scan

PROGRAM = program()
SHOP = PROGRAM.id
JOINED = at("2026-02-02 09:00")
ADA = Member(first_name="Ada", language="fr", birthday=(29, 2))
BEN = Member(first_name="Ben", language="en")
CODE = "7K3M9QXT"
PER_HOUR = 60


def fresh(card: str = "A" * 16, short: str = "", member: Member = ADA) -> HeldCard:
    """A card as it is issued, in no wallet; its short code is its own end."""
    return HeldCard(
        card=Card(program=SHOP, id=CardId(card)),
        member=member,
        short_code=short or card[-8:],
        joined_at=JOINED,
        modified_at=JOINED,
        want=0,
        done={"apple": 0, "google": 0},
        wallets=frozenset(),
    )


def consents() -> list[Consent]:
    return [Consent(purpose="terms", granted=True, text_version="2026-11", at=JOINED)]


def issued(cards: LedgerStore, card: str = "A" * 16, wallets: tuple[Wallet, ...] = ()) -> HeldCard:
    """A card in the store, attached to these wallets."""
    cards.create(fresh(card), consents(), None)
    for wallet in wallets:
        outbox(cards).attach(head(cards, card), wallet, attached=True)
    return head(cards, card)


def head(cards: LedgerStore, card: str = "A" * 16) -> HeldCard:
    return cards.head(SHOP, CardId(card))


def outbox(cards: LedgerStore) -> OutboxStore:
    """What the wallets of these cards must be told."""
    return OutboxStore(cards.engine, cards)


def pairing(role: str = "till", until: str = "2026-02-02 09:10") -> Pairing:
    return Pairing(program=SHOP, role=role, shop="orfevres", expires_at=at(until))  # type: ignore[arg-type]


def phone(name: str = "till-1", role: str = "till") -> Device:
    """A phone that asks to be paired: what it is paired for is not known yet."""
    return Device(
        id=name,
        program="",
        role=role,
        shop="",
        name="Comptoir",
        active=True,
        paired_at=JOINED,  # type: ignore[arg-type]
    )


def paired(engine: Engine, name: str = "till-1", refresh: str = "refresh-0") -> Device:
    """A till that is paired."""
    devices = DeviceStore(engine)
    devices.offer(CODE, pairing())
    return devices.pair(CODE, phone(name), refresh, JOINED)


def earn(held: HeldCard, when: str = "2026-02-02 10:00", operation: str = "") -> tuple[Entry, Card]:
    """A stamp that is decided and not written yet."""
    entry = decide_earn(PROGRAM, held.card, scan(when, operation=operation))
    return entry, held.card.after(entry)


def stamp(
    cards: LedgerStore, held: HeldCard, when: str = "2026-02-02 10:00", operation: str = ""
) -> HeldCard:
    """A stamp on the card, as it is held from then on."""
    entry, card = earn(held, when, operation)
    return cards.append(held, entry, card, scans_per_hour=PER_HOUR)


def due(cards: LedgerStore, when: str) -> list[str]:
    """Cards whose wallets are to be told by then."""
    return [held.card.id for held in outbox(cards).due(at(when), 100)]


def due_times(engine: Engine) -> list[str]:
    """When each mark in the store is due, on the wall in Paris."""
    found = [item["due_at"] for item in engine.scan().items if "due" in item]
    return sorted(
        instant(str(text)).astimezone(PROGRAM.time_zone).strftime("%H:%M") for text in found
    )
