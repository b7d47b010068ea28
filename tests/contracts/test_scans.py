"""Going through the whole table, on each engine."""

from itertools import pairwise

import pytest

from functions.store.engine import Engine, Key
from tests.contracts.items import fill, put, sort_keys


def segment_of(engine: Engine, segment: int, segments: int) -> list[Key]:
    page = engine.scan(segment=segment, segments=segments)
    return [Key(found["pk"], found["sk"]) for found in page.items]


@pytest.mark.parametrize("segments", [1, 2, 5])
def test_segments_share_out_the_table_by_whole_partitions(engine: Engine, segments: int) -> None:
    for number in range(12):
        fill(engine, "b", "a", "c", pk=f"card {number}")

    parts = [segment_of(engine, number, segments) for number in range(segments)]

    found = [key for part in parts for key in part]
    assert len(found) == len(set(found)) == 36
    assert [key.sk for key in found] == ["a", "b", "c"] * 12
    assert sum(one.pk != other.pk for one, other in pairwise(found)) == 11


def test_a_scan_goes_on_after_its_cursor(engine: Engine) -> None:
    for number in range(12):
        engine.write(put(Key(f"card {number % 3}", f"{number:02}"), s="x" * 200_000))
    seen, cursor = [], None

    while not seen or cursor:
        page = engine.scan(cursor=cursor)
        seen += sort_keys(page)
        cursor = page.cursor

    assert sorted(seen) == [f"{number:02}" for number in range(12)]
