//! Counters that a class declares in source code: a prefix and a list of events.

use super::eval::Evaluator;
use super::index::At;
use super::term::{Term, names};
use crate::facts::{ScopeKind, Text};
use crate::rules::RulePack;
use crate::source::Span;

/// One event of one counter class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter {
    /// Prefix and event joined by `_`, or the event alone.
    pub name: Text,
    /// The class.
    pub class: Text,
    /// The prefix, where there is one.
    pub prefix: Option<Text>,
    /// The event within the class.
    pub event: Text,
    /// The system it belongs to.
    pub system: Text,
    /// The list that declares it.
    pub span: Span,
}

/// All counters that the packs' rules recognise, by class and name.
pub fn counters(packs: &[RulePack], eval: &Evaluator<'_>) -> Vec<Counter> {
    let index = eval.index;
    let mut found = Vec::new();
    for (pack, rule) in packs.iter().flat_map(|pack| pack.counters.iter().map(move |rule| (pack, rule))) {
        for (number, unit) in index.units.iter().enumerate() {
            for (item, scope) in unit.facts.scopes.iter().enumerate().filter(|(_, scope)| scope.kind == ScopeKind::Class) {
                let key = index.class_key(At { unit: number as u32, item: item as u32 });
                if rule.descends.contains(&key) || !rule.descends.iter().any(|class| index.descends(&key, class)) {
                    continue;
                }
                let Some(list) = index.own_fields(&key, &rule.events).first() else { continue };
                let span = index.binding(*list).span;
                let value = |constant: &str| eval.constant_of(&key, constant);
                let prefix = names(&value(&rule.prefix)).names.into_iter().next();
                let events = value(&rule.events)
                    .into_iter()
                    .flat_map(|term| if let Term::List(items) = term { items } else { vec![term] });
                for event in names(&events.collect::<Vec<_>>()).names {
                    let name = prefix.as_ref().map_or_else(|| event.clone(), |prefix| format!("{prefix}_{event}").into());
                    found.push(Counter {
                        name,
                        class: scope.path.clone(),
                        prefix: prefix.clone(),
                        event,
                        system: pack.system.clone(),
                        span,
                    });
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
