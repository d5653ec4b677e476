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


@pytest.fixture(scope="session")
def used(shop: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The shop after both files and a delivery."""
    folder = tmp_path_factory.mktemp("used")
    delivery = folder / "delivery.csv"
    delivery.write_text("date,supplier_id,product_id,quantity\n2020-02-01,S1,SKU-001,5\n2020-02-02,S2,SKU-002,7\n")
    scenery = Scene(shop.copy(folder / "shop"), shop.secrets, shop.words, shop.orders, shop.inventory)
    with scenery.opened(scenery.shop) as core:
        core.exchange.import_customer_orders(shop.orders)
        core.exchange.import_inventory(shop.inventory)
        core.exchange.import_supplier_orders(delivery)
    return scenery
