//! A wizard's steps beside its form; on a phone one line: `Addım 2, cəmi 6: Borclar`.

use crate::i18n::{Key, clock, fill, keys, t};
use crate::state::drafts::{Kept, Why};
use crate::ui::{self, Tone, live, nothing, unseen};
use leptos::prelude::*;

/// The line that says the step; heard after the heading, also where the list is shown in its place (`announce` of
/// `platform/snippet.js` finds it by this name).
const ID: &str = "step";

/// A step's form with the steps beside it; `label` names them all, `now` counts from 1, one more than there are means that
/// all are done.
pub fn wizard(label: Key, steps: &'static [Key], now: usize, children: Vec<AnyView>) -> AnyView {
    view! {
        <div class="wizard">
            <nav class="steps-frame" aria-label=t(label)>{short(steps, now)}{list(steps, now)}</nav>
            <div class="step">{children}</div>
        </div>
    }
    .into_any()
}

fn short(steps: &[Key], now: usize) -> AnyView {
    let now = now.min(steps.len());
    let (number, count) = (now.to_string(), steps.len().to_string());
    let step = now.checked_sub(1).and_then(|index| steps.get(index)).map_or("", |key| t(*key));
    let text = fill(keys::STEPS_SHORT, &[("n", &number), ("of", &count), ("step", step)]);
    view! { <p class="steps-short"><span id=ID>{text}</span><progress aria-hidden="true" max=count value=number></progress></p> }.into_any()
}

fn list(steps: &[Key], now: usize) -> AnyView {
    let item = |(index, key): (usize, &Key)| {
        let number = index + 1;
        let (class, more) = match number {
            _ if number < now => ("done", t(keys::STEP_DONE)),
            _ if number == now => ("now", ""),
            _ => ("", ""),
        };
        let current = (number == now).then_some("step");
        view! {
            <li class=class aria-current=current><span class="n" aria-hidden="true">{number}</span>
                <span>{t(*key)}{unseen(more.to_owned())}</span></li>
        }
        .into_any()
    };
    let items: Vec<AnyView> = steps.iter().enumerate().map(item).collect();
    view! { <ol class="steps" role="list">{items}</ol> }.into_any()
}

/// Where a draft is kept and since when, in words; nothing before the first saving.
pub fn saved(saved: RwSignal<(Kept, Option<i64>)>) -> AnyView {
    live(move || match saved.get() {
        (Kept::Disk, Some(at_ms)) => ui::para("saved", fill(keys::SAVED_AT, &[("time", &clock(at_ms))])),
        (Kept::Disk, None) => nothing(),
        (Kept::Session(why), _) => ui::notice(Tone::Warn, because(why), vec![ui::para("", t(keys::SAVED_SESSION))]),
        (Kept::Memory(why), _) => ui::notice(Tone::Warn, because(why), vec![ui::para("", t(keys::SAVED_NOT))]),
    })
}

fn because(why: Why) -> &'static str {
    t(match why {
        Why::Refused => keys::SAVED_REFUSED,
        Why::Full => keys::SAVED_FULL,
        Why::Busy => keys::SAVED_BUSY,
        Why::Newer => keys::SAVED_NEWER,
    })
}
