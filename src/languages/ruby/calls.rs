//! Call sites with their arguments, and closures.

use crate::facts::{Argument, BindingKind, CallSite, FunctionKind, Key, SiteKind, Text, Value};
use crate::languages::ruby::scanner::{Scanner, end, is_operator};
use crate::source::Span;
use ruby_prism::{ArgumentsNode, CallNode, Location, Node, ParametersNode};

/// Methods that hand each element of their receiver to the block.
const ITERATORS: &[&str] = &[
    "each",
    "map",
    "each_with_index",
    "flat_map",
    "select",
    "reject",
    "each_with_object",
    "each_pair",
    "filter_map",
    "find",
    "to_h",
    "index_with",
    "each_key",
    "each_value",
    "collect",
    "detect",
    "find_each",
    "any?",
    "all?",
    "each_slice",
    "group_by",
    "sum",
    "to_set",
    "index_by",
];

/// Iterators whose second block parameter is not the value that belongs to a key.
const COUNTING: &[&str] = &["each_with_index", "each_with_object", "each_slice"];

/// Blocks whose content belongs to the class around them.
const TRANSPARENT: &[&str] = &[
    "included",
    "prepended",
    "class_methods",
    "class_eval",
    "helpers",
    "with_options",
    "namespace",
    "resource",
    "resources",
];

impl Scanner<'_, '_> {
    /// The method a call names.
    pub(crate) fn method_name<'s>(&'s self, node: &CallNode<'_>) -> &'s str {
        // `proc.(x)` has no word, and that of `a[x]` is everything in the brackets.
        let word = node.message_loc().map_or("call", |at| self.text(&at));
        if word.starts_with('[') { "[]" } else { word }
    }

