//! Counters that a class declares in source code: a prefix and a list of events.

use crate::facts::Text;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::names::names;
use crate::rules::RulePack;
use crate::source::Span;

/// One event of one counter class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Counter {
    /// Prefix and event joined by `_`, or the event alone.
    pub(crate) name: Text,
    /// The class.
    pub(crate) class: Text,
    /// The prefix, where there is one.
    pub(crate) prefix: Option<Text>,
    /// The event within the class.
    pub(crate) event: Text,
    /// The system it belongs to.
    pub(crate) system: Text,
    /// The list that declares it.
    pub(crate) span: Span,
}

/// All counters that the packs' rules recognise, by class and name.
pub(crate) fn counters(packs: &[RulePack], eval: &Evaluator<'_>) -> Vec<Counter> {
    let index = eval.index;
    let mut found = Vec::new();
    for (pack, rule) in packs
        .iter()
        .flat_map(|pack| pack.counters.iter().map(move |rule| (pack, rule)))
    {
        for key in rule
            .descends
            .iter()
            .flat_map(|class| index.subclasses(class))
        {
            let Some(list) = index.own_fields(&key, &rule.events).first() else {
                continue;
            };
            let span = index.binding(*list).span;
            let prefix = names(&eval.constant_of(&key, &rule.prefix))
                .names
                .into_iter()
                .next();
            let events = eval.constant_of(&key, &rule.events).into_iter();
            let events = events.flat_map(|value| {
                if let AbstractValue::List(items) = value {
                    items
                } else {
                    vec![value]
                }
            });
            for event in names(&events.collect::<Vec<_>>()).names {
                let name = prefix.as_ref().map_or_else(
                    || event.clone(),
                    |prefix| format!("{prefix}_{event}").into(),
                );
                found.push(Counter {
                    name,
                    class: key.clone(),
                    prefix: prefix.clone(),
                    event,
                    system: pack.system.clone(),
                    span,
                });
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
