//! The conversation's grammar: commands in, nothing of the network.

/// A command line of SMTP.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Ehlo,
    Helo,
    /// Sender, declared size.
    Mail(String, Option<usize>),
    Rcpt(String),
    Data,
    Rset,
    Noop,
    Quit,
    /// Known, but wrongly written.
    Malformed,
    Unknown,
}

impl Command {
    pub(crate) fn parse(line: &str) -> Self {
        let line = line.trim_end();
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => Self::Ehlo,
            "HELO" => Self::Helo,
            "MAIL" => path(rest, "FROM:").map_or(Self::Malformed, |(from, rest)| Self::Mail(from, size(rest))),
            "RCPT" => match path(rest, "TO:") {
                Some((to, _)) if !to.is_empty() => Self::Rcpt(to),
                _ => Self::Malformed,
            },
            "DATA" => Self::Data,
            "RSET" => Self::Rset,
            "NOOP" => Self::Noop,
            "QUIT" => Self::Quit,
            _ => Self::Unknown,
        }
    }
}

/// `FROM:<a@b> SIZE=1` → `a@b` and ` SIZE=1`. The empty path is a bounce's sender.
fn path<'a>(text: &'a str, keyword: &str) -> Option<(String, &'a str)> {
    let head = text.get(..keyword.len())?;
    let rest = text.get(keyword.len()..)?.trim_start();
    let (address, rest) = rest.strip_prefix('<')?.split_once('>')?;
    head.eq_ignore_ascii_case(keyword).then(|| (address.to_owned(), rest))
}

fn size(parameters: &str) -> Option<usize> {
    let sized = |word: &str| word.to_ascii_uppercase().strip_prefix("SIZE=").and_then(|number| number.parse().ok());
    parameters.split_whitespace().find_map(sized)
}

/// Undoes dot-stuffing of one data line; `None` is the end of the message.
pub(crate) fn unstuffed(line: &[u8]) -> Option<&[u8]> {
    match line {
        b".\r\n" | b".\n" => None,
        [b'.', rest @ ..] => Some(rest),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_understood_in_any_case() {
        assert_eq!(Command::parse("mail from:<a@b.az> BODY=8BITMIME SIZE=12\r\n"), Command::Mail("a@b.az".into(), Some(12)));
        assert_eq!(Command::parse("MAIL FROM:<>"), Command::Mail(String::new(), None));
        assert_eq!(Command::parse("RCPT TO: <a@b.az>"), Command::Rcpt("a@b.az".into()));
        assert_eq!(Command::parse("RCPT TO:<>"), Command::Malformed);
        assert_eq!(Command::parse("MAIL a@b"), Command::Malformed);
        assert_eq!(Command::parse("VRFY x"), Command::Unknown);
    }

    #[test]
    fn a_lone_dot_ends_and_a_doubled_dot_is_one() {
        assert_eq!(unstuffed(b".\r\n"), None);
        assert_eq!(unstuffed(b"..\r\n"), Some(&b".\r\n"[..]));
        assert_eq!(unstuffed(b"a.b\r\n"), Some(&b"a.b\r\n"[..]));
    }
}
