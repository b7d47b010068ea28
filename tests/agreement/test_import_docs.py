"""``docs/import.md``: its example files are brought in, and its numbers are those of the code."""

import argparse
import re
from pathlib import Path

from functions.terminal import import_counts, import_sales
from functions.terminal.cells import MOST_CUSTOMER, MOST_UNITS
from functions.terminal.sales_file import MAY, NEEDED
from functions.terminal.table import MOST_REFUSED, MOST_ROWS
from tests.agreement.documents import Document
from tests.shop import Shop

IMPORT = Document("import.md")


def example(heading: str) -> str:
    (block,) = re.findall(r"^```csv\n(.+?)^```", IMPORT.section(heading), re.M | re.S)
    return str(block)


def test_both_examples_are_brought_in_and_their_customers_have_one_card(
    shop: Shop, tmp_path: Path
) -> None:
    shop.at("2026-02-02 10:00")
    asked = argparse.Namespace(earn=False, cards=None)
    done = []
    for heading, run in (
        ("A file of sales", import_sales.run),
        ("A file of paper cards", import_counts.run),
    ):
        file = tmp_path / "example.csv"
        file.write_text(example(heading), encoding="utf-8")
        done.append(run(asked, shop.house, shop.program.id, file))

    assert done == [0, 0]
    assert sorted(held.card.visits for held in shop.services.cards.every(shop.program.id)) == [1, 2]


def test_the_columns_are_those_that_are_read() -> None:
    rows = [(row[0].strip("`"), row[1]) for row in IMPORT.rows("A file of sales")]

    assert [name for name, needed in rows if needed == "yes"] == list(NEEDED)
    assert [name for name, needed in rows if needed == "no"] == list(MAY)
    assert example("A file of sales").splitlines()[0] == ",".join((*NEEDED, *MAY))


def test_the_numbers_are_those_of_the_code() -> None:
    text = IMPORT.text.replace("\n", " ")

    assert f"up to {MOST_CUSTOMER} characters" in text
    assert f"from 1 to {MOST_UNITS:,}" in text
    assert f"more than {MOST_REFUSED:,} rows cannot be read" in text
    assert f"more than {MOST_ROWS:,} rows" in text
