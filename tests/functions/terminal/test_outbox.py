"""``poincon outbox``: what waits, what was given up, and trying again."""

from dataclasses import replace
from pathlib import Path

import pytest

from functions import cli
from functions.records import Delivery, Failure, Mark, Wallet
from tests.shop import Shop

CAFE = "cafe-poincon"


@pytest.fixture(name="kept")
def _kept(shared: Path, tmp_path: Path) -> Shop:
    """A shop whose store is a file, as the terminal finds it."""
    return Shop(shared, store=f"sqlite:{tmp_path / 'poincon.db'}")


def outbox(folder: Path, *arguments: str) -> int:
    return cli.main(["outbox", "--var", str(folder), "--program", CAFE, *arguments])


def stamped(shop: Shop, *wallets: Wallet) -> None:
    """One more card in these wallets, stamped."""
    before = {held.card.id for held in shop.services.cards.every(CAFE)}
    card = shop.join()
    for wallet in wallets:
        (held,) = (h for h in shop.services.cards.every(CAFE) if h.card.id not in before)
        shop.services.outbox.attach(held, wallet, attached=True)
    assert shop.pair().earn(card.code).status_code == 201


def give_up(shop: Shop, reason: str) -> None:
    """Nothing that waits could be delivered for a day, nor could the report."""
    for held in list(shop.services.outbox.due(shop.now, 10)):
        failing = dict.fromkeys(held.behind, Failure(reason=reason, since=shop.now))
        mark = Mark(due_at=shop.now, failing=failing, dead=True)
        shop.services.outbox.postpone(held, mark)
    report = shop.services.reports.claim(CAFE, "2026-W06", shop.now)
    assert report
    dead = Delivery(state="dead", tries=26, reason="MessageRejected", failing_since=shop.now)
    shop.services.reports.undelivered(CAFE, replace(report, delivery=dead))


def test_where_nothing_waits_it_says_so(
    kept: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outbox(tmp_path) == 0

    said = "Nothing waits: every wallet is up to date and every report has gone out.\n"
    assert capsys.readouterr().out == said


def test_what_waits_and_what_was_given_up_is_listed_by_reason(
    kept: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamped(kept, "apple")
    stamped(kept, "apple")
    give_up(kept, "BadCertificate")
    stamped(kept, "google")

    assert outbox(tmp_path) == 0

    listed = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert listed == [
        ["waiting", "google", "google-account-missing", "1", "card"],
        ["dead", "apple", "BadCertificate", "2", "cards", "since", "2026-02-02", "07:00"],
        ["dead", "mail", "MessageRejected", "week", "2026-W06,", "26", "tries"],
    ]


def test_trying_again_makes_all_of_it_wait_for_the_next_run(
    kept: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamped(kept, "apple")
    give_up(kept, "BadCertificate")

    assert outbox(tmp_path, "--retry") == 0

    said, *listed = capsys.readouterr().out.splitlines()
    assert said.startswith(f"{CAFE}: 1 card and 1 report due at once")
    assert [line.split()[0] for line in listed] == ["waiting", "waiting"]


def test_a_program_that_is_not_there_is_named(
    kept: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["outbox", "--var", str(tmp_path), "--program", "nowhere"]) == 2

    assert "no program 'nowhere' is published" in capsys.readouterr().err
