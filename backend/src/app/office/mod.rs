//! What the registering office does: the queue, everything about one application, decisions, figures. Every look is
//! written down.

pub mod dashboard;
pub mod decide;
pub mod one;
pub mod options;
pub mod queue;
