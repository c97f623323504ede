//! What people were told of applications, and everything that is kept of them side by side: events, numbers, certificates,
//! papers, the phones' and the mailboxes' messages.

use crate::counter::Home;
use crate::documents_support::certificates::accepted;
use crate::world::World;
use kommunal::store::applications::{self, ApplicationRow};
use kommunal::store::{Store, applications_trail, certificates};
use shared::api::applications::ApplicationView;
use shared::api::certificates::IssuerKeys;
use shared::api::path;
use shared::application::{DEBT_FRESH_MS, Event, Seen, Stage, State};
use sqlx::{AnyConnection, Connection, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Mutex;

/// An acknowledged decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Course {
    Asked,
    Approved,
    Rejected,
    Withdrawn,
}

/// What is known of an application that the portal acknowledged.
#[derive(Debug, Default)]
struct Known {
    mobile: String,
    email: String,
    courses: BTreeSet<Course>,
    version: i64,
    ended: Option<(Stage, Option<String>)>,
    owed: Vec<(shared::time::Timestamp, shared::time::Timestamp)>,
}

#[derive(Default)]
pub(crate) struct Files(Mutex<BTreeMap<String, Known>>);

impl Files {
    pub(crate) fn sent(&self, number: &str, mobile: &str, email: &str) {
        let mut all = self.0.lock().unwrap();
        // An officer may have been quicker than the answer to its sender.
        let known = all.entry(number.to_owned()).or_default();
        assert!(known.mobile.is_empty(), "{number} was given twice");
        (known.mobile, known.email) = (mobile.to_owned(), email.to_owned());
    }

    /// What was told never goes back.
    pub(crate) fn seen(&self, view: &ApplicationView) {
        let mut all = self.0.lock().unwrap();
        let known = all.get_mut(&view.number).expect("an application that was sent");
        assert!(view.version >= known.version, "{} went back from {} to {}", view.number, known.version, view.version);
        known.version = view.version;
    }

    pub(crate) fn course(&self, number: &str, course: Course) {
        self.0.lock().unwrap().entry(number.to_owned()).or_default().courses.insert(course);
    }

    pub(crate) fn ended(&self, view: &ApplicationView, home: &Home) {
        let mut all = self.0.lock().unwrap();
        let known = all.get_mut(&view.number).expect("an application that was sent");
        known.ended = Some((view.track.stage, view.certificate.as_ref().map(|certificate| certificate.number.clone())));
        known.owed.clone_from(&home.owed);
    }
}

/// What was counted.
#[derive(Default)]
pub(crate) struct Counted {
    ends: BTreeMap<&'static str, u64>,
    papers: u64,
    numbers: usize,
    stopped_by_debt: u64,
    sms: usize,
    letters: usize,
    repeated_letters: usize,
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ends, papers, numbers, stopped_by_debt, sms, letters, repeated_letters } = self;
        write!(
            f,
            "applications {ends:?}, {numbers} numbers set aside, {papers} papers verified, {stopped_by_debt} times stopped by a debt, "
        )?;
        write!(f, "{sms} SMS once each, {letters} letters and {repeated_letters} repeats of them")
    }
}

/// The keys as everybody gets them.
pub(crate) async fn published_keys(world: &World) -> Vec<[u8; 65]> {
    let client = kommunal::connectors::http_client(10_000, 2_000).unwrap();
    let reply = client.get(format!("{}{}", world.base_url(), path::CERTIFICATES_KEYS)).send().await.unwrap();
    let keys: IssuerKeys = serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap();
    let byte = |hex: &str, at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    keys.keys.iter().map(|key| std::array::from_fn(|at| byte(&key.point, at))).collect()
}

