"""Sample cards: what a program's card looks like before anybody holds one."""

from loyalty.sample.life import SAMPLE, Life
from loyalty.sample.lives import lives

__all__ = ["SAMPLE", "Life", "lives"]
