//! Enumerations, and classes whose constructor follows from their fields.

use crate::facts::{BindingKind, Function, Parameter, ParameterKind, Value};
use crate::languages::flat_tree::Id;
use crate::languages::python::names::{CONSTRUCTOR, FIELD, MEMBERS};
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};

/// Names of bases that make a class an enumeration; other names that end like this one do too.
const ENUMS: &[&str] = &[
    "Flag",
    "IntFlag",
    "TextChoices",
    "IntegerChoices",
    "Choices",
];
const ENUM_ENDING: &str = "Enum";
/// Decorators that make a constructor.
const RECORD_DECORATORS: &[&str] = &["dataclass", "define", "frozen", "mutable", "attrs", "s"];
/// Bases that make a constructor.
const RECORD_BASES: &[&str] = &[
    "NamedTuple",
    "BaseModel",
    "BaseSettings",
    "Struct",
    "SQLModel",
];

impl Scanner<'_, '_> {
    /// Returns true if a class is an enumeration.
    pub(super) fn is_enum(&self, id: Id, bases: &[&str]) -> bool {
        let is_one = |name: &&str| {
            ENUMS.contains(name) || name.ends_with(ENUM_ENDING) || self.enums.contains(name)
        };
        bases.iter().any(is_one) && self.constants(id).next().is_some()
    }

    /// Returns the plain assignments in the body of a class.
    fn constants(&self, id: Id) -> impl Iterator<Item = (Id, Id)> {
        let body = self.field(id, Field::Body);
        let statements = body.into_iter().flat_map(|body| self.tree.children(body));
        statements.filter_map(|statement| {
            let assignment = self.tree.first(statement)?;
            let is_plain = self.kind(statement) == Kind::ExpressionStatement
                && self.kind(assignment) == Kind::Assignment;
            let name = self.field(assignment, Field::Left)?;
            let is_name = self
                .plain_name(name)
                .is_some_and(|name| !name.starts_with('_'));
            (is_plain && is_name).then_some((name, assignment))
        })
    }

    /// Binds the members of an enumeration, and what the fields of any of them hold.
    pub(super) fn members(&mut self, id: Id) {
        let class = self.facts.scopes[self.flow.place.scope as usize]
            .path
            .clone();
        let constants = self.constants(id);
        let valued = constants.filter(|(_, one)| self.field(*one, Field::Right).is_some());
        let names: Vec<&str> = valued.map(|(name, _)| self.text(name)).collect();
        let member = |name: &&str| Value::member(Value::Name(class.clone()), *name);
        let members: Vec<Value> = names.iter().map(member).collect();
        let written = names.iter().map(|name| Value::Text((*name).into()));
        let name = Value::Choice(written.collect());
        let span = self
            .field(id, Field::Name)
            .map_or(self.span(id), |at| self.span(at));
        self.bind(
            MEMBERS,
            Value::List(members.clone()),
            BindingKind::Assign,
            span,
        );
        self.bind("value", Value::Choice(members), BindingKind::Assign, span);
        self.bind("name", name, BindingKind::Assign, span);
    }

    /// Returns the value of a member of an enumeration, and any other value as it is.
    pub(super) fn member_value(&self, left: Id, value: Value) -> Value {
        let scope = &self.facts.scopes[self.flow.place.scope as usize];
        let name = scope.path.rsplit('.').next().unwrap_or_default();
        if self.flow.place.function.is_some() || !self.enums.contains(name) {
            return value;
        }
        let is_text = scope.supers.iter().any(|base| match &base.value {
            Value::Name(base) => base.ends_with("StrEnum"),
            _ => false,
        });
        match value {
            Value::Call(call) if call.name == "auto" && is_text => {
                Value::Text(self.text(left).to_lowercase().into())
            }
            Value::Call(call) if call.name == "auto" => Value::Opaque,
            // A member of choices has a label behind its value.
            Value::List(mut items) if scope.supers.iter().any(is_choices) && items.len() == 2 => {
                items.swap_remove(0)
            }
            value => value,
        }
    }

