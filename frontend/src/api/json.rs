//! JSON, small: a value, its reader and its writer. Reading through serde made a third of the download (its visitors are
//! compiled for every type and every nesting); this is one function for all. That both agree, the tests of `read` and
//! `write` hold against serde itself.

use core::iter::Peekable;
use core::str::Chars;

/// Deepest nesting read: far above anything the API says.
const DEPTH_MAX: usize = 16;

/// A JSON value. Numbers are whole: the API has no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a document; anything else than JSON with whole numbers is nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.chars().peekable();
        let value = value(&mut rest, 0)?;
        skip_space(&mut rest);
        rest.peek().is_none().then_some(value)
    }

    /// A member; `null` when it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &Self {
        let members = if let Self::Object(members) = self { members.as_slice() } else { &[] };
        members.iter().find(|(key, _)| key == name).map_or(&Self::Null, |(_, value)| value)
    }

    /// A string.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        if let Self::Text(text) = self { Some(text.clone()) } else { None }
    }

    /// A whole number.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        if let Self::Int(int) = self { Some(*int) } else { None }
    }

    /// A truth value.
    #[must_use]
    pub fn bool(&self) -> Option<bool> {
        if let Self::Bool(is) = self { Some(*is) } else { None }
    }

    /// The members of an array, each read; nothing when one is not what it should be.
    #[must_use]
    pub fn list<T>(&self, read: fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        if let Self::List(all) = self { all.iter().map(read).collect() } else { None }
    }

    /// The document.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        self.write_to(&mut text);
        text
    }

    fn write_to(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(is) => out.push_str(if *is { "true" } else { "false" }),
            Self::Int(int) => out.push_str(&int.to_string()),
            Self::Text(text) => quote(text, out),
            Self::List(all) => {
                out.push('[');
                for (index, one) in all.iter().enumerate() {
                    comma(index, out);
                    one.write_to(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (key, one)) in members.iter().enumerate() {
                    comma(index, out);
                    quote(key, out);
                    out.push(':');
                    one.write_to(out);
                }
                out.push('}');
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// An object of known members.
#[must_use]
pub fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A word's meaning.
#[must_use]
pub fn meaning<T: Copy>(json: &Json, words: &[(&str, T)]) -> Option<T> {
    let Json::Text(word) = json else { return None };
    words.iter().find(|(known, _)| known == word).map(|(_, meaning)| *meaning)
}

/// Absent and `null` are one; anything else must be readable.
#[must_use]
pub fn perhaps<T>(json: &Json, read: fn(&Json) -> Option<T>) -> Option<Option<T>> {
    if *json == Json::Null { Some(None) } else { read(json).map(Some) }
}

/// Readers of plain structures: each member by its own name, read as its reader says.
#[macro_export]
macro_rules! readers {
    ($($(#[$doc:meta])* $vis:vis $name:ident: $type:ident { $($member:ident: $read:expr),* $(,)? })*) => {
        $($(#[$doc])* $vis fn $name(json: &$crate::api::json::Json) -> Option<$type> {
            Some($type { $($member: $read(json.get(stringify!($member)))?),* })
        })*
    };
}

fn comma(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => {
                out.push_str("\\u00");
                out.push_str(&shared::id::hex(&[u8::try_from(c).unwrap_or(0)]));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

type Rest<'a, 'b> = &'b mut Peekable<Chars<'a>>;

fn skip_space(rest: Rest<'_, '_>) {
    while rest.next_if(|c| matches!(c, ' ' | '\n' | '\r' | '\t')).is_some() {}
}

fn value(rest: Rest<'_, '_>, depth: usize) -> Option<Json> {
    skip_space(rest);
    match rest.next()? {
        '{' if depth < DEPTH_MAX => members(rest, depth),
        '[' if depth < DEPTH_MAX => elements(rest, depth),
        '"' => string(rest).map(Json::Text),
        't' => word(rest, "rue", Json::Bool(true)),
        'f' => word(rest, "alse", Json::Bool(false)),
        'n' => word(rest, "ull", Json::Null),
        first => number(first, rest),
    }
}

fn word(rest: Rest<'_, '_>, letters: &str, value: Json) -> Option<Json> {
    letters.chars().all(|letter| rest.next() == Some(letter)).then_some(value)
}

fn number(first: char, rest: Rest<'_, '_>) -> Option<Json> {
    let mut digits = String::from(first);
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    if matches!(rest.peek(), Some('.' | 'e' | 'E')) || first == '+' {
        return None;
    }
    digits.parse().ok().map(Json::Int)
}

fn elements(rest: Rest<'_, '_>, depth: usize) -> Option<Json> {
    let mut all = Vec::new();
    skip_space(rest);
    if rest.next_if_eq(&']').is_some() {
        return Some(Json::List(all));
    }
    loop {
        all.push(value(rest, depth + 1)?);
        skip_space(rest);
        match rest.next()? {
            ',' => {}
            ']' => return Some(Json::List(all)),
            _ => return None,
        }
    }
}

fn members(rest: Rest<'_, '_>, depth: usize) -> Option<Json> {
    let mut all = Vec::new();
    skip_space(rest);
    if rest.next_if_eq(&'}').is_some() {
        return Some(Json::Object(all));
    }
    loop {
        skip_space(rest);
        rest.next_if_eq(&'"')?;
        let key = string(rest)?;
        skip_space(rest);
        rest.next_if_eq(&':')?;
        all.push((key, value(rest, depth + 1)?));
        skip_space(rest);
        match rest.next()? {
            ',' => {}
            '}' => return Some(Json::Object(all)),
            _ => return None,
        }
    }
}

/// After the opening quote.
fn string(rest: Rest<'_, '_>) -> Option<String> {
    let mut text = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(text),
            '\\' => text.push(escaped(rest)?),
            c if c < ' ' => return None,
            c => text.push(c),
        }
    }
}

fn escaped(rest: Rest<'_, '_>) -> Option<char> {
    Some(match rest.next()? {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let unit = unit(rest)?;
            if !(0xd800..0xdc00).contains(&unit) {
                return char::from_u32(unit);
            }
            // The upper half of a pair: the lower must follow.
            let low = (rest.next()? == '\\' && rest.next()? == 'u').then(|| self::unit(rest))??;
            let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
            char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)?
        }
        c @ ('"' | '\\' | '/') => c,
        _ => return None,
    })
}

fn unit(rest: Rest<'_, '_>) -> Option<u32> {
    (0..4).try_fold(0, |unit, _| Some(unit * 16 + rest.next()?.to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_serde_reads_the_same() {
        let text = "Şəki \"x\" \\ \n\u{1}\u{1f600}";
        let value = object(vec![
            ("a", Json::List(vec![Json::Int(-5), Json::Null, Json::Bool(true)])),
            ("b", text.into()),
            ("c", Json::List(vec![])),
            ("d", object(vec![])),
        ]);
        assert_eq!(Json::parse(&value.write()), Some(value.clone()));
        let theirs: serde_json::Value = serde_json::from_str(&value.write()).expect("JSON");
        assert_eq!(theirs["b"], text);
        assert_eq!(Json::parse(&theirs.to_string()).map(|v| v.get("b").text()), Some(Some(text.to_owned())));
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(Json::parse(r#" "\u0130\ud83d\ude00\/" "#), Some("İ\u{1f600}/".into()));
    }

    #[test]
    fn anything_else_is_nothing() {
        let deep = "[".repeat(40);
        for text in ["", "{", "[1,]", "{\"a\"1}", "1.5", "1e3", "nul", "\"\\x\"", "\"\\ud800\"", "[] x", "<html>", &deep] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }
}
