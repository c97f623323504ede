//! Made-up people: rows copied from one who was there, with other values in them; and whatever the database keeps, searched.

use crate::app::TestApp;
use hmac::{Hmac, KeyInit, Mac};
use kommunal::app::random_id;
use sha2::Sha256;
use shared::id::hex;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Column, Row};
use std::collections::{BTreeSet, HashMap};

/// Somebody, and all that is planted with them, in an order that is the same for everybody.
pub(crate) struct Planted {
    pub(crate) number: String,
    pub(crate) certificate: String,
    pub(crate) actor: String,
    pub(crate) payment: String,
    pub(crate) item: String,
    pub(crate) order: String,
    /// The first is the FIN, the last what stands in the files.
    pub(crate) values: Vec<String>,
}

/// Tables of a person, how the rows are found, and the columns that must differ.
const TABLES: [(&str, &str, &[&str]); 16] = [
    ("application", "number = '{number}'", &["idempotency_key"]),
    ("application_event", "application = '{number}'", &[]),
    ("application_key", "application = '{number}'", &["idempotency_key"]),
    ("application_find", "application = '{number}'", &["digest"]),
    ("application_note", "application = '{number}'", &["id"]),
    ("application_reading", "application = '{number}'", &["id"]),
    ("certificate_number", "application = '{number}'", &[]),
    ("certificate", "application = '{number}'", &[]),
    ("document_link", "application = '{number}'", &["token_hash"]),
    ("outbox", "cause LIKE 'application-%:{number}:%'", &["id"]),
    ("session", "actor = '{actor}'", &["token_hash"]),
    ("mobile_proof", "subject = '{actor}'", &["id", "idempotency_key"]),
    ("payment", "id = '{payment}'", &["idempotency_key"]),
    ("payment_item", "payment_id = '{payment}'", &[]),
    ("payment_event", "payment_id = '{payment}'", &[]),
    ("payment_order", "payment_id = '{payment}'", &[]),
];

/// The digest by which a person's rows are found.
fn actor(secret: &str, fin: &str) -> String {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(b"actor\0");
    mac.update(fin.as_bytes());
    hex(&mac.finalize().into_bytes())[..32].to_owned()
}

/// Values that nobody else has, of the forms that the columns expect.
fn values(n: usize) -> Vec<String> {
    vec![
        format!("ZW{n:04}Q"),
        format!("Planted{n:04} Adı Soyadı"),
        format!("5077{n:05}"),
        format!("citizen{n:04}@planted.example"),
        format!("Bakı, planted küçə {n:04}"),
        format!("Şəki, qeydiyyat {n:04} planted"),
        format!("PD77{n:05}"),
        format!("77880099{n:07}"),
        format!("planted purpose {n:04}"),
        format!("planted-file-{n:04}.pdf"),
        format!("planted note {n:04}"),
        format!("payer{n:04}@planted.example"),
        format!("1866{n:05}"),
        format!("PLACC{n:04}XY"),
        format!("PLANTED-IN-A-FILE-{n:04}-END"),
    ]
}

/// The template's rows as somebody else's.
pub(crate) async fn clone_person(app: &TestApp, of: &Planted, n: usize) -> Planted {
    let (values, secret) = (values(n), app.text("SELECT secret FROM instance").await);
    let new = Planted {
        number: format!("{}-{n}", of.number),
        certificate: format!("{}-{n}", of.certificate),
        actor: actor(&secret, &values[0]),
        payment: random_id().to_string(),
        item: random_id().to_string(),
        order: format!("{}{n:05}", of.order),
        values,
    };
    let own = |one: &Planted| {
        let named = [&one.number, &one.certificate, &one.actor, &one.payment, &one.item];
        named.into_iter().cloned().chain(one.values.clone()).collect::<Vec<_>>()
    };
    let pairs: Vec<(String, String)> = own(of).into_iter().zip(own(&new)).collect();
    let mut statements = vec![];
    for (table, which, keys) in TABLES {
        let which = which.replace("{number}", &of.number).replace("{actor}", &of.actor).replace("{payment}", &of.payment);
        for row in app.rows(&format!("SELECT * FROM {table} WHERE {which}")).await {
            let columns = row.columns().iter().enumerate().filter_map(|(place, column)| {
                let random = keys.contains(&column.name()).then(|| random_id().to_string());
                // An order's number is short: it is replaced as a whole.
                let order = (column.name() == "order_ref").then(|| new.order.clone());
                let value = random.or(order).map_or_else(|| replaced(&row, place, &pairs), |text| Some(format!("'{text}'")))?;
                Some((column.name().to_owned(), value))
            });
            let (names, values): (Vec<String>, Vec<String>) = columns.unzip();
            statements.push(format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", ")));
        }
    }
    let content = app.blob(&format!("%PDF-1.7 {}", new.values[14]));
    let (id, owner, number, name) = (random_id(), &new.actor, &new.number, &new.values[9]);
    statements.push(format!(
        "INSERT INTO attachment (id, owner, application, name, kind, size, content, created_at) \
         VALUES ('{id}', '{owner}', '{number}', '{name}', 'application/pdf', 30, {content}, 1)"
    ));
    let certificate = &new.certificate;
    statements
        .push(format!("INSERT INTO certificate_file (certificate, lang, position, content) VALUES ('{certificate}', 'az', 0, {content})"));
    write(app, statements).await;
    new
}

