//! Texts that are heard otherwise than they are written.

use crate::i18n::{keys, t};
use leptos::prelude::*;

/// A text whose masks (`•••• 4019`) are heard as a word of their own, also where they touch letters, and whose dots between
/// parts are not heard: read out they are "bullet bullet bullet bullet", "middle dot". (As an image with a name, each was
/// heard as "image", too, and its line in pieces.)
pub fn words(text: &str) -> AnyView {
    words_of(text.to_owned())
}

pub(super) fn words_of(text: String) -> AnyView {
    if next_sign(&text).is_none() {
        return text.into_any();
    }
    let mut parts: Vec<AnyView> = Vec::new();
    let mut rest = &*text;
    while let Some((before, sign, after)) = next_sign(rest) {
        parts.push(before.to_owned().into_any());
        parts.push(match sign {
            DOT => view! { <span aria-hidden="true">{DOT}</span> }.into_any(),
            mask => {
                view! { <span class="mask" data-heard=t(keys::MASKED)><span aria-hidden="true">{mask.to_owned()}</span></span> }.into_any()
            }
        });
        rest = after;
    }
    parts.push(rest.to_owned().into_any());
    parts.into_any()
}

/// Between the parts of a line.
const DOT: &str = "·";

/// The first dot or mask of a text, with what stands before and after it. A mask may have spaces within.
fn next_sign(text: &str) -> Option<(&str, &str, &str)> {
    let (before, signs) = text.split_at(text.find(['•', '·'])?);
    let sign = if signs.starts_with(DOT) {
        DOT
    } else {
        signs.split_at(signs.find(|sign| sign != '•' && sign != ' ').unwrap_or(signs.len())).0.trim_end()
    };
    Some((before, sign, &signs[sign.len()..]))
}

#[cfg(test)]
mod tests {
    use super::next_sign;

    #[test]
    fn masks_and_dots_are_found_one_after_another() {
        assert_eq!(next_sign("(50) ••• •• 67"), Some(("(50) ", "••• ••", " 67")));
        assert_eq!(next_sign("5•••••M"), Some(("5", "•••••", "M")));
        assert_eq!(next_sign("•••• "), Some(("", "••••", " ")));
        assert_eq!(next_sign("a · b • c"), Some(("a ", "·", " b • c")));
        assert_eq!(next_sign("E. M."), None);
    }
}
