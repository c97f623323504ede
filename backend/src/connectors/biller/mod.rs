//! The remote biller port.
