-- What hosted billers gave back, in part or whole: each reversal is a row of its own, under a key of its own.
-- A posting's rest is its amount less its reversals.
CREATE TABLE hosted_reversal (
    id TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES hosted_posting (item_id),
    biller TEXT NOT NULL,
    charge TEXT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    reference TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX hosted_reversal_item ON hosted_reversal (item_id);
CREATE INDEX hosted_reversal_account ON hosted_reversal (biller, account, charge, at);
