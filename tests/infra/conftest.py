"""An AWS on loopback, as long as the session runs; who asks it is nobody."""

from collections.abc import Iterator

import pytest

from tests.contracts.emulators import MINISTACK, NOBODY, running
from tests.infra.stages import REGION


@pytest.fixture(name="_account", scope="session")
def _account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if MINISTACK.missing:
        pytest.fail(MINISTACK.missing)
    with running(MINISTACK, tmp_path_factory.mktemp("account")) as address:
        yield address


@pytest.fixture(name="aws")
def _aws(_account: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the account, which the environment names too."""
    told = {**NOBODY, "AWS_ENDPOINT_URL": _account, "AWS_DEFAULT_REGION": REGION}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    return _account