    pub(crate) fn call(&mut self, node: &CallNode<'_>, statement: bool) {
        if node.equal_loc().is_some() {
            return self.attribute_write(node);
        }
        let name = Text::from(self.method_name(node));
        let receiver = node.receiver();
        if is_operator(&name) || name == "not" {
            if name == "<<" {
                self.append(node);
            }
            receiver
                .iter()
                .for_each(|receiver| self.visit(receiver, false));
            node.arguments()
                .iter()
                .for_each(|list| self.each(&list.arguments(), false));
            return;
        }
        if receiver.is_none() && statement && self.visibility(node, &name) {
            return;
        }
        if self.is_word(node) && !statement && !name.ends_with(['?', '!']) {
            return;
        }
        receiver
            .iter()
            .for_each(|receiver| self.visit(receiver, false));
        let receiver_value = receiver.as_ref().map(|receiver| self.value(receiver, 0));
        let name_span = node
            .message_loc()
            .map_or(self.span(&node.location()), |at| self.span(&at));
        let mut arguments = node
            .arguments()
            .map(|list| self.arguments(&list, 0))
            .unwrap_or_default();
        let block = node.block();
        let span = self.span_without_block(node);
        if block.is_some() {
            arguments.push(Argument {
                key: Key::Block,
                value: Value::Opaque,
                span: self.span(&node.location()),
            });
        }
        self.mixin(&name, &arguments, name_span);
        self.declaration(&name, node, receiver_value.as_ref(), &arguments, span);
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver: receiver_value.clone(),
            name: name.clone(),
            arguments,
            scope: self.scope,
            function: self.function,
            statement,
            name_span,
            span,
        });
        node.arguments()
            .iter()
            .for_each(|list| self.inside_arguments(list, &name));
        let Some(block) = block else { return };
        let Some(closure) = block.as_block_node() else {
            return self.visit(&block, false);
        };
        if name == "define_method" && receiver.is_none() && self.defined_methods(node, &closure) {
            return;
        }
        if self.function.is_none() && receiver.is_none() && TRANSPARENT.contains(&name.as_str()) {
            let before = (self.defines, std::mem::replace(&mut self.public, true));
            if name == "class_methods" {
                self.defines = FunctionKind::Static;
            }
            self.closure(
                closure.parameters(),
                closure.body(),
                None,
                closure.location(),
            );
            (self.defines, self.public) = before;
        } else {
            let each = receiver_value.filter(|_| ITERATORS.contains(&name.as_str()));
            let each = each.map(|value| (value, !COUNTING.contains(&name.as_str())));
            self.closure(
                closure.parameters(),
                closure.body(),
                each,
                closure.location(),
            );
        }
    }

    /// A block's body is its own code; a call ends with its arguments.
    fn span_without_block(&self, node: &CallNode<'_>) -> Span {
        let whole = node.location();
        let has_body = node
            .block()
            .is_some_and(|block| block.as_block_node().is_some());
        let last = if has_body {
            let name = node.message_loc().map(|at| end(&at));
            node.closing_loc()
                .or_else(|| node.arguments().map(|list| list.location()))
                .map(|at| end(&at))
                .or(name)
        } else {
            None
        };
        self.place(
            whole.start() as usize,
            last.unwrap_or_else(|| end(&whole))
                .max(whole.start() as usize),
        )
    }

    /// A word alone that is no local: a method without arguments.
    pub(crate) fn is_word(&self, node: &CallNode<'_>) -> bool {
        node.receiver().is_none()
            && node.arguments().is_none()
            && node.block().is_none()
            && node.opening_loc().is_none()
    }

    pub(crate) fn super_call(
        &mut self,
        keyword: Location<'_>,
        arguments: Option<ArgumentsNode<'_>>,
        block: Option<Node<'_>>,
        at: Location<'_>,
        statement: bool,
    ) {
        let mut given = arguments
            .as_ref()
            .map(|list| self.arguments(list, 0))
            .unwrap_or_default();
        if block.is_some() {
            given.push(Argument {
                key: Key::Block,
                value: Value::Opaque,
                span: self.span(&at),
            });
        }
        let site = CallSite {
            kind: SiteKind::Call,
            receiver: None,
            name: "super".into(),
            arguments: given,
            scope: self.scope,
            function: self.function,
            statement,
            name_span: self.span(&keyword),
            span: self.span(&at),
        };
        self.facts.calls.push(site);
        arguments
            .iter()
            .for_each(|list| self.inside_arguments(list, "super"));
        match block.as_ref().and_then(|block| block.as_block_node()) {
            Some(block) => self.closure(block.parameters(), block.body(), None, block.location()),
            None => self.optional(block, false),
        }
    }

    /// The arguments of a call, each with the value it passes.
    pub(crate) fn arguments(&self, list: &ArgumentsNode<'_>, depth: usize) -> Vec<Argument> {
        let mut found = Vec::new();
        let mut position = 0u16;
        for node in &list.arguments() {
            let span = self.span_of(&node);
            if let Some(named) = node.as_keyword_hash_node() {
                found.extend(
                    named
                        .elements()
                        .iter()
                        .map(|entry| self.named_argument(&entry, depth)),
                );
            } else if let Some(splat) = node.as_splat_node() {
                let value = splat
                    .expression()
                    .map_or(Value::Name("*".into()), |inner| self.value(&inner, depth));
                found.push(Argument {
                    key: Key::Spread,
                    value,
                    span,
                });
            } else if node.as_forwarding_arguments_node().is_some() {
                // `...` passes on what the parameters of that name took.
                found.extend(["*", "**"].map(|name| Argument {
                    key: Key::Spread,
                    value: Value::Name(name.into()),
                    span,
                }));
            } else {
                found.push(Argument {
                    key: Key::Position(position),
                    value: self.value(&node, depth),
                    span,
                });
                position = position.saturating_add(1);
            }
        }
        found
    }

    fn named_argument(&self, entry: &Node<'_>, depth: usize) -> Argument {
        let span = self.span_of(entry);
        let (key, value) = match entry.as_assoc_node() {
            Some(pair) => {
                let value = self.value(&pair.value(), depth);
                match self.literal_key(&pair.key()) {
                    Some(name) => (Key::Name(name), value),
                    None => (
                        Key::Spread,
                        Value::Map(vec![(self.value(&pair.key(), depth), value)]),
                    ),
                }
            }
            None => {
                let inner = entry.as_assoc_splat_node().and_then(|splat| splat.value());
                (
                    Key::Spread,
                    inner.map_or(Value::Name("**".into()), |inner| self.value(&inner, depth)),
                )
            }
        };
        Argument { key, value, span }
    }

    /// Reads what stands inside arguments: calls, hashes, definitions (`private def x`).
    fn inside_arguments(&mut self, list: &ArgumentsNode<'_>, name: &str) {
        let hidden = matches!(name, "private" | "protected" | "private_class_method");
        for node in &list.arguments() {
            if node.as_def_node().is_some() {
                let before = (std::mem::replace(&mut self.public, !hidden), self.defines);
                if name == "module_function" {
                    self.defines = FunctionKind::Free;
                }
                self.visit(&node, false);
                (self.public, self.defines) = before;
            } else {
                self.visit(&node, false);
            }
        }
    }

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
        let element = |value: &Value| Value::Each(Box::new(value.clone()));
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
        let before = self.conditional;
        self.conditional |= self.function.is_some();
        self.optional(body, true);
        self.conditional = before;
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
                for (place, target) in inner.lefts().iter().enumerate() {
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
        let rest = list
            .rest()
            .into_iter()
            .chain(list.keywords().iter())
            .chain(list.keyword_rest());
        for node in rest {
            if let Some(parameter) = self.parameter(&node) {
                self.bind(&parameter.name, Value::Opaque, BindingKind::Inside, span);
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
            Value::Each(Box::new(Value::List(parts.collect())))
        }
        pairs if which == "key" => Value::Each(Box::new(pairs.clone())),
        pairs => Value::Index(Box::new(pairs.clone()), Box::new(Value::Opaque)),
    }
}
