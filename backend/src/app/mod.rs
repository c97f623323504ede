//! One file a use case.
