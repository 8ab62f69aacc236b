//! Sites that register surfaces.

use crate::facts::{ASSIGNED, CallSite, FileFacts, FunctionId, Key, SiteKind, Text, Value};
use crate::languages::language_of;
use crate::rules::registration::{RegisteredBy, RegistrationRule, is_one_of};

/// Returns true if a file imports one of the modules of a rule.
pub(super) fn imports(facts: &FileFacts, rule: &RegistrationRule) -> bool {
    let is_one = |module: &Text| {
        rule.imports.iter().any(|wanted| {
            let rest = module.strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }) || is_one_of(&rule.imports, module)
    };
    facts.imports.iter().any(|import| is_one(&import.module))
}

/// Returns the folder of a path.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns true if a site has the kind and the name of a registration.
pub(super) fn is_registration(path: &str, rule: &RegistrationRule, site: &CallSite) -> bool {
    let traits = language_of(path).map(|language| &language.traits);
    let is_literal = traits.is_some_and(|traits| traits.constructor == site.name);
    if !matches!(site.kind, SiteKind::Call | SiteKind::Macro) {
        return false;
    }
    match rule.by {
        RegisteredBy::Literal => {
            let class = match &site.receiver {
                Some(Value::Name(name) | Value::Member(_, name)) => name.as_str(),
                _ => return false,
            };
            let last = class.rsplit('.').next().unwrap_or(class);
            is_literal && is_one_of(&rule.names, last)
        }
        RegisteredBy::Setting => false,
        RegisteredBy::Assignment => {
            let member = site.name.strip_suffix(ASSIGNED);
            member.is_some_and(|name| is_one_of(&rule.names, name))
        }
        RegisteredBy::Decorator | RegisteredBy::Call => is_one_of(&rule.names, &site.name),
    }
}

/// Returns the function that a decorator gets.
pub(super) fn function_of(site: &CallSite) -> Option<FunctionId> {
    site.arguments
        .iter()
        .find_map(|argument| match (&argument.key, &argument.value) {
            (Key::Block | Key::Position(0), Value::Function(item)) => Some(*item),
            _ => None,
        })
}
