//! Anchors: at each sealing the chain's head is signed and appended to a place that is not put back together with the
//! database. By them the audit knows a database of before, and a chain that its keeper counted anew.
//!
//! With the head go the payments sealed since the anchor before, sealed against everybody but this installation
//! ([`kept`]): what a database that was put back no longer has can be written again as it was.

pub(super) mod kept;
mod write;

pub use write::anchor;
pub(super) use write::{anchor_recovery, taken_minor};

use super::{App, AppError};
use crate::config::Config;
use crate::connectors::SetupError;
use crate::connectors::anchors::{self, AnchorKeys, AnchorLine};
use crate::store::audit::RegistryTotals;
use crate::store::journal::EntryRow;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use tokio::sync::Mutex;

/// What an anchor says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Digest of the installation's secret: whose anchor it is.
    pub installation: String,
    /// The chain's last place.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
    /// When, RFC 3339.
    pub at: String,
    /// There were at least so many payments.
    pub payments: i64,
    /// What the entries up to here say that the banks owe, in qəpik.
    pub taken_minor: i64,
    /// Receivables in force: biller, snapshot and digest.
    #[serde(default)]
    pub feeds: BTreeMap<String, (i64, String)>,
    /// The registries that hosted billers are handed, up to their last entries: by biller its place, payments, what was paid
    /// and taken back, in qəpik.
    #[serde(default)]
    pub registry: BTreeMap<String, RegistryTotals>,
    /// Set where a person ran `kommunal recover`: anchors of before, above this place in the chain, count no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered: Option<Recovered>,
    /// The payments sealed since the anchor before, for [`kept`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
}

impl Anchor {
    /// True when this entry is the one that was anchored.
    pub(super) fn is_of(&self, entry: &EntryRow) -> bool {
        entry.sequence == Some(self.sequence) && entry.hash.as_deref() == Some(self.hash.as_str())
    }
}

/// Who recovered, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovered {
    /// The last place of the chain that the database still had.
    pub from_sequence: i64,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Where anchors go.
pub(super) struct Anchors {
    files: Vec<PathBuf>,
    keys: AnchorKeys,
    last: Mutex<Option<Anchor>>,
}

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// In the order of writing, those that count.
    pub(super) anchors: Vec<Anchor>,
    /// Lines that are none: file, number of the line, why.
    pub(super) unsound: Vec<(String, usize, String)>,
    /// Files that cannot be read or hold no anchor.
    pub(super) silent: Vec<String>,
    /// What persons recovered.
    pub(super) recovered: Vec<Anchor>,
}

impl Anchors {
    /// `None`: nothing is anchored.
    pub(super) fn of(config: &Config) -> Result<Option<Self>, SetupError> {
        let files = config.audit.files();
        let own = config.audit.key.as_ref().map(|key| ("[audit] key", key, config.audit.readable_keys));
        let issuers = || config.signing.as_ref().map(|signing| ("[signing] key", &signing.key, signing.readable_keys));
        let Some((setting, key, readable)) = own.or_else(issuers).filter(|_| !files.is_empty()) else { return Ok(None) };
        Ok(Some(Self { files, keys: AnchorKeys::read(setting, key, readable, &config.audit.former)?, last: Mutex::new(None) }))
    }

    /// Reads every file. The same anchor in two files counts once.
    pub(super) fn read(&self, installation: &str) -> Read {
        let mut read = Read::default();
        for path in &self.files {
            match anchors::lines(path) {
                Ok(lines) => self.read_file(&path.display().to_string(), &lines, installation, &mut read),
                Err(error) => read.silent.push(format!("the anchors in {} cannot be read ({error})", path.display())),
            }
        }
        read
    }

    fn read_file(&self, name: &str, lines: &[String], installation: &str, read: &mut Read) {
        let mut standing: Vec<Anchor> = vec![];
        for (number, line) in (1..).zip(lines) {
            let anchor = match self.keys.verify(line) {
                AnchorLine::Sound(text) => serde_json::from_str::<Anchor>(&text).map_err(|error| error.to_string()),
                AnchorLine::Unsound(why) => Err(why.to_owned()),
            };
            match anchor {
                Ok(anchor) if anchor.installation == installation => take_in(anchor, &mut standing, &mut read.recovered),
                Ok(_) => read.unsound.push((name.to_owned(), number, "it is another installation's".to_owned())),
                Err(why) => read.unsound.push((name.to_owned(), number, why)),
            }
        }
        if standing.is_empty() {
            read.silent.push(format!("{name} holds no anchor"));
        }
        // The same anchor in another file counts once.
        let known: HashSet<(i64, String, String)> = read.anchors.iter().map(name_of).collect();
        read.anchors.extend(standing.into_iter().filter(|anchor| !known.contains(&name_of(anchor))));
    }
}

fn name_of(anchor: &Anchor) -> (i64, String, String) {
    (anchor.sequence, anchor.hash.clone(), anchor.at.clone())
}

/// An anchor of a recovery takes those out that it makes void.
fn take_in(anchor: Anchor, standing: &mut Vec<Anchor>, recoveries: &mut Vec<Anchor>) {
    if let Some(recovered) = &anchor.recovered {
        standing.retain(|before| before.sequence <= recovered.from_sequence);
        if !recoveries.contains(&anchor) {
            recoveries.push(anchor.clone());
        }
    }
    standing.push(anchor);
}

/// What is anchored; `None`: nowhere is.
pub(super) async fn read(app: &App) -> Result<Option<Read>, AppError> {
    if app.anchors().is_none() {
        return Ok(None);
    }
    let app = app.clone();
    let reading = tokio::task::spawn_blocking(move || app.anchors().map(|anchors| anchors.read(&app.installation())));
    reading.await.map_err(|_| AppError::Internal("the anchors' reader ended"))
}
