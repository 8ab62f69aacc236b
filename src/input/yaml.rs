//! YAML with byte spans.
//!
//! Scalars stay as written: a release `15.10` must not become the number 15.1. A duplicate key is kept twice, so that each can be
//! reported. [`Node::get`] returns the last, as most YAML parsers do.

mod message;
mod node;
pub(crate) mod path;
mod raw;
mod reader;

pub(crate) use crate::input::yaml::message::one_line;
pub(crate) use crate::input::yaml::node::{MapEntry, Node, NodeValue, ScalarKind};
pub(crate) use crate::input::yaml::reader::{parse, read};

#[cfg(test)]
mod second_reader;
#[cfg(test)]
mod tests;
