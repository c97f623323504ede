-- The provider's ID token names a person and is needed for nothing: signing out names the client (S9, S11).
ALTER TABLE session DROP COLUMN id_token;
