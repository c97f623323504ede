//! What was sent, what the registers said, what is asked for, what was issued.

use super::section;
use crate::i18n::{Key, date_time, fill, keys, t};
use crate::state::App;
use crate::ui::{self, Tone, nothing};
use crate::words;
use leptos::prelude::*;
use shared::api::office::{OfficeApplication, RegisterFacts};
use shared::application::Class;
use shared::format::Lang;
use shared::name::{Identity, NameDifference};

fn line(key: Key, value: &str) -> AnyView {
    let value = if value.is_empty() { t(keys::ONE_NO_VALUE) } else { value };
    ui::line(t(key), vec![value.to_owned()], nothing())
}

/// The answers.
pub(super) fn answers(app: App, view: &OfficeApplication) -> AnyView {
    let sent = &view.sent;
    let mut lines = vec![
        line(keys::COL_CLASS, t(words::class(sent.class))),
        line(keys::ONE_APPLICANT, &sent.applicant),
        line(keys::ONE_FIN, &sent.fin),
    ];
    if sent.class == Class::NonResidential {
        lines.extend([line(keys::ONE_COMPANY, &sent.company), line(keys::ONE_VOEN, &sent.voen)]);
    }
    let purpose = app.options.with(|options| options.purposes.iter().find(|one| one.id == sent.purpose).map(|one| one.text.clone()));
    let purpose = [purpose.unwrap_or_else(|| sent.purpose.clone()), sent.purpose_text.clone()];
    let purpose = purpose.into_iter().filter(|text| !text.is_empty()).collect();
    let copies: Vec<&str> = sent.copies.iter().map(|lang| t(language(*lang))).collect();
    lines.extend([
        line(keys::COL_ACCOUNT, &sent.account),
        line(keys::ONE_ADDRESS, &sent.address),
        ui::line(t(keys::ONE_PURPOSE), purpose, nothing()),
        line(keys::ONE_COPIES, &copies.join(", ")),
        line(keys::ONE_MOBILE, &sent.mobile),
        line(keys::ONE_MORE, &sent.more.join(", ")),
        line(keys::ONE_EMAIL, &sent.email),
    ]);
    section("answers", t(keys::ONE_ANSWERS), vec![ui::lines(lines)])
}

const fn language(lang: Lang) -> Key {
    match lang {
        Lang::Az => keys::LANG_AZ,
        Lang::Ru => keys::LANG_RU,
        Lang::En => keys::LANG_EN,
    }
}

/// A fact with a mark: it matches, or it is the officer's to compare. Words say it, colour and sign repeat it; `about` adds more.
fn marked(key: Key, matches: bool, words: Key, about: Vec<String>) -> AnyView {
    let (class, sign) = if matches { ("tag", "✓ ") } else { ("tag warn", "! ") };
    let what = t(key);
    let about: Vec<AnyView> = about.into_iter().map(|line| view! { <span>{line}</span> }.into_any()).collect();
    view! { <div><dt>{what}</dt><dd><span class=class><span aria-hidden="true">{sign}</span>{t(words)}</span>{about}</dd></div> }.into_any()
}

/// Who the holder is goes by number; the name helps where there is none.
fn holder(register: &RegisterFacts) -> [AnyView; 2] {
    let (same, words) = match register.identity {
        Identity::Same => (true, keys::REGISTER_HOLDER_YES),
        Identity::Other => (false, keys::REGISTER_IDENTITY_OTHER),
        Identity::Unknown => (false, keys::REGISTER_IDENTITY_UNKNOWN),
    };
    let number = marked(keys::REGISTER_IDENTITY, same, words, vec![]);
    let about: Vec<String> = [register.holder.clone()].into_iter().chain(register.name_differs.as_ref().map(difference)).collect();
    let words = if register.name_differs.is_none() { keys::REGISTER_HOLDER_YES } else { keys::REGISTER_HOLDER_NO };
    [number, marked(keys::REGISTER_HOLDER, register.name_differs.is_none(), words, about)]
}

/// How the two names differ.
fn difference(differs: &NameDifference) -> String {
    if differs.order {
        return t(keys::REGISTER_NAME_ORDER).to_owned();
    }
    let said = |words: &[String]| if words.is_empty() { "—".to_owned() } else { words.join(" ") };
    let key = if differs.spelling { keys::REGISTER_NAME_SPELLING } else { keys::REGISTER_NAME_WORDS };
    fill(key, &[("ours", &said(&differs.ours)), ("theirs", &said(&differs.theirs))])
}

/// The registers.
pub(super) fn register(_: App, view: &OfficeApplication) -> AnyView {
    let register = &view.register;
    let mut lines = vec![line(keys::REGISTER_DOCUMENT, &register.document), line(keys::REGISTER_ADDRESS, &register.address)];
    if view.sent.class == Class::NonResidential {
        let words = if register.acts { keys::REGISTER_ACTS_YES } else { keys::REGISTER_ACTS_NO };
        lines.push(marked(keys::REGISTER_ACTS, register.acts, words, vec![]));
    }
    lines.extend(holder(register));
    lines.push(line(keys::REGISTER_AS_OF, &date_time(&register.as_of)));
    section("register", t(keys::REGISTER_TITLE), vec![ui::lines(lines)])
}

/// What is asked to be corrected, and what was answered.
pub(super) fn correction(_: App, view: &OfficeApplication) -> AnyView {
    let mut parts = Vec::new();
    if let Some(correction) = &view.correction {
        let until = fill(keys::CORRECTION_UNTIL, &[("at", &date_time(&correction.until))]);
        let words = vec![ui::para("own", correction.text.clone()), ui::para("hint", until)];
        parts.push(ui::notice(Tone::Warn, correction.title.clone(), words));
    }
    if !view.answer.is_empty() {
        parts.push(ui::lines(vec![line(keys::CORRECTION_ANSWER, &view.answer)]));
    }
    if parts.is_empty() { nothing() } else { section("correction", t(keys::CORRECTION_TITLE), parts) }
}

/// The certificate, once there is one; or why there is none.
pub(super) fn certificate(app: App, view: &OfficeApplication) -> AnyView {
    if let Some(reason) = &view.track.reason {
        return ui::notice(Tone::Bad, t(words::stage(view.track.stage)), vec![ui::para("own", reason.clone())]);
    }
    let Some(certificate) = &view.certificate else { return nothing() };
    let revoked = match certificate.revoked {
        true => ui::notice(Tone::Bad, t(keys::CERTIFICATE_REVOKED), vec![]),
        false => nothing(),
    };
    let facts = vec![
        ui::para("own", certificate.number.clone()),
        ui::para("hint", fill(keys::CERTIFICATE_ISSUED, &[("at", &date_time(&certificate.issued_at))])),
        ui::para("hint", fill(keys::CERTIFICATE_VALID, &[("day", &shared::format::iso_date(&certificate.valid_until))])),
    ];
    let files = certificate.languages.iter().map(|lang| {
        let path = crate::api::certificate_path(&view.number, *lang);
        let name = [&certificate.number, "-", lang.tag(), ".pdf"].concat();
        super::files::file(app, (t(language(*lang)).to_owned(), name), String::new(), path, "application/pdf")
    });
    let files = ui::list("files", files.collect());
    section("certificate", t(keys::CERTIFICATE_TITLE), vec![revoked, ui::parts(facts), files])
}
