//! Values of locals, parameters and fields.

use crate::calls::{Step, StepKind};
use crate::facts::{Binding, BindingKind, FunctionKind, ScopeKind, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Context, Deferred, ParameterRef, Values,
};
use crate::resolve::evaluate::combine::elements;
use crate::resolve::evaluate::deferred::reduced;
use crate::resolve::project::ids::ItemId;
use crate::source::Span;
use std::rc::Rc;

/// The bindings of a local that reach one position.
#[derive(Default)]
struct LocalBindings<'a> {
    assigned: Vec<(&'a Value, Span)>,
    /// Values appended to the local's list.
    appended: Vec<(&'a Value, u32, BindingKind)>,
    /// The list that a condition restricts the local to.
    narrowed: Option<(&'a Value, u32)>,
    /// Lists that a condition excludes.
    excluded: Vec<(&'a Value, u32)>,
    /// True if the local is not null.
    is_present: bool,
    /// True if the local is assigned on every path.
    is_certain: bool,
}

impl<'a> LocalBindings<'a> {
    /// Adds a value that the local may have, whatever a condition in front of it says.
    fn may_be(&mut self, value: &'a Value, span: Span) {
        self.assigned.push((value, span));
        (self.narrowed, self.is_present) = (None, false);
        self.excluded.clear();
    }
}

impl Evaluator<'_> {
    /// Returns the values of a local of the function around, or of the functions around that one.
    pub(crate) fn local_or_outer(&self, name: &str, cx: &Context) -> Option<Values> {
        self.local(name, cx).or_else(|| self.around(name, cx))
    }

    /// Returns the values of a local of the functions around the function around.
    fn around(&self, name: &str, cx: &Context) -> Option<Values> {
        let function = cx.function?;
        let inner = self.index.function(function);
        let outer = ItemId::new(function.unit, inner.outer?);
        let outer = Context {
            function: Some(outer),
            scope: self.index.function(outer).scope,
            offset: inner.span.end,
            ..cx.clone()
        };
        // The inner function may run later, when the rest of the outer one has run.
        let end = self
            .index
            .function(ItemId::new(function.unit, inner.outer?))
            .span
            .end;
        self.local(name, &outer)
            .or_else(|| self.local(name, &outer.at(end)))
            .or_else(|| self.around(name, &outer))
    }

    /// Returns the values of a local or parameter of the function around.
    pub(crate) fn local(&self, name: &str, cx: &Context) -> Option<Values> {
        if self.traits(cx).is_field(name) {
            return None;
        }
        let bindings = self.local_bindings(name, cx);
        let parameter = cx.function.and_then(|at| {
            let parameters = &self.index.function(at).parameters;
            let index = parameters
                .iter()
                .position(|parameter| parameter.name == name)?;
            Some((at, index as u16))
        });
        if bindings.assigned.is_empty() && bindings.appended.is_empty() && parameter.is_none() {
            return None;
        }
        let mut values: Values = Vec::new();
        for (value, span) in &bindings.assigned {
            let step = || Step {
                kind: StepKind::Constant,
                name: name.into(),
                span: *span,
            };
            let work = || self.traced(step, || self.eval(value, &cx.at(span.start)));
            values.extend(match cx.is_plain() {
                true => self.memoized(value, work),
                false => work(),
            });
        }
        // A local that is only sometimes assigned is otherwise null.
        let is_optional = bindings.appended.is_empty() && cx.function.is_some();
        if !bindings.is_certain && parameter.is_none() && is_optional {
            values.push(AbstractValue::Null);
        }
        if let (Some((function, index)), false) = (parameter, bindings.is_certain) {
            values.extend(self.parameter(function, index, cx));
        }
        if !bindings.appended.is_empty() {
            // The name may belong to the code around.
            if bindings.assigned.is_empty() && parameter.is_none() {
                let outer = self.around(name, cx).or_else(|| self.module_name(name, cx));
                values.extend(outer.into_iter().flatten());
            }
            values = self.append(values, &bindings.appended, cx);
        }
        if bindings.is_present {
            values.retain(|value| !is_nothing(value));
        }
        if let Some((list, offset)) = bindings.narrowed {
            values = self.narrow(values, list, &cx.at(offset));
        }
        for (list, offset) in bindings.excluded {
            values = self.without(values, list, &cx.at(offset));
        }
        Some(values)
    }

    /// Collects the bindings of a name that reach the position of a context.
    fn local_bindings(&self, name: &str, cx: &Context) -> LocalBindings<'_> {
        let own = cx.function.map(|at| at.item);
        let mut found = LocalBindings::default();
        for (_, binding) in self.index.bindings_named(cx.unit, name) {
            // A branch begins with its first statement; every other binding holds after its position.
            let from = binding.span.start + u32::from(!binding.kind.restricts_inside());
            let is_here = binding.function == own && (own.is_some() || binding.scope == cx.scope);
            if !is_here || from > cx.offset || self.is_member(binding, cx) {
                continue;
            }
            let is_over = cx.offset >= binding.span.end;
            match binding.kind {
                BindingKind::Inside if is_over => {}
                kind if kind.restricts_inside() && is_over => {}
                BindingKind::InBlock(end) if cx.offset >= end => {
                    found.may_be(&binding.value, binding.span);
                }
                // A value of a block shadows earlier ones.
                BindingKind::Assign | BindingKind::Inside | BindingKind::InBlock(_) => {
                    found = LocalBindings {
                        is_certain: true,
                        assigned: vec![(&binding.value, binding.span)],
                        ..LocalBindings::default()
                    };
                }
                BindingKind::Maybe => found.may_be(&binding.value, binding.span),
                BindingKind::Present | BindingKind::PresentInside => found.is_present = true,
                kind @ (BindingKind::Append
                | BindingKind::AppendMaybe
                | BindingKind::AppendOften) => {
                    found
                        .appended
                        .push((&binding.value, binding.span.start, kind));
                }
                BindingKind::Narrow | BindingKind::NarrowInside => {
                    found.narrowed = Some((&binding.value, binding.span.start));
                }
                BindingKind::Except | BindingKind::ExceptInside => {
                    found.excluded.push((&binding.value, binding.span.start));
                }
            }
        }
        found
    }

    /// Returns true for a component's data or an object's entry, which are members and not locals.
    fn is_member(&self, binding: &Binding, cx: &Context) -> bool {
        let facts = self.index.facts(cx.unit);
        let kind = facts.scopes[binding.scope as usize].kind;
        matches!(kind, ScopeKind::Component | ScopeKind::Object)
            && binding.kind != BindingKind::Inside
            && cx
                .function
                .is_none_or(|at| facts.functions[at.item as usize].scope != binding.scope)
    }

    /// Restricts texts and unknown values to the elements of a list of texts.
    fn narrow(&self, values: Values, list: &Value, cx: &Context) -> Values {
        let is_open = |value: &AbstractValue| {
            matches!(
                value,
                AbstractValue::Unknown(_) | AbstractValue::Param(_) | AbstractValue::Deferred(_)
            )
        };
        if !values.iter().any(|value| is_open(value) || value.is_text()) {
            return values;
        }
        let bound = self.listed(list, cx);
        if bound.is_empty() || !bound.iter().all(AbstractValue::is_text) {
            return values;
        }
        let bound = Rc::new(bound);
        let narrow = |value: AbstractValue| match value {
            AbstractValue::Unknown(_) => bound.to_vec(),
            AbstractValue::Text(_) => bound
                .contains(&value)
                .then_some(value)
                .into_iter()
                .collect(),
            other => {
                let narrowed = other.then(Access::OneOf(bound.clone()));
                vec![narrowed.unwrap_or(other)]
            }
        };
        values.into_iter().flat_map(narrow).collect()
    }

    /// Returns the elements of a list. A text that contains another one is no list.
    fn listed(&self, list: &Value, cx: &Context) -> Values {
        match self.eval(list, cx).iter().any(AbstractValue::is_text) {
            true => Values::new(),
            false => self.elements(list, cx),
        }
    }

    /// Returns the texts that are on a list in any case. A list that may be another one, or may have other elements, has none.
    fn certainly_listed(&self, list: &Value, cx: &Context) -> Values {
        if let Value::Name(name) = list {
            let mut bindings = self.index.bindings_named(cx.unit, name);
            if bindings.any(|(_, binding)| binding.kind.appends()) {
                return Values::new();
            }
        }
        match &self.eval(list, cx)[..] {
            [one @ (AbstractValue::List(_) | AbstractValue::Map(_))] => {
                let texts = elements(vec![one.clone()]).into_iter();
                texts.filter(AbstractValue::is_text).collect()
            }
            _ => Values::new(),
        }
    }

    /// Leaves out the texts of a list.
    fn without(&self, values: Values, list: &Value, cx: &Context) -> Values {
        let excluded = self.certainly_listed(list, cx);
        if excluded.is_empty() {
            return values;
        }
        let excluded = Rc::new(excluded);
        let keep = |value: AbstractValue| match value {
            AbstractValue::Text(_) => (!excluded.contains(&value)).then_some(value),
            AbstractValue::Param(_) | AbstractValue::Deferred(_) => {
                let kept = value.then(Access::NoneOf(excluded.clone()));
                Some(kept.unwrap_or(value))
            }
            other => Some(other),
        };
        values.into_iter().filter_map(keep).collect()
    }

    /// Returns the values of a parameter: those of the current call, or a parameter reference.
    pub(crate) fn parameter(&self, function: ItemId, index: u16, cx: &Context) -> Values {
        let mut frames = cx.frame.iter().chain(&cx.made_from);
        if let Some(frame) = frames.find(|frame| frame.functions.contains(&function)) {
            return self.given(frame, index);
        }
        if let Some(frame) = self.frame_of_super(function, cx) {
            return self.given(&frame, index);
        }
        let of = (self.index.function(function).kind == FunctionKind::Constructor)
            .then(|| self.class_of(cx));
        let reference = ParameterRef {
            function,
            parameter: index,
            of,
            path: Vec::new(),
        };
        vec![reference.into()]
    }

    /// Returns all values assigned to a field in the class and its ancestors.
    pub(crate) fn field(&self, name: &str, cx: &Context) -> Values {
        let class = self.class_of(cx);
        let bindings = self.index.fields(&class, name);
        if let (true, Some(cx)) = (bindings.is_empty(), self.of_view_class(cx)) {
            return self.field(name, &cx);
        }
        if bindings.is_empty() {
            return self.unknown(cx, format!("nothing is assigned to `{name}`"));
        }
        let is_assigned = |at: &&ItemId| !self.index.binding(**at).kind.restricts();
        let assigned = || {
            let assigned = bindings.iter().filter(is_assigned);
            let values =
                assigned.flat_map(|at| self.bound(*at, Some(&class), cx.made_from.clone()));
            values.collect()
        };
        self.guarded(bindings[0], assigned).unwrap_or_default()
    }

    /// Returns the values at a call site that count only if a parameter of the function around has one of the texts that a
    /// condition in front of the site accepts, or none of those that it refuses.
    pub(crate) fn under_condition(&self, site: ItemId, values: Values) -> Values {
        let cx = self.context_of(site);
        let Some(function) = cx.function else {
            return values;
        };
        if !values.iter().all(AbstractValue::is_text) {
            return values;
        }
        let parameters = self.index.function(function).parameters.iter().enumerate();
        let condition = parameters.into_iter().find_map(|(index, parameter)| {
            let (among, is_among) = self.accepted(&parameter.name, &cx)?;
            let value = self.parameter(function, index as u16, &cx);
            Some((value, among, is_among))
        });
        let Some((value, among, is_among)) = condition else {
            return values;
        };
        let only_if = |then: AbstractValue| {
            reduced(Deferred::If {
                value: value.clone(),
                among: among.clone(),
                is_among,
                then,
            })
        };
        values.into_iter().flat_map(only_if).collect()
    }
}

impl Evaluator<'_> {
    /// Returns the texts that conditions accept for a name, or those that they refuse.
    fn accepted(&self, name: &str, cx: &Context) -> Option<(Values, bool)> {
        let bindings = self.local_bindings(name, cx);
        if let Some((list, offset)) = bindings.narrowed {
            let among = self.listed(list, &cx.at(offset));
            let is_known = !among.is_empty() && among.iter().all(AbstractValue::is_text);
            return is_known.then_some((among, true));
        }
        let refused = bindings.excluded.into_iter();
        let refused: Values = refused
            .flat_map(|(list, offset)| self.certainly_listed(list, &cx.at(offset)))
            .collect();
        (!refused.is_empty()).then_some((refused, false))
    }
}

/// Returns true for null and false.
fn is_nothing(value: &AbstractValue) -> bool {
    matches!(
        value,
        AbstractValue::Null | AbstractValue::Bool(false) | AbstractValue::Missing(_)
    )
}
