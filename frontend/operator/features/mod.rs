//! The screens, a folder for each feature. Features do not know each other: one reaches another by its address.

pub(crate) mod alarm;
pub(crate) mod alarms;
pub(crate) mod events;
pub(crate) mod payment;
pub(crate) mod payments;
pub(crate) mod refund;
pub(crate) mod refunds;
pub(crate) mod summary;
