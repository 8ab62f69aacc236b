//! Functions that a call may mean.

use crate::facts::{CallValue, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, CallFrame, Context, ParameterRef, Values,
};
use crate::resolve::evaluate::combine::member;
use crate::resolve::evaluate::substitute::possible;
use crate::resolve::project::ids::ItemId;
use std::rc::Rc;

impl Evaluator<'_> {
    /// Returns the functions that a local of this name holds: one that the function around declares, or another value.
    pub(crate) fn local_function(&self, name: &str, cx: &Context) -> Option<Values> {
        if !self.index.is_per_file(cx.unit) {
            return None;
        }
        self.index.bindings_named(cx.unit, name).next()?;
        let mut values = possible(&self.local_or_outer(name, cx)?);
        values.retain(|value| matches!(value, AbstractValue::Function(_)));
        (!values.is_empty()).then_some(values)
    }

    /// Returns the function of the file that starts at this byte, or an unknown value.
    pub(crate) fn closure(&self, results: &[Value], start: u32, cx: &Context) -> Values {
        if !self.traits(cx).closure_calls.is_empty() {
            let inner = cx.at(start);
            let results = results.iter().flat_map(|value| self.eval(value, &inner));
            return vec![AbstractValue::Closure(Rc::new(results.collect()))];
        }
        let mut functions = self.index.facts(cx.unit).functions.iter();
        let item = functions.position(|function| function.span.start == start);
        match item.filter(|_| self.index.is_per_file(cx.unit)) {
            Some(item) => vec![AbstractValue::Function(ItemId::new(cx.unit, item as u32))],
            None => self.unknown(cx, "a closure".into()),
        }
    }

    /// Returns true if a call runs the closure that it is called on.
    pub(crate) fn runs_closure(&self, call: &CallValue, cx: &Context) -> bool {
        self.traits(cx).closure_calls.contains(&&*call.name)
    }

    /// Drops what cannot be called from the receivers of a call that runs a closure.
    pub(crate) fn keep_closures(&self, receivers: &mut Values, call: &CallValue, cx: &Context) {
        let is_closure = |value: &AbstractValue| matches!(value, AbstractValue::Closure(_));
        if self.runs_closure(call, cx) && receivers.iter().any(is_closure) {
            receivers.retain(|value| !value.is_text() && !value.is_null());
        }
    }

    /// Returns the functions that a call site in a language with names per file may call.
    pub(crate) fn callees(&self, at: ItemId) -> Vec<ItemId> {
        let site = self.index.site(at);
        let cx = self.context_of(at);
        let values = match &site.receiver {
            None => self.bare_callees(&site.name, &cx),
            Some(receiver) => {
                let receivers = possible(&self.eval(receiver, &cx));
                let members = receivers
                    .iter()
                    .flat_map(|value| self.declared(value))
                    .flat_map(|value| self.functions_of(&value, &site.name));
                members.collect()
            }
        };
        let functions = possible(&values)
            .into_iter()
            .filter_map(|value| match value {
                AbstractValue::Function(function) => Some(function),
                _ => None,
            });
        functions.collect()
    }

    /// Returns the functions that a name means on a receiver, each with the class of its object; a class means its constructor.
    pub(crate) fn meant(
        &self,
        receiver: Option<&Value>,
        name: &str,
        cx: &Context,
    ) -> Vec<(ItemId, Text)> {
        let Some(receiver) = receiver else {
            let values = possible(&self.bare_callees(name, cx));
            return values.iter().flat_map(|one| self.run_by(one)).collect();
        };
        let receivers = possible(&self.eval(receiver, cx));
        let receivers = receivers.iter().flat_map(|value| self.declared(value));
        let meant = receivers.flat_map(|value| match &value {
            AbstractValue::Class(_) if name == self.traits(cx).constructor => self.run_by(&value),
            AbstractValue::Class(class) | AbstractValue::Instance(class, _) => {
                let methods = self.index.methods(class, name);
                match methods.is_empty() {
                    false => methods.iter().map(|at| (*at, class.clone())).collect(),
                    true => self.held(&value, name),
                }
            }
            _ => self.held(&value, name),
        });
        meant.collect()
    }

    /// Returns the functions that a value is, each with the class of its object.
    pub(crate) fn handlers_in(&self, value: &Value, cx: &Context) -> Vec<(ItemId, Text)> {
        match value {
            Value::Name(name) => self.meant(None, name, cx),
            Value::Member(base, name) => self.meant(Some(base), name, cx),
            value => {
                let values = possible(&self.eval(value, cx));
                values.iter().flat_map(|one| self.run_by(one)).collect()
            }
        }
    }

    /// Returns the classes that a value is, or is an object of.
    pub(crate) fn classes_in(&self, value: &Value, cx: &Context) -> Vec<Text> {
        let values = possible(&self.eval(value, cx));
        let values = values.iter().flat_map(|one| self.declared(one));
        let classes = values.filter_map(|value| match value {
            AbstractValue::Class(class) | AbstractValue::Instance(class, _) => Some(class),
            _ => None,
        });
        classes.collect()
    }

    fn held(&self, value: &AbstractValue, name: &str) -> Vec<(ItemId, Text)> {
        let held = possible(&self.functions_of(value, name));
        held.iter().flat_map(|one| self.run_by(one)).collect()
    }

    /// Returns the function that runs when a value is called, with the class of its object.
    fn run_by(&self, value: &AbstractValue) -> Vec<(ItemId, Text)> {
        let found = match value {
            AbstractValue::Function(at) => Some((*at, self.index.class_of_function(*at).clone())),
            AbstractValue::Class(class) => {
                let constructor = self.index.constructor(class);
                constructor.map(|at| (at, class.clone()))
            }
            _ => None,
        };
        found.into_iter().collect()
    }

    /// Returns the parameters whose values a call site calls.
    pub(crate) fn called_parameters(&self, at: ItemId) -> Vec<ParameterRef> {
        let site = self.index.site(at);
        let cx = self.context_of(at);
        let member = |value: AbstractValue| match value {
            AbstractValue::Param(reference) => {
                Some(reference.then(Access::Member(site.name.clone())))
            }
            _ => None,
        };
        let values: Values = match &site.receiver {
            None => self.local_or_outer(&site.name, &cx).unwrap_or_default(),
            Some(receiver) => {
                let receivers = self.eval(receiver, &cx).into_iter();
                receivers.filter_map(member).collect()
            }
        };
        let parameters = values.into_iter().filter_map(|value| match value {
            AbstractValue::Param(reference) => Some(Rc::unwrap_or_clone(reference)),
            _ => None,
        });
        parameters.collect()
    }

    /// Returns the only call of a function that is evaluated to find the callees of a site.
    pub(crate) fn call_behind(&self, at: ItemId, function: ItemId) -> Option<Rc<CallFrame>> {
        let outside = self.called.replace(Some(Vec::new()));
        self.callees(at);
        let called = self.called.replace(outside).unwrap_or_default();
        let mut frames: Vec<Rc<CallFrame>> = Vec::new();
        for (called, frame) in called {
            if called == function && !frames.contains(&frame) {
                frames.push(frame);
            }
        }
        (frames.len() == 1).then(|| frames.remove(0))
    }

    pub(super) fn bare_callees(&self, name: &str, cx: &Context) -> Values {
        let named = self
            .local_function(name, cx)
            .or_else(|| self.module_name(name, cx));
        let has_members = self.traits(cx).has_bare_members;
        named.unwrap_or_else(|| {
            if !has_members {
                return Vec::new();
            }
            let class = self.class_of(cx);
            self.functions_of_class(&class, name)
        })
    }

    /// Returns the functions that a member of a value holds.
    pub(super) fn functions_of(&self, value: &AbstractValue, name: &str) -> Values {
        match value {
            AbstractValue::Class(class) | AbstractValue::Instance(class, _) => {
                self.functions_of_class(class, name)
            }
            AbstractValue::Module(unit) => self.exported(*unit, name, false).unwrap_or_default(),
            AbstractValue::Map(_) => member(value, name),
            _ => Vec::new(),
        }
    }

    fn functions_of_class(&self, class: &str, name: &str) -> Values {
        let methods = self.index.methods(class, name);
        if !methods.is_empty() {
            return methods
                .iter()
                .map(|at| AbstractValue::Function(*at))
                .collect();
        }
        let fields = self.index.fields(class, name);
        let values = fields.iter().flat_map(|at| {
            let bound = self.guarded(*at, || self.bound(*at, Some(&class.into()), None));
            bound.unwrap_or_default()
        });
        values.collect()
    }
}
