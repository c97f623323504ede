//! Tables that become cards on a phone. Roles are named: a table drawn otherwise is none to assistive technology.

use crate::i18n::{Key, keys, t};
use crate::state::App;
use crate::state::fetched::{Rows, row_id};
use crate::ui::{self, live, nothing};
use leptos::prelude::*;

/// A row's cells, in the order of the columns, each with its class.
pub(crate) type Cells = Vec<(&'static str, AnyView)>;

/// A table of its columns and rows.
pub(crate) fn table(name: Key, columns: &'static [Key], rows: Vec<Cells>) -> AnyView {
    // Sums stand under a heading that is on their side.
    let class = |index: usize| rows.first().and_then(|cells| cells.get(index)).map_or("", |(class, _)| class);
    let title = |(index, key): (usize, &Key)| view! { <th scope="col" role="columnheader" class=class(index)>{t(*key)}</th> }.into_any();
    let head: Vec<AnyView> = columns.iter().enumerate().map(title).collect();
    let cell = |((class, content), key): ((&'static str, AnyView), &Key)| {
        view! { <td role="cell" class=class data-label=t(*key)><div>{content}</div></td> }.into_any()
    };
    let row = |cells: Cells| {
        let cells: Vec<AnyView> = cells.into_iter().zip(columns).map(cell).collect();
        view! { <tr role="row">{cells}</tr> }.into_any()
    };
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    view! {
        <table class="cards-table" role="table" aria-label=t(name)>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// A list that is fetched page by page: its rows, how many, and the way to more.
pub(crate) fn list<T: Clone + Send + Sync + 'static>(
    app: App,
    rows: Rows<T>,
    (name, columns, none): (Key, &'static [Key], Key),
    cells: fn(App, usize, &T) -> Cells,
    more: fn(App),
) -> AnyView {
    let shown = live(move || {
        let all = rows.rows.get();
        if all.is_empty() {
            return ui::para("empty", t(none));
        }
        table(name, columns, all.iter().enumerate().map(|(index, row)| cells(app, index, row)).collect())
    });
    // Made anew only when it comes or goes: the button keeps the focus while it is pressed again and again.
    let has_more = Memo::new(move |_| rows.next.with(Option::is_some));
    let button = live(move || match has_more.get() {
        true => ui::group("row", vec![ui::button("btn ghost", t(keys::MORE), move || more(app))]),
        false => nothing(),
    });
    let count = live(move || ui::para("unseen", crate::i18n::counted(keys::SHOWN_FEW, rows.rows.with(Vec::len))));
    view! { {shown}<div role="status">{count}</div>{button} }.into_any()
}

/// A cell that only takes the focus when its portion was fetched: its row leads nowhere.
pub(crate) fn row_id_only(index: usize, text: String) -> AnyView {
    view! { <span id=row_id(index) tabindex="-1">{text}</span> }.into_any()
}

/// The link of a row, which takes the focus when its portion was fetched.
pub(crate) fn row_link(index: usize, href: String, text: String) -> AnyView {
    view! { <a id=row_id(index) href=href>{text}</a> }.into_any()
}
