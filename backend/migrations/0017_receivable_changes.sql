-- The registry's entries of a posting.
CREATE INDEX payment_registry_entry_item ON payment_registry_entry (item_id);

-- Files that a person took in against the checks or took back: who, why, when, and which file was in force before and
-- afterwards. Never rewritten.
CREATE TABLE receivable_change (
    id TEXT PRIMARY KEY,
    biller TEXT NOT NULL,
    what TEXT NOT NULL,
    from_snapshot BIGINT,
    from_as_of BIGINT,
    to_snapshot BIGINT NOT NULL,
    to_as_of BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX receivable_change_biller ON receivable_change (biller, at);
