//! Routers and extractors.
