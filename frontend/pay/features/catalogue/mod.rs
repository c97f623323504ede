//! What can be done here: home, organisations, services.

pub(crate) mod home;
pub(crate) mod service;
pub(crate) mod services;
