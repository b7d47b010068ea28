"""The local mailbox: each mail a file in a folder, to be read on a page of its own."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

from functions.mail.message import POLICY, message
from functions.ports import Clock
from functions.records import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mail in the box, as its list shows it."""

    name: str
    subject: str
    to: str
    at: datetime


class Mailbox:
    """Fulfils ``ports.Mailer`` on a folder of ``.eml`` files.

    A mail with an id is a file of that name: handed over again, it takes its own place.
    """

    once = True

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self.folder = folder
        self._sender = sender
        self._clock = clock

    def send(self, mail: Mail) -> None:
        """Write it whole, then give it its name: a reader never sees half a mail."""
        now = self._clock()
        self.folder.mkdir(parents=True, exist_ok=True)
        name = mail.id or self._unused(now)
        draft = self.folder / f".{name}.part"
        draft.write_bytes(bytes(message(mail, sender=self._sender, now=now)))
        draft.rename(self.folder / f"{name}.eml")

    def every(self) -> Iterator[Kept]:
        """All mails, the newest first."""
        kept = [self._kept(path) for path in self.folder.glob("*.eml")]
        yield from sorted(kept, key=lambda mail: (mail.at, mail.name), reverse=True)

    def html(self, name: str) -> str | None:
        """The HTML of one mail, or ``None`` when there is none of that name."""
        path = next((p for p in self.folder.glob("*.eml") if p.stem == name), None)
        if path is None:
            return None
        body = self._read(path).get_body(("html", "plain"))
        return str(body.get_content()) if body else None

    def _unused(self, now: datetime) -> str:
        stem = now.strftime("%Y%m%dT%H%M%S")
        names = (f"{stem}-{n:02d}" for n in itertools.count())
        return next(n for n in names if not (self.folder / f"{n}.eml").exists())

    def _kept(self, path: Path) -> Kept:
        mail = self._read(path)
        at = mail["Date"].datetime
        return Kept(name=path.stem, subject=mail["Subject"], to=mail["To"], at=at)

    def _read(self, path: Path) -> EmailMessage:
        read = message_from_bytes(path.read_bytes(), policy=POLICY)
        assert isinstance(read, EmailMessage)
        return read
