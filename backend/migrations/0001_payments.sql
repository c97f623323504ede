-- Only BIGINT and TEXT: one schema for SQLite and PostgreSQL. Times are microseconds since 1970 in UTC,
-- sums are qəpik, ids and hashes are lower-case hex. No triggers, no stored procedures.

-- One row: what this installation is. The secret keys bill identifiers and look-up digests.
CREATE TABLE instance (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A payment: the machine's memory with its effects in flight, and what outsiders said of it.
CREATE TABLE payment (
    id TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    body_hash TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    city TEXT NOT NULL,
    phone TEXT NOT NULL,
    lang TEXT NOT NULL,
    email TEXT NOT NULL,
    card TEXT NOT NULL,
    acquirer TEXT NOT NULL,
    address_digest TEXT NOT NULL,
    total BIGINT NOT NULL CHECK (total > 0),
    state TEXT NOT NULL,
    machine TEXT NOT NULL,
    version BIGINT NOT NULL,
    order_ref TEXT,
    redirect TEXT,
    card_used TEXT,
    approval TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    wake_at BIGINT
);
CREATE INDEX payment_wake ON payment (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX payment_created ON payment (created_at, id);

-- The shares, as planned. What the billers said is in the machine's memory.
CREATE TABLE payment_item (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payment (id),
    position BIGINT NOT NULL,
    biller TEXT NOT NULL,
    charge TEXT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    fee BIGINT NOT NULL CHECK (fee >= 0),
    UNIQUE (payment_id, position)
);

-- Every event that changed a payment, never rewritten.
CREATE TABLE payment_event (
    payment_id TEXT NOT NULL REFERENCES payment (id),
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (payment_id, version)
);

-- Orders opened at an acquirer. An orphan's page address reached nobody.
CREATE TABLE payment_order (
    payment_id TEXT NOT NULL REFERENCES payment (id),
    attempt BIGINT NOT NULL,
    order_ref TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (payment_id, attempt)
);

-- One live payment per payable.
CREATE TABLE lease (
    payable TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL,
    address_digest TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX lease_payment ON lease (payment_id);

-- Who let a payable go unpaid again and again, and until when such an address must wait.
CREATE TABLE lease_abandoned (
    payable TEXT NOT NULL,
    address_digest TEXT NOT NULL,
    times BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    wait_until BIGINT NOT NULL,
    PRIMARY KEY (payable, address_digest)
);

-- The journal. Entries commit unchained; one sealer gives them sequence and hash chain.
CREATE TABLE journal_entry (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES payment (id),
    kind TEXT NOT NULL,
    cause TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    sequence BIGINT UNIQUE,
    previous_hash TEXT,
    hash TEXT
);
CREATE INDEX journal_unsealed ON journal_entry (at, id) WHERE sequence IS NULL;
CREATE INDEX journal_payment ON journal_entry (payment_id);

CREATE TABLE journal_posting (
    entry_id TEXT NOT NULL REFERENCES journal_entry (id),
    account TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (entry_id, account)
);

-- Captured payment ⇔ one capture entry ⇔ one receipt.
CREATE TABLE receipt (
    number TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL UNIQUE REFERENCES payment (id),
    code TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    issued_at BIGINT NOT NULL
);

-- Messages to send, each once.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT,
    tries BIGINT NOT NULL,
    ended TEXT
);
CREATE INDEX outbox_next ON outbox (next_at) WHERE next_at IS NOT NULL;

-- What a person must look at.
CREATE TABLE alarm (
    id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- What hosted billers were paid through us: their own book until their next file includes it.
CREATE TABLE hosted_posting (
    item_id TEXT PRIMARY KEY,
    biller TEXT NOT NULL,
    charge TEXT NOT NULL,
    account TEXT NOT NULL,
    amount BIGINT NOT NULL,
    status TEXT NOT NULL,
    reference TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX hosted_posting_account ON hosted_posting (biller, account, charge, at);
