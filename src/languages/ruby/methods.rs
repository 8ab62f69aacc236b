//! Calls as values: methods whose result can be told from how they are called.

use crate::facts::{Argument, FunctionKind, Key, Text, Value};
use crate::languages::ruby::format::{format_text, formatted};
use crate::languages::ruby::scanner::{Scanner, is_operator};
use crate::languages::ruby::values::choice;
use ruby_prism::{BlockNode, CallNode, Node};

/// Methods that give back what they are called on, as far as names go.
const SAME: &[&str] = &[
    "freeze",
    "to_s",
    "to_sym",
    "dup",
    "html_safe",
    "itself",
    "with_indifferent_access",
    "to_a",
    "compact",
    "flatten",
    "uniq",
    "deep_symbolize_keys",
    "symbolize_keys",
    "stringify_keys",
    "deep_dup",
    "clone",
    "compact_blank",
    "to_h",
];

/// Methods with a block that give back some or all of what they are called on.
const FILTERS: &[&str] = &[
    "tap",
    "then_yield",
    "sort",
    "sort_by",
    "select",
    "reject",
    "filter",
];

impl Scanner<'_, '_> {
    pub(crate) fn call_value(&self, node: &CallNode<'_>, depth: usize) -> Value {
        let name = self.method_name(node);
        if self.is_word(node) && name == "__method__" {
            let function = self
                .function
                .map(|id| self.facts.functions[id as usize].name.clone());
            return function.map_or(Value::Opaque, Value::Text);
        }
        let in_class_method = || {
            self.function.is_some_and(|id| {
                matches!(
                    self.facts.functions[id as usize].kind,
                    FunctionKind::Static | FunctionKind::Free
                )
            })
        };
        if self.is_word(node) && name == "name" && in_class_method() {
            return Value::member(Value::Name("self".into()), "name");
        }
        if self.is_word(node) && !matches!(name, "raise" | "fail") {
            return Value::Name(name.into());
        }
        if node.equal_loc().is_some() {
            let last = node.arguments().and_then(|list| list.arguments().last());
            return last.map_or(Value::Opaque, |value| self.value(&value, depth));
        }
        if is_operator(name) || name == "not" {
            return self.operator(node, name, depth);
        }
        self.call_value_named(node, name, depth)
    }

    /// The value of a call as if its method had this name.
    pub(crate) fn call_value_named(&self, node: &CallNode<'_>, name: &str, depth: usize) -> Value {
        let receiver = node.receiver().map(|receiver| self.value(&receiver, depth));
        let arguments = node
            .arguments()
            .map(|list| self.arguments(&list, depth))
            .unwrap_or_default();
        let block = node.block().and_then(|block| block.as_block_node());
        match (receiver, name) {
            (Some(receiver), _)
                if SAME.contains(&name) && arguments.is_empty() && block.is_none() =>
            {
                receiver
            }
            (Some(receiver), "dig" | "fetch") if !arguments.is_empty() => {
                dig(receiver, name, &arguments, block.as_ref(), |block| {
                    self.block_value(block, depth)
                })
            }
            (Some(Value::Name(class)), "new")
                if matches!(
                    class.as_str(),
                    "HashWithIndifferentAccess"
                        | "Set"
                        | "ActiveSupport::HashWithIndifferentAccess"
                ) =>
            {
                constructed(arguments)
            }
            (None, "Array" | "strong_memoize" | "Set" | "String" | "raw")
                if block.is_none() && !arguments.is_empty() =>
            {
                arguments
                    .into_iter()
                    .next()
                    .map_or(Value::Opaque, |argument| argument.value)
            }
            (None, _) if name.starts_with("strong_memoize") && block.is_some() => {
                block.map_or(Value::Opaque, |block| self.block_value(&block, depth))
            }
            (None, "format" | "sprintf") => formatted(&arguments).unwrap_or(Value::Opaque),
            (Some(receiver), _) if FILTERS.contains(&name) => receiver,
            (Some(receiver), "slice") if !arguments.is_empty() => sliced(receiver, &arguments),
            (Some(receiver), "then" | "yield_self") if block.is_some() => block
                .map_or(Value::Opaque, |block| {
                    self.applied(&block, &[receiver], depth)
                }),
            (Some(receiver), _) if block.is_some() => {
                match block.and_then(|block| self.built(&receiver, name, &block, depth)) {
                    Some(value) => value,
                    None => call(Some(receiver), name, arguments),
                }
            }
            (receiver, _) => call(receiver, name, arguments),
        }
    }

