//! Assignments of every form, patterns, and what changes a local in place.

use crate::facts::{Argument, BindingKind, Key, Scope, ScopeKind, Super, SuperKind, Value};
use crate::languages::ruby::scanner::{Scanner, end, is_operator};
use crate::source::Span;
use ruby_prism::{CallNode, Location, MultiWriteNode, Node};

/// Patterns followed inside one another.
const MOST_PATTERN_DEPTH: usize = 20;

/// A name that is assigned to, how, and what.
pub(crate) struct Write<'pr> {
    pub(crate) name: Location<'pr>,
    /// `=`, `||`, `&&`, or the operator in front of `=`.
    pub(crate) operator: &'static str,
    pub(crate) value: Node<'pr>,
    is_constant: bool,
}

/// An assignment to one variable or constant, whichever of prism's sixteen nodes it is.
pub(crate) fn write<'pr>(node: &Node<'pr>) -> Option<Write<'pr>> {
    macro_rules! writes {
        ($($method:ident $operator:literal $is_constant:literal;)*) => {
            $(if let Some(node) = node.$method() {
                let (name, value) = (node.name_loc(), node.value());
                return Some(Write { name, operator: $operator, value, is_constant: $is_constant });
            })*
        };
    }
    writes! {
        as_local_variable_write_node "=" false;
        as_instance_variable_write_node "=" false;
        as_constant_write_node "=" true;
        as_class_variable_write_node "=" false;
        as_global_variable_write_node "=" false;
        as_local_variable_or_write_node "||" false;
        as_instance_variable_or_write_node "||" false;
        as_constant_or_write_node "||" true;
        as_class_variable_or_write_node "||" false;
        as_global_variable_or_write_node "||" false;
        as_local_variable_and_write_node "&&" false;
        as_instance_variable_and_write_node "&&" false;
        as_class_variable_and_write_node "&&" false;
        as_local_variable_operator_write_node "+" false;
        as_instance_variable_operator_write_node "+" false;
        as_class_variable_operator_write_node "+" false;
    }
    None
}

impl Scanner<'_, '_> {
    /// Reads an assignment; says whether the node was one.
    pub(crate) fn assignment(&mut self, node: &Node<'_>) -> bool {
        if let Some(write) = write(node) {
            self.write(&write, self.span_of(node));
        } else if let Some(node) = node.as_multi_write_node() {
            self.multi_write(&node);
        } else if let Some(node) = node.as_index_or_write_node() {
            self.visit(&node.value(), false);
            let key = node.arguments().and_then(|list| list.arguments().first());
            self.index_write(
                node.receiver().as_ref(),
                key.as_ref(),
                &node.value(),
                self.span(&node.location()),
            );
        } else if let Some(node) = node.as_call_or_write_node() {
            node.receiver()
                .iter()
                .for_each(|receiver| self.visit(receiver, false));
            self.visit(&node.value(), false);
        } else if let Some(node) = node.as_shareable_constant_node() {
            self.visit(&node.write(), false);
        } else if let Some(node) = node.as_constant_path_write_node() {
            self.visit(&node.value(), false);
        } else {
            return false;
        }
        true
    }

    fn write(&mut self, write: &Write<'_>, span: Span) {
        let name = self.text(&write.name);
        if write.is_constant && self.new_class(name, &write.value) {
            return;
        }
        let is_lambda = write.operator == "=" && self.lambda_name(&write.value, name);
        let from = self.facts.bindings.len();
        self.visit(&write.value, false);
        if is_lambda {
            self.note_lambda(name, from, self.span_of(&write.value));
        }
        let value = self.value(&write.value, 0);
        let (value, kind) = match write.operator {
            "=" => (value, self.assigned()),
            "+" => (self.sum(write, name, value), self.assigned()),
            _ => (value, BindingKind::Maybe),
        };
        // Constants belong to their class even when a function sets them.
        let outside = self.function;
        if write.is_constant {
            self.function = None;
        }
        self.bind(name, value, kind, span);
        self.function = outside;
    }

    /// `x += y`; any other operator gives something that is not followed.
    fn sum(&self, write: &Write<'_>, name: &str, value: Value) -> Value {
        let between = self
            .code
            .get(end(&write.name)..write.value.location().start() as usize)
            .unwrap_or("");
        match (between.trim(), value) {
            ("+=", Value::List(more)) => {
                let mut items = vec![Value::spread(Value::Name(name.into()))];
                items.extend(more);
                Value::List(items)
            }
            ("+=", value) => Value::Template(vec![Value::Name(name.into()), value]),
            _ => Value::Opaque,
        }
    }

    fn multi_write(&mut self, node: &MultiWriteNode<'_>) {
        self.visit(&node.value(), false);
        let (kind, span) = (self.assigned(), self.span(&node.location()));
        let items = node
            .value()
            .as_array_node()
            .map(|array| array.elements().iter().collect::<Vec<_>>());
        let whole = self.value(&node.value(), 0);
        for (index, target) in node.lefts().iter().enumerate() {
            let is_variable = target.as_local_variable_target_node().is_some()
                || target.as_instance_variable_target_node().is_some();
            if !is_variable {
                continue;
            }
            let value = match items.as_ref().and_then(|items| items.get(index)) {
                Some(item) => self.value(item, 0),
                None => Value::index(whole.clone(), Value::Text(index.to_string().into())),
            };
            self.bind(self.text_of(&target), value, kind, span);
        }
    }

