//! What the layer shows.

pub(crate) mod bar;
pub(crate) mod begin;
pub(crate) mod drawing;
pub(crate) mod ending;
pub(crate) mod home;
pub(crate) mod idle;
pub(crate) mod keypad;
pub(crate) mod qr;