/// Compares them.
pub(crate) async fn check(world: &World, files: &Files, keys: &[[u8; 65]]) -> Counted {
    let store = Store::connect(&world.database).await.unwrap();
    let rows = all(&store).await;
    // Nobody writes any more.
    let known = std::mem::take(&mut *files.0.lock().unwrap());
    let (ours, told): (BTreeSet<&str>, BTreeSet<&str>) =
        (rows.iter().map(|row| row.number.as_str()).collect(), known.keys().map(String::as_str).collect());
    assert_eq!(ours, told, "applications that are lost, or nobody's");
    let mut counted = Counted::default();
    let mut messages = Messages::new(world);
    for row in &rows {
        let known = &known[&row.number];
        check_end(row, known);
        *counted.ends.entry(row.life.application.stage().as_str()).or_default() += 1;
        check_certificate(&store, row, known, keys, &mut counted).await;
        messages.check(&store, row, known, &mut counted).await;
    }
    assert!(counted.papers > 0, "nothing was issued: this run has shown nothing");
    check_numbers(&world.database, &rows, &mut counted).await;
    store.close().await;
    counted
}

async fn all(store: &Store) -> Vec<ApplicationRow> {
    let mut connection = store.read().await.unwrap();
    let mut rows: Vec<ApplicationRow> = vec![];
    loop {
        let after = rows.last().map(|row| row.number.clone()).unwrap_or_default();
        let page = applications::page_after(&mut connection, &after, false, 500).await.unwrap();
        if page.is_empty() {
            return rows;
        }
        rows.extend(page);
    }
}

/// It ended as the acknowledged decisions say, and as its sender was told.
fn check_end(row: &ApplicationRow, known: &Known) {
    let (number, stage, had) = (&row.number, row.life.application.stage(), |course| known.courses.contains(&course));
    assert!(row.life.in_flight.is_empty() && row.wake_at.is_none(), "{number} has something left to do");
    let certificate = if let State::Issued { number } = &row.life.application.state { Some(number.clone()) } else { None };
    assert_eq!(known.ended, Some((stage, certificate)), "{number}: its sender was told otherwise");
    assert_eq!(stage == Stage::Rejected, had(Course::Rejected), "{number}: {:?}", known.courses);
    assert_eq!(stage == Stage::Withdrawn, had(Course::Withdrawn), "{number}: {:?}", known.courses);
    assert!(stage != Stage::Issued || had(Course::Approved), "{number}: {:?}", known.courses);
}

/// Issued exactly once, on a clear answer just given, under the number set aside for it; and its papers verify.
async fn check_certificate(store: &Store, row: &ApplicationRow, known: &Known, keys: &[[u8; 65]], counted: &mut Counted) {
    let mut connection = store.read().await.unwrap();
    let events = applications_trail::events(&mut connection, &row.number).await.unwrap();
    let events: Vec<Event> = events.iter().filter_map(|event| serde_json::from_str(&event.event).ok()).collect();
    let signed = events.iter().filter(|event| matches!(event, Event::Signed { .. })).count();
    counted.stopped_by_debt += events.iter().filter(|e| matches!(e, Event::Debt { seen: Seen::Owed { .. }, .. })).count() as u64;
    let certificate = certificates::of_application(&mut connection, &row.number).await.unwrap();
    let State::Issued { number } = &row.life.application.state else {
        assert!(certificate.is_none() && signed == 0, "{} has a certificate without being issued", row.number);
        return;
    };
    let certificate = certificate.expect("an issued certificate");
    assert_eq!((&certificate.number, signed), (number, 1), "{}", row.number);
    assert_eq!((&certificate.account, &certificate.ended), (&row.answers.account, &None), "{}", row.number);
    let rests = events.iter().any(|event| {
        let Event::Debt { seen: Seen::Clear { as_of }, asked_at, .. } = event else { return false };
        *as_of == certificate.as_of && (0..=DEBT_FRESH_MS).contains(&certificate.issued_at.ms_since(*asked_at))
    });
    assert!(rests, "{}: no clear answer of {:?}", row.number, certificate.as_of);
    // The biller's times are whole seconds.
    let owed = known.owed.iter().find(|(from, to)| from.plus_ms(1_000) < certificate.as_of && certificate.as_of < to.plus_ms(-1_000));
    assert!(owed.is_none(), "{}: issued as of {:?} while it owed: {owed:?}", row.number, certificate.as_of);
    let languages = certificates::languages(&mut connection, number).await.unwrap();
    assert_eq!(languages.len(), 1 + row.answers.copies.len(), "{}", row.number);
    for lang in languages {
        let paper = certificates::file(&mut connection, number, lang).await.unwrap().expect("a paper");
        let sealed = keys.iter().find_map(|key| accepted(&paper, key).ok()).unwrap_or_else(|| panic!("{number}: a paper is not accepted"));
        assert_eq!((sealed.statement.number.as_str(), sealed.statement.as_of.micros()), (number.as_str(), whole(certificate.as_of)));
        counted.papers += 1;
    }
}

