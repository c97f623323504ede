//! `[[brand]]`: the same application under another host name, with that organisation's name, colours and services.

use super::{Config, Names};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Least contrast of words on their ground (WCAG 2.2, 1.4.3).
const CONTRAST_MIN: f64 = 4.5;
/// The same for who wants more of it (1.4.6).
const CONTRAST_STRONG: f64 = 7.0;
const BLACK: Colour = Colour([0, 0, 0]);
/// What style/tokens.css has for every brand.
const PAPER: Colour = Colour([255, 255, 255]);
const GROUND: Colour = Colour([0xf4, 0xf7, 0xf6]);
const INK: Colour = Colour([0x12, 0x26, 0x2b]);

/// `[[brand]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrandConfig {
    /// Identifier.
    pub id: String,
    /// What a browser writes into `Host` there: a name, and a port where it is not the scheme's own.
    pub hosts: Vec<String>,
    /// The address citizens open, without a slash at its end; its host is one of `hosts`.
    pub public_url: String,
    /// In the bar on top and in titles.
    pub name: Names,
    /// Whose services are offered, and no others.
    pub organisation: String,
    /// Its look.
    pub colours: ColoursConfig,
}

/// `[brand.colours]`: what differs from the portal's own look, as `#rrggbb`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColoursConfig {
    /// Links and main buttons, with white words on them.
    pub accent: Colour,
    /// The same under the pointer.
    pub accent_strong: Colour,
    /// Ground of what is chosen.
    pub tint: Colour,
    /// Ground of the bar on top.
    pub bar: Colour,
    /// Words on that bar.
    pub bar_ink: Colour,
    /// Mark, name and chosen language on that bar.
    pub bar_mark: Colour,
}

/// A colour of the screen: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour([u8; 3]);

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = || format!("{text:?} is not a colour such as #a04000");
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or_else(wrong)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", shared::id::hex(&self.0))
    }
}