    /// Returns true if the constructor of a class follows from its fields.
    pub(super) fn is_record(&self, id: Id, bases: &[&str]) -> bool {
        let last = |name: &'_ str| name.rsplit('.').next().unwrap_or_default().to_owned();
        let decorators = self.decorators(id);
        let mut decorators = decorators.iter().map(|one| last(self.decorator_name(*one)));
        let is_record = decorators.any(|name| RECORD_DECORATORS.contains(&name.as_str()))
            || bases.iter().any(|base| RECORD_BASES.contains(base));
        is_record && !self.has_constructor(id)
    }

    fn has_constructor(&self, id: Id) -> bool {
        let body = self.field(id, Field::Body);
        let mut statements = body.into_iter().flat_map(|body| self.tree.children(body));
        statements.any(|statement| {
            let name = self.field(statement, Field::Name);
            self.kind(statement) == Kind::Function
                && name.is_some_and(|name| self.text(name) == CONSTRUCTOR)
        })
    }

    /// Notes the constructor of a class with fields.
    pub(super) fn record(&mut self, id: Id, bases: &[&str]) {
        self.records.insert(self.flow.place.scope);
        // The fields of an unknown base come first, so the own ones have no positions.
        let others: Vec<&str> = bases
            .iter()
            .copied()
            .filter(|base| *base != "NamedTuple")
            .collect();
        let kind = match Self::is_plain(&others) {
            true => ParameterKind::Either,
            false => ParameterKind::Keyword,
        };
        let fields = self.constants(id).filter_map(|(name, assignment)| {
            let written = self.field(assignment, Field::Type)?;
            let is_field = !self.text(written).contains("ClassVar");
            let default = self.field(assignment, Field::Right);
            is_field.then(|| Parameter {
                name: self.text(name).into(),
                kind,
                default: default.map(|value| self.field_default(value)),
                class: self.class_of_type(written),
            })
        });
        let parameters: Vec<Parameter> = fields.collect();
        let number = self.facts.functions.len() as u32;
        let span = self
            .field(id, Field::Name)
            .map_or(self.span(id), |at| self.span(at));
        let outside = self.flow.place.function.replace(number);
        for parameter in &parameters {
            let name = format!("{FIELD}{}", parameter.name);
            let value = Value::Name(parameter.name.clone());
            self.bind(&name, value, BindingKind::Maybe, span);
        }
        self.flow.place.function = outside;
        let constructor =
            Function::implied_constructor(CONSTRUCTOR, self.flow.place.scope, parameters, span);
        self.facts.functions.push(constructor);
    }

    /// Returns the default of a field: `field(default=value)` has it inside.
    fn field_default(&self, id: Id) -> Value {
        let callee = self.field(id, Field::Function);
        let name = callee.map_or("", |callee| self.text(callee));
        if !matches!(
            name.rsplit('.').next(),
            Some("field" | "Field" | "ib" | "attrib")
        ) {
            return self.value(id);
        }
        let arguments = self.arguments(self.field(id, Field::Arguments));
        let mut given = arguments.into_iter();
        let default = given.find(|argument| match &argument.key {
            crate::facts::Key::Name(name) => name == "default",
            key => *key == crate::facts::Key::Position(0),
        });
        default.map_or(Value::Opaque, |default| default.value)
    }

    /// Returns true if an assignment declares a field of the class around.
    pub(super) fn is_record_field(&self, assignment: Id) -> bool {
        let written = self.field(assignment, Field::Type);
        self.flow.place.function.is_none()
            && self.records.contains(&self.flow.place.scope)
            && written.is_some_and(|written| !self.text(written).contains("ClassVar"))
    }
}

fn is_choices(base: &crate::facts::Super) -> bool {
    matches!(&base.value, Value::Name(name) if name.ends_with("Choices"))
}
