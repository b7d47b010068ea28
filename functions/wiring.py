"""The only file that knows every concrete thing: settings in, services out."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from functions import logs
from functions import settings as reading
from functions.mail.mailbox import Mailbox
from functions.ports import Clock, Images, Mailer, Nudge, Services
from functions.publishing.images import BucketImages, FolderImages
from functions.publishing.pages import Pages
from functions.settings import Settings
from functions.store.archive import ArchiveStore
from functions.store.audits import AuditStore
from functions.store.devices import DeviceStore
from functions.store.engine import Engine
from functions.store.imports import ImportStore
from functions.store.ledger import LedgerStore
from functions.store.measures import MeasureStore
from functions.store.notices import NoticeStore
from functions.store.outbox import OutboxStore
from functions.store.programs import ProgramStore
from functions.store.registrations import RegistrationStore
from functions.store.reports import ReportStore
from functions.store.staff import StaffStore
from functions.wallets import apple_identity
from functions.wallets.apple import AppleWallet
from functions.wallets.development_keys import google_account
from functions.wallets.google import GoogleWallet
from passes.apple.identity import Identity
from passes.apple.push import PushClient
from passes.google.account import Account
from passes.google.rest import WalletApi


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One deployment, put together: what each function is given."""

    settings: Settings
    services: Services
    pages: Pages


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def build(settings: Settings, *, clock: Clock = system_clock, nudge: Nudge | None = None) -> House:
    """Put a deployment together. Raises ``BadConfiguration`` for a Google account of no use."""
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
        archive=ArchiveStore(engine),
        imports=ImportStore(engine),
        audits=AuditStore(engine),
        measures=MeasureStore(engine),
        notices=NoticeStore(engine),
        staff=StaffStore(engine),
        mailer=_mailer(settings, clock),
        images=images,
        apple=_apple(settings, clock, images, registrations),
        google=_google(settings, clock),
        nudge=nudge or _nudge(settings),
    )
    return House(
        settings=settings,
        services=services,
        pages=Pages.load(settings.site, origin=settings.url),
    )


_installed: list[House] = []


def install(house: House) -> None:
    """Use this house in this process; the local server and the tour do."""
    _installed[:] = [house]


def house() -> House:
    """The house of this process: installed, or built from the environment at the first call."""
    if not _installed:
        logs.configure()
        install(build(reading.read(os.environ)))
    return _installed[0]


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


def _images(settings: Settings) -> Images:
    kind, place = settings.published
    if kind == "folder":
        return FolderImages(Path(place))
    import boto3

    return BucketImages(boto3.client("s3"), place)


def _mailer(settings: Settings, clock: Clock) -> Mailer:
    kind, place = settings.mail
    if kind == "folder":
        return Mailbox(Path(place), settings.sender, clock)
    import boto3

    from functions.mail.ses import ONE_TRY, Ses

    return Ses(boto3.client("sesv2", config=ONE_TRY), settings.sender, clock)


def _nudge(settings: Settings) -> Nudge:
    """Without a jobs function to wake, the sweep of the next minute does the work."""
    if not settings.jobs_function:
        return lambda: None
    import boto3

    from functions.wallets.nudge import IMPATIENCE, LambdaNudge

    client = boto3.client("lambda", config=IMPATIENCE)
    return LambdaNudge(client, settings.jobs_function, "functions.jobs.sweep")


def _apple(
    settings: Settings, clock: Clock, images: Images, registrations: RegistrationStore
) -> AppleWallet:
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


def _google(settings: Settings, clock: Clock) -> GoogleWallet:
    given = settings.google
    if given is None:
        return GoogleWallet(google_account(settings.development), None, url=settings.url)
    import httpx

    account = Account.load(given.account, given.issuer)
    api = WalletApi(account, client=httpx.Client(), clock=clock)
    return GoogleWallet(account, api, url=settings.url)
