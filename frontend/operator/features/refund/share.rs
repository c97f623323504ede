//! What is asked of one bill, read from what is typed.

use crate::state::App;
use shared::api::refunds::{RefundableShare, RequestShare};
use shared::money::parse_amount;
use shared::validation::{Code, FieldError};

/// The names of a bill's fields: whether it is in, how much of it, and whether its fee is.
pub(super) fn field(kind: &str, index: usize) -> String {
    [kind, "-", &index.to_string()].concat()
}

/// The element of the amount.
#[must_use]
pub(super) fn amount_id(index: usize) -> String {
    field("amount", index)
}

/// What of a bill can be given back at all.
#[must_use]
pub(super) const fn has_left(share: &RefundableShare) -> bool {
    share.left_minor > 0 || share.left_fee_minor > 0
}

/// Whether the fee goes back too: as long as nobody says otherwise, it does.
#[must_use]
pub(super) fn with_fee(app: App, index: usize) -> bool {
    app.form.get(&field("fee", index)) != "no"
}

/// A part of the bill only; the whole of what is left unless somebody says so.
#[must_use]
pub(super) fn is_part(app: App, index: usize) -> bool {
    app.form.get(&field("how", index)) == "part"
}

/// What is asked of a bill; nothing when it is not in.
pub(super) fn asked(app: App, index: usize, share: &RefundableShare) -> Result<Option<RequestShare>, FieldError> {
    if app.form.get(&field("bill", index)) != "yes" || !has_left(share) {
        return Ok(None);
    }
    let fee_minor = if with_fee(app, index) { share.left_fee_minor } else { 0 };
    let amount_minor = match is_part(app, index) {
        false => share.left_minor,
        true => part(&app.form.get(&amount_id(index)), share.left_minor)?,
    };
    let nothing = amount_minor + fee_minor == 0;
    Ok((!nothing).then(|| RequestShare { item: share.item.clone(), amount_minor, fee_minor }))
}

fn part(typed: &str, left_minor: i64) -> Result<i64, FieldError> {
    let amount = parse_amount(typed)?.minor();
    if amount > left_minor { Err(FieldError { code: Code::AmountTooLarge, limit: left_minor }) } else { Ok(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_no_more_than_is_left() {
        assert_eq!(part("2,50", 250), Ok(250));
        assert_eq!(part("2,51", 250), Err(FieldError { code: Code::AmountTooLarge, limit: 250 }));
        assert_eq!(part("", 250), Err(Code::Empty.into()));
        assert_eq!(part("0", 250), Err(Code::AmountZero.into()));
    }
}
