"""Pictures of the program: every page and main dialog, in every look."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.cli.program import Said, said

TODAY = ("--today", "2026-11-20")
PAGES = {
    "first-run", "own-shop", "own-vault", "recovery-words",
    "inventory", "inventory-detail", "orders", "orders-detail", "customers", "customers-detail", "reports", "empty",
    "customers-closed",
}  # fmt: skip
DIALOGS = {"import-result", "import-kind", "error", "crash", "open-vault"}


def drawn(folder: Path, *arguments: str) -> Said:
    answer = said("screens", folder / "out", *TODAY, *arguments, folder=folder, QT_QPA_PLATFORM=None)
    assert answer.code == 0, answer.err
    return answer


def picture(folder: Path, name: str) -> QImage:
    image = QImage(str(folder / "out" / f"{name}.png"))
    assert not image.isNull(), name
    return image


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    folder = tmp_path_factory.mktemp("screens")
    return folder, drawn(folder)


def test_every_page_and_main_dialog_is_drawn(usual: tuple[Path, Said]) -> None:
    folder, answer = usual
    named = [Path(line) for line in answer.out.splitlines()]
    assert {path.stem for path in named} == PAGES | DIALOGS
    assert {path.name for path in (folder / "out").iterdir()} == {path.name for path in named}
    assert all(path.is_absolute() and path.is_file() for path in named)


@pytest.mark.parametrize("name", sorted(PAGES | DIALOGS))
def test_no_picture_is_blank(usual: tuple[Path, Said], name: str) -> None:
    image = picture(usual[0], name)
    assert len(colours(image)) > 20
    if name in PAGES:
        assert (image.width(), image.height()) == (1440, 900)


def test_the_same_day_gives_the_same_picture(usual: tuple[Path, Said], tmp_path: Path) -> None:
    drawn(tmp_path, "--only", "orders")
    assert picture(tmp_path, "orders") == picture(usual[0], "orders")


def test_one_of_them_in_another_look(tmp_path: Path) -> None:
    answer = drawn(tmp_path, "--only", "inventory", "--size", "1366x768", "--text", "130", "--theme", "dark")
    assert len(answer.out.splitlines()) == 1
    image = picture(tmp_path, "inventory")
    assert (image.width(), image.height()) == (1366, 768)
    corner = image.pixelColor(image.width() - 20, 10)
    assert corner.lightness() < 60


def test_the_first_run_needs_no_shop(tmp_path: Path) -> None:
    assert len(drawn(tmp_path, "--only", "first-run").out.splitlines()) == 1


def test_a_picture_there_is_not_is_said(tmp_path: Path) -> None:
    answer = said("screens", tmp_path / "out", "--only", "today", *TODAY, folder=tmp_path)
    assert answer.code == 2
    assert answer.out == ""
    assert "There is no picture today; there are: first-run, " in answer.err


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "first-run.png").mkdir()
    answer = said("screens", tmp_path / "out", "--only", "first-run", folder=tmp_path)
    assert answer.code == 1
    assert "could not be written" in answer.err
