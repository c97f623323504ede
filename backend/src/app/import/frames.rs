//! Splits a file into rows without ever holding more than one row's bound in memory. The CSV rules are `csv-core`'s;
//! what is ours is that a row is a line, and getting past one that is too long or whose quote nobody closed.

use super::judge::Reason;
use csv_core::{ReadRecordResult, Reader};
use std::io::{self, Read};
use std::ops::Range;

/// Longest row in bytes, its line break not counted.
pub(super) const ROW_BYTES_MAX: usize = 4096;
/// Most fields told apart; the form has eight.
const FIELDS_MAX: usize = 32;
/// The window in which a row must end, with its line break.
const WINDOW: usize = ROW_BYTES_MAX + 2;
const BUFFER: usize = 64 * 1024;

/// A row as it stands in the file: always one line. None of the form's fields may hold a line break, so a quote that is
/// still open at the end of its line was never closed, and the lines after it are rows of their own.
pub(super) struct Frame<'a> {
    /// Number of its line, from 1.
    pub(super) line: i64,
    /// What makes it no row at all; its fields are then what can be told apart.
    pub(super) fault: Option<Reason>,
    raw: &'a [u8],
    bytes: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Frame<'a> {
    /// How many fields it has.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A field's bytes, unquoted.
    pub(super) fn field(&self, index: usize) -> Option<&'a [u8]> {
        let start = if index == 0 { 0 } else { *self.ends.get(index - 1)? };
        self.bytes.get(start..*self.ends.get(index)?)
    }

    /// Nothing but commas, as spreadsheets leave behind.
    pub(super) fn is_blank(&self) -> bool {
        self.fault.is_none() && self.ends.last() == Some(&0)
    }

    /// The line as it stands when it opens with `#`.
    pub(super) fn comment(&self) -> Option<String> {
        self.raw.starts_with(b"#").then(|| String::from_utf8_lossy(self.raw).into_owned())
    }
}

/// Reads rows one after the other.
pub(super) struct Frames<R> {
    source: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    at_end: bool,
    line: i64,
    after_return: bool,
    bytes_read: u64,
    reader: Reader,
    fields: Box<[u8]>,
    ends: [usize; FIELDS_MAX],
}

/// A file that is no UTF-8 text from its first bytes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Foreign {
    Utf16,
    /// A ZIP archive, which a spreadsheet's own format is.
    Spreadsheet,
}

