//! Cookies that prove who somebody is: what they must carry, and the one place where they may do without.

use super::Web;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::AppendHeaders;

/// Only this host over a secure connection can have set one whose name begins so (RFC 6265bis, 4.1.3.2).
const HOST_PREFIX: &str = "__Host-";
pub(super) const SESSION_COOKIE: &str = "__Host-kommunal-session";
/// Binds a sign-in to the browser that began it.
pub(super) const SIGN_IN_COOKIE: &str = "__Host-kommunal-sign-in";

/// The value of a cookie. Sent twice it counts as none: one of them is not ours.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    found.next().filter(|_| found.next().is_none())
}

/// Scripts cannot read it and other sites' requests do not carry it; kept for `max_age_s`, or until the browser closes.
fn set(name: &str, secure: &str, value: &str, max_age_s: Option<i64>) -> (HeaderName, String) {
    let age = max_age_s.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    (header::SET_COOKIE, format!("{name}={value}; Path=/{secure}; HttpOnly; SameSite=Lax{age}"))
}

/// How this installation's cookies are set and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cookies {
    /// The citizens' address is this machine's own, without TLS: the demonstration. WebKit drops `Secure` there, so a twin
    /// without it goes beside each cookie. Nobody else is on the way.
    is_demonstration: bool,
}

impl Cookies {
    pub(super) fn of(public_url: &str) -> Self {
        let host = public_url.strip_prefix("http://").map(|rest| rest.split(['/', ':']).next().unwrap_or_default());
        Self { is_demonstration: host.is_some_and(|host| host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1") }
    }

    pub(super) fn set(self, name: &str, value: &str, max_age_s: Option<i64>) -> AppendHeaders<Vec<(HeaderName, String)>> {
        let twin = twin_of(name).filter(|_| self.is_demonstration);
        let twin = twin.map(|twin| set(twin, "", value, max_age_s));
        AppendHeaders([set(name, "; Secure", value, max_age_s)].into_iter().chain(twin).collect())
    }

    pub(super) fn gone(self, names: &[&str]) -> AppendHeaders<Vec<(HeaderName, String)>> {
        AppendHeaders(names.iter().flat_map(|name| self.set(name, "", Some(0)).0).collect())
    }

    /// The twin counts only where a browser kept nothing better.
    fn read(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let twin = || twin_of(name).filter(|_| self.is_demonstration).and_then(|twin| cookie(headers, twin));
        cookie(headers, name).or_else(twin)
    }
}

/// Kiosks run Chromium, which takes the whole ones.
fn twin_of(name: &str) -> Option<&str> {
    let whose_browser_may_be_any = [SESSION_COOKIE, SIGN_IN_COOKIE].contains(&name);
    name.strip_prefix(HOST_PREFIX).filter(|_| whose_browser_may_be_any)
}

impl Web {
    /// The cookie's value, if the browser sent it once.
    pub(super) fn cookie(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        self.cookies.read(headers, name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name_and_only_once() {
        let found = |lines: &[&'static str]| cookie(&headers(lines), SESSION_COOKIE);
        assert_eq!(found(&["a=1; __Host-kommunal-session=x; b=2"]).as_deref(), Some("x"));
        assert_eq!(found(&["a=1", "__Host-kommunal-session=x"]).as_deref(), Some("x"));
        assert_eq!(found(&["x__Host-kommunal-session=x; __Host-kommunal-sessio=y"]), None);
        assert_eq!(found(&["__Host-kommunal-session=x; __Host-kommunal-session=y"]), None);
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn w8_only_the_demonstration_on_this_machine_does_without_secure() {
        let names = |url: &str| {
            let AppendHeaders(set) = Cookies::of(url).set(SESSION_COOKIE, "x", None);
            set.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        let whole = "__Host-kommunal-session=x; Path=/; Secure; HttpOnly; SameSite=Lax";
        let twin = "kommunal-session=x; Path=/; HttpOnly; SameSite=Lax";
        for url in ["http://localhost:8080", "http://azerishiq.localhost:8080", "http://127.0.0.1"] {
            assert_eq!(names(url), [whole, twin], "{url}");
        }
        for url in ["https://localhost", "https://pay.example.az", "http://pay.example.az", "http://localhost.example.az"] {
            assert_eq!(names(url), [whole], "{url}");
        }
        let both = headers(&["kommunal-session=twin; __Host-kommunal-session=whole"]);
        let only = headers(&["kommunal-session=twin"]);
        let (here, there) = (Cookies::of("http://localhost:8080"), Cookies::of("https://pay.example.az"));
        assert_eq!(here.read(&both, SESSION_COOKIE).as_deref(), Some("whole"));
        assert_eq!((here.read(&only, SESSION_COOKIE).as_deref(), there.read(&only, SESSION_COOKIE)), (Some("twin"), None));
    }
}
