-- Letters with a receipt that were asked for, by day: for the receipt and for whom they go to (keyed digests of both).
CREATE TABLE letter_count (
    about TEXT NOT NULL,
    day BIGINT NOT NULL,
    letters BIGINT NOT NULL,
    PRIMARY KEY (about, day)
);
