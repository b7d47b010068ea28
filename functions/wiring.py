"""The only file that knows every concrete thing: settings in, services out."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificate

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
from functions.store.outbox import OutboxStore
from functions.store.programs import ProgramStore
from functions.store.registrations import RegistrationStore
from functions.store.reports import ReportStore
from functions.wallets.apple import AppleWallet
from functions.wallets.google import GoogleWallet
from passes.apple.development import make_chain
from passes.apple.identity import Identity
from passes.apple.push import PushClient
from passes.google.account import Account, development_account, development_key
from passes.google.rest import WalletApi

DEVELOPMENT_PASS_TYPE = "pass.local.poincon"
DEVELOPMENT_TEAM = "POINCONDEV"


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
    """Put a deployment together. Raises ``BadConfiguration`` for an identity of no use."""
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
    identity = _apple_identity(settings, clock())
    return AppleWallet(
        identity,
        None if identity.development else PushClient(identity),
        keys=settings.keys,
        images=images,
        registrations=registrations,
        url=settings.url,
    )


def _apple_identity(settings: Settings, now: datetime) -> Identity:
    given = settings.apple
    if given:
        return Identity.load(
            given.certificate,
            given.key,
            given.intermediate,
            pass_type_id=given.pass_type,
            team_id=given.team,
            now=now,
        )
    certificate, key, intermediate = _development_chain(settings, now)
    return Identity.load(
        certificate,
        key,
        intermediate,
        pass_type_id=DEVELOPMENT_PASS_TYPE,
        team_id=DEVELOPMENT_TEAM,
        now=now,
    )


def _development_chain(settings: Settings, now: datetime) -> tuple[bytes, bytes, bytes]:
    """Leaf, key and intermediate, kept for their year where a folder for them is given."""

    def make() -> dict[str, bytes]:
        chain = make_chain(DEVELOPMENT_PASS_TYPE, DEVELOPMENT_TEAM, now)
        return {
            "root.pem": chain.root,
            "intermediate.pem": chain.intermediate,
            "certificate.pem": chain.certificate,
            "key.pem": chain.key,
        }

    def lasts(files: dict[str, bytes]) -> bool:
        return load_pem_x509_certificate(files["certificate.pem"]).not_valid_after_utc > now

    files = _kept(settings.development, "pki", make, lasts)
    return files["certificate.pem"], files["key.pem"], files["intermediate.pem"]


def _google(settings: Settings, clock: Clock) -> GoogleWallet:
    given = settings.google
    if given:
        import httpx

        account = Account.load(given.account, given.issuer)
        api = WalletApi(account, client=httpx.Client(), clock=clock)
        return GoogleWallet(account, api, url=settings.url)
    files = _kept(settings.development, "google", lambda: {"key.pem": development_key().encode()})
    account = development_account(files["key.pem"].decode())
    return GoogleWallet(account, None, url=settings.url)


def _kept(
    folder: Path | None,
    name: str,
    make: Callable[[], dict[str, bytes]],
    lasts: Callable[[dict[str, bytes]], bool] = bool,
) -> dict[str, bytes]:
    """Files of a folder, made at the first start; in memory only where no folder is given."""
    if folder is None:
        return make()
    place = folder / name
    if place.is_dir() and not lasts(_files(place)):
        shutil.rmtree(place)
    if not place.is_dir():
        draft = folder / f".{name}.part"
        draft.mkdir(parents=True, exist_ok=True)
        for file, data in make().items():
            (draft / file).touch(mode=0o600)
            (draft / file).write_bytes(data)
        draft.rename(place)
    return _files(place)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
