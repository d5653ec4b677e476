"""Killed at any moment: what was acknowledged is there, nothing is half done, and the same file goes on from there."""

import random
from pathlib import Path

import pytest

from tests.conftest import LONG
from tests.faults import scene
from tests.faults.nursery import Answer, Nursery, job
from tests.faults.scene import Facts, Scene
from trendy_desktop.core import build_core
from trendy_desktop.paths import books_of
from trendy_desktop.services.founding import found
from trendy_desktop.vault import CHEAPEST, Vault

TIMES = 10 if LONG else 1
KILLS = {"orders": 80 * TIMES, "inventory": 60 * TIMES, "new": 60 * TIMES}


def delays(flow: str, undisturbed: list[Answer]) -> list[float]:
    """Moments of the flow, drawn evenly over a little more than the longest it took; the same draws every time."""
    draw = random.Random(f"kill {flow}")
    assert all(answer["ended"] and not answer["failure"] for answer in undisturbed), undisturbed
    longest = max(answer["seconds"] for answer in undisturbed)
    return [draw.uniform(0, longest * 1.05) for _ in range(KILLS[flow])]


@pytest.mark.parametrize("flow", ["orders", "inventory"])
@pytest.mark.timeout(3600 if LONG else 120)
def test_a_killed_import_keeps_whole_chunks_and_goes_on(
    flow: str, shop: Scene, warm: Nursery, end: Facts, tmp_path: Path
) -> None:
    def job_in(name: str) -> Answer:
        return warm.run(job(flow, shop.copy(tmp_path / name), file=shop.file(flow), secrets=shop.secrets))

    stopped_short, acknowledged = 0, set[str]()
    for nth, delay in enumerate(delays(flow, [job_in(f"measured {n}") for n in range(3)])):
        folder = shop.copy(tmp_path / f"{nth}")
        answer = warm.run({**job(flow, folder, file=shop.file(flow), secrets=shop.secrets), "delay": delay})
        assert not answer["failure"], (delay, answer)
        stopped_short += "all" not in answer["acknowledged"]
        acknowledged.update(answer["acknowledged"])
        with shop.opened(folder) as core:
            assert scene.faults_in(core) == [], (delay, answer)
            held = scene.facts(core)
            assert scene.torn(held, end) == [], (delay, answer)
            assert missing(held, answer, before=60) == [], (delay, answer)
            scene.run(core, flow, shop.file(flow))
            assert scene.facts(core) == end, (delay, answer)
            assert scene.faults_in(core) == [], (delay, answer)
    assert stopped_short > KILLS[flow] / 4, "most kills came too late to disturb anything"
    assert len(acknowledged) > 3, "no kill came between two chunks"


def missing(held: Facts, answer: Answer, *, before: int) -> list[str]:
    """What the killed process said was written and is not there; the shop had ``before`` products at first."""
    said = [word.split() for word in answer["acknowledged"]]
    last = max((int(word[1]) for word in said if word[0] == "orders"), default=0)
    added = sum(int(word[1]) for word in said if word[0] == "products")
    found = [f"order {n}" for n in range(1, last + 1) if n not in {row[0] for row in held["orders"]}]
    return found + ([f"{added} products"] if len(held["products"]) < before + added else [])


@pytest.mark.timeout(3600 if LONG else 120)
def test_a_shop_killed_while_it_is_made_is_there_whole_or_not_at_all(warm: Nursery, tmp_path: Path) -> None:
    undisturbed = [warm.run(job("new", tmp_path / f"measured {n}")) for n in range(3)]
    whole = absent = 0
    for nth, delay in enumerate(delays("new", undisturbed)):
        place = tmp_path / f"{nth}"
        place.mkdir()
        folder = place / "shop"
        if nth % 2:
            folder.mkdir()  # an empty one may be there before
        answer = warm.run({**job("new", folder), "delay": delay})
        assert not answer["failure"], (delay, answer)
        assert all(left == folder or left.name.endswith(".new") for left in place.iterdir())
        if answer["acknowledged"]:
            assert books_of(folder).exists(), (delay, answer)
        if not folder.exists() or not any(folder.iterdir()):
            absent += 1
            found(
                folder,
                scene.PROFILE,
                clock=scene.StoppedClock(),
                keyring=None,
                passphrase=scene.PASSPHRASE,
                stretch=CHEAPEST,
            )
        else:
            whole += 1
        core = build_core(folder, keyring=None, passphrase=scene.PASSPHRASE, clock=scene.StoppedClock())
        try:
            assert core.vault.is_open
            assert scene.faults_in(core) == [], (delay, answer)
        finally:
            core.close()
        if answer["acknowledged"]:
            _opens_with_words(folder, answer["acknowledged"][0])
    assert whole
    assert absent > KILLS["new"] / 4


def _opens_with_words(folder: Path, words: str) -> None:
    vault = Vault.open(folder, keyring=None)
    assert not vault.is_open
    try:
        vault.open_with_words(words, keyring=None, passphrase="another passphrase", stretch=CHEAPEST)
        assert vault.check() == 0
    finally:
        vault.close()
