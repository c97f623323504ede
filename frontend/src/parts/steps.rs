//! The wizard's steps beside its form; on a phone one line: `2 / 6 Borclar`.

use crate::i18n::{Key, fill, keys, t};
use crate::ui::{self, unseen};
use leptos::prelude::*;

/// Number, bills, card, check, payment, receipt.
const STEPS: [Key; 6] = [keys::STEP_NUMBER, keys::STEP_BILLS, keys::STEP_CARD, keys::STEP_CHECK, keys::STEP_PAYMENT, keys::STEP_RECEIPT];

/// A step's form with the steps beside it; `now` counts from 1, 7 means that all are done.
pub(crate) fn wizard(now: usize, children: Vec<AnyView>) -> AnyView {
    view! {
        <div class="wizard">
            <nav class="steps-frame" aria-label=t(keys::STEPS_LABEL)>{short(now)}{list(now)}</nav>
            <div class="step">{children}</div>
        </div>
    }
    .into_any()
}

fn short(now: usize) -> AnyView {
    let now = now.min(STEPS.len());
    let (number, count) = (now.to_string(), STEPS.len().to_string());
    let text = fill(keys::STEPS_SHORT, &[("n", &number), ("of", &count), ("step", t(STEPS[now - 1]))]);
    view! { <p class="steps-short" aria-hidden="true">{text}<progress max=count value=number></progress></p> }.into_any()
}

fn list(now: usize) -> AnyView {
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
    let items: Vec<AnyView> = STEPS.iter().enumerate().map(item).collect();
    view! { <ol class="steps" role="list">{items}</ol> }.into_any()
}

/// Where the draft is kept, in words; nothing before the first saving.
pub(crate) fn saved(pay: crate::state::pay::Pay) -> AnyView {
    use crate::state::drafts::Kept;
    ui::live(move || match pay.saved.get() {
        (Kept::Disk, Some(at_ms)) => ui::para("saved", fill(keys::SAVED_AT, &[("time", &crate::i18n::clock(at_ms))])),
        (Kept::Disk, None) => ui::nothing(),
        (Kept::Session, _) => ui::notice(ui::Tone::Warn, t(keys::SAVED_SESSION), vec![]),
        (Kept::Memory, _) => ui::notice(ui::Tone::Warn, t(keys::SAVED_NOT), vec![]),
    })
}
