//! What whoever keeps the database may do to it: each kind once, as statements.

/// Its name, and statements that follow one another, with `{p}` for the payment and `{r}` for a new identifier.
pub(crate) type Kind = (&'static str, &'static [&'static str]);

/// What is done to a captured payment, `{p}`. Statements that follow one another.
pub(crate) const KINDS: [Kind; 20] = [
    (
        "money moved from a biller to the fees",
        &[
            "UPDATE journal_posting SET amount = amount + 7 WHERE account LIKE 'biller:%' AND entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{p}')",
            "UPDATE journal_posting SET amount = amount - 7 WHERE account = 'fees' AND entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{p}')",
        ],
    ),
    (
        "a capture doubled",
        &["UPDATE journal_posting SET amount = amount * 2 WHERE entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{p}')"],
    ),
    (
        "a refund that nobody asked for",
        &[
            "INSERT INTO journal_entry (id, payment_id, kind, cause, at) VALUES ('{r}', '{p}', 'refund', 'refund:{p}:5', 5)",
            "INSERT INTO journal_posting (entry_id, account, amount) VALUES ('{r}', 'biller:gas', 500000)",
            "INSERT INTO journal_posting (entry_id, account, amount) VALUES ('{r}', 'fees', -500000)",
        ],
    ),
    (
        "an entry deleted",
        &[
            "DELETE FROM journal_posting WHERE entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{p}')",
            "DELETE FROM journal_entry WHERE payment_id = '{p}'",
        ],
    ),
    (
        "an entry given to another biller",
        &[
            "UPDATE journal_posting SET account = 'biller:gas' WHERE account LIKE 'biller:%' AND entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{p}')",
        ],
    ),
    ("an entry dated back", &["UPDATE journal_entry SET at = at - 86400000000 WHERE payment_id = '{p}'"]),
    ("a receipt over more", &["UPDATE receipt SET amount = amount + 100 WHERE payment_id = '{p}'"]),
    ("a receipt deleted", &["DELETE FROM receipt WHERE payment_id = '{p}'"]),
    (
        "a posting at a hosted biller without a payment",
        &[
            "INSERT INTO hosted_posting (item_id, biller, charge, account, amount, status, reference, at) SELECT '{r}', biller, charge, account, amount, status, reference, at \
         FROM hosted_posting WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
        ],
    ),
    (
        "a posting at a hosted biller raised",
        &["UPDATE hosted_posting SET amount = amount + 100 WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')"],
    ),
    (
        "a posting at a hosted biller deleted",
        &[
            "DELETE FROM payment_registry_entry WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
            "DELETE FROM hosted_posting WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
        ],
    ),
    (
        "a payment raised everywhere but in its events",
        &[
            "UPDATE payment SET total = total + 1000, machine = REPLACE(machine, '\"amount\":1500', '\"amount\":2500') WHERE id = '{p}'",
            "UPDATE payment_item SET amount = amount + 1000 WHERE payment_id = '{p}'",
            "UPDATE receipt SET amount = amount + 1000 WHERE payment_id = '{p}'",
        ],
    ),
    (
        "an event deleted",
        &[
            "DELETE FROM payment_event WHERE payment_id = '{p}' AND version = (SELECT MAX(version) FROM payment_event WHERE payment_id = '{p}')",
        ],
    ),
    ("another's order at the bank", &["UPDATE payment SET order_ref = '1' WHERE id = '{p}'"]),
    (
        "a captured payment deleted with all that rests on it",
        &[
            "DELETE FROM journal_posting WHERE entry_id IN (SELECT id FROM journal_entry WHERE payment_id = '{p}')",
            "DELETE FROM journal_entry WHERE payment_id = '{p}'",
            "DELETE FROM receipt WHERE payment_id = '{p}'",
            "DELETE FROM payment_registry_entry WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
            "DELETE FROM hosted_posting WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
            "DELETE FROM payment_event WHERE payment_id = '{p}'",
            "DELETE FROM payment_order WHERE payment_id = '{p}'",
            "DELETE FROM payment_item WHERE payment_id = '{p}'",
            "DELETE FROM payment WHERE id = '{p}'",
        ],
    ),
    (
        "an entry of a biller's registry deleted",
        &["DELETE FROM payment_registry_entry WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')"],
    ),
    (
        "a posting said to have another place in its biller's registry",
        &[
            "UPDATE hosted_posting SET registry_sequence = registry_sequence + 90000 WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
        ],
    ),
    (
        "an entry of a biller's registry doubled",
        &[
            "INSERT INTO payment_registry_entry (biller, sequence, kind, id, item_id, charge, account, amount, reference, at, payments, paid, reversed) \
             SELECT biller, sequence + 100000, kind, '{r}', item_id, charge, account, amount, reference, at, payments + 1, paid + amount, reversed \
             FROM payment_registry_entry WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
        ],
    ),
    (
        "an entry of a biller's registry raised",
        &[
            "UPDATE payment_registry_entry SET amount = amount + 100 WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')",
        ],
    ),
    (
        "an entry of a biller's registry given to another account",
        &["UPDATE payment_registry_entry SET account = 'X-1' WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')"],
    ),
];

/// What is done to the refund of one, which a second person approved.
pub(crate) const OF_REFUNDS: [Kind; 10] = [
    ("a refund lowered", &["UPDATE refund SET total = total - 100 WHERE payment_id = '{p}'"]),
    (
        "a refund lowered in its state too",
        &["UPDATE refund SET total = total - 100, machine = REPLACE(machine, '\"amount\":500', '\"amount\":400') WHERE payment_id = '{p}'"],
    ),
    ("a refund said to be rejected", &["UPDATE refund SET state = 'rejected' WHERE payment_id = '{p}'"]),
    (
        "a refund's approver removed",
        &["UPDATE refund SET decided_by = NULL, decided_name = NULL, decided_at = NULL WHERE payment_id = '{p}'"],
    ),
    (
        "a refund's approver removed everywhere",
        &[
            "UPDATE refund SET decided_by = NULL, decided_name = NULL, decided_at = NULL WHERE payment_id = '{p}'",
            "DELETE FROM refund_event WHERE version = 2 AND refund_id IN (SELECT id FROM refund WHERE payment_id = '{p}')",
        ],
    ),
    ("a refund approved by another", &["UPDATE refund SET decided_by = 'x', decided_name = 'X' WHERE payment_id = '{p}'"]),
    ("a refund asked for by another", &["UPDATE refund SET requested_name = 'X', reason = 'another' WHERE payment_id = '{p}'"]),
    (
        "a refund's share moved to the fee",
        &["UPDATE refund_share SET amount = amount - 1, fee = fee + 1 WHERE refund_id IN (SELECT id FROM refund WHERE payment_id = '{p}')"],
    ),
    (
        "what refunds take of a bill freed",
        &["UPDATE refund_taken SET amount = 0 WHERE item_id IN (SELECT id FROM payment_item WHERE payment_id = '{p}')"],
    ),
    (
        "a refund's event deleted",
        &["DELETE FROM refund_event WHERE refund_id IN (SELECT id FROM refund WHERE payment_id = '{p}') \
             AND version = (SELECT MAX(e.version) FROM refund_event e JOIN refund r ON r.id = e.refund_id WHERE r.payment_id = '{p}')"],
    ),
];

/// The same of alarm cases: each payment has one that two people resolved.
pub(crate) const OF_ALARMS: [Kind; 8] = [
    ("an alarm said to be open again", &["UPDATE alarm SET state = 'open' WHERE about = '{p}'"]),
    ("an alarm approved by who asked", &["UPDATE alarm SET approved_actor = asked_actor, approved_name = asked_name WHERE about = '{p}'"]),
    ("an alarm about another payment", &["UPDATE alarm SET about = '{r}' WHERE about = '{p}'"]),
    ("an alarm asked for with another reason", &["UPDATE alarm SET asked_reason = 'another' WHERE about = '{p}'"]),
    ("an alarm resolved otherwise", &["UPDATE alarm SET resolution = 'no_action' WHERE about = '{p}'"]),
    ("an alarm raised more often", &["UPDATE alarm SET times = times + 1 WHERE about = '{p}'"]),
    (
        "a line of an alarm's trail deleted",
        &["DELETE FROM alarm_event WHERE what = 'note' AND alarm_id IN (SELECT id FROM alarm WHERE about = '{p}')"],
    ),
    (
        "an alarm deleted with its trail",
        &[
            "DELETE FROM alarm_event WHERE alarm_id IN (SELECT id FROM alarm WHERE about = '{p}')",
            "DELETE FROM alarm_key WHERE alarm_id IN (SELECT id FROM alarm WHERE about = '{p}')",
            "DELETE FROM alarm WHERE about = '{p}'",
        ],
    ),
];
