"""The scheduled function: each job takes exactly ``(event, context)``.

``zappa_settings.json`` says when each one runs; the local server reads the same list. A job
claims before it acts, so that an event delivered twice does no harm. What went wrong makes the job
fail: on AWS it is counted among the function's errors, with the exception's text in its log.
"""

import logging
from dataclasses import asdict
from functools import partial
from typing import Any

from functions import wiring
from functions.failures import StoreUnavailable
from functions.journeys import tell_wallets
from functions.journeys.forget import forget_inactive
from functions.journeys.night import night as play_night
from functions.journeys.nightly_audit import LedgerDiffers, alarm, audit_nights
from functions.journeys.wallet_words import troubles
from functions.journeys.weekly_report import send_due_reports
from functions.mail import report
from loyalty.program import Program

log = logging.getLogger("poincon")


def sweep(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every minute: tell the wallets of every card that is due."""
    return _swept(tell_wallets.sweep(wiring.house().services))


def retry(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every hour: tell those wallets that were given up a day ago."""
    return _swept(tell_wallets.retry_dead(wiring.house().services))


def night(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every day: take off what has ended, begin birthdays, thank for friends; the job fails if
    any card could not be played.
    """
    played = play_night(wiring.house().services)
    facts = asdict(played)
    if any(facts.values()):
        log.info("night", extra={"facts": facts})
    if played.failed:
        raise StoreUnavailable()
    return facts


def audit(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every hour: go on with this night's audit; the job fails if anything differs."""
    nights = audit_nights(wiring.house().services)
    if nights.differing or nights.failed:
        raise LedgerDiffers(alarm(nights))
    return {"sound": nights.sound}


def retention(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every day: forget the people whose last visit is three years ago."""
    forgotten = forget_inactive(wiring.house().services)
    if forgotten:
        log.info("forgotten", extra={"facts": {"cards": forgotten}})
    return {"forgotten": forgotten}


def weekly(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every hour: send the reports that are due."""
    services = wiring.house().services

    def wallets(program: Program) -> list[str]:
        return [one.text for one in troubles(services, program)]

    sent = send_due_reports(services, partial(report.write, url=services.url, wallets=wallets))
    if sent:
        log.info("reported", extra={"facts": {"sent": sent}})
    return {"sent": sent}


def _swept(swept: tell_wallets.Swept) -> dict[str, Any]:
    facts = asdict(swept) | {"reasons": list(swept.reasons)}
    if any(facts.values()):
        log.info("swept", extra={"facts": facts})
    return facts
