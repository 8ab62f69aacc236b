//! Types: structs with their fields, interfaces with their methods, and the classes that types name.

use crate::facts::{
    BindingKind, Function, FunctionKind, Parameter, ParameterKind, Scope, ScopeId, ScopeKind,
    Super, SuperKind, Value,
};
use crate::languages::flat_tree::Id;
use crate::languages::go::names::{FIELD, is_plain_type};
use crate::languages::go::scanner::{Place, Scanner};
use crate::languages::go::syntax::{Field, Kind};

/// Nesting of a type that is taken apart.
const MOST_DEPTH: usize = 8;

impl<'s> Scanner<'s, '_> {
    pub(super) fn type_spec(&mut self, id: Id) {
        let (Some(name), Some(kind)) = (self.field(id, Field::Name), self.field(id, Field::Type))
        else {
            return;
        };
        let Some(scope) = self.class_scope(self.text(name)) else {
            return;
        };
        let span = self.span(id);
        self.facts.scopes[scope as usize].span = span;
        let place = self.flow.place;
        match self.kind(kind) {
            Kind::Struct => {
                self.flow.place = Place {
                    scope,
                    function: None,
                    object: "",
                };
                self.record(name, kind);
            }
            Kind::Interface => {
                self.facts.scopes[scope as usize].kind = ScopeKind::Module;
                self.flow.place.scope = scope;
                self.interface(kind);
            }
            // Another name of a type has its fields.
            Kind::TypeName | Kind::Qualified | Kind::Pointer | Kind::Generic => {
                self.embed(scope, kind);
            }
            _ => {}
        }
        self.flow.place = place;
    }

    /// Returns the scope of a type of this file.
    pub(super) fn class_scope(&mut self, name: &'s str) -> Option<ScopeId> {
        if let Some(scope) = self.classes.get(name) {
            return Some(*scope);
        }
        if name == "_" || is_plain_type(name) {
            return None;
        }
        let span = self.facts.scopes[0].span;
        self.facts.scopes.push(Scope {
            kind: ScopeKind::Class,
            path: name.into(),
            parent: Some(0),
            supers: Vec::new(),
            span: crate::source::Span {
                end: span.start,
                ..span
            },
        });
        let scope = self.facts.scopes.len() as ScopeId - 1;
        self.classes.insert(name, scope);
        Some(scope)
    }

    fn embed(&mut self, scope: ScopeId, kind: Id) {
        if let Some(value) = self.class_of_type(kind) {
            let written = self.text(kind).trim_start_matches('*');
            let value = match value {
                Value::Member(..) => Value::Name(written.into()),
                value => value,
            };
            let span = self.span(kind);
            self.facts.scopes[scope as usize].supers.insert(
                0,
                Super {
                    kind: SuperKind::Inherit,
                    word: "struct".into(),
                    value,
                    span,
                },
            );
        }
    }

    /// Notes the fields of a struct as parameters of the literals that make one.
    fn record(&mut self, name: Id, kind: Id) {
        let scope = self.flow.place.scope;
        let list = self.tree.first(kind);
        let mut parameters: Vec<Parameter> = Vec::new();
        for field in list.into_iter().flat_map(|list| self.tree.children(list)) {
            let Some(written) = self.field(field, Field::Type) else {
                continue;
            };
            let mut parameter = Parameter {
                name: self.text(written).into(),
                kind: ParameterKind::Either,
                default: Some(self.default_of(written)),
                class: self.class_of_type(written),
            };
            let names = self.fields(field, Field::Name);
            if names.is_empty() {
                let whole = self.text(written).trim_start_matches('*');
                let own = whole.split('[').next().unwrap_or(whole);
                parameter.name = own.rsplit('.').next().unwrap_or(own).into();
                parameters.push(parameter);
                self.embed(scope, written);
                continue;
            }
            for name in names {
                parameters.push(Parameter {
                    name: self.text(name).into(),
                    ..parameter.clone()
                });
            }
        }
        let number = self.facts.functions.len() as u32;
        let span = self.span(name);
        self.flow.place.function = Some(number);
        for parameter in &parameters {
            let name = format!("{FIELD}{}", parameter.name);
            let value = Value::Name(parameter.name.clone());
            self.bind(&name, value, BindingKind::Maybe, span);
        }
        let constructor = Function::implied_constructor("{}", scope, parameters, span);
        self.facts.functions.push(constructor);
    }

    /// Returns the value of a field that a literal does not set. An empty text is no name.
    fn default_of(&self, kind: Id) -> Value {
        match (self.kind(kind), self.text(kind)) {
            (Kind::TypeName, "bool") => Value::Bool(false),
            (Kind::TypeName, "string") => Value::Null,
            (Kind::TypeName, name) if is_plain_type(name) && name.contains("int") => {
                Value::Number("0".into())
            }
            (Kind::MapType | Kind::Slice | Kind::Pointer | Kind::FunctionType, _) => Value::Null,
            (Kind::TypeName | Kind::Qualified, _) if !self.is_struct(kind) => Value::Null,
            _ => Value::Opaque,
        }
    }

    /// Returns true for a struct of this file.
    pub(super) fn is_struct(&self, kind: Id) -> bool {
        self.underlying(self.text(kind)) == Some(Kind::Struct)
    }

    /// Returns the kind of the type that a type of this file is made of.
    pub(super) fn underlying(&self, name: &str) -> Option<Kind> {
        let spec = self.types.get(name)?;
        Some(self.kind(self.field(*spec, Field::Type)?))
    }

    /// Notes the methods of an interface, which others implement.
    fn interface(&mut self, kind: Id) {
        for part in self.tree.children(kind) {
            match self.kind(part) {
                Kind::TypeElement => {
                    if let Some(inner) = self.tree.first(part) {
                        self.embed(self.flow.place.scope, inner);
                    }
                }
                Kind::MethodElement => {
                    let Some(name) = self.field(part, Field::Name) else {
                        continue;
                    };
                    let parameters = self.parameters(part);
                    let span = self.span(part);
                    self.facts.functions.push(Function {
                        name: self.text(name).into(),
                        scope: self.flow.place.scope,
                        outer: None,
                        kind: FunctionKind::Method,
                        public: true,
                        parameters,
                        returns: vec![Value::call(None, "panic", Vec::new())],
                        name_span: self.span(name),
                        span,
                    });
                }
                _ => {}
            }
        }
    }

    /// Returns the class that a type names.
    pub(super) fn class_of_type(&self, id: Id) -> Option<Value> {
        let mut at = id;
        for _ in 0..MOST_DEPTH {
            match self.kind(at) {
                Kind::TypeName | Kind::Identifier => {
                    let name = self.text(at);
                    return (!is_plain_type(name)).then(|| Value::Name(name.into()));
                }
                Kind::Qualified => {
                    let package = self.field(at, Field::Package)?;
                    let name = self.field(at, Field::Name)?;
                    let package = Value::Name(self.text(package).into());
                    return Some(Value::member(package, self.text(name)));
                }
                Kind::Generic => at = self.field(at, Field::Type)?,
                Kind::Pointer | Kind::Parenthesized => at = self.tree.first(at)?,
                _ => return None,
            }
        }
        None
    }

    /// Returns the name of the type of this package that a type names.
    pub(super) fn own_type(&self, id: Id) -> Option<&'s str> {
        let mut at = id;
        for _ in 0..MOST_DEPTH {
            match self.kind(at) {
                Kind::TypeName => {
                    let name = self.text(at);
                    return (!is_plain_type(name)).then_some(name);
                }
                Kind::Generic => at = self.field(at, Field::Type)?,
                Kind::Pointer => at = self.tree.first(at)?,
                _ => return None,
            }
        }
        None
    }
}
