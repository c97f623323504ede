-- A refund case: which bills' shares go back, who asked, who approved, and how far it is. The id is the key it was asked under.
CREATE TABLE refund (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payment (id),
    body_hash TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0),
    reason TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_name TEXT NOT NULL,
    decided_by TEXT,
    decided_name TEXT,
    decided_at BIGINT,
    decision_note TEXT NOT NULL,
    state TEXT NOT NULL,
    machine TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    wake_at BIGINT,
    -- Nobody approves what they asked for.
    CHECK (decided_by IS NULL OR decided_by <> requested_by)
);
CREATE INDEX refund_wake ON refund (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX refund_created ON refund (created_at, id);
CREATE INDEX refund_payment ON refund (payment_id, created_at);
CREATE INDEX refund_open ON refund (created_at, id) WHERE state NOT IN ('done', 'rejected', 'bank_refused');
-- One case of a payment is at the bank at a time.
CREATE UNIQUE INDEX refund_at_bank ON refund (payment_id) WHERE state = 'at_bank';

-- Each bill at most once in a case.
CREATE TABLE refund_share (
    id TEXT PRIMARY KEY,
    refund_id TEXT NOT NULL REFERENCES refund (id),
    item_id TEXT NOT NULL REFERENCES payment_item (id),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    fee BIGINT NOT NULL CHECK (fee >= 0),
    CHECK (amount + fee > 0),
    UNIQUE (refund_id, item_id)
);
CREATE INDEX refund_share_item ON refund_share (item_id);

-- What cases that are open or done take of an item: never more than the item.
CREATE TABLE refund_taken (
    item_id TEXT PRIMARY KEY REFERENCES payment_item (id),
    amount_most BIGINT NOT NULL,
    fee_most BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount >= 0 AND amount <= amount_most),
    fee BIGINT NOT NULL CHECK (fee >= 0 AND fee <= fee_most)
);

-- Every event that changed a case, never rewritten.
CREATE TABLE refund_event (
    refund_id TEXT NOT NULL REFERENCES refund (id),
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (refund_id, version)
);
