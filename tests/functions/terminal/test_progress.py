"""How far a command has come: a line that is written over, or a line now and then."""

import io

from functions.terminal.progress import Progress


class Terminal(io.StringIO):
    """A screen somebody looks at."""

    def isatty(self) -> bool:
        return True


class Timer:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_person_sees_one_line_that_is_written_over() -> None:
    screen, timer = Terminal(), Timer()

    with Progress("sales", 8, out=screen, timer=timer) as progress:
        progress.step()
        timer.now = 0.5
        progress.step(3)

    bar = "[############............] 4 of 8 sales, 8 a second"
    assert screen.getvalue() == f"\r{bar}\x1b[K\r{bar}\x1b[K\n"


def test_a_log_gets_a_line_every_five_seconds() -> None:
    log, timer = io.StringIO(), Timer()

    with Progress("cards", out=log, timer=timer) as progress:
        for second in range(12):
            timer.now = float(second)
            progress.step(1000)

    assert log.getvalue().splitlines() == [
        "6,000 cards, 1,200 a second",
        "11,000 cards, 1,100 a second",
    ]


def test_what_takes_no_time_says_nothing() -> None:
    log = io.StringIO()

    with Progress("cards", 3, out=log) as progress:
        progress.step(3)

    assert log.getvalue() == ""


def test_more_than_was_expected_fills_the_bar_and_no_more() -> None:
    timer = Timer()
    progress = Progress("cards", 2, out=io.StringIO(), timer=timer)
    progress.step(5)
    timer.now = 1.0

    assert progress.line == f"[{'#' * 24}] 5 of 2 cards, 5 a second"
