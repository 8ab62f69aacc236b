//! Blocks and lambdas, whose parameters are locals of the function around them.

use crate::facts::{BindingKind, ParameterKind, Value};
use crate::languages::ruby::scanner::Scanner;
use crate::source::Span;
use ruby_prism::{Location, Node, ParametersNode};

impl Scanner<'_, '_> {
    /// A block or lambda: its parameters are locals of the function around it. `each` is what it runs over, and whether a
    /// second parameter is the value that belongs to a key.
    pub(crate) fn closure(
        &mut self,
        parameters: Option<Node<'_>>,
        body: Option<Node<'_>>,
        each: Option<(Value, bool)>,
        at: Location<'_>,
    ) {
        let span = self.span(&at);
        let element = |value: &Value| Value::each(value.clone());
        if let Some(parameters) = parameters {
            let first = each
                .as_ref()
                .map_or(Value::Opaque, |(value, _)| element(value));
            if let Some(list) = parameters
                .as_block_parameters_node()
                .and_then(|node| node.parameters())
            {
                let paired = each
                    .as_ref()
                    .filter(|(_, pairs)| *pairs)
                    .map(|(value, _)| value);
                self.block_parameters(&list, &first, paired, span);
            } else if parameters.as_it_parameters_node().is_some() {
                self.bind("it", first, BindingKind::Inside, span);
            } else if let Some(numbered) = parameters.as_numbered_parameters_node() {
                self.bind("_1", first, BindingKind::Inside, span);
                for number in 2..=numbered.maximum() {
                    self.bind(
                        &format!("_{number}"),
                        Value::Opaque,
                        BindingKind::Inside,
                        span,
                    );
                }
            }
        }
        let before = (self.conditional, self.repeated, self.block_end);
        if self.function.is_some() {
            self.conditional = true;
            self.block_end = Some(span.end);
        }
        self.repeated = true;
        self.optional(body, true);
        (self.conditional, self.repeated, self.block_end) = before;
    }

    fn block_parameters(
        &mut self,
        list: &ParametersNode<'_>,
        first: &Value,
        paired: Option<&Value>,
        span: Span,
    ) {
        let nodes: Vec<Node<'_>> = list
            .requireds()
            .iter()
            .chain(list.optionals().iter())
            .chain(list.posts().iter())
            .collect();
        let two = nodes.len() > 1;
        for (index, node) in nodes.iter().enumerate() {
            let value = match (index, paired) {
                (0, Some(pairs)) if two => part(pairs, "key"),
                (0, _) => first.clone(),
                (1, Some(pairs)) => part(pairs, "value"),
                _ => Value::Opaque,
            };
            if let Some(inner) = node.as_multi_target_node() {
                // `each_with_index { |(key, value), index| … }`
                let pairs = match (index, first) {
                    (0, Value::Each(pairs)) if two && paired.is_none() => Some(&**pairs),
                    _ => None,
                };
                for (place, target) in inner.lefts().iter().enumerate() {
                    if let (Some(pairs), 0 | 1) = (pairs, place) {
                        let which = if place == 0 { "key" } else { "value" };
                        let value = part(pairs, which);
                        self.bind(self.text_of(&target), value, BindingKind::Inside, span);
                        continue;
                    }
                    let value = match (place, index, paired.is_some() || *first != Value::Opaque) {
                        (0, 0, true) if !two => {
                            paired.map_or(Value::Opaque, |pairs| part(pairs, "key"))
                        }
                        (1, 0, true) if !two => {
                            paired.map_or(Value::Opaque, |pairs| part(pairs, "value"))
                        }
                        _ => Value::Opaque,
                    };
                    self.bind(self.text_of(&target), value, BindingKind::Inside, span);
                }
                continue;
            }
            let name = node
                .as_optional_parameter_node()
                .map_or(node.location(), |optional| optional.name_loc());
            self.bind(self.text(&name), value, BindingKind::Inside, span);
        }
        self.other_parameters(list, first, span);
    }

    /// Binds the parameters of a block that are not taken by position.
    fn other_parameters(&mut self, list: &ParametersNode<'_>, first: &Value, span: Span) {
        let rest = list
            .rest()
            .into_iter()
            .chain(list.keywords().iter())
            .chain(list.keyword_rest());
        for node in rest {
            if let Some(parameter) = self.parameter(&node) {
                let key = Value::Text(parameter.name.clone());
                let value = match (parameter.kind, first) {
                    (ParameterKind::Keyword, Value::Each(_)) => Value::index(first.clone(), key),
                    _ => Value::Opaque,
                };
                self.bind(&parameter.name, value, BindingKind::Inside, span);
            }
        }
    }
}

/// The keys or values of what is walked over in pairs: a map, or a list of pairs.
fn part(pairs: &Value, which: &str) -> Value {
    match pairs {
        Value::List(items)
            if items.iter().all(|item| matches!(item, Value::List(_))) && !items.is_empty() =>
        {
            let place = usize::from(which == "value");
            let parts = items.iter().map(|item| match item {
                Value::List(pair) => pair.get(place).cloned().unwrap_or(Value::Null),
                _ => Value::Opaque,
            });
            Value::each(Value::List(parts.collect()))
        }
        pairs if which == "key" => Value::each(pairs.clone()),
        pairs => Value::each_value(pairs.clone()),
    }
}
