//! What can be done here: home, organisations, services.

pub mod home;
pub mod service;
pub mod services;
