-- Debts of hosted billers. Each file is a snapshot, staged beside the one in force and switched to by one row.

-- Gives snapshots their numbers; its row also makes claims wait for one another.
CREATE TABLE receivable_sequence (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    last BIGINT NOT NULL
);
INSERT INTO receivable_sequence (id, last) VALUES (1, 0);

-- A file taken in, or being taken in. The digest is of the whole file, known once it was read to its end.
CREATE TABLE receivable_snapshot (
    id BIGINT PRIMARY KEY,
    biller TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    payments_until BIGINT NOT NULL,
    digest TEXT,
    started_at BIGINT NOT NULL
);
CREATE INDEX receivable_snapshot_biller ON receivable_snapshot (biller, id);

-- Which snapshot of a biller is in force, and which is being staged (with its last sign of life).
CREATE TABLE receivable_feed (
    biller TEXT PRIMARY KEY,
    snapshot_id BIGINT,
    staging_id BIGINT,
    staging_beat_at BIGINT
);

-- A row of a file: `phone` is the nine national digits as a number, `holder` is masked, `line` is its place in the file.
CREATE TABLE receivable (
    snapshot_id BIGINT NOT NULL,
    account TEXT NOT NULL,
    charge TEXT NOT NULL,
    document TEXT NOT NULL,
    phone BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    period TEXT NOT NULL,
    due TEXT NOT NULL,
    holder TEXT NOT NULL,
    line BIGINT NOT NULL,
    PRIMARY KEY (snapshot_id, account, charge, document)
);
CREATE INDEX receivable_phone ON receivable (snapshot_id, phone);

-- What a snapshot cannot vouch for: rejected rows, and what the snapshot before it knew and it does not name.
-- An empty charge stands for every charge; phone 0 for a number nobody could read; an account of `?` and a phone
-- for a row whose account nobody could read.
CREATE TABLE receivable_doubt (
    snapshot_id BIGINT NOT NULL,
    phone BIGINT NOT NULL,
    account TEXT NOT NULL,
    charge TEXT NOT NULL,
    PRIMARY KEY (snapshot_id, phone, account, charge)
);
CREATE INDEX receivable_doubt_account ON receivable_doubt (snapshot_id, account);
