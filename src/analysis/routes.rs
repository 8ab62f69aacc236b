//! Calls that a routing table turns into calls of another system.

use crate::audit::name_match::fits;
use crate::calls::{Call, EventName, Step, StepKind};
use crate::catalog::{EventDefinition, RouteTarget};
use crate::facts::Text;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Limit of the tables that one name goes through.
const MOST_TABLES: usize = 8;

/// An entry of a routing table.
struct Route<'a> {
    rule: &'a Text,
    target: &'a RouteTarget,
    span: Span,
}

/// The entries of all tables, by the sending system and the name that is sent.
type Routes<'a> = BTreeMap<&'a Text, BTreeMap<&'a Text, Vec<Route<'a>>>>;

/// Adds a call of the far system for each call whose names a table routes.
pub(crate) fn follow(calls: &mut Vec<Call>, events: &[EventDefinition]) {
    let mut routes = Routes::new();
    for event in events {
        let Some(target) = &event.target else {
            continue;
        };
        let of_system = routes.entry(&event.system).or_default();
        of_system.entry(&event.name.value).or_default().push(Route {
            rule: &event.rule,
            target,
            span: event.name.span,
        });
    }
    if routes.is_empty() {
        return;
    }
    let mut start = 0;
    for _ in 0..MOST_TABLES {
        let new: Vec<Call> = calls[start..]
            .iter()
            .filter_map(|call| Some((call, routes.get(&call.system)?)))
            .flat_map(|(call, of_system)| routed(call, of_system))
            .collect();
        start = calls.len();
        if new.is_empty() {
            break;
        }
        calls.extend(new);
    }
    calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
}

/// Returns the calls that a call is routed to, one for each system.
fn routed(call: &Call, routes: &BTreeMap<&Text, Vec<Route<'_>>>) -> Vec<Call> {
    let mut found: BTreeMap<&Text, (Vec<&Route<'_>>, BTreeSet<Text>)> = BTreeMap::new();
    let event = &call.event;
    let is_open = event.names.is_empty() && event.patterns.is_empty();
    for (name, routes) in routes {
        let is_sent = event.names.contains(*name);
        let may_be_sent = is_open
            || event.possible.contains(*name)
            || event.patterns.iter().any(|glob| fits(glob, name));
        for route in routes.iter().filter(|_| is_sent || may_be_sent) {
            let (sent, possible) = found.entry(&route.target.system).or_default();
            match is_sent {
                true => sent.push(route),
                false => _ = possible.insert(route.target.name.value.clone()),
            }
        }
    }
    let calls = found.into_iter().map(|(system, (sent, possible))| {
        let first = sent.first();
        let names = sent.iter().map(|route| route.target.name.value.clone());
        let steps = sent.iter().map(|route| Step {
            kind: StepKind::Constant,
            name: route.target.name.value.clone(),
            span: route.span,
        });
        Call {
            rule: first.map_or_else(|| call.rule.clone(), |route| route.rule.clone()),
            system: system.clone(),
            name_span: first.map_or(call.name_span, |route| route.target.name.span),
            event: EventName {
                names: names.collect(),
                possible,
                patterns: BTreeSet::new(),
                unknown: event.unknown.clone(),
                missing: None,
            },
            category: None,
            label: None,
            property: None,
            properties: Vec::new(),
            properties_known: false,
            via: steps.chain(call.via.iter().cloned()).collect(),
            written: "route",
            ..call.clone()
        }
    });
    calls.collect()
}
