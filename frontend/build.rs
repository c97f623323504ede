//! Numbers the texts. A page carries one language's texts as an array: those of `common.json` in byte order of their keys,
//! those of the file it shares with another bundle (`texts` in bundles.json), those of its bundle's own file. Every key becomes a constant, so no key travels. A key that a
//! language lacks fails the build.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

type Error = Box<dyn std::error::Error>;
type Texts = BTreeMap<String, String>;

/// What bundles.json says of a bundle here.
#[derive(serde::Deserialize)]
struct Bundle {
    /// The files of texts it shares with another: one at most, so that a key has one number.
    texts: Vec<String>,
}

fn main() -> Result<(), Error> {
    let home = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let (list, root) = (home.join("bundles.json"), home.join("locales"));
    println!("cargo::rerun-if-changed={}", list.display());
    println!("cargo::rerun-if-changed={}", root.display());
    let bundles: BTreeMap<String, Bundle> = serde_json::from_str(&std::fs::read_to_string(list)?)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let common = checked(&root, "common")?;
    std::fs::write(out.join("common.rs"), constants(&common, 0, "pub")?)?;
    for (bundle, Bundle { texts }) in bundles {
        let own = checked(&root, &bundle)?;
        apart(&own, &common, &bundle)?;
        let mut first = common.len();
        if let [name] = texts.as_slice() {
            let between = checked(&root, name)?;
            apart(&between, &common, name)?;
            apart(&own, &between, &bundle)?;
            std::fs::write(out.join(format!("{name}.rs")), constants(&between, first, "pub")?)?;
            first += between.len();
        } else if !texts.is_empty() {
            return Err(format!("bundles.json: {bundle} shares more than one file of texts").into());
        }
        let mut code = constants(&own, first, "pub(crate)")?;
        writeln!(code, "/// How many texts this bundle's page carries.\npub(crate) const COUNT: usize = {};", first + own.len())?;
        std::fs::write(out.join(format!("{bundle}.rs")), code)?;
    }
    Ok(())
}

/// No key in two files of one page.
fn apart(own: &Texts, before: &Texts, name: &str) -> Result<(), Error> {
    match own.keys().find(|key| before.contains_key(*key)) {
        Some(key) => Err(format!("locales: \"{key}\" of {name}.json is in another file of its page").into()),
        None => Ok(()),
    }
}

/// A file's Azerbaijani texts, once the other languages are known to have the same keys.
fn checked(root: &Path, name: &str) -> Result<Texts, Error> {
    let az = read(root, "az", name)?;
    for lang in ["ru", "en"] {
        let other = read(root, lang, name)?;
        if let Some(key) = az.keys().find(|key| !other.contains_key(*key)) {
            return Err(format!("locales/{lang}/{name}.json has no \"{key}\"").into());
        }
        if let Some(key) = other.keys().find(|key| !az.contains_key(*key)) {
            return Err(format!("locales/{lang}/{name}.json has \"{key}\", which the Azerbaijani has not").into());
        }
    }
    Ok(az)
}

/// A constant a key. What no screen of a bundle shows is reported as unused; of what is common, nobody is asked to show all.
fn constants(texts: &Texts, first: usize, visibility: &str) -> Result<String, Error> {
    let mut code = String::new();
    for (index, (key, text)) in texts.iter().enumerate() {
        let name = key.replace(['.', '-'], "_").to_uppercase();
        writeln!(code, "/// `{key}`: {}", text.replace('\n', " "))?;
        if is_reached_otherwise(key) {
            code.push_str("#[allow(dead_code)]\n");
        }
        writeln!(code, "{visibility} const {name}: Key = Key::numbered({});", first + index)?;
    }
    Ok(code)
}

/// Reached from the first of its series, or put into the shell by scripts/finish-spa.mjs.
fn is_reached_otherwise(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or("");
    matches!(last, "many" | "one" | "other") || key.starts_with("month.") || key.starts_with("shell.")
}

fn read(root: &Path, lang: &str, name: &str) -> Result<Texts, Error> {
    let path = root.join(lang).join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?)
}
