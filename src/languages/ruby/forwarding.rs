//! Methods that pass their arguments on to others: aliases and delegation.

use crate::facts::{Argument, CallSite, Key, Parameter, ParameterKind, SiteKind, Text, Value};
use crate::languages::ruby::declarations::texts;
use crate::languages::ruby::scanner::Scanner;
use crate::source::Span;
use ruby_prism::{AliasMethodNode, Node};

impl Scanner<'_, '_> {
    /// `alias a b`.
    pub(crate) fn alias(&mut self, node: &AliasMethodNode<'_>) {
        let word = |node: &Node<'_>| Text::from(self.text_of(node).trim_start_matches(':'));
        let (name, old) = (word(&node.new_name()), word(&node.old_name()));
        let span = self.span_of(&node.new_name());
        self.accessor(&name, Value::Name(old.clone()), span);
        self.passes_on(None, &old, span);
    }

    /// Lets the accessor that was just added pass all its arguments on to another method.
    pub(super) fn passes_on(&mut self, receiver: Option<Value>, method: &str, span: Span) {
        let Some(number) = self.facts.functions.len().checked_sub(1) else {
            return;
        };
        let kinds = [
            ("*", ParameterKind::Rest),
            ("**", ParameterKind::KeywordRest),
        ];
        let parameters = kinds.map(|(name, kind)| Parameter::new(name, kind));
        self.facts.functions[number].parameters = parameters.to_vec();
        let all = |(name, _): (&str, ParameterKind)| {
            Argument::new(Key::Spread, Value::Name(name.into()), span)
        };
        self.facts.calls.push(CallSite {
            kind: SiteKind::Call,
            receiver,
            name: method.into(),
            arguments: kinds.map(all).to_vec(),
            scope: self.scope,
            function: Some(number as u32),
            statement: true,
            name_span: span,
            span,
        });
    }

    /// `delegate :a, :b, to: :c`.
    pub(super) fn delegation(&mut self, arguments: &[Argument], span: Span) {
        let target = arguments
            .iter()
            .find(|argument| argument.key == Key::Name("to".into()));
        let Some(Value::Text(target)) = target.map(|argument| &argument.value) else {
            return;
        };
        let mut named = arguments.iter();
        let prefix = named.find(|argument| argument.key == Key::Name("prefix".into()));
        let prefix = prefix.map(|argument| argument.value.clone());
        for method in texts(arguments) {
            let target = target.trim_start_matches(':');
            let receiver = match target {
                "class" | "self.class" => Self::call_on_name(Value::Name("self".into()), "class"),
                target => Value::Name(target.into()),
            };
            let call = Self::call_on_name(receiver.clone(), &method);
            let name = match &prefix {
                Some(Value::Bool(true)) => format!("{target}_{method}").into(),
                Some(Value::Text(prefix)) => format!("{prefix}_{method}").into(),
                _ => method.clone(),
            };
            self.accessor(&name, call, span);
            self.passes_on(Some(receiver), &method, span);
        }
    }
}
