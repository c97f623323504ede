//! The little HTML the sandbox's own pages need. The bank's card page has its own look and does not use the frame.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Text made safe for element content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A page of the sandbox itself (not of the bank).
pub(crate) fn page(title: &str, body: &str) -> Response {
    let title = escape(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title} · Sandbox</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" \
         href=\"/assets/sandbox.css\"></head><body><header><a class=\"brand\" href=\"/\">Sandbox</a><nav \
         aria-label=\"Rooms\"><a href=\"/mail\">Mailbox</a><a href=\"/sms\">Phones</a><a href=\"/control\">Trouble and books</a></nav></header><main>\
         <h1>{title}</h1>{body}</main></body></html>"
    );
    let csp = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; \
               base-uri 'none'; frame-ancestors 'none'";
    guarded(StatusCode::OK, "text/html; charset=utf-8", csp, text)
}

/// An answer with the headers every page here carries.
pub(crate) fn guarded(status: StatusCode, content_type: &'static str, csp: &str, body: String) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The card page's address carries the order's password: it must not leak in a Referer.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(policy) = HeaderValue::from_str(csp) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    (status, headers, body).into_response()
}

/// A file that is part of the program.
pub(crate) fn asset(content_type: &'static str, body: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-cache"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, body).into_response()
}

/// Goes on with GET.
pub(crate) fn see_other(location: &str) -> Response {
    let Ok(value) = HeaderValue::from_str(location) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::LOCATION, value);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    (StatusCode::SEE_OTHER, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_by_others_becomes_markup() {
        assert_eq!(escape("<b a=\"1\" c='2'>&"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
    }
}
