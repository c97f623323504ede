//! `kommunal registry`: the file for a biller, and its acknowledgement told by word of mouth or letter.

use super::{AckWish, acknowledge, enter, write};
use crate::app::Clock;
use crate::config::RegistryFormat;
use crate::store::Store;
use shared::money::Money;
use std::error::Error;
use std::fs;
use std::io::BufWriter;
use std::path::Path;

/// Writes a biller's entries after one to a file, put in place whole, or to standard output. What was booked and is not
/// entered yet is entered first.
///
/// # Errors
/// Told to the operator.
pub async fn list(store: &Store, biller: &str, after: i64, format: RegistryFormat, out: Option<&Path>) -> Result<(), Box<dyn Error>> {
    enter(store).await?;
    let now = Clock::default().now();
    let (until, totals) = match out {
        None => write(store, biller, after, format, now, &mut BufWriter::new(std::io::stdout())).await?,
        Some(path) => {
            let beside = path.with_extension("tmp");
            let mut file = BufWriter::new(crate::private::create(&beside)?);
            let written = write(store, biller, after, format, now, &mut file).await?;
            file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
            fs::rename(&beside, path)?;
            written
        }
    };
    let sum = Money::from_minor(totals.net_minor()).to_decimal();
    eprintln!("{} entries after {after} until {until}, sum {sum}", totals.entries());
    Ok(())
}

/// Notes what a biller acknowledged.
///
/// # Errors
/// [`super::AckError`].
pub async fn note(store: &Store, wish: AckWish) -> Result<(), Box<dyn Error>> {
    let ack = acknowledge(store, wish, Clock::default().now()).await?;
    let sum = Money::from_minor(ack.total_minor).to_decimal();
    println!("acknowledged until {}: {} entries, sum {sum}, by {}", ack.until, ack.entries, ack.by);
    Ok(())
}
