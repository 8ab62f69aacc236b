//! Facts that follow from a declaration and that no code writes.

use crate::facts::{Function, FunctionKind, Parameter, ScopeId, Text};
use crate::source::Span;

impl Function {
    /// Returns a constructor that follows from the declaration of a type at `span`, and that no code writes.
    pub(crate) fn implied_constructor(
        name: impl Into<Text>,
        scope: ScopeId,
        parameters: Vec<Parameter>,
        span: Span,
    ) -> Self {
        Self {
            name: name.into(),
            scope,
            outer: None,
            kind: FunctionKind::Constructor,
            public: true,
            parameters,
            returns: Vec::new(),
            name_span: span,
            span,
        }
    }
}
