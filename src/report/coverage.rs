//! Feature coverage: the model, the selection of rows, and the formats for people and machines.

pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod model;
pub(crate) mod terminal;
pub(crate) mod view;

pub(crate) use crate::report::coverage::model::{
    Coverage, CoverageKind, CoverageRow, EntrySums, UNNAMED, Uninstrumented,
};
pub(crate) use crate::report::coverage::view::CoverageView;
