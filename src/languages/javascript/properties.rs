//! Properties of components of markup: those of classes, and their defaults.

use crate::facts::{
    BindingKind, Function, FunctionId, FunctionKind, Parameter, ParameterKind, Value,
};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind};
use crate::source::Span;

/// Superclasses of components.
const BASES: [&str; 2] = ["Component", "PureComponent"];

/// The field with the properties of a component.
const PROPERTIES: &str = "props";

/// The field with the properties that a component has if no element gives them.
pub(super) const DEFAULTS: &str = "defaultProps";

impl Scanner<'_, '_> {
    /// Gives a class without a constructor its properties, if it is a component.
    pub(super) fn class_component(&mut self, class: Id) {
        if !self.is_component_class() || self.has_constructor(class) {
            return;
        }
        let parameter = Parameter {
            name: PROPERTIES.into(),
            kind: ParameterKind::Positional,
            default: None,
            class: None,
        };
        let constructor = self.facts.functions.len() as FunctionId;
        self.add_parameters(vec![parameter], class);
        self.bind_properties(constructor, self.span(class));
    }

    /// Makes the first parameter of a constructor the properties of its class, if the class is a component.
    pub(super) fn constructed(&mut self, constructor: FunctionId) {
        let function = &self.facts.functions[constructor as usize];
        let span = function.name_span;
        if function.kind == FunctionKind::Constructor && self.is_component_class() {
            self.bind_properties(constructor, span);
        }
    }

    fn bind_properties(&mut self, constructor: FunctionId, span: Span) {
        self.declare_properties(constructor);
        let function = &self.facts.functions[constructor as usize];
        if let Some(first) = function.parameters.first() {
            let given = Box::new(Value::Name(first.name.clone()));
            let value = Value::Within(constructor, given);
            self.bind_field(PROPERTIES, value, BindingKind::Assign, span);
        }
    }

    /// Returns true if the class around is a component of markup.
    fn is_component_class(&self) -> bool {
        let scope = &self.facts.scopes[self.place.scope as usize];
        scope.supers.iter().any(|parent| match &parent.value {
            Value::Name(name) | Value::Member(_, name) => BASES.contains(&&**name),
            _ => false,
        })
    }

    fn has_constructor(&self, class: Id) -> bool {
        let bodies = self.tree.children(class);
        let mut members = bodies
            .filter(|body| self.kind(*body) == Kind::ClassBody)
            .flat_map(|body| self.tree.children(body));
        members.any(|member| {
            let name = self.field(member, Field::Name);
            self.kind(member) == Kind::MethodDefinition
                && name.is_some_and(|name| self.text(name) == "constructor")
        })
    }

    /// Gives components the properties that elements leave out: `Button.defaultProps = {…}`, `static defaultProps = {…}`.
    pub(super) fn default_properties(&mut self) {
        let mut found = Vec::new();
        for binding in &self.facts.bindings {
            let place = match binding.name.strip_suffix(DEFAULTS) {
                Some("") => {
                    let is_own = |one: &Function| {
                        one.kind == FunctionKind::Constructor && one.scope == binding.scope
                    };
                    self.facts.functions.iter().position(is_own)
                }
                Some(owner) => {
                    let owner = owner.trim_end_matches('.');
                    let scopes = &self.facts.scopes;
                    let is_meant = |one: &Function| match one.kind {
                        FunctionKind::Constructor => scopes[one.scope as usize].path == owner,
                        _ => one.scope == 0 && one.outer.is_none() && one.name == owner,
                    };
                    self.facts.functions.iter().position(is_meant)
                }
                None => continue,
            };
            found.extend(place.map(|place| (place, binding.value.clone())));
        }
        for (place, value) in found {
            let parameters = &mut self.facts.functions[place].parameters;
            if let Some(properties) = parameters.first_mut().filter(|one| one.default.is_none()) {
                properties.default = Some(value);
            }
        }
    }
}
