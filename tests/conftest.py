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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever runs on an emulated AWS, or on the local server, says so by itself."""
    for item in items:
        if "tests/functions/local/" in item.path.as_posix():
            item.add_marker("server")
        if isinstance(item, pytest.Function) and _is_on_cloud(item):
            item.add_marker("cloud")
    # What takes longest begins first, so that no worker waits for another one at the end.
    items.sort(key=lambda item: not (item.get_closest_marker("simulation") or _is_slow(item)))


def _is_slow(item: pytest.Item) -> bool:
    return any(room in item.path.as_posix() for room in ("/torture/", "/moving/", "/infra/"))


def _is_on_cloud(item: pytest.Function) -> bool:
    chosen = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return bool({"dynamodb", "aws"} & set(item.fixturenames)) or "dynamodb" in map(str, chosen)
