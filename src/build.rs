//! Embeds the rule packs.
fn main() {}
