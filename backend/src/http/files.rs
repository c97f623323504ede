//! Files that citizens add and documents that are handed out: always to be saved, never to be shown or run.

use super::Web;
use super::error::ApiProblem;
use super::extract::{Named, malformed};
use super::session::SignedInPerson;
use crate::app::applications::files::{self, File};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::api::FILE_NAME;
use shared::api::applications::AttachmentView;
use shared::api::path;
use shared::api::problem::{Problem, ProblemCode};

/// Nothing of a file is loaded, run or framed, should a browser show it all the same.
const CSP_FILE: &str = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// Longest file name in the header, in bytes: a hundred characters, each of at most four bytes, percent-encoded.
const NAME_BYTES_MAX: usize = 100 * 4 * 3;

/// Keeps a file: its bytes as the body, its name in a header.
#[utoipa::path(post, path = path::ATTACHMENTS, request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("file-name" = String, Header, description = "percent-encoded UTF-8")), responses(
    (status = 200, body = AttachmentView), (status = 401, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
pub(super) async fn post_attachment(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    request: Request,
) -> Result<Json<AttachmentView>, ApiProblem> {
    web.limits.attachments.check(&person.actor)?;
    let name = file_name(request.headers()).ok_or_else(malformed)?;
    let bytes = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiProblem::new(StatusCode::PAYLOAD_TOO_LARGE, ProblemCode::TooLarge),
        status => ApiProblem::new(status, ProblemCode::Malformed),
    })?;
    Ok(Json(files::add(&web.app, &person, &name, bytes.to_vec()).await?))
}

/// One's own file.
#[utoipa::path(get, path = path::ATTACHMENT, params(("id" = String, Path)), responses(
    (status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn get_attachment(
    State(web): State<Web>,
    SignedInPerson(person): SignedInPerson,
    Named(id): Named,
) -> Result<Response, ApiProblem> {
    Ok(answer(files::own(&web.app, &person, &id).await?))
}

/// A file to be saved.
pub(super) fn answer(file: File) -> Response {
    // RFC 6266 and 8187: a plain name for everybody, the whole one for those who know it.
    let plain: String = file.name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encode(&file.name));
    let mut response = file.content.into_response();
    let headers = response.headers_mut();
    let values = [
        (header::CONTENT_TYPE, file.kind.as_str()),
        (header::CONTENT_DISPOSITION, &disposition),
        (header::CONTENT_SECURITY_POLICY, CSP_FILE),
    ];
    for (name, value) in values {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}

fn encode(name: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    name.bytes().map(one).collect()
}

/// Percent-encoded UTF-8; `None` when it is missing, too long or not that.
fn file_name(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(FILE_NAME)?.to_str().ok().filter(|text| text.len() <= NAME_BYTES_MAX)?;
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { hex(rest.next()?)? << 4 | hex(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(FILE_NAME, HeaderValue::from_static(text));
        file_name(&headers)
    }

    #[test]
    fn a_name_comes_back_and_what_is_none_is_refused() {
        assert_eq!(read("etibarnam%C9%99.pdf").as_deref(), Some("etibarnamə.pdf"));
        assert_eq!(encode("etibarnamə 1.pdf"), "etibarnam%C9%99%201.pdf");
        assert_eq!(read("%C9"), None);
        assert_eq!(read("%4"), None);
        assert_eq!(read("%zz"), None);
        assert_eq!(file_name(&HeaderMap::new()), None);
    }
}
