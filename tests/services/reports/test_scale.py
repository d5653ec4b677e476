import pytest
from hypothesis import given
from hypothesis import strategies as st

from trendy_desktop.services.reports.scale import MOST_LINES, axis_label, axis_unit, gridlines


@given(st.integers(-(10**20), 10**20), st.integers(-(10**20), 10**20))
def test_lines_are_few_and_round_and_enclose_all_values(one: int, other: int) -> None:
    low, high = min(one, other), max(one, other)
    lines = gridlines(low, high)
    assert 2 <= len(lines) <= MOST_LINES
    assert lines[0] <= low
    assert high <= lines[-1]
    assert 0 in lines
    assert str(lines.step).rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize(
    ("low", "high", "lines"),
    [
        (0, 0, [0, 1]),
        (0, 4, [0, 1, 2, 3, 4]),
        (0, 1595, [0, 500, 1000, 1500, 2000]),
        (-3, 0, [-3, -2, -1, 0]),
        (-30, 70, [-50, 0, 50, 100]),
    ],
)
def test_the_smallest_round_step_that_fits_is_taken(low: int, high: int, lines: list[int]) -> None:
    assert list(gridlines(low, high)) == lines


@pytest.mark.parametrize(
    ("lines", "digits", "unit", "labels"),
    [
        (range(0, 3, 1), 2, "", ["0", "0.01", "0.02"]),
        (range(0, 400_000, 100_000), 2, "", ["0", "1,000", "2,000", "3,000"]),
        (range(0, 30_000_000, 10_000_000), 2, "thousand", ["0", "100", "200"]),
        (range(0, 101, 50), 0, "", ["0", "50", "100"]),
        (range(0, 10**18 + 1, 5 * 10**17), 2, "trillion", ["0", "5,000", "10,000"]),
        (range(-2_000_000, 1, 1_000_000), 0, "thousand", ["-2,000", "-1,000", "0"]),
    ],
)
def test_labels_are_grouped_and_large_ones_in_thousands(
    lines: range, digits: int, unit: str, labels: list[str]
) -> None:
    word, left_out = axis_unit(lines, digits)
    assert word == unit
    assert [axis_label(line, left_out) for line in lines] == labels
