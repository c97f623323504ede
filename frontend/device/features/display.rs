//! `/display`: how large words are and how strong the contrast is, in every page on this device. What is chosen is kept and
//! seen at once.

use crate::i18n::{keys, t};
use crate::state::App;
use crate::ui::{self, live};
use frontend::i18n::Key;
use frontend::parts::title;
use frontend::platform::{self, Display};
use leptos::prelude::*;

const SIZES: [(u8, Key, &str); 3] =
    [(1, keys::DISPLAY_SIZE_1, "size-1"), (2, keys::DISPLAY_SIZE_2, "size-2"), (3, keys::DISPLAY_SIZE_3, "size-3")];
const CONTRASTS: [(bool, Key, Key, &str); 2] = [
    (false, keys::DISPLAY_AS_IS, keys::DISPLAY_AS_IS_HINT, "contrast-as-is"),
    (true, keys::DISPLAY_STRONG, keys::DISPLAY_STRONG_HINT, "contrast-high"),
];

/// The screen.
pub(crate) fn display(_app: App) -> AnyView {
    let now = RwSignal::new(platform::display());
    let kept = RwSignal::new(false);
    let choose = move |changed: Display| {
        now.set(changed);
        platform::set_display(changed);
        kept.set(true);
    };
    let sizes = SIZES.map(|(size, label, id)| {
        let checked = now.get_untracked().size == size;
        radio("size", (id, label, ""), checked, move || choose(Display { size, ..now.get_untracked() }))
    });
    let contrasts = CONTRASTS.map(|(strong, label, hint, id)| {
        let checked = now.get_untracked().strong == strong;
        radio("contrast", (id, label, t(hint)), checked, move || choose(Display { strong, ..now.get_untracked() }))
    });
    let said = live(move || if kept.get() { ui::para("", t(keys::DISPLAY_KEPT)) } else { ui::nothing() });
    ui::group(
        "narrow display",
        vec![
            ui::button("back", t(keys::BACK), platform::back),
            title(t(keys::DISPLAY_TITLE)),
            ui::para("lead", t(keys::DISPLAY_LEAD)),
            group(keys::DISPLAY_SIZE, sizes.into()),
            group(keys::DISPLAY_CONTRAST, contrasts.into()),
            view! { <div class="saved" role="status">{said}</div> }.into_any(),
            specimen(),
            ui::group("row", vec![ui::button("btn", t(keys::DISPLAY_DONE), platform::back)]),
        ],
    )
}

fn group(legend: Key, radios: Vec<AnyView>) -> AnyView {
    view! { <fieldset class="choices"><legend>{t(legend)}</legend>{radios}</fieldset> }.into_any()
}

fn radio(name: &'static str, (id, label, hint): (&'static str, Key, &str), checked: bool, pick: impl Fn() + Send + 'static) -> AnyView {
    let described = (!hint.is_empty()).then(|| [id, "-hint"].concat());
    let hint = described.clone().map(|described| view! { <p class="hint" id=described>{hint.to_owned()}</p> });
    view! {
        <div class="choice">
            <input type="radio" name=name id=id prop:checked=checked aria-describedby=described on:change=move |_| pick() />
            <label for=id>{t(label)}</label>{hint}
        </div>
    }
    .into_any()
}

/// What a bill looks like so. Nothing in it can be pressed; who listens has no use for it.
fn specimen() -> AnyView {
    view! {
        <div class="specimen" aria-hidden="true">
            <p class="hint">{t(keys::DISPLAY_EXAMPLE)}</p>
            <div class="bill">
                {ui::icon("ic power", "#i-bolt")}
                <div class="bill-name"><p><strong>{t(keys::DISPLAY_EXAMPLE_BILL)}</strong></p><p class="meta">{t(keys::DISPLAY_EXAMPLE_META)}</p></div>
                <span class="tag warn">{t(keys::DISPLAY_EXAMPLE_TAG)}</span>
                <p class="amt">{crate::i18n::money(1250)}</p>
            </div>
        </div>
    }
    .into_any()
}
