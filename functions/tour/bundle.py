"""A pass as a phone opens it: every hash of the manifest made again."""

import hashlib
import io
import json
import zipfile
from typing import Any


class Bundle:
    """The content of a ``.pkpass``, checked; raises ``ValueError`` when a hash differs."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            self.files = {name: bundle.read(name) for name in bundle.namelist()}
        manifest: dict[str, str] = json.loads(self.files["manifest.json"])
        members = set(self.files) - {"manifest.json", "signature"}
        if members != set(manifest):
            raise ValueError("manifest and members differ")
        for name, known in manifest.items():
            if hashlib.sha1(self.files[name], usedforsecurity=False).hexdigest() != known:
                raise ValueError(f"the hash of {name} is wrong")
        self.document: dict[str, Any] = json.loads(self.files["pass.json"])

    @property
    def code(self) -> str:
        """What the pass's QR says."""
        return str(self.document["barcodes"][0]["message"])

    @property
    def balance(self) -> str:
        """What the card holds, as the header says it."""
        return str(self.document["storeCard"]["headerFields"][0]["value"])

    @property
    def rule(self) -> str:
        """How the program works, as the back says it."""
        return self._back("rule")

    @property
    def news(self) -> str:
        """The sentence that a lock screen shows when it changes."""
        return self._back("news")

    def _back(self, key: str) -> str:
        back = self.document["storeCard"]["backFields"]
        return str(next(field["value"] for field in back if field["key"] == key))
