"""The scheduled function: each job takes exactly ``(event, context)``.

``zappa_settings.json`` says when each one runs; the local server reads the same list. A job
claims before it acts, so that an event delivered twice does no harm. What went wrong makes the job
fail: on AWS it is counted among the function's errors, with the exception's text in its log.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from functions import metrics, wiring
from functions.exporting.folder import write_whole
from functions.failures import StoreUnavailable
from functions.journeys import tell_wallets, watching
from functions.journeys.forget import forget_inactive
from functions.journeys.keep_export import keep_exports
from functions.journeys.night import night as play_night
from functions.journeys.nightly_audit import LedgerDiffers, Nights, alarm, audit_nights
from functions.journeys.wallet_words import troubles
from functions.journeys.weekly_report import send_due_reports
from functions.mail import report
from functions.wallets.errand import Errand
from functions.web.owner_counting import count_anew
from loyalty.program import Program

log = logging.getLogger("poincon")


def sweep(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every minute: tell the wallets of every card that is due."""
    house = wiring.house()
    watched = watching.Watched(house.services.outbox)
    swept = tell_wallets.sweep(replace(house.services, outbox=watched.port))
    oldest = watched.oldest.total_seconds()
    _note(house, lambda: {"OutboxOldestSeconds": oldest, "OutboxWaiting": swept.waiting})
    return _swept(swept)


def tell(event: dict[str, Any], context: object) -> dict[str, Any]:
    """When a card changes: tell its wallets. An event that names no card of ours does nothing."""
    errand = Errand.of(event)
    if errand is None:
        log.warning("errand-unreadable")
        return {}
    services = wiring.house().services
    return _swept(tell_wallets.tell(services, errand.program, errand.card, errand.until))


def retry(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every hour: tell those wallets that were given up a day ago."""
    house = wiring.house()
    swept = tell_wallets.retry_dead(house.services)
    _note(house, lambda: {"OutboxDead": watching.given_up(house.services)})
    return _swept(swept)


def night(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every night: take off what has ended, begin birthdays, thank for friends; the job fails if
    any card could not be played.
    """
    house = wiring.house()
    _note(house, lambda: _ending(house))
    played = play_night(house.services)
    facts = asdict(played)
    if any(facts.values()):
        log.info("night", extra={"facts": facts})
    if played.failed:
        raise StoreUnavailable()
    return facts


def audit(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every hour: go on with this night's audit; the job fails if anything differs."""
    house = wiring.house()
    nights = audit_nights(house.services)
    _note(house, lambda: _audited(house, nights))
    if nights.differing or nights.failed:
        raise LedgerDiffers(alarm(nights))
    return {"sound": nights.sound}


def retention(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every night: forget the people whose last visit is three years ago."""
    forgotten = forget_inactive(wiring.house().services)
    if forgotten:
        log.info("forgotten", extra={"facts": {"cards": forgotten}})
    return {"forgotten": forgotten}


def keep(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every hour: keep the exports that are due in the place for them, where one is named; the
    job fails, once all have had their turn, if any could not be kept as an import takes it.
    """
    kept = keep_exports(wiring.house().services, write_whole)
    if kept:
        log.info("kept", extra={"facts": {"kept": kept}})
    return {"kept": kept}


def weekly(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every hour: send the reports that are due."""
    house = wiring.house()
    services = house.services

    def wallets(program: Program) -> list[str]:
        return [one.text for one in troubles(services, program)]

    try:
        sent = send_due_reports(services, partial(report.write, url=services.url, wallets=wallets))
    finally:
        _note(house, lambda: {"ReportsLate": watching.reports_late(services)})
    if sent:
        log.info("reported", extra={"facts": {"sent": sent}})
    return {"sent": sent}


def recount(event: dict[str, Any], context: object) -> dict[str, Any]:
    """When an owner looks whose page takes too long to count: count it for the next look."""
    services, named = wiring.house().services, event.get("program")
    counted = [
        count_anew(services, program)
        for program in services.programs.every()
        if program.id == named
    ]
    return {"counted": any(counted)}


def _ending(house: wiring.House) -> Mapping[str, float]:
    left = watching.days_left(house.services)
    return {} if left is None else {"CertificateDays": left}


def _audited(house: wiring.House, nights: Nights) -> Mapping[str, float]:
    """What it found at its end; else how many programs have waited too long for one."""
    if nights.sound or nights.differing or nights.failed:
        return {"AuditDiffering": _wrong(nights)}
    late = watching.audits_late(house.services)
    return {"AuditDiffering": late} if late else {}


def _wrong(nights: Nights) -> int:
    """Cards that differ, and programs of which it could not be said."""
    differing = sum(sum(found.codes.values()) for found in nights.differing.values())
    return differing + len(nights.failed)


def _note(house: wiring.House, figures: Callable[[], Mapping[str, float]]) -> None:
    """Measured on AWS only: on one machine nothing is read for it."""
    if house.settings.stage:
        metrics.note(house.settings.stage, house.services.clock(), figures())


def _swept(swept: tell_wallets.Swept) -> dict[str, Any]:
    facts = asdict(swept) | {"reasons": list(swept.reasons)}
    if any(facts.values()):
        log.info("swept", extra={"facts": facts})
    return facts
