"""peewee's picture of the tables that lists and searches are asked of. The schema itself is in ``migrations``."""

from peewee import BlobField, CompositeKey, IntegerField, Model, TextField


class Supplier(Model):
    supplier_id = IntegerField(primary_key=True)
    code = TextField()
    name = TextField()

    class Meta:
        table_name = "supplier"


class Product(Model):
    product_id = IntegerField(primary_key=True)
    code = TextField()
    title = TextField()
    category = TextField()
    brand = TextField()
    supplier_id = IntegerField(null=True)
    created_at = IntegerField()
    archived_at = IntegerField(null=True)

    class Meta:
        table_name = "product"


class Variant(Model):
    variant_id = IntegerField(primary_key=True)
    product_id = IntegerField()
    sku = TextField()
    barcode = TextField(null=True)
    size = TextField()
    colour = TextField()
    sale_price = IntegerField()
    wholesale_cost = IntegerField()
    reorder_point = IntegerField()
    reorder_target = IntegerField()
    changed_at = IntegerField()
    archived_at = IntegerField(null=True)

    class Meta:
        table_name = "variant"


class ProductFigure(Model):
    product_id = IntegerField(primary_key=True)
    variants = IntegerField()
    price_low = IntegerField(null=True)
    price_high = IntegerField(null=True)
    reorder_point = IntegerField()
    on_hand = IntegerField()
    reserved = IntegerField()

    class Meta:
        table_name = "product_figure"


class StockLevel(Model):
    variant_id = IntegerField()
    location_id = IntegerField()
    on_hand = IntegerField()
    reserved = IntegerField()

    class Meta:
        table_name = "stock_level"
        primary_key = CompositeKey("variant_id", "location_id")


class Customer(Model):
    hashed_email = BlobField(primary_key=True)
    code = TextField()
    created_at = IntegerField()

    class Meta:
        table_name = "customer"


class CustomerFigure(Model):
    hashed_email = BlobField(primary_key=True)
    orders = IntegerField()
    spent = IntegerField()
    first_day = IntegerField()
    last_day = IntegerField()

    class Meta:
        table_name = "customer_figure"


class Order(Model):
    order_id = IntegerField(primary_key=True)
    number = IntegerField(null=True)
    status = TextField()
    channel = TextField()
    hashed_email = BlobField(null=True)
    at = IntegerField()
    business_day = IntegerField()
    recorded_at = IntegerField()
    total = IntegerField()
    follows = IntegerField(null=True)
    import_id = IntegerField(null=True)
    staff_id = IntegerField()

    class Meta:
        table_name = "orders"


class OrderLine(Model):
    order_id = IntegerField()
    line_no = IntegerField()
    variant_id = IntegerField()
    quantity = IntegerField()
    unit_price = IntegerField()
    discount = IntegerField()
    tax_rate = IntegerField(null=True)
    tax = IntegerField(null=True)

    class Meta:
        table_name = "order_line"
        primary_key = CompositeKey("order_id", "line_no")


class RefusedLine(Model):
    refused_id = IntegerField(primary_key=True)
    order_id = IntegerField(null=True)
    import_id = IntegerField(null=True)
    file_line = IntegerField(null=True)
    sku = TextField()
    variant_id = IntegerField(null=True)
    wanted = IntegerField(null=True)
    available = IntegerField(null=True)
    amount = IntegerField()
    reason = TextField()
    business_day = IntegerField(null=True)
    booked_by = IntegerField(null=True)

    class Meta:
        table_name = "refused_line"


TABLES: tuple[type[Model], ...] = (
    Supplier,
    Product,
    Variant,
    ProductFigure,
    StockLevel,
    Customer,
    CustomerFigure,
    Order,
    OrderLine,
    RefusedLine,
)
