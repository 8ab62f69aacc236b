//! Values as the source writes them.

use crate::source::Span;
use std::sync::Arc;

/// A short string: names, literals. Cloning does not copy.
pub(crate) type Text = smol_str::SmolStr;

/// Name of a call of two arguments whose value is the first one, or the second one if the first is null.
pub(crate) const OR: &str = "||";

/// Name of a call that stands for a message: the one that is sent on the receiver with the argument as key.
pub(crate) const RECEIVED: &str = "[received]";

/// End of the name of a call that stands for the assignment of a member: `object.name = value`. The argument has the member's name.
pub(crate) const ASSIGNED: &str = " =";

/// Name of a call that stands for the state of a component: its first value, and the name of the function that sets it.
pub(crate) const STATE: &str = "[state]";

/// Name under which an enum has its companion enum: the variants without their contents.
pub(crate) const COMPANION: &str = "companion.";

/// Beginning of the name of a function that returns what another one hands to its block.
pub(crate) const YIELDED: &str = "yield ";

/// Index of a scope in the facts of its file. Scope 0 is the file itself.
pub(crate) type ScopeId = u32;

/// Index of a function in the facts of its file.
pub(crate) type FunctionId = u32;

/// A value as the source writes it, not resolved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A string or symbol.
    Text(Text),
    /// A number, as written.
    Number(Text),
    /// A regular expression: its source and its flags. In a box, since it would make every value larger.
    Regex(Box<(Text, Text)>),
    /// True or false.
    Bool(bool),
    /// nil, null, undefined.
    Null,
    /// A name: local, parameter, constant path (`A::B`, `::A`), import, method without arguments, `self`, `this`.
    Name(Text),
    /// `value.name` where the language reads a member.
    Member(Box<Value>, Text),
    /// `value[index]`, also `dig`, `fetch` and their like.
    Index(Box<Value>, Box<Value>),
    /// A call whose result is used.
    Call(Arc<CallValue>),
    /// Parts put together to one string.
    Template(Vec<Value>),
    /// One of these (ternary, `||`, `case`, `if`).
    Choice(Vec<Value>),
    /// A list.
    List(Vec<Value>),
    /// A map with its entries; a spread entry has [`Value::Spread`] as key.
    Map(Vec<(Value, Value)>),
    /// One element of the list, or a key or value of the map, inside (a loop variable).
    Each(Box<Value>),
    /// One element of the list, or a value of the map, inside.
    ElementOf(Box<Value>),
    /// `*list`, `**map`, `...value`.
    Spread(Box<Value>),
    /// Some instance of the class inside (a declared type).
    InstanceOf(Box<Value>),
    /// A closure or reference to a function of this file.
    Function(FunctionId),
    /// Results of a closure that is passed on, and the byte at which it starts.
    Closure(Vec<Value>, u32),
    /// A value with the class that its type declares for it, as it is written.
    Typed(Box<Value>, Text),
    /// A value of the code of a function, kept outside of it.
    Within(FunctionId, Box<Value>),
    /// Something this front end cannot express.
    Opaque,
}

/// A call used as a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallValue {
    /// Expression before the dot.
    pub(crate) receiver: Option<Value>,
    /// The method or function.
    pub(crate) name: Text,
    /// Arguments in source order.
    pub(crate) arguments: Vec<Argument>,
}

impl CallValue {
    /// Returns a call without arguments whose receiver is not written in the code.
    pub(crate) fn asking(name: Text) -> Self {
        Self {
            receiver: None,
            name,
            arguments: Vec::new(),
        }
    }
}

/// Address of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// By zero-based position.
    Position(u16),
    /// By name: keyword argument, attribute, map key.
    Name(Text),
    /// `*args`, `**options`, `v-bind="…"`: its content adds to the other arguments.
    Spread,
    /// A closure that is passed with the call.
    Block,
}

/// One argument of a call, attribute of an element or entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    /// Address of the argument.
    pub(crate) key: Key,
    /// Value that is passed.
    pub(crate) value: Value,
    /// The value's place (with its key, where it has one).
    pub(crate) span: Span,
}

impl Value {
    /// Builds `base.name`.
    pub(crate) fn member(base: Value, name: impl Into<Text>) -> Self {
        Value::Member(Box::new(base), name.into())
    }

    /// Builds `base[index]`.
    pub(crate) fn index(base: Value, index: Value) -> Self {
        Value::Index(Box::new(base), Box::new(index))
    }

