//! The audit as tables for a warehouse. [`tables`] is the one list of tables, from which everything else is made.

pub(crate) mod columnar;
pub(crate) mod ddl;
pub(crate) mod flags;
pub(crate) mod key_paths;
pub(crate) mod lines;
#[cfg(test)]
mod manual;
pub(crate) mod material;
pub(crate) mod privacy;
pub(crate) mod readiness;
pub(crate) mod rows;
pub(crate) mod singer;
#[cfg(test)]
mod sources;
pub(crate) mod table;
pub(crate) mod tables;
pub(crate) mod write;

#[cfg(test)]
mod tests;
