"""What every page works with: the look, the threads, the dialogs, and what the shop can do."""

from dataclasses import dataclass

from trendy_desktop.services.catalog import Catalog
from trendy_desktop.services.customers import Customers
from trendy_desktop.services.exchange import Exchange
from trendy_desktop.services.orders import Orders
from trendy_desktop.services.reports import Reports
from trendy_desktop.services.session import Session
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.format import Format
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Services:
    """What one open shop can do."""

    profile: ShopProfile
    session: Session
    catalog: Catalog
    orders: Orders
    customers: Customers
    exchange: Exchange
    reports: Reports


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to each page when it is made."""

    icons: Icons
    jobs: Jobs
    dialogs: Dialogs
    words: Format
    shop: Services
