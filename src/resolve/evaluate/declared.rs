//! Values whose class is declared.

use crate::facts::{Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Arguments, Context, ParameterRef, Values,
};

/// Limit of parameters that lead from one to the next.
const MOST_HOPS: usize = 4;

impl Evaluator<'_> {
    /// Returns some instances of the classes that an expression means.
    pub(crate) fn instances(&self, class: &Value, cx: &Context) -> Values {
        let classes = self.eval(class, cx).into_iter();
        let instance = |value: AbstractValue| match value {
            AbstractValue::Class(class) => vec![AbstractValue::Instance(class, None)],
            AbstractValue::Unknown(_) => vec![value],
            _ => self.unknown(cx, "a value of a declared type".into()),
        };
        classes.flat_map(instance).collect()
    }

    /// Returns the name of the declared class of a parameter, as it is written.
    pub(crate) fn declared_name(&self, value: &AbstractValue) -> Option<Text> {
        let AbstractValue::Param(reference) = value else {
            return None;
        };
        let function = self.index.function(reference.function);
        let parameter = function.parameters.get(reference.parameter as usize)?;
        match parameter
            .class
            .as_ref()
            .filter(|_| reference.path.is_empty())?
        {
            Value::Name(name) | Value::Member(_, name) => Some(name.clone()),
            _ => None,
        }
    }

    /// Returns the instances that a value must be because of the declared class of a parameter; otherwise the value itself.
    pub(crate) fn declared(&self, value: AbstractValue) -> Values {
        self.declared_to(value, MOST_HOPS)
    }

    fn declared_to(&self, value: AbstractValue, hops: usize) -> Values {
        let AbstractValue::Param(reference) = &value else {
            return vec![value];
        };
        let found = hops.checked_sub(1);
        let found = found.and_then(|hops| self.declared_class(reference, hops));
        found.unwrap_or_else(|| vec![value])
    }

    fn declared_class(&self, reference: &ParameterRef, hops: usize) -> Option<Values> {
        let at = reference.function;
        let function = self.index.function(at);
        let parameter = function.parameters.get(reference.parameter as usize)?;
        let cx = Context::new(at.unit, function.scope, None, function.span.start);
        let mut values = self.instances(parameter.class.as_ref()?, &cx);
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
                .into_iter()
                .flat_map(|value| self.declared_to(value, hops))
                .collect();
        }
        values.retain(|value| matches!(value, AbstractValue::Instance(..)));
        (!values.is_empty()).then_some(values)
    }
}
