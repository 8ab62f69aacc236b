//! Facts of a file whose id has changed.

use super::{Argument, CallValue, FileFacts, Super, Value};
use crate::source::FileId;
use std::sync::Arc;

impl FileFacts {
    /// Makes all spans point into `file`.
    pub(crate) fn move_to(&mut self, file: FileId) {
        for scope in &mut self.scopes {
            scope.span.file = file;
            for Super { value, span, .. } in &mut scope.supers {
                span.file = file;
                move_value(value, file);
            }
        }
        for function in &mut self.functions {
            function.span.file = file;
            function.name_span.file = file;
            let parameters = function.parameters.iter_mut();
            let values =
                parameters.flat_map(|one| one.default.as_mut().into_iter().chain(&mut one.class));
            values
                .chain(&mut function.returns)
                .for_each(|value| move_value(value, file));
        }
        for site in &mut self.calls {
            site.span.file = file;
            site.name_span.file = file;
            site.receiver
                .iter_mut()
                .for_each(|value| move_value(value, file));
            move_arguments(&mut site.arguments, file);
        }
        for binding in &mut self.bindings {
            binding.span.file = file;
            move_value(&mut binding.value, file);
        }
        self.imports
            .iter_mut()
            .for_each(|import| import.span.file = file);
        self.problems
            .iter_mut()
            .for_each(|problem| problem.span.file = file);
        self.directives
            .iter_mut()
            .for_each(|directive| directive.move_to(file));
    }
}

fn move_arguments(arguments: &mut [Argument], file: FileId) {
    for argument in arguments {
        argument.span.file = file;
        move_value(&mut argument.value, file);
    }
}

fn move_value(value: &mut Value, file: FileId) {
    match value {
        Value::Member(inner, _)
        | Value::Each(inner)
        | Value::ElementOf(inner)
        | Value::InstanceOf(inner)
        | Value::Spread(inner)
        | Value::Typed(inner, _)
        | Value::Within(_, inner) => move_value(inner, file),
        Value::Index(base, key) => {
            move_value(base, file);
            move_value(key, file);
        }
        Value::Call(call) => {
            let CallValue {
                receiver,
                arguments,
                ..
            } = Arc::make_mut(call);
            receiver
                .iter_mut()
                .for_each(|value| move_value(value, file));
            move_arguments(arguments, file);
        }
        Value::Template(values)
        | Value::Choice(values)
        | Value::List(values)
        | Value::Closure(values, _) => {
            values.iter_mut().for_each(|value| move_value(value, file));
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                move_value(key, file);
                move_value(value, file);
            }
        }
        Value::Text(_)
        | Value::Number(_)
        | Value::Regex(..)
        | Value::Bool(_)
        | Value::Null
        | Value::Name(_)
        | Value::Function(_)
        | Value::Opaque => {}
    }
}
