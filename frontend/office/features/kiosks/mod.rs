//! `/office/kiosks`: which are alive, what each shows, its printer. It refreshes by itself.

use crate::i18n::{Key, clock, fill, keys, t};
use crate::parts::{fetched, title};
use crate::state::App;
use crate::ui::{self, live};
use crate::words;
use leptos::prelude::*;
use shared::api::kiosks::OfficeKiosk;

const COLUMNS: [Key; 6] = [keys::COL_KIOSK, keys::COL_PLACE, keys::COL_STATE, keys::COL_SCREEN, keys::COL_VERSION, keys::COL_PRINTING];

/// The screen.
pub(crate) fn kiosks(app: App) -> AnyView {
    ui::parts(vec![
        crate::parts::session::ways(app, "/office/kiosks"),
        title(t(keys::KIOSKS_TITLE)),
        fetched(app.kiosks.load, App::need_kiosks, app, all),
    ])
}

fn all(app: App) -> AnyView {
    live(move || {
        let rows = app.kiosks.rows.get();
        let at = ui::para("state", fill(keys::QUEUE_AT, &[("time", &clock(app.kiosks.at_ms.get_untracked()))]));
        if rows.is_empty() {
            return ui::parts(vec![at, ui::para("empty", t(keys::KIOSKS_NONE))]);
        }
        let head: Vec<AnyView> =
            COLUMNS.iter().map(|key| view! { <th scope="col" role="columnheader">{t(*key)}</th> }.into_any()).collect();
        let rows: Vec<AnyView> = rows.iter().map(|one| row(app, one)).collect();
        let table = view! {
            <table class="cards-table" role="table" aria-label=t(keys::KIOSKS_TITLE)>
                <thead role="rowgroup"><tr role="row">{head}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        };
        ui::parts(vec![at, table.into_any()])
    })
}

fn row(app: App, one: &OfficeKiosk) -> AnyView {
    let now = app.now();
    let (class, state) = words::kiosk_state(one, now);
    let mut printing = vec![ui::para("", words::printer(&one.printer))];
    if let Some(trouble) = words::printing_trouble(one, now) {
        printing.push(view! { <span class="tag warn">{trouble}</span> }.into_any());
    }
    let texts = [
        ("number", one.name.clone().into_any()),
        ("", one.place.clone().into_any()),
        ("", view! { <span class=class>{state}</span> }.into_any()),
        ("", words::kiosk_screen(&one.screen).into_any()),
        ("short", one.version.clone().into_any()),
        ("", ui::parts(printing)),
    ];
    let cells = texts
        .into_iter()
        .zip(COLUMNS)
        .map(|((class, text), key)| view! { <td role="cell" class=class data-label=t(key)>{text}</td> }.into_any());
    let cells: Vec<AnyView> = cells.collect();
    view! { <tr role="row">{cells}</tr> }.into_any()
}