    /// `object[key] = value`, `object.name = value`.
    pub(crate) fn attribute_write(&mut self, node: &CallNode<'_>) {
        let arguments = node
            .arguments()
            .map(|list| list.arguments().iter().collect::<Vec<_>>())
            .unwrap_or_default();
        node.receiver()
            .iter()
            .for_each(|receiver| self.visit(receiver, false));
        arguments
            .iter()
            .for_each(|argument| self.visit(argument, false));
        let span = self.span(&node.location());
        let name = self.method_name(node);
        match (arguments.as_slice(), node.receiver()) {
            ([key, value], Some(map)) if is_operator(name) => {
                self.index_write(Some(&map), Some(key), value, span)
            }
            // What an accessor writes is the field that it reads.
            ([value], Some(receiver)) if receiver.as_self_node().is_some() => {
                let value = self.value(value, 0);
                self.bind(&format!("@{name}"), value, self.assigned(), span);
            }
            _ => {}
        }
    }

    fn index_write(
        &mut self,
        map: Option<&Node<'_>>,
        key: Option<&Node<'_>>,
        value: &Node<'_>,
        span: Span,
    ) {
        let Some(key) = key else { return };
        let literal = self.literal_key(key);
        let is_variable = |map: &&Node<'_>| {
            map.as_local_variable_read_node().is_some()
                || map.as_instance_variable_read_node().is_some()
        };
        if let Some(map) = map.filter(is_variable) {
            let name = literal
                .clone()
                .map_or_else(|| self.value(key, 0), Value::Text);
            let entry = Value::Map(vec![(name, self.value(value, 0))]);
            self.bind(self.text_of(map), entry, self.appended(), span);
        }
        if let Some(key) = literal {
            let value = self.value(value, 0);
            self.push_map(vec![Argument::new(Key::Name(key), value, span)], span);
        }
    }

    /// `list << x`.
    pub(crate) fn append(&mut self, node: &CallNode<'_>) {
        let (Some(list), Some(arguments)) = (node.receiver(), node.arguments()) else {
            return;
        };
        let is_variable = list.as_local_variable_read_node().is_some()
            || list.as_instance_variable_read_node().is_some();
        if let (true, Some(item)) = (is_variable, arguments.arguments().first()) {
            let value = self.value(&item, 0);
            self.bind(
                self.text_of(&list),
                value,
                self.appended(),
                self.span(&node.location()),
            );
        }
    }

    /// `x.map! { … }`: the local is from here on what the method without `!` gives.
    pub(crate) fn changed_in_place(&mut self, node: &CallNode<'_>, name: &str, span: Span) {
        let Some(receiver) = node
            .receiver()
            .filter(|receiver| receiver.as_local_variable_read_node().is_some())
        else {
            return;
        };
        let Some(plain) = name.strip_suffix('!') else {
            return;
        };
        if !matches!(
            plain,
            "map"
                | "transform_keys"
                | "transform_values"
                | "merge"
                | "deep_merge"
                | "concat"
                | "slice"
        ) {
            return;
        }
        let value = self.call_value_named(node, plain, 0);
        self.bind(self.text_of(&receiver), value, self.assigned(), span);
    }

    /// `Name = Class.new(Base) do … end` is a class.
    fn new_class(&mut self, name: &str, value: &Node<'_>) -> bool {
        let Some(call) = value.as_call_node() else {
            return false;
        };
        let maker = call.receiver().map(|receiver| self.text_of(&receiver));
        let kind = match (maker, self.method_name(&call)) {
            (Some("Class" | "Struct"), "new") | (Some("Data"), "define") => ScopeKind::Class,
            (Some("Module"), "new") => ScopeKind::Module,
            _ => return false,
        };
        let base = call.arguments().and_then(|list| list.arguments().first());
        let base = base.filter(|base| {
            base.as_constant_read_node().is_some() || base.as_constant_path_node().is_some()
        });
        let supers = base.map(|base| Super {
            kind: SuperKind::Inherit,
            word: "<".into(),
            value: self.value(&base, 0),
            span: self.span_of(&base),
        });
        let (path, span) = (self.nested(name), self.span_of(value));
        let scope = Scope {
            kind,
            path,
            parent: Some(self.scope),
            supers: supers.into_iter().collect(),
            span,
        };
        let body = call
            .block()
            .and_then(|block| block.as_block_node())
            .and_then(|block| block.body());
        self.inside_scope(scope, body);
        true
    }

    /// The names a pattern takes from a value.
    pub(crate) fn pattern(&mut self, pattern: &Node<'_>, value: &Value, depth: usize) {
        if depth > MOST_PATTERN_DEPTH {
            return;
        }
        let under = |key: String| Value::index(value.clone(), Value::Text(key.into()));
        if pattern.as_local_variable_target_node().is_some() {
            self.bind(
                self.text_of(pattern),
                value.clone(),
                self.assigned(),
                self.span_of(pattern),
            );
        } else if let Some(capture) = pattern.as_capture_pattern_node() {
            self.pattern(&capture.value(), value, depth + 1);
            self.pattern(&capture.target().as_node(), value, depth + 1);
        } else if let Some(list) = pattern.as_array_pattern_node() {
            for (index, item) in list.requireds().iter().enumerate() {
                self.pattern(&item, &under(index.to_string()), depth + 1);
            }
        } else if let Some(map) = pattern.as_hash_pattern_node() {
            for pair in map
                .elements()
                .iter()
                .filter_map(|entry| entry.as_assoc_node())
            {
                let Some(key) = self.literal_key(&pair.key()) else {
                    continue;
                };
                self.pattern(&pair.value(), &under(key.to_string()), depth + 1);
            }
        } else if let Some(implicit) = pattern.as_implicit_node() {
            self.pattern(&implicit.value(), value, depth + 1);
        }
    }

    /// A call on a name, as a value.
    pub(crate) fn call_on_name(receiver: Value, name: &str) -> Value {
        Value::call(Some(receiver), name, Vec::new())
    }
}
