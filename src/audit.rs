//! Joins calls, definitions and features, gives verdicts and runs the lints. Reads no file and writes nothing.

pub mod baseline;
pub mod category_match;
pub mod changes;
pub mod class_index;
pub mod context;
pub mod declarations;
pub mod event;
pub mod feature_index;
pub mod feature_verdicts;
pub mod features;
pub mod inputs;
pub mod join;
pub mod lints;
pub mod metric_files;
pub mod metrics;
pub mod name_match;
pub mod produced;
pub mod registry;
pub mod sensitivity;
pub mod suppression;
pub mod surfaces;
pub mod title_match;
pub mod verdicts;

#[cfg(test)]
pub mod testing;

pub use crate::audit::context::Context;
pub use crate::audit::inputs::Inputs;

#[cfg(test)]
mod tests;
