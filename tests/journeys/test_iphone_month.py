"""A month of iPhones: whatever goes wrong on the way, each shows what its card is in the end.

``MONTHS`` in the environment plays more of them.
"""

import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.store import programs
from functions.tour.bundle import Bundle
from functions.wallets.apple import AppleWallet
from passes.apple.development import DevelopmentChain
from passes.apple.push import PushClient
from tests.functions.wallets.certificate import identity_of, real_looking_chain
from tests.iphone import Iphone
from tests.month import Carrier, Month, with_phones
from tests.shop import Shop

pytestmark = [
    pytest.mark.server,
    # Hypercorn, when a client leaves in the middle of an answer.
    pytest.mark.filterwarnings("ignore:coroutine 'TCPServer._idle_timeout':RuntimeWarning"),
]

SEEDS = range(int(os.environ.get("MONTHS", "2")))
STEPS = 90


@pytest.fixture(name="chain", scope="module")
def _chain() -> DevelopmentChain:
    """TLS looks at the real clock."""
    return real_looking_chain(datetime.now(UTC))


@pytest.fixture(name="carrier", scope="module")
def _carrier(
    tmp_path_factory: pytest.TempPathFactory, chain: DevelopmentChain
) -> Iterator[Carrier]:
    carrier = Carrier(tmp_path_factory.mktemp("apns"), chain.root)
    carrier.start()
    yield carrier
    carrier.stop()


@pytest.fixture(name="push", scope="module")
def _push(carrier: Carrier, chain: DevelopmentChain) -> Iterator[PushClient]:
    where = {"host": "127.0.0.1", "port": carrier.port, "ca_file": carrier.certificate}
    client = PushClient(identity_of(chain), **where, answer_seconds=0.3)
    yield client
    client.close()


@pytest.fixture(name="month", params=SEEDS)
def _month(
    request: pytest.FixtureRequest,
    shared: Path,
    chain: DevelopmentChain,
    carrier: Carrier,
    push: PushClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Month:
    monkeypatch.setattr(programs, "REMEMBERED_SECONDS", 0.0)  # a version is older than a moment
    monkeypatch.setattr("random.uniform", lambda low, high: high)
    monkeypatch.setattr("secrets.token_bytes", random.Random(request.param).randbytes)
    shop = Shop(shared)
    for version in (2, 3):
        draw_version(shop, version)
    wallet = AppleWallet(
        identity_of(chain),
        push,
        clock=shop.services.clock,
        keys=shop.services.keys,
        images=shop.services.images,
        registrations=shop.services.registrations,
        url=shop.services.url,
    )
    (tmp_path / "root.pem").write_bytes(chain.root)
    return Month(with_phones(shop, wallet), carrier, tmp_path / "root.pem", request.param)


def draw_version(shop: Shop, version: int) -> None:
    """The pictures of a later version: as those of the first."""
    images = shop.services.images
    for prefix in ("badge/", "strip/"):
        for name, data in images.read_all(shop.program.id, "1", prefix).items():
            if not images.read(shop.program.id, str(version), prefix + name):
                images.write(shop.program.id, str(version), prefix + name, data)


def test_every_phone_shows_its_cards_as_they_are_after_a_month(month: Month) -> None:
    month.live(STEPS)
    month.settles()

    fresh = {b.document["serialNumber"]: b for b in _fresh(month)}
    held = [one for phone in month.phones for one in phone.passes.values()]
    told = [(_balance(one.bundle), one.bundle.news) for one in held]
    wanted = [(_balance(fresh[one.serial]), fresh[one.serial].news) for one in held]
    for phone in month.phones:
        phone.pull()
    month.look()

    sys.stdout.write(f"{dict(month.happened)}, {sum(month.carrier.pushes.values())} pushes\n")
    assert told == wanted
    assert [one.document for one in held] == [fresh[one.serial].document for one in held]


def test_whoever_holds_nothing_any_more_hears_nothing(month: Month) -> None:
    month.live(STEPS)
    month.settles()
    _another_day(month)  # Apple says of a phone that was wiped that it is gone
    left = [*month.wiped, *(phone for phone in month.phones if not phone.passes)]
    before = _pushed_to(month, left)

    _another_day(month)

    assert left
    assert _pushed_to(month, left) == before


def _another_day(month: Month) -> None:
    """Each card is changed once, unless a reward waits on it."""
    month.passes(24 * 3600)
    for code in month.codes:
        month.scans(code)
    month.settles()


def _pushed_to(month: Month, phones: list[Iphone]) -> int:
    carrier = month.carrier
    return sum(carrier.pushes[one.push_token] + carrier.refused[one.push_token] for one in phones)


def _fresh(month: Month) -> list[Bundle]:
    return [Bundle(card.pass_bytes()) for card in month.cards]


def _balance(bundle: Bundle) -> str:
    return bundle.balance
