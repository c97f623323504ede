//! The billers' half: postings of payments that are not here.

use super::{Recovery, What};
use crate::app::AppError;
use crate::app::audit::lists::postings_of;
use crate::connectors::biller::{ListedPosting, RemoteBiller};
use crate::store::audit as rows;
use shared::id::Id;
use shared::payment::machine::BillerAnswer;

impl Recovery<'_> {
    /// Where every order that nobody here knows ended without money, so did the payments of these postings: they are
    /// taken back. Otherwise one of them may be what the money was taken for, and a person decides.
    pub(super) async fn ask_billers(&mut self, unexplained: bool) -> Result<(), AppError> {
        let app = self.app;
        for biller in app.config().biller.iter().map(|biller| biller.id.as_str()) {
            let Some(port) = app.remote(biller) else { continue };
            let postings = match postings_of(port).await {
                Ok(Some(postings)) => postings,
                Ok(None) => continue,
                Err(why) => {
                    self.report.unanswered.push(format!("the biller {biller} was asked for its list of postings: {why}"));
                    continue;
                }
            };
            for posting in postings.iter().filter(|posting| posting.remaining.is_positive()) {
                if !rows::has_item(&mut *app.store().read().await?, &posting.id).await? {
                    self.take_posting(biller, port, posting, unexplained).await?;
                }
            }
        }
        Ok(())
    }

    async fn take_posting(&mut self, biller: &str, port: &RemoteBiller, posting: &ListedPosting, keep: bool) -> Result<(), AppError> {
        let words = format!("{biller} has {} AZN booked as {} for a payment that is not here", posting.remaining.to_decimal(), posting.id);
        if keep {
            return self.alarm("", &posting.id, words).await;
        }
        let Some(id) = Id::parse(&posting.id) else { return self.alarm("", &posting.id, words).await };
        match port.reverse(&id, posting.remaining).await {
            BillerAnswer::Reversed => self.note("", "", What::Reversed, format!("{words}: taken back")).await,
            BillerAnswer::Unknown => {
                self.report.unanswered.push(words);
                Ok(())
            }
            _ => self.alarm("", &posting.id, words).await,
        }
    }
}
