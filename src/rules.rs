//! Rule packs: what a stack looks like, as data.

pub mod definitions;
