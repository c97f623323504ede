//! `kommunal refund`: money given back (docs/refunds.md).

use super::{Common, Failure, beside, noted};
use clap::Subcommand;
use kommunal::app::refunds::cli::{self, Asked};
use kommunal::app::security::Command;
use std::process::ExitCode;
use std::time::Duration;

#[derive(Subcommand)]
pub(crate) enum Refund {
    /// Ask for a refund: which bills, and whether their fees go back too. The same command again is the same case.
    Request {
        /// The payment's reference or its receipt's number.
        payment: String,
        /// BILLER, BILLER:CHARGE or an item's identifier; =AMOUNT in manat for a part. May be repeated.
        #[arg(long = "bill")]
        bills: Vec<String>,
        /// Every bill, whole.
        #[arg(long)]
        all: bool,
        /// The fees of these bills go back, too.
        #[arg(long)]
        fee: bool,
        /// Who you are.
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Names the case: only needed for the same refund a second time.
        #[arg(long)]
        key: Option<String>,
        /// Wait for the outcome so many seconds.
        #[arg(long, default_value_t = 30)]
        wait: u64,
        #[command(flatten)]
        common: Common,
    },
    /// Approve a refund that another person asked for.
    Approve {
        /// The case.
        id: String,
        /// Who you are.
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
        /// Wait for the outcome so many seconds.
        #[arg(long, default_value_t = 30)]
        wait: u64,
        #[command(flatten)]
        common: Common,
    },
    /// Reject a refund that another person asked for.
    Reject {
        /// The case.
        id: String,
        /// Who you are.
        #[arg(long)]
        by: String,
        /// Why.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        common: Common,
    },
    /// One case.
    Show {
        /// The case.
        id: String,
        #[command(flatten)]
        common: Common,
    },
    /// The cases, the newest first.
    List {
        /// approval, open or all.
        #[arg(long, default_value = "all")]
        show: String,
        #[command(flatten)]
        common: Common,
    },
}

/// The exit code says how the case stands.
pub(crate) async fn run(command: Refund) -> Result<ExitCode, Failure> {
    let (app, view) = match command {
        Refund::Request { payment, bills, all, fee, by, reason, key, wait, common } => {
            let app = beside(&common).await?;
            let asked = Asked { payment, bills, all, fee, by, reason, key, wait: Duration::from_secs(wait) };
            let view = cli::ask(&app, &asked).await.map_err(Failure::from);
            let (by, reason, subject) = (asked.by.as_str(), asked.reason.as_str(), asked.payment.as_str());
            let command = Command { name: "refund request", by, reason, subject, done: true };
            let view = noted(app.events(), command, view).await?;
            (app, view)
        }
        Refund::Approve { id, by, reason, wait, common } => {
            let app = beside(&common).await?;
            let view = cli::decide(&app, &id, &by, &reason, true, Duration::from_secs(wait)).await.map_err(Failure::from);
            let command = Command { name: "refund approve", by: &by, reason: &reason, subject: &id, done: true };
            let view = noted(app.events(), command, view).await?;
            (app, view)
        }
        Refund::Reject { id, by, reason, common } => {
            let app = beside(&common).await?;
            let view = cli::decide(&app, &id, &by, &reason, false, Duration::ZERO).await.map_err(Failure::from);
            let command = Command { name: "refund reject", by: &by, reason: &reason, subject: &id, done: true };
            let view = noted(app.events(), command, view).await?;
            (app, view)
        }
        Refund::Show { id, common } => {
            let app = beside(&common).await?;
            let view = cli::show(&app, &id).await?;
            (app, view)
        }
        Refund::List { show, common } => {
            cli::print_list(&beside(&common).await?, &show).await?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    app.wait_for_calls(Duration::from_secs(60)).await;
    cli::print(&view);
    Ok(ExitCode::from(cli::exit_code(view.state)))
}
