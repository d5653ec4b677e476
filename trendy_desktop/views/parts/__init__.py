"""The parts that every page is made of. They look and behave the same everywhere."""

from trendy_desktop.views.parts.buttons import Button
from trendy_desktop.views.parts.cards import Card, EmptyState, Inset, PageHeader, StatTile
from trendy_desktop.views.parts.chips import Chip, ChipLook, paint_chip
from trendy_desktop.views.parts.feedback import Banner, ProgressRow, Toast
from trendy_desktop.views.parts.fields import Check, Choice, SearchField
from trendy_desktop.views.parts.labels import ElidedLabel, IconLabel, Label
from trendy_desktop.views.parts.masked import MaskedField
from trendy_desktop.views.parts.panel import Beside, DetailPanel
from trendy_desktop.views.parts.rail import RailTabs
from trendy_desktop.views.parts.segmented import Segmented
from trendy_desktop.views.parts.sparks import Sparkline, paint_spark

__all__ = [
    "Banner",
    "Beside",
    "Button",
    "Card",
    "Check",
    "Chip",
    "ChipLook",
    "Choice",
    "DetailPanel",
    "ElidedLabel",
    "EmptyState",
    "IconLabel",
    "Inset",
    "Label",
    "MaskedField",
    "PageHeader",
    "ProgressRow",
    "RailTabs",
    "SearchField",
    "Segmented",
    "Sparkline",
    "StatTile",
    "Toast",
    "paint_chip",
    "paint_spark",
]
