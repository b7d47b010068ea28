"""From where on something is remarkable, each number with its reason.

What the program limits (cooldown, daily cap, items a scan, undo window, scans an hour) is taken
from the program; these are the floors under which a small shop's chance would show.
"""

from datetime import timedelta

OFTEN_VISITS = 15
"""More than twice a day, every day of the week: an enthusiast has 12 to 14."""
OFTEN_TIMES = 2
"""So many times what 99 cards in 100 have at most."""
CROWD_PERCENT = 5
"""Up to so many cards above the floor do not hide each other; more of them are the custom."""

CUSTOM_PERCENT, LEAST_CROWD = 20, 20
"""What a fifth of the cards do is how the shop works: a consultant notes ten hours at once."""

SHARE_EARNS, SHARE_PERCENT = 10, 20
"""One customer is a fifth of a till only where it hardly has any other."""
SHARE_OTHERS = 60
"""So much must the others have bought in the shop: two visits a day are less than a fifth then."""

AGAIN_DAYS = 3
"""The daily cap used up on so many days: once is a party, twice a coincidence."""
LEAST_CAP = 3
"""A cap of one or two is what an everyday customer reaches."""
AGAIN_GAPS = 5
"""So often the next stamp as soon as it was allowed."""
SOON = timedelta(minutes=10)
"""As soon as it was allowed: by so much after the cooldown, or by half of it if that is more."""

LARGEST_SCANS = 4
"""So many purchases before "always the most that one scan may count" says anything."""
LARGEST_PERCENT = 80
LEAST_LARGEST = 3
"""Where a scan counts two at most, two are common."""
ONE_IN = 3
"""Always on the same till says nothing where one customer in three would be, by chance."""
LARGE_AMOUNTS = 2
"""So many purchases at the limit within a day, with a reward on top."""

BURST_SCANS, BURST_SLOT, BURST_SLOTS = 13, timedelta(seconds=30), 4
"""More than 12 cards in two minutes, one every 9 s, are no queue at a counter."""

CLOSED_BY = timedelta(minutes=30)
"""The last customer, and whoever comes while the door is being opened."""
CLOSED_EARNS = 3
"""A late evening happens once or twice."""
NIGHT = range(1, 5)
"""From 01:00 to 04:59, where no opening times are declared."""
NIGHT_EARNS, NIGHT_PERCENT = 3, 5
"""A bar has far more of its stamps then."""

ENOUGH = 50
"""So much must the others have done before anybody is compared with them."""
TIMES_OTHERS = 3
TIMES_EARNED = 2
"""What was earned in earlier weeks is used too, and not as much again."""

UNDONE_LATE = 4
"""A mistake is seen within seconds; four that were seen late, in a week, are a habit."""
REWARD_UNDONE_AFTER = timedelta(minutes=2)
"""By then whoever was given a reward has it in hand."""
UNBOUGHT_CARDS = 3
"""Cards that were given a reward and have never bought anything."""
PRESENTS = 3
"""Given by hand to one card in a week."""

USED_WITHIN = timedelta(days=1)
"""Whoever takes over a card uses it before its owner comes back."""
REPLACEMENTS = 3
"""So many lost phones in a week are no chance on one till, or with one person."""
WRONG_PINS = 10
"""Of one person in a week: more than somebody mistypes who signs in several times a day."""

OLD_AFTER, OLD_SCANS = timedelta(days=3), 3
"""A phone is charged and has a network again within a long weekend."""
LATE_SCANS, LATE_PERCENT, LATE_DAYS = 20, 50, 3
"""An outage is over after a day or two; a till that is never online is something else."""
BACKDATED_DAYS, BACKDATED_PERCENT = 3, 25
"""Purchases of so many days sent together; after an outage those of many cards are."""

MOST_CARDS = 20
"""So many cards are remembered to be named, of each kind of signal and till; all are counted."""
MOST_NAMED = 5
"""So many cards are named in one signal."""
