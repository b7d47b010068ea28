"""Reading one partition in order, page by page, on each engine."""

import pytest

from functions.store.engine import Delete, Engine, Key, Page
from tests.contracts.items import fill, put, sort_keys


def test_a_partition_is_read_in_order_of_the_sort_key(engine: Engine) -> None:
    fill(engine, "b", "é", "Z", "a", "日", "aa", "🎂")
    fill(engine, "c", pk="other")

    assert sort_keys(engine.query("card")) == ["Z", "a", "aa", "b", "é", "日", "🎂"]
    assert sort_keys(engine.query("card", backwards=True)) == ["🎂", "日", "é", "b", "aa", "a", "Z"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("", None, ["a", "b", "c", "d"]),
        ("b", None, ["b", "c", "d"]),
        ("", "c", ["a", "b"]),
        ("b", "d", ["b", "c"]),
        ("aa", "bb", ["b"]),
        ("b", "bb", ["b"]),
        ("d", "b", []),
        ("b", "b", []),
        ("", "", []),
        ("x", None, []),
    ],
)
def test_a_range_takes_in_its_lower_bound_and_not_its_upper(
    engine: Engine, low: str, high: str | None, expected: list[str]
) -> None:
    fill(engine, "a", "b", "c", "d")

    assert sort_keys(engine.query("card", low=low, high=high)) == expected
    backwards = engine.query("card", low=low, high=high, backwards=True)
    assert sort_keys(backwards) == expected[::-1]


def test_the_last_before_a_bound_is_found_with_a_limit_of_one(engine: Engine) -> None:
    fill(engine, "a", "b", "c")

    page = engine.query("card", low="a", high="c", backwards=True, limit=1)

    assert sort_keys(page) == ["b"]


@pytest.mark.parametrize("backwards", [False, True])
def test_pages_follow_each_other_without_gap_or_repeat(engine: Engine, backwards: bool) -> None:
    fill(engine, *"abcdefg")
    pages, cursor = [], None

    while not pages or cursor:
        page = engine.query("card", low="b", high="g", backwards=backwards, limit=2, cursor=cursor)
        pages.append(sort_keys(page))
        cursor = page.cursor

    assert pages == (
        [["f", "e"], ["d", "c"], ["b"]] if backwards else [["b", "c"], ["d", "e"], ["f"]]
    )


def test_a_full_page_that_is_the_last_has_no_cursor(engine: Engine) -> None:
    fill(engine, "a", "b", "c")

    assert engine.query("card", limit=3).cursor is None
    assert engine.query("card", low="a", high="c", limit=2).cursor is None
    assert engine.query("card", limit=2).cursor is not None


def test_a_cursor_holds_its_place_while_items_come_and_go(engine: Engine) -> None:
    fill(engine, "a", "c", "e")
    cursor = engine.query("card", limit=2).cursor

    engine.transact([Delete(Key("card", "c")), put(Key("card", "b")), put(Key("card", "d"))])

    assert sort_keys(engine.query("card", cursor=cursor)) == ["d", "e"]


def test_a_cursor_that_is_forged_or_of_another_query_is_refused(engine: Engine) -> None:
    fill(engine, "a", "b", "c")
    cursor = engine.query("card", limit=1).cursor

    for query in (
        {"pk": "other"},
        {"low": "b"},
        {"high": "a"},
        {"cursor": "W10="},
        {"cursor": "é"},
    ):
        with pytest.raises(ValueError, match="cursor"):
            engine.query(**{"pk": "card", "cursor": cursor} | query)


def test_a_page_has_room_for_one_item_at_least(engine: Engine) -> None:
    with pytest.raises(ValueError, match="at least"):
        engine.query("card", limit=0)


def test_a_partition_nobody_wrote_to_is_empty(engine: Engine) -> None:
    assert engine.query("card") == Page([], None)
    assert engine.query("", limit=1) == Page([], None)


def test_a_long_partition_is_read_to_its_end(engine: Engine) -> None:
    for number in range(12):
        engine.write(put(Key("card", f"{number:02}"), s="x" * 200_000))
    seen, cursor = [], None

    while not seen or cursor:
        page = engine.query("card", high="11", cursor=cursor)
        seen += sort_keys(page)
        cursor = page.cursor

    assert seen == [f"{number:02}" for number in range(11)]
    assert len(engine.query("card", limit=11).items) == 11
