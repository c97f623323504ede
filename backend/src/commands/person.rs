//! `kommunal person` (docs/retention.md).

use super::{Common, Failure, Responsible, beside, noted};
use clap::Subcommand;
use kommunal::app::person::{PersonError, erase, export, subject};
use kommunal::app::security::Command;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Person {
    /// Print everything that is kept of a person, as JSON.
    Export {
        /// The person's FIN; `-`: read from standard input, where no list of processes shows it.
        fin: String,
        #[command(flatten)]
        responsible: Responsible,
        #[command(flatten)]
        common: Common,
    },
    /// Erase a person's data before its time. Exit code 0: done, 3: an application has not ended, nothing was erased.
    Erase {
        /// The person's FIN; `-`: read from standard input, where no list of processes shows it.
        fin: String,
        #[command(flatten)]
        responsible: Responsible,
        #[command(flatten)]
        common: Common,
    },
}

pub(crate) async fn run(command: Person) -> Result<ExitCode, Failure> {
    match command {
        Person::Export { fin, responsible, common } => {
            let (app, fin) = (beside(&common).await?, typed(fin)?);
            let command = Command {
                name: "person export",
                by: &responsible.by,
                reason: &responsible.reason,
                subject: &subject(&app, &fin),
                done: true,
            };
            let kept = noted(app.events(), command, export(&app, &fin).await.map_err(Failure::from)).await?;
            println!("{}", serde_json::to_string_pretty(&kept)?);
            Ok(ExitCode::SUCCESS)
        }
        Person::Erase { fin, responsible: Responsible { by, reason }, common } => {
            let (app, fin) = (beside(&common).await?, typed(fin)?);
            let done = erase(&app, &fin, &by, &reason).await;
            let command = Command { name: "person erase", by: &by, reason: &reason, subject: &subject(&app, &fin), done: done.is_ok() };
            noted(app.events(), command, Ok(())).await?;
            app.store().close().await;
            match done {
                Ok(done) => {
                    println!("erased: {} applications, {} files without one", done.applications, done.files);
                    println!("{} certificates can still be checked by number; none can be revoked any more", done.certificates);
                    Ok(ExitCode::SUCCESS)
                }
                Err(running @ PersonError::Running(_)) => {
                    eprintln!("kommunal: {running}");
                    Ok(ExitCode::from(3))
                }
                Err(error) => Err(error.into()),
            }
        }
    }
}

fn typed(fin: String) -> Result<String, Failure> {
    if fin != "-" {
        return Ok(fin);
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
