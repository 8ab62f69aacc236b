//! Evaluation of expressions to abstract values.
//!
//! Evaluation never guesses: an unsupported expression becomes [`AbstractValue::Unknown`] with its position, and a parameter becomes
//! a reference that callers supply ([`AbstractValue::Param`]).

pub(crate) mod abstract_value;
mod appended;
mod arguments;
mod built_in;
mod buses;
mod callees;
mod calls;
pub(crate) mod combine;
mod constants_by_name;
mod correlated;
pub(crate) mod deferred;
mod exports;
mod homes;
mod identities;
mod kept_texts;
mod literals;
mod locals;
mod lookups;
mod members;
mod memo;
mod methods;
mod named_arguments;
pub(crate) mod names;
mod namesakes;
mod objects;
mod own_members;
mod own_names;
mod partials;
mod paths;
mod provided;
mod recording;
mod states;
pub(crate) mod substitute;
pub(crate) mod trace_step;
mod types;
pub(crate) mod variants;
mod yields;

use crate::calls::{Step, StepKind};
use crate::facts::{ScopeKind, Text, Value};
use crate::languages::traits::Traits;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, CallFrame, Context, RecursionGuard, Values, enter,
};
use crate::resolve::evaluate::combine::{MOST_ALTERNATIVES, concat, distinct, values_of};
use crate::resolve::evaluate::deferred::take;
use crate::resolve::evaluate::memo::Memo;
use crate::resolve::evaluate::methods::is_plain_number;
use crate::resolve::evaluate::trace_step::TraceStep;
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;
use crate::resolve::project::view::ProjectView;
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Limit of nested calls. Real code needs 8 (measured on a tree of 9,000 Ruby files).
const MOST_DEPTH: usize = 24;

/// Limit of values for one evaluation. Without it, names with many definitions take exponential time. Real values need at
/// most 600 (measured on a tree of 14,600 files).
const MOST_STEPS: usize = 10_000;

/// Limit of values for one file; later evaluations get [`STEPS_BEYOND`]. Hundreds of calls in a minified line can each be
/// expensive. Real files need at most 3,600 (same tree).
const MOST_STEPS_A_FILE: usize = 50_000;

/// Limit of values for one evaluation in a file that has reached its own limit: enough for a constant or a local.
const STEPS_BEYOND: usize = 100;

/// Reasons for values that are unknown because a limit is reached.
const TOO_DEEP: &str = "too deep to follow";
const TOO_MUCH: &str = "too much to follow";
const TOO_MANY: &str = "too many alternatives to tell apart";
pub(crate) const LIMITS: [&str; 3] = [TOO_DEEP, TOO_MUCH, TOO_MANY];

/// Text before and after the name in the reason for an undeclared name.
pub(crate) const NOT_HERE: (&str, &str) = ("`", "` is not known here");

/// Functions that an evaluation called, with the frames of the calls.
type CalledFunctions = Vec<(ItemId, Rc<CallFrame>)>;

/// An evaluator of values over a view of the project.
pub(crate) struct Evaluator<'a> {
    /// The view of the project.
    pub(crate) index: &'a ProjectView<'a>,
    depth: Cell<usize>,
    /// The number of values that may still be evaluated for the outermost one.
    left: Cell<usize>,
    /// The number of values evaluated so far, by the file of the outermost one.
    spent: RefCell<FxHashMap<u32, usize>>,
    guard: RefCell<RecursionGuard>,
    memo: Memo,
    is_recording: bool,
    /// True while the event of a call is evaluated, and not a detail of it, for which few files are requested.
    is_event: Cell<bool>,
    /// The calls of functions that were evaluated, while somebody asks for them.
    called: RefCell<Option<CalledFunctions>>,
    /// The steps of the current recording.
    steps: RefCell<Option<Vec<TraceStep>>>,
}

impl<'a> Evaluator<'a> {
    /// Returns an evaluator over `index`.
    pub(crate) fn new(index: &'a ProjectView<'a>) -> Self {
        Self {
            index,
            depth: Cell::new(0),
            left: Cell::new(0),
            spent: RefCell::default(),
            guard: RefCell::default(),
            memo: Memo::default(),
            is_recording: false,
            is_event: Cell::new(true),
            called: RefCell::default(),
            steps: RefCell::default(),
        }
    }

    /// Returns an evaluator that records its steps.
    pub(crate) fn recording(index: &'a ProjectView<'a>) -> Self {
        Self {
            is_recording: true,
            ..Self::new(index)
        }
    }

    /// Returns true if the evaluator records its steps.
    pub(crate) fn is_recording(&self) -> bool {
        self.is_recording
    }

