//! Properties of components of markup: those of classes, and their defaults.

use crate::facts::{
    Binding, BindingKind, FunctionId, FunctionKind, Parameter, ParameterKind, ScopeId, Value,
};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind};
use crate::source::Span;
use rustc_hash::FxHashMap;

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
        let parameter = Parameter::new(PROPERTIES, ParameterKind::Positional);
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
        let bindings = self.facts.bindings.iter();
        let given = bindings.filter(|binding| binding.name.ends_with(DEFAULTS));
        let given: Vec<&Binding> = given.collect();
        if given.is_empty() {
            return;
        }
        let mut by_scope: FxHashMap<ScopeId, usize> = FxHashMap::default();
        let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
        for (place, one) in self.facts.functions.iter().enumerate() {
            if one.kind == FunctionKind::Constructor {
                by_scope.entry(one.scope).or_insert(place);
                let path = &self.facts.scopes[one.scope as usize].path;
                by_name.entry(path).or_insert(place);
            } else if one.scope == 0 && one.outer.is_none() {
                by_name.entry(&one.name).or_insert(place);
            }
        }
        let found = given.into_iter().filter_map(|binding| {
            let place = match binding.name.strip_suffix(DEFAULTS)? {
                "" => by_scope.get(&binding.scope)?,
                owner => by_name.get(owner.trim_end_matches('.'))?,
            };
            Some((*place, binding.value.clone()))
        });
        let found: Vec<(usize, Value)> = found.collect();
        for (place, value) in found {
            let parameters = &mut self.facts.functions[place].parameters;
            if let Some(properties) = parameters.first_mut().filter(|one| one.default.is_none()) {
                properties.default = Some(value);
            }
        }
    }
}
