//! Conditions: what a name can only be behind a guard that leaves, and inside a branch.

use crate::facts::{BindingKind, Value};
use crate::languages::ruby::scanner::Scanner;
use crate::source::Span;
use ruby_prism::{CallNode, Location, Node, StatementsNode};

/// Bindings of a name against a list.
struct Kinds {
    /// A name on the list.
    on: BindingKind,
    /// A name that is not on the list.
    off: BindingKind,
    /// A name that is not null.
    present: BindingKind,
}

const BEHIND: &Kinds = &Kinds {
    on: BindingKind::Narrow,
    off: BindingKind::Except,
    present: BindingKind::Present,
};
const INSIDE: &Kinds = &Kinds {
    on: BindingKind::NarrowInside,
    off: BindingKind::ExceptInside,
    present: BindingKind::PresentInside,
};

/// The bindings that a condition makes, and where they hold.
type Held = (&'static Kinds, Span);

/// Conditions followed inside one another.
const MOST_DEPTH: usize = 20;

impl Scanner<'_, '_> {
    /// Returns true if a body never reaches its end.
    pub(crate) fn leaves(&self, body: Option<StatementsNode<'_>>) -> bool {
        body.and_then(|body| body.body().last())
            .is_some_and(|last| self.is_jump(&last))
    }

    /// `return`, `raise` and their like.
    pub(crate) fn is_jump(&self, node: &Node<'_>) -> bool {
        node.as_return_node().is_some()
            || node.as_next_node().is_some()
            || node.as_break_node().is_some()
            || node.as_call_node().is_some_and(|call| {
                call.receiver().is_none()
                    && matches!(
                        self.method_name(&call),
                        "raise" | "fail" | "throw" | "exit" | "abort"
                    )
            })
    }

    /// Behind a guard its condition came to `truth`: a name it holds against a list is one of the list, and a name that it asks for
    /// is not null.
    pub(crate) fn narrow(&mut self, condition: &Node<'_>, truth: bool, at: Location<'_>) {
        let guard = self.span(&at);
        let holds = match self.block_end {
            Some(end) => (
                INSIDE,
                Span {
                    start: guard.end.min(end),
                    end,
                    ..guard
                },
            ),
            None => (BEHIND, guard),
        };
        self.narrow_by(condition, truth, holds, 0);
    }

    /// In this branch the condition came to `truth`.
    pub(crate) fn narrow_inside(
        &mut self,
        condition: &Node<'_>,
        truth: bool,
        branch: Option<StatementsNode<'_>>,
    ) {
        if let Some(branch) = branch {
            self.narrow_by(condition, truth, (INSIDE, self.span(&branch.location())), 0);
        }
    }

    fn narrow_by(&mut self, condition: &Node<'_>, truth: bool, at: Held, depth: usize) {
        if depth > MOST_DEPTH {
            return;
        }
        if let Some(both) = condition.as_and_node() {
            if truth {
                self.narrow_by(&both.left(), true, at, depth + 1);
                self.narrow_by(&both.right(), true, at, depth + 1);
            }
        } else if let Some(either) = condition.as_or_node() {
            if !truth {
                self.narrow_by(&either.left(), false, at, depth + 1);
                self.narrow_by(&either.right(), false, at, depth + 1);
            }
        } else if let Some(parentheses) = condition.as_parentheses_node() {
            let only = parentheses
                .body()
                .and_then(|body| body.as_statements_node());
            let only = only
                .filter(|body| body.body().len() == 1)
                .and_then(|body| body.body().first());
            only.iter()
                .for_each(|inner| self.narrow_by(inner, truth, at, depth + 1));
        } else if condition.as_local_variable_read_node().is_some() {
            if truth {
                self.present(condition, at);
            }
        } else if let Some(call) = condition.as_call_node() {
            self.narrow_by_call(&call, truth, at, depth);
        }
    }

    /// Narrows by a condition that is a call.
    fn narrow_by_call(&mut self, call: &CallNode<'_>, truth: bool, at: Held, depth: usize) {
        let name = self.method_name(call);
        if matches!(name, "!" | "not") {
            return call
                .receiver()
                .iter()
                .for_each(|inner| self.narrow_by(inner, !truth, at, depth + 1));
        }
        let asks = match name {
            "present?" | "presence" => truth,
            "blank?" | "nil?" => !truth,
            _ => false,
        };
        if asks && call.arguments().is_none() {
            let receiver = call.receiver();
            return receiver.iter().for_each(|one| self.present(one, at));
        }
        let is_equal = match name {
            "==" | "eql?" => Some(truth),
            "!=" => Some(!truth),
            _ => None,
        };
        if let Some(is_equal) = is_equal {
            return self.narrow_by_text(call, is_equal, at);
        }
        self.narrow_by_list(call, truth, at);
    }

    /// Narrows a name that a condition compares with a text.
    fn narrow_by_text(&mut self, call: &CallNode<'_>, is_equal: bool, at: Held) {
        let argument = call.arguments().and_then(|list| list.arguments().first());
        let (Some(receiver), Some(argument)) = (call.receiver(), argument) else {
            return;
        };
        if !self.is_local(&receiver) {
            return;
        }
        if let (Value::Name(subject), text @ Value::Text(_)) =
            (self.value(&receiver, 0), self.value(&argument, 0))
        {
            let kind = if is_equal { at.0.on } else { at.0.off };
            self.bind(&subject, Value::List(vec![text]), kind, at.1);
        }
    }

    /// Narrows a name that a condition looks up in a list, itself or by a method of the file that does nothing else.
    fn narrow_by_list(&mut self, call: &CallNode<'_>, truth: bool, at: Held) {
        let name = self.method_name(call);
        let is_on = match name {
            "exclude?" => !truth,
            _ => truth,
        };
        let argument = call.arguments().and_then(|list| list.arguments().first());
        let Some(argument) = argument else {
            return;
        };
        let receiver = call.receiver();
        let (list, subject) = match (name, receiver) {
            ("include?" | "member?" | "key?" | "has_key?" | "exclude?", Some(list)) => {
                (self.value(&list, 0), argument)
            }
            ("in?", Some(subject)) => (self.value(&argument, 0), subject),
            (_, receiver)
                if receiver
                    .as_ref()
                    .is_none_or(|one| one.as_self_node().is_some()) =>
            {
                match self.predicates.get(name) {
                    Some(Some(list)) if self.is_local(&argument) => (list.clone(), argument),
                    _ => return,
                }
            }
            _ => return,
        };
        if !is_on && !self.is_local(&subject) {
            return;
        }
        if let Value::Name(subject) = self.value(&subject, 0) {
            let kind = if is_on { at.0.on } else { at.0.off };
            self.bind(&subject, list, kind, at.1);
        }
    }

    /// Returns true for a local, also converted to a string or symbol. A method may return another value each time.
    fn is_local(&self, node: &Node<'_>) -> bool {
        let converted = node
            .as_call_node()
            .filter(|call| matches!(self.method_name(call), "to_s" | "to_sym"));
        let inner = converted.and_then(|call| call.receiver());
        let inner = inner.as_ref().unwrap_or(node);
        inner.as_local_variable_read_node().is_some()
    }

    /// Notes that a local is not null.
    fn present(&mut self, node: &Node<'_>, at: Held) {
        if node.as_local_variable_read_node().is_some() {
            let name = self.text_of(node);
            self.bind(name, Value::Opaque, at.0.present, at.1);
        }
    }
}
