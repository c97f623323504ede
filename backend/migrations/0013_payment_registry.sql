-- The registry that each hosted biller is handed: every payment and reversal in its book, under a sequence without
-- gaps. A payment counts as included in a receivables file only up to where the biller says it has the registry.

-- A whole reversal of before 0010 has no row of its own yet.
INSERT INTO hosted_reversal (id, item_id, biller, charge, account, amount, reference, at)
SELECT p.item_id, p.item_id, p.biller, p.charge, p.account, p.amount, p.reference, p.at FROM hosted_posting p
WHERE p.status = 'reversed' AND p.amount > 0 AND NOT EXISTS (SELECT 1 FROM hosted_reversal r WHERE r.item_id = p.item_id);

-- NULL: not entered yet. A posting given up before it was booked never is.
ALTER TABLE hosted_posting ADD COLUMN registry_sequence BIGINT;
ALTER TABLE hosted_reversal ADD COLUMN registry_sequence BIGINT;
CREATE INDEX hosted_posting_unentered ON hosted_posting (biller, at, item_id) WHERE registry_sequence IS NULL AND status <> 'cancelled';
CREATE INDEX hosted_reversal_unentered ON hosted_reversal (biller, at, id) WHERE registry_sequence IS NULL;

-- An entry is never changed. `payments`, `paid` and `reversed` are the totals of all entries up to this one, so that
-- the totals of any range are the difference of two rows. `id` is the posting's item or the reversal's id.
CREATE TABLE payment_registry_entry (
    biller TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    item_id TEXT NOT NULL REFERENCES hosted_posting (item_id),
    charge TEXT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL,
    reference TEXT NOT NULL,
    at BIGINT NOT NULL,
    payments BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    reversed BIGINT NOT NULL,
    PRIMARY KEY (biller, sequence),
    UNIQUE (kind, id)
);

-- The biller has booked everything after `from_sequence` up to `until_sequence`. The next begins where one ended.
CREATE TABLE payment_registry_ack (
    biller TEXT NOT NULL,
    from_sequence BIGINT NOT NULL,
    until_sequence BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    total BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (biller, until_sequence),
    UNIQUE (biller, from_sequence)
);

-- Entries up to here are in the file's amounts; whether the file ended with a trailer.
ALTER TABLE receivable_snapshot ADD COLUMN registry_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE receivable_snapshot ADD COLUMN has_trailer BIGINT NOT NULL DEFAULT 0;
-- The snapshot that the one in force replaced: kept until the next switch, for `import --undo`.
ALTER TABLE receivable_feed ADD COLUMN previous_id BIGINT;
