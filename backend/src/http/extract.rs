//! Reading requests: what does not fit becomes a problem with a code, before any use case runs.

use super::error::ApiProblem;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::api::problem::ProblemCode;
use shared::api::{DOCUMENTS_TOKEN, IDEMPOTENCY_KEY, PAYMENT_SECRET, TRANSFER_TOKEN};
use shared::format::Lang;
use shared::id::Id;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        if !is_json(request.headers()) {
            return Err(ApiProblem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ProblemCode::MediaType));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
            let code = if too_large { ProblemCode::TooLarge } else { ProblemCode::Malformed };
            ApiProblem::new(rejection.status(), code)
        })?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| malformed())
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

pub(super) fn malformed() -> ApiProblem {
    ApiProblem::new(StatusCode::BAD_REQUEST, ProblemCode::Malformed)
}

/// The `Idempotency-Key` header.
pub(super) struct Key(pub(super) Id);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        text_header(parts, IDEMPOTENCY_KEY).and_then(Id::parse).map(Self).ok_or_else(malformed)
    }
}

/// The `Payment-Secret` header; without it a payment is nobody's.
pub(super) struct Secret(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Secret {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let none = || ApiProblem::new(StatusCode::NOT_FOUND, ProblemCode::NotFound);
        text_header(parts, PAYMENT_SECRET).map(|text| Self(text.to_owned())).ok_or_else(none)
    }
}

/// The payment's reference in the path; bytes that are no text name no payment.
pub(super) struct Reference(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Reference {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let none = |_| ApiProblem::new(StatusCode::NOT_FOUND, ProblemCode::NotFound);
        Path::<String>::from_request_parts(parts, state).await.map(|path| Self(path.0)).map_err(none)
    }
}

/// The query's parameters.
pub(super) struct Params<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Query::<T>::try_from_uri(&parts.uri).map(|query| Self(query.0)).map_err(|_| malformed())
    }
}

/// What the path names: a number, an identifier. Bytes that are no text name nothing.
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Path::<String>::from_request_parts(parts, state).await.map(|path| Self(path.0)).map_err(|_| nothing())
    }
}

/// Two names in the path.
pub(super) struct NamedTwice(pub(super) String, pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for NamedTwice {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Path((one, other)) = Path::<(String, String)>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        Ok(Self(one, other))
    }
}

/// The `documents-token` header; without it a document is nobody's.
pub(super) struct DocumentsToken(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for DocumentsToken {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        text_header(parts, DOCUMENTS_TOKEN).map(|text| Self(text.to_owned())).ok_or_else(nothing)
    }
}

/// The `transfer-token` header; without it a draft on its way is nobody's.
pub(super) struct TransferToken(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for TransferToken {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        text_header(parts, TRANSFER_TOKEN).map(|text| Self(text.to_owned())).ok_or_else(nothing)
    }
}

fn nothing() -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, ProblemCode::NotFound)
}

fn text_header<'p>(parts: &'p Parts, name: &str) -> Option<&'p str> {
    parts.headers.get(name).and_then(|value| value.to_str().ok())
}

/// `?lang=`; any other text is the default.
pub(super) struct Language(pub(super) Lang);

#[derive(Deserialize)]
struct LanguageQuery {
    lang: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = Query::<LanguageQuery>::try_from_uri(&parts.uri).map_err(|_| malformed())?;
        Ok(Self(query.0.lang.and_then(|tag| Lang::from_tag(&tag)).unwrap_or_default()))
    }
}
