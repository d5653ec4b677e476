"""What the demo shop sells: styles with their sizes, colours, suppliers, prices and seasons. All names are made up."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

from trendy_desktop.values import BusinessDay, parse_amount

ONE_SIZE = "One size"
# How often a size is asked for: people are mostly built in the middle.
LETTERS = {
    "women": {"XS": 9, "S": 24, "M": 32, "L": 23, "XL": 12},
    "men": {"XS": 4, "S": 16, "M": 33, "L": 30, "XL": 17},
}
SHOES = {
    "women": {"36": 9, "37": 18, "38": 25, "39": 23, "40": 15, "41": 10},
    "men": {"40": 5, "41": 11, "42": 22, "43": 26, "44": 20, "45": 11, "46": 5},
}

# The colours by their short form in a SKU, and how well each sells.
COLOURS = {
    "BLK": ("Black", 1.6), "NVY": ("Navy", 1.4), "WHT": ("White", 1.3), "SND": ("Sand", 1.1), "ECR": ("Ecru", 1.0),
    "GRY": ("Grey", 1.0), "CHA": ("Charcoal", 1.1), "CML": ("Camel", 1.0), "OLV": ("Olive", 0.9),
    "IND": ("Indigo", 1.2), "SKY": ("Sky", 0.9), "SGE": ("Sage", 0.7), "FOR": ("Forest", 0.7),
    "BGD": ("Burgundy", 0.7), "RST": ("Rust", 0.6), "BLS": ("Blush", 0.7), "MUS": ("Mustard", 0.4),
    "CGN": ("Cognac", 1.0), "SLV": ("Silver", 0.8),
}  # fmt: skip

# Who delivers a brand, and the days from ordering, on a Monday, to the delivery: the carrier comes on Tuesdays.
_BRANDS = {
    "Stadtpark": ("Lindner Textil", 8), "Casa Luneta": ("Casa Luneta", 15), "Portolan": ("Portolan Knits", 22),
    "Fjellvik": ("Fjellvik Outdoor", 22), "Brandt": ("Brandt Schuhwerk", 8), "Anatol": ("Anatol Denim", 8),
    "Ruelle Verte": ("Maison Auberive", 15), "Ilse Brandt": ("Maison Auberive", 15),
    "Auberive": ("Maison Auberive", 15),
}  # fmt: skip

# How well a kind of clothing sells in each month from January on; about 1 in the mean of the year.
_SEASONS = {
    "ever": (1.0,) * 12,
    "summer": (0.15, 0.3, 0.7, 1.2, 1.8, 2.2, 2.0, 1.4, 0.6, 0.3, 0.2, 0.2),
    "winter": (1.4, 0.9, 0.5, 0.25, 0.15, 0.1, 0.1, 0.4, 1.2, 2.1, 2.4, 2.0),
    "between": (0.5, 0.8, 1.5, 1.7, 1.1, 0.7, 0.5, 0.8, 1.6, 1.4, 0.8, 0.6),
    "gift": (0.6, 0.7, 0.8, 0.9, 1.0, 0.9, 0.8, 0.8, 0.9, 1.0, 1.4, 2.2),
}

# When a season's last pieces are cheaper: from and to, as month and day.
_SALES = {"winter": ((1, 10), (2, 20)), "summer": ((7, 10), (8, 20))}
_SALE_PERCENT = 80

# Title, code, category, brand, for whom, sizes, colours, cost and price of today, how well it sells, season, and what
# becomes of the price: it goes up every March, or down in the sale of its season.
_TABLE = """
Linen Shirt         LS-014  Shirts       Stadtpark     all    XS-XL  SND WHT OLV      23.50   59.00   9  summer   yearly
Oxford Shirt        OX-002  Shirts       Stadtpark     men    XS-XL  WHT SKY NVY      21.50   55.00   7  ever     yearly
Poplin Blouse       PB-006  Shirts       Casa Luneta   women  XS-XL  WHT BLS SGE      22.00   59.00   6  ever
Flannel Overshirt   FO-011  Shirts       Fjellvik      men    XS-XL  RST FOR          29.00   69.00   4  winter   sale
Denim Shirt         DS-008  Shirts       Anatol        all    XS-XL  IND BLK          26.00   65.00   4  between
Boxy Tee            BT-030  Tops         Stadtpark     all    XS-XL  WHT BLK SGE NVY   6.20   22.00  16  ever
Rib Tank            RT-021  Tops         Casa Luneta   women  XS-XL  WHT BLK RST       6.80   24.00  10  summer   sale
Breton Top          BR-004  Tops         Ruelle Verte  women  XS-XL  NVY ECR          11.50   35.00   8  between  yearly
Long-Sleeve Henley  LH-012  Tops         Fjellvik      men    XS-XL  CHA ECR OLV      12.50   39.00   6  winter
Heavy Crew Tee      HC-019  Tops         Stadtpark     men    XS-XL  WHT BLK CHA       7.80   29.00  10  ever
Satin Camisole      SC-003  Tops         Ruelle Verte  women  XS-XL  BLK BLS          13.00   39.00   4  gift
Wide Trousers       WT-003  Trousers     Casa Luneta   women  XS-XL  BLK SND NVY      31.00   79.00   8  ever     yearly
Slim Chino          SL-005  Trousers     Stadtpark     men    XS-XL  SND NVY OLV      24.00   59.00   7  between
Straight Jeans      SJ-001  Trousers     Anatol        women  XS-XL  IND BLK ECR      30.00   79.00  11  ever     yearly
Tapered Jeans       TJ-007  Trousers     Anatol        men    XS-XL  IND BLK          30.00   79.00   8  ever     yearly
Linen Trousers      LT-015  Trousers     Stadtpark     all    XS-XL  SND WHT          26.00   65.00   5  summer   sale
Corduroy Trousers   CD-009  Trousers     Anatol        all    XS-XL  CML FOR          29.00   75.00   4  winter   sale
Merino Crew         MC-016  Knitwear     Portolan      all    XS-XL  NVY CHA BGD      30.50   75.00   9  winter   yearly
Knit Cardigan       KC-002  Knitwear     Portolan      women  XS-XL  ECR SGE          27.00   69.00   6  winter   sale
Cotton Pullover     CP-010  Knitwear     Portolan      all    XS-XL  SKY SND GRY      22.00   55.00   6  between
Cashmere Roll-Neck  CR-001  Knitwear     Portolan      women  XS-XL  CML BLK          68.00  159.00   3  winter
Fine Polo Knit      FP-013  Knitwear     Portolan      men    XS-XL  NVY ECR          25.00   65.00   4  between
Wool Coat           WC-007  Outerwear    Ilse Brandt   women  XS-XL  CML BLK          82.00  189.00   4  winter   yearly
Overcoat            OC-004  Outerwear    Ilse Brandt   men    XS-XL  CHA NVY          89.00  199.00   3  winter   sale
Rain Parka          RP-002  Outerwear    Fjellvik      all    XS-XL  OLV NVY MUS      61.00  149.00   4  between
Denim Jacket        DJ-010  Outerwear    Anatol        all    XS-XL  IND BLK          41.00   99.00   5  between
Light Trench        TR-006  Outerwear    Ilse Brandt   women  XS-XL  SND              69.00  159.00   3  between
Quilted Vest        QV-008  Outerwear    Fjellvik      all    XS-XL  FOR BLK          36.00   89.00   4  between
Satin Slip Dress    SD-005  Dresses      Ruelle Verte  women  XS-XL  BLK BLS FOR      38.00   95.00   5  gift     yearly
Linen Shirt Dress   LD-012  Dresses      Casa Luneta   women  XS-XL  WHT SND          36.00   89.00   6  summer   sale
Wrap Dress          WD-003  Dresses      Ruelle Verte  women  XS-XL  NVY RST          35.00   85.00   5  between
Knit Dress          KD-009  Dresses      Portolan      women  XS-XL  CHA BGD          39.00   95.00   4  winter   sale
Pleated Skirt       PS-004  Skirts       Casa Luneta   women  XS-XL  BLK SGE          21.50   55.00   5  ever
Denim Skirt         DK-006  Skirts       Anatol        women  XS-XL  IND ECR          19.00   49.00   5  summer
Wool Mini Skirt     WM-002  Skirts       Ilse Brandt   women  XS-XL  GRY BGD          24.00   59.00   3  winter
Court Sneaker       CS-011  Shoes        Brandt        all    shoes  WHT BLK          37.00   89.00  10  ever     yearly
Chelsea Boot        CB-009  Shoes        Brandt        women  shoes  BLK CGN          59.00  139.00   5  winter
Derby Shoe          DB-005  Shoes        Brandt        men    shoes  BLK CGN          62.00  149.00   3  ever
Leather Sandal      SA-007  Shoes        Brandt        women  shoes  CGN BLK          28.00   69.00   5  summer   sale
Canvas Tote         CT-001  Bags         Stadtpark     all    one    ECR BLK NVY       4.90   19.00   8  ever
Leather Crossbody   LC-003  Bags         Auberive      women  one    BLK CGN FOR      49.00  119.00   3  gift
Weekender           WE-002  Bags         Auberive      all    one    OLV BLK          56.00  129.00   2  gift
Wool Scarf          WS-004  Accessories  Portolan      all    one    CML CHA BGD NVY  13.50   39.00   8  winter
Ribbed Beanie       RB-006  Accessories  Fjellvik      all    one    BLK RST GRY       6.50   24.00   7  winter   sale
Leather Belt        LB-001  Accessories  Brandt        all    belts  BLK CGN          14.00   39.00   5  ever
Silk Scarf          SS-005  Accessories  Auberive      women  one    BLS NVY MUS      17.00   45.00   3  gift
Hoop Earrings       HE-008  Accessories  Auberive      women  one    SLV               7.00   25.00   4  gift
"""


@dataclass(frozen=True, slots=True)
class Style:
    """A style of the demo shop; ``cost`` and ``price`` are those of today in cents, outside of a sale.

    ``weight`` says how well it sells in the mean of the year, ``lead`` how many days a delivery takes.
    """

    title: str
    code: str
    category: str
    brand: str
    supplier: str
    lead: int
    section: str
    sizes: tuple[str, ...]
    colours: tuple[str, ...]
    cost: int
    price: int
    weight: float
    season: tuple[float, ...]
    sale: tuple[tuple[int, int], tuple[int, int]] | None
    yearly: bool

    @classmethod
    def of(cls, line: str) -> Self:
        """The style that one line of the table describes."""
        cells = re.split(r" {2,}", line)
        title, code, category, brand, section, sizes, colours, cost, price, weight, season = cells[:11]
        return cls(
            title,
            f"TT-{code}",
            category,
            brand,
            *_BRANDS[brand],
            section,
            _run(sizes, section),
            tuple(colours.split()),
            parse_amount(cost, 2) or 0,
            parse_amount(price, 2) or 0,
            float(weight),
            _SEASONS[season],
            _SALES[season] if "sale" in cells else None,
            "yearly" in cells,
        )

    def sku(self, size: str, colour: str) -> str:
        return f"{self.code}-{colour}-{'OS' if size == ONE_SIZE else size}"

    def season_at(self, day: dt.date) -> float:
        """How well its season sells on ``day``; half-way between the middles of two months, half of each."""
        month, share = divmod(day.month - 1 + (day.day - 15) / 30, 1)
        return self.season[int(month) % 12] * (1 - share) + self.season[(int(month) + 1) % 12] * share

    def demand(self, day: dt.date) -> float:
        """How well it sells on ``day`` against other styles."""
        return self.weight * self.season_at(day) * (1.5 if self.in_sale(day) else 1)

    def in_sale(self, day: dt.date) -> bool:
        return self.sale is not None and self.sale[0] <= (day.month, day.day) <= self.sale[1]

    def figures(self, day: BusinessDay, today: BusinessDay) -> tuple[int, int]:
        """Price and cost, in cents, on ``day`` of the past as it is told ``today``."""
        date, price, cost = day.date, self.price, self.cost
        if self.yearly:
            step = 100 if price < 4000 else 200 if price < 10_000 else 500
            rises = _marches(today.date) - _marches(date)
            price, cost = price - rises * step, cost - rises * step * 2 // 5
        return price * _SALE_PERCENT // 10_000 * 100 if self.in_sale(date) else price, cost


def _run(sizes: str, section: str) -> tuple[str, ...]:
    match sizes:
        case "XS-XL":
            return tuple(LETTERS["women"])
        case "shoes":
            return tuple(sorted({*SHOES["women"], *SHOES["men"]})) if section == "all" else tuple(SHOES[section])
        case "belts":
            return ("S", "M", "L")
        case _:
            return (ONE_SIZE,)


def _marches(date: dt.date) -> int:
    """How many times the first of March has been."""
    return date.year + (date.month >= 3)


STYLES = tuple(map(Style.of, _TABLE.strip().splitlines()))
