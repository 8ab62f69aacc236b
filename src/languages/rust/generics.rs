//! Type parameters of functions. A parameter of that type, or a call with explicit types, supplies the type.

use crate::facts::{Argument, Key, Parameter, ParameterKind, Text, Value};
use crate::languages::rust::scanner::Scanner;
use syn::{FnArg, GenericArgument, GenericParam, Pat, PathArguments, Signature, Type};

/// Returns the name under which a call supplies a type, by its place.
fn type_key(place: usize) -> Text {
    format!("<{place}>").into()
}

/// Returns the name of a type, behind references and boxes.
fn type_name(of: &Type) -> Option<String> {
    match of {
        Type::Reference(inner) => type_name(&inner.elem),
        Type::Paren(inner) => type_name(&inner.elem),
        Type::Path(path) => Some(path.path.get_ident()?.to_string()),
        _ => None,
    }
}

impl Scanner {
    /// Notes the type parameters of a function. Returns the parameters that supply those which no parameter has as its type.
    pub(super) fn type_parameters(&mut self, signature: &Signature) -> Vec<Parameter> {
        self.types.clear();
        let names = signature
            .generics
            .params
            .iter()
            .filter_map(|one| match one {
                GenericParam::Type(one) => Some(one.ident.to_string()),
                _ => None,
            });
        let mut added = Vec::new();
        for (place, name) in names.enumerate() {
            let of_type = signature.inputs.iter().find_map(|input| match input {
                FnArg::Typed(typed) if type_name(&typed.ty).as_ref() == Some(&name) => {
                    match &*typed.pat {
                        Pat::Ident(own) => Some(Text::from(own.ident.to_string())),
                        _ => None,
                    }
                }
                _ => None,
            });
            let supplied = of_type.unwrap_or_else(|| {
                added.push(Parameter::new(type_key(place), ParameterKind::Keyword));
                type_key(place)
            });
            self.types.push((name.into(), supplied));
        }
        added
    }

    /// Returns the value of a path that begins with a type parameter.
    pub(super) fn of_type_parameter(&self, path: &str) -> Option<Value> {
        let mut parts = path.split("::");
        let first = parts.next()?;
        let (_, supplied) = self.types.iter().find(|(name, _)| name == first)?;
        let value = Value::Name(supplied.clone());
        Some(parts.fold(value, Value::member))
    }

    /// Returns the types that a call writes, as arguments.
    pub(super) fn type_arguments(&self, path: &syn::Path) -> Vec<Argument> {
        let Some(last) = path.segments.last() else {
            return Vec::new();
        };
        let PathArguments::AngleBracketed(list) = &last.arguments else {
            return Vec::new();
        };
        let named = list
            .args
            .iter()
            .enumerate()
            .filter_map(|(place, one)| match one {
                GenericArgument::Type(Type::Path(of)) => {
                    let value = Value::Name(self.path(&of.path));
                    let span = self.span(last.ident.span());
                    Some(Argument::new(Key::Name(type_key(place)), value, span))
                }
                _ => None,
            });
        named.collect()
    }

    /// Returns the receiver of a function that is called by its path.
    pub(crate) fn receiver_of(&self, receiver: Option<Value>) -> Option<Value> {
        receiver.map(|receiver| match &receiver {
            Value::Name(path) => self.of_type_parameter(path).unwrap_or(receiver),
            _ => receiver,
        })
    }
}
