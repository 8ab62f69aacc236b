//! JSON Schemas of documents that the program prints.

/// JSON Schema of `check --format json`.
pub(crate) const CHECK: &str = include_str!("schema/check.json");
/// JSON Schema of `inventory`.
pub(crate) const INVENTORY: &str = include_str!("schema/inventory.json");
