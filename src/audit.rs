//! Joins calls, definitions and features, gives verdicts and runs the lints. Reads no file and writes nothing.

pub(crate) mod backlog;
pub(crate) mod baseline;
pub(crate) mod category_match;
pub(crate) mod changes;
pub(crate) mod class_index;
pub(crate) mod consumers;
pub(crate) mod context;
mod dead_senders;
pub(crate) mod declarations;
pub(crate) mod event;
pub(crate) mod event_names;
pub(crate) mod feature_index;
pub(crate) mod feature_links;
pub(crate) mod feature_verdicts;
pub(crate) mod features;
mod forwards;
pub(crate) mod function_spans;
pub(crate) mod inputs;
pub(crate) mod join;
pub(crate) mod lints;
mod metric_events;
pub(crate) mod metric_files;
pub(crate) mod metrics;
pub(crate) mod name_match;
mod other_names;
mod owners;
pub(crate) mod produced;
mod ranges;
pub(crate) mod registry;
pub(crate) mod sensitivity;
pub(crate) mod suppression;
pub(crate) mod surfaces;
pub(crate) mod systems;
mod undefined;
pub(crate) mod unmatched;
pub(crate) mod verdicts;
mod words;
pub(crate) mod zero;

#[cfg(test)]
pub(crate) mod testing;

pub(crate) use crate::audit::context::Context;
pub(crate) use crate::audit::inputs::Inputs;

#[cfg(test)]
mod tests;
