-- Codes are counted for a subject and a number together: a stranger who makes up one of the two fills no index range that
-- the other is looked for in.
DROP INDEX mobile_proof_subject;
CREATE INDEX mobile_proof_subject ON mobile_proof (purpose, subject, mobile, created_at);
