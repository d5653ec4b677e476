"""The measurements judge and show figures rightly; the measuring itself is `dev.py bench`."""

import pytest

from tests.benchmarks import page
from tests.benchmarks.measure import Figure, in_turn


@pytest.mark.parametrize(
    ("figure", "missed"),
    [
        (Figure("told only", 9.0, "s"), False),
        (Figure("within", 4.9, "ms", most=5), False),
        (Figure("beyond", 5.1, "ms", most=5), True),
        (Figure("beside its floor", 1.9, "s", 1.0, 2.0), False),
        (Figure("too far from its floor", 2.1, "s", 1.0, 2.0), True),
        (Figure("so many times quicker", 1.0, "s", 20.0, 1 / 15), False),
        (Figure("not so many times quicker", 1.0, "s", 10.0, 1 / 15), True),
    ],
)
def test_a_figure_beyond_its_target_is_missed(figure: Figure, missed: bool) -> None:
    assert figure.missed is missed
    assert ("MISSED" in page.line(figure)) is missed


def test_the_median_counts_and_all_take_turns() -> None:
    log: list[str] = []

    def run(name: str, seconds: list[float]) -> float:
        log.append(name)
        return seconds.pop()

    ours, floor = [9.0, 2.0, 1.0], [0.1, 0.3, 0.2]
    assert in_turn(lambda: run("ours", ours), lambda: run("floor", floor), times=3) == (2.0, 0.2)
    assert log == ["ours", "floor"] * 3


def test_the_page_has_a_row_for_each_figure() -> None:
    shown = page.markdown([Figure("a", 1.0, "s", 0.5, 2.0), Figure("b", 1.0, "ms", 20.0, 1 / 15)], "Facts.")
    assert "| a | 1.000 s | 0.500 s | 2.00 | <= 2.00 | ok |" in shown
    assert "| b | 1.000 ms | 20.0 ms | 1/20 | <= 1/15 | ok |" in shown
