"""So much for so much spent, to the last cent: what an amount does not yet earn is carried.

An amount is worth ``numerator / denominator`` units. Whole units are collected; the rest stays
on the card as a count of ``1 / denominator`` units under ``carry:<account>:<denominator>``, so
30 then 20 at one stamp per 50 gives one stamp, and neither order nor splitting loses anything.
Under a new rate the carry is counted anew, rounded up: a change of rules costs nobody anything.
"""

from loyalty.entry import Account, carry_account
from loyalty.posting import Posting


def whole_units(posting: Posting, account: Account, numerator: int, denominator: int) -> int:
    """The whole units that an amount earns with what was carried; the rest is carried on."""
    carried = _carried(posting, account, denominator)
    units, rest = divmod(numerator + carried, denominator)
    posting.add(carry_account(account, denominator), rest - carried)
    return units


def units_to_return(posting: Posting, account: Account, numerator: int, denominator: int) -> int:
    """The whole units that go back with an amount: the carry is used up first.

    What those units are worth beyond the amount is carried on. They are the caller's to take:
    where they have been used, it is for the caller to say so.
    """
    missing = numerator - _carried(posting, account, denominator)
    units = max(0, -(-missing // denominator))
    posting.add(carry_account(account, denominator), units * denominator - numerator)
    return units


def _carried(posting: Posting, account: Account, denominator: int) -> int:
    """What that account carries, in parts of this denominator, whatever it was counted in."""
    own = carry_account(account, denominator)
    for held in posting.accounts(carry_account(account)):
        if held != own:
            before = int(held.rpartition(":")[2])
            posting.add(own, -(-posting.take_all(held) * denominator // before))
    return posting.balance(own)
