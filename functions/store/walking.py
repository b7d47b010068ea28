"""Walking through pages: a whole query, or a whole table partition by partition."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import cast

from functions.store.engine import Engine, Item, Page
from functions.store.retrying import retrying


def whole_query(
    engine: Engine, pk: str, *, low: str = "", high: str | None = None, backwards: bool = False
) -> Iterator[Item]:
    """Every item of the range, page after page."""
    return _pages(
        lambda cursor: engine.query(pk, low=low, high=high, backwards=backwards, cursor=cursor)
    )


def partitions(
    engine: Engine,
    prefix: str,
    *,
    segment: int = 0,
    segments: int = 1,
    after: str | None = None,
    passing: Callable[[], None] | None = None,
) -> Iterator[tuple[str, list[Item]]]:
    """Each partition whose key begins so, with its items; one in memory at a time.

    ``after`` is the cursor behind the last item of a partition: the walk goes on with the next.
    ``passing`` is called at each item that is read, wanted or not.
    """
    items = _pages(
        lambda cursor: engine.scan(segment=segment, segments=segments, cursor=cursor), after
    )
    if passing:
        items = _called(passing, items)
    wanted = (item for item in items if cast(str, item["pk"]).startswith(prefix))
    for pk, together in groupby(wanted, key=lambda item: cast(str, item["pk"])):
        yield pk, list(together)


def _called(passing: Callable[[], None], items: Iterator[Item]) -> Iterator[Item]:
    for item in items:
        passing()
        yield item


def _pages(read: Callable[[str | None], Page], cursor: str | None = None) -> Iterator[Item]:
    while True:
        page = retrying(partial(read, cursor))
        yield from page.items
        if (cursor := page.cursor) is None:
            return