impl<R: Read> Frames<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; BUFFER].into(),
            start: 0,
            end: 0,
            at_end: false,
            line: 1,
            after_return: false,
            bytes_read: 0,
            reader: Reader::new(),
            fields: vec![0; WINDOW + 1].into(),
            ends: [0; FIELDS_MAX],
        }
    }

    /// Bytes behind the reader.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// What was read from, after the end.
    pub(super) fn into_source(self) -> R {
        self.source
    }

    /// Steps over a byte order mark at the start of the file; says so when it is no UTF-8 text at all.
    pub(super) fn begin(&mut self) -> io::Result<Option<Foreign>> {
        self.fill()?;
        let opening = &self.buffer[self.start..self.end.min(self.start + 4)];
        Ok(match opening {
            [0xef, 0xbb, 0xbf, ..] => {
                self.consume(3);
                None
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=255, ..] | [1..=255, 0, ..] => Some(Foreign::Utf16),
            b"PK\x03\x04" => Some(Foreign::Spreadsheet),
            _ => None,
        })
    }

    /// The next line if it opens with `#`, with its number; cut at the bound of a row.
    pub(super) fn comment(&mut self) -> io::Result<Option<(i64, String)>> {
        self.skip_breaks()?;
        self.fill()?;
        let window = self.window();
        if window.first() != Some(&b'#') {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&window[..line_length(window)]).into_owned();
        let line = self.line;
        self.skip_line()?;
        Ok(Some((line, text)))
    }

    /// The next row; `None` at the end. Blank lines are no rows.
    pub(super) fn next(&mut self) -> io::Result<Option<Frame<'_>>> {
        self.skip_breaks()?;
        self.fill()?;
        if self.start == self.end {
            return Ok(None);
        }
        let (line, window) = (self.line, self.window());
        let length = line_length(window);
        let is_whole = length <= ROW_BYTES_MAX && (length < window.len() || (self.at_end && self.start + length == self.end));
        let raw = self.start..self.start + length;
        let (fields, fault) = self.split(raw.clone());
        let fault = if is_whole { fault } else { Some(Reason::RowTooLong) };
        if is_whole {
            self.consume(length);
        } else {
            self.skip_line()?;
        }
        // A line that is too long may have been overwritten; only what was split from it counts.
        let raw = if is_whole { &self.buffer[raw] } else { &[] };
        Ok(Some(Frame { line, fault, raw, bytes: &self.fields, ends: &self.ends[..fields] }))
    }

    fn window(&self) -> &[u8] {
        &self.buffer[self.start..self.end.min(self.start + WINDOW)]
    }

    /// Splits a line into fields; answers how many, and what is wrong.
    fn split(&mut self, line: Range<usize>) -> (usize, Option<Reason>) {
        let line = &self.buffer[line];
        let (result, _, written, fields) = self.reader.read_record(line, &mut self.fields, &mut self.ends);
        if result == ReadRecordResult::OutputEndsFull {
            self.reader.reset();
            return (fields, Some(Reason::Columns));
        }
        // The line's break ends the row, unless a quote is open.
        let (result, _, _, last) = self.reader.read_record(b"\n", &mut self.fields[written..], &mut self.ends[fields..]);
        match result {
            ReadRecordResult::Record => (fields + last, None),
            ReadRecordResult::OutputEndsFull => {
                self.reader.reset();
                (fields, Some(Reason::Columns))
            }
            _ => {
                self.reader.reset();
                (split_without_quotes(line, &mut self.fields, &mut self.ends), Some(Reason::UnclosedQuote))
            }
        }
    }

    /// Makes a whole window readable, unless the file ends before.
    fn fill(&mut self) -> io::Result<()> {
        if self.end - self.start >= WINDOW || self.at_end {
            return Ok(());
        }
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        while self.end < self.buffer.len() {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Steps over line breaks: `\n`, `\r\n`, or `\r` alone.
    fn skip_breaks(&mut self) -> io::Result<()> {
        loop {
            while let Some(byte) = self.buffer[self.start..self.end].first().filter(|byte| is_break(**byte)) {
                let is_second = *byte == b'\n' && self.after_return;
                self.line += i64::from(!is_second);
                let is_return = *byte == b'\r';
                self.consume(1);
                self.after_return = is_return;
            }
            if self.start < self.end || self.at_end {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Steps to the next line break, however far it is.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.buffer[self.start..self.end];
            let length = line_length(rest);
            let is_found = length < rest.len();
            self.consume(length);
            if is_found {
                return Ok(());
            }
            self.fill()?;
            if self.start == self.end {
                return Ok(());
            }
        }
    }

    fn consume(&mut self, count: usize) {
        self.bytes_read += count as u64;
        self.start += count;
        self.after_return = false;
    }
}

const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Bytes before the next line break.
fn line_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| is_break(*byte)).unwrap_or(bytes.len())
}

