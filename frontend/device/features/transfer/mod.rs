//! A draft goes to another device: sealed under a key that is in the QR code and a PIN that is on the screen, it waits on the
//! server for a quarter of an hour and is read once.

mod parcel;
pub(crate) mod send;
pub(crate) mod take;
