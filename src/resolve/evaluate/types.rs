//! Classes that types declare.

use crate::facts::{FunctionId, Parameter, ScopeKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Arguments, Context, ParameterRef, Values,
};
use crate::resolve::project::ids::ItemId;

/// Limit of parameters that lead from one to the next.
const MOST_HOPS: usize = 4;

impl Evaluator<'_> {
    /// Returns the values of an expression. One that is unknown, or only known to be null, is an instance of the declared class.
    pub(super) fn typed(&self, inner: &Value, class: &Text, cx: &Context) -> Values {
        let mut values = self.eval(inner, cx);
        let is_open = |value: &AbstractValue| matches!(value, AbstractValue::Unknown(_));
        let is_null = !values.is_empty() && values.iter().all(AbstractValue::is_null);
        if (is_null || values.iter().any(is_open))
            && let Some(instance) = self.instance_of_type(cx.unit, class)
        {
            values.retain(|value| !is_open(value));
            values.push(instance);
        }
        values
    }

    /// Returns the values of an expression in the code of a function.
    pub(super) fn within(&self, function: FunctionId, inner: &Value, cx: &Context) -> Values {
        let function = ItemId::new(cx.unit, function);
        let cx = Context {
            function: Some(function),
            scope: self.index.function(function).scope,
            ..cx.clone()
        };
        self.eval(inner, &cx)
    }

    /// Returns an instance of the class that a type of a file names.
    fn instance_of_type(&self, unit: u32, class: &str) -> Option<AbstractValue> {
        let scope = match self.index.is_per_file(unit) {
            true => self.index.imported_scope(unit, class)?,
            false => return None,
        };
        let is_class = self.index.scope(scope).kind == ScopeKind::Class;
        is_class.then(|| AbstractValue::Instance(self.index.class_key(scope).clone(), None))
    }

    /// Returns the class, as it is written, that a type declares for what a parameter reference stands for.
    pub(crate) fn declared_class(&self, reference: &ParameterRef) -> Option<&Text> {
        let class = self
            .parameter_of(reference)
            .and_then(|one| one.class.as_ref());
        if let (Some(class), true) = (class, reference.path.is_empty()) {
            return match class {
                Value::Name(name) | Value::Member(_, name) => Some(name),
                _ => None,
            };
        }
        let member = match &reference.path[..] {
            [] => "",
            [Access::Member(member)] => member,
            _ => return None,
        };
        let function = reference.function;
        let declared = &self.index.facts(function.unit).declared;
        let from = declared.partition_point(|one| one.function < function.item);
        let own = declared[from..]
            .iter()
            .take_while(|one| one.function == function.item);
        own.filter(|one| one.parameter == reference.parameter && one.member == member)
            .map(|one| &one.class)
            .next()
    }

    /// Returns an instance of the class that a type declares for what a parameter reference stands for.
    pub(crate) fn declared_instance(&self, reference: &ParameterRef) -> Option<AbstractValue> {
        if self.parameter_of(reference)?.class.is_some() {
            return None;
        }
        let class = self.declared_class(reference)?;
        self.instance_of_type(reference.function.unit, class)
    }

    /// Returns some instances of the classes that an expression means.
    pub(super) fn instances(&self, class: &Value, cx: &Context) -> Values {
        let classes = self.eval(class, cx).into_iter();
        let instance = |value: AbstractValue| match value {
            AbstractValue::Class(class) => vec![AbstractValue::Instance(class, None)],
            AbstractValue::Unknown(_) => vec![value],
            _ => self.unknown(cx, "a value of a declared type".into()),
        };
        classes.flat_map(instance).collect()
    }

    /// Returns the instances that a value must be because of the declared class of a parameter; otherwise the value itself.
    pub(crate) fn declared(&self, value: &AbstractValue) -> Values {
        self.declared_to(value, MOST_HOPS)
    }

    fn declared_to(&self, value: &AbstractValue, hops: usize) -> Values {
        let AbstractValue::Param(reference) = value else {
            return vec![value.clone()];
        };
        if let Some(instance) = self.declared_instance(reference) {
            return vec![instance];
        }
        if let Some(objects) = self.objects_by_default(reference) {
            return objects;
        }
        let found = hops.checked_sub(1);
        let found = found.and_then(|hops| self.declared_along(reference, hops));
        found.unwrap_or_else(|| vec![value.clone()])
    }

    /// Returns the objects that a parameter holds if no caller gives another one: `def initialize(tracker: Tracker.new)`.
    fn objects_by_default(&self, reference: &ParameterRef) -> Option<Values> {
        let has_default = self.parameter_of(reference)?.default.is_some();
        if !has_default || !reference.path.is_empty() {
            return None;
        }
        let mut values = self.default_of(reference.function, reference.parameter.into())?;
        let is_object = |value: &AbstractValue| {
            matches!(value, AbstractValue::Class(_) | AbstractValue::Instance(..))
        };
        values.retain(is_object);
        (!values.is_empty()).then_some(values)
    }

    /// Returns the instances that a reference leads to from the declared class of its parameter, along its accesses.
    fn declared_along(&self, reference: &ParameterRef, hops: usize) -> Option<Values> {
        let at = reference.function;
        let function = self.index.function(at);
        let class = self.parameter_of(reference)?.class.as_ref()?;
        let cx = Context::new(at.unit, function.scope, None, function.span.start);
        let mut values = self.instances(class, &cx);
        for access in &reference.path {
            values.retain(|value| matches!(value, AbstractValue::Instance(..)));
            let parts = values.iter().map(|value| match access {
                Access::Member(name) | Access::Own(name) => self.member_of(value, name, &cx),
                Access::Result(call) => match value {
                    AbstractValue::Instance(class, _) => {
                        let methods = self.index.methods(class, &call.name);
                        self.run(&methods, Arguments::Nothing, &cx, Some(class), None)
                    }
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            });
            let parts: Values = parts.flatten().collect();
            values = parts
                .iter()
                .flat_map(|value| self.declared_to(value, hops))
                .collect();
        }
        values.retain(|value| matches!(value, AbstractValue::Instance(..)));
        (!values.is_empty()).then_some(values)
    }

    fn parameter_of(&self, reference: &ParameterRef) -> Option<&Parameter> {
        let function = self.index.function(reference.function);
        function.parameters.get(reference.parameter as usize)
    }
}
