//! What a phone can take along: the page names an address (`data-qr`), which is drawn beside it, on its print, and large.

use crate::i18n::{keys, t};
use crate::state::Kiosk;
use fast_qr::ECL;
use frontend::platform::{self, kiosk as browser};
use frontend::ui::qr::drawn;
use frontend::ui::{live, nothing};
use leptos::prelude::*;

/// The page's element that names the address.
pub(crate) const PLACE: &str = "[data-qr^='/']";
const DIALOG: &str = "kiosk-qr-dialog";

/// An `<svg>` of the code: one path, in the text's colour.
fn svg(text: &str) -> Option<String> {
    let (side, path) = drawn(text, ECL::M)?;
    let side = side.to_string();
    Some(
        [
            r#"<svg class="code-drawn" viewBox="0 0 "#,
            &side,
            " ",
            &side,
            r#"" shape-rendering="crispEdges" aria-hidden="true"><path d=""#,
            &path,
            r#""/></svg>"#,
        ]
        .concat(),
    )
}

/// The code of what the page names now, with its scheme and host.
fn code(kiosk: Kiosk) -> Option<String> {
    let address = kiosk.qr.get_untracked();
    if address.is_empty() { None } else { svg(&[&*browser::origin(), &address].concat()) }
}

/// Beside what the page shows.
pub(crate) fn draw(kiosk: Kiosk) {
    if let Some(code) = code(kiosk) {
        browser::put(PLACE, "kiosk-code", &[&code, "<p>", t(keys::QR_CAPTION), "</p>"].concat());
    }
}

/// Large, for a phone at arm's length.
pub(crate) fn open(_kiosk: Kiosk) {
    platform::dialog_open(DIALOG);
}

/// The dialogue.
pub(crate) fn dialog(kiosk: Kiosk) -> AnyView {
    live(move || {
        kiosk.qr.track();
        let Some(code) = code(kiosk) else { return nothing() };
        view! {
            <dialog class="dialog kiosk-dialog" id=DIALOG aria-labelledby="kiosk-qr-title">
                <h2 id="kiosk-qr-title">{t(keys::QR_TITLE)}</h2>
                <p>{t(keys::QR_ABOUT)}</p>
                <div class="kiosk-code large" inner_html=code></div>
                <div class="kiosk-answers">
                    <button type="button" class="btn" on:click=move |_| browser::dialog_close(DIALOG)>{t(keys::CLOSE)}</button>
                </div>
            </dialog>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_code_is_drawn_with_its_quiet_zone() {
        let drawn = svg("https://kommunal.example/receipts#KM-2026-0A7F19XZ;ABCDEFGHJK").unwrap_or_default();
        assert!(drawn.contains("viewBox=\"0 0 41 41\""), "{drawn}");
        assert!(drawn.contains("M4 4h1v1h-1z"), "the finder's corner");
    }
}
