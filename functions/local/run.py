"""``make run``: the whole product on one machine, from one folder."""

import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

from functions import logs, wiring
from functions.journeys import pair
from functions.journeys.publish import Published, publish
from functions.journeys.renewal import days_left
from functions.local import development, schedule
from functions.local.origin import origin
from functions.local.server import HOST, Server
from functions.ports import ApplePasses
from functions.ports.outside import MISSING
from functions.publishing.artwork import draw
from functions.publishing.own_artwork import prepare
from functions.routing import room_path
from functions.web.problem_texts import catalogue
from loyalty.language import LANGUAGES
from loyalty.program import Program

CODE_LIFE = timedelta(hours=12)
"""Codes that a terminal prints are for whoever sits at it: they may wait until after lunch."""


def run(folder: Path, port: int, environment: Mapping[str, str]) -> None:
    """Serve until interrupted. The folder's data survives any end, also a kill."""
    folder.mkdir(parents=True, exist_ok=True)
    logs.configure(folder / "poincon.log")
    jobs = schedule.Schedule(schedule.events(), tells="functions.jobs.tell")
    settings = development.local_settings(folder, f"http://{HOST}:{port}", environment)
    house = wiring.build(settings, nudge=jobs.nudge)
    house.services.design.begin()
    wiring.install(house)
    _say("Publishing the program; a new one takes a few seconds to draw…")
    published = publish_file(house, development.program_file(folder))
    server = Server(origin(house), port)
    _say(told(published) + _welcome(house, published.program, folder))
    jobs.start()
    try:
        server.run()
    finally:
        jobs.stop()


def publish_file(house: wiring.House, path: Path) -> Published:
    """Publish a program file, and the logo beside it, with pictures and pages."""
    place = wiring.page_place(house.settings)
    problems = {language: catalogue(language) for language in LANGUAGES}
    data = development.read_program(path)
    prepared = prepare(data, path.parent, house.services.clock())
    return publish(
        house.services,
        prepared.data,
        draw,
        lambda programs: place.put(lambda out: house.pages.build(out, programs, problems)),
        prepared.logo,
    )


def told(published: Published) -> str:
    """A line on the cards whose wallets will be told of it; empty where there is none."""
    cards, minutes = published.told, ceil(published.within / timedelta(minutes=1))
    if not cards:
        return ""
    which = "1 card in a wallet" if cards == 1 else f"{cards:,} cards in wallets"
    return f"{which} will be told of it within {minutes} minutes.\n"


def _welcome(house: wiring.House, program: Program, folder: Path) -> str:
    url, shop = house.services.url, program.shops[0].id
    till = pair.offer(house.services, program.id, "till", shop, CODE_LIFE)
    owner = pair.offer(house.services, program.id, "owner", shop, CODE_LIFE)
    lines = [
        f"{program.name} is open.",
        "",
        f"  Join          {url}/{program.id}/{program.language}/",
        f"  Till          {url}{room_path('till', program.language)}#code={till.code}",
        f"  Owner         {url}{room_path('owner', program.language)}#code={owner.code}",
        f"  Mails sent    {url}/mailbox/",
        "",
        f"  Pairing code of the till: {till.code} (used once; the owner's page makes more)",
        f"  The program is in {folder / 'program.toml'}: change it and start again.",
        *(f"  {notice}" for notice in _notices(house)),
        f"  What happens is written to {folder / 'poincon.log'}, one line a request.",
        "",
        "  Ctrl-C stops. Nothing is lost.",
        "",
    ]
    return "\n".join(lines)


def _notices(house: wiring.House) -> list[str]:
    """What is missing, and where it is said how to get it."""
    missing = {
        "Google Wallet: no issuer account yet, so Google refuses the save link": (
            house.services.google.waiting_for
        ),
        "The store is as an older Poinçon wrote it: poincon upgrade": (
            house.services.design.version() < house.services.design.present
        ),
        "These addresses work on this machine only; a phone needs POINCON_URL, over https": (
            house.settings.is_local
        ),
    }
    others = [f"{text} (docs/operating.md)." for text, is_missing in missing.items() if is_missing]
    return [*_of_apple(house.services.apple, house.services.clock()), *others]


def _of_apple(apple: ApplePasses, now: datetime) -> list[str]:
    """Whatever is wrong with a certificate that was given, or soon will be, one thing a line."""
    waiting, left = apple.waiting_for, days_left(apple.expires_at, now)
    if waiting is None and left is None:
        return []
    if waiting is None:
        said = f"the {apple.ends_first} ends on {apple.expires_at:%Y-%m-%d}, in {left} days"
        return [f"Apple Wallet: {said}; renew it (docs/apple.md)."]
    if waiting == MISSING:
        said = "no certificate yet, so phones refuse the pass and no push is sent"
        return [f"Apple Wallet: {said} (docs/apple.md)."]
    said = "it cannot be used as it is set, so no pass is made and no push is sent"
    return [
        f"Apple Wallet: {said} (poincon doctor apple).",
        *(f"  {reason}" for reason in apple.refused),
    ]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
