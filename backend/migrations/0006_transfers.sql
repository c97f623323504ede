-- A draft on its way from one device to another: ciphertext alone; its key never comes here. Read once, kept for minutes.
-- Once read, the ciphertext is empty; the row stays until it expires, so that the sender hears of it.
CREATE TABLE transfer (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL,
    proof_hash TEXT NOT NULL,
    sealed TEXT NOT NULL,
    tries_left BIGINT NOT NULL CHECK (tries_left >= 0),
    taken_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX transfer_expires ON transfer (expires_at);
