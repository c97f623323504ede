//! The card page's HTML: one column, one main button, no inline style or script.

use axum::http::StatusCode;
use axum::response::Response;

use crate::bank::cards::Brand;
use crate::bank::entry::{FieldErrors, Typed};
use crate::bank::order::{Order, Status, Step};
use crate::bank::page::CORRECT_IT;
use crate::html::{escape, guarded};
use crate::texts::Language;

/// A form that is shown again.
pub(crate) enum Refused<'a> {
    /// What was typed and what is wrong with it. The CVV is never sent back.
    Card(&'a Typed, FieldErrors),
    /// A wrong code.
    Code,
}

/// The page an order's state calls for.
pub(crate) fn order_page(order: &Order, merchant: &str, refused: Option<Refused<'_>>) -> Response {
    let language = Language::of(&order.language);
    let status = if refused.is_some() { CORRECT_IT } else { StatusCode::OK };
    let (title, body) = match (order.step, refused) {
        (Step::Card, Some(Refused::Card(typed, errors))) => ("title_card", card_form(language, order, merchant, typed, &errors)),
        (Step::Card, _) => ("title_card", card_form(language, order, merchant, &Typed::default(), &FieldErrors::default())),
        (Step::Code { tries_left, .. }, refused) => ("title_code", code_form(language, order, merchant, refused.map(|_| tries_left))),
        (Step::Done, _) if order.status == Status::Expired => ("title_expired", over(language, order, "expired_body")),
        (Step::Done, _) => ("title_over", over(language, order, "over_body")),
        (Step::Dead, _) => ("title_dead", format!("<p class=\"lead\">{}</p>", language.text("dead_body"))),
    };
    page(language, status, title, &body, &origin(&order.redirect_url))
}

/// The page of an address that leads to no order.
pub(crate) fn unknown() -> Response {
    let language = Language::Az;
    let body = format!("<p class=\"lead\">{}</p>", language.text("unknown_body"));
    page(language, StatusCode::NOT_FOUND, "title_unknown", &body, "")
}

fn page(language: Language, status: StatusCode, title: &'static str, body: &str, origin: &str) -> Response {
    let t = |key| language.text(key);
    let error = if status == CORRECT_IT { format!("{}: ", t("error_prefix")) } else { String::new() };
    let title = t(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <title>{error}{title} · {}</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" \
         href=\"/bank/assets/bank.css\"><script src=\"/bank/assets/bank.js\" defer></script></head><body>\
         <header><div class=\"bar\"><span class=\"logo\"><svg viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path d=\"M4 12 16 4l12 \
         8v3H4zM6 17h4v8H6zm8 0h4v8h-4zm8 0h4v8h-4zM4 26h24v3H4z\"/></svg>{}</span><span class=\"secure\">{}</span></div></header>\
         <main><h1>{title}</h1>{body}</main><footer><p>{}</p><p>{}</p></footer></body></html>",
        language.tag(),
        t("bank"),
        t("bank"),
        t("secure"),
        t("foot"),
        t("demo"),
    );
    // A form's answer redirects to the merchant: `form-action` is checked on that hop, too.
    let csp = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self' {origin}; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    guarded(status, "text/html; charset=utf-8", &csp, html)
}

fn summary(language: Language, order: &Order, merchant: &str) -> String {
    let t = |key| language.text(key);
    let mut rows = format!("<div><dt>{}</dt><dd>{}</dd></div>", t("merchant"), escape(merchant));
    if !order.description.is_empty() {
        rows += &format!("<div><dt>{}</dt><dd>{}</dd></div>", t("purpose"), escape(&order.description));
    }
    rows += &format!("<div><dt>{}</dt><dd>{}</dd></div>", t("order"), order.id);
    if let Some(card) = &order.card {
        let last = card.display_name.get(card.display_name.len().saturating_sub(4)..).unwrap_or_default();
        rows += &format!("<div><dt>{}</dt><dd>{} •••• {last}</dd></div>", t("card"), card.brand.name());
    }
    let amount = language.money(order.amount_minor, &order.currency);
    format!("<dl class=\"order\"><div class=\"sum\"><dt>{}</dt><dd id=\"amount\">{}</dd></div>{rows}</dl>", t("amount"), escape(&amount))
}

/// One input with its label, hint and error.
struct Field<'a> {
    name: &'static str,
    value: &'a str,
    hint: &'static str,
    error: Option<String>,
    /// Further attributes: keyboard, autofill, length.
    attributes: &'static str,
    /// Shown inside the box, at its end.
    extra: String,
}