/// A statement's times are whole minutes.
fn whole(at: shared::time::Timestamp) -> i64 {
    at.micros() / 60_000_000 * 60_000_000
}

/// One number for each application at most, none for two; no certificate under another.
async fn check_numbers(database: &str, rows: &[ApplicationRow], counted: &mut Counted) {
    let mut connection = AnyConnection::connect(database).await.unwrap();
    let read = sqlx::query("SELECT number, application FROM certificate_number").fetch_all(&mut connection).await.unwrap();
    let issued = sqlx::query("SELECT COUNT(*) FROM certificate").fetch_one(&mut connection).await.unwrap();
    let alarms = sqlx::query("SELECT COUNT(*) FROM alarm").fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let pairs: Vec<(String, String)> = read.iter().map(|row| (row.get(0), row.get(1))).collect();
    let (numbers, owners): (BTreeSet<&str>, BTreeSet<&str>) = pairs.iter().map(|(number, of)| (number.as_str(), of.as_str())).unzip();
    assert_eq!((numbers.len(), owners.len()), (pairs.len(), pairs.len()), "a number used twice, or two of one application");
    for row in rows {
        let aside = pairs.iter().find(|(_, of)| *of == row.number).map(|(number, _)| number.as_str());
        assert_eq!(row.life.application.number.as_deref(), aside, "{}", row.number);
    }
    let ended = rows.iter().filter(|row| matches!(row.life.application.state, State::Issued { .. })).count();
    assert_eq!(issued.get::<i64, _>(0), i64::try_from(ended).unwrap());
    assert_eq!(alarms.get::<i64, _>(0), 0, "alarms");
    counted.numbers = pairs.len();
}

/// What arrived outside.
struct Messages {
    /// Number, text.
    sms: Vec<(String, String)>,
    /// Recipient, Message-ID.
    letters: Vec<(String, String)>,
}

impl Messages {
    fn new(world: &World) -> Self {
        let sms = world.sandbox.sms().into_iter().map(|sms| (sms.to, sms.text)).collect();
        let letters = world.sandbox.messages().into_iter();
        Self { sms, letters: letters.flat_map(|letter| letter.to.into_iter().map(move |to| (to, letter.message_id.clone()))).collect() }
    }

    /// One for each stage, to the number and the address that were given. A letter's repeat carries the same Message-ID.
    async fn check(&mut self, store: &Store, row: &ApplicationRow, known: &Known, counted: &mut Counted) {
        let mut connection = store.read().await.unwrap();
        let events = applications_trail::events(&mut connection, &row.number).await.unwrap();
        let stages: Vec<Stage> = events.iter().filter_map(|event| event.stage).collect();
        let once = |stage: &&Stage| matches!(stage, Stage::Registered | Stage::UnderReview | Stage::Approved);
        let wanted = stages.iter().filter(once).collect::<BTreeSet<_>>().len() + stages.iter().filter(|stage| !once(stage)).count();
        let names = [Some(row.number.as_str()), row.life.application.number.as_deref()];
        let about = |text: &str| names.iter().flatten().any(|name| text.contains(name));
        let texts: Vec<_> = self.sms.iter().filter(|(_, text)| about(text)).collect();
        assert!(texts.iter().all(|(to, _)| *to == known.mobile), "{}: {texts:?}", row.number);
        assert_eq!(texts.len(), wanted, "SMS of {} ({stages:?}): {texts:?}", row.number);
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), wanted, "{}: {texts:?}", row.number);
        counted.sms += wanted;
        if !known.email.is_empty() {
            let letters: Vec<_> = self.letters.iter().filter(|(to, _)| *to == known.email).collect();
            let ids = letters.iter().collect::<BTreeSet<_>>().len();
            assert_eq!(ids, wanted, "letters of {} ({stages:?})", row.number);
            counted.letters += ids;
            counted.repeated_letters += letters.len() - ids;
        }
    }
}
