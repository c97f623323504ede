//! What every number of the configuration may be: one table, read before anything else is made of the file. A number
//! outside of it is refused at the start by the setting's full name, as whoever wrote it finds it in the file. A setting
//! that is a number and has no row here fails a test.

use shared::money::Money;
use shared::retention::KINDS;
use toml::Value;

/// The most that a limit a minute can sensibly be: as good as none.
const LIMIT_MAX: i64 = 4_000_000_000;
const DAY_S: i64 = 86_400;
const MONTH_S: i64 = 30 * DAY_S;
/// A request of ours ends after a minute: a call within it must end sooner.
const CALL_MS: (i64, i64) = (100, 45_000);
/// Calls that no request waits for.
const SLOW_CALL_MS: (i64, i64) = (100, 120_000);
const SUM: (i64, i64) = (0, Money::LIMIT_MINOR);

/// `path` names a setting from the file's root, `[]` after what is a list of tables.
#[derive(Clone, Copy)]
struct Bound {
    path: &'static str,
    range: (i64, i64),
    unit: &'static str,
}

const fn bound(path: &'static str, range: (i64, i64), unit: &'static str) -> Bound {
    Bound { path, range, unit }
}

#[rustfmt::skip]
const BOUNDS: &[Bound] = &[
    bound("server.connections.head_timeout_s", (1, 600), "seconds"),
    bound("server.connections.write_timeout_s", (1, 600), "seconds"),
    bound("server.connections.max", (16, 1_000_000), "connections"),
    bound("server.connections.per_client_max", (4, 1_000_000), "connections"),
    bound("payment.order_life_s", (5, DAY_S), "seconds"),
    bound("payment.post_window_s", (1, DAY_S), "seconds"),
    bound("payment.silent_after_s", (1, MONTH_S), "seconds"),
    bound("payment.capture_refusals_max", (1, 100), "refusals"),
    bound("payment.recheck_after_s", (0, MONTH_S), "seconds"),
    bound("payment.watch_s", (1, MONTH_S), "seconds"),
    bound("payment.alarm_after_s", (1, MONTH_S), "seconds"),
    bound("payment.settle_ms", (100, 600_000), "milliseconds"),
    bound("payment.look_ms", (50, 60_000), "milliseconds"),
    bound("refund.second_person_above_minor", SUM, "qəpik"),
    bound("refund.alarm_after_s", (1, MONTH_S), "seconds"),
    bound("retention.batch_rows", (1, 10_000), "rows"),
    bound("retention.pause_ms", (0, 60_000), "milliseconds"),
    bound("limits.lookups_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.lookups_per_number", (1, LIMIT_MAX), "a minute"),
    bound("limits.payments_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.receipts_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.emails_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.sign_ins_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.registers_per_person", (1, LIMIT_MAX), "a minute"),
    bound("limits.sent_per_person", (1, LIMIT_MAX), "a minute"),
    bound("limits.documents_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.checks_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.checks_per_number", (1, LIMIT_MAX), "a minute"),
    bound("limits.transfers_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.kiosks_per_address", (1, LIMIT_MAX), "a minute"),
    bound("limits.requests_per_address", (1, LIMIT_MAX), "a minute"),
    bound("mail.timeout_ms", SLOW_CALL_MS, "milliseconds"),
    bound("identity.timeout_ms", CALL_MS, "milliseconds"),
    bound("identity.session.idle_s", (60, DAY_S), "seconds"),
    bound("identity.session.absolute_s", (60, MONTH_S), "seconds"),
    bound("registry.timeout_ms", CALL_MS, "milliseconds"),
    bound("sms.timeout_ms", CALL_MS, "milliseconds"),
    bound("acquirer[].timeout_ms", CALL_MS, "milliseconds"),
    bound("acquirer[].fee.basis_points", (0, 10_000), "hundredths of a per cent"),
    bound("acquirer[].fee.fixed_minor", SUM, "qəpik"),
    bound("acquirer[].fee.min_minor", SUM, "qəpik"),
    bound("acquirer[].fee.max_minor", SUM, "qəpik"),
    bound("receivables.accounts_percent_min", (0, 100), "per cent"),
    bound("biller[].account_digits", (0, 32), "digits"),
    bound("biller[].remote.timeout_ms", SLOW_CALL_MS, "milliseconds"),
    bound("biller[].remote.query_timeout_ms", CALL_MS, "milliseconds"),
    bound("biller[].charge[].rule.min_minor", SUM, "qəpik"),
    bound("biller[].charge[].rule.max_minor", (1, Money::LIMIT_MINOR), "qəpik"),
    bound("certificate.residential_digits", (0, 32), "digits"),
    bound("certificate.non_residential_digits", (0, 32), "digits"),
    bound("certificate.valid_days", (1, 3_650), "days"),
    bound("office.review_days", (1, 365), "days"),
    bound("office.answer_days", (1, 365), "days"),
    bound("kiosk.idle_s", (1, DAY_S), "seconds"),
    // WCAG 2.2.1: nobody may be put out sooner than 20 seconds after the question.
    bound("kiosk.countdown_s", (20, DAY_S), "seconds"),
    bound("kiosk.session_max_s", (1, DAY_S), "seconds"),
    bound("kiosk.silent_s", (1, DAY_S), "seconds"),
];

/// Every bound: the table's, and those of what is kept, which stand with its kinds.
fn bounds() -> impl Iterator<Item = Bound> {
    BOUNDS.iter().copied().chain(KINDS.iter().map(|kind| bound(kind.path, kind.range, "days")))
}

/// Compares every number of the file with its bounds. Settings that are not known here are left to whoever reads them.
///
/// # Errors
/// The setting's full name, what it is and what it may be.
pub(super) fn check(file: &Value) -> Result<(), String> {
    walk("", file)
}

fn walk(path: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Table(table) => table.iter().try_for_each(|(name, inner)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            walk(&path, inner)
        }),
        Value::Array(items) => items.iter().try_for_each(|item| walk(&format!("{path}[]"), item)),
        _ => bounds().find(|bound| bound.path == path).map_or(Ok(()), |bound| within(&bound, value)),
    }
}

fn within(bound: &Bound, value: &Value) -> Result<(), String> {
    let (least, most) = bound.range;
    match value.as_integer() {
        Some(number) if (least..=most).contains(&number) => Ok(()),
        _ => {
            let (name, unit) = (full_name(bound.path), bound.unit);
            Err(format!("{name} = {}: must be a whole number from {least} to {most} ({unit})", shown(value)))
        }
    }
}

/// A plain value as the file writes it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::String(text) => format!("{text:?}"),
        _ => "…".to_owned(),
    }
}

/// `[payment] settle_ms`, `[[biller.charge]] rule.min_minor`: the header it stands under in the file, and its name there.
pub(super) fn full_name(path: &str) -> String {
    let list = path.rfind("[].").map(|at| (at, at + 3));
    let (header, name) = match list.or_else(|| path.rfind('.').map(|at| (at, at + 1))) {
        Some((end, begin)) => (&path[..end], &path[begin..]),
        None => return path.to_owned(),
    };
    match list {
        Some(_) => format!("[[{}]] {name}", header.replace("[]", "")),
        None => format!("[{header}] {name}"),
    }
}

#[cfg(test)]
#[path = "bounds_tests.rs"]
mod tests;
