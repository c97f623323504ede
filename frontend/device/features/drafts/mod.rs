//! What is kept on this device.

pub(crate) mod list;
