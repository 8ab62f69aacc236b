//! Locals, parameters and fields: names whose value the code around them gives.

use super::Evaluator;
use crate::calls::{Step, StepKind};
use crate::facts::{BindingKind, FunctionKind, ScopeKind, Value};
use crate::resolve::frame::Context;
use crate::resolve::index::At;
use crate::resolve::term::{Hole, Take, Term};
use crate::source::Span;
use std::rc::Rc;

impl Evaluator<'_> {
    /// A local of the function around, or of the functions around that one.
    pub(super) fn local_or_outer(&self, name: &str, cx: &Context) -> Option<Vec<Term>> {
        if let Some(terms) = self.local(name, cx) {
            return Some(terms);
        }
        let function = cx.function?;
        let inner = self.index.function(function);
        let outer = At {
            unit: function.unit,
            item: inner.outer?,
        };
        let scope = self.index.function(outer).scope;
        self.local_or_outer(
            name,
            &Context {
                function: Some(outer),
                scope,
                offset: inner.span.end,
                ..cx.clone()
            },
        )
    }

    /// A local or parameter of the function around, if there is one of that name.
    pub(super) fn local(&self, name: &str, cx: &Context) -> Option<Vec<Term>> {
        let facts = self.index.facts(cx.unit);
        let own = cx.function.map(|at| at.item);
        let mut values: Vec<(&Value, Span)> = Vec::new();
        let (mut certain, mut appended, mut narrowed) = (false, Vec::new(), None);
        if name.starts_with('@') {
            return None;
        }
        for (_, binding) in self.index.bindings_named(cx.unit, name) {
            // A branch begins with its first statement; everything else holds behind where it is written.
            let from = binding.span.start + u32::from(binding.kind != BindingKind::NarrowInside);
            let here = binding.function == own
                && (own.is_some() || binding.scope == cx.scope)
                && from <= cx.offset;
            if !here {
                continue;
            }
            // A component's data and an object's entries are members, not locals.
            if matches!(
                facts.scopes[binding.scope as usize].kind,
                ScopeKind::Component | ScopeKind::Object
            ) && binding.kind != BindingKind::Inside
                && own.is_none_or(|item| facts.functions[item as usize].scope != binding.scope)
            {
                continue;
            }
            match binding.kind {
                // What is known inside a block shadows what was there before.
                BindingKind::Inside if cx.offset >= binding.span.end => {}
                BindingKind::Assign | BindingKind::Inside => {
                    values.clear();
                    appended.clear();
                    certain = true;
                    values.push((&binding.value, binding.span));
                }
                BindingKind::Maybe => values.push((&binding.value, binding.span)),
                BindingKind::Append => appended.push((&binding.value, binding.span.start)),
                BindingKind::NarrowInside if cx.offset >= binding.span.end => {}
                BindingKind::Narrow | BindingKind::NarrowInside => {
                    narrowed = Some((&binding.value, binding.span.start))
                }
            }
        }
        let parameter = cx.function.and_then(|at| {
            let index = self
                .index
                .function(at)
                .parameters
                .iter()
                .position(|parameter| parameter.name == name)?;
            Some((at, index as u16))
        });
        if values.is_empty() && appended.is_empty() && parameter.is_none() {
            return None;
        }
        let at = |offset: u32| Context {
            offset,
            ..cx.clone()
        };
        let held = |(value, span): &(&Value, Span)| {
            let step = || Step {
                kind: StepKind::Constant,
                name: name.into(),
                span: *span,
            };
            self.noted(step, || self.eval(value, &at(span.start)))
        };
        let mut terms: Vec<Term> = values.iter().flat_map(held).collect();
        // A local that is only sometimes assigned is otherwise nothing.
        if !certain && parameter.is_none() && appended.is_empty() && own.is_some() {
            terms.push(Term::Null);
        }
        if let (Some((function, index)), false) = (parameter, certain) {
            terms.extend(self.parameter(function, index, cx));
        }
        if !appended.is_empty() {
            let more: Vec<Term> = appended
                .iter()
                .flat_map(|(value, offset)| self.eval(value, &at(*offset)))
                .collect();
            let more = more.into_iter().flat_map(|term| match term {
                Term::List(items) => items,
                other => vec![other],
            });
            let mut items: Vec<Term> = more.collect();
            terms.retain(|term| match term {
                Term::List(first) => {
                    items.extend(first.iter().cloned());
                    false
                }
                Term::Null => false,
                _ => true,
            });
            terms.push(Term::List(items));
        }
        if let Some((list, offset)) = narrowed
            && terms
                .iter()
                .any(|term| matches!(term, Term::Unknown(_) | Term::Param(_)))
        {
            let bound = self.elements(list, &at(offset));
            if !bound.is_empty() && bound.iter().all(|term| matches!(term, Term::Text(_))) {
                let bound = Rc::new(bound);
                let narrow = |term: Term| match term {
                    Term::Unknown(_) => bound.to_vec(),
                    Term::Param(hole) => vec![hole.then(Take::Among(bound.clone()))],
                    other => vec![other],
                };
                terms = terms.into_iter().flat_map(narrow).collect();
            }
        }
        Some(terms)
    }

    pub(super) fn parameter(&self, function: At, index: u16, cx: &Context) -> Vec<Term> {
        if let Some(frame) = cx
            .frame
            .as_ref()
            .filter(|frame| frame.functions.contains(&function))
        {
            return self.given(frame, index);
        }
        if let Some(frame) = cx
            .made_from
            .as_ref()
            .filter(|frame| frame.functions.contains(&function))
        {
            return self.given(frame, index);
        }
        let of = (self.index.function(function).kind == FunctionKind::Constructor)
            .then(|| self.class_of(cx));
        vec![Term::Param(Hole {
            function,
            parameter: index,
            of,
            path: Vec::new(),
        })]
    }

    /// Everything that is assigned to a field, anywhere in the class and its ancestors.
    pub(super) fn field(&self, name: &str, cx: &Context) -> Vec<Term> {
        let class = self.class_of(cx);
        let bindings = self.index.fields(&class, name);
        if bindings.is_empty() {
            return self.unknown(cx, format!("nothing is assigned to `{name}`"));
        }
        self.guarded(bindings[0], || {
            bindings
                .iter()
                .filter(|at| {
                    !matches!(
                        self.index.binding(**at).kind,
                        BindingKind::Narrow | BindingKind::NarrowInside
                    )
                })
                .flat_map(|at| self.bound(*at, Some(&class), cx.made_from.clone()))
                .collect()
        })
        .unwrap_or_default()
    }
}
