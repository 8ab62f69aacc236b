//! From facts to names: which call sites send which events.
//!
//! A call that a rule recognises is a root. Where its name depends on a parameter, every caller of that function is a call
//! too, with the argument in the parameter's place, and so on outward until nothing depends on a caller any more.

pub mod callers;
pub mod counters;
pub mod evaluate;
pub mod explain;
pub mod families;
pub mod grounds;
pub mod match_rules;
pub mod memory;
pub mod project;
pub mod propagate;
pub mod request;
pub mod rounds;
pub mod systems;

#[cfg(test)]
mod tests;
