//! Calls that a routing table turns into calls of another system.

use crate::audit::name_match::fits;
use crate::calls::{Call, EventName, Grade, Step, StepKind};
use crate::catalog::{EventDefinition, Field, RouteTarget};
use crate::facts::Text;
use crate::rules::routes::ROUTE;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Limit of the tables that one name goes through.
const MOST_TABLES: usize = 8;

/// An entry of a routing table.
struct Route<'a> {
    rule: &'a Text,
    target: &'a RouteTarget,
    /// The names of the events that the route leads to, or the target as it is written.
    names: Vec<Text>,
    span: Span,
}

/// The names of events by system and handle.
type Handles<'a> = BTreeMap<(&'a Text, &'a Text), Vec<&'a Text>>;

/// The entries of all tables, by the sending system and the name that is sent.
type Routes<'a> = BTreeMap<&'a Text, BTreeMap<&'a Text, Vec<Route<'a>>>>;

/// Adds the systems that a route without a target names to the definitions of its events. An event that no other rule defines keeps
/// the entry of the route as its definition.
pub(crate) fn forward(events: &mut Vec<EventDefinition>) {
    let is_entry = |event: &EventDefinition| !event.forwards.is_empty();
    let mut systems: BTreeMap<(Text, Text), Vec<Field<Text>>> = BTreeMap::new();
    for event in events.iter().filter(|event| is_entry(event)) {
        let key = (event.system.clone(), event.name.value.clone());
        systems
            .entry(key)
            .or_default()
            .extend(event.forwards.clone());
    }
    if systems.is_empty() {
        return;
    }
    let mut defined = BTreeSet::new();
    for event in events.iter_mut().filter(|event| event.forwards.is_empty()) {
        let key = (event.system.clone(), event.name.value.clone());
        if let Some(systems) = systems.get(&key) {
            event.forwards.clone_from(systems);
            defined.insert(key);
        }
    }
    let of_route = |event: &EventDefinition| event.kind.name == ROUTE;
    events.retain(|event| {
        let key = (event.system.clone(), event.name.value.clone());
        !(of_route(event) && is_entry(event) && defined.contains(&key))
    });
}

/// Returns the calls with a call of the far system for each whose names a table routes.
pub(crate) fn followed(calls: &Arc<Vec<Call>>, events: &[EventDefinition]) -> Arc<Vec<Call>> {
    let mut routes = Routes::new();
    let mut handles = Handles::new();
    for event in events {
        if let Some(handle) = &event.handle {
            let names = handles.entry((&event.system, &handle.value)).or_default();
            names.push(&event.name.value);
        }
    }
    for event in events {
        let Some(target) = &event.target else {
            continue;
        };
        let of_system = routes.entry(&event.system).or_default();
        of_system.entry(&event.name.value).or_default().push(Route {
            rule: &event.rule,
            target,
            names: match handles.get(&(&target.system, &target.name.value)) {
                Some(names) => names.iter().copied().cloned().collect(),
                None => vec![target.name.value.clone()],
            },
            span: event.name.span,
        });
    }
    if routes.is_empty() {
        return Arc::clone(calls);
    }
    let mut calls = Vec::clone(calls);
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
    Arc::new(calls)
}

/// The entries of tables that a call reaches in one system.
#[derive(Default)]
struct Reached<'a> {
    /// Entries of the names that the call sends.
    sent: Vec<&'a Route<'a>>,
    /// Names that the call may send, because a pattern fits.
    patterns: BTreeSet<Text>,
    /// Names that the call may send, because nothing more is known.
    possible: BTreeSet<Text>,
}

impl Reached<'_> {
    fn is_empty(&self) -> bool {
        self.sent.is_empty() && self.patterns.is_empty() && self.possible.is_empty()
    }
}

/// Returns the calls that a call is routed to, one for each system.
fn routed(call: &Call, routes: &BTreeMap<&Text, Vec<Route<'_>>>) -> Vec<Call> {
    let mut found: BTreeMap<&Text, Reached<'_>> = BTreeMap::new();
    let event = &call.event;
    let grade = event.grade();
    for (name, routes) in routes {
        let is_sent = event.names.contains(*name);
        let mut globs = event.patterns.iter();
        let fits_pattern = grade == Grade::Pattern && globs.any(|glob| fits(glob, name));
        let is_possible = grade == Grade::Open || event.possible.contains(*name);
        for route in routes {
            let reached = found.entry(&route.target.system).or_default();
            let names = route.names.iter().cloned();
            match (is_sent, fits_pattern) {
                (true, _) => reached.sent.push(route),
                (_, true) => reached.patterns.extend(names),
                _ if is_possible => reached.possible.extend(names),
                _ => {}
            }
        }
    }
    found.retain(|_, reached| !reached.is_empty());
    // An open name may be any other as well.
    let others = (grade == Grade::Open).then(|| Text::new_static("*"));
    let calls = found.into_iter().map(|(system, reached)| {
        let sent = reached.sent;
        let first = sent.first();
        let names = sent.iter().flat_map(|route| route.names.iter().cloned());
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
                possible: reached.possible,
                patterns: reached.patterns.into_iter().chain(others.clone()).collect(),
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
