//! Functions and methods that the language has by itself.

use crate::facts::{Argument, Key, OR, Value};
use crate::languages::flat_tree::Id;
use crate::languages::python::literal::{self, as_text};
use crate::languages::python::maps::named_entry;
use crate::languages::python::scanner::Scanner;

impl Scanner<'_, '_> {
    /// Returns the result of a function or method that the language has by itself.
    pub(super) fn function_of_language(
        &self,
        receiver: Option<Id>,
        name: &str,
        arguments: &[Argument],
        depth: u8,
    ) -> Option<Value> {
        let values: Vec<&Value> = arguments.iter().map(|argument| &argument.value).collect();
        let is_plain = arguments
            .iter()
            .all(|argument| matches!(argument.key, Key::Position(_)));
        if let Some(receiver) = receiver
            && name != "cast"
        {
            let owner = || Some(self.value_at(receiver, depth));
            return method_of_language(&owner, name, arguments, is_plain);
        }
        match (name, &values[..]) {
            ("str", [value]) if is_plain => Some(Value::joined([as_text((*value).clone())])),
            ("list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed", [list, ..]) => {
                Some(Value::List(vec![Value::spread((*list).clone())]))
            }
            ("dict", values) if values.len() <= 1 || !is_plain => {
                let spread = arguments
                    .iter()
                    .filter(|one| !matches!(one.key, Key::Name(_)));
                let spread = spread.map(|one| (Value::spread(one.value.clone()), Value::Null));
                let mut entries: Vec<(Value, Value)> = spread.collect();
                entries.extend(arguments.iter().filter_map(named_entry));
                Some(Value::Map(entries))
            }
            ("type", [value]) if is_plain => Some(Value::member((*value).clone(), "__class__")),
            ("getattr", [object, key]) => Some(Value::index((*object).clone(), (*key).clone())),
            ("cast", [_, value]) | ("field" | "Field", [value]) if is_plain => {
                Some((*value).clone())
            }
            _ => None,
        }
    }
}

/// Returns the result of a method that texts and dictionaries have.
fn method_of_language(
    owner: &dyn Fn() -> Option<Value>,
    name: &str,
    arguments: &[Argument],
    is_plain: bool,
) -> Option<Value> {
    let values: Vec<&Value> = arguments.iter().map(|argument| &argument.value).collect();
    match (name, &values[..]) {
        ("get" | "pop", [key]) if is_plain => Some(Value::index(owner()?, (*key).clone())),
        ("get" | "pop", [key, _]) => {
            let found = Value::index(owner()?, (*key).clone());
            let found = Argument::new(Key::Position(0), found, arguments[0].span);
            let other = Argument {
                key: Key::Position(1),
                ..arguments[1].clone()
            };
            Some(Value::call(None, OR, vec![found, other]))
        }
        ("format", _) => match owner()? {
            Value::Text(text) => Some(literal::format(&text, arguments)),
            _ => None,
        },
        // `", ".join(list)`: the list is what has the method elsewhere.
        ("join", [list]) if is_plain => {
            let separator = owner()?;
            let is_text = matches!(separator, Value::Text(_) | Value::Name(_));
            let is_path = matches!(&separator, Value::Name(name) if name == "path");
            (is_text && !is_path).then(|| {
                let separator = Argument::new(Key::Position(0), separator, arguments[0].span);
                Value::call(Some((*list).clone()), "join", vec![separator])
            })
        }
        _ => None,
    }
}
