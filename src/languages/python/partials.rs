//! Lambdas, and functions that get some of their arguments in advance.

use crate::facts::{
    Argument, BindingKind, CallSite, Function, FunctionKind, Key, Parameter, ParameterKind,
    ScopeKind, SiteKind, Text, Value,
};
use crate::languages::flat_tree::Id;
use crate::languages::python::names::FIELD;
use crate::languages::python::scanner::{Place, Scanner};
use crate::languages::python::syntax::{Field, Kind};
use crate::source::Span;

impl Scanner<'_, '_> {
    /// `lambda x: send(x)`: its code belongs to the function around, unless a name holds it.
    pub(super) fn lambda(&mut self, id: Id) {
        let list = self.field(id, Field::Parameters);
        let span = self.span(id);
        for node in list.into_iter().flat_map(|list| self.tree.children(list)) {
            let name = self.parameter_name(node);
            let is_named = self
                .flow
                .place
                .function
                .is_some_and(|at| self.facts.functions[at as usize].span == span);
            if !is_named {
                self.bind(name, Value::Opaque, BindingKind::Inside, span);
            }
        }
    }

    /// A lambda, or a function with some arguments, that a name holds: it is a function under that name.
    pub(super) fn named_function(&mut self, left: Id, right: Id) -> bool {
        let is_lambda = self.kind(right) == Kind::Lambda;
        let partial = self.partial_arguments(right);
        if !is_lambda && partial.is_none() {
            return false;
        }
        let Some(name) = self.assigned_name(left) else {
            return false;
        };
        let is_field = name.starts_with(FIELD);
        let in_class = self.facts.scopes[self.flow.place.scope as usize].kind == ScopeKind::Class;
        let is_method = is_field || (in_class && self.flow.place.function.is_none());
        let name: Text = name.trim_start_matches(FIELD).into();
        let (parameters, returns) = match is_lambda {
            true => {
                let body = self.field(right, Field::Body);
                let returned = body.map(|body| self.value(body));
                (
                    self.parameters(right, false).0,
                    returned.into_iter().collect(),
                )
            }
            false => (rest_parameters(), Vec::new()),
        };
        let number = self.facts.functions.len() as u32;
        let span = self.span(right);
        if self.flow.place.function.is_some() && !is_field {
            self.bind(&name, Value::Function(number), self.flow.assigned(), span);
        }
        self.facts.functions.push(Function {
            public: !name.starts_with('_'),
            name,
            scope: self.flow.place.scope,
            outer: self.flow.place.function.filter(|_| !is_field),
            kind: match is_method {
                true => FunctionKind::Method,
                false => FunctionKind::Free,
            },
            parameters,
            returns,
            name_span: self.span(left),
            span,
        });
        let place = Place {
            function: Some(number),
            ..self.flow.place
        };
        if let Some((callee, mut arguments)) = partial {
            arguments.push(Argument::new(Key::Spread, Value::Name("args".into()), span));
            let names = Value::spread(Value::Name("kwargs".into()));
            let names = Value::Map(vec![(names, Value::Null)]);
            arguments.push(Argument::new(Key::Spread, names, span));
            self.partial_site(callee, arguments, place, span);
        }
        self.within(right, place, false, false);
        true
    }

    /// Notes the call of a function that gets some of its arguments in advance.
    fn partial_site(&mut self, callee: Id, arguments: Vec<Argument>, place: Place, span: Span) {
        let Some(called) = self.called(callee, 0) else {
            return;
        };
        self.push_call(CallSite {
            kind: SiteKind::Call,
            receiver: called.receiver,
            name: called.name,
            arguments,
            scope: place.scope,
            function: place.function,
            statement: true,
            name_span: self.span(called.at),
            span,
        });
    }

    /// `partial(function, …)` that no name holds. Returns true for any such call.
    pub(super) fn partial(&mut self, id: Id) -> bool {
        let Some((callee, arguments)) = self.partial_arguments(id) else {
            return false;
        };
        let span = self.span(id);
        let holder = self
            .flow
            .place
            .function
            .map(|at| &self.facts.functions[at as usize]);
        if holder.is_none_or(|holder| holder.span != span) && !arguments.is_empty() {
            self.partial_site(callee, arguments, self.flow.place, span);
        }
        true
    }

    /// Returns the function that `partial(…)` is given, and the other arguments.
    fn partial_arguments(&self, id: Id) -> Option<(Id, Vec<Argument>)> {
        let callee = self.field(id, Field::Function)?;
        let is_partial = matches!(self.text(callee), "partial" | "functools.partial");
        if self.kind(id) != Kind::Call || !is_partial {
            return None;
        }
        let list = self.field(id, Field::Arguments)?;
        let function = self.tree.first(list)?;
        self.callee(function)?;
        let mut arguments = self.arguments(Some(list));
        arguments.retain(|argument| argument.key != Key::Position(0));
        for argument in &mut arguments {
            if let Key::Position(number) = &mut argument.key {
                *number -= 1;
            }
        }
        Some((function, arguments))
    }
}

/// Returns parameters that take everything.
fn rest_parameters() -> Vec<Parameter> {
    vec![
        Parameter::new("args", ParameterKind::Rest),
        Parameter::new("kwargs", ParameterKind::KeywordRest),
    ]
}
