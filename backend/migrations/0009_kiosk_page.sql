-- Two facts, told apart: `heard_at` is a kiosk's page, `launcher_at` the program that started its browser. A page that hangs
-- is silent while its launcher goes on asking. Until now both wrote `heard_at`: it is begun anew.
ALTER TABLE kiosk ADD COLUMN launcher_at BIGINT;
UPDATE kiosk SET launcher_at = heard_at, heard_at = NULL;
-- Set while the page has left for somebody else's (the bank's, the sign-in's), by its own word: its silence is no fault then.
ALTER TABLE kiosk_session ADD COLUMN away_at BIGINT;
