"""What has a life of its own: the shared folder, a shop, the closed network."""

from pathlib import Path

import pytest

from tests.shop import Shop, publish_pictures


@pytest.fixture(scope="session", name="shared")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures and development keys, made once."""
    folder = tmp_path_factory.mktemp("shared")
    publish_pictures(folder)
    return folder


@pytest.fixture(name="shop")
def _shop(shared: Path) -> Shop:
    """Café Poinçon on an empty store."""
    return Shop(shared)
