"""What the tour leaves behind, so that anyone can look at it or check it with other tools."""

import json
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from shutil import copyfile
from typing import Any

from functions.mail.message import POLICY
from functions.tour.actors import expect
from functions.tour.bundle import Bundle
from functions.tour.stage import Stage
from functions.wallets.development_keys import google_account
from loyalty.card import replay
from loyalty.entry import to_record
from passes.google.save_link import decode

_OURS = ("card-*.pkpass", "google-save-link.*", "report.*", "ledger.jsonl", "pki/root.pem")


def prepare(out: Path) -> None:
    """Make the folder, and remove what an earlier tour left there: nothing else."""
    (out / "pki").mkdir(parents=True, exist_ok=True)
    for pattern in _OURS:
        for path in out.glob(pattern):
            path.unlink()


def keep_pass(out: Path, name: str, bundle: Bundle) -> None:
    """A pass as it was fetched."""
    (out / f"{name}.pkpass").write_bytes(bundle.data)


def keep_root(out: Path, on: Stage) -> None:
    """The root of the development chain, to verify the passes against."""
    copyfile(on.folder / "development" / "pki" / "root.pem", out / "pki" / "root.pem")


def keep_save_link(out: Path, on: Stage, link: str) -> dict[str, Any]:
    """The link, and what is in it once its signature is checked."""
    claims = decode(link, google_account(on.folder / "development"))
    (out / "google-save-link.txt").write_text(link + "\n", encoding="ascii")
    text = json.dumps(claims, indent=2, ensure_ascii=False)
    (out / "google-save-link.json").write_text(text + "\n", encoding="utf-8")
    return claims


def keep_report(out: Path, on: Stage) -> str:
    """The weekly mail as sent, and its parts; gives its subject."""
    sent = list((on.folder / "mailbox").glob("*.eml"))
    expect(len(sent) == 1, f"{len(sent)} mails were sent")
    data = sent[0].read_bytes()
    mail = message_from_bytes(data, policy=POLICY)
    assert isinstance(mail, EmailMessage)
    (out / "report.eml").write_bytes(data)
    for kind, name in (("html", "report.html"), ("plain", "report.txt")):
        body = mail.get_body((kind,))
        expect(body is not None, f"the mail has no {kind} part")
        if body:
            (out / name).write_text(body.get_content(), encoding="utf-8")
    sheet = next(mail.iter_attachments())
    (out / "report.csv").write_bytes(sheet.get_payload(decode=True))  # type: ignore[arg-type]
    return str(mail["Subject"])


def keep_ledger(out: Path, on: Stage) -> int:
    """Every entry, one a line; each card is replayed and compared with the one that is held."""
    cards = on.house.services.cards
    count = 0
    with (out / "ledger.jsonl").open("w", encoding="utf-8") as lines:
        for ledger in cards.ledgers(on.program.id):
            held = cards.head(on.program.id, ledger.card)
            replayed = replay(on.program.id, ledger.card, ledger.entries)
            expect(replayed == held.card, f"card {ledger.card} is not what its entries say")
            for entry in ledger.entries:
                record = to_record(entry) | {"hash": entry.hash}
                lines.write(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")
                count += 1
    return count
