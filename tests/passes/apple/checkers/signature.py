"""Openssl's two programs on a pass's signature, trusting one root alone."""

import subprocess
from datetime import datetime
from pathlib import Path


def wrong(folder: Path, root: Path, at: datetime, command: str) -> list[str]:
    """What ``openssl smime`` or ``openssl cms`` has against ``signature`` over ``manifest.json``.

    Apple's purpose is none that openssl knows, so any is taken; the chain is followed.
    """
    said = subprocess.run(
        f"openssl {command} -verify -binary -inform DER -in signature -content manifest.json "
        f"-CAfile {root} -purpose any -attime {int(at.timestamp())} -out /dev/null".split(),
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return [] if said.returncode == 0 else [said.stderr.strip() or "refused"]
