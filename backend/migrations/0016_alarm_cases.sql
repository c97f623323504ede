-- An alarm becomes a case: taken by somebody, resolved by two people. Rows of before are open cases without a cause.
ALTER TABLE alarm ADD COLUMN kind TEXT NOT NULL DEFAULT 'payment';
ALTER TABLE alarm ADD COLUMN cause TEXT NOT NULL DEFAULT 'unspecified';
ALTER TABLE alarm ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
-- Compared on every change.
ALTER TABLE alarm ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- How often it was raised while the case was open.
ALTER TABLE alarm ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
ALTER TABLE alarm ADD COLUMN taken_actor TEXT;
ALTER TABLE alarm ADD COLUMN taken_name TEXT;
-- What was asked for last: a text form of `Resolution`, its amount in qəpik, why, by whom.
ALTER TABLE alarm ADD COLUMN resolution TEXT;
ALTER TABLE alarm ADD COLUMN amount BIGINT;
ALTER TABLE alarm ADD COLUMN asked_reason TEXT;
ALTER TABLE alarm ADD COLUMN asked_actor TEXT;
ALTER TABLE alarm ADD COLUMN asked_name TEXT;
ALTER TABLE alarm ADD COLUMN asked_at BIGINT;
ALTER TABLE alarm ADD COLUMN approved_actor TEXT;
ALTER TABLE alarm ADD COLUMN approved_name TEXT;
ALTER TABLE alarm ADD COLUMN resolved_at BIGINT;
UPDATE alarm SET kind = 'application' WHERE about LIKE 'M-%';
CREATE INDEX alarm_at ON alarm (at, id);
CREATE INDEX alarm_about ON alarm (about);
CREATE INDEX alarm_open ON alarm (at, id) WHERE state <> 'resolved';

-- What happened to a case, and its notes. Never rewritten.
CREATE TABLE alarm_event (
    alarm_id TEXT NOT NULL REFERENCES alarm (id),
    version BIGINT NOT NULL,
    what TEXT NOT NULL,
    by_actor TEXT,
    by_name TEXT,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, version)
);

CREATE TABLE alarm_key (
    idempotency_key TEXT PRIMARY KEY,
    body_hash TEXT NOT NULL,
    alarm_id TEXT NOT NULL REFERENCES alarm (id)
);

-- How each audit ended.
CREATE TABLE audit_run (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    result TEXT NOT NULL,
    findings BIGINT NOT NULL,
    unanswered BIGINT NOT NULL
);
CREATE INDEX audit_run_at ON audit_run (at);

-- How often bank or billers were asked since the state last changed.
ALTER TABLE payment ADD COLUMN asks BIGINT NOT NULL DEFAULT 0;

-- Payments that have not ended: figures, and the operator's search.
CREATE INDEX payment_open ON payment (state, created_at, id, total, asks) WHERE state NOT IN ('captured', 'closed');
CREATE INDEX payment_phone ON payment (phone, created_at);
CREATE INDEX payment_order_ref ON payment_order (order_ref) WHERE order_ref IS NOT NULL;
