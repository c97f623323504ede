//! How each kind of [`shared::retention`] is found and removed. What others rest on – a payment of the audit's, a number that
//! must not be given twice, a certificate that anybody may check – stays as a row with everything of the person emptied.

use super::StoreError;
use shared::retention::Kind;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use sqlx::{AssertSqlSafe, Row, query};

/// How one kind ends.
struct Ending {
    kind: Kind,
    /// `id` of the rows that changed last before `$1`.
    due: &'static str,
    /// What is done with each, by its identifier `$1`; `$2` is the time.
    steps: &'static [&'static str],
    /// Most rows of one unit of work: files are written over with zeros as they go, and the writer waits for it.
    rows_max: i64,
}

/// Rows without files.
const MANY: i64 = 10_000;

/// The table; a kind without a row fails a test.
const ENDINGS: [Ending; 7] = [
    Ending { kind: Kind::UnpaidPayments, due: UNPAID, steps: &EMPTY_PAYMENT, rows_max: MANY },
    Ending {
        kind: Kind::Attachments,
        due: "SELECT a.id AS id FROM application p JOIN attachment a ON a.application = p.number \
              WHERE p.ended_at IS NOT NULL AND p.erased_at IS NULL AND p.ended_at < $1",
        steps: &["DELETE FROM attachment WHERE id = $1"],
        rows_max: 4,
    },
    Ending {
        kind: Kind::Applications,
        due: "SELECT number AS id FROM application WHERE ended_at IS NOT NULL AND erased_at IS NULL AND ended_at < $1",
        steps: &EMPTY_APPLICATION,
        rows_max: 4,
    },
    Ending {
        kind: Kind::LooseAttachments,
        due: "SELECT id FROM attachment WHERE application IS NULL AND created_at < $1",
        steps: &["DELETE FROM attachment WHERE id = $1 AND application IS NULL"],
        rows_max: 4,
    },
    Ending {
        kind: Kind::Letters,
        due: "SELECT id FROM outbox WHERE next_at IS NULL AND created_at < $1 \
              AND cause NOT LIKE 'receipt:%' AND cause NOT LIKE 'void:%' AND cause NOT LIKE 'refund:%'",
        steps: &["DELETE FROM outbox WHERE id = $1 AND next_at IS NULL"],
        rows_max: MANY,
    },
    Ending {
        kind: Kind::MobileProofs,
        due: "SELECT id FROM mobile_proof WHERE created_at < $1",
        steps: &["DELETE FROM mobile_proof WHERE id = $1"],
        rows_max: MANY,
    },
    Ending {
        kind: Kind::SecurityEvents,
        due: "SELECT id FROM security_event WHERE at < $1",
        steps: &["DELETE FROM security_event WHERE id = $1"],
        rows_max: MANY,
    },
];

/// Closed, and in all of its life no word of the bank that money was held, taken or given back; nothing in the journal, in
/// a biller's book, in a case or in a recovery; no message about it waits.
const UNPAID: &str = "SELECT p.id AS id FROM payment p \
     WHERE p.state = 'closed' AND p.wake_at IS NULL AND p.erased_at IS NULL AND p.updated_at < $1 \
     AND NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.payment_id = p.id AND (e.event LIKE '%\"view\":\"held\"%' \
         OR e.event LIKE '%\"view\":\"cleared\"%' OR e.event LIKE '%\"view\":\"voided\"%' OR e.event LIKE '%\"view\":\"refunded\"%')) \
     AND NOT EXISTS (SELECT 1 FROM journal_entry j WHERE j.payment_id = p.id) \
     AND NOT EXISTS (SELECT 1 FROM payment_item i JOIN hosted_posting h ON h.item_id = i.id WHERE i.payment_id = p.id) \
     AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.payment_id = p.id) \
     AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.about = p.id) \
     AND NOT EXISTS (SELECT 1 FROM recovery v WHERE v.payment_id = p.id) \
     AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.payment_id = p.id) \
     AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.cause = 'void:' || p.id AND o.next_at IS NOT NULL)";

