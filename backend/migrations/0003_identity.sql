-- Who is signed in, sign-ins under way, mobile numbers proven by a code. All of it is forgotten when its time is over.

-- A session. Of its token only the hash is here; `actor` stands for the person wherever a name is not needed.
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    actor TEXT NOT NULL,
    fin TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    id_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    ends_latest BIGINT NOT NULL
);
CREATE INDEX session_ends ON session (ends_at);

-- A sign-in that went to the identity provider and has not come back. Used once.
CREATE TABLE sign_in (
    state_hash TEXT PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    return_to TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_expires ON sign_in (expires_at);

-- A mobile number and the code sent to it. `subject`: whom or what the proof is for, by purpose.
CREATE TABLE mobile_proof (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    mobile TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    tries_left BIGINT NOT NULL CHECK (tries_left >= 0),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    proven_at BIGINT,
    UNIQUE (purpose, subject, idempotency_key)
);
CREATE INDEX mobile_proof_mobile ON mobile_proof (mobile, created_at);
CREATE INDEX mobile_proof_subject ON mobile_proof (purpose, subject, created_at);

-- Codes to one number, and for one subject, are counted one at a time.
CREATE TABLE mobile_gate (
    gate TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);
