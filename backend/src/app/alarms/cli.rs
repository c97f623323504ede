//! `kommunal alarm`: cases at the command line, beside a running server.

use super::{Attempt, act, look, page};
use crate::app::{App, AppError, random_id};
use shared::alarm::Who;
use shared::api::operator::{AlarmAction, AlarmQuery};
use shared::money::Money;

/// Longest name, in characters.
const NAME_MAX: usize = 120;

/// Whoever gives a name with `--by`. The command line does not prove it: a second person is one of another name.
///
/// # Errors
/// When it is no name.
pub fn by(app: &App, name: &str) -> Result<Who, String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(format!("--by must say who you are, in at most {NAME_MAX} characters"));
    }
    Ok(Who { actor: app.digests().commander(&name), name })
}

/// Prints cases, a page after another.
///
/// # Errors
/// The store's.
pub async fn list(app: &App, show: &str) -> Result<(), AppError> {
    let nobody = Who { actor: String::new(), name: String::new() };
    let mut query = AlarmQuery { show: show.to_owned(), ..AlarmQuery::default() };
    loop {
        let page = page(app, &nobody, &query).await?;
        for row in page.rows {
            let taken = row.taken_by.map(|name| format!("  {name}")).unwrap_or_default();
            println!("{}  {}  {:9}  {:20}  {} {}  ×{}{taken}", row.id, row.raised_at, row.state, row.cause, row.kind, row.about, row.times);
        }
        let Some(next) = page.next else { return Ok(()) };
        query.after = next;
    }
}

/// Prints one case.
///
/// # Errors
/// [`AppError::NotFound`] or the store's.
pub async fn show(app: &App, id: &str) -> Result<(), AppError> {
    let nobody = Who { actor: String::new(), name: String::new() };
    let case = look(app, &nobody, id).await?;
    println!("{}  {}  {}", case.row.id, case.row.state, case.row.cause);
    let state = case.payment_state.map(|state| format!(", now {state}")).unwrap_or_default();
    println!("about     {} {}{state}", case.row.kind, case.row.about);
    if let Some(name) = case.row.taken_by {
        println!("taken by  {name}");
    }
    if let Some(asked) = case.resolution {
        let amount =
            if asked.amount_minor == 0 { String::new() } else { format!(" {}", Money::from_minor(asked.amount_minor).to_decimal()) };
        println!("resolve   {}{amount}, asked by {}: {}", asked.resolution, asked.requested_by, asked.reason);
        println!("approved  {}", asked.approved_by.unwrap_or_else(|| "not yet: waits for a second person".to_owned()));
    }
    for option in case.resolutions {
        let sum = Money::from_minor(option.amount_max_minor).to_decimal();
        let most = match (option.needs_amount, option.amount_max_minor) {
            (true, _) => format!(" --amount, at most {sum}"),
            (false, 0) => String::new(),
            (false, _) => format!(" --amount {sum}"),
        };
        println!("possible  {}{most}", option.resolution);
    }
    for line in case.trail {
        println!("{}  {}  {}  {}", line.at, line.what, line.by.unwrap_or_default(), line.text);
    }
    for note in case.notes {
        println!("{}  note  {}  {}", note.at, note.by, note.text);
    }
    Ok(())
}

/// Acts on a case as it is now, and waits for the calls that follow.
///
/// # Errors
/// As [`act`].
pub async fn change(app: &App, by: &Who, id: &str, action: &str, body: AlarmAction) -> Result<(), AppError> {
    let version = look(app, by, id).await?.version;
    let attempt = Attempt { key: random_id(), by: by.clone() };
    act(app, attempt, id, action, &AlarmAction { version, ..body }).await?;
    app.wait_for_calls(std::time::Duration::from_secs(60)).await;
    show(app, id).await
}
