//! Ruby expressions as values.

use crate::facts::{Argument, Key, OR, Text, Value};
use crate::languages::ruby::bindings::write;
use crate::languages::ruby::scanner::Scanner;
use ruby_prism::{ArgumentsNode, BeginNode, IfNode, Node, NodeList, StatementsNode};

/// Nesting of a value that is kept; what lies deeper is [`Value::Opaque`].
const MOST_VALUE_DEPTH: usize = 40;

impl Scanner<'_, '_> {
    /// The value of an expression.
    pub(crate) fn value(&self, node: &Node<'_>, depth: usize) -> Value {
        if depth > MOST_VALUE_DEPTH {
            return Value::Opaque;
        }
        let depth = depth + 1;
        if let Some(node) = node.as_call_node() {
            self.call_value(&node, depth)
        } else if let Some(path) = self.name(node) {
            Value::Name(path)
        } else if let Some(node) = node.as_constant_path_node() {
            // `self.class::NAME`: a constant of what the expression in front comes to.
            let parent = self.value_or(node.parent(), Value::Opaque, depth);
            Value::member(parent, self.text(&node.name_loc()))
        } else if let Some(node) = node.as_implicit_node() {
            self.value(&node.value(), depth)
        } else if let Some(node) = node.as_embedded_variable_node() {
            self.value(&node.variable(), depth)
        } else if let Some(node) = node.as_embedded_statements_node() {
            self.statements_value(node.statements(), depth)
        } else if let Some(node) = node.as_statements_node() {
            self.last(&node, depth)
        } else if let Some(node) = node.as_parentheses_node() {
            self.optional_value(node.body(), depth)
        } else if let Some(node) = node.as_begin_node() {
            self.begin_value(&node, depth)
        } else if let Some(node) = node.as_lambda_node() {
            let start = node.body().map_or(0, |body| self.span_of(&body).start);
            Value::Closure(vec![self.optional_value(node.body(), depth)], start)
        } else if let (Some(node), None) = (node.as_yield_node(), self.function) {
            // A template reads what others keep for it.
            let arguments = node.arguments();
            let arguments = arguments.map_or(Vec::new(), |list| self.arguments(&list, depth));
            Value::call(None, "yield", arguments)
        } else if let Some(node) = node.as_multi_write_node() {
            self.value(&node.value(), depth)
        } else if let Some(write) = write(node) {
            let value = self.value(&write.value, depth);
            if write.operator == "=" {
                value
            } else {
                choice([Value::Name(self.text(&write.name).into()), value])
            }
        } else {
            let literal = self.literal(node, depth);
            literal.unwrap_or_else(|| self.control_value(node, depth))
        }
    }

    /// Returns the value of a literal, list or map.
    fn literal(&self, node: &Node<'_>, depth: usize) -> Option<Value> {
        Some(if let Some(node) = node.as_string_node() {
            text(node.unescaped())
        } else if let Some(node) = node.as_symbol_node() {
            text(node.unescaped())
        } else if let Some(node) = node.as_interpolated_string_node() {
            Value::joined(self.values(&node.parts(), depth))
        } else if let Some(node) = node.as_interpolated_symbol_node() {
            Value::joined(self.values(&node.parts(), depth))
        } else if node.as_integer_node().is_some() || node.as_float_node().is_some() {
            Value::Number(self.text_of(node).into())
        } else if let Some(node) = node.as_regular_expression_node() {
            let flags = self
                .text(&node.closing_loc())
                .trim_start_matches(|letter: char| !letter.is_ascii_alphabetic());
            Value::Regex(Box::new((
                self.text(&node.content_loc()).into(),
                flags.into(),
            )))
        } else if node.as_true_node().is_some() || node.as_false_node().is_some() {
            Value::Bool(node.as_true_node().is_some())
        } else if node.as_nil_node().is_some() {
            Value::Null
        } else if let Some(node) = node.as_array_node() {
            Value::List(self.values(&node.elements(), depth))
        } else if let Some(node) = node.as_splat_node() {
            let inner = self.value_or(node.expression(), Value::Name("*".into()), depth);
            Value::spread(inner)
        } else if let Some(node) = node.as_hash_node() {
            Value::Map(self.entries(&node.elements(), depth))
        } else {
            Value::Map(self.entries(&node.as_keyword_hash_node()?.elements(), depth))
        })
    }

