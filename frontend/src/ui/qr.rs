//! A QR code on the screen. Not in the payment's pages, whose download would grow by its tables.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use leptos::prelude::*;

/// Light modules that the standard asks for on each side.
const QUIET: usize = 4;

/// The code of a text, `says` for those who listen; nothing where the text does not fit one.
pub fn qr(text: &str, says: &'static str) -> AnyView {
    let Some((side, path)) = drawn(text, ECL::L) else { return ().into_any() };
    let view_box = ["0 0 ", &side.to_string(), " ", &side.to_string()].concat();
    view! {
        <div class="qr" role="img" aria-label=says data-qr=text.to_owned()>
            <svg viewBox=view_box shape-rendering="crispEdges" aria-hidden="true"><path d=path></path></svg>
        </div>
    }
    .into_any()
}

/// Its side in modules, with the quiet zone, and its dark modules as one path. Of two levels the lower makes fewer modules,
/// larger on a phone; the higher stands more.
#[must_use]
pub fn drawn(text: &str, level: ECL) -> Option<(usize, String)> {
    let code = QRBuilder::new(text).ecl(level).build().ok()?;
    let mut path = String::new();
    for row in 0..code.size {
        for (column, _) in code[row].iter().enumerate().filter(|(_, module)| module.value()) {
            let (x, y) = ((column + QUIET).to_string(), (row + QUIET).to_string());
            path.push_str(&["M", &x, " ", &y, "h1v1h-1z"].concat());
        }
    }
    Some((code.size + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::{ECL, drawn};

    #[test]
    fn a_link_fits_a_code_of_moderate_size() {
        let link = ["https://kommunal.example.az/drafts/take#", &"0".repeat(32), ".", &"K".repeat(43)].concat();
        let (side, path) = drawn(&link, ECL::L).expect("a code");
        assert!(side < 60 && path.starts_with("M4 4h1v1h-1z"));
    }
}