    /// Returns the result of a block with unknown parameters.
    fn block_value(&self, block: &BlockNode<'_>, depth: usize) -> Value {
        block
            .body()
            .map_or(Value::Null, |body| self.value(&body, depth))
    }

    /// Returns the result of a block with these parameters.
    fn applied(&self, block: &BlockNode<'_>, values: &[Value], depth: usize) -> Value {
        let mut result = self.block_value(block, depth);
        let Some(parameters) = block.parameters() else {
            return result;
        };
        let mut names: Vec<Text> = Vec::new();
        if let Some(list) = parameters
            .as_block_parameters_node()
            .and_then(|node| node.parameters())
        {
            names.extend(
                list.requireds()
                    .iter()
                    .map(|node| Text::from(self.text_of(&node))),
            );
        } else if parameters.as_it_parameters_node().is_some() {
            names.push("it".into());
        } else if let Some(numbered) = parameters.as_numbered_parameters_node() {
            names.extend((1..=numbered.maximum()).map(|number| Text::from(format!("_{number}"))));
        }
        for (name, value) in names.iter().zip(values) {
            result = result.with_name(name, value);
        }
        result
    }

    /// Lists and maps built by a block from each element of its receiver.
    fn built(
        &self,
        receiver: &Value,
        name: &str,
        block: &BlockNode<'_>,
        depth: usize,
    ) -> Option<Value> {
        let element = || Value::each(receiver.clone());
        let values = || Value::each_value(receiver.clone());
        let one = |value: Value| self.applied(block, &[value], depth);
        Some(match name {
            // Each element gives one, so the list is not the one that is written here.
            "map" | "collect" | "filter_map" => Value::List(vec![Value::spread(Value::List(
                vec![self.applied(block, &[element(), values()], depth)],
            ))]),
            "flat_map" => match self.applied(block, &[element(), values()], depth) {
                list @ Value::List(_) => list,
                other => Value::List(vec![other]),
            },
            "to_h" => match self.applied(block, &[element(), values()], depth) {
                Value::List(pair) if pair.len() == 2 => {
                    let mut pair = pair.into_iter();
                    Value::Map(vec![(pair.next()?, pair.next()?)])
                }
                _ => return None,
            },
            "index_with" => Value::Map(vec![(element(), one(element()))]),
            "index_by" => Value::Map(vec![(one(element()), element())]),
            "transform_keys" => Value::Map(vec![(one(element()), values())]),
            "transform_values" => Value::Map(vec![(element(), one(values()))]),
            _ => return None,
        })
    }

    fn operator(&self, node: &CallNode<'_>, name: &str, depth: usize) -> Value {
        let arguments = node
            .arguments()
            .map(|list| self.arguments(&list, depth))
            .unwrap_or_default();
        let Some(receiver) = node.receiver() else {
            return Value::Opaque;
        };
        let left = self.value(&receiver, depth);
        if name == "[]"
            && let Some(range) = self.range(node)
        {
            return call(Some(left), "[..]", range);
        }
        if name == "[]" && arguments.len() > 1 {
            return call(Some(left), name, arguments);
        }
        let Some(first) = arguments.into_iter().next() else {
            // `+'x'` and `-'x'` only thaw and freeze.
            return if matches!(
                (name, &left),
                ("+" | "-", Value::Text(_) | Value::Template(_))
            ) {
                left
            } else {
                Value::Opaque
            };
        };
        match (name, left, first.value) {
            ("[]", left, key) => Value::index(left, key),
            ("+" | "<<" | "|", Value::List(mut list), Value::List(more)) if name != "<<" => {
                list.extend(more);
                Value::List(list)
            }
            ("+" | "|", left, right)
                if matches!(
                    (&left, &right),
                    (Value::Name(_) | Value::List(_), Value::List(_)) | (Value::List(_), _)
                ) =>
            {
                Value::List(vec![Value::spread(left), Value::spread(right)])
            }
            // Numbers are added up, or shifted.
            ("+" | "<<", Value::Number(_), _) | ("+" | "<<", _, Value::Number(_)) => Value::Opaque,
            ("+" | "<<", left, right) => Value::joined([left, right]),
            ("%", Value::Text(pattern), right) => {
                let right = if let Value::List(items) = right {
                    items
                } else {
                    vec![right]
                };
                format_text(&pattern, right)
            }
            _ => Value::Opaque,
        }
    }
}