    /// Returns the value of a node that decides what runs: one of several.
    fn control_value(&self, node: &Node<'_>, depth: usize) -> Value {
        if let Some(node) = node.as_if_node() {
            self.condition_value(&node, depth)
        } else if let Some(node) = node.as_unless_node() {
            let otherwise = node.else_clause().and_then(|clause| clause.statements());
            choice([
                self.statements_value(node.statements(), depth),
                self.statements_value(otherwise, depth),
            ])
        } else if let Some(node) = node.as_else_node() {
            self.statements_value(node.statements(), depth)
        } else if let Some(node) = node.as_case_node() {
            let bodies = node.conditions().iter();
            let bodies = bodies.filter_map(|clause| clause.as_when_node()?.statements().into());
            let otherwise = node.else_clause().and_then(|clause| clause.statements());
            let values = bodies.chain([otherwise]);
            choice(values.map(|body| self.statements_value(body, depth)))
        } else if let Some(node) = node.as_case_match_node() {
            let bodies = node.conditions().iter();
            let bodies = bodies.filter_map(|clause| clause.as_in_node()?.statements().into());
            // Without an `else` a value that fits nowhere is an error.
            let otherwise = node.else_clause().map(|clause| clause.statements());
            let values = bodies.chain(otherwise);
            choice(values.map(|body| self.statements_value(body, depth)))
        } else if let Some(node) = node.as_rescue_modifier_node() {
            choice([
                self.value(&node.expression(), depth),
                self.value(&node.rescue_expression(), depth),
            ])
        } else if let Some(node) = node.as_or_node() {
            let (left, right) = (
                self.value(&node.left(), depth),
                self.value(&node.right(), depth),
            );
            match left {
                // A look-up decides which of the two it is.
                Value::Index(..) => {
                    let span = self.span_of(&node.left());
                    let argument = |place, value| Argument::new(Key::Position(place), value, span);
                    Value::call(None, OR, vec![argument(0, left), argument(1, right)])
                }
                left => choice([left, right]),
            }
        } else if let Some(node) = node.as_and_node() {
            // `x and return` is over unless it is the left side.
            let is_over = self.is_jump(&node.right());
            self.value(&if is_over { node.left() } else { node.right() }, depth)
        } else if node.as_return_node().is_some()
            || node.as_next_node().is_some()
            || node.as_break_node().is_some()
        {
            Value::Choice(Vec::new())
        } else {
            Value::Opaque
        }
    }

    /// A local, field or constant, by its name.
    fn name(&self, node: &Node<'_>) -> Option<Text> {
        let is_variable = node.as_local_variable_read_node().is_some()
            || node.as_instance_variable_read_node().is_some()
            || node.as_constant_read_node().is_some()
            || node.as_self_node().is_some()
            || node.as_it_local_variable_read_node().is_some()
            || node.as_class_variable_read_node().is_some()
            || node.as_global_variable_read_node().is_some();
        if is_variable {
            // The span of `name:`, short for `name: name`, has the colon.
            return Some(self.text_of(node).trim_end_matches(':').into());
        }
        let whole = node.as_constant_path_node()?;
        let mut parent = whole.parent();
        while let Some(path) = parent
            .as_ref()
            .and_then(|parent| parent.as_constant_path_node())
        {
            parent = path.parent();
        }
        parent
            .is_none_or(|first| first.as_constant_read_node().is_some())
            .then(|| self.text_of(node).into())
    }

    fn values(&self, nodes: &NodeList<'_>, depth: usize) -> Vec<Value> {
        nodes.iter().map(|node| self.value(&node, depth)).collect()
    }

    fn optional_value(&self, node: Option<Node<'_>>, depth: usize) -> Value {
        self.value_or(node, Value::Null, depth)
    }

