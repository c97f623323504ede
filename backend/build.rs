//! The SPA is embedded from `dist/`; a server built before it is one without pages.

fn main() {
    let dist = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");
    if let Err(error) = std::fs::create_dir_all(dist) {
        println!("cargo::warning=dist/ cannot be made: {error}");
    }
    println!("cargo::rerun-if-changed={dist}");
    println!("cargo::rerun-if-changed=migrations");
}
