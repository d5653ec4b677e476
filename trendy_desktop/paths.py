"""Where things are: the files of a shop folder, and the folder a shop is in when none is named."""

from pathlib import Path

import platformdirs

BOOKS = "shop.db"


def default_shop() -> Path:
    """The shop in the platform's data folder."""
    return Path(platformdirs.user_data_dir("TrendyThreads", appauthor=False)) / "shop"


def books_of(folder: Path) -> Path:
    return folder / BOOKS


def is_shop(folder: Path) -> bool:
    """Whether ``folder`` holds a shop: nothing else is written into it."""
    return books_of(folder).exists()
