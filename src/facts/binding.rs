//! Names and the values that they have.

use crate::facts::value::{FunctionId, ScopeId, Text, Value};
use crate::source::Span;

/// Effect of a [`Binding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BindingKind {
    /// The name has this value from here on.
    Assign,
    /// The name may have this value from here on (inside a condition or loop, `||=`).
    Maybe,
    /// The name's list has this element too, its text this end, its map these entries (`<<`, `push`, `x[key] = value`).
    Append,
    /// The name has this value from here on, up to the end of a block (its byte). Behind it, as [`Maybe`](Self::Maybe).
    InBlock(u32),
    /// As [`Append`](Self::Append), but perhaps not at all.
    AppendMaybe,
    /// As [`Append`](Self::Append), any number of times.
    AppendOften,
    /// The name has this value inside the span (a block's parameter), whatever it has outside.
    Inside,
    /// From here on the name is one of the elements of this list (a guard that leaves otherwise).
    Narrow,
    /// Inside the span the name is one of the elements of this list (a condition that holds there).
    NarrowInside,
    /// From here on the name is none of the elements of this list (a guard that leaves otherwise).
    Except,
    /// Inside the span the name is none of the elements of this list (a condition that holds there).
    ExceptInside,
    /// From here on the name is not null (a guard that leaves otherwise).
    Present,
    /// Inside the span the name is not null (a condition that holds there).
    PresentInside,
}

impl BindingKind {
    /// Returns true if the binding adds to an earlier value.
    pub(crate) fn appends(self) -> bool {
        matches!(
            self,
            BindingKind::Append | BindingKind::AppendMaybe | BindingKind::AppendOften
        )
    }

    /// Returns true if the binding gives no value: a condition says something about the value that the name has.
    pub(crate) fn restricts(self) -> bool {
        self.restricts_inside()
            || matches!(
                self,
                BindingKind::Narrow | BindingKind::Except | BindingKind::Present
            )
    }

    /// Returns true if a condition says something about the value that the name has inside the span.
    pub(crate) fn restricts_inside(self) -> bool {
        matches!(
            self,
            BindingKind::NarrowInside | BindingKind::ExceptInside | BindingKind::PresentInside
        )
    }
}

/// A name and a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Binding {
    /// The name: a constant or local without its scope; a field as the language writes it (`@x`); a component's option as
    /// `$options.key`; what a module exports by default as `default`.
    pub(crate) name: Text,
    /// The scope that holds it.
    pub(crate) scope: ScopeId,
    /// The function whose local it is, or that assigns the field.
    pub(crate) function: Option<FunctionId>,
    /// Effect on the name.
    pub(crate) kind: BindingKind,
    /// The value.
    pub(crate) value: Value,
    /// The name and its value.
    pub(crate) span: Span,
}
