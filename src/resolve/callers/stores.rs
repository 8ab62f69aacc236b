//! Actions of a store: functions that are called by name, through methods made of them or a dispatch.

use crate::facts::{ScopeKind, SiteKind, Text, Value};
use crate::resolve::callers::Callers;
use crate::resolve::project::ids::ItemId;
use crate::resolve::request::{LanguageGroup, Occurrence};

/// Offset of a mapped action: the store supplies the first parameter.
const MAPPED: i16 = -1;
/// Offset of a dispatch: the name of the action replaces the first parameter.
const DISPATCHED: i16 = 0;

impl Callers<'_, '_> {
    /// Returns the sites that call `function` through a store, with their offsets. Ambiguous names are left out.
    pub(crate) fn store_sites(&self, function: ItemId) -> Vec<(ItemId, i16)> {
        let index = self.eval.index;
        let definition = index.function(function);
        let Some(rule) = index
            .store_rule(function.unit)
            .filter(|_| definition.scope == 0 && definition.outer.is_none())
        else {
            return Vec::new();
        };
        index.request(
            Occurrence::Definition,
            LanguageGroup::Modules,
            &definition.name,
        );
        let name = &definition.name;
        let mut found = Vec::new();
        for site in rule.map.iter().flat_map(|word| index.sites_named(word)) {
            let arguments = index.site(*site).arguments.iter();
            let Some((local, space)) = mapped(arguments.map(|one| &one.value), name) else {
                continue;
            };
            if self.is_meant(function, space.as_deref()) {
                let mut calls = index.sites_named(&local).to_vec();
                calls.retain(|call| call.unit == site.unit && self.is_member_call(*call));
                found.extend(calls.into_iter().map(|call| (call, MAPPED)));
            }
        }
        for site in rule
            .dispatch
            .iter()
            .flat_map(|word| index.sites_named(word))
        {
            let argument = index.site(*site).position(0);
            let Some(Value::Text(path)) = argument.map(|argument| &argument.value) else {
                continue;
            };
            let (space, action) = match path.rsplit_once('/') {
                Some((space, action)) => (Some(space), action),
                None => (None, path.as_str()),
            };
            if action == name && self.is_meant(function, space) {
                found.push((*site, DISPATCHED));
            }
        }
        found
    }

    /// Returns true if the action is the only one of its name, or the only one below a folder or file named like the space.
    fn is_meant(&self, function: ItemId, space: Option<&str>) -> bool {
        let index = self.eval.index;
        let space = space.and_then(|space| space.rsplit('/').next());
        let fits = |at: &&ItemId| {
            let definition = index.function(**at);
            let own = definition.scope == 0
                && definition.outer.is_none()
                && index.store_rule(at.unit).is_some();
            own && space
                .is_none_or(|space| index.unit(**at).path.split('/').any(|part| part == space))
        };
        let mut named = index
            .functions_named(&index.function(function).name)
            .iter()
            .filter(fits);
        named.next() == Some(&function) && named.next().is_none()
    }

    /// Returns true if a site calls a member of its component: `this.action(…)`, or a bare name in a template.
    fn is_member_call(&self, at: ItemId) -> bool {
        let index = self.eval.index;
        let site = index.site(at);
        let in_template = index.scope(ItemId::new(at.unit, site.scope)).kind == ScopeKind::Template;
        site.kind == SiteKind::Call
            && match &site.receiver {
                Some(Value::Name(name)) => index.unit(at).language.traits.is_self(name),
                None => in_template,
                Some(_) => false,
            }
    }
}

/// Returns the local name of an action in a mapping, and the space of the store.
fn mapped<'v>(
    arguments: impl Iterator<Item = &'v Value>,
    action: &str,
) -> Option<(Text, Option<Text>)> {
    let mut space = None;
    for argument in arguments {
        match argument {
            Value::Text(text) => space = Some(text.clone()),
            Value::List(names) => {
                let named = names
                    .iter()
                    .any(|name| matches!(name, Value::Text(name) if name == action));
                return named.then(|| (action.into(), space));
            }
            Value::Map(entries) => {
                let own = entries.iter().find(
                    |(_, value)| matches!(value, Value::Text(path) if last(path) == action),
                )?;
                let (Value::Text(local), Value::Text(path)) = own else {
                    return None;
                };
                let inside = path.rsplit_once('/').map(|(space, _)| space.into());
                return Some((local.clone(), inside.or(space)));
            }
            _ => return None,
        }
    }
    None
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
