-- What a visit's records are sealed with is no longer here: it is derived from this salt and the browser's token, of which
-- the hash alone is kept. Sessions of before end, with whoever signed in there: their keys lay here in clear.
DELETE FROM session WHERE token_hash IN (SELECT person_hash FROM kiosk_session WHERE person_hash IS NOT NULL);
DELETE FROM kiosk_session;
ALTER TABLE kiosk_session RENAME COLUMN sealing_key TO seal_salt;
