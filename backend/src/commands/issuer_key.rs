//! `kommunal issuer-key`: the key that signs certificates.

use super::Failure;
use clap::Args;
use kommunal::app::Clock;
use kommunal::app::certificates::issuer_key;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct IssuerKey {
    /// The folder for issuer.key.pem and issuer.crt.pem.
    #[arg(long)]
    out: PathBuf,
    /// Whose key it is.
    #[arg(long)]
    organisation: String,
    /// What it is for.
    #[arg(long, default_value = "Certificates")]
    name: String,
    /// Two letters.
    #[arg(long, default_value = "AZ")]
    country: String,
    /// Years it is valid.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=20))]
    years: u16,
}

/// Prints where the two files are.
pub(crate) fn run(IssuerKey { out, organisation, name, country, years }: &IssuerKey) -> Result<ExitCode, Failure> {
    let wanted = issuer_key::Wanted { country, organisation, name, years: *years };
    let (key, certificate) = issuer_key::make(out, &wanted, Clock::default().now())?;
    println!("{}\n{}", key.display(), certificate.display());
    Ok(ExitCode::SUCCESS)
}
