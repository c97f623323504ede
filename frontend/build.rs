//! Numbers the texts: every key of `locales/az.json`, in byte order, becomes a constant. The page carries one
//! language's texts as an array in that order, so no key travels. A key that a language lacks fails the build.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo::rerun-if-changed={}", root.display());
    let az = read(&root.join("az.json"))?;
    for lang in ["ru", "en"] {
        let other = read(&root.join(format!("{lang}.json")))?;
        if let Some(key) = az.keys().find(|key| !other.contains_key(*key)) {
            return Err(format!("locales/{lang}.json has no \"{key}\"").into());
        }
        if let Some(key) = other.keys().find(|key| !az.contains_key(*key)) {
            return Err(format!("locales/{lang}.json has \"{key}\", which az.json has not").into());
        }
    }
    let mut code = String::new();
    for (index, (key, text)) in az.iter().enumerate() {
        let name = key.replace(['.', '-'], "_").to_uppercase();
        writeln!(code, "/// `{key}`: {}", text.replace('\n', " "))?;
        if is_reached_otherwise(key) {
            code.push_str("#[allow(dead_code)]\n");
        }
        writeln!(code, "pub(crate) const {name}: Key = Key({index});")?;
    }
    writeln!(code, "/// How many texts there are.\npub(crate) const COUNT: usize = {};", az.len())?;
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("keys.rs"), code)?;
    Ok(())
}

/// Reached from the first of its series, or put into the shell by scripts/finish-spa.mjs. Any other text that no screen
/// shows is reported as unused.
fn is_reached_otherwise(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or("");
    matches!(last, "many" | "one" | "other") || key.starts_with("month.") || key.starts_with("shell.")
}

fn read(path: &Path) -> Result<BTreeMap<String, String>, Box<dyn std::error::Error>> {
    Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
}
