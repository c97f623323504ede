//! Which page an address belongs to. The browser's app is several programs, each with a page of its own, told apart by the
//! first segment of the path; a link from one to another loads the other's page. frontend/bundles.json has the same, for
//! what builds them; backend/tests/tidy.rs compares the two.

/// One of the browser's programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bundle {
    /// Paying, the catalogue: whatever is not another's.
    Pay,
    /// The certificate: application, tracking.
    Certificate,
    /// The officers' pages.
    Office,
    /// The pages of those who look after payments.
    Operator,
    /// What needs neither payment nor sign-in: what is kept on this device, receipts found again, how pages look.
    Device,
    /// Checking a certificate.
    Verify,
    /// A kiosk's own: where each of its visitors begins.
    Kiosk,
}

impl Bundle {
    /// Every bundle.
    pub const ALL: [Self; 7] = [Self::Pay, Self::Certificate, Self::Office, Self::Operator, Self::Device, Self::Verify, Self::Kiosk];

    /// Its name in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Certificate => "certificate",
            Self::Office => "office",
            Self::Operator => "operator",
            Self::Device => "device",
            Self::Verify => "verify",
            Self::Kiosk => "kiosk",
        }
    }

    /// May a browser keep its page? Not those of officers and operators, and nothing on a kiosk.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Pay | Self::Certificate | Self::Device | Self::Verify)
    }

    /// The bundle of a path, which may have a query and a fragment; nothing for what the server answers itself.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let first = path.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or("");
        match first {
            "certificate" | "applications" | "track" | "documents" | "signed-out" => Some(Self::Certificate),
            "office" => Some(Self::Office),
            "operator" => Some(Self::Operator),
            "drafts" | "display" | "privacy" | "receipts" => Some(Self::Device),
            "verify" => Some(Self::Verify),
            "kiosk" => Some(Self::Kiosk),
            "api" | "auth" | "help" => None,
            _ => Some(Self::Pay),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_decides() {
        for (path, bundle) in [
            ("/", Some(Bundle::Pay)),
            ("/pay/bills", Some(Bundle::Pay)),
            ("/no/such", Some(Bundle::Pay)),
            ("/verify#K1.a.b", Some(Bundle::Verify)),
            ("/track?number=1", Some(Bundle::Certificate)),
            ("/certificates", Some(Bundle::Pay)),
            ("/office/queue", Some(Bundle::Office)),
            ("/operator/payments?state=held", Some(Bundle::Operator)),
            ("/drafts/take#id", Some(Bundle::Device)),
            ("/display", Some(Bundle::Device)),
            ("/receipts#N;C", Some(Bundle::Device)),
            ("/kiosk", Some(Bundle::Kiosk)),
            ("/auth/sign-in?return=/office", None),
            ("/api/options", None),
            ("/help?why=wasm", None),
        ] {
            assert_eq!(Bundle::of(path), bundle, "{path}");
        }
    }
}