impl Colour {
    /// Red, green, blue.
    #[must_use]
    pub const fn rgb(self) -> [u8; 3] {
        self.0
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    #[expect(clippy::float_arithmetic, reason = "the formula's own; nothing but a comparison comes of it")]
    fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// Contrast ratio, 1 to 21 (WCAG 2.2).
    #[expect(clippy::float_arithmetic, reason = "the formula's own; nothing but a comparison comes of it")]
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl ColoursConfig {
    /// For who wants contrast: words at 7 to 1 and more (WCAG 2.2, 1.4.6), what has less gives way to black and white.
    #[must_use]
    pub fn strong(&self) -> Self {
        let strong = |one: Colour, other: Colour| one.contrast(other) >= CONTRAST_STRONG;
        let accent = if strong(self.accent_strong, PAPER) { self.accent_strong } else { BLACK };
        let (bar, bar_ink, bar_mark) = match self {
            c if strong(c.bar_ink, c.bar) && strong(c.bar_mark, c.bar) => (c.bar, c.bar_ink, c.bar_mark),
            _ => (BLACK, PAPER, PAPER),
        };
        Self { accent, accent_strong: BLACK, tint: PAPER, bar, bar_ink, bar_mark }
    }

    /// Everything that is read must be readable.
    fn check(&self) -> Result<(), String> {
        let pairs = [
            ("accent", self.accent, "the page's ground", GROUND),
            ("accent", self.accent, "white", PAPER),
            ("accent_strong", self.accent_strong, "white", PAPER),
            ("accent_strong", self.accent_strong, "tint", self.tint),
            ("tint", self.tint, "the page's ink", INK),
            ("bar_ink", self.bar_ink, "bar", self.bar),
            ("bar_mark", self.bar_mark, "bar", self.bar),
        ];
        let faint = pairs.into_iter().find(|(_, one, _, other)| one.contrast(*other) < CONTRAST_MIN);
        faint.map_or(Ok(()), |(one, a, other, b)| {
            Err(format!("colours: {one} {a} and {other} {b} have a contrast of {:.1}, less than {CONTRAST_MIN}", a.contrast(b)))
        })
    }
}

impl BrandConfig {
    /// The host of its own address, as a browser writes it.
    fn own_host(&self) -> &str {
        self.public_url.split_once("://").map_or("", |(_, rest)| rest)
    }

    fn check(&self) -> Result<(), String> {
        if !self.public_url.starts_with("http") || self.public_url.ends_with('/') {
            return Err("public_url must be an address without a slash at its end".to_owned());
        }
        if !self.hosts.iter().any(|host| host == self.own_host()) {
            return Err("public_url's host must be one of hosts".to_owned());
        }
        if self.hosts.iter().any(|host| host.is_empty() || *host != host.to_ascii_lowercase()) {
            return Err("hosts must be written in lower case".to_owned());
        }
        self.colours.check()
    }
}

impl Config {
    /// The brand of a `Host`; nothing for the portal's own and for strangers.
    #[must_use]
    pub fn brand_at(&self, host: &str) -> Option<&BrandConfig> {
        self.brand.iter().find(|brand| brand.hosts.iter().any(|one| one.eq_ignore_ascii_case(host)))
    }

    /// A brand by its identifier.
    #[must_use]
    pub fn brand(&self, id: &str) -> Option<&BrandConfig> {
        self.brand.iter().find(|brand| brand.id == id)
    }

    pub(super) fn check_brands(&self) -> Result<(), String> {
        let mut taken = BTreeSet::from([self.server.public_url.split_once("://").map_or("", |(_, host)| host)]);
        let mut ids = BTreeSet::new();
        for brand in &self.brand {
            let fail = |what: String| Err(format!("brand {}: {what}", brand.id));
            if !shared::biller::is_key(&brand.id) || !ids.insert(&brand.id) {
                return fail("its id must be its own, of a–z, 0–9 and -".to_owned());
            }
            if let Some(host) = brand.hosts.iter().find(|host| !taken.insert(host)) {
                return fail(format!("{host} is another's host"));
            }
            if !self.organisation.iter().any(|organisation| organisation.id == brand.organisation) {
                return fail(format!("unknown organisation {}", brand.organisation));
            }
            brand.check().or_else(fail)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn said(change: (&str, &str)) -> String {
        let demo = include_str!("../../../kommunal.demo.toml");
        assert!(demo.contains(change.0), "{}", change.0);
        Config::parse(&demo.replacen(change.0, change.1, 1), |_| None).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_brand_that_cannot_be_read_or_reached_is_refused() {
        assert!(said(("accent = \"#9c4500\"", "accent = \"#f8c9a0\"")).contains("contrast"));
        assert!(said(("bar = \"#20262d\"", "bar = \"#xyz\"")).contains("not a colour"));
        assert!(said(("organisation = \"azerishiq\"", "organisation = \"nobody\"")).contains("unknown organisation"));
        assert!(said(("hosts = [\"azerishiq.localhost:8080\"]", "hosts = [\"other.example\"]")).contains("one of hosts"));
        let both = "hosts = [\"azerishiq.localhost:8080\", \"localhost:8080\"]";
        assert!(said(("hosts = [\"azerishiq.localhost:8080\"]", both)).contains("another's host"));
    }

    #[test]
    fn who_wants_contrast_gets_it_under_any_brand() {
        let mut colours = Config::parse(include_str!("../../../kommunal.demo.toml"), |_| None).unwrap().brand[0].colours;
        for bar in [colours.bar, colours.bar_mark] {
            colours.bar = bar;
            let strong = colours.strong();
            for (one, other) in
                [(strong.accent, PAPER), (strong.accent_strong, PAPER), (strong.bar_ink, strong.bar), (strong.bar_mark, strong.bar)]
            {
                assert!(one.contrast(other) >= CONTRAST_STRONG, "{one} on {other}");
            }
        }
    }

    #[test]
    fn contrast_is_counted_as_the_guideline_has_it() {
        let colour = |text: &str| Colour::try_from(text.to_owned()).unwrap();
        assert!((colour("#000000").contrast(PAPER) - 21.0).abs() < 0.01);
        assert!(colour("#767676").contrast(PAPER) >= 4.5 && colour("#777777").contrast(PAPER) < 4.5);
        assert_eq!(colour("#0a5c63").to_string(), "#0a5c63");
    }
}