    /// Builds an element of a list or map.
    pub(crate) fn each(list: Value) -> Self {
        Value::Each(Box::new(list))
    }

    /// Builds an element of a list or a value of a map.
    pub(crate) fn each_value(list: Value) -> Self {
        Value::ElementOf(Box::new(list))
    }

    /// Builds `*list`, `**map` or `...value`.
    pub(crate) fn spread(inner: Value) -> Self {
        Value::Spread(Box::new(inner))
    }

    /// Puts a value in the place of a name.
    pub(crate) fn with_name(self, name: &str, with: &Value) -> Value {
        let again = |value: Value| value.with_name(name, with);
        let all = |values: Vec<Value>| values.into_iter().map(again).collect::<Vec<_>>();
        let boxed = |value: Box<Value>| Box::new(value.with_name(name, with));
        match self {
            Value::Name(found) if found == name => with.clone(),
            Value::Member(base, member) => Value::Member(boxed(base), member),
            Value::Index(base, key) => Value::Index(boxed(base), boxed(key)),
            Value::Template(parts) => Value::Template(all(parts)),
            Value::Choice(values) => Value::Choice(all(values)),
            Value::List(values) => Value::List(all(values)),
            Value::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (again(key), again(value)))
                    .collect(),
            ),
            Value::Each(inner) => Value::Each(boxed(inner)),
            Value::ElementOf(inner) => Value::ElementOf(boxed(inner)),
            Value::Spread(inner) => Value::Spread(boxed(inner)),
            Value::Typed(inner, class) => Value::Typed(boxed(inner), class),
            Value::Within(function, inner) => Value::Within(function, boxed(inner)),
            Value::Call(call) => {
                let CallValue {
                    receiver,
                    name: method,
                    arguments,
                } = Arc::unwrap_or_clone(call);
                let arguments = arguments.into_iter().map(|argument| Argument {
                    value: again(argument.value),
                    ..argument
                });
                Value::call(receiver.map(again), method, arguments.collect())
            }
            other => other,
        }
    }

    /// Builds a value that is the first one, or the second one if the first is null.
    pub(crate) fn or(first: Value, second: Value, span: Span) -> Self {
        let argument = |place, value| Argument::new(Key::Position(place), value, span);
        Value::call(None, OR, vec![argument(0, first), argument(1, second)])
    }

    /// Returns the values of which the value is one, if it is a choice.
    pub(crate) fn alternatives(&self) -> Option<Vec<&Value>> {
        match self {
            Value::Choice(values) => Some(values.iter().collect()),
            Value::Call(call) if call.receiver.is_none() && call.name == OR => {
                Some(call.arguments.iter().map(|one| &one.value).collect())
            }
            _ => None,
        }
    }

    /// Builds a text from parts. Texts side by side become one, and parts of parts become parts.
    pub(crate) fn joined(parts: impl IntoIterator<Item = Value>) -> Self {
        let mut kept: Vec<Value> = Vec::new();
        let mut run = String::new();
        let flush = |run: &mut String, kept: &mut Vec<Value>| {
            if !run.is_empty() {
                kept.push(Value::Text(std::mem::take(run).into()));
            }
        };
        let flat = parts.into_iter().flat_map(|part| match part {
            Value::Template(inner) => inner,
            part => vec![part],
        });
        for part in flat {
            match part {
                Value::Text(text) => run.push_str(&text),
                part => {
                    flush(&mut run, &mut kept);
                    kept.push(part);
                }
            }
        }
        flush(&mut run, &mut kept);
        match &kept[..] {
            [] => Value::Text(Text::default()),
            [Value::Text(text)] => Value::Text(text.clone()),
            _ => Value::Template(kept),
        }
    }

    /// Builds a call whose result is used.
    pub(crate) fn call(
        receiver: Option<Value>,
        name: impl Into<Text>,
        mut arguments: Vec<Argument>,
    ) -> Self {
        // Most calls have one argument, and a list grows to four.
        arguments.shrink_to_fit();
        Value::Call(Arc::new(CallValue {
            receiver,
            name: name.into(),
            arguments,
        }))
    }
}

impl Argument {
    /// Builds an argument.
    pub(crate) fn new(key: Key, value: Value, span: Span) -> Self {
        Self { key, value, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_small_because_the_facts_of_thousands_of_files_are_kept() {
        assert!(size_of::<Value>() <= 40);
    }
}
