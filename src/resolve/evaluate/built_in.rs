//! Calls of methods that texts, lists and maps have by themselves.

use crate::facts::{Argument, BindingKind, CallValue, Key, Text, Value};
use crate::languages::text_methods::{ListMethod, TextArgument};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, MethodCall, Values};
use crate::resolve::evaluate::combine::concat;
use crate::resolve::project::ids::ItemId;

/// Limit of combinations of alternatives of arguments.
const MOST_ROWS: usize = 64;

/// Limit of names that lead from a list to its elements.
const MOST_NAMES: usize = 4;

impl Evaluator<'_> {
    /// Returns the results of a method that a value has by itself.
    pub(crate) fn built_in(&self, value: &AbstractValue, call: &CallValue, cx: &Context) -> Values {
        self.method_call_of(call, cx)
            .on(value)
            .unwrap_or_else(|| self.unknown(cx, format!("result of `{}`", call.name)))
    }

    /// Returns a call with its evaluated arguments.
    pub(crate) fn method_call_of(&self, call: &CallValue, cx: &Context) -> MethodCall {
        let methods = self.traits(cx).methods;
        let name = &call.name;
        let on_text = methods.text(name).is_some();
        let on_list = methods.list(name).is_some() || methods.map(name).is_some();
        let values = match on_list {
            true => call
                .arguments
                .iter()
                .flat_map(|argument| self.argument_values(argument, cx))
                .collect(),
            false => Vec::new(),
        };
        let arguments = match on_text {
            true => self.text_arguments(&call.arguments, cx),
            // Only their number counts.
            false => Some(vec![vec![
                TextArgument::Text(Text::default());
                call.arguments.len()
            ]]),
        };
        MethodCall {
            name: name.clone(),
            arguments,
            values,
            methods,
            span: self.place(cx),
        }
    }

    /// Returns the alternatives of all arguments; none if one is no text, or not known.
    fn text_arguments(
        &self,
        arguments: &[Argument],
        cx: &Context,
    ) -> Option<Vec<Vec<TextArgument>>> {
        let mut rows = vec![Vec::new()];
        for argument in arguments {
            let alternatives = self.eval(&argument.value, cx);
            let alternatives: Option<Vec<TextArgument>> = alternatives
                .into_iter()
                .map(|value| match (&argument.key, value) {
                    (Key::Position(_), AbstractValue::Text(text)) => Some(TextArgument::Text(text)),
                    (Key::Position(_), AbstractValue::Pattern(regex)) => {
                        let (source, flags) = (*regex).clone();
                        Some(TextArgument::Pattern(source, flags))
                    }
                    (Key::Name(name), AbstractValue::Text(text)) => {
                        Some(TextArgument::Named(name.clone(), text))
                    }
                    _ => None,
                })
                .collect();
            let alternatives = alternatives.filter(|all| all.len() * rows.len() <= MOST_ROWS)?;
            rows = rows
                .iter()
                .flat_map(|row| {
                    alternatives.iter().map(|value| {
                        let mut row = row.clone();
                        row.push(value.clone());
                        row
                    })
                })
                .collect();
        }
        Some(rows)
    }

    fn argument_values(&self, argument: &Argument, cx: &Context) -> Values {
        let values = self.eval(&argument.value, cx);
        match &argument.key {
            Key::Name(name) => values
                .into_iter()
                .map(|value| AbstractValue::Map(vec![(AbstractValue::Text(name.clone()), value)]))
                .collect(),
            _ => values,
        }
    }

    /// Returns the text of a list that is written out, with the separator between its elements.
    pub(crate) fn joined(&self, list: &Value, call: &CallValue, cx: &Context) -> Option<Values> {
        let Some(ListMethod::Join { otherwise }) = self.traits(cx).methods.list(&call.name) else {
            return None;
        };
        let separator = match &call.arguments[..] {
            [] => vec![AbstractValue::Text(otherwise.into())],
            [argument] if matches!(argument.key, Key::Position(_)) => {
                self.eval(&argument.value, cx)
            }
            _ => return None,
        };
        if !separator.iter().all(AbstractValue::is_text) {
            return None;
        }
        let mut parts = Vec::new();
        for element in self.written_out(list, cx, MOST_NAMES)? {
            // A list in a list, or nothing, is joined in its own way.
            let is_simple = |value: &AbstractValue| {
                matches!(
                    value,
                    AbstractValue::Text(_)
                        | AbstractValue::Parts(_)
                        | AbstractValue::Param(_)
                        | AbstractValue::Unknown(_)
                )
            };
            if !element.iter().all(is_simple) {
                return None;
            }
            if !parts.is_empty() {
                parts.push(separator.clone());
            }
            parts.push(element);
        }
        Some(concat(&parts))
    }

    /// Returns the elements of a list that is written out, here or in a constant.
    fn written_out(&self, list: &Value, cx: &Context, left: usize) -> Option<Vec<Values>> {
        match list {
            Value::List(items) => {
                let is_one = |item: &Value| !matches!(item, Value::Spread(_) | Value::List(_));
                let all = items.iter().all(is_one);
                all.then(|| items.iter().map(|item| self.eval(item, cx)).collect())
            }
            Value::Name(name) => {
                let at = self.only_binding(name, cx)?;
                let binding = self.index.binding(at);
                let function = binding.function.map(|item| ItemId::new(at.unit, item));
                let inner = Context {
                    class: cx.class.clone(),
                    frame: cx.frame.clone(),
                    ..Context::new(at.unit, binding.scope, function, binding.span.start)
                };
                self.written_out(&binding.value, &inner, left.checked_sub(1)?)
            }
            _ => None,
        }
    }

    /// Returns the only binding of a name, if nothing else changes it.
    fn only_binding(&self, name: &str, cx: &Context) -> Option<ItemId> {
        let own = cx.function.map(|at| at.item);
        let is_parameter = |at: ItemId| {
            let mut parameters = self.index.function(at).parameters.iter();
            parameters.any(|parameter| parameter.name == name)
        };
        if cx.function.is_some_and(is_parameter) {
            return None;
        }
        let mut here = self.index.bindings_named(cx.unit, name);
        match (here.next(), here.next()) {
            (Some((item, binding)), None) => {
                let is_visible = binding.function.is_none() || binding.function == own;
                (is_visible && binding.kind == BindingKind::Assign)
                    .then(|| ItemId::new(cx.unit, item))
            }
            (None, None) => self.constant_binding(name, cx),
            _ => None,
        }
    }
}
