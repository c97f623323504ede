//! Content codings (RFC 9110, 12.5.3): a body in each form that it can be sent in, and which of them a request takes.

use super::spa::Dist;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::borrow::Cow;
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// A body, plain and packed. Clones share the bytes.
#[derive(Clone)]
pub(super) struct Packed {
    plain: Bytes,
    brotli: Form,
    gzip: Form,
}

/// `None` inside: the body is not there in this form. Empty: nobody has asked for it yet.
type Form = Arc<OnceLock<Option<Bytes>>>;

/// A form to send, the better one for equal wishes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Brotli,
}

impl Packed {
    /// A file of the SPA with what the build packed beside it (scripts/precompress.mjs).
    pub(super) fn embedded(path: &str) -> Option<Self> {
        let file = |path: &str| Dist::get(path).map(|file| shared_bytes(file.data));
        Some(Self { plain: file(path)?, brotli: known(file(&format!("{path}.br"))), gzip: known(file(&format!("{path}.gz"))) })
    }

    /// What the server composes when it starts: packed when somebody first takes it in a form, for there is a page for
    /// each brand, program and language, and few of them are visited.
    pub(super) fn composed(plain: Vec<u8>) -> Self {
        Self { brotli: Form::default(), gzip: Form::default(), plain: plain.into() }
    }

    pub(super) fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// The form that the request prefers, with its `Content-Encoding` and `Vary`.
    pub(super) fn answer(&self, request: &HeaderMap) -> Response {
        let wishes = Wishes::of(request);
        let taken = wishes.best(|coding| self.may_be(coding)).and_then(|coding| Some((coding, self.form(coding)?)));
        let mut response = taken.map_or(&self.plain, |(_, body)| body).clone().into_response();
        if let Some((coding, _)) = taken {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.names()[0]));
        }
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }

    /// Not known to be missing.
    fn may_be(&self, coding: Coding) -> bool {
        let form = if coding == Coding::Brotli { &self.brotli } else { &self.gzip };
        form.get().is_none_or(Option::is_some)
    }

    fn form(&self, coding: Coding) -> Option<&Bytes> {
        match coding {
            Coding::Brotli => self.brotli.get_or_init(|| brotli(&self.plain)).as_ref(),
            Coding::Gzip => self.gzip.get_or_init(|| gzip(&self.plain)).as_ref(),
        }
    }
}

fn known(form: Option<Bytes>) -> Form {
    Arc::new(OnceLock::from(form))
}

impl Coding {
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Gzip => &["gzip", "x-gzip"],
            Self::Brotli => &["br"],
        }
    }
}

/// The `Accept-Encoding` of a request: each coding's name and weight in thousandths.
struct Wishes(Vec<(String, u16)>);

impl Wishes {
    fn of(request: &HeaderMap) -> Self {
        let values = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        Self(values.flat_map(|value| value.split(',')).filter_map(wish).collect())
    }

    fn named(&self, names: &[&str]) -> Option<u16> {
        self.0.iter().find(|(name, _)| names.contains(&&**name)).map(|(_, weight)| *weight)
    }

    /// The heaviest of what is there; nothing when the body is to be sent as it is.
    fn best(&self, is_there: impl Fn(Coding) -> bool) -> Option<Coding> {
        let weighed = [Coding::Gzip, Coding::Brotli].into_iter().filter(|coding| is_there(*coding));
        let weighed = weighed.map(|coding| (self.named(coding.names()).or_else(|| self.named(&["*"])).unwrap_or(0), coding));
        let (weight, coding) = weighed.max_by_key(|(weight, _)| *weight)?;
        (weight > 0 && weight >= self.named(&["identity"]).unwrap_or(0)).then_some(coding)
    }
}

/// A coding without a weight is wanted wholly; one whose weight is no number is not wanted.
fn wish(text: &str) -> Option<(String, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((name, weight.map_or(1000, |weight| thousandths(weight).unwrap_or(0))))
}

/// `qvalue` of RFC 9110, 12.4.2: 0 to 1 with at most three decimals.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{decimals:0<3}");
    let value = whole.parse::<u16>().ok()?.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    (digits.len() == 3 && value <= 1000).then_some(value)
}

fn shared_bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    }
}

/// Quality 9: within a few per cent of the build's 11, at a tenth of the time.
fn brotli(plain: &[u8]) -> Option<Bytes> {
    let params = brotli::enc::BrotliEncoderParams { quality: 9, size_hint: plain.len(), ..Default::default() };
    let (mut rest, mut packed) = (plain, Vec::new());
    brotli::BrotliCompress(&mut rest, &mut packed, &params).ok()?;
    Some(packed.into())
}

fn gzip(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn chosen(accepted: &[&str]) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        for value in accepted {
            headers.append(header::ACCEPT_ENCODING, value.parse().unwrap());
        }
        Wishes::of(&headers).best(|_| true)
    }

    #[test]
    fn f17_a_coding_of_weight_nought_is_not_sent() {
        for refused in ["br;q=0", "br; q=0.0, gzip;q=0.000", "identity", "*;q=0", "br;q=nonsense", "br;q=1.5", "deflate, zstd", ""] {
            assert_eq!(chosen(&[refused]), None, "{refused}");
        }
        assert_eq!(chosen(&["br;q=0, gzip"]), Some(Coding::Gzip));
        assert_eq!(chosen(&["*, br;q=0"]), Some(Coding::Gzip));
        assert_eq!(chosen(&["identity;q=1, br;q=0.5"]), None);
        assert_eq!(chosen(&[]), None);
    }

    #[test]
    fn w3_the_heaviest_wish_is_taken_and_brotli_for_equal_ones() {
        for brotli in ["gzip, deflate, br, zstd", "BR", "*", "gzip;q=0.9, br;q=0.95", "identity;q=0.5, br;q=0.5"] {
            assert_eq!(chosen(&[brotli]), Some(Coding::Brotli), "{brotli}");
        }
        for gzip in ["gzip", "x-gzip", "br;q=0.1, gzip;q=0.2", "gzip;q=0.001"] {
            assert_eq!(chosen(&[gzip]), Some(Coding::Gzip), "{gzip}");
        }
        assert_eq!(chosen(&["gzip", "br"]), Some(Coding::Brotli), "two header lines are one list");
    }
}
