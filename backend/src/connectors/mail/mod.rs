//! The mail port.
