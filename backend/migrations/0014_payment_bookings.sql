-- How each share is booked, 'hosted' (in our own table) or 'remote' (at the biller), as it was when the payment was
-- started: a changed configuration must not move it. NULL in rows of before.
ALTER TABLE payment_item ADD COLUMN booked_by TEXT;
-- The rule by which the payment's fees were counted, JSON; empty in rows of before.
ALTER TABLE payment ADD COLUMN fee_rule TEXT NOT NULL DEFAULT '';
