-- Kiosks, and the one session each of them has at a time. A session's row is the session: ended, it is not there any more,
-- and neither is the key by which its drafts were sealed in the browser.

-- A device. Of its secret only the hash is here. `screen`, `printing` and `printer` are short words, never anybody's data.
CREATE TABLE kiosk (
    name TEXT PRIMARY KEY,
    place TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    heard_at BIGINT,
    version TEXT NOT NULL DEFAULT '',
    screen TEXT NOT NULL DEFAULT '',
    printing TEXT NOT NULL DEFAULT '',
    printing_at BIGINT,
    printer TEXT NOT NULL DEFAULT ''
);

-- `ticket_hash` is what the launcher's browser enters with, once; `token_hash` what its cookie says afterwards; both are
-- null when there is none. `person_hash`: the session of whoever signed in there, which ends with this one.
CREATE TABLE kiosk_session (
    id TEXT PRIMARY KEY,
    kiosk TEXT NOT NULL UNIQUE REFERENCES kiosk (name) ON DELETE CASCADE,
    ticket_hash TEXT UNIQUE,
    ticket_until BIGINT NOT NULL,
    token_hash TEXT UNIQUE,
    person_hash TEXT,
    sealing_key TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    used_at BIGINT,
    heard_at BIGINT,
    ends_at BIGINT NOT NULL
);
CREATE INDEX kiosk_session_ends ON kiosk_session (ends_at);
