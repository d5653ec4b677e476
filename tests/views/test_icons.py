import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from trendy_desktop.views.icons import DRAWINGS, Icons


def strongest(pixmap: QPixmap) -> QColor:
    """The colour of the most opaque pixel."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha)


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_meaning_has_a_drawing(icons: Icons, name: str) -> None:
    pixmap = icons.pixmap(name, 18, "text", ratio=2)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (36, 2)
    assert strongest(pixmap).alpha() > 100


def test_an_unknown_meaning_is_a_mistake(icons: Icons) -> None:
    with pytest.raises(KeyError):
        icons.icon("unicorn")


def test_a_drawing_is_made_once(icons: Icons) -> None:
    assert icons.pixmap("lock", 16).cacheKey() == icons.pixmap("lock", 16).cacheKey()


def test_an_icon_follows_the_theme_and_the_state(icons: Icons, qapp: QApplication) -> None:
    theme = icons.theme
    icon = icons.icon("lock", "text", on="accent_text")
    for dark in (False, True):
        theme.apply(qapp, dark=dark, percent=100)
        size = QSize(48, 48)
        assert strongest(icon.pixmap(size)).name() == theme.color("text").name()
        on = icon.pixmap(size, QIcon.Mode.Normal, QIcon.State.On)
        assert strongest(on).name() == theme.color("accent_text").name()
        assert strongest(icon.pixmap(size, QIcon.Mode.Disabled)).name() == theme.color("text_disabled").name()