    pub(super) fn value_or(&self, node: Option<Node<'_>>, otherwise: Value, depth: usize) -> Value {
        node.map_or(otherwise, |node| self.value(&node, depth))
    }

    pub(crate) fn statements_value(&self, node: Option<StatementsNode<'_>>, depth: usize) -> Value {
        node.map_or(Value::Null, |node| self.last(&node, depth))
    }

    fn last(&self, node: &StatementsNode<'_>, depth: usize) -> Value {
        self.optional_value(node.body().last(), depth)
    }

    /// The value of a body, and whatever a `rescue` beside it gives.
    fn begin_value(&self, node: &BeginNode<'_>, depth: usize) -> Value {
        let main = node
            .else_clause()
            .map_or_else(|| node.statements(), |clause| clause.statements());
        let mut values = vec![self.statements_value(main, depth)];
        let mut next = node.rescue_clause();
        while let Some(clause) = next {
            values.push(self.statements_value(clause.statements(), depth));
            next = clause.subsequent();
        }
        choice(values)
    }

    fn condition_value(&self, node: &IfNode<'_>, depth: usize) -> Value {
        let mut values = vec![self.statements_value(node.statements(), depth)];
        let mut next = node.subsequent();
        let mut open = true;
        while let Some(current) = next {
            next = match current.as_if_node() {
                Some(elsif) => {
                    values.push(self.statements_value(elsif.statements(), depth));
                    elsif.subsequent()
                }
                None => {
                    values.push(self.value(&current, depth));
                    open = false;
                    None
                }
            };
        }
        if open {
            values.push(Value::Null);
        }
        choice(values)
    }

    fn entries(&self, nodes: &NodeList<'_>, depth: usize) -> Vec<(Value, Value)> {
        let entries = nodes.iter().map(|entry| match entry.as_assoc_node() {
            Some(pair) => {
                let key = pair.key();
                let name = self
                    .literal_key(&key)
                    .map_or_else(|| self.value(&key, depth), Value::Text);
                (name, self.value(&pair.value(), depth))
            }
            None => {
                let inner = entry.as_assoc_splat_node().and_then(|splat| splat.value());
                let inner = self.value_or(inner, Value::Name("**".into()), depth);
                (Value::spread(inner), Value::Null)
            }
        });
        entries.collect()
    }

    /// A key that is written out: `x:`, `'x' =>`, `:x =>`.
    pub(crate) fn literal_key(&self, node: &Node<'_>) -> Option<Text> {
        let symbol = node.as_symbol_node().map(|node| text(node.unescaped()));
        match symbol.or_else(|| node.as_string_node().map(|node| text(node.unescaped())))? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value of `return`, `next` or `break`.
    pub(crate) fn jump_value(&self, arguments: Option<&ArgumentsNode<'_>>, depth: usize) -> Value {
        let Some(list) = arguments.map(|arguments| arguments.arguments()) else {
            return Value::Null;
        };
        match list.first() {
            Some(only) if list.len() == 1 => self.value(&only, depth + 1),
            _ => Value::List(self.values(&list, depth + 1)),
        }
    }
}

/// A literal's text; bytes that are not UTF-8 stand as the replacement character.
fn text(bytes: &[u8]) -> Value {
    Value::Text(String::from_utf8_lossy(bytes).as_ref().into())
}

/// One of these. An alternative that never comes about (`raise`, `return`) is none.
pub(crate) fn choice(values: impl IntoIterator<Item = Value>) -> Value {
    let mut found: Vec<Value> = Vec::new();
    let mut raised = None;
    for value in values {
        match value {
            Value::Choice(more) => found.extend(more),
            Value::Call(call)
                if call.receiver.is_none() && matches!(call.name.as_str(), "raise" | "fail") =>
            {
                raised = Some(Value::Call(call));
            }
            value => found.push(value),
        }
    }
    // What does nothing but raise says so: that is how a method asks to be overridden.
    if found.is_empty() {
        found.extend(raised);
    }
    if found.len() == 1 {
        found.remove(0)
    } else {
        Value::Choice(found)
    }
}
