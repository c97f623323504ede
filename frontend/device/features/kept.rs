//! The part of `/privacy` that says for how long the server keeps what: by its own settings, asked for when the page is opened.

use crate::api;
use crate::i18n::{Key, keys, t};
use crate::state::App;
use crate::ui::{self, live};
use frontend::i18n::counted;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::privacy::{KeptFor, Privacy};
use shared::retention::Kind;

/// Heading, the list, and what stays. Without the server's answer only what is so everywhere.
pub(super) fn kept(app: App) -> AnyView {
    let told = RwSignal::new(None::<Privacy>);
    let visit = app.visit.get_untracked();
    spawn_local(async move {
        if let Ok(answer) = api::privacy().await
            && app.visit.get_untracked() == visit
        {
            told.set(Some(answer));
        }
    });
    let list = live(move || {
        told.with(|told| told.as_ref().map_or_else(ui::nothing, |told| ui::lines(told.kept.iter().filter_map(line).collect())))
    });
    let certificates = live(move || {
        let offered = told.with(|told| told.as_ref().is_some_and(|told| told.kept.iter().any(is_of_applications)));
        if offered { ui::para("", t(keys::PRIVACY_CERTIFICATE)) } else { ui::nothing() }
    });
    ui::group(
        "section times",
        vec![
            ui::heading(t(keys::PRIVACY_KEPT_TITLE)),
            list,
            ui::para("", t(keys::PRIVACY_KEPT_PAID)),
            certificates,
            ui::para("", t(keys::PRIVACY_RIGHTS)),
        ],
    )
}

fn is_of_applications(kept: &KeptFor) -> bool {
    kept.kind == Kind::Applications.row().name
}

/// A kind that this page does not know is of a newer server: it is left out.
fn line(kept: &KeptFor) -> Option<AnyView> {
    let days = counted(keys::PRIVACY_DAYS_FEW, usize::try_from(kept.days).unwrap_or(0));
    Some(ui::line(t(words(Kind::parse(&kept.kind)?)), vec![days], ui::nothing()))
}

const fn words(kind: Kind) -> Key {
    match kind {
        Kind::UnpaidPayments => keys::PRIVACY_KEPT_UNPAID,
        Kind::Applications => keys::PRIVACY_KEPT_APPLICATIONS,
        Kind::Attachments => keys::PRIVACY_KEPT_ATTACHMENTS,
        Kind::LooseAttachments => keys::PRIVACY_KEPT_LOOSE,
        Kind::Letters => keys::PRIVACY_KEPT_LETTERS,
        Kind::MobileProofs => keys::PRIVACY_KEPT_PROOFS,
        Kind::SecurityEvents => keys::PRIVACY_KEPT_SECURITY,
    }
}
