-- Applications for a certificate, and the certificates. BYTEA holds documents and nothing else.

-- An application: the machine's memory with its effects in flight, what was sent, and what the registers said of it.
CREATE TABLE application (
    number TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    body_hash TEXT NOT NULL,
    applicant TEXT NOT NULL,
    -- One live application per person, class and account; gone once it has ended.
    live_key TEXT UNIQUE,
    class TEXT NOT NULL,
    answers TEXT NOT NULL,
    register TEXT NOT NULL,
    -- What officer and citizen said to each other last.
    said TEXT NOT NULL,
    -- Of the brand under which it was sent.
    public_url TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    -- The queue's filter: waiting, held, asked, making, ended.
    shelf TEXT NOT NULL,
    officer TEXT,
    officer_name TEXT,
    machine TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    wake_at BIGINT,
    ended_at BIGINT,
    -- From sent to ended without the citizen's pauses, in milliseconds; and whether it ended after the promised time.
    worked_ms BIGINT,
    late BIGINT
);
CREATE INDEX application_wake ON application (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX application_queue ON application (shelf, due_at, number);
CREATE INDEX application_due ON application (due_at, number);
CREATE INDEX application_officer ON application (officer, due_at, number) WHERE officer IS NOT NULL;
CREATE INDEX application_applicant ON application (applicant, created_at, number);
CREATE INDEX application_ended ON application (ended_at) WHERE ended_at IS NOT NULL;

-- Every event that changed an application, never rewritten. A stage is there when it was reached by this event.
CREATE TABLE application_event (
    application TEXT NOT NULL REFERENCES application (number),
    version BIGINT NOT NULL,
    event TEXT NOT NULL,
    stage TEXT,
    by_actor TEXT,
    by_name TEXT,
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (application, version)
);
CREATE INDEX application_event_stage ON application_event (at, stage) WHERE stage IS NOT NULL;

-- Attempts at changing an application: the same key is the same attempt.
CREATE TABLE application_key (
    idempotency_key TEXT PRIMARY KEY,
    body_hash TEXT NOT NULL,
    application TEXT NOT NULL
);

-- What an application or a certificate is found by: keyed digests of subscriber code, FIN, VÖEN.
CREATE TABLE application_find (
    digest TEXT NOT NULL,
    application TEXT NOT NULL REFERENCES application (number),
    PRIMARY KEY (digest, application)
);

-- Officers' notes, and who of the office looked at what.
CREATE TABLE application_note (
    id TEXT PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (number),
    by_actor TEXT NOT NULL,
    by_name TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX application_note_of ON application_note (application, at);

CREATE TABLE application_reading (
    id TEXT PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (number),
    what TEXT NOT NULL,
    by_actor TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX application_reading_of ON application_reading (application, at);

-- Files that citizens added. Of no application: kept for a day.
CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    application TEXT REFERENCES application (number),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    content BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachment_application ON attachment (application) WHERE application IS NOT NULL;
CREATE INDEX attachment_loose ON attachment (owner, created_at) WHERE application IS NULL;
CREATE INDEX attachment_old ON attachment (created_at) WHERE application IS NULL;

-- Numbers of certificates that were set aside: used or not, no number is given twice.
CREATE TABLE certificate_number (
    number TEXT PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (number),
    at BIGINT NOT NULL
);

-- Issued application ⇔ one certificate, in one unit of work.
CREATE TABLE certificate (
    number TEXT PRIMARY KEY REFERENCES certificate_number (number),
    application TEXT NOT NULL UNIQUE REFERENCES application (number),
    class TEXT NOT NULL,
    account TEXT NOT NULL,
    -- Digest of class, account and holder: the newest of these is in force.
    about TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    as_of BIGINT NOT NULL,
    valid_until TEXT NOT NULL,
    statement TEXT NOT NULL,
    key_id TEXT NOT NULL,
    ended_at BIGINT,
    ended_how TEXT,
    ended_by TEXT,
    ended_by_name TEXT,
    ended_reason TEXT,
    ended_words TEXT
);
CREATE INDEX certificate_about ON certificate (about) WHERE ended_at IS NULL;

CREATE TABLE certificate_file (
    certificate TEXT NOT NULL REFERENCES certificate (number),
    lang TEXT NOT NULL,
    position BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (certificate, lang)
);

-- Links in messages: only the token's hash.
CREATE TABLE document_link (
    token_hash TEXT PRIMARY KEY,
    application TEXT NOT NULL REFERENCES application (number),
    expires_at BIGINT NOT NULL
);
CREATE INDEX document_link_old ON document_link (expires_at);

-- Messages by SMS go out beside letters: a silent mail server holds no SMS up.
ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';
CREATE INDEX outbox_channel ON outbox (channel, next_at) WHERE next_at IS NOT NULL;

-- An alarm is about a payment or an application.
ALTER TABLE alarm RENAME COLUMN payment_id TO about;
