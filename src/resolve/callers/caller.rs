//! Callers and receivers.

use crate::facts::{Text, Value};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;
use std::rc::Rc;

/// A call of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Caller {
    /// The call site.
    pub(crate) site: ItemId,
    /// The number of first positions that are not the function's own, such as the method's name in a dynamic dispatch.
    /// Negative: the number of first parameters that somebody else fills.
    pub(crate) offset: i16,
}

/// The sites of a file that pass a name on, sorted by the name.
pub(crate) type PassedNames = Rc<[(Text, u32)]>;

/// A possible receiver of a call.
#[derive(Debug, PartialEq)]
pub(crate) enum Receiver {
    /// A class or an instance of it, by key.
    Class(Text),
    /// An instance of a class or of a subclass, by the key of the class.
    Declared(Text),
    /// A module, by the number of its parsed file.
    Module(u32),
    /// An unknown value, or one that depends on a caller.
    Open,
    /// An object, whose entries may be functions.
    Object,
    /// A value without methods of the project.
    Other,
}

/// Returns true if a receiver is a written class, or an instance of one. A constant in capitals may hold any value.
pub(crate) fn is_written(receiver: &Value) -> bool {
    match receiver {
        Value::Name(name) => {
            name.starts_with(|c: char| c.is_uppercase() || c == ':')
                && last_name(name).contains(char::is_lowercase)
        }
        Value::Call(call) => {
            call.name == "new"
                && matches!(&call.receiver, Some(class @ Value::Name(_)) if is_written(class))
        }
        _ => false,
    }
}

/// Returns true if a receiver is the current object.
pub(crate) fn is_self(value: &Value) -> bool {
    matches!(value, Value::Name(name) if matches!(name.as_str(), "self" | "this"))
}
