"""Mistakes that make a program fail (U3), found in its file before anybody has a card.

Each has a row of the list it comes from, the figure that shows it in this program, and the
smallest change that cures it. ``RULES`` is the whole list.
"""

from loyalty.mistakes.mistake import Mistake, Row
from loyalty.mistakes.rules import RULES, check

__all__ = ["RULES", "Mistake", "Row", "check"]
