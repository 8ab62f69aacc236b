//! Locals, parameters and fields: names whose value the code around them gives.

use crate::calls::{Step, StepKind};
use crate::facts::{BindingKind, FunctionKind, ScopeKind, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, ParameterRef};
use crate::resolve::project::ids::ItemId;
use crate::source::Span;
use std::rc::Rc;

impl Evaluator<'_> {
    /// A local of the function around, or of the functions around that one.
    pub(crate) fn local_or_outer(&self, name: &str, cx: &Context) -> Option<Vec<AbstractValue>> {
        if let Some(terms) = self.local(name, cx) {
            return Some(terms);
        }
        let function = cx.function?;
        let inner = self.index.function(function);
        let outer = ItemId::new(function.unit, inner.outer?);
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
    pub(crate) fn local(&self, name: &str, cx: &Context) -> Option<Vec<AbstractValue>> {
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
            self.traced(step, || self.eval(value, &at(span.start)))
        };
        let mut terms: Vec<AbstractValue> = values.iter().flat_map(held).collect();
        // A local that is only sometimes assigned is otherwise nothing.
        if !certain && parameter.is_none() && appended.is_empty() && own.is_some() {
            terms.push(AbstractValue::Null);
        }
        if let (Some((function, index)), false) = (parameter, certain) {
            terms.extend(self.parameter(function, index, cx));
        }
        if !appended.is_empty() {
            let more: Vec<AbstractValue> = appended
                .iter()
                .flat_map(|(value, offset)| self.eval(value, &at(*offset)))
                .collect();
            let more = more.into_iter().flat_map(|term| match term {
                AbstractValue::List(items) => items,
                other => vec![other],
            });
            let mut items: Vec<AbstractValue> = more.collect();
            terms.retain(|term| match term {
                AbstractValue::List(first) => {
                    items.extend(first.iter().cloned());
                    false
                }
                AbstractValue::Null => false,
                _ => true,
            });
            terms.push(AbstractValue::List(items));
        }
        if let Some((list, offset)) = narrowed
            && terms
                .iter()
                .any(|term| matches!(term, AbstractValue::Unknown(_) | AbstractValue::Param(_)))
        {
            let bound = self.elements(list, &at(offset));
            if !bound.is_empty()
                && bound
                    .iter()
                    .all(|term| matches!(term, AbstractValue::Text(_)))
            {
                let bound = Rc::new(bound);
                let narrow = |term: AbstractValue| match term {
                    AbstractValue::Unknown(_) => bound.to_vec(),
                    AbstractValue::Param(reference) => {
                        vec![reference.then(Access::OneOf(bound.clone()))]
                    }
                    other => vec![other],
                };
                terms = terms.into_iter().flat_map(narrow).collect();
            }
        }
        Some(terms)
    }

    pub(crate) fn parameter(
        &self,
        function: ItemId,
        index: u16,
        cx: &Context,
    ) -> Vec<AbstractValue> {
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
        vec![AbstractValue::Param(ParameterRef {
            function,
            parameter: index,
            of,
            path: Vec::new(),
        })]
    }

    /// Everything that is assigned to a field, anywhere in the class and its ancestors.
    pub(crate) fn field(&self, name: &str, cx: &Context) -> Vec<AbstractValue> {
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
