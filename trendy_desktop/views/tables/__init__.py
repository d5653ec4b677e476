"""Lists: rows fetched page by page, painted in one place, the same on every page."""

from trendy_desktop.views.tables.columns import Column
from trendy_desktop.views.tables.model import PagedModel
from trendy_desktop.views.tables.table import DataTable

__all__ = ["Column", "DataTable", "PagedModel"]
