//! Receivers that come from a class of a library: no file of the project defines the class, so values cannot say it.

use crate::facts::{CallValue, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::match_rules::modules::bound;
use crate::resolve::match_rules::origins::class_of_new;
use crate::resolve::project::ids::ItemId;

/// Limit of locals, fields, constants and methods between a receiver and the class that it comes from.
const MOST_HOPS: usize = 6;

/// A search for the class that a receiver comes from.
struct Search<'e, 'a, 'c> {
    eval: &'e Evaluator<'a>,
    classes: &'c [Text],
}

/// Returns true if locals, fields, constants and methods lead from a receiver to a class that is written there.
pub(super) fn comes_from(
    eval: &Evaluator<'_>,
    at: ItemId,
    receiver: &Value,
    classes: &[Text],
) -> bool {
    Search { eval, classes }.leads(receiver, &eval.context_of(at), MOST_HOPS)
}

impl Search<'_, '_, '_> {
    fn leads(&self, value: &Value, cx: &Context, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else {
            return false;
        };
        if let Some(values) = value.alternatives() {
            let mut values = values.into_iter();
            return values.any(|value| self.leads(value, cx, left));
        }
        match value {
            Value::Each(inner) | Value::ElementOf(inner) => match &**inner {
                Value::List(items) => items.iter().any(|one| self.leads(one, cx, left)),
                _ => false,
            },
            Value::Name(name) => self.name_leads(name, cx, left),
            Value::Typed(inner, _) => self.leads(inner, cx, left),
            Value::Call(call) => match class_of_new(value) {
                Some(class) => self.is_meant(class, cx),
                None => self.result_leads(call, cx, left),
            },
            _ => false,
        }
    }

    fn is_meant(&self, class: &str, cx: &Context) -> bool {
        let index = self.eval.index;
        let lexical = &index.scope(ItemId::new(cx.unit, cx.scope)).path;
        let mut classes = self.classes.iter();
        classes.any(|target| index.means(class, lexical, target))
    }

    fn name_leads(&self, name: &Text, cx: &Context, left: usize) -> bool {
        let index = self.eval.index;
        let last = name.rsplit(':').next().unwrap_or_default();
        if last.starts_with(char::is_uppercase) {
            return self.is_meant(name, cx) || self.constant_leads(name, cx, left);
        }
        if self.binding_leads(name, cx, left) || self.default_leads(name, cx, left) {
            return true;
        }
        let class = index.class_key(ItemId::new(cx.unit, cx.scope));
        self.method_leads(class, name, left)
    }

    /// Returns true if a local or field is bound to a value that comes from one of the classes.
    fn binding_leads(&self, name: &Text, cx: &Context, left: usize) -> bool {
        let index = self.eval.index;
        let item = cx.function.map(|function| function.item);
        if !index.units[cx.unit as usize].language.traits.is_field(name) {
            let mut locals = bound(self.eval, cx.unit, item, name);
            return locals.any(|value| self.leads(value, cx, left));
        }
        let mut fields = index.bindings_named(cx.unit, name);
        fields.any(|(_, binding)| {
            let function = binding.function.map(|item| ItemId::new(cx.unit, item));
            let inside = Context::new(cx.unit, binding.scope, function, binding.span.start);
            self.leads(&binding.value, &inside, left)
        })
    }

    /// Returns true if the default of a parameter comes from one of the classes.
    fn default_leads(&self, name: &Text, cx: &Context, left: usize) -> bool {
        let function = cx.function.map(|at| self.eval.index.function(at));
        let mut parameters = function.into_iter().flat_map(|one| &one.parameters);
        let own = parameters.find(|parameter| parameter.name == *name);
        let default = own.and_then(|parameter| parameter.default.as_ref());
        default.is_some_and(|value| self.leads(value, cx, left))
    }

    /// Returns true if the value of a constant of the project comes from one of the classes.
    fn constant_leads(&self, name: &str, cx: &Context, left: usize) -> bool {
        let index = self.eval.index;
        let Some(at) = self.eval.constant_binding(name, cx) else {
            return false;
        };
        let binding = index.binding(at);
        let inner = Context::new(at.unit, binding.scope, None, binding.span.start);
        self.leads(&binding.value, &inner, left)
    }

    /// Returns true if the result of a method of a class, or of an object of it, comes from one of the classes.
    fn result_leads(&self, call: &CallValue, cx: &Context, left: usize) -> bool {
        let index = self.eval.index;
        let lexical = &index.scope(ItemId::new(cx.unit, cx.scope)).path;
        let traits = &index.units[cx.unit as usize].language.traits;
        let own = || index.class_key(ItemId::new(cx.unit, cx.scope)).clone();
        let class = match &call.receiver {
            Some(Value::Name(name)) if traits.is_self(name) => Some(own()),
            Some(Value::Name(name)) => index.resolve_class(name, lexical),
            Some(value @ Value::Call(inner)) => match (class_of_new(value), &inner.receiver) {
                (Some(class), _) => index.resolve_class(class, lexical),
                (None, None) if inner.name == "class" => Some(own()),
                (None, Some(Value::Name(name)))
                    if inner.name == "class" && traits.is_self(name) =>
                {
                    Some(own())
                }
                _ => None,
            },
            _ => None,
        };
        class.is_some_and(|class| self.method_leads(&class, &call.name, left))
    }

    fn method_leads(&self, class: &str, name: &str, left: usize) -> bool {
        let index = self.eval.index;
        index.methods(class, name).iter().any(|method| {
            let function = index.function(*method);
            let from = function.span.end;
            let cx = Context::new(method.unit, function.scope, Some(*method), from);
            let mut returns = function.returns.iter();
            returns.any(|value| self.leads(value, &cx, left))
        })
    }
}
