//! The library's requests over our own client: bounded in time and size, no redirects.

use super::{Failure, Metadata};
use crate::connectors::wire::{Reply, send};
use openidconnect::core::CoreClientAuthMethod;
use openidconnect::http::{Request, Response};
use openidconnect::{AuthType, DiscoveryError};
use reqwest::{Client, Url};
use serde_json::{Map, Value};
use std::pin::Pin;

/// Why an exchange failed, fit for a log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct WireError(&'static str);

type Exchange = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, WireError>> + Send>>;

/// What the library calls out with.
pub(super) fn caller(client: &Client) -> impl Fn(Request<Vec<u8>>) -> Exchange + Send + Sync + use<> {
    let client = client.clone();
    move |request| {
        let client = client.clone();
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(|_| WireError("the request cannot be built"))?;
            let reply = send(&client, request).await.map_err(WireError)?;
            response_of(reply).ok_or(WireError("the answer cannot be read"))
        })
    }
}

fn response_of(reply: Reply) -> Option<Response<Vec<u8>>> {
    let mut response = Response::builder().status(reply.status).body(reply.body).ok()?;
    *response.headers_mut() = reply.headers;
    Some(response)
}

/// Why the provider could not be read, without its own words.
pub(super) fn reason(error: &DiscoveryError<WireError>) -> &'static str {
    match error {
        DiscoveryError::Request(WireError(why)) => why,
        DiscoveryError::Parse(_) => "its answer cannot be read",
        DiscoveryError::Response(..) => "an HTTP status or content type that is none of discovery's",
        DiscoveryError::Validation(_) => "it names another issuer",
        _ => "its address is wrong",
    }
}

/// How the provider wants to see our secret; `None`: it does not say.
pub(super) fn auth_type(metadata: &Metadata) -> Option<AuthType> {
    let methods = metadata.token_endpoint_auth_methods_supported()?;
    let body_only =
        !methods.contains(&CoreClientAuthMethod::ClientSecretBasic) && methods.contains(&CoreClientAuthMethod::ClientSecretPost);
    Some(if body_only { AuthType::RequestBody } else { AuthType::BasicAuth })
}

/// The claims of the user-info endpoint.
pub(super) async fn user_info(client: &Client, endpoint: &Url, access_token: &str) -> Result<Map<String, Value>, Failure> {
    let unbuilt = Failure::Unavailable("the user-info request cannot be built");
    let request = client.get(endpoint.clone()).bearer_auth(access_token).header("accept", "application/json").build();
    let reply = send(client, request.map_err(|_| unbuilt)?).await.map_err(Failure::Unavailable)?;
    if reply.status != 200 {
        return Err(Failure::Unavailable("no user info was given"));
    }
    serde_json::from_slice(&reply.body).map_err(|_| Failure::Unavailable("the user info cannot be read"))
}
