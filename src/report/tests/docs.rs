//! The manual of the lints is up to date. `TRACKLINT_BLESS=1 cargo test docs` writes it again.

use crate::audit::registry;
use crate::report::manual;

#[test]
fn the_manual_of_the_lints_is_up_to_date_and_complete() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lints.md");
    let page = manual::page(registry::lints());
    if std::env::var_os("TRACKLINT_BLESS").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == page,
        "docs/lints.md is stale: TRACKLINT_BLESS=1 cargo test docs"
    );
    for lint in registry::lints() {
        let (_, own) = page.split_once(&format!("\n## {}\n", lint.name)).unwrap();
        let own = own.split("\n## ").next().unwrap();
        for part in ["### Why", "### What to do", "### Bad", "### Good"] {
            assert!(own.contains(part), "{} has no part {part}", lint.name);
        }
    }
}
