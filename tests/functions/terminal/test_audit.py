"""``poincon audit``: what it says, and how it ends."""

import re
from functools import partial
from pathlib import Path

import pytest

from functions import cli, wiring
from functions.journeys.weekly_report import send_due_reports
from functions.local import development
from functions.mail import report
from functions.ports import Services
from functions.terminal import audit
from loyalty.audit import Difference
from loyalty.entry import CardId
from tests.builders import program_data
from tests.functions.store.forger import Forger
from tests.shop import Shop

pytestmark = pytest.mark.long

LAST = re.compile(
    r"audit program=cafe-poincon cards=(\d+) entries=(\d+) differences=(\d+) digest=[0-9a-f]{64}"
)


@pytest.fixture(name="var")
def _var(tmp_path: Path, shared: Path) -> Path:
    """A folder in which three cards were stamped and a mail was sent."""
    store = f"sqlite:{tmp_path / 'poincon.db'}"
    shop = Shop(shared, store=store, data=program_data(stamps__expires_months=12))
    for name in ("Ada", "Ben", "Cleo"):
        assert shop.pair().earn(shop.join(name).code).status_code == 201
    shop.at("2026-02-09 08:00")
    assert send_due_reports(shop.services, partial(report.write, url=shop.services.url))
    return tmp_path


def poincon(*arguments: object) -> int:
    return cli.main([str(argument) for argument in arguments])


def services(var: Path) -> Services:
    return wiring.build(development.local_settings(var, "http://127.0.0.1:8000", {})).services


def somebody(var: Path) -> Forger:
    """The first of the cards."""
    cards = services(var).cards
    first = min(held.card.id for held in cards.every("cafe-poincon"))
    return Forger(cards.engine, "cafe-poincon", first)  # type: ignore[attr-defined]