/// Tells a broken line's fields apart as if it had no quotes, so that whose debt it is can still be read.
fn split_without_quotes(line: &[u8], fields: &mut [u8], ends: &mut [usize]) -> usize {
    let (mut written, mut count) = (0, 0);
    for part in line.split(|byte| *byte == b',').take(ends.len()) {
        for byte in part.iter().filter(|byte| **byte != b'"') {
            fields[written] = *byte;
            written += 1;
        }
        ends[count] = written;
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn rows(file: &[u8]) -> Vec<(i64, Option<Reason>, Vec<String>)> {
        let mut frames = Frames::new(file);
        let mut rows = Vec::new();
        while let Some(frame) = frames.next().unwrap() {
            let fields = (0..frame.len()).map(|i| String::from_utf8_lossy(frame.field(i).unwrap()).into_owned()).collect();
            rows.push((frame.line, frame.fault, fields));
        }
        assert_eq!(frames.bytes_read(), file.len() as u64);
        rows
    }

    fn lines(file: &[u8]) -> Vec<(i64, Option<Reason>)> {
        rows(file).into_iter().map(|(line, fault, _)| (line, fault)).collect()
    }

    #[test]
    fn quotes_and_commas_inside_a_field_stay_inside() {
        let read = rows(b"a,\"b,\"\"c\"\" d\",e\r\n\r\nf,g\n");
        assert_eq!(read[0], (1, None, vec!["a".into(), "b,\"c\" d".into(), "e".into()]));
        assert_eq!(read[1], (3, None, vec!["f".into(), "g".into()]));
    }

    #[test]
    fn a_row_longer_than_the_bound_is_stepped_over_whatever_its_length() {
        for length in [ROW_BYTES_MAX, ROW_BYTES_MAX * 40] {
            let file = [b"1,2,".as_slice(), &vec![b'x'; length], b"\nb,c\n"].concat();
            let read = rows(&file);
            assert_eq!((read[0].0, read[0].1, read[0].2.len()), (1, Some(Reason::RowTooLong), 3));
            assert_eq!(read[1], (2, None, vec!["b".into(), "c".into()]));
        }
        let longest = [vec![b'x'; ROW_BYTES_MAX].as_slice(), b"\r\nb\n"].concat();
        assert_eq!(lines(&longest), [(1, None), (2, None)]);
    }

    #[test]
    fn a_quote_that_nobody_closes_costs_its_own_line_only() {
        let near_the_end = b"a,\"b\nc,d\ne,f\n";
        assert_eq!(lines(near_the_end), [(1, Some(Reason::UnclosedQuote)), (2, None), (3, None)]);
        let far = [b"a,\"b\n".as_slice(), &b"c,d\n".repeat(5000)].concat();
        let read = lines(&far);
        assert_eq!((read[0], read[1], read.len()), ((1, Some(Reason::UnclosedQuote)), (2, None), 5001));
        // One that closes lines later swallows none of them; what it opened on can still be read.
        let closed = rows(b"a,b,\"c\nd,e,f\ng,h,\"i\" j\n");
        assert_eq!(closed[0], (1, Some(Reason::UnclosedQuote), vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(closed[1], (2, None, vec!["d".into(), "e".into(), "f".into()]));
        assert_eq!(closed[2], (3, None, vec!["g".into(), "h".into(), "i j".into()]));
    }

    #[test]
    fn lines_may_end_with_a_carriage_return_alone() {
        assert_eq!(lines(b"a,b\rc,d\r\re,f"), [(1, None), (2, None), (4, None)]);
        assert_eq!(lines(b"a,b\r\nc,d\r\n\r\ne,f"), [(1, None), (2, None), (4, None)]);
        let mut frames = Frames::new(b"# one\r# two\ra,b".as_slice());
        assert_eq!(frames.comment().unwrap().unwrap(), (1, "# one".into()));
        assert_eq!(frames.comment().unwrap().unwrap(), (2, "# two".into()));
        assert_eq!(frames.next().unwrap().unwrap().line, 3);
    }

    #[test]
    fn what_is_no_utf8_text_is_recognised_by_its_first_bytes() {
        let begin = |bytes: &[u8]| Frames::new(bytes).begin().unwrap();
        assert_eq!(begin(b"\xff\xfe#\0"), Some(Foreign::Utf16));
        assert_eq!(begin(b"\xfe\xff\0#"), Some(Foreign::Utf16));
        assert_eq!(begin(b"#\0 \0"), Some(Foreign::Utf16));
        assert_eq!(begin(b"\0#\0 "), Some(Foreign::Utf16));
        assert_eq!(begin(b"PK\x03\x04rest"), Some(Foreign::Spreadsheet));
        assert_eq!(begin(b"\xef\xbb\xbf# as_of"), None);
        assert_eq!(begin(b""), None);
    }

    #[test]
    fn the_last_line_may_lack_its_break() {
        assert_eq!(rows(b"a,b\nc,d")[1], (2, None, vec!["c".into(), "d".into()]));
        assert_eq!(rows(b"a,\"b\"")[0], (1, None, vec!["a".into(), "b".into()]));
        assert_eq!(lines(b"a,\"b"), [(1, Some(Reason::UnclosedQuote))]);
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn more_fields_than_are_told_apart_cost_one_line() {
        let file = [b",".repeat(100).as_slice(), b"\na,b\n"].concat();
        assert_eq!(lines(&file), [(1, Some(Reason::Columns)), (2, None)]);
    }
}
