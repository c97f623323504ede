//! The provider's pages, in the look of the bank's: one column, one main button, no inline style, no script.

use axum::http::StatusCode;
use axum::response::Response;

use crate::html::{escape, guarded};
use crate::identity::request::{Request, origin};
use crate::residents::{PERSONS, Person, Role};
use crate::texts::Language;

/// What is wrong with the form, as keys of texts.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub(super) fin: Option<&'static str>,
    pub(super) pin: Option<&'static str>,
}

/// The page that asks who you are; `fin` is what was typed before.
pub(super) fn sign_in(request: &Request, fin: &str, problems: &Problems) -> Response {
    let language = language(request);
    let t = |key| language.text(key);
    let refused = problems.fin.is_some() || problems.pin.is_some();
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let hidden: String = request
        .fields()
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
        .collect();
    let fields = [
        field(
            language,
            "fin",
            fin,
            problems.fin,
            "autocomplete=\"username\" autocapitalize=\"characters\" spellcheck=\"false\" maxlength=\"20\"",
        ),
        field(
            language,
            "pin",
            "",
            problems.pin,
            "type=\"password\" inputmode=\"numeric\" autocomplete=\"current-password\" maxlength=\"12\"",
        ),
    ]
    .concat();
    let people: String = PERSONS.iter().map(|person| card(language, person)).collect();
    let body = format!(
        "{}<p class=\"lead\">{}</p><form id=\"sign-in\" method=\"post\" action=\"/identity/sign-in\" novalidate>{hidden}{fields}\
         <div class=\"buttons\"><button class=\"main\" id=\"submit\" name=\"action\" value=\"sign-in\">{}</button>\
         <button class=\"quiet\" id=\"cancel\" name=\"action\" value=\"cancel\">{}</button></div></form>\
         <section aria-labelledby=\"people-title\"><h2 id=\"people-title\">{}</h2><p id=\"people-hint\">{}</p>\
         <form id=\"people\" method=\"post\" action=\"/identity/sign-in\" aria-describedby=\"people-hint\">{hidden}<ul>{people}</ul></form></section>",
        summary(language, problems),
        t("id_intro"),
        t("id_submit"),
        t("cancel"),
        t("id_people"),
        t("id_people_hint"),
    );
    page(language, status, "id_title", &body, origin(&request.redirect_uri).unwrap_or_default())
}

/// Nobody is sent back to an address that is not registered.
pub(super) fn stranger(request: &Request) -> Response {
    let language = language(request);
    let body = format!("<p class=\"lead\">{}</p>", language.text("id_stranger_body"));
    page(language, StatusCode::BAD_REQUEST, "id_stranger_title", &body, "")
}

/// The end of a sign-out that leads nowhere else.
pub(super) fn signed_out(request: &Request) -> Response {
    let language = language(request);
    let body = format!("<p class=\"lead\">{}</p>", language.text("id_out_body"));
    page(language, StatusCode::OK, "id_out_title", &body, "")
}

/// The first language asked for that is ours.
fn language(request: &Request) -> Language {
    let ours = |tag: &&str| ["az", "ru", "en"].iter().any(|known| tag.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case(known)));
    Language::of(request.ui_locales.split(' ').find(ours).unwrap_or_default())
}

fn card(language: Language, person: &Person) -> String {
    let role = person.roles.iter().rev().find_map(|role| match role {
        Role::Citizen => None,
        Role::Officer => Some(language.text("role_officer")),
        Role::Supervisor => Some(language.text("role_supervisor")),
        Role::Operator => Some(language.text("role_operator")),
        Role::Auditor => Some(language.text("role_auditor")),
    });
    let role = role.map(|role| format!(" <span class=\"role\">{role}</span>")).unwrap_or_default();
    let (fin, name) = (person.fin, escape(&person.full_name()));
    format!(
        "<li><button class=\"person\" name=\"person\" value=\"{fin}\" data-fin=\"{fin}\"><span lang=\"az\">{name}</span>{role} \
         <span class=\"fin\">{fin}</span></button></li>"
    )
}

fn field(language: Language, name: &'static str, value: &str, problem: Option<&'static str>, attributes: &str) -> String {
    let (label, hint) = if name == "fin" { ("fin", "fin_hint") } else { ("pin", "pin_hint") };
    let prefix = language.text("error_prefix");
    let error = problem.map_or_else(String::new, |key| {
        format!("<p class=\"error\" id=\"{name}-error\"><span class=\"sr\">{prefix}: </span>{}</p>", language.text(key))
    });
    let (invalid, described) = match problem {
        Some(_) => (" aria-invalid=\"true\"", format!("{name}-error {name}-hint")),
        None => ("", format!("{name}-hint")),
    };
    format!(
        "<div class=\"field {name}\"><label for=\"{name}\">{}</label><p class=\"hint\" id=\"{name}-hint\">{}</p>{error}\
         <div class=\"box\"><input id=\"{name}\" name=\"{name}\" value=\"{}\" aria-describedby=\"{described}\"{invalid} \
         aria-required=\"true\" {attributes}></div></div>",
        language.text(label),
        language.text(hint),
        escape(value),
    )
}

fn summary(language: Language, problems: &Problems) -> String {
    let found = [("fin", problems.fin), ("pin", problems.pin)];
    let item =
        |(name, key): (&str, Option<&'static str>)| key.map(|key| format!("<li><a href=\"#{name}\">{}</a></li>", language.text(key)));
    let items: String = found.into_iter().filter_map(item).collect();
    if items.is_empty() {
        return String::new();
    }
    let title = language.text("summary");
    format!("<div class=\"problems\" id=\"problems\" role=\"alert\" tabindex=\"-1\"><h2>{title}</h2><ul>{items}</ul></div>")
}

fn page(language: Language, status: StatusCode, title: &'static str, body: &str, origin: &str) -> Response {
    let t = |key| language.text(key);
    let error = if status == StatusCode::UNPROCESSABLE_ENTITY { format!("{}: ", t("error_prefix")) } else { String::new() };
    let title = t(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <title>{error}{title} · {}</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" \
         href=\"/bank/assets/bank.css\"><link rel=\"stylesheet\" href=\"/identity/assets/identity.css\"></head><body>\
         <header><div class=\"bar\"><span class=\"logo\"><svg viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path d=\"M16 3a7 7 0 1 1 0 \
         14 7 7 0 0 1 0-14zM3 29c0-6 6-10 13-10s13 4 13 10z\"/></svg>{}</span><span class=\"secure\">{}</span></div></header>\
         <main><h1>{title}</h1>{body}</main><footer><p>{}</p></footer></body></html>",
        language.tag(),
        t("id_name"),
        t("id_name"),
        t("id_secure"),
        t("id_foot"),
    );
    // The form's answer redirects to the client: `form-action` is checked on that hop, too.
    let csp = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' {origin}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    guarded(status, "text/html; charset=utf-8", &csp, html)
}
