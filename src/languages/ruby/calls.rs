//! Call sites with their arguments, and closures.

use crate::facts::{Argument, CallSite, FunctionKind, Key, SiteKind, Text, Value};
use crate::languages::ruby::scanner::{Scanner, end, is_operator};
use crate::source::Span;
use ruby_prism::{ArgumentsNode, BlockNode, CallNode, Location, Node};

/// Methods that hand each element of their receiver to the block.
pub(super) const ITERATORS: &[&str] = &[
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
        let is_operator = is_operator(&name) || name == "not";
        if !is_operator && node.receiver().is_none() && statement && self.visibility(node, &name) {
            return;
        }
        if !is_operator && self.is_word(node) && !statement && !name.ends_with(['?', '!']) {
            return;
        }
        if name == "<<" {
            self.append(node);
        }
        self.optional(node.receiver(), false);
        if is_operator {
            return self.arguments_only(node.arguments());
        }
        let receiver = node.receiver().map(|receiver| self.value(&receiver, 0));
        let is_own = |receiver: &Value| matches!(receiver, Value::Name(name) if self.own_names.contains(name));
        let receiver = receiver.filter(|receiver| !is_own(receiver));
        let whole = self.span(&node.location());
        let name_span = node.message_loc().map_or(whole, |at| self.span(&at));
        let arguments =
            self.all_arguments(node.arguments().as_ref(), node.block().is_some(), whole);
        let span = self.span_without_block(node);
        self.mixin(&name, &arguments, name_span);
        self.declaration(&name, node, receiver.as_ref(), &arguments, span);
        self.run_object(node, &name, receiver.as_ref(), &arguments, span);
        self.run_bulk(&name, receiver.as_ref(), &arguments, span);
        if ITERATORS.contains(&&*name) {
            self.run_block(node, receiver.as_ref(), span);
        }
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver: receiver.clone(),
            name: name.clone(),
            arguments,
            scope: self.scope,
            function: self.function,
            statement,
            name_span,
            span,
        });
        if let Some(list) = node.arguments() {
            self.inside_arguments(&list, &name);
        }
        match node.block().and_then(|block| block.as_block_node()) {
            Some(block) => self.block(node, &block, &name, receiver),
            None => self.optional(node.block(), false),
        }
    }

    /// Reads the block of a call.
    fn block(
        &mut self,
        node: &CallNode<'_>,
        block: &BlockNode<'_>,
        name: &str,
        receiver: Option<Value>,
    ) {
        if name == "define_method" && receiver.is_none() && self.defined_methods(node, block) {
            return;
        }
        let (parameters, body, at) = (block.parameters(), block.body(), block.location());
        if self.function.is_none() && receiver.is_none() && TRANSPARENT.contains(&name) {
            let before = (self.defines, std::mem::replace(&mut self.public, true));
            if name == "class_methods" {
                self.defines = FunctionKind::Static;
            }
            self.closure(parameters, body, None, at);
            (self.defines, self.public) = before;
        } else if self.function.is_none() && receiver.is_none() && is_callback(name) {
            let record = self.only_parameter(parameters.as_ref());
            let before = self.own_names.len();
            self.own_names.extend(record);
            self.closure(parameters, body, None, at);
            self.own_names.truncate(before);
        } else {
            if let Some(handed) = self.handed_to_block(node, name, receiver.as_ref()) {
                return self.closure(parameters, body, Some((handed, false)), at);
            }
            let each = receiver.filter(|_| ITERATORS.contains(&name));
            let each = each.map(|value| match name {
                "each_value" => (Value::call(Some(value), "values", Vec::new()), false),
                name => (value, !COUNTING.contains(&name)),
            });
            self.closure(parameters, body, each, at);
        }
    }

    /// Returns the name of the parameter of a block that has one.
    fn only_parameter(&self, parameters: Option<&Node<'_>>) -> Option<Text> {
        let list = parameters?.as_block_parameters_node()?.parameters()?;
        let only = list
            .requireds()
            .first()
            .filter(|_| list.requireds().len() == 1)?;
        only.as_required_parameter_node()
            .map(|one| self.text(&one.location()).into())
    }

    /// Returns the arguments of a call, and its block as one more.
    fn all_arguments(
        &self,
        list: Option<&ArgumentsNode<'_>>,
        has_block: bool,
        span: Span,
    ) -> Vec<Argument> {
        let mut found = list.map_or(Vec::new(), |list| self.arguments(list, 0));
        if has_block {
            found.push(Argument::new(Key::Block, Value::Opaque, span));
        }
        found
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
        let span = self.span(&at);
        let site = CallSite {
            kind: SiteKind::Call,
            receiver: None,
            name: "super".into(),
            arguments: self.all_arguments(arguments.as_ref(), block.is_some(), span),
            scope: self.scope,
            function: self.function,
            statement,
            name_span: self.span(&keyword),
            span,
        };
        self.facts.calls.push(site);
        if let Some(list) = arguments {
            self.inside_arguments(&list, "super");
        }
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
                let value = self.value_or(splat.expression(), Value::Name("*".into()), depth);
                found.push(Argument::new(Key::Spread, value, span));
            } else if node.as_forwarding_arguments_node().is_some() {
                // `...` passes on what the parameters of that name took.
                found.extend(
                    ["*", "**"]
                        .map(|name| Argument::new(Key::Spread, Value::Name(name.into()), span)),
                );
            } else {
                found.push(Argument::new(
                    Key::Position(position),
                    self.value(&node, depth),
                    span,
                ));
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
                let inner = self.value_or(inner, Value::Name("**".into()), depth);
                (Key::Spread, inner)
            }
        };
        Argument::new(key, value, span)
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
}

/// Returns true for a macro that runs its block on an object at some point of its life, with the object as argument.
fn is_callback(name: &str) -> bool {
    let prefixes = crate::languages::ruby::LANGUAGE.traits.callback_prefixes;
    prefixes.iter().any(|prefix| name.starts_with(prefix))
}
