//! Drawings, in the text's colour.

use leptos::prelude::*;

pub(crate) const CARD: &str = "M3 6h18v12H3zM3 10h18M7 15h4";
pub(crate) const PAPER: &str = "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h3M14.5 15.5l1.5 1.5 3-3";
pub(crate) const LOUPE: &str = "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11l2 2 4-4";
pub(crate) const RECEIPT: &str = "M6 3h12v18l-2-1.5L14 21l-2-1.5L10 21l-2-1.5L6 21zM9 8h6M9 12h6M9 16h3";
pub(crate) const DOOR: &str = "M14 4H5v16h9M10 12h11M17 8l4 4-4 4";
pub(crate) const CONTRAST: &str = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 8h7M12 12h9M12 16h7";
pub(crate) const QR: &str = "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v2h-2M14 20h2M18 18h2v2";
pub(crate) const PHONE: &str = "M7 2h10v20H7zM11 18h2";
pub(crate) const ERASE: &str = "M8 5h13v14H8l-6-7zM11 9l6 6M17 9l-6 6";
pub(crate) const DOWN: &str = "M3 4h18v10H3zM7 8h.01M12 8h.01M17 8h.01M8 11h8M9 18l3 3 3-3";
pub(crate) const SHIFT: &str = "M12 4 4 12h4v7h8v-7h4z";
pub(crate) const ENTER: &str = "M20 5v8H5M9 9l-4 4 4 4";
pub(crate) const TOUCH: &str = "M9 11V5.5a1.5 1.5 0 0 1 3 0V11l5.2 1.1a2 2 0 0 1 1.6 2.3L18 19a3 3 0 0 1-3 2.5h-3.2a3 3 0 0 1-2.3-1.1L5.2 15a1.6 1.6 0 0 1 2.3-2.2L9 14zM6 6a5 5 0 0 1 9 0";

/// One of them.
pub(crate) fn drawing(path: &'static str) -> AnyView {
    view! { <svg class="drawn" viewBox="0 0 24 24" aria-hidden="true"><path d=path></path></svg> }.into_any()
}
