"""What these tests share: the template, and one play of everything."""

from pathlib import Path
from typing import Any

import cfnlint.decode
import pytest

from tests.agreement.documents import ROOT
from tests.agreement.play import GENEROUS, Recorder, play
from tests.shop import Shop


@pytest.fixture(scope="session", name="template")
def _template() -> dict[str, Any]:
    """The template, with its short forms written out (``Fn::Sub``)."""
    decoded, errors = cfnlint.decode.decode(str(ROOT / "infra" / "template.yaml"))
    assert not errors
    return decoded


@pytest.fixture(scope="session", name="played")
def _played(shared: Path) -> Recorder:
    """What every function asked of the store while everything was done once."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return play(Shop(shared, data=GENEROUS), monkeypatch)
