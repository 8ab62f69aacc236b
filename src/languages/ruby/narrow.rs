//! Conditions: what a name can only be behind a guard that leaves, and inside a branch.

use crate::facts::{BindingKind, Value};
use crate::languages::ruby::scanner::Scanner;
use crate::source::Span;
use ruby_prism::{CallNode, Location, Node, StatementsNode};

/// Bindings of a name against a list, and of a name that is not null.
const BEHIND: [BindingKind; 2] = [BindingKind::Narrow, BindingKind::Present];
const INSIDE: [BindingKind; 2] = [BindingKind::NarrowInside, BindingKind::PresentInside];

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

    fn narrow_by(
        &mut self,
        condition: &Node<'_>,
        truth: bool,
        at: ([BindingKind; 2], Span),
        depth: usize,
    ) {
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
    fn narrow_by_call(
        &mut self,
        call: &CallNode<'_>,
        truth: bool,
        at: ([BindingKind; 2], Span),
        depth: usize,
    ) {
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
        let holds = match name {
            "include?" | "member?" | "key?" | "has_key?" | "in?" => truth,
            "exclude?" => !truth,
            _ => false,
        };
        let argument = call.arguments().and_then(|list| list.arguments().first());
        let (Some(receiver), Some(argument)) = (call.receiver().filter(|_| holds), argument) else {
            return;
        };
        let (list, subject) = if name == "in?" {
            (argument, receiver)
        } else {
            (receiver, argument)
        };
        if let Value::Name(subject) = self.value(&subject, 0) {
            let list = self.value(&list, 0);
            self.bind(&subject, list, at.0[0], at.1);
        }
    }

    /// Notes that a local is not null.
    fn present(&mut self, node: &Node<'_>, at: ([BindingKind; 2], Span)) {
        if node.as_local_variable_read_node().is_some() {
            let name = self.text_of(node);
            self.bind(name, Value::Opaque, at.0[1], at.1);
        }
    }
}
