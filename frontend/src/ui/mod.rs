//! Components that know no domain and get their words as arguments. Each gives an [`AnyView`]: a screen made of them compiles
//! to a few kilobytes, not to a type of its own for every nesting.

pub mod drawing;
pub mod plot;
pub mod qr;
mod spoken;

pub use spoken::words;

use crate::platform;
use leptos::prelude::*;
use spoken::words_of;

/// What a button does.
pub type Act = Box<dyn FnMut() + Send>;

/// A part of the screen that is made anew when a signal it reads changes: new elements take the place of the old ones, no
/// text node is written again. A page translator puts each text node into an element of its own (`<font>`), and what is
/// written into the old node afterwards is seen by nobody. For the same reason a part begins with an element, never with
/// bare text. Whoever had the focus in the old elements gets it back in the new ones.
pub fn live(make: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    live_of(Box::new(make))
}

/// Bare and in a tuple by turns: leptos patches what is of the same type as before, and replaces what is of another.
fn live_of(mut make: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
    let mut bare = false;
    let anew: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || {
        platform::hold_focus();
        bare = !bare;
        if bare { make() } else { (make(),).into_any() }
    });
    anew.into_any()
}

/// Nothing.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// Parts one after another.
pub fn parts(parts: Vec<AnyView>) -> AnyView {
    parts.into_any()
}

/// A `div` of a class.
pub fn group(class: &'static str, children: Vec<AnyView>) -> AnyView {
    view! { <div class=class>{children}</div> }.into_any()
}

/// A paragraph.
pub fn para(class: &'static str, text: impl Into<String>) -> AnyView {
    para_of(class, &text.into())
}

fn para_of(class: &'static str, text: &str) -> AnyView {
    view! { <p class=class>{words(text)}</p> }.into_any()
}

/// A heading below the page's own.
pub fn heading(text: impl Into<String>) -> AnyView {
    heading_of(text.into())
}

fn heading_of(text: String) -> AnyView {
    view! { <h2>{text}</h2> }.into_any()
}

/// A link, to look like text or, by its class, like a button.
pub fn link(class: &'static str, href: String, text: impl Into<String>) -> AnyView {
    link_of(class, href, text.into(), String::new())
}

/// A link whose words mean nothing without their surroundings: `more` is for those who hear it alone.
pub fn link_with(class: &'static str, href: String, text: &str, more: String) -> AnyView {
    link_of(class, href, text.to_owned(), more)
}

fn link_of(class: &'static str, href: String, text: String, more: String) -> AnyView {
    view! { <a class=class href=href>{text}{unseen(more)}</a> }.into_any()
}

/// Words for those who listen.
pub fn unseen(text: String) -> AnyView {
    if text.is_empty() { nothing() } else { view! { <span class="unseen">" "{words_of(text)}</span> }.into_any() }
}

/// A button that does something here.
pub fn button(class: &'static str, text: impl Into<String>, act: impl FnMut() + Send + 'static) -> AnyView {
    button_of(class, text.into(), String::new(), Box::new(act))
}

/// A button whose word means nothing without its surroundings.
pub fn button_with(class: &'static str, text: &str, more: String, act: impl FnMut() + Send + 'static) -> AnyView {
    button_of(class, text.to_owned(), more, Box::new(act))
}

fn button_of(class: &'static str, text: String, more: String, mut act: Act) -> AnyView {
    view! { <button type="button" class=class on:click=move |_| act()>{text}{unseen(more)}</button> }.into_any()
}

/// The one main button of a form.
pub fn submit(text: impl Into<String>) -> AnyView {
    submit_of(text.into())
}

fn submit_of(text: String) -> AnyView {
    view! { <button type="submit" class="btn">{text}</button> }.into_any()
}

/// A form that is sent by its button or by Enter, and judged here, not by the browser.
pub fn form(children: Vec<AnyView>, act: impl FnMut() + Send + 'static) -> AnyView {
    form_of(children, Box::new(act))
}

fn form_of(children: Vec<AnyView>, mut act: Act) -> AnyView {
    view! {
        <form novalidate=true autocapitalize="off" on:submit=move |event| { event.prevent_default(); act(); }>{children}</form>
    }
    .into_any()
}

/// What a notice is about, by its look; its words say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Went well.
    Good,
    /// Something to know.
    Calm,
    /// Be careful.
    Warn,
    /// Went wrong.
    Bad,
}

/// A notice: a bold opening and the rest.
pub fn notice(tone: Tone, opening: impl Into<String>, children: Vec<AnyView>) -> AnyView {
    notice_of(tone, opening.into(), children)
}

fn notice_of(tone: Tone, opening: String, children: Vec<AnyView>) -> AnyView {
    let class = match tone {
        Tone::Good => "notice good",
        Tone::Calm => "notice calm",
        Tone::Warn => "notice warn",
        Tone::Bad => "notice bad",
    };
    let opening = if opening.is_empty() { nothing() } else { view! { <p><strong>{opening}</strong></p> }.into_any() };
    view! { <div class=class>{opening}{children}</div> }.into_any()
}

/// A drawing from the page's own sheet of symbols.
pub fn icon(class: &'static str, symbol: &'static str) -> AnyView {
    view! {
        <span class=class aria-hidden="true"><svg><use href=symbol></use></svg></span>
    }
    .into_any()
}

/// A summary that opens to more.
pub fn more(class: &'static str, summary: impl Into<String>, children: Vec<AnyView>) -> AnyView {
    more_with(class, &summary.into(), "", children)
}

/// The same where the summary means nothing without its surroundings: `about` is for those who hear it alone.
pub fn more_with(class: &'static str, summary: &str, about: &str, children: Vec<AnyView>) -> AnyView {
    let (summary, about) = (summary.to_owned(), unseen(about.to_owned()));
    view! { <details class=class><summary>{summary}{about}</summary>{children}</details> }.into_any()
}

/// Grey bars while something is on its way.
pub fn skeleton(says: &'static str) -> AnyView {
    view! {
        <div class="skeleton" role="status"><span class="unseen">{says}</span><i></i><i></i><i></i><i></i></div>
    }
    .into_any()
}

/// A list without bullets.
pub fn list(class: &'static str, items: Vec<AnyView>) -> AnyView {
    view! { <ul class=class role="list">{items}</ul> }.into_any()
}

/// An entry of a list.
pub fn entry(class: &'static str, children: Vec<AnyView>) -> AnyView {
    view! { <li class=class>{children}</li> }.into_any()
}

/// A line of a summary: what, its values one below the other, and perhaps a link. No element with a box of its own stands in
/// either: Orca passes such words over (see `dl.sum` in style/components.css).
pub fn line(what: &str, values: Vec<String>, action: AnyView) -> AnyView {
    let what = what.to_owned();
    let values: Vec<AnyView> = values.into_iter().map(|value| view! { <span>{words(&value)}</span> }.into_any()).collect();
    view! { <div><dt><span>{what}</span>{action}</dt><dd>{values}</dd></div> }.into_any()
}

/// Lines of a summary.
pub fn lines(lines: Vec<AnyView>) -> AnyView {
    view! { <dl class="sum">{lines}</dl> }.into_any()
}
