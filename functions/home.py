"""A house whose settings are read again while it stands: functions on AWS live for hours."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Generic, TypeVar

from functions import settings as reading
from functions import sources
from functions.ports import Clock
from functions.settings import AppleSettings, Settings
from loyalty.errors import BadConfiguration

House = TypeVar("House")

LOOK_AGAIN = timedelta(minutes=5)

log = logging.getLogger("poincon")


class Home(Generic[House]):
    """Built from the environment, and anew once a setting has changed: a secret that was replaced
    needs no deployment.

    Whoever comes when five minutes are over waits for one question to Parameter Store. Whatever
    cannot be read then, or is wrong by now, stays as it was; the log says so.
    """

    def __init__(
        self, environment: Mapping[str, str], build: Callable[[Settings], House], clock: Clock
    ) -> None:
        self._environment = environment
        self._build = build
        self._clock = clock
        self._fetch = sources.aws()
        self._read_at = clock()
        self._settings = reading.read(environment, self._fetch)
        self._house = build(self._settings)

    def __call__(self) -> House:
        """The house as its settings were five minutes ago, or later."""
        now = self._clock()
        if now - self._read_at >= LOOK_AGAIN:
            self._read_at = now  # whatever comes of it: not every request waits
            self._look_again()
        return self._house

    def _look_again(self) -> None:
        try:
            found = self._whole(reading.read(self._environment, self._fetch))
            if found != self._settings:
                self._house, self._settings = self._build(found), found
                log.info("settings-changed")
        except BadConfiguration as wrong:
            _say_kept(wrong.facts["errors"])

    def _whole(self, found: Settings) -> Settings:
        """What is wrong with Apple's stops no start, and does not end what has begun either.

        A certificate is put beside the old key, or a key beside the old certificate, for a moment.
        """
        given, before = found.apple, self._settings.apple
        if given is None or given == before:
            return found
        wrong = given.unread or (_mistakes(given) if before and not _mistakes(before) else ())
        if not wrong:
            return found
        _say_kept(wrong)
        return replace(found, apple=before)


def _mistakes(given: AppleSettings) -> Sequence[Mapping[str, str]]:
    from functions.wallets.apple_identity import load  # noqa: PLC0415 (rarely needed)

    try:
        load(given)
    except BadConfiguration as wrong:
        return list(wrong.facts["errors"])
    return ()


def _say_kept(errors: Sequence[Mapping[str, str]]) -> None:
    wrong = [f"{error['path']} {error['reason']}" for error in errors]
    log.warning("settings-kept", extra={"facts": {"wrong": wrong}})
