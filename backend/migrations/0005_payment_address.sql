-- Under which of the installation's addresses a payment was begun: the bank sends its payer back there, where the draft is.
-- Empty in rows of before: the portal's own.
ALTER TABLE payment ADD COLUMN public_url TEXT NOT NULL DEFAULT '';
