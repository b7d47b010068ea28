"""What customers see in the end, and what is left of those who were forgotten."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from functions.store.engine import Put
from tests.simulation.books import Books
from tests.simulation.engine import Simulated
from tests.simulation.wallets import Google, Phone, Phones, Shown


@dataclass(slots=True, kw_only=True)
class Forgotten:
    """A person to be forgotten: how many commits there were when it began, and when it was done."""

    program: str
    card: str
    began: int
    done: int | None = None


class Street(Protocol):
    """Whoever holds cards, and who does not want to be known any more."""

    engine: Simulated
    google: Google
    phones: Phones
    names: dict[str, str]
    """Who joined, by card."""
    forgotten: list[Forgotten]


class Holders:
    """Holds each wallet against the ledger: ``balances`` are the simulation's own, by card."""

    def __init__(
        self, street: Street, books: Books, balances: Mapping[str, Mapping[str, int]]
    ) -> None:
        self.street, self.books, self.balances = street, books, balances
        self.last = {book.card: len(book.entries) for book in books.cards.values()}
        self.compared = 0
        """How many wallets showed what they should, or not."""
        self.erased = {one.card for one in street.forgotten if one.done is not None}

    def stories(self) -> Iterator[tuple[str, str]]:
        """What is wrong, each with its card."""
        for card in sorted(self.street.google.saved):
            yield from self._shows(card, "Google", self.street.google.shown.get(card))
        for phone in self.street.phones.known.values():
            if phone.holds and not self._was_disturbed(phone):
                yield from self._holds(phone)
        for one in self.street.forgotten:
            if one.done is not None:
                yield from ((one.card, story) for story in self._left_of(one))

    def _shows(self, card: str, where: str, shown: Shown | None) -> Iterator[tuple[str, str]]:
        self.compared += 1
        if shown is None:
            yield card, f"{where} was never told"
            return
        if shown.seq != self.last[card]:
            yield card, f"{where} shows entry {shown.seq} of {self.last[card]}"
        elif shown.balances != self.balances[card]:
            yield card, f"{where} shows {shown.balances} instead of {self.balances[card]}"
        name = None if card in self.erased else self.street.names[card]
        if shown.name != name and card in {*self.erased, *self._whole()}:
            yield card, f"{where} shows the name {shown.name} instead of {name}"

    def _holds(self, phone: Phone) -> Iterator[tuple[str, str]]:
        if (phone.card, phone.name) not in self.books.phones:
            yield phone.card, f"{phone.name} holds it, and the house has forgotten"
        yield from self._shows(phone.card, phone.name, phone.shown)

    def _whole(self) -> set[str]:
        """Cards of which nobody ever began to forget the person."""
        return self.last.keys() - {one.card for one in self.street.forgotten}

    def _was_disturbed(self, phone: Phone) -> bool:
        """Whether it took the pass before the person was forgotten, or just then."""
        of_card = (one for one in self.street.forgotten if one.card == phone.card)
        return any(one.done is None or phone.began < one.done for one in of_card)

    def _left_of(self, one: Forgotten) -> Iterator[str]:
        """What is still in the store of a person who is not to be known."""
        name = self.street.names[one.card]
        for item in self.books.items:
            if name in repr(item):
                yield f"{item['pk']} {item['sk']} still has the name of who was forgotten"
        for phone, taken in self._taken(one.card).items():
            if taken < one.began and (one.card, phone) in self.books.phones:
                yield f"{phone} of who was forgotten is still known"

    def _taken(self, card: str) -> dict[str, int]:
        """The last commit that wrote each phone of that card down."""
        return dict(_registered(self.street.engine, card))


def _registered(engine: Simulated, card: str) -> Iterable[tuple[str, int]]:
    for number, commit in enumerate(engine.commits):
        for op in commit.operations:
            if not isinstance(op, Put):
                continue
            if str(op.item["pk"]).endswith(f"#R#{card}"):
                yield str(op.item["sk"]), number
