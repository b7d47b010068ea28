"""The SQL's files: whose export they read, and what Athena, which cannot be run here, is given.

What Athena reads alone is held against what DuckDB reads, as text; the files that both run keep to
functions that both document.
"""

import re
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3
import duckdb
import pytest
from moto import mock_aws

from functions.store import dynamodb
from functions.store.engine import Item, Put
from loyalty.calendar import Week
from tests.builders import at, program
from tests.contracts.emulators import NOBODY, REGION
from tests.infra.chain import every_item, export
from tests.infra.figures import ASKED, SQL, Question, by_fold, by_sql, text
from tests.shop import Shop

BOTH = ("asked.sql", "standing.sql", *ASKED)
KNOWN_TO_BOTH = {
    *("coalesce", "count", "lag", "max", "min", "nullif", "row_number", "substr", "sum"),
}
KEYWORDS = {"as", "in", "filter", "over", "where", "on", "and"}


@pytest.mark.cloud
def test_an_export_that_somebody_else_wrote_is_read_alike(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = shop.at("2026-02-09 10:00").pair()
    till.earn(shop.join("Bjørk \u2028 O’Neil").code, amount_minor=500)
    items = every_item(shop.services.cards.engine)  # type: ignore[attr-defined]
    question = Question(program=shop.program, week=Week.named("2026-W07"), today=shop.now)
    for name, value in {**NOBODY, "AWS_DEFAULT_REGION": REGION}.items():
        monkeypatch.setenv(name, value)

    with mock_aws():
        data = by_moto(items, tmp_path)

    found = by_sql(data, [question])[shop.program.id]
    assert found == by_fold(shop.services, question)
    assert found["spend_minor"] == 500


def by_moto(items: Iterable[Item], folder: Path) -> Path:
    """The folder with what moto makes of ``ExportTableToPointInTime``."""
    table, bucket = dynamodb.client(), boto3.client("s3")
    place = {"LocationConstraint": REGION}
    bucket.create_bucket(Bucket="exports", CreateBucketConfiguration=place)
    dynamodb.create_table(table, "poincon")
    back = {"PointInTimeRecoveryEnabled": True}
    table.update_continuous_backups(TableName="poincon", PointInTimeRecoverySpecification=back)
    engine = dynamodb.DynamoEngine(table, "poincon")
    for item in items:
        engine.write(Put(item))
    arn = table.describe_table(TableName="poincon")["Table"]["TableArn"]
    made = table.export_table_to_point_in_time(TableArn=arn, S3Bucket="exports", S3Prefix="of")
    export_arn = made["ExportDescription"]["ExportArn"]
    while _status(table, export_arn) == "IN_PROGRESS":
        time.sleep(0.05)
    (found,) = bucket.list_objects_v2(Bucket="exports")["Contents"]
    bucket.download_file("exports", found["Key"], str(folder / "part.json.gz"))
    return folder


def _status(table: Any, export_arn: str) -> str:
    return table.describe_export(ExportArn=export_arn)["ExportDescription"]["ExportStatus"]


def test_what_is_no_export_is_refused(tmp_path: Path, shop: Shop) -> None:
    question = Question(program=shop.program, week=Week.named("2026-W06"), today=shop.now)

    with pytest.raises(duckdb.IOException, match="No files found"):
        by_sql(tmp_path, [question])
    (tmp_path / "part.gz").write_text("this is no line of JSON\n")
    with pytest.raises(duckdb.Error):
        by_sql(tmp_path, [question])


def test_athena_reads_the_same_attributes_into_the_same_columns() -> None:
    duck, athena = text("read_duckdb.sql"), text("read_athena.sql")
    paths = re.compile(r"'\$\.([\w.]+)(?:\[\*\])?'")

    assert {*paths.findall(duck)} == {*paths.findall(athena)}
    for table in ("cards", "entries", "changes"):
        assert _columns(duck, table) == _columns(athena, table), table


def _columns(sql: str, table: str) -> list[str]:
    """The names that a statement gives, one at the end of a line."""
    statement = next(part for part in sql.split(";") if re.search(rf"TABLE {table}\b", part))
    return re.findall(r"\bAS (\w+),?$", statement, re.MULTILINE)


@pytest.mark.parametrize("name", BOTH)
def test_what_both_run_uses_what_both_document(name: str) -> None:
    without_notes = re.sub(r"--.*", "", text(name))
    called = {word.lower() for word in re.findall(r"(\w+)\s*\(", without_notes)} - KEYWORDS

    assert called - KNOWN_TO_BOTH <= _named_queries(without_notes)
    assert "::" not in without_notes


def _named_queries(sql: str) -> set[str]:
    return {name.lower() for name in re.findall(r"(\w+) AS \(", sql)}


def test_what_the_readme_says_to_run_runs(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.at("2026-11-17 10:00").pair().earn(shop.join().code, amount_minor=4_321)
    export(every_item(shop.services.cards.engine), tmp_path)  # type: ignore[attr-defined]
    (told,) = re.findall(r"```python\n(.*?)```", (SQL / "README.md").read_text(), re.DOTALL)
    here = {"'export/": f"'{tmp_path}/", "infra/figures/": f"{SQL}/"}
    for theirs, ours in here.items():
        assert theirs in told
        told = told.replace(theirs, ours)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        exec(told, {})

    printed = capsys.readouterr().out
    assert "spend_minor" in printed
    assert "4321" in printed


def test_every_file_is_one_of_those() -> None:
    assert {file.name for file in SQL.glob("*.sql")} == {
        *BOTH,
        "read_duckdb.sql",
        "read_athena.sql",
    }


def test_the_example_is_a_question() -> None:
    week = Week.named("2026-W47")
    question = Question(program=program(), week=week, today=at("2026-11-23 06:58"))

    with duckdb.connect() as engine:
        mine = engine.execute(question.row())
        asked = mine.fetchall(), mine.description
        engine.execute(text("asked.sql"))
        example = engine.execute("SELECT * FROM asked")
        assert (example.fetchall(), example.description) == asked