    /// Runs `work`, which evaluates a detail of a call.
    pub(crate) fn detail<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.is_event.replace(false);
        let result = work();
        self.is_event.set(before);
        result
    }

    /// Returns the context of a call site.
    pub(crate) fn context_of(&self, at: ItemId) -> Context {
        let site = self.index.site(at);
        Context::new(at.unit, site.scope, self.index.around(at), site.span.start)
    }

    /// Returns the class whose members bare names mean.
    pub(crate) fn class_of(&self, cx: &Context) -> Text {
        if let Some(class) = &cx.class {
            return class.clone();
        }
        let mut scope = ItemId::new(cx.unit, cx.scope);
        // Code in a template belongs to the nearest scope with members.
        while let (ScopeKind::Template, Some(parent)) =
            (self.index.scope(scope).kind, self.index.scope(scope).parent)
        {
            scope.item = parent;
        }
        self.index.class_key(scope).clone()
    }

    fn traits(&self, cx: &Context) -> &'static Traits {
        &self.index.units[cx.unit as usize].language.traits
    }

    fn lexical(&self, cx: &Context) -> &'a str {
        &self.index.scope(ItemId::new(cx.unit, cx.scope)).path
    }

    fn place(&self, cx: &Context) -> Span {
        // Results of a function are evaluated at its end, where nothing can be seen.
        let function = cx.function.map(|at| self.index.function(at));
        if let Some(function) = function.filter(|function| function.span.end == cx.offset) {
            return function.name_span;
        }
        Span {
            file: self.index.units[cx.unit as usize].file,
            start: cx.offset,
            end: cx.offset,
        }
    }

    fn unknown(&self, cx: &Context, why: String) -> Values {
        vec![AbstractValue::Unknown(Rc::new((why, self.place(cx))))]
    }

    /// Returns the values that an expression may have.
    pub(crate) fn eval(&self, value: &Value, cx: &Context) -> Values {
        if self.depth.get() > 0 {
            return self.eval_one(value, cx);
        }
        self.memo.clear();
        let allowed = self.allowed(cx.unit);
        self.left.set(allowed);
        let values = self.eval_one(value, cx);
        let mut spent = self.spent.borrow_mut();
        *spent.entry(cx.unit).or_default() += allowed - self.left.get();
        values
    }

    /// Returns the number of values that one outermost evaluation in this file may take.
    fn allowed(&self, unit: u32) -> usize {
        let spent = self.spent.borrow().get(&unit).copied().unwrap_or_default();
        if spent < MOST_STEPS_A_FILE {
            MOST_STEPS
        } else {
            STEPS_BEYOND
        }
    }

    fn eval_one(&self, value: &Value, cx: &Context) -> Values {
        if self.depth.get() >= MOST_DEPTH * 4 {
            self.memo.cut();
            return self.unknown(cx, TOO_DEEP.into());
        }
        let Some(left) = self.left.get().checked_sub(1) else {
            self.memo.cut();
            return self.unknown(cx, TOO_MUCH.into());
        };
        self.left.set(left);
        self.depth.set(self.depth.get() + 1);
        let found = self.eval_inner(value, cx);
        self.depth.set(self.depth.get() - 1);
        let mut values = distinct(found);
        if values.len() >= MOST_ALTERNATIVES {
            // Some were cut off, here or when they were put together.
            values.truncate(MOST_ALTERNATIVES - 1);
            values.extend(self.unknown(cx, TOO_MANY.into()));
        }
        values
    }

    fn eval_inner(&self, value: &Value, cx: &Context) -> Values {
        match value {
            Value::Text(text) => vec![AbstractValue::Text(text.clone())],
            Value::Number(text) if is_plain_number(text) => {
                vec![AbstractValue::Text(text.clone())]
            }
            Value::Number(_) => self.unknown(cx, "a number in a form of its own".into()),
            Value::Regex(regex) => {
                vec![AbstractValue::Pattern(Rc::new((**regex).clone()))]
            }
            Value::Bool(truth) => vec![AbstractValue::Bool(*truth)],
            Value::Null => vec![AbstractValue::Null],
            Value::Name(name) => self.name(name, cx),
            Value::Member(base, name) => self.member(base, name, cx),
            Value::Index(base, key) => self.indexed(base, key, cx),
            Value::Call(call) => self.result(call, cx),
            Value::Template(parts) => {
                let one = |cx: &Context| {
                    let parts: Vec<Values> = parts.iter().map(|part| self.part(part, cx)).collect();
                    concat(&parts)
                };
                let contexts = self.contexts_of(parts.iter(), cx);
                contexts.iter().flat_map(one).collect()
            }
            Value::Choice(values) => values
                .iter()
                .flat_map(|value| self.eval(value, cx))
                .collect(),
            Value::List(values) => self.list(values, cx),
            Value::Map(entries) => vec![AbstractValue::Map(self.entries(entries, cx))],
            Value::Each(inner) => self.elements(inner, cx),
            Value::ElementOf(inner) => values_of(self.eval(inner, cx)),
            Value::Spread(inner) => self.eval(inner, cx),
            Value::InstanceOf(class) => self.instances(class, cx),
            Value::Typed(inner, class) => self.typed(inner, class, cx),
            Value::Within(function, inner) => self.within(*function, inner, cx),
            Value::Function(item) => vec![AbstractValue::Function(
                self.index.first(ItemId::new(cx.unit, *item)),
            )],
            Value::Closure(results, start) => self.closure(results, *start, cx),
            Value::Opaque => self.unknown(cx, "tracklint cannot follow this expression".into()),
        }
    }

    /// Returns the values of a part of a text.
    fn part(&self, part: &Value, cx: &Context) -> Values {
        let values = self.eval(part, cx);
        let traits = self.traits(cx);
        if traits.null_is_empty {
            return values;
        }
        let why = Rc::new(("a part that may be null".to_owned(), self.place(cx)));
        let step = Access::Part(why, traits.truth_texts);
        let parts = values.iter().flat_map(|value| take(value, &step));
        distinct(parts.collect())
    }

    fn name(&self, name: &str, cx: &Context) -> Values {
        let traits = self.traits(cx);
        if let Some((_, value)) = cx.one_of.as_deref().filter(|(local, _)| local == name) {
            return vec![value.clone()];
        }
        if traits.is_self(name) || traits.component_options == Some(name) {
            return vec![self.self_value(cx)];
        }
        if let Some(values) = self.local_or_outer(name, cx) {
            return values;
        }
        if traits.is_field(name) {
            return self.field(name, cx);
        }
        if let Some(values) = self.module_name(name, cx) {
            return values;
        }
        if let Some(values) = self.variant_at(name, cx) {
            return values;
        }
        let class = self.class_of(cx);
        let is_constant = |name: &str| name.starts_with(|c: char| c.is_uppercase() || c == ':');
        if (is_constant(name) || (traits.module_files && is_constant(last_name(name))))
            && let Some(values) = self.constant(name, cx)
        {
            return values;
        }
        if traits.has_bare_members
            && let Some(values) = self.own_member(&class, name, cx, cx.made_from.clone())
        {
            return values;
        }
        if let Some(values) = self.local_of_partial(name, cx) {
            return values;
        }
        if let Some(cx) = self.of_view_class(cx) {
            return self.name(name, &cx);
        }
        self.unknown(cx, self.why_not_here(name, cx))
    }

    fn self_value(&self, cx: &Context) -> AbstractValue {
        let class = self.class_of(cx);
        let is_static = cx.function.is_some_and(|at| self.index.is_static(at));
        let in_body = cx.function.is_none() && !self.index.is_per_file(cx.unit);
        if is_static || in_body {
            AbstractValue::Class(class)
        } else {
            AbstractValue::Instance(class, cx.made_from.clone())
        }
    }

    /// Returns the values of a binding in its own context.
    fn bound(&self, at: ItemId, class: Option<&Text>, made_from: Option<Rc<CallFrame>>) -> Values {
        let binding = self.index.binding(at);
        let function = binding.function.map(|item| ItemId::new(at.unit, item));
        let cx = Context {
            class: class.cloned(),
            made_from,
            ..Context::new(at.unit, binding.scope, function, binding.span.start)
        };
        let step = || Step {
            kind: StepKind::Constant,
            name: binding.name.clone(),
            span: binding.span,
        };
        let work = || self.traced(step, || self.eval(&binding.value, &cx));
        match class.is_none() && cx.made_from.is_none() && function.is_none() {
            true => self.memoized(&binding.value, work),
            false => work(),
        }
    }

    /// Returns the values of a binding outside of functions, which has this expression.
    fn memoized(&self, of: &Value, work: impl FnOnce() -> Values) -> Values {
        // Recorded steps and calls must be complete.
        if self.is_recording() || self.called.borrow().is_some() {
            return work();
        }
        match self.memo.get(of, self.left.get()) {
            Some((values, cost)) => {
                self.left.set(self.left.get() - cost);
                values
            }
            None => self.memo.evaluated(of, work),
        }
    }

    /// Runs `work`; none if an evaluation of this item is already running.
    fn guarded(&self, at: ItemId, work: impl FnOnce() -> Values) -> Option<Values> {
        let inside = enter(&self.guard.borrow(), at, MOST_DEPTH);
        let Some(inside) = inside else {
            self.memo.cut();
            return None;
        };
        let outside = self.guard.replace(inside);
        let found = work();
        self.guard.replace(outside);
        Some(found)
    }
}