/// Its state, its events, its orders and its shares' sums stay, so that the audit still replays it.
const EMPTY_PAYMENT: [&str; 2] = [
    "UPDATE payment SET phone = '', email = '', address_digest = '', body_hash = '', secret_hash = '', redirect = NULL, \
     card_used = NULL, approval = NULL, erased_at = $2 WHERE id = $1 AND erased_at IS NULL",
    "UPDATE payment_item SET account = '' WHERE payment_id = $1",
];

/// Its number, class, stage and times stay for the figures, its certificate's number, dates and statement for whoever checks
/// the paper.
const EMPTY_APPLICATION: [&str; 10] = [
    "DELETE FROM attachment WHERE application = $1",
    "DELETE FROM certificate_file WHERE certificate IN (SELECT number FROM certificate WHERE application = $1)",
    "DELETE FROM document_link WHERE application = $1",
    "DELETE FROM application_find WHERE application = $1",
    "DELETE FROM application_note WHERE application = $1",
    "DELETE FROM application_reading WHERE application = $1",
    "DELETE FROM application_key WHERE application = $1",
    "UPDATE application_event SET event = '', by_actor = NULL, by_name = NULL, reason = '', words = '' WHERE application = $1",
    "UPDATE certificate SET account = '', about = '', ended_words = CASE WHEN ended_words IS NULL THEN NULL ELSE '' END \
     WHERE application = $1",
    "UPDATE application SET idempotency_key = 'erased:' || number, body_hash = '', applicant = '', live_key = NULL, answers = '', \
     register = '', said = '', public_url = '', officer = NULL, officer_name = NULL, machine = '', wake_at = NULL, erased_at = $2 \
     WHERE number = $1 AND ended_at IS NOT NULL",
];

fn ending(kind: Kind) -> &'static Ending {
    // Each kind has a row, which a test holds.
    ENDINGS.iter().find(|ending| ending.kind == kind).unwrap_or(&ENDINGS[0])
}

/// Identifiers of a kind that changed last before a moment, at most so many.
///
/// # Errors
/// The engine's.
pub async fn due(connection: &mut AnyConnection, kind: Kind, before: Timestamp, limit: i64) -> Result<Vec<String>, StoreError> {
    let ending = ending(kind);
    let sql = AssertSqlSafe(format!("{} LIMIT $2", ending.due));
    let rows = query(sql).bind(before.micros()).bind(limit.min(ending.rows_max)).fetch_all(&mut *connection).await?;
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

/// How many of a kind changed last before a moment.
///
/// # Errors
/// The engine's.
pub async fn count_due(connection: &mut AnyConnection, kind: Kind, before: Timestamp) -> Result<i64, StoreError> {
    let sql = AssertSqlSafe(format!("SELECT COUNT(*) AS n FROM ({}) AS due", ending(kind).due));
    Ok(query(sql).bind(before.micros()).fetch_one(&mut *connection).await?.try_get("n")?)
}

/// Removes those of a kind that are still due. Answers how many.
///
/// # Errors
/// The engine's.
pub async fn remove(
    connection: &mut AnyConnection,
    kind: Kind,
    ids: &[String],
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sql = format!("SELECT id FROM ({}) AS due WHERE id = $2", ending(kind).due);
    let mut removed = 0;
    for id in ids {
        // Somebody may have come back to it since it was read.
        let there = query(AssertSqlSafe(sql.clone())).bind(before.micros()).bind(id.as_str()).fetch_optional(&mut *connection).await?;
        if there.is_some() {
            end(connection, kind, id, now).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Ends one row of a kind, however old it is.
///
/// # Errors
/// The engine's.
pub async fn end(connection: &mut AnyConnection, kind: Kind, id: &str, now: Timestamp) -> Result<(), StoreError> {
    for step in ending(kind).steps {
        let bound = query(*step).bind(id);
        let bound = if step.contains("$2") { bound.bind(now.micros()) } else { bound };
        bound.execute(&mut *connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::retention::KINDS;

    #[test]
    fn every_kind_has_one_ending() {
        for row in &KINDS {
            assert_eq!(ENDINGS.iter().filter(|ending| ending.kind == row.kind).count(), 1, "{}", row.name);
        }
        assert_eq!(ENDINGS.len(), KINDS.len());
    }
}
