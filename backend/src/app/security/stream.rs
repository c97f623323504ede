//! The stream: one JSON object a line, to a file of its owner's or to the log.

use crate::private;
use crate::store::security_events::EventRow;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

pub(super) struct Stream {
    file: Option<PathBuf>,
}

impl Stream {
    pub(super) fn new(file: Option<PathBuf>) -> Self {
        Self { file }
    }

    /// Appends an event. The file is opened for each, so that it may be renamed at any time; what cannot be written goes to the
    /// log, with the reason.
    pub(super) fn write(&self, row: &EventRow) {
        let line = line(row);
        let Some(path) = &self.file else {
            tracing::info!(target: "kommunal::security", "{line}");
            return;
        };
        // One call for the whole line: two processes that append do not mix theirs.
        let written = private::append(path).and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
        if let Err(error) = written {
            tracing::error!(target: "kommunal::security", file = %path.display(), %error, "{line}");
        }
    }
}

/// Texts that are empty are left out.
fn line(row: &EventRow) -> String {
    let mut object = json!({ "at": row.at.rfc3339(), "id": row.id, "kind": row.kind, "outcome": row.outcome, "times": row.times });
    let texts = [
        ("route", &row.route),
        ("client", &row.client),
        ("actor", &row.actor),
        ("roles", &row.roles),
        ("brand", &row.brand),
        ("subject", &row.subject),
        ("detail", &row.detail),
        ("reason", &row.reason),
    ];
    for (name, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        object[name] = json!(text);
    }
    object.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn s10_a_line_is_one_object_in_a_file_of_its_owners() {
        let path = std::env::temp_dir().join(format!("kommunal-security-{}", std::process::id()));
        let stream = Stream::new(Some(path.clone()));
        let reason = "two\nlines \"quoted\"".to_owned();
        let row = EventRow { kind: "command".to_owned(), reason: reason.clone(), times: 1, ..EventRow::default() };
        stream.write(&row);
        stream.write(&row);
        let (text, mode) = (std::fs::read_to_string(&path).unwrap(), path.metadata().unwrap().permissions().mode() & 0o777);
        std::fs::remove_file(&path).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((lines.len(), mode), (2, 0o600));
        assert_eq!((&lines[0]["reason"], lines[0].get("client")), (&json!(reason), None));
    }
}
