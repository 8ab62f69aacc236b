//! Methods and lambdas as values: `method(:tell)`, `&method(:tell)`, and lambdas that a local holds.

use crate::facts::{
    Argument, BindingKind, CallSite, Function, Key, ParameterKind, SiteKind, Text, Value, YIELDED,
};
use crate::languages::ruby::calls::ITERATORS;
use crate::languages::ruby::scanner::{LocalLambda, Scanner, end};
use crate::source::Span;
use ruby_prism::{ArgumentsNode, CallNode, Node};

/// Methods that run a method object or a lambda.
const RUNNING: &[&str] = &["call", "yield", "===", "[]", "()"];

/// Functions that make a lambda of their block.
const MAKING: &[&str] = &["lambda", "proc"];

/// Methods that hand the object that they are called on to their block.
const HANDING_ITSELF: &[&str] = &["tap", "then", "yield_self"];

/// Methods that start a job for each list of arguments in a list, and the position of that list.
const BULK: &[(&str, u16)] = &[
    ("perform_bulk", 0),
    ("bulk_perform_async", 0),
    ("bulk_perform_in", 1),
];

/// The method that starts one job.
const ASYNC: &str = "perform_async";

/// Limit of the calls of one lambda that are told apart.
const MOST_CALLS: usize = 64;

impl Scanner<'_, '_> {
    /// Notes the call that a call of a method object or of a lambda is.
    pub(crate) fn run_object(
        &mut self,
        node: &CallNode<'_>,
        name: &str,
        receiver: Option<&Value>,
        arguments: &[Argument],
        span: Span,
    ) {
        if !RUNNING.contains(&name) {
            return;
        }
        if let Some((owner, method)) = receiver.and_then(|receiver| self.method_of(receiver)) {
            self.push_call(owner, method, arguments.to_vec(), span);
            return;
        }
        let local = node.receiver().filter(|node| is_local(node));
        let Some(local) = local.map(|node| self.text_of(&node)) else {
            return;
        };
        if self.is_block(local) {
            return self.hand_out(arguments.to_vec());
        }
        let passed: Vec<Value> = arguments
            .iter()
            .filter(|argument| argument.key != Key::Block)
            .map(|argument| match argument.key {
                Key::Position(_) => constant(&argument.value),
                _ => Value::Opaque,
            })
            .collect();
        self.pass_to_lambda(local, &passed);
    }

    /// Notes the call that starts many jobs as one that starts each of them.
    pub(crate) fn run_bulk(
        &mut self,
        name: &str,
        receiver: Option<&Value>,
        arguments: &[Argument],
        span: Span,
    ) {
        let Some((_, place)) = BULK.iter().find(|(bulk, _)| *bulk == name) else {
            return;
        };
        let position = |one: &&Argument| one.key == Key::Position(*place);
        if let Some(list) = arguments.iter().find(position) {
            let each = Value::each(list.value.clone());
            let argument = Argument::new(Key::Spread, each, list.span);
            self.push_call(receiver.cloned(), ASYNC.into(), vec![argument], span);
        }
    }

    /// Notes the calls that an iterator makes of the method object or lambda that is its block.
    pub(crate) fn run_block(&mut self, node: &CallNode<'_>, receiver: Option<&Value>, span: Span) {
        let block = node.block();
        let Some(block) = block
            .as_ref()
            .and_then(|block| block.as_block_argument_node())
        else {
            return;
        };
        let Some(inner) = block.expression() else {
            return;
        };
        let element = receiver.map_or(Value::Opaque, |list| Value::each(list.clone()));
        if is_local(&inner) {
            let name = self.text_of(&inner);
            return self.pass_to_lambda(name, &[constant(&element)]);
        }
        let value = self.value(&inner, 0);
        if let Some((owner, method)) = self.method_of(&value) {
            let argument = Argument::new(Key::Position(0), element, span);
            self.push_call(owner, method, vec![argument], span);
        }
    }

