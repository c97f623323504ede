//! Names of people, shown masked to whoever has proven nothing.

/// Masks a name word by word: the first letter stays, the rest becomes a fixed number of dots
/// per word length class, so that the exact length is not told: `Elşad Məmmədov` → `E•••• M•••••••`.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let mut masked = String::new();
    for (index, word) in name.split_whitespace().take(4).enumerate() {
        let Some(first) = word.chars().next() else {
            continue;
        };
        if index > 0 {
            masked.push(' ');
        }
        masked.push(first);
        masked.push_str(if index == 0 { "••••" } else { "•••••••" });
    }
    masked
}

/// Masks a subscriber code: the last third stays, at most four characters: `•••• 5019`.
#[must_use]
pub fn mask_account(account: &str) -> String {
    let characters: Vec<char> = account.chars().collect();
    let kept = (characters.len() / 3).min(4);
    let tail: String = characters[characters.len() - kept..].iter().collect();
    format!("•••• {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_keeps_initials_only() {
        assert_eq!(mask_name("Elşad  Məmmədov"), "E•••• M•••••••");
        assert_eq!(mask_name(""), "");
        assert_eq!(mask_name("Əli"), "Ə••••");
    }

    #[test]
    fn a_masked_account_keeps_at_most_four_characters() {
        assert_eq!(mask_account("031244551234019"), "•••• 4019");
        assert_eq!(mask_account("42"), "•••• ");
    }
}
