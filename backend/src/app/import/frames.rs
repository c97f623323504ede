//! Splits a file into rows without ever holding more than one row's bound in memory. The CSV rules are `csv-core`'s;
//! what is ours is getting past a row that has no end: too long, or a quote that nobody closed.

use super::judge::Reason;
use csv_core::{ReadRecordResult, Reader};
use std::io::{self, Read};

/// Longest row in bytes, its line break not counted.
pub(super) const ROW_BYTES_MAX: usize = 4096;
/// Most fields told apart; the form has eight.
const FIELDS_MAX: usize = 32;
/// The window in which a row must end, with its line break.
const WINDOW: usize = ROW_BYTES_MAX + 2;
const BUFFER: usize = 64 * 1024;

/// A row as it stands in the file.
pub(super) struct Frame<'a> {
    /// Number of its first line, from 1.
    pub(super) line: i64,
    /// What makes it no row at all; its fields are then those before the trouble.
    pub(super) fault: Option<Reason>,
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
}

/// Reads rows one after the other.
pub(super) struct Frames<R> {
    source: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    at_end: bool,
    line: i64,
    bytes_read: u64,
    reader: Reader,
    fields: Box<[u8]>,
    ends: [usize; FIELDS_MAX],
}

/// How one attempt at a row ended.
struct Attempt {
    fields: usize,
    consumed: usize,
    fault: Option<Reason>,
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

    /// Steps over a byte order mark at the start of the file.
    pub(super) fn skip_mark(&mut self) -> io::Result<()> {
        self.fill()?;
        if self.buffer[self.start..self.end].starts_with(b"\xef\xbb\xbf") {
            self.consume(3);
        }
        Ok(())
    }

    /// The next line if it opens with `#`, with its number; cut at the bound of a row.
    pub(super) fn comment(&mut self) -> io::Result<Option<(i64, String)>> {
        self.skip_blank()?;
        self.fill()?;
        let window = self.window();
        if window.first() != Some(&b'#') {
            return Ok(None);
        }
        let length = window.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(window.len());
        let text = String::from_utf8_lossy(&window[..length]).into_owned();
        let line = self.line;
        self.skip_line()?;
        Ok(Some((line, text)))
    }

    /// The next row; `None` at the end. Blank lines are no rows.
    pub(super) fn next(&mut self) -> io::Result<Option<Frame<'_>>> {
        self.skip_blank()?;
        self.fill()?;
        if self.start == self.end {
            return Ok(None);
        }
        let line = self.line;
        let attempt = self.attempt();
        if attempt.fault.is_some() {
            self.reader.reset();
            self.skip_line()?;
        } else {
            self.consume(attempt.consumed);
        }
        let (bytes, ends) = (&self.fields[..], &self.ends[..attempt.fields]);
        Ok(Some(Frame { line, fault: attempt.fault, bytes, ends }))
    }

    fn window(&self) -> &[u8] {
        &self.buffer[self.start..self.end.min(self.start + WINDOW)]
    }

    fn attempt(&mut self) -> Attempt {
        let window = &self.buffer[self.start..self.end.min(self.start + WINDOW)];
        let whole = self.at_end && self.start + window.len() == self.end;
        let (result, consumed, written, fields) = self.reader.read_record(window, &mut self.fields, &mut self.ends);
        let spans_lines = window.contains(&b'\n');
        let fault = match result {
            ReadRecordResult::Record => return Attempt { fields, consumed, fault: None },
            ReadRecordResult::OutputEndsFull => Reason::Columns,
            // The last line may lack its break; a quote that is open there was never closed.
            ReadRecordResult::InputEmpty if whole && window.iter().filter(|b| **b == b'"').count() % 2 == 0 => {
                let (_, _, _, last) = self.reader.read_record(&[], &mut self.fields[written..], &mut self.ends[fields..]);
                return Attempt { fields: fields + last, consumed, fault: None };
            }
            ReadRecordResult::InputEmpty if whole || spans_lines => Reason::UnclosedQuote,
            ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::End => Reason::RowTooLong,
        };
        Attempt { fields, consumed: 0, fault: Some(fault) }
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

    fn skip_blank(&mut self) -> io::Result<()> {
        loop {
            let blank = self.buffer[self.start..self.end].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            self.consume(blank);
            if self.start < self.end || self.at_end {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Steps behind the next line break, however far it is.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.buffer[self.start..self.end];
            if let Some(at) = rest.iter().position(|b| *b == b'\n') {
                self.consume(at + 1);
                return Ok(());
            }
            self.consume(rest.len());
            self.fill()?;
            if self.start == self.end {
                return Ok(());
            }
        }
    }

    fn consume(&mut self, count: usize) {
        let breaks = self.buffer[self.start..self.start + count].iter().filter(|b| **b == b'\n').count();
        self.line += i64::try_from(breaks).unwrap_or(0);
        self.bytes_read += count as u64;
        self.start += count;
    }
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
    fn quotes_commas_and_breaks_inside_a_field_stay_inside() {
        let read = rows(b"a,\"b,\"\"c\"\"\nd\",e\r\n\r\nf,g\n");
        assert_eq!(read[0], (1, None, vec!["a".into(), "b,\"c\"\nd".into(), "e".into()]));
        assert_eq!(read[1], (4, None, vec!["f".into(), "g".into()]));
    }

    #[test]
    fn a_row_longer_than_the_bound_is_stepped_over_whatever_its_length() {
        for length in [ROW_BYTES_MAX, ROW_BYTES_MAX * 40] {
            let file = [b"1,2,".as_slice(), &vec![b'x'; length], b"\nb,c\n"].concat();
            let read = rows(&file);
            assert_eq!((read[0].0, read[0].1, read[0].2.len()), (1, Some(Reason::RowTooLong), 2));
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
