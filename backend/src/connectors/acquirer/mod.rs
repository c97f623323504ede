//! The acquirer port.
