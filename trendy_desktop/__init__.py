"""TrendyThreads Desktop: the shop's catalogue, stock, orders, customers and reports in one program."""

__version__ = "0.1.0"
