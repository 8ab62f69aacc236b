//! Rules for code that runs around surfaces: hooks, middleware and interceptors.

use crate::facts::{Argument, CallSite, Key, Text};
use crate::rules::one_or_many::OneOrMany;
use crate::rules::registration::{RegisteredBy, RegistrationRule};
use serde::Deserialize;

/// The surfaces that a hook runs around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Over {
    /// The surface that the same decorator, call or literal registers.
    This,
    /// Surfaces of the object that the hook is registered on, and of the objects that it contains.
    Object,
    /// Surfaces of the object that the hook gets, or that its function makes.
    Wrapped,
    /// Surfaces of the object that is another argument of the registration.
    Argument,
    /// All surfaces of the program.
    Program,
}

/// Hooks, and the surfaces that they run around.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AroundRule {
    /// Ids of the surface rules of the pack; all without any.
    #[serde(default)]
    pub(crate) surfaces: OneOrMany<Text>,
    /// Only in files of these languages; all without any.
    #[serde(default)]
    pub(crate) languages: OneOrMany<Text>,
    /// The registration of the hook.
    pub(crate) registered: RegistrationRule,
    /// Last names of the objects that a hook is registered on; any without one.
    #[serde(default)]
    pub(crate) receivers: OneOrMany<Text>,
    /// Methods that run if the handler is a class or an object.
    #[serde(default)]
    pub(crate) methods: OneOrMany<Text>,
    /// The surfaces that the hook runs around.
    pub(crate) over: Over,
    /// True if a hook of a nearer object takes its place.
    #[serde(default)]
    pub(crate) nearest: bool,
    /// True if only surfaces that are registered later count.
    #[serde(default)]
    pub(crate) ordered: bool,
    /// True if a handler that cannot be followed is no hook, because most such handlers are none.
    #[serde(default)]
    pub(crate) quiet: bool,
    /// Named arguments that limit the hook to some surfaces.
    #[serde(default)]
    pub(crate) limits: OneOrMany<Text>,
    /// Globs of the last names of declared classes; the method of a surface needs a parameter of one.
    #[serde(default)]
    pub(crate) takes: OneOrMany<Text>,
    /// Calls that a program makes only once if the hook certainly runs around its surfaces.
    #[serde(default)]
    pub(crate) alone: OneOrMany<Text>,
    /// Indexes of the surface rules in the merged packs.
    #[serde(skip)]
    pub(crate) rules: Vec<usize>,
}

/// Objects that surfaces are registered on, such as routers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ObjectRules {
    /// Methods of an object that return a part of it, or give one to a closure.
    pub(crate) derived: Vec<Text>,
    /// Methods of an object that make their arguments a part of it.
    pub(crate) mounted: Vec<Text>,
    /// Constructors of objects that contain all others if a program has only one of them.
    pub(crate) roots: Vec<Text>,
    /// Names of files whose folder is a program, in languages without such a file of their own.
    pub(crate) programs: Vec<Text>,
}

impl AroundRule {
    /// Returns the arguments of a registration that are hooks, each with its index.
    pub(crate) fn handlers<'s>(&self, site: &'s CallSite) -> Vec<(usize, &'s Argument)> {
        let Some(handler) = &self.registered.handler else {
            return Vec::new();
        };
        let arguments = || site.arguments.iter().enumerate();
        if handler.every {
            let is_hook =
                |one: &Argument| matches!(one.key, Key::Position(_) | Key::Spread | Key::Block);
            return arguments().filter(|(_, one)| is_hook(one)).collect();
        }
        let named = handler.keyword.iter().filter_map(|name| {
            arguments().find(|(_, one)| matches!(&one.key, Key::Name(own) if own == name))
        });
        let named: Vec<_> = named.collect();
        match named.is_empty() {
            true => handler.argument(site).into_iter().collect(),
            false => named,
        }
    }

    /// Checks the rule. `ids` are the surface rules of the pack.
    ///
    /// # Errors
    /// A message about what can never match.
    pub(crate) fn validate(&self, ids: &[&Text]) -> Result<(), String> {
        if let Some(id) = self.surfaces.iter().find(|id| !ids.contains(id)) {
            return Err(format!("unknown rule `{id}` in `surfaces`"));
        }
        if self.registered.by == RegisteredBy::Setting && self.over != Over::Program {
            return Err("a setting needs `over: program`".to_owned());
        }
        self.registered.validate()
    }
}

impl ObjectRules {
    /// Adds the rules of another pack.
    pub(crate) fn extend(&mut self, other: &ObjectRules) {
        self.derived.extend(other.derived.iter().cloned());
        self.mounted.extend(other.mounted.iter().cloned());
        self.roots.extend(other.roots.iter().cloned());
        self.programs.extend(other.programs.iter().cloned());
    }
}