    /// Notes what the function around hands to its block, as the result of a function of its own.
    pub(crate) fn yielded(&mut self, arguments: Option<&ArgumentsNode<'_>>) {
        let passed = arguments.map_or(Vec::new(), |list| self.arguments(list, 0));
        self.hand_out(passed);
    }

    /// Returns true for the parameter that is the block of the function around.
    fn is_block(&self, name: &str) -> bool {
        let own = self.function.map(|id| &self.facts.functions[id as usize]);
        let mut parameters = own.into_iter().flat_map(|own| &own.parameters);
        parameters.any(|one| one.kind == ParameterKind::Block && one.name == name)
    }

    fn hand_out(&mut self, passed: Vec<Argument>) {
        let values = passed.into_iter().map(|argument| match argument.key {
            Key::Position(_) => argument.value,
            _ => Value::Opaque,
        });
        let returned = Value::List(values.collect());
        let Some(own) = self.function.map(|id| &self.facts.functions[id as usize]) else {
            return;
        };
        let name = Text::from(format!("{YIELDED}{}", own.name));
        let same = |other: &Function| other.scope == own.scope && other.name == name;
        if let Some(known) = self.facts.functions.iter().position(same) {
            return self.facts.functions[known].returns.push(returned);
        }
        let function = Function {
            name,
            public: false,
            returns: vec![returned],
            ..own.clone()
        };
        self.facts.functions.push(function);
    }

    /// Returns a list of what a method hands to the block of a call.
    pub(crate) fn handed_to_block(
        &self,
        node: &CallNode<'_>,
        name: &str,
        receiver: Option<&Value>,
    ) -> Option<Value> {
        if HANDING_ITSELF.contains(&name) {
            let own = || Value::Name("self".into());
            return Some(Value::List(vec![receiver.cloned().unwrap_or_else(own)]));
        }
        let is_object = |value: &Value| match value {
            Value::Name(_) => true,
            Value::Call(call) => call.name == "new",
            _ => false,
        };
        if self.function.is_none()
            || (receiver.is_some() && ITERATORS.contains(&name))
            || MAKING.contains(&name)
            || !receiver.is_none_or(is_object)
        {
            return None;
        }
        let arguments = node.arguments();
        let arguments = arguments.map_or(Vec::new(), |list| self.arguments(&list, 0));
        let call = Value::call(receiver.cloned(), format!("{YIELDED}{name}"), arguments);
        let first = Value::index(call, Value::Text("0".into()));
        Some(Value::List(vec![first]))
    }