impl Scanner<'_, '_> {
    /// Returns the places of `value[1..2]` as arguments: the first and the last that belong to it.
    fn range(&self, node: &CallNode<'_>) -> Option<Vec<Argument>> {
        let list = node.arguments()?.arguments();
        let range = list.first().filter(|_| list.len() == 1)?;
        let (range, span) = (range.as_range_node()?, self.span_of(&range));
        let place = |node: Option<Node<'_>>, otherwise: i64| match node {
            Some(node) => self.text_of(&node).parse::<i64>().ok(),
            None => Some(otherwise),
        };
        let from = place(range.left(), 0)?;
        let excludes = range.operator_loc().as_slice() == b"..." && range.right().is_some();
        let to = place(range.right(), -1)?;
        let to = match (excludes, to) {
            (true, 0) => return None,
            (true, to) => to - 1,
            (false, to) => to,
        };
        let argument = |(index, place): (u16, i64)| {
            let value = Value::Number(place.to_string().into());
            Argument::new(Key::Position(index), value, span)
        };
        Some([(0, from), (1, to)].map(argument).to_vec())
    }
}

/// Returns the list or map that a constructor copies; named arguments are a map.
fn constructed(arguments: Vec<Argument>) -> Value {
    let entry = |argument: &Argument| match &argument.key {
        Key::Name(name) => Some((Value::Text(name.clone()), argument.value.clone())),
        _ => None,
    };
    let entries: Option<Vec<_>> = arguments.iter().map(entry).collect();
    match entries.filter(|entries| !entries.is_empty()) {
        Some(entries) => Value::Map(entries),
        None => {
            let first = arguments.into_iter().next();
            first.map_or(Value::List(Vec::new()), |argument| argument.value)
        }
    }
}

fn call(receiver: Option<Value>, name: &str, arguments: Vec<Argument>) -> Value {
    Value::call(receiver, name, arguments)
}

/// `dig(a, b)`, `fetch(a)`, `fetch(a, default)`, `fetch(a) { default }`.
fn dig(
    receiver: Value,
    name: &str,
    arguments: &[Argument],
    block: Option<&BlockNode<'_>>,
    block_value: impl Fn(&BlockNode<'_>) -> Value,
) -> Value {
    let is_fetch = name == "fetch";
    let keys = if is_fetch { &arguments[..1] } else { arguments };
    let found = keys.iter().fold(receiver, |value, key| {
        Value::index(value, key.value.clone())
    });
    let default = arguments
        .get(1)
        .map(|default| default.value.clone())
        .or_else(|| block.map(block_value));
    match default.filter(|_| is_fetch) {
        Some(default) => choice([found, default]),
        None => found,
    }
}

/// `map.slice(:a, :b)`: a map with these keys, whatever the receiver is; anything else stays a call.
fn sliced(receiver: Value, arguments: &[Argument]) -> Value {
    let keys: Vec<&Argument> = arguments
        .iter()
        .filter(|argument| matches!(argument.value, Value::Text(_)))
        .collect();
    if keys.len() < arguments.len() {
        return call(Some(receiver), "slice", arguments.to_vec());
    }
    let entry = |key: &Argument| {
        (
            key.value.clone(),
            Value::index(receiver.clone(), key.value.clone()),
        )
    };
    Value::Map(keys.into_iter().map(entry).collect())
}
