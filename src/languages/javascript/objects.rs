//! Object literals: maps that may become attributes, and objects that are scopes.

use crate::facts::{
    Argument, BindingKind, CallSite, FunctionKind, Key, Scope, ScopeKind, SiteKind, Super, Text,
    Value,
};
use crate::languages::javascript::scanner::{Place, Role, Scanner};
use crate::languages::javascript::syntax::{Field, Id, Kind, is_function};
use crate::source::Span;

/// Keys around a map that are kept in front of its own; attributes have no more parts.
const MOST_OUTER_KEYS: usize = 4;
/// Objects inside an object that are searched for functions.
const MOST_OBJECTS: usize = 3;
/// Types, parentheses and calls around an object that are looked through.
const MOST_WRAPPERS: usize = 4;
/// The word under which a component hands values to those inside it, and the name of such maps.
pub(crate) const PROVIDE: &str = "provide";
/// The name of a map with one option of a component.
pub(crate) const OPTION: &str = "$options";

impl<'s> Scanner<'s, '_> {
    pub(crate) fn object(&mut self, id: Id) {
        match self.role(id) {
            Role::Component => self.component(id),
            Role::Scope => {
                let name = self.name_of(self.tree.parent(id)).unwrap_or("default");
                let outer = &self.facts.scopes[self.place.scope as usize];
                let path = match outer.kind {
                    ScopeKind::Object => format!("{}.{name}", outer.path).into(),
                    _ => name.into(),
                };
                self.map_site(id);
                self.open_scope(ScopeKind::Object, path, Vec::new(), id);
            }
            Role::Members | Role::Accessors | Role::Options => {}
            Role::Plain | Role::Named(_) => self.map_site(id),
        }
    }

    /// Notes a scope; what is inside belongs to it.
    pub(crate) fn open_scope(&mut self, kind: ScopeKind, path: Text, supers: Vec<Super>, id: Id) {
        let scope = Scope {
            kind,
            path,
            parent: Some(self.place.scope),
            supers,
            span: self.span(id),
        };
        self.facts.scopes.push(scope);
        let scope = self.facts.scopes.len() as u32 - 1;
        self.within(
            id,
            Place {
                scope,
                ..self.place
            },
            false,
        );
    }

    /// One entry of an object; the answer is where to go on.
    pub(crate) fn pair(&mut self, id: Id) -> Id {
        let Some(value) = self.field(id, Field::Value) else {
            return id + 1;
        };
        let role = self.role(self.tree.parent(id));
        let kind = if role == Role::Accessors {
            FunctionKind::Accessor
        } else {
            FunctionKind::Method
        };
        match role {
            Role::Component => return self.component_option(id, value),
            Role::Members | Role::Accessors | Role::Scope | Role::Options
                if self.made_function(value).is_some() =>
            {
                self.set_role(
                    self.made_function(value).unwrap_or(value),
                    Role::Named(kind),
                );
            }
            Role::Members | Role::Accessors
                if self.kind(value) == Kind::Object && self.has_functions(value) =>
            {
                self.set_role(value, Role::Options);
            }
            Role::Scope => {
                if let Some(key) = self
                    .field(id, Field::Key)
                    .and_then(|key| self.literal_key(key))
                {
                    self.bind(key, self.value(value), BindingKind::Assign, self.span(id));
                }
                if self.kind(value) == Kind::Object && self.has_functions(value) {
                    self.set_role(value, Role::Scope);
                }
            }
            _ => {}
        }
        id + 1
    }

    pub(crate) fn shorthand(&mut self, id: Id) {
        if self.role(self.tree.parent(id)) == Role::Component {
            let name = self.text(id);
            self.bind(
                &format!("$options.{name}"),
                Value::Name(name.into()),
                BindingKind::Assign,
                self.span(id),
            );
        }
    }

    /// Returns true if an object, or one inside it, has a function.
    pub(crate) fn has_functions(&self, object: Id) -> bool {
        self.has_functions_to(object, MOST_OBJECTS)
    }

    fn has_functions_to(&self, object: Id, left: usize) -> bool {
        self.tree.children(object).any(|child| {
            let value = self.field(child, Field::Value);
            self.kind(child) == Kind::MethodDefinition
                || value.is_some_and(|value| match self.kind(value) {
                    Kind::Object => left > 0 && self.has_functions_to(value, left - 1),
                    kind => is_function(kind),
                })
        })
    }

    /// Returns the expression behind types, parentheses and the calls that make an object constant.
    pub(crate) fn literal(&self, value: Id) -> Id {
        let mut at = value;
        for _ in 0..MOST_WRAPPERS {
            let inner = match self.kind(at) {
                Kind::Typed | Kind::Parenthesized => self.tree.first(at),
                Kind::Call => {
                    let callee = self.field(at, Field::Function);
                    let is_constant = callee.is_some_and(|callee| {
                        matches!(self.text(callee), "Object.freeze" | "Object.seal")
                    });
                    let list = self.field(at, Field::Arguments).filter(|_| is_constant);
                    list.and_then(|list| self.tree.first(list))
                }
                _ => None,
            };
            match inner {
                Some(inner) => at = inner,
                None => break,
            }
        }
        at
    }

    /// Notes an object literal with its own entries, and with the keys of the objects around it in front.
    fn map_site(&mut self, id: Id) {
        if self.is_provided(id) {
            for entry in self.named_entries(id) {
                let span = entry.span;
                self.push_map_at(PROVIDE, vec![entry], span);
            }
            return;
        }
        let mut arguments = Vec::new();
        let mut prefix = None;
        let tree = self.tree;
        for child in tree
            .children(id)
            .filter(|child| tree.kind(*child) == Kind::Pair)
        {
            let (Some(key), Some(value)) = (
                self.field(child, Field::Key),
                self.field(child, Field::Value),
            ) else {
                continue;
            };
            if self.kind(value) == Kind::Object || is_function(self.kind(value)) {
                continue;
            }
            if let Some(key) = self.literal_key(key) {
                let prefix = prefix.get_or_insert_with(|| self.outer_keys(id));
                let key: Text = if prefix.is_empty() {
                    key.into()
                } else {
                    format!("{prefix}{key}").into()
                };
                arguments.push(Argument::new(
                    Key::Name(key),
                    self.value(value),
                    self.span(child),
                ));
            }
        }
        self.push_map("", arguments, id);
    }

    /// Returns true if a component provides this object: `provide: {…}`, `provide() { return {…}; }`, `const provide = {…}`.
    fn is_provided(&self, id: Id) -> bool {
        let mut holder = self.tree.parent(id);
        if self.kind(holder) == Kind::Return {
            holder = self.tree.parent(self.tree.parent(holder));
        }
        let name = match self.kind(holder) {
            Kind::MethodDefinition => self.field(holder, Field::Name).map(|name| self.text(name)),
            _ => self.name_of(holder),
        };
        name == Some(PROVIDE)
    }

    /// The entries of an object that have a name, as arguments.
    pub(crate) fn named_entries(&self, id: Id) -> Vec<Argument> {
        let entry = |child: Id| {
            let (key, value) = match self.kind(child) {
                Kind::Pair => {
                    let key = self
                        .field(child, Field::Key)
                        .and_then(|key| self.literal_key(key))?;
                    (
                        Key::Name(key.into()),
                        self.value(self.field(child, Field::Value)?),
                    )
                }
                Kind::ShorthandProperty => (
                    Key::Name(self.text(child).into()),
                    Value::Name(self.text(child).into()),
                ),
                Kind::Spread => (Key::Spread, self.value(self.tree.first(child)?)),
                _ => return None,
            };
            Some(Argument::new(key, value, self.span(child)))
        };
        self.tree.children(id).filter_map(entry).collect()
    }

    /// The keys of the objects directly around an object, each followed by `-`.
    fn outer_keys(&self, id: Id) -> String {
        let mut keys = Vec::new();
        let mut at = id;
        while keys.len() < MOST_OUTER_KEYS {
            let pair = self.tree.parent(at);
            let outer = self.tree.parent(pair);
            let inside = self.kind(pair) == Kind::Pair && self.kind(outer) == Kind::Object;
            if !inside || self.role(outer) == Role::Component {
                break;
            }
            let Some(key) = self
                .field(pair, Field::Key)
                .and_then(|key| self.literal_key(key))
            else {
                break;
            };
            keys.push(key);
            at = outer;
        }
        keys.iter().rev().map(|key| format!("{key}-")).collect()
    }

    pub(crate) fn push_map(&mut self, name: &str, arguments: Vec<Argument>, id: Id) {
        if !arguments.is_empty() {
            self.push_map_at(name, arguments, self.span(id));
        }
    }

    fn push_map_at(&mut self, name: &str, arguments: Vec<Argument>, span: Span) {
        self.facts.calls.push(CallSite {
            kind: SiteKind::Map,
            receiver: None,
            name: name.into(),
            arguments,
            scope: self.place.scope,
            function: self.place.function,
            statement: false,
            name_span: span,
            span,
        });
    }
}