    /// Returns the receiver and the name of the method that `method(:name)` makes a value of, directly or through a local.
    fn method_of(&self, value: &Value) -> Option<(Option<Value>, Text)> {
        match value {
            Value::Call(call) if matches!(call.name.as_str(), "method" | "public_method") => {
                match &call.arguments[..] {
                    [
                        Argument {
                            value: Value::Text(name),
                            ..
                        },
                    ] => Some((call.receiver.clone(), name.clone())),
                    _ => None,
                }
            }
            Value::Name(local) => {
                let mut bindings = self.facts.bindings.iter().rev();
                let bound = bindings
                    .find(|binding| binding.name == *local && binding.function == self.function)?;
                match &bound.value {
                    value @ Value::Call(_) => self.method_of(value),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn push_call(
        &mut self,
        receiver: Option<Value>,
        name: Text,
        arguments: Vec<Argument>,
        span: Span,
    ) {
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver,
            name,
            arguments,
            scope: self.scope,
            function: self.function,
            statement: true,
            name_span: span,
            span,
        });
    }

    /// Returns the name of the local that a lambda is assigned to, if the function around only calls it or makes a block of it.
    pub(crate) fn lambda_name(&self, node: &Node<'_>, name: &str) -> bool {
        let is_lambda = node.as_lambda_node().is_some()
            || node.as_call_node().is_some_and(|call| {
                let called = self.method_name(&call);
                let is_made = matches!(called, "lambda" | "proc") && call.receiver().is_none();
                let is_new = called == "new"
                    && call
                        .receiver()
                        .is_some_and(|class| self.text_of(&class) == "Proc");
                (is_made || is_new) && call.block().is_some()
            });
        let around = self
            .function
            .map(|id| self.facts.functions[id as usize].span);
        let from = end(&node.location());
        let Some(rest) = self.code.get(from..).filter(|_| is_lambda) else {
            return false;
        };
        // Code that was put together has other positions than the file.
        let length = around.map_or(rest.len(), |around| {
            let start = self.span_of(node).start;
            (around.end.saturating_sub(start) as usize).min(rest.len())
        });
        let rest = rest.get(..rest.floor_char_boundary(length)).unwrap_or(rest);
        is_only_called(rest, name)
    }

    /// Notes a lambda with the bindings that its parameters got since `from`.
    pub(crate) fn note_lambda(&mut self, name: &str, from: usize, span: Span) {
        let own = self.facts.bindings.iter().enumerate().skip(from);
        let own =
            own.filter(|(_, one)| one.kind == BindingKind::Inside && one.span.start >= span.start);
        let mut parameters = Vec::new();
        let mut first: Option<Span> = None;
        for (index, binding) in own {
            // The parameters come first, and all have the span of the lambda.
            let whole = *first.get_or_insert(binding.span);
            if binding.span == whole && binding.value == Value::Opaque {
                parameters.push(index);
            }
        }
        for index in &parameters {
            self.facts.bindings[*index].value = Value::Choice(Vec::new());
        }
        self.lambdas.push(LocalLambda {
            name: name.into(),
            function: self.function,
            parameters,
        });
    }

    /// Adds what a call passes to the values of the parameters of a lambda.
    fn pass_to_lambda(&mut self, name: &str, passed: &[Value]) {
        let mut lambdas = self.lambdas.iter().rev();
        let Some(lambda) =
            lambdas.find(|lambda| lambda.name == name && lambda.function == self.function)
        else {
            return;
        };
        for (place, index) in lambda.parameters.iter().enumerate() {
            let value = passed.get(place).cloned().unwrap_or(Value::Opaque);
            if let Value::Choice(values) = &mut self.facts.bindings[*index].value
                && !values.contains(&value)
                && values.len() <= MOST_CALLS
            {
                values.push(if values.len() < MOST_CALLS {
                    value
                } else {
                    Value::Opaque
                });
            }
        }
    }
}

fn is_local(node: &Node<'_>) -> bool {
    node.as_local_variable_read_node().is_some()
}

/// Returns a value that is the same wherever it is evaluated; any other one is unknown.
fn constant(value: &Value) -> Value {
    let is_constant = |name: &Text| name.starts_with(|c: char| c.is_uppercase() || c == ':');
    let is_fixed = |value: &Value| constant(value) == *value && *value != Value::Opaque;
    let keeps = match value {
        Value::Text(_) | Value::Number(_) | Value::Null | Value::Bool(_) => true,
        Value::Name(name) => is_constant(name),
        Value::Member(base, _) | Value::Each(base) => is_fixed(base),
        Value::Index(base, key) => is_fixed(base) && is_fixed(key),
        Value::List(items) | Value::Choice(items) | Value::Template(items) => {
            items.iter().all(is_fixed)
        }
        _ => false,
    };
    match keeps {
        true => value.clone(),
        false => Value::Opaque,
    }
}

/// Returns true if a text uses a name only to call it, or as a block.
fn is_only_called(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).all(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        if before.ends_with(is_part) || behind.starts_with(is_part) {
            return true;
        }
        let is_run = [".call", ".(", "[", ".yield"]
            .iter()
            .any(|call| behind.starts_with(call));
        is_run || before.ends_with('&') || behind.starts_with(':') || before.ends_with([':', '.'])
    })
}
