//! What the committed tables of both machines share: how a section is laid out, and how a table is held against the code.

use std::collections::BTreeSet;
use std::fmt::Write;

const LINE_MAX: usize = 120;
/// The cell in which nothing is expected; a row of nothing else is only named.
const NOTHING: &str = "error: NotExpected";

/// One event's row: its name, and what it does at each time.
pub(crate) type Row = (String, Vec<String>);

/// A section: one line a row, a time only where it makes a difference; then the rows in which nothing is expected.
pub(crate) fn section(text: &mut String, title: &str, times: &[&str], rows: &[Row]) {
    let _ = write!(text, "\n## {title}\n");
    let (nothing, something): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|(_, cells)| cells.iter().all(|c| c == NOTHING));
    for (event, cells) in something {
        let _ = writeln!(text, "{event:<28} → {}", cells[0]);
        for (index, cell) in cells.iter().enumerate().skip(1).filter(|(index, cell)| **cell != cells[index - 1]) {
            let _ = writeln!(text, "{:>28} → {cell}", format!("… {}", times[index]));
        }
    }
    list(text, "not expected: ", &nothing.iter().map(|(event, _)| event.as_str()).collect::<Vec<_>>());
}

fn list(text: &mut String, title: &str, entries: &[&str]) {
    let mut line = title.to_owned();
    for (index, entry) in entries.iter().enumerate() {
        if line.chars().count() + entry.chars().count() > LINE_MAX {
            let _ = writeln!(text, "{}", line.trim_end());
            line = " ".repeat(title.len());
        }
        line.push_str(entry);
        line.push_str(if index + 1 < entries.len() { " · " } else { "" });
    }
    let _ = writeln!(text, "{}", line.trim_end());
}

/// Holds what the machine does against the committed table; writes it anew first when `KOMMUNAL_WRITE_TABLE` is set.
pub(crate) fn compare(path: &str, made: &str) {
    if std::env::var_os("KOMMUNAL_WRITE_TABLE").is_some() {
        std::fs::write(path, made).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    let difference = committed.lines().zip(made.lines()).enumerate().find(|(_, (old, new))| old != new);
    if let Some((index, (old, new))) = difference {
        panic!("{path}, line {}:\n  said {old}\n  does {new}\nKOMMUNAL_WRITE_TABLE=1 writes it anew", index + 1);
    }
    assert_eq!(committed.len(), made.len(), "{path} has lines missing or left over: KOMMUNAL_WRITE_TABLE=1 writes it anew");
}

/// Fails when a wanted name does not occur.
pub(crate) fn all_occur(wanted: &[&str], found: impl Iterator<Item = &'static str>) {
    let found: BTreeSet<&str> = found.collect();
    let missing: Vec<&&str> = wanted.iter().filter(|name| !found.contains(**name)).collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
}

/// The names of an enum's variants. A new variant does not compile until it is named, and a named one must occur in the
/// table.
macro_rules! variants {
    ($name:ident, $all:ident: $type:ident { $($variant:ident),+ $(,)? }) => {
        pub(crate) const $all: &[&str] = &[$(stringify!($variant)),+];

        pub(crate) const fn $name(value: &$type) -> &'static str {
            match value {
                $($type::$variant { .. } => stringify!($variant)),+
            }
        }
    };
}
pub(crate) use variants;
