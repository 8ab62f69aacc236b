//! Receiver shapes: who is called.

use crate::facts::Text;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::pattern::Pattern;
use serde::Deserialize;

/// A shape of the receiver of a call. A rule lists the shapes of which any fits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Receiver {
    /// No receiver, or the object whose members are the global variables.
    Nothing,
    /// The current object or class, written or implied.
    #[serde(rename = "self")]
    Own,
    /// Any receiver, or none.
    Anything,
    /// A name imported from one of these modules or packages.
    Import(OneOrMany<Text>),
    /// One of these classes or modules, a class that inherits from or includes one, or an instance.
    Type(OneOrMany<Text>),
    /// A global variable of one of these names.
    Global(OneOrMany<Text>),
    /// A receiver that is spelled like one of these; its last parts count.
    Written(OneOrMany<Text>),
    /// The result of a call of one of these functions.
    ResultOf(OneOrMany<Text>),
    /// Any receiver of a call that passes an object of a type, or the result of a function, of one of these modules.
    Passes(OneOrMany<Text>),
    /// A member path with captures.
    Path(OneOrMany<Pattern>),
    /// No receiver, or the current object, in a class that inherits from or includes one of these, or has a mixin that one of these
    /// calls (`Tracking.mixin`) creates.
    Mixin(OneOrMany<Text>),
}