/// As the server writes: what a page leaves behind when it is split is written over, too.
async fn write(app: &TestApp, statements: Vec<String>) {
    let work = app.beside.store().write(move |connection| {
        let statements = statements.clone();
        Box::pin(async move {
            for statement in statements {
                sqlx::query(AssertSqlSafe(statement)).execute(&mut *connection).await?;
            }
            Ok(())
        })
    });
    work.await.unwrap();
}

/// A column as a literal, the template's values replaced. `None`: it is NULL.
fn replaced(row: &AnyRow, place: usize, pairs: &[(String, String)]) -> Option<String> {
    if let Ok(number) = row.try_get::<Option<i64>, _>(place) {
        return number.map(|number| number.to_string());
    }
    let text = row.try_get::<Option<String>, _>(place).unwrap()?;
    let text = pairs.iter().fold(text, |text, (from, to)| text.replace(from, to));
    Some(format!("'{}'", text.replace('\'', "''")))
}

/// Many values looked for in one pass.
pub(crate) struct Search {
    by_begin: HashMap<[u8; 4], Vec<String>>,
}

impl Search {
    pub(crate) fn of<'v>(values: impl Iterator<Item = &'v String>) -> Self {
        let mut by_begin: HashMap<[u8; 4], Vec<String>> = HashMap::new();
        for value in values {
            by_begin.entry(value.as_bytes()[..4].try_into().unwrap()).or_default().push(value.clone());
        }
        Self { by_begin }
    }

    /// Those that are there, each once.
    pub(crate) fn found(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = BTreeSet::new();
        for (at, begin) in bytes.windows(4).enumerate() {
            let Some(values) = self.by_begin.get(begin) else { continue };
            found.extend(values.iter().filter(|value| bytes[at..].starts_with(value.as_bytes())));
        }
        found.into_iter().cloned().collect()
    }
}

impl TestApp {
    fn is_sqlite(&self) -> bool {
        self.db.url().starts_with("sqlite:")
    }

    /// Bytes as a literal.
    fn blob(&self, text: &str) -> String {
        let digits = hex(text.as_bytes());
        if self.is_sqlite() { format!("X'{digits}'") } else { format!("decode('{digits}', 'hex')") }
    }

    /// Every byte that the database keeps: SQLite's files and a backup made now, or every row of every table.
    pub(crate) async fn everything(&self, backup: &str) -> Vec<u8> {
        if !self.is_sqlite() {
            return self.all_rows().await;
        }
        let backup = self.db.dir.path().join(format!("{backup}.backup"));
        self.execute(&format!("VACUUM INTO '{}'", backup.display())).await;
        let entries = std::fs::read_dir(self.db.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let is_database = |path: &std::path::PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("test.db");
        let files: Vec<_> = entries.filter(is_database).chain([backup]).collect();
        files.iter().flat_map(|path| std::fs::read(path).unwrap_or_default()).collect()
    }

    async fn all_rows(&self) -> Vec<u8> {
        let mut all = vec![];
        for table in self.rows("SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'").await {
            let table: String = table.get(0);
            all.extend(self.text(&format!("SELECT COALESCE(string_agg(CAST(t AS TEXT), ' '), '') FROM {table} t")).await.into_bytes());
        }
        // What lies in files, as it is.
        for table in ["attachment", "certificate_file"] {
            let files = self.text(&format!("SELECT COALESCE(string_agg(encode(content, 'escape'), ' '), '') FROM {table}")).await;
            all.extend(files.into_bytes());
        }
        all
    }
}
