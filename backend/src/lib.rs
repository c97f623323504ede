//! The Kommunal server. `http → app → {store, connectors, documents}`; `jobs → app`.
//! Only `store` has SQL, only `app` and `jobs` open units of work, only `http` knows status codes.

pub mod app;
pub mod config;
pub mod connectors;
pub mod documents;
pub mod http;
pub mod jobs;
mod private;
pub mod serve;
pub mod store;
