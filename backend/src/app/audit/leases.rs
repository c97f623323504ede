//! A payment's leases: as long as its money is held or may be, nobody else can pay its bills; afterwards anybody can.

use super::payment::Rows;
use super::report::{AuditReport, Kind};
use crate::app::App;
use crate::app::find_bills::{in_clear, payable};
use shared::payment::{Payment, State};

pub(super) fn check(app: &App, rows: &Rows<'_>, payment: &Payment, now: i64, report: &mut AuditReport) {
    let id = rows.row.id.as_str();
    let leases = rows.range.leases.get(id).map_or(&[][..], Vec::as_slice);
    let payables: Vec<String> = rows.items.iter().map(|item| payable(app, &item.biller, &item.charge, &item.account)).collect();
    // Until a server of now has started, those of before go by their account.
    let of_before = |lease: &str| rows.items.iter().any(|item| in_clear(&item.biller, &item.charge, &item.account) == lease);
    if leases.iter().any(|lease| !payables.contains(&lease.payable) && !of_before(&lease.payable)) {
        report.find(Kind::LeaseDiffers, Some(id), "it keeps a bill from others that it does not pay");
    }
    // An item whose biller has not said what became of it keeps its bill beyond the payment's end.
    let due = payment.items.iter().filter(|item| payment.holds_lease_of(item)).count();
    if !payment.holds_leases() && leases.len() > due {
        report.find(Kind::LeaseDiffers, Some(id), "it has ended or given up, and still keeps its bills from others");
    }
    // Before the hold a lease that ran out may have been taken by another payer.
    let held = matches!(payment.state, State::Posting | State::Capturing { .. } | State::Unwinding);
    let waits = payment.holds_leases() && payment.deadlines.pay_until.micros() > now;
    let kept = leases.iter().filter(|lease| lease.expires_at > now).count();
    if (held || waits) && kept < payables.len() {
        report.find(Kind::LeaseDiffers, Some(id), format!("it keeps {kept} of its {} bills: others can pay them too", payables.len()));
    }
}
