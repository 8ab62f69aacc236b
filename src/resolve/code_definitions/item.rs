//! One item of code that may be a record.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::{Context, Values};
use crate::resolve::project::ids::ItemId;
use crate::source::Span;

/// An item of code.
pub(crate) struct Item {
    /// The name by which code refers to it; empty if nothing does.
    pub(crate) handle: Text,
    /// Name of the method, member, variant or key.
    pub(crate) key: Text,
    /// The class, object or enum around it, or the class that it is.
    pub(crate) owner: Text,
    /// The key of the class whose methods and constants slots may read.
    pub(crate) class: Text,
    /// The function that it is.
    pub(crate) function: Option<ItemId>,
    /// The context of its code.
    pub(crate) cx: Context,
    /// Values of the item.
    pub(crate) value: Values,
    /// Span of its own name.
    pub(crate) name_span: Span,
    /// The whole item.
    pub(crate) span: Span,
}
