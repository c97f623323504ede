//! The keypad. Its keys never take the focus: the caret stays where the visitor sees it. They are buttons with names, in a
//! group with a name, so that whoever explores the screen by touch with a screen reader finds them; they are outside the
//! order of the Tab key, since whoever tabs has a keyboard, and would have to go through forty keys to reach Finish.

mod layout;

use super::drawing::{self, drawing};
use crate::i18n::{keys as texts, t};
use crate::state::{Enter, Keys, Kiosk};
use frontend::platform::kiosk as browser;
use frontend::ui::{group, live, nothing, parts, unseen};
use layout::Shift;
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use shared::format::Lang;

/// The keypad, when a field wants one.
pub(crate) fn keypad(kiosk: Kiosk) -> AnyView {
    let board = Board { lang: RwSignal::new(kiosk.lang.get_untracked()), shift: RwSignal::new(Shift::Off) };
    live(move || {
        let Some((keys, enter)) = kiosk.keys.get() else { return nothing() };
        match keys {
            Keys::Digits | Keys::Decimal => {
                framed("keypad digits", vec![digits(keys == Keys::Decimal), last(keys == Keys::Decimal, enter)])
            }
            Keys::Text | Keys::Email => letters(board, keys == Keys::Email, enter),
        }
    })
}

fn framed(class: &'static str, rows: Vec<AnyView>) -> AnyView {
    view! { <div class=class role="group" aria-label=t(texts::KEYPAD)>{rows}</div> }.into_any()
}

/// Which letters, small or large.
#[derive(Clone, Copy)]
struct Board {
    lang: RwSignal<Lang>,
    shift: RwSignal<Shift>,
}

/// A key that acts as soon as it is touched: quick fingers touch the next one before they leave this. Without a pointer (a
/// screen reader's press) there is only a click.
fn quick(class: &'static str, label: &'static str, face: AnyView, act: impl Fn() + Copy + Send + 'static) -> AnyView {
    let clicked = move |event: MouseEvent| {
        if event.detail() == 0 {
            act();
        }
    };
    let touched = move |event: PointerEvent| {
        if event.button() == 0 {
            act();
        }
    };
    let label = (!label.is_empty()).then_some(label);
    view! { <button type="button" tabindex="-1" class=class aria-label=label on:pointerdown=touched on:click=clicked>{face}</button> }
        .into_any()
}

/// A key that changes the keypad: by a whole click, so that the finger that leaves does not press what comes instead.
fn slow(class: &'static str, label: &'static str, face: AnyView, act: impl Fn() + Send + 'static) -> AnyView {
    let label = (!label.is_empty()).then_some(label);
    view! { <button type="button" tabindex="-1" class=class aria-label=label on:click=move |_| act()>{face}</button> }.into_any()
}

fn sign(sign: char) -> AnyView {
    quick("key", "", sign.to_string().into_any(), move || browser::type_text(sign.encode_utf8(&mut [0; 4])))
}

fn erase() -> AnyView {
    quick("key tool", t(texts::KEY_ERASE), drawing(drawing::ERASE), browser::erase)
}

fn hide() -> AnyView {
    slow("key tool", t(texts::KEY_HIDE), drawing(drawing::DOWN), browser::keypad_hide)
}

fn enter_key(enter: Enter) -> AnyView {
    match enter {
        Enter::Line => slow("key main", t(texts::KEY_LINE), drawing(drawing::ENTER), browser::press_enter),
        Enter::Next => slow("key main", "", t(texts::KEY_NEXT).into_any(), browser::press_enter),
        Enter::Send => slow("key main", "", t(texts::KEY_DONE).into_any(), browser::press_enter),
    }
}

fn digits(decimal: bool) -> AnyView {
    let mut all: Vec<AnyView> = "123456789".chars().map(sign).collect();
    all.extend([if decimal { sign(',') } else { hide() }, sign('0'), erase()]);
    group("keys", all)
}

fn last(decimal: bool, enter: Enter) -> AnyView {
    group("keys last", if decimal { vec![hide(), enter_key(enter)] } else { vec![enter_key(enter)] })
}

fn letters(board: Board, email: bool, enter: Enter) -> AnyView {
    if email {
        board.lang.set(Lang::En);
    }
    // Patched in place: a key that a finger is on stays the same element. Nobody translates a kiosk's pages.
    let rows: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || {
        let (lang, shift) = (board.lang.get(), board.shift.get());
        let [first, second, third] = layout::letters(lang, shift != Shift::Off);
        let row = |signs: &'static str| signs.chars().map(move |sign| letter(board, sign));
        let mut last: Vec<AnyView> = vec![shift_key(board, shift)];
        last.extend(row(third));
        let mut top: Vec<AnyView> = layout::DIGITS.chars().map(sign).collect();
        top.push(erase());
        let rows = [top, row(first).collect(), row(second).collect(), last];
        let rows: Vec<AnyView> = rows.into_iter().map(|keys| group("keys", keys)).collect();
        rows.into_any()
    });
    framed("keypad alphabet", vec![rows.into_any(), below(board, email, enter)])
}

fn letter(board: Board, sign: char) -> AnyView {
    quick("key", "", sign.to_string().into_any(), move || {
        browser::type_text(sign.encode_utf8(&mut [0; 4]));
        Kiosk::tell(board.shift, board.shift.get_untracked().used());
    })
}

fn shift_key(board: Board, shift: Shift) -> AnyView {
    let class = match shift {
        Shift::Off => "key tool",
        Shift::Once => "key tool on",
        Shift::Locked => "key tool on locked",
    };
    let pressed = if shift == Shift::Off { "false" } else { "true" };
    let press = move |_| board.shift.update(|shift| *shift = shift.pressed());
    view! {
        <button type="button" tabindex="-1" class=class aria-label=t(texts::KEY_SHIFT) aria-pressed=pressed on:click=press>{drawing(drawing::SHIFT)}</button>
    }
    .into_any()
}

/// The row below: put away, other letters, signs, space, Enter.
fn below(board: Board, email: bool, enter: Enter) -> AnyView {
    let other = live(move || {
        let next = layout::after(board.lang.get());
        let (face, name) = match next {
            Lang::Az => ("AZ", t(texts::LANG_AZ)),
            Lang::Ru => ("RU", t(texts::LANG_RU)),
            Lang::En => ("EN", t(texts::LANG_EN)),
        };
        slow("key tool", "", parts(vec![face.into_any(), unseen(name.to_owned())]), move || board.lang.set(next))
    });
    let mut keys = vec![hide(), other];
    if email {
        keys.extend("@_-.".chars().map(sign));
    } else {
        keys.extend([sign(','), sign('/')]);
        keys.push(quick("key space", t(texts::KEY_SPACE), nothing(), || browser::type_text(" ")));
        keys.extend([sign('.'), sign('-')]);
    }
    keys.push(enter_key(enter));
    group("keys last", keys)
}
