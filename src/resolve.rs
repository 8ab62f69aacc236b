//! From facts to names: which call sites send which events.
//!
//! A call that a rule recognises is a root. Where its name depends on a parameter, every caller of that function is a call
//! too, with the argument in the parameter's place, and so on outward until nothing depends on a caller any more.

pub mod callers;
pub mod classes;
pub mod counters;
pub mod declared;
pub mod emit;
pub mod eval;
pub mod evaluation;
pub mod families;
pub mod frame;
pub mod grounds;
pub mod index;
pub mod links;
pub mod matcher;
pub mod memory;
pub mod modules;
pub mod rounds;
pub mod strings;
pub mod tables;
pub mod term;
pub mod trail;
pub mod wants;
pub mod words;
