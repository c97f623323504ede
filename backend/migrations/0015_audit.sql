-- Since when which rules of the payment machine are in force here: older payments cannot be replayed by newer rules.
CREATE TABLE machine_rules (
    rules BIGINT PRIMARY KEY,
    since BIGINT NOT NULL
);

-- What the rows of a file taken in must be: their number, their sum in qəpik and a digest that no order changes.
-- NULL in snapshots of before.
ALTER TABLE receivable_snapshot ADD COLUMN rows_count BIGINT;
ALTER TABLE receivable_snapshot ADD COLUMN rows_sum BIGINT;
ALTER TABLE receivable_snapshot ADD COLUMN rows_digest TEXT;

-- What `kommunal recover` did: each row is a payment it brought to an end, or an order it found nobody for.
CREATE TABLE recovery (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL,
    order_ref TEXT NOT NULL,
    what TEXT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX recovery_payment ON recovery (payment_id);
