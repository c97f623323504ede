-- Data ends. A row that others rest on stays, and everything of the person in it is emptied: since when is said here. No
-- reader of applications sees such a row again.
ALTER TABLE application ADD COLUMN erased_at BIGINT;
ALTER TABLE payment ADD COLUMN erased_at BIGINT;
CREATE INDEX application_kept ON application (ended_at, number) WHERE ended_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX payment_unpaid_kept ON payment (updated_at, id) WHERE state = 'closed' AND wake_at IS NULL AND erased_at IS NULL;
CREATE INDEX outbox_ended ON outbox (created_at, id) WHERE next_at IS NULL;

-- That a person was erased, and why: `about` is the keyed digest by which the person's rows were found.
CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    about TEXT NOT NULL,
    applications BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX application_find_of ON application_find (application);
CREATE INDEX application_key_of ON application_key (application);
CREATE INDEX document_link_of ON document_link (application);
