"""A month's cost counts each job as often as it runs, and knows which of them walk the table."""

import pytest

from bench import month
from functions import jobs
from functions.journeys import forget, night, nightly_audit, tell_wallets
from tests.shop import Shop


@pytest.mark.parametrize(
    ("expression", "a_day"),
    [("rate(1 minute)", 1440), ("rate(2 hours)", 12), ("rate(1 day)", 1), ("cron(0 2 * * ? *)", 1)],
)
def test_an_expression_comes_true_so_often_a_day(expression: str, a_day: float) -> None:
    assert month._daily(expression) == a_day


def test_what_is_no_such_expression_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="how often is"):
        month._daily("cron(0 2 ? * MON *)")


def test_every_job_that_walks_is_scheduled_and_a_job() -> None:
    runs = month.runs_a_month()

    assert set(month.WALKS) <= set(runs)
    assert all(month.WALKS[name] <= runs[name] for name in month.WALKS)
    assert all(hasattr(jobs, name) for name in runs)


def test_the_jobs_that_run_every_day_walk_the_table_and_those_that_tell_do_not(shop: Shop) -> None:
    walks: list[str] = []
    engine = shop.services.cards.engine  # type: ignore[attr-defined]
    scan = engine.scan
    played = {
        "sweep": tell_wallets.sweep,
        "retry": tell_wallets.retry_dead,
        "night": night.night,
        "retention": forget.forget_inactive,
        "audit": nightly_audit.audit_nights,
    }

    for name, play in played.items():
        engine.scan = lambda name=name, **asked: (walks.append(name), scan(**asked))[1]
        play(shop.services)

    assert set(walks) == {"night", "retention", "audit"} < set(month.WALKS)
