//! Classes that types declare.

use crate::facts::Text;
use crate::facts::{FunctionId, ScopeKind, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Context, ParameterRef, Values,
};
use crate::resolve::project::ids::ItemId;

impl Evaluator<'_> {
    /// Returns the values of an expression. One that is unknown is an instance of the declared class.
    pub(super) fn typed(&self, inner: &Value, class: &Text, cx: &Context) -> Values {
        let mut values = self.eval(inner, cx);
        let is_open = |value: &AbstractValue| matches!(value, AbstractValue::Unknown(_));
        if values.iter().any(is_open)
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
        let class = self.declared_class(reference)?;
        self.instance_of_type(reference.function.unit, class)
    }
}
