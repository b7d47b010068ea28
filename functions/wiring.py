"""The only file that knows every concrete thing: settings in, services out."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions import logs
from functions.home import Home
from functions.later import later
from functions.ports import (
    ApplePasses,
    Archive,
    Audits,
    Clock,
    Design,
    Exports,
    GoogleCards,
    Images,
    Imports,
    Mailer,
    Nudge,
    Recount,
    Registrations,
    Services,
)
from functions.settings import Settings
from functions.store.devices import DeviceStore
from functions.store.engine import Engine
from functions.store.export_weeks import ExportWeekStore
from functions.store.ledger import LedgerStore
from functions.store.measures import MeasureStore
from functions.store.notices import NoticeStore
from functions.store.outbox import OutboxStore
from functions.store.overviews import OverviewStore
from functions.store.programs import ProgramStore
from functions.store.registrations import RegistrationStore
from functions.store.reports import ReportStore
from functions.store.staff import StaffStore

if TYPE_CHECKING:
    import httpx
    from mypy_boto3_s3 import S3Client

    from functions.publishing.pages import Pages
    from functions.publishing.places import BucketPages, FolderPages

CACHING = "Cache-Control"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class House:
    """One deployment, put together: what each function is given."""

    settings: Settings
    services: Services
    pages: "Pages"


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def build(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    nudge: Nudge | None = None,
    recount: Recount | None = None,
) -> House:
    """Put a deployment together. Raises ``BadConfiguration`` for a Google account of no use.

    What a function may never need is imported and made when it is first asked for something.
    """
    engine = _engine(settings)
    images = _images(settings)
    cards, registrations = LedgerStore(engine), RegistrationStore(engine)
    services = Services(
        clock=clock,
        keys=settings.keys,
        url=settings.url,
        programs=ProgramStore(engine),
        cards=cards,
        outbox=OutboxStore(engine, cards),
        devices=DeviceStore(engine),
        registrations=registrations,
        reports=ReportStore(engine),
        archive=later(lambda: _archive(engine)),
        design=later(lambda: _design(engine)),
        exports=_exports(settings),
        export_weeks=ExportWeekStore(engine),
        imports=later(lambda: _imports(engine)),
        audits=later(lambda: _audits(engine)),
        overviews=OverviewStore(engine),
        measures=MeasureStore(engine),
        notices=NoticeStore(engine),
        staff=StaffStore(engine),
        mailer=_mailer(settings, clock),
        images=images,
        apple=_apple(settings, clock, images, registrations),
        google=_google(settings, clock),
        nudge=nudge or _nudge(settings),
        recount=recount or _recount(settings),
    )
    return House(
        settings=settings,
        services=services,
        pages=later(lambda: _pages(settings)),
    )


_installed: list[Callable[[], House]] = []


def install(house: House) -> None:
    """Use this house in this process; the local server and the tour do."""
    _installed[:] = [lambda: house]


def house() -> House:
    """The house of this process: installed, or built from the environment at the first call."""
    if not _installed:
        logs.configure()
        _installed.append(Home(os.environ, build, system_clock))
    return _installed[0]()


def _pages(settings: Settings) -> "Pages":
    from functions.publishing.pages import Pages
    from functions.web.headers import security_headers

    policy = security_headers("/till/")["Content-Security-Policy"]
    return Pages.load(settings.site, origin=settings.url, policy=policy)


def _engine(settings: Settings) -> Engine:
    kind, place = settings.store
    if kind == "sqlite":
        from functions.store.sqlite import SqliteEngine

        path = Path(place) if place else None
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        return SqliteEngine(path)
    from functions.store import dynamodb

    return dynamodb.DynamoEngine(dynamodb.client(), place)


def _archive(engine: Engine) -> Archive:
    from functions.store.archive import ArchiveStore

    return ArchiveStore(engine)


def _audits(engine: Engine) -> Audits:
    from functions.store.audits import AuditStore

    return AuditStore(engine)


def _design(engine: Engine) -> Design:
    from functions.store.upgrading import DesignStore

    return DesignStore(engine)


def _imports(engine: Engine) -> Imports:
    from functions.store.imports import ImportStore

    return ImportStore(engine)


def _images(settings: Settings) -> Images:
    from functions.publishing.images import BucketImages, FolderImages

    kind, place = settings.published
    if kind == "folder":
        return FolderImages(Path(place))
    return later(lambda: BucketImages(_s3(), place))


def page_place(settings: Settings) -> "FolderPages | BucketPages":
    """Where pages are put when a program is published."""
    from functions.publishing.places import BucketPages, FolderPages

    kind, place = settings.published
    if kind == "folder":
        return FolderPages(Path(place))
    from functions.web.headers import security_headers

    return BucketPages(_s3(), place, lambda path: security_headers(path)[CACHING])


def _s3() -> "S3Client":
    import boto3

    from functions.publishing.images import PATIENCE

    return boto3.client("s3", config=PATIENCE)


def _exports(settings: Settings) -> Exports | None:
    """Without a place, no export is kept."""
    if settings.exports is None:
        return None
    from functions.exporting.places import BucketExports, FolderExports

    kind, place = settings.exports
    if kind == "folder":
        return FolderExports(Path(place))
    return later(lambda: BucketExports(_s3(), place))


def _mailer(settings: Settings, clock: Clock) -> Mailer:
    kind, place = settings.mail
    if kind == "folder":
        from functions.mail.mailbox import Mailbox

        return Mailbox(Path(place), settings.sender, clock)

    def ses() -> Mailer:
        import boto3

        from functions.mail.ses import ONE_TRY, Ses

        return Ses(boto3.client("sesv2", config=ONE_TRY), settings.sender, clock)

    return later(ses)


def _nudge(settings: Settings) -> Nudge | None:
    if not settings.jobs_function:
        return None

    def waker() -> Nudge:
        import boto3

        from functions.wallets.nudge import IMPATIENCE, LambdaNudge

        client = boto3.client("lambda", config=IMPATIENCE)
        return LambdaNudge(client, settings.jobs_function, "functions.jobs.tell")

    return later(waker)


def _recount(settings: Settings) -> Recount | None:
    if not settings.jobs_function:
        return None

    def counter() -> Recount:
        import boto3

        from functions.recount import LambdaRecount
        from functions.wallets.nudge import IMPATIENCE

        client = boto3.client("lambda", config=IMPATIENCE)
        return LambdaRecount(client, settings.jobs_function, "functions.jobs.recount")

    return later(counter)


def _apple(
    settings: Settings, clock: Clock, images: Images, registrations: Registrations
) -> ApplePasses:
    """What is given is looked at here and now; what stands in for it, when it is needed."""

    def wallet() -> ApplePasses:
        from functions.wallets import apple_identity
        from functions.wallets.apple import AppleWallet
        from passes.apple.identity import Identity
        from passes.apple.push import PushClient

        known = apple_identity.identity(settings, clock())
        return AppleWallet(
            known,
            PushClient(known) if isinstance(known, Identity) and not known.development else None,
            clock=clock,
            keys=settings.keys,
            images=images,
            registrations=registrations,
            url=settings.url,
        )

    return wallet() if settings.apple else later(wallet)


def _google(settings: Settings, clock: Clock) -> GoogleCards:
    """As of Apple's: a development key is made when it is needed."""
    given = settings.google
    if given is None:
        return later(lambda: _google_of_nobody(settings))
    from functions.wallets.google import GoogleWallet
    from passes.google.account import Account
    from passes.google.rest import WalletApi

    account = Account.load(given.account, given.issuer)
    api = WalletApi(account, client=later(_http), clock=clock)
    return GoogleWallet(account, api, url=settings.url)


_PATIENCE_SECONDS = 10.0


def _http() -> "httpx.Client":
    """Where Google is told of a card: of the functions, only those that tell bring httpx."""
    import httpx

    return httpx.Client(timeout=_PATIENCE_SECONDS)


def _google_of_nobody(settings: Settings) -> GoogleCards:
    from functions.wallets.development_keys import google_account
    from functions.wallets.google import GoogleWallet

    return GoogleWallet(google_account(settings.development), None, url=settings.url)
