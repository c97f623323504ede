//! The application's number.

use crate::reference_number::{Numbered, ReferenceNumber};

pub use crate::reference_number::NumberFault;

/// Applications (*müraciət*): `M-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApplicationSeries {}

impl Numbered for ApplicationSeries {
    const PREFIX: char = 'M';
}

/// `M-2026-7K3M-9QXF`.
pub type ApplicationNumber = ReferenceNumber<ApplicationSeries>;
