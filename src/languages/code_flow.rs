//! The code around the node that a front end reads, and the bindings that become known behind a node.

use crate::facts::{
    ASSIGNED, Argument, Binding, BindingKind, CallSite, FunctionId, Key, ScopeId, SiteKind, Value,
};
use crate::languages::flat_tree::Id;
use crate::languages::traits::LITERAL;
use crate::source::Span;

/// State before a node, restored after it.
struct Frame<P> {
    next: Id,
    place: P,
    conditional: bool,
    repeated: bool,
}

/// Binding that becomes known behind a node.
struct Later {
    next: Id,
    binding: Binding,
}

/// The code around the current node. `P` is its scope and function.
pub(super) struct CodeFlow<P> {
    frames: Vec<Frame<P>>,
    later: Vec<Later>,
    /// Scope and function of the code.
    pub(super) place: P,
    /// True if the code may not run.
    pub(super) conditional: bool,
    /// True inside a loop.
    pub(super) repeated: bool,
}

impl<P: Copy> CodeFlow<P> {
    /// Returns the flow of the top of a file.
    pub(super) fn new(place: P) -> Self {
        Self {
            frames: Vec::new(),
            later: Vec::new(),
            place,
            conditional: false,
            repeated: false,
        }
    }

    /// Makes everything up to the node `next` belong to `place`.
    pub(super) fn enter(&mut self, next: Id, place: P, conditional: bool, repeated: bool) {
        self.frames.push(Frame {
            next,
            place: self.place,
            conditional: self.conditional,
            repeated: self.repeated,
        });
        (self.place, self.conditional, self.repeated) = (place, conditional, repeated);
    }

    /// Restores the state behind everything that ends before a node, and adds the bindings that become known there.
    pub(super) fn leave(&mut self, at: Id, bindings: &mut Vec<Binding>) {
        while let Some(frame) = self.frames.pop_if(|frame| frame.next <= at) {
            (self.place, self.conditional) = (frame.place, frame.conditional);
            self.repeated = frame.repeated;
        }
        while let Some(later) = self.later.pop_if(|later| later.next <= at) {
            bindings.push(later.binding);
        }
    }

    /// Adds a binding that becomes known at the node `next`.
    pub(super) fn bind_later(&mut self, next: Id, binding: Binding) {
        let at = self.later.partition_point(|later| later.next > next);
        self.later.insert(at, Later { next, binding });
    }

    /// Returns the kind of an assignment in the current code.
    pub(super) fn assigned(&self) -> BindingKind {
        match self.conditional {
            true => BindingKind::Maybe,
            false => BindingKind::Assign,
        }
    }

    /// Returns the kind of a change of a list, map or text in the current code.
    pub(super) fn appended(&self) -> BindingKind {
        match (self.conditional, self.repeated) {
            (_, true) => BindingKind::AppendOften,
            (true, false) => BindingKind::AppendMaybe,
            (false, false) => BindingKind::Append,
        }
    }
}

/// Returns the names that every branch assigns, with the last value of each branch.
pub(super) fn assigned_in_all<'s, V: Clone>(
    branches: impl Iterator<Item = Vec<(&'s str, V)>>,
) -> Vec<(&'s str, Vec<V>)> {
    let mut joined: Option<Vec<(&'s str, Vec<V>)>> = None;
    for assigned in branches {
        let last = |name: &str| {
            let mut found = assigned.iter().rev();
            let found = found.find(|(other, _)| *other == name);
            found.map(|(_, value)| value.clone())
        };
        joined = Some(match joined {
            None => assigned
                .iter()
                .map(|(name, value)| (*name, vec![value.clone()]))
                .collect(),
            Some(before) => before
                .into_iter()
                .filter_map(|(name, mut values)| {
                    values.push(last(name)?);
                    Some((name, values))
                })
                .collect(),
        });
    }
    joined.unwrap_or_default()
}

/// Returns the site that stands for the assignment of a member, if the value may be code: `object.name = value`.
pub(super) fn assigned_member(
    (object, name): (Value, &str),
    (value, value_span): (Value, Span),
    (scope, function): (ScopeId, Option<FunctionId>),
    (name_span, span): (Span, Span),
) -> Option<CallSite> {
    let may_be_code = match &value {
        Value::Call(call) => call.name != LITERAL,
        value => matches!(
            value,
            Value::Name(_) | Value::Member(..) | Value::Function(_) | Value::Closure(..)
        ),
    };
    may_be_code.then(|| CallSite {
        kind: SiteKind::Call,
        receiver: Some(object),
        name: format!("{name}{ASSIGNED}").into(),
        arguments: vec![Argument::new(Key::Name(name.into()), value, value_span)],
        scope,
        function,
        statement: true,
        name_span,
        span,
    })
}
