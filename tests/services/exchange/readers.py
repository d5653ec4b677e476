"""Short ways to write a file and to read it as a shop in Vienna would."""

import zoneinfo
from pathlib import Path

from trendy_desktop.services.exchange.customer_orders import CustomerFile, CustomerOrder, read_customer_orders
from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.inventory import InventoryFile, InventoryLine, read_inventory
from trendy_desktop.services.exchange.supplier_orders import Delivery, SupplierFile, read_supplier_orders
from trendy_desktop.services.exchange.textfile import LIMITS, Limits
from trendy_desktop.services.progress import Progress
from trendy_desktop.values import Calendar
from trendy_desktop.vault.email import normalise_email

VIENNA = Calendar.of("Europe/Vienna")
CUSTOMER_HEADER = "date,cust_email,cust_location,product_id,product_quantity"
SUPPLIER_HEADER = "date,supplier_id,product_id,quantity"
INVENTORY_HEADER = "product_id,quantity,wholesale_cost,sale_price,supplier_id"


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def customers(
    path: Path,
    *,
    calendar: Calendar = VIENNA,
    dates: DateMode | None = None,
    zone: str | None = None,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> CustomerFile:
    return read_customer_orders(
        path,
        calendar=calendar,
        normalise=normalise_email,
        dates=dates,
        file_zone=zoneinfo.ZoneInfo(zone) if zone else None,
        limits=limits,
        progress=progress,
    )


def suppliers(path: Path, *, dates: DateMode | None = None, zone: str | None = None) -> SupplierFile:
    return read_supplier_orders(path, calendar=VIENNA, dates=dates, file_zone=zoneinfo.ZoneInfo(zone) if zone else None)


def inventory(path: Path, *, digits: int = 2) -> InventoryFile:
    return read_inventory(path, digits=digits)


def orders_of(file: CustomerFile, at_once: int = 500) -> list[CustomerOrder]:
    return [order for chunk in file.chunks(at_once) for order in chunk]


def deliveries_of(file: SupplierFile) -> list[Delivery]:
    return [delivery for chunk in file.chunks() for delivery in chunk]


def products_of(file: InventoryFile) -> list[InventoryLine]:
    return [line for chunk in file.chunks() for line in chunk]
