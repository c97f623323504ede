//! The stages so far, and everything that happened.

use super::section;
use crate::i18n::{Key, date_time, keys, t};
use crate::state::App;
use crate::words;
use leptos::prelude::*;
use shared::api::applications::TrackStep;
use shared::api::office::{OfficeApplication, TrailRow};

/// The stages, as the citizen sees them.
pub(super) fn timeline(_: App, view: &OfficeApplication) -> AnyView {
    let step = |step: &TrackStep| view! { <li>{t(words::stage(step.stage))}<small>{date_time(&step.at)}</small></li> }.into_any();
    let steps: Vec<AnyView> = view.track.steps.iter().map(step).collect();
    let steps = view! { <ol class="trail" role="list">{steps}</ol> }.into_any();
    section("timeline", t(keys::TIMELINE_TITLE), vec![steps])
}

/// The audit trail.
pub(super) fn trail(_: App, view: &OfficeApplication) -> AnyView {
    const COLUMNS: [Key; 4] = [keys::TRAIL_AT, keys::TRAIL_WHAT, keys::TRAIL_BY, keys::TRAIL_TEXT];
    let head: Vec<AnyView> = COLUMNS.iter().map(|key| view! { <th scope="col" role="columnheader">{t(*key)}</th> }.into_any()).collect();
    let row = |row: &TrailRow| {
        let by = row.by.clone().unwrap_or_else(|| t(keys::TRAIL_CITIZEN).to_owned());
        let cells = [date_time(&row.at), words::event(&row.what), by, row.text.clone()];
        let cell = |(key, value): (Key, String)| {
            let class = if value.is_empty() { "none" } else { "" };
            view! { <td role="cell" class=class data-label=t(key)>{value}</td> }.into_any()
        };
        let cells: Vec<AnyView> = COLUMNS.into_iter().zip(cells).map(cell).collect();
        view! { <tr role="row">{cells}</tr> }.into_any()
    };
    let rows: Vec<AnyView> = view.trail.iter().map(row).collect();
    let table = view! {
        <table class="cards-table" role="table" aria-labelledby="trail">
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any();
    section("trail", t(keys::TRAIL_TITLE), vec![table])
}
