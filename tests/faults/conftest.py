"""What the tests of faults share: the shop that is disturbed, the process that disturbs it, how it would have ended."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import nursery, scene
from tests.faults.nursery import Nursery
from tests.faults.scene import Facts, Scene
from trendy_desktop.services import exchange


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return scene.make(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="session")
def warm() -> Iterator[Nursery]:
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    with nursery.nursery() as ready:
        yield ready


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "ORDERS_A_CHUNK", scene.CHUNK)
    monkeypatch.setattr(exchange, "ROWS_A_CHUNK", scene.CHUNK)


@pytest.fixture
def end(request: pytest.FixtureRequest, shop: Scene, tmp_path: Path) -> Facts:
    """What the books say after the flow (the test's parameter of that name) that nothing disturbs."""
    flow = request.getfixturevalue("flow")
    with shop.opened(shop.copy(tmp_path / "undisturbed")) as core:
        scene.run(core, flow, shop.file(flow))
        return scene.facts(core)
