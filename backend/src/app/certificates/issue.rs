//! Making a certificate: hash what it hides, sign what it says, draw it in each language, sign the papers.

use super::keys::Signing;
use crate::app::applications::{settings, view};
use crate::app::digest::random_bytes;
use crate::app::{App, AppError};
use crate::documents::certificate::{CertificateFacts, HolderId, draw, hidden};
use crate::documents::signature::{SigningError, key_id, seal, sign_pdf};
use crate::documents::{DocumentError, signature::Timestamper};
use crate::store::applications::ApplicationRow;
use crate::store::applications_trail;
use crate::store::certificates::{CertificateFile, CertificateRow};
use shared::application::{Approver, Class};
use shared::certificate::{CertificateNumber, CustomerClass, Day, Hidden, Says, Statement, qr_text};
use shared::format::Lang;
use shared::id::hex;
use shared::time::Timestamp;
use thiserror::Error;

/// The portal's own colour, where a brand has none.
const COLOUR: [u8; 3] = [0x0a, 0x5c, 0x63];

/// A certificate that is not stored yet.
#[derive(Debug, Clone)]
pub(in crate::app) struct Made {
    pub(in crate::app) row: CertificateRow,
    pub(in crate::app) files: Vec<CertificateFile>,
}

/// Why none was made; it is tried again.
#[derive(Debug, Error)]
pub(in crate::app) enum IssueError {
    #[error("{0}")]
    Signing(#[from] SigningError),
    #[error("{0}")]
    Document(#[from] DocumentError),
    #[error("{0}")]
    App(#[from] AppError),
    #[error("{0}")]
    Broken(&'static str),
}

/// What a paper says, in values that a thread of its own may have.
#[derive(Clone)]
struct Paper {
    number: CertificateNumber,
    issued_at: Timestamp,
    as_of: Timestamp,
    valid_until: Day,
    class: CustomerClass,
    account: String,
    holder: String,
    holder_number: String,
    address: String,
    purpose: String,
    officer: Option<String>,
    issuer: String,
    public_url: String,
    qr: String,
    colour: [u8; 3],
}

/// Makes the certificate of an approved application under the number set aside for it.
///
/// # Errors
/// [`IssueError`]; nothing was issued.
pub(in crate::app) async fn make(app: &App, row: &ApplicationRow, number: &str, as_of: Timestamp) -> Result<Made, IssueError> {
    let signing = app.signing().ok_or(IssueError::Broken("no key is configured"))?;
    let _permit = signing.permits.acquire().await.map_err(|_| IssueError::Broken("the server is stopping"))?;
    let number = CertificateNumber::parse(number).map_err(|_| IssueError::Broken("a number that does not parse"))?;
    let config = settings(app.config())?;
    let now = app.clock().now();
    let class = class_of(row);
    let statement = statement(row, signing, number.clone(), class, (now, as_of), config.valid_days).await?;
    let (key, valid_until) = (hex(&statement.key), statement.valid_until);
    let sealed = seal(statement, signing.signer.as_ref()).await?;
    let qr = qr_text(&row.public_url, &sealed.statement.encode(), &sealed.signature);
    let mut files = vec![];
    for lang in std::iter::once(Lang::Az).chain(row.answers.copies.iter().copied()) {
        let paper = Paper {
            number: number.clone(),
            issued_at: now,
            as_of,
            valid_until,
            class,
            account: row.answers.account.clone(),
            holder: row.register.holder_name().to_owned(),
            holder_number: row.register.holder_number().to_owned(),
            address: row.answers.address.clone(),
            purpose: view::purpose(app, row, lang),
            officer: officer(app, row).await?,
            issuer: config.issuer.get(lang).to_owned(),
            public_url: row.public_url.clone(),
            qr: qr.clone(),
            colour: colour(app, row),
        };
        let drawn = tokio::task::spawn_blocking(move || paper.draw(lang)).await.map_err(|_| IssueError::Broken("drawing panicked"))??;
        let stamper = signing.tsa.as_ref().map(|tsa| tsa as &dyn Timestamper);
        files.push(CertificateFile { lang, content: sign_pdf(&drawn, signing.signer.as_ref(), stamper, now).await? });
    }
    let statement = qr.split_once('#').map(|(_, sealed)| sealed.to_owned()).unwrap_or_default();
    let about = app.digests().keyed("about", &[row.answers.class().as_str(), &row.answers.account, row.register.holder_number()].join("|"));
    let row = CertificateRow {
        number: number.as_str().to_owned(),
        application: row.number.clone(),
        class: row.answers.class(),
        account: row.answers.account.clone(),
        about,
        issued_at: now,
        as_of,
        valid_until: valid_until.iso(),
        statement,
        key_id: key,
        ended: None,
    };
    Ok(Made { row, files })
}

const fn class_of(row: &ApplicationRow) -> CustomerClass {
    match row.answers.class() {
        Class::Residential => CustomerClass::Residential,
        Class::NonResidential => CustomerClass::NonResidential,
    }
}

/// Of the brand under which the application was sent.
fn colour(app: &App, row: &ApplicationRow) -> [u8; 3] {
    let brand = app.config().brand.iter().find(|brand| brand.public_url == row.public_url);
    brand.map_or(COLOUR, |brand| brand.colours.accent_strong.rgb())
}

/// The hashes are slow on purpose: they run where they keep nobody waiting.
async fn statement(
    row: &ApplicationRow,
    signing: &Signing,
    number: CertificateNumber,
    class: CustomerClass,
    (issued_at, as_of): (Timestamp, Timestamp),
    valid_days: u16,
) -> Result<Statement, IssueError> {
    let salt: [u8; 16] = random_bytes();
    let (account, holder) = (row.answers.account.clone(), row.register.holder_number().to_owned());
    let hashes =
        tokio::task::spawn_blocking(move || hidden(Hidden::SubscriberCode, &account, salt).zip(hidden(Hidden::Holder, &holder, salt)));
    let hashes = hashes.await.map_err(|_| IssueError::Broken("hashing panicked"))?;
    let (code_hash, holder_hash) = hashes.ok_or(IssueError::Broken("a code or a holder's number that cannot be hashed"))?;
    let key = key_id(&signing.signer.public_key());
    let valid_until = Day::of(issued_at).plus(valid_days);
    Ok(Statement { key, number, issued_at, as_of, valid_until, class, says: Says::NoDebt, salt, code_hash, holder_hash })
}

impl Paper {
    fn draw(&self, lang: Lang) -> Result<Vec<u8>, DocumentError> {
        let number = self.holder_number.as_str();
        let facts = CertificateFacts {
            number: &self.number,
            issued_at: self.issued_at,
            as_of: self.as_of,
            valid_until: self.valid_until,
            class: self.class,
            code: &self.account,
            holder: &self.holder,
            holder_id: if self.class == CustomerClass::Residential { HolderId::Fin(number) } else { HolderId::Voen(number) },
            address: &self.address,
            purpose: &self.purpose,
            officer: self.officer.as_deref(),
            issuer: &self.issuer,
            brand: self.colour,
            public_url: &self.public_url,
            qr: &self.qr,
        };
        draw(&facts, lang)
    }
}

/// The name of who approved last; by rule there is none.
async fn officer(app: &App, row: &ApplicationRow) -> Result<Option<String>, AppError> {
    let by = match &row.life.application.approved_by {
        Some(Approver::Officer { by }) => by,
        Some(Approver::Two { second, .. }) => second,
        Some(Approver::Rule) | None => return Ok(None),
    };
    let events = applications_trail::events(&mut *app.store().read().await?, &row.number).await?;
    Ok(events.into_iter().filter_map(|event| event.by).filter(|(actor, _)| actor == by).map(|(_, name)| name).next_back())
}
