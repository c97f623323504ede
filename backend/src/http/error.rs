//! The one place where a use case's no becomes an HTTP answer. An error is logged here, once, without personal data.

use crate::app::AppError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::api::bills::Bill;
use shared::api::problem::{FieldProblem, Problem, ProblemCode};
use std::any::Any;

/// A problem on its way out.
#[derive(Debug)]
pub(super) struct ApiProblem {
    problem: Problem,
    limit: Option<&'static str>,
}

/// Goes with an answer, inside the server: why it is a refusal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused {
    pub(super) code: ProblemCode,
    /// The rate limit that was reached.
    pub(super) limit: Option<&'static str>,
}

impl ApiProblem {
    pub(super) fn new(status: StatusCode, code: ProblemCode) -> Self {
        let kind = format!("urn:kommunal:problem:{}", code.as_str());
        Self { problem: Problem { kind, status: status.as_u16(), code, ..Problem::default() }, limit: None }
    }

    fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.problem.fields = fields;
        self
    }

    fn with_bills(mut self, bills: Vec<Bill>) -> Self {
        self.problem.bills = bills;
        self
    }

    pub(super) fn retry_after(mut self, ms: i64) -> Self {
        self.problem.retry_after_ms = Some(ms.max(1));
        self
    }

    pub(super) fn by_limit(mut self, name: &'static str) -> Self {
        self.limit = Some(name);
        self
    }

    const fn refused(&self) -> Refused {
        Refused { code: self.problem.code, limit: self.limit }
    }

    /// Another answer in the problem's place, a page for instance; security events know the reason all the same.
    pub(super) fn answered(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self.refused());
        response
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let refused = self.refused();
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = self.problem.retry_after_ms.map(|ms| (ms.saturating_add(999)) / 1000);
        let mut response = (status, Json(self.problem)).into_response();
        response.extensions_mut().insert(refused);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry.and_then(|s| HeaderValue::from_str(&s.to_string()).ok()) {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

impl From<AppError> for ApiProblem {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Invalid(fields) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Invalid).with_fields(fields),
            AppError::NotFound => Self::new(StatusCode::NOT_FOUND, ProblemCode::NotFound),
            AppError::KeyReused => Self::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::KeyReused),
            AppError::Leased(ms) => Self::new(StatusCode::CONFLICT, ProblemCode::Leased).retry_after(ms),
            AppError::TooMany(ms) => Self::new(StatusCode::TOO_MANY_REQUESTS, ProblemCode::TooMany).retry_after(ms),
            AppError::BillChanged { fields, bills } => {
                Self::new(StatusCode::CONFLICT, ProblemCode::BillChanged).with_fields(fields).with_bills(bills)
            }
            AppError::BillerSilent(fields) => Self::new(StatusCode::CONFLICT, ProblemCode::BillerSilent).with_fields(fields),
            AppError::SignIn => Self::new(StatusCode::UNAUTHORIZED, ProblemCode::SignIn),
            AppError::Forbidden => Self::new(StatusCode::FORBIDDEN, ProblemCode::Forbidden),
            AppError::RegistrySilent => Self::new(StatusCode::CONFLICT, ProblemCode::RegistrySilent),
            AppError::RegistryUnknown => Self::new(StatusCode::CONFLICT, ProblemCode::RegistryUnknown),
            AppError::SmsSilent => Self::new(StatusCode::CONFLICT, ProblemCode::SmsSilent),
            AppError::Changed => Self::new(StatusCode::CONFLICT, ProblemCode::Changed),
            AppError::Owed => Self::new(StatusCode::CONFLICT, ProblemCode::Owed),
            AppError::NotNow => Self::new(StatusCode::CONFLICT, ProblemCode::NotNow),
            AppError::OwnApplication => Self::new(StatusCode::FORBIDDEN, ProblemCode::OwnApplication),
            AppError::SecondPerson => Self::new(StatusCode::FORBIDDEN, ProblemCode::SecondPerson),
            AppError::TooLate => Self::new(StatusCode::CONFLICT, ProblemCode::TooLate),
            AppError::Store(_) | AppError::Internal(_) | AppError::NotConfigured(_) => {
                tracing::error!(%error, "a request failed through our fault");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Internal).retry_after(2_000)
            }
        }
    }
}

pub(super) async fn no_such_path() -> ApiProblem {
    ApiProblem::new(StatusCode::NOT_FOUND, ProblemCode::NotFound)
}

pub(super) async fn no_such_method() -> ApiProblem {
    ApiProblem::new(StatusCode::METHOD_NOT_ALLOWED, ProblemCode::Method)
}

pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    ApiProblem::new(StatusCode::INTERNAL_SERVER_ERROR, ProblemCode::Internal).into_response()
}
