"""Version 1: catalogue, stock ledger, orders, customers, audit, settings, outbox.

Conventions: money in minor units of the shop's currency; times (``at``, ``..._at``, ``timestamp``) in milliseconds
since 1970-01-01T00:00Z; ``business_day`` in days since 1970-01-01. ``at`` says when it happened, ``recorded_at`` when
it was written. Words that later steps extend (reasons, states, channels) are rows of a small table others refer to.
"""

SQL = """
-- Settings and people ----------------------------------------

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    last INTEGER NOT NULL CHECK (last >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES ('order', 0), ('customer', 0);

CREATE TABLE staff (
    staff_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clerk', 'stock', 'manager', 'trainer', 'owner')),
    created_at INTEGER NOT NULL
) STRICT;

-- Catalogue ----------------------------------------

CREATE TABLE supplier (
    supplier_id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
    name TEXT NOT NULL
) STRICT;

CREATE TABLE product (
    product_id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    category TEXT NOT NULL,
    brand TEXT NOT NULL,
    supplier_id INTEGER REFERENCES supplier,
    created_at INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;
CREATE INDEX product_by_supplier ON product (supplier_id);
CREATE INDEX product_by_category ON product (category);

CREATE TABLE variant (
    variant_id INTEGER PRIMARY KEY,
    product_id INTEGER NOT NULL REFERENCES product,
    sku TEXT NOT NULL UNIQUE CHECK (length(sku) BETWEEN 1 AND 64),
    barcode TEXT UNIQUE CHECK (length(barcode) BETWEEN 1 AND 64),
    size TEXT NOT NULL,
    colour TEXT NOT NULL,
    sale_price INTEGER NOT NULL CHECK (sale_price >= 0),
    wholesale_cost INTEGER NOT NULL CHECK (wholesale_cost >= 0),
    reorder_point INTEGER NOT NULL DEFAULT 0 CHECK (reorder_point >= 0),
    reorder_target INTEGER NOT NULL DEFAULT 0 CHECK (reorder_target >= 0),
    changed_at INTEGER NOT NULL,
    archived_at INTEGER,
    CONSTRAINT one_variant_per_size_and_colour UNIQUE (product_id, size, colour)
) STRICT;

-- Price and cost at any past moment; the first row of a variant stands for all earlier time.
CREATE TABLE variant_price (
    variant_id INTEGER NOT NULL REFERENCES variant ON DELETE CASCADE,
    since INTEGER NOT NULL,
    sale_price INTEGER NOT NULL,
    wholesale_cost INTEGER NOT NULL,
    PRIMARY KEY (variant_id, since)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER variant_added_prices AFTER INSERT ON variant BEGIN
    INSERT INTO variant_price VALUES (NEW.variant_id, NEW.changed_at, NEW.sale_price, NEW.wholesale_cost);
END;
CREATE TRIGGER variant_changed_prices AFTER UPDATE OF sale_price, wholesale_cost ON variant
WHEN NEW.sale_price <> OLD.sale_price OR NEW.wholesale_cost <> OLD.wholesale_cost BEGIN
    INSERT INTO variant_price VALUES (NEW.variant_id, NEW.changed_at, NEW.sale_price, NEW.wholesale_cost)
    ON CONFLICT DO UPDATE SET sale_price = excluded.sale_price, wholesale_cost = excluded.wholesale_cost;
END;

-- Search: words with prefixes from the first letter, substrings by trigrams. The rowid is the variant's.
CREATE VIRTUAL TABLE variant_words USING fts5 (
    words, content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE variant_trigrams USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
);
CREATE VIEW variant_text AS
SELECT variant_id,
       concat_ws(' ', sku, barcode, code, title, category, brand, size, colour) AS words
FROM variant JOIN product USING (product_id);

CREATE TRIGGER variant_added_search AFTER INSERT ON variant BEGIN
    INSERT INTO variant_words (rowid, words) SELECT * FROM variant_text WHERE variant_id = NEW.variant_id;
    INSERT INTO variant_trigrams (rowid, words) SELECT * FROM variant_text WHERE variant_id = NEW.variant_id;
END;
CREATE TRIGGER variant_changed_search AFTER UPDATE OF product_id, sku, barcode, size, colour ON variant BEGIN
    INSERT OR REPLACE INTO variant_words (rowid, words) SELECT * FROM variant_text WHERE variant_id = NEW.variant_id;
    INSERT OR REPLACE INTO variant_trigrams (rowid, words) SELECT * FROM variant_text WHERE variant_id = NEW.variant_id;
END;
CREATE TRIGGER product_changed_search AFTER UPDATE OF code, title, category, brand ON product BEGIN
    INSERT OR REPLACE INTO variant_words (rowid, words)
    SELECT * FROM variant_text WHERE variant_id IN (SELECT variant_id FROM variant WHERE product_id = NEW.product_id);
    INSERT OR REPLACE INTO variant_trigrams (rowid, words)
    SELECT * FROM variant_text WHERE variant_id IN (SELECT variant_id FROM variant WHERE product_id = NEW.product_id);
END;
CREATE TRIGGER variant_deleted_search AFTER DELETE ON variant BEGIN
    DELETE FROM variant_words WHERE rowid = OLD.variant_id;
    DELETE FROM variant_trigrams WHERE rowid = OLD.variant_id;
END;

-- Customers: without personal data but for what the vault has sealed

CREATE TABLE customer (
    hashed_email BLOB PRIMARY KEY CHECK (length(hashed_email) = 32),
    code TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE email_lookup (
    hashed_email BLOB PRIMARY KEY REFERENCES customer ON UPDATE CASCADE,
    unhashed_email BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_profile (
    hashed_email BLOB PRIMARY KEY REFERENCES customer ON UPDATE CASCADE,
    cust_uid BLOB NOT NULL UNIQUE CHECK (length(cust_uid) = 16),
    profile BLOB NOT NULL,
    ver INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Imports: what a file brought, line by line, so that the same line is never booked twice

CREATE TABLE import_run (
    import_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('inventory', 'customer-orders', 'supplier-orders')),
    file_hash BLOB NOT NULL CHECK (length(file_hash) = 16),
    started_at INTEGER NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff
) STRICT;

-- Orders ----------------------------------------

CREATE TABLE order_status (status TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO order_status VALUES
    ('draft'), ('placed'), ('confirmed'), ('picked'), ('packed'), ('shipped'), ('delivered'), ('cancelled'),
    ('returned'), ('refused'), ('backordered');

CREATE TABLE channel (channel TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO channel VALUES ('counter'), ('web'), ('e-mail'), ('chat'), ('import');

CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY,
    number INTEGER UNIQUE CHECK (number > 0),
    status TEXT NOT NULL REFERENCES order_status,
    channel TEXT NOT NULL REFERENCES channel,
    hashed_email BLOB REFERENCES customer ON UPDATE CASCADE,
    at INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    total INTEGER NOT NULL,
    follows INTEGER REFERENCES orders,
    import_id INTEGER REFERENCES import_run,
    staff_id INTEGER NOT NULL REFERENCES staff,
    CONSTRAINT booked_orders_have_a_number CHECK ((number IS NULL) = (status IN ('draft', 'refused', 'backordered')))
) STRICT;
CREATE INDEX orders_by_day ON orders (business_day, number, total);
CREATE INDEX orders_by_customer ON orders (hashed_email, at) WHERE hashed_email IS NOT NULL;
CREATE INDEX orders_by_status ON orders (status, channel, business_day, at, number, total);
CREATE INDEX orders_by_followed ON orders (follows) WHERE follows IS NOT NULL;

CREATE TABLE order_line (
    order_id INTEGER NOT NULL REFERENCES orders,
    line_no INTEGER NOT NULL CHECK (line_no > 0),
    variant_id INTEGER NOT NULL REFERENCES variant,
    quantity INTEGER NOT NULL CHECK (quantity <> 0),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    discount INTEGER NOT NULL DEFAULT 0 CHECK (discount >= 0),
    tax_rate INTEGER CHECK (tax_rate BETWEEN 0 AND 100000),
    tax INTEGER,
    PRIMARY KEY (order_id, line_no)
) STRICT, WITHOUT ROWID;

-- What could not be filled, in the shop's words; also lines of a file that no order could be made of (order_id NULL).
CREATE TABLE refused_line (
    refused_id INTEGER PRIMARY KEY,
    order_id INTEGER REFERENCES orders,
    import_id INTEGER REFERENCES import_run,
    file_line INTEGER,
    sku TEXT NOT NULL,
    variant_id INTEGER REFERENCES variant,
    wanted INTEGER,
    available INTEGER,
    amount INTEGER NOT NULL CHECK (amount >= 0),
    reason TEXT NOT NULL,
    business_day INTEGER,
    booked_by INTEGER REFERENCES orders
) STRICT;
CREATE INDEX refused_line_by_day ON refused_line (business_day, amount) WHERE business_day IS NOT NULL;
CREATE INDEX refused_line_by_order ON refused_line (order_id, booked_by) WHERE order_id IS NOT NULL;
CREATE INDEX refused_line_by_variant ON refused_line (variant_id) WHERE variant_id IS NOT NULL;

-- Quantities promised but not there; booked, the oldest first, by an order that follows when goods arrive.
CREATE TABLE backorder (
    backorder_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL REFERENCES orders,
    variant_id INTEGER NOT NULL REFERENCES variant,
    asked INTEGER NOT NULL CHECK (asked > 0),
    waiting INTEGER NOT NULL CHECK (waiting BETWEEN 0 AND asked),
    unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX backorder_waiting ON backorder (variant_id, at, backorder_id) WHERE waiting > 0;
CREATE INDEX backorder_by_order ON backorder (order_id);

CREATE TABLE vault_order (
    order_id INTEGER PRIMARY KEY REFERENCES orders,
    cust_uid BLOB NOT NULL CHECK (length(cust_uid) = 16),
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE import_line (
    identity BLOB PRIMARY KEY CHECK (length(identity) = 20),  -- business day (4 bytes), keyed hash (16)
    refused_id INTEGER REFERENCES refused_line
) STRICT, WITHOUT ROWID;

-- The inventory row last imported for a variant: only what differs from it is a change.
CREATE TABLE inventory_row (
    variant_id INTEGER PRIMARY KEY REFERENCES variant ON DELETE CASCADE,
    quantity INTEGER NOT NULL,
    wholesale_cost INTEGER NOT NULL,
    sale_price INTEGER NOT NULL,
    supplier_id INTEGER NOT NULL REFERENCES supplier
) STRICT;

-- Goods received ----------------------------------------

CREATE TABLE receipt (
    receipt_id INTEGER PRIMARY KEY,
    supplier_id INTEGER NOT NULL REFERENCES supplier,
    at INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    import_id INTEGER REFERENCES import_run,
    staff_id INTEGER NOT NULL REFERENCES staff
) STRICT;

CREATE TABLE receipt_line (
    receipt_id INTEGER NOT NULL REFERENCES receipt,
    line_no INTEGER NOT NULL CHECK (line_no > 0),
    variant_id INTEGER NOT NULL REFERENCES variant,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (receipt_id, line_no)
) STRICT, WITHOUT ROWID;

-- Stock ----------------------------------------

CREATE TABLE location (
    location_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100)
) STRICT;
INSERT INTO location VALUES (1, 'Shop');

CREATE TABLE movement_reason (reason TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO movement_reason VALUES ('opening'), ('correction'), ('receipt'), ('sale');

CREATE TABLE stock_level (
    variant_id INTEGER NOT NULL REFERENCES variant ON DELETE CASCADE,
    location_id INTEGER NOT NULL REFERENCES location,
    on_hand INTEGER NOT NULL CONSTRAINT on_hand_is_never_negative CHECK (on_hand >= 0),
    reserved INTEGER NOT NULL DEFAULT 0 CONSTRAINT reserved_is_never_negative CHECK (reserved >= 0),
    PRIMARY KEY (variant_id, location_id)
) STRICT, WITHOUT ROWID;

-- The ledger. movement_id counts from 1 without gaps; mac chains each row to the one before.
CREATE TABLE stock_movement (
    movement_id INTEGER PRIMARY KEY,
    variant_id INTEGER NOT NULL REFERENCES variant,
    location_id INTEGER NOT NULL REFERENCES location,
    quantity INTEGER NOT NULL CHECK (quantity <> 0),
    reason TEXT NOT NULL REFERENCES movement_reason,
    at INTEGER NOT NULL,
    business_day INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    staff_id INTEGER NOT NULL REFERENCES staff,
    order_id INTEGER REFERENCES orders,
    receipt_id INTEGER REFERENCES receipt,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;
CREATE INDEX stock_movement_by_variant ON stock_movement (variant_id, business_day, at, reason, quantity);

CREATE TRIGGER stock_movement_moves_stock AFTER INSERT ON stock_movement BEGIN
    INSERT INTO stock_level (variant_id, location_id, on_hand)
    SELECT NEW.variant_id, NEW.location_id, 0 WHERE NOT EXISTS
        (SELECT 1 FROM stock_level WHERE variant_id = NEW.variant_id AND location_id = NEW.location_id);
    UPDATE stock_level SET on_hand = on_hand + NEW.quantity
    WHERE variant_id = NEW.variant_id AND location_id = NEW.location_id;
END;

-- Figures of the lists ----------------------------------------
-- Each follows from the tables above and is kept by triggers, so that a list of many rows opens and is sorted at once.

-- Of all variants of a product that are not archived; stock over all locations.
CREATE TABLE product_figure (
    product_id INTEGER PRIMARY KEY REFERENCES product ON DELETE CASCADE,
    variants INTEGER NOT NULL DEFAULT 0,
    price_low INTEGER,
    price_high INTEGER,
    reorder_point INTEGER NOT NULL DEFAULT 0,
    on_hand INTEGER NOT NULL DEFAULT 0,
    reserved INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE VIEW product_sum AS
SELECT product.product_id, count(variant_id) AS variants, min(sale_price) AS price_low, max(sale_price) AS price_high,
       coalesce(sum(reorder_point), 0) AS reorder_point,
       coalesce(sum((SELECT sum(on_hand) FROM stock_level WHERE variant_id = variant.variant_id)), 0) AS on_hand,
       coalesce(sum((SELECT sum(reserved) FROM stock_level WHERE variant_id = variant.variant_id)), 0) AS reserved
FROM product LEFT JOIN variant ON variant.product_id = product.product_id AND variant.archived_at IS NULL
GROUP BY product.product_id;

CREATE TRIGGER product_added_figure AFTER INSERT ON product BEGIN
    INSERT INTO product_figure (product_id) VALUES (NEW.product_id);
END;
CREATE TRIGGER variant_added_figure AFTER INSERT ON variant WHEN NEW.archived_at IS NULL BEGIN
    UPDATE product_figure
    SET variants = variants + 1, reorder_point = reorder_point + NEW.reorder_point,
        price_low = min(coalesce(price_low, NEW.sale_price), NEW.sale_price),
        price_high = max(coalesce(price_high, NEW.sale_price), NEW.sale_price)
    WHERE product_id = NEW.product_id;
END;
CREATE TRIGGER variant_changed_figure
AFTER UPDATE OF product_id, sale_price, reorder_point, archived_at ON variant BEGIN
    INSERT OR REPLACE INTO product_figure
    SELECT * FROM product_sum WHERE product_id IN (OLD.product_id, NEW.product_id);
END;
CREATE TRIGGER variant_deleted_figure AFTER DELETE ON variant BEGIN
    INSERT OR REPLACE INTO product_figure SELECT * FROM product_sum WHERE product_id = OLD.product_id;
END;
CREATE TRIGGER stock_level_added_figure AFTER INSERT ON stock_level
WHEN NEW.on_hand <> 0 OR NEW.reserved <> 0 BEGIN
    UPDATE product_figure SET on_hand = on_hand + NEW.on_hand, reserved = reserved + NEW.reserved
    WHERE product_id = (SELECT product_id FROM variant WHERE variant_id = NEW.variant_id AND archived_at IS NULL);
END;
CREATE TRIGGER stock_level_changed_figure AFTER UPDATE OF on_hand, reserved ON stock_level BEGIN
    UPDATE product_figure
    SET on_hand = on_hand + NEW.on_hand - OLD.on_hand, reserved = reserved + NEW.reserved - OLD.reserved
    WHERE product_id = (SELECT product_id FROM variant WHERE variant_id = NEW.variant_id AND archived_at IS NULL);
END;

-- Of the orders that have a number and are not cancelled. What a customer spent is told up to 2 to the 62nd.
CREATE TABLE customer_figure (
    hashed_email BLOB PRIMARY KEY REFERENCES customer ON UPDATE CASCADE,
    orders INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- In two parts of 32 bits, because sum() fails beyond 64.
CREATE VIEW customer_sum AS
SELECT hashed_email, count(*) AS orders,
       CASE WHEN sum(total >> 32) + (sum(total & 4294967295) >> 32) >= 1073741824 THEN 4611686018427387904
            ELSE (sum(total >> 32) << 32) + sum(total & 4294967295) END AS spent,
       min(business_day) AS first_day, max(business_day) AS last_day
FROM orders WHERE number IS NOT NULL AND status <> 'cancelled' AND hashed_email IS NOT NULL GROUP BY hashed_email;

CREATE TRIGGER orders_added_customer_figure AFTER INSERT ON orders
WHEN NEW.number IS NOT NULL AND NEW.status <> 'cancelled' AND NEW.hashed_email IS NOT NULL BEGIN
    INSERT INTO customer_figure VALUES (NEW.hashed_email, 1, NEW.total, NEW.business_day, NEW.business_day)
    ON CONFLICT DO UPDATE
    SET orders = orders + 1, spent = min(spent, 4611686018427387904 - NEW.total) + NEW.total,
        first_day = min(first_day, NEW.business_day), last_day = max(last_day, NEW.business_day);
END;
CREATE TRIGGER orders_changed_customer_figure AFTER UPDATE OF status ON orders BEGIN
    DELETE FROM customer_figure WHERE hashed_email = NEW.hashed_email;
    INSERT INTO customer_figure SELECT * FROM customer_sum WHERE hashed_email = NEW.hashed_email;
END;

CREATE TABLE order_figure (
    status TEXT NOT NULL REFERENCES order_status,
    channel TEXT NOT NULL REFERENCES channel,
    orders INTEGER NOT NULL,
    PRIMARY KEY (status, channel)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER orders_added_figure AFTER INSERT ON orders BEGIN
    INSERT INTO order_figure VALUES (NEW.status, NEW.channel, 1)
    ON CONFLICT DO UPDATE SET orders = orders + 1;
END;
CREATE TRIGGER orders_changed_figure AFTER UPDATE OF status, channel ON orders BEGIN
    UPDATE order_figure SET orders = orders - 1 WHERE status = OLD.status AND channel = OLD.channel;
    INSERT INTO order_figure VALUES (NEW.status, NEW.channel, 1)
    ON CONFLICT DO UPDATE SET orders = orders + 1;
END;
CREATE TRIGGER orders_deleted_figure AFTER DELETE ON orders BEGIN
    UPDATE order_figure SET orders = orders - 1 WHERE status = OLD.status AND channel = OLD.channel;
END;

-- Audit, outbox ----------------------------------------

CREATE TABLE event (
    event_id INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES staff,
    event_type TEXT NOT NULL,
    module TEXT NOT NULL,
    details TEXT NOT NULL CHECK (json_valid(details)),
    timestamp INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;

CREATE INDEX event_of_order ON event (details ->> '$.order_id') WHERE event_type = 'PlaceRevealed';
CREATE INDEX event_of_customer ON event (details ->> '$.code') WHERE event_type = 'CustomerDataRevealed';

CREATE TABLE chain (
    name TEXT PRIMARY KEY,
    length INTEGER NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT, WITHOUT ROWID;
INSERT INTO chain VALUES ('ledger', 0, zeroblob(32)), ('audit', 0, zeroblob(32));

CREATE TABLE outbox (
    outbox_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,
    cust_uid BLOB CHECK (length(cust_uid) = 16),
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0)
) STRICT;
CREATE INDEX outbox_unsent ON outbox (outbox_id) WHERE sent_at IS NULL;

-- Append only ----------------------------------------

CREATE TRIGGER stock_movement_stays BEFORE DELETE ON stock_movement BEGIN
    SELECT raise(ABORT, 'the stock ledger is append-only'); END;
CREATE TRIGGER stock_movement_is_frozen BEFORE UPDATE ON stock_movement BEGIN
    SELECT raise(ABORT, 'the stock ledger is append-only'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN
    SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER event_is_frozen BEFORE UPDATE ON event BEGIN
    SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER orders_stay BEFORE DELETE ON orders WHEN OLD.status <> 'draft' BEGIN
    SELECT raise(ABORT, 'orders are kept'); END;
CREATE TRIGGER orders_are_frozen
BEFORE UPDATE OF order_id, number, channel, at, business_day, recorded_at, total, follows, import_id, staff_id
ON orders
WHEN OLD.status <> 'draft' BEGIN
    SELECT raise(ABORT, 'a posted order is frozen'); END;
CREATE TRIGGER order_line_stays BEFORE DELETE ON order_line
WHEN (SELECT status FROM orders WHERE order_id = OLD.order_id) <> 'draft' BEGIN
    SELECT raise(ABORT, 'a posted order is frozen'); END;
CREATE TRIGGER order_line_is_frozen BEFORE UPDATE ON order_line
WHEN (SELECT status FROM orders WHERE order_id = OLD.order_id) <> 'draft' BEGIN
    SELECT raise(ABORT, 'a posted order is frozen'); END;
CREATE TRIGGER refused_line_stays BEFORE DELETE ON refused_line BEGIN
    SELECT raise(ABORT, 'refusals are kept'); END;
CREATE TRIGGER refused_line_is_frozen
BEFORE UPDATE OF
    refused_id, order_id, import_id, file_line, sku, variant_id, wanted, available, amount, reason, business_day
ON refused_line BEGIN
    SELECT raise(ABORT, 'refusals are kept'); END;
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt BEGIN
    SELECT raise(ABORT, 'receipts are kept'); END;
CREATE TRIGGER receipt_is_frozen BEFORE UPDATE ON receipt BEGIN
    SELECT raise(ABORT, 'receipts are kept'); END;
CREATE TRIGGER receipt_line_stays BEFORE DELETE ON receipt_line BEGIN
    SELECT raise(ABORT, 'receipts are kept'); END;
CREATE TRIGGER receipt_line_is_frozen BEFORE UPDATE ON receipt_line BEGIN
    SELECT raise(ABORT, 'receipts are kept'); END;
CREATE TRIGGER variant_price_stays BEFORE DELETE ON variant_price
WHEN EXISTS (SELECT 1 FROM variant WHERE variant_id = OLD.variant_id) BEGIN
    SELECT raise(ABORT, 'the price history is kept'); END;
"""
