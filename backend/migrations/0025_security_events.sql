-- Who did what (S10). `actor`, `client` and the subject of a search are keyed digests; no name, FIN or phone is in a row.
-- A row stands for `times` events of the same kind within a minute.
CREATE TABLE security_event (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    route TEXT NOT NULL,
    client TEXT NOT NULL,
    actor TEXT NOT NULL,
    roles TEXT NOT NULL,
    brand TEXT NOT NULL,
    outcome TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    reason TEXT NOT NULL,
    times BIGINT NOT NULL CHECK (times > 0)
);
CREATE INDEX security_event_at ON security_event (at, id);
CREATE INDEX security_event_actor ON security_event (actor, at) WHERE actor <> '';
CREATE INDEX security_event_subject ON security_event (subject, at) WHERE subject <> '';
