//! Callers and receivers.

use crate::facts::Text;
use crate::resolve::project::ids::ItemId;

/// A call of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Caller {
    /// The call site.
    pub(crate) site: ItemId,
    /// The number of first positions that are not the function's own, such as the method's name in a dynamic dispatch.
    /// Negative: the number of first parameters that somebody else fills.
    pub(crate) offset: i16,
}

/// A possible receiver of a call.
#[derive(Debug, PartialEq)]
pub(crate) enum Receiver {
    /// A class or an instance of it, by key.
    Class(Text),
    /// A module, by the number of its parsed file.
    Module(u32),
    /// An unknown value, or one that depends on a caller.
    Open,
    /// A value without methods of the project.
    Other,
}