def test_an_honest_ledger_ends_with_nothing_and_the_mails_digest(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert poincon("audit", "--var", var) == 0

    mail, here, last = capsys.readouterr().out.splitlines()
    (sent,) = services(var).reports.every("cafe-poincon")
    assert mail == f"mail 2026-W06 as of 2026-02-09T06:58Z entries=3 digest={sent.digest}"
    assert here == mail.replace("mail", "here")
    found = LAST.fullmatch(last)
    assert found
    assert found.groups() == ("3", "3", "0")
    assert last.endswith(sent.digest)


def test_each_difference_is_a_line_with_card_entry_code_and_words(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = somebody(var)
    card.on_entry(0, till="till-of-a-friend")
    operation = card.entries[0]["sk"][2:]

    assert poincon("audit", "--var", var) == 1

    first, *_, last = capsys.readouterr().out.splitlines()
    words = "the entry was changed: its hash is of other words"
    assert first == f"{card.card} entry 1 {operation}: hash-differs: {words}"
    assert LAST.fullmatch(last)[3] == "1"  # type: ignore[index]


def test_what_was_planted_cannot_speak_to_the_terminal() -> None:
    planted = Difference(code="unknown-kind", card="A" * 16, operation="x\n\x1b[2J", detail="\r")

    assert audit.line(planted).isprintable()


def test_nobodys_name_is_said(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = somebody(var)
    card.on_card(visits=9, lots=[])

    assert poincon("audit", "--var", var) == 1

    said = capsys.readouterr()
    assert "card-visits" in said.out
    assert not re.search("Ada|Ben|Cleo", said.out + said.err)


@pytest.mark.server
def test_processes_find_what_one_finds(
    var: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody(var).on_card(visits=9)
    assert poincon("audit", "--var", var, "--jobs", 1) == 1
    alone = capsys.readouterr().out
    monkeypatch.setattr(audit, "ALONE_SECONDS", 0.0)

    assert poincon("audit", "--var", var, "--jobs", 2) == 1

    assert capsys.readouterr().out == alone


@pytest.mark.parametrize(
    ("changed", "status"), [({}, 0), ({"digest": "ab" * 32}, 1), ({"entries": 4}, 1)]
)
def test_the_mail_in_the_hand_counts_and_not_what_is_kept_of_it(
    var: Path, changed: dict[str, object], status: int
) -> None:
    (sent,) = services(var).reports.every("cafe-poincon")
    given = {"digest": sent.digest, "entries": sent.entries} | changed

    options = [part for name, value in given.items() for part in (f"--{name}", value)]

    assert poincon("audit", "--var", var, "--week", sent.week, *options) == status


def test_what_the_mail_says_stands_beside_what_is_here(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sent,) = services(var).reports.every("cafe-poincon")

    assert poincon("audit", "--var", var, "--week", sent.week, "--digest", "ab" * 32) == 1

    as_of = "2026-W06 as of 2026-02-09T06:58Z"
    said = capsys.readouterr().out.splitlines()
    assert f"mail {as_of} digest={'ab' * 32}" in said
    assert f"here {as_of} entries=3 digest={sent.digest}" in said


def test_a_mail_of_which_nothing_is_kept_is_compared_by_its_instant(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sent,) = services(var).reports.every("cafe-poincon")

    at = ("--as-of", "2026-02-09T06:58Z", "--week", "2026-W40")

    assert poincon("audit", "--var", var, "--digest", sent.digest, *at) == 0
    assert poincon("audit", "--var", var, "--digest", "ab" * 32, *at) == 1
    assert "report-differs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--program", "nowhere"], "no program 'nowhere'"),
        (["--week", "2026-W06"], "--digest: is missing"),
        (["--week", "2026-W40", "--digest", "ab" * 32], "--as-of: is missing: nothing is kept"),
        (["--rebuild", "A", "--week", "2026-W06"], "--rebuild: compares with no mail"),
        (["--rebuild", "A", "--entries", "0"], "--rebuild: compares with no mail"),
        (["--rebuild", "ZZZZ-ZZZZ"], "no card has that code"),
        (["--rebuild", "Z" * 16], "no card has that code"),
    ],
)
def test_what_cannot_be_audited_is_said(
    var: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert poincon("audit", "--var", var, *options) == 2

    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--digest", "ab", "a fingerprint"),
        ("--as-of", "Monday", "an instant in UTC"),
        ("--as-of", "2026-02-09T06:58", "an instant in UTC"),
        ("--week", "2026-99", "a week"),
        ("--week", "2026-W54", "a week"),
        ("--entries", "-1", "a number of entries"),
        ("--jobs", "0", "a number of processes"),
        ("--jobs", "two", "a number of processes"),
        ("--port", "65536", "a port"),
    ],
)
def test_what_is_no_value_is_refused_in_words(
    var: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, what: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        poincon("audit", "--var", var, f"{option}={value}")

    assert ended.value.code == 2
    assert f"argument {option}: {value!r} is not {what}" in capsys.readouterr().err


def test_a_card_is_rebuilt_when_it_is_asked_for(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = somebody(var)
    card.on_card(lots=[])

    assert poincon("audit", "--var", var, "--rebuild", card.card) == 0

    assert capsys.readouterr().out == f"{card.card}: written anew from its 1 entries\n"
    assert poincon("audit", "--var", var) == 0


def test_a_card_is_rebuilt_by_the_code_that_people_read_on_it(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = somebody(var)
    code = services(var).cards.head("cafe-poincon", CardId(card.card)).short_code
    card.on_card(lots=[])

    assert poincon("audit", "--var", var, "--rebuild", f"{code[:4]}-{code[4:]}".lower()) == 0

    assert capsys.readouterr().out == f"{card.card}: written anew from its 1 entries\n"


def test_a_card_whose_entries_differ_is_not_rebuilt(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    card = somebody(var)
    card.on_entry(0, till="till-of-a-friend")
    card.on_card(lots=[])

    assert poincon("audit", "--var", var, "--rebuild", card.card) == 2

    assert "hash-differs" in capsys.readouterr().err
    assert card.head["lots"] == []