fn field(language: Language, field: &Field<'_>) -> String {
    let Field { name, hint, attributes, extra, .. } = field;
    let error = field.error.as_deref().map_or_else(String::new, |text| {
        format!("<p class=\"error\" id=\"{name}-error\"><span class=\"sr\">{}: </span>{text}</p>", language.text("error_prefix"))
    });
    let (invalid, described) = match &field.error {
        Some(_) => (" aria-invalid=\"true\"", format!("{name}-error {name}-hint")),
        None => ("", format!("{name}-hint")),
    };
    format!(
        "<div class=\"field {name}\"><label for=\"{name}\">{}</label><p class=\"hint\" id=\"{name}-hint\">{hint}</p>{error}\
         <div class=\"box\"><input id=\"{name}\" name=\"{name}\" value=\"{}\" aria-describedby=\"{described}\"{invalid} \
         aria-required=\"true\" {attributes}>{extra}</div></div>",
        language.text(name),
        escape(field.value),
    )
}

fn error_summary(language: Language, errors: &[(&'static str, Option<String>)]) -> String {
    let items: String =
        errors.iter().filter_map(|(name, text)| text.as_ref().map(|text| format!("<li><a href=\"#{name}\">{text}</a></li>"))).collect();
    if items.is_empty() {
        return String::new();
    }
    format!(
        "<div class=\"problems\" id=\"problems\" role=\"alert\" tabindex=\"-1\"><h2>{}</h2><ul>{items}</ul></div>",
        language.text("summary")
    )
}

fn card_form(language: Language, order: &Order, merchant: &str, typed: &Typed, errors: &FieldErrors) -> String {
    let word = |key: Option<&'static str>| key.map(|key| language.text(key).to_owned());
    let (number, expiry, cvv) = (word(errors.number), word(errors.expiry), word(errors.cvv));
    let problems = error_summary(language, &[("number", number.clone()), ("expiry", expiry.clone()), ("cvv", cvv.clone())]);
    let brands = [Brand::Visa, Brand::VisaElectron, Brand::Mastercard, Brand::Maestro].map(Brand::name);
    let accepted: String = brands.iter().map(|name| format!("<li>{name}</li>")).collect();
    let fields = [
        Field {
            name: "number",
            value: &typed.number,
            hint: language.text("number_hint"),
            error: number,
            attributes: "inputmode=\"numeric\" autocomplete=\"cc-number\" maxlength=\"40\" spellcheck=\"false\"",
            extra: "<output id=\"brand\" for=\"number\"></output>".to_owned(),
        },
        Field {
            name: "expiry",
            value: &typed.expiry,
            hint: language.text("expiry_hint"),
            error: expiry,
            attributes: "inputmode=\"numeric\" autocomplete=\"cc-exp\" maxlength=\"10\"",
            extra: String::new(),
        },
        Field {
            name: "cvv",
            value: "",
            hint: language.text("cvv_hint"),
            error: cvv,
            attributes: "type=\"password\" inputmode=\"numeric\" autocomplete=\"cc-csc\" maxlength=\"4\"",
            extra: String::new(),
        },
    ];
    let fields: String = fields.iter().map(|one| field(language, one)).collect();
    let form = form(order, &fields, "pay", language);
    format!("{problems}{}<ul class=\"brands\">{accepted}</ul>{form}", summary(language, order, merchant))
}

fn code_form(language: Language, order: &Order, merchant: &str, wrong: Option<u8>) -> String {
    let error = wrong.map(|left| language.text("code_wrong").replace("{left}", &left.to_string()));
    let problems = error_summary(language, &[("code", error.clone())]);
    let code = Field {
        name: "code",
        value: "",
        hint: language.text("code_hint"),
        error,
        attributes: "inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"12\"",
        extra: String::new(),
    };
    let form = form(order, &field(language, &code), "confirm", language);
    let intro = language.text("code_intro");
    format!("{problems}{}<p class=\"lead\">{intro}</p>{form}", summary(language, order, merchant))
}

fn form(order: &Order, fields: &str, button: &'static str, language: Language) -> String {
    format!(
        "<form method=\"post\" action=\"/bank/flex\" novalidate><input type=\"hidden\" name=\"id\" value=\"{}\">\
         <input type=\"hidden\" name=\"password\" value=\"{}\">{fields}<div class=\"buttons\">\
         <button class=\"main\" id=\"{button}\" name=\"action\" value=\"{button}\">{}</button>\
         <button class=\"quiet\" id=\"cancel\" name=\"action\" value=\"cancel\">{}</button></div></form>",
        order.id,
        escape(&order.password),
        language.text(button),
        language.text("cancel"),
    )
}

fn over(language: Language, order: &Order, body: &'static str) -> String {
    format!(
        "<p class=\"lead\">{}</p><p><a class=\"main\" id=\"back\" href=\"{}\">{}</a></p>",
        language.text(body),
        escape(&order.return_url()),
        language.text("back")
    )
}

/// `https://shop.az:8443/x?y` → `https://shop.az:8443`, for the policy header.
fn origin(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    if plain { format!("{scheme}://{host}") } else { String::new() }
}
