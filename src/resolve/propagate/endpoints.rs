//! Requests to the project's own endpoints. If a path ends in the names of a class and its method, the request sends the events of
//! that method.

use crate::calls::{Step, StepKind};
use crate::facts::{CallSite, SiteKind, Text, Value};
use crate::languages::snake_case;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Values};
use crate::resolve::evaluate::names::Names;
use crate::resolve::evaluate::trace_step::{RecordedStep, TraceStep, leading};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::resolve::propagate::via::Via;
use crate::resolve::request::{LanguageGroup, Occurrence};
use crate::rules::EndpointRule;
use std::collections::BTreeMap;

/// Methods that the HTTP verb selects, and not the path.
const UNNAMED: &[&str] = &[
    "index", "show", "new", "create", "edit", "update", "destroy",
];

/// Events of endpoint methods, by the tail of the path.
type Answers = BTreeMap<Text, Vec<(Origin, Names, Step)>>;

impl Propagator<'_, '_, '_> {
    /// Adds the requests whose endpoint method sends an event.
    pub(crate) fn endpoints(&mut self) {
        let index = self.eval.index;
        for rule in &index.project.endpoints {
            let answers = self.answers(rule);
            if answers.is_empty() {
                continue;
            }
            // The path is resolved like a name, and its events replace it.
            let asked = Origin {
                rule: "request".into(),
                system: Text::default(),
                deprecated: None,
                ..Origin::default()
            };
            for method in &rule.methods {
                for site in index.sites_named(method).to_vec() {
                    let Some(argument) = self
                        .is_request(rule, site)
                        .then(|| index.site(site).position(0))
                        .flatten()
                    else {
                        continue;
                    };
                    let path = || self.eval.eval(&argument.value, &self.eval.context_of(site));
                    let (path, steps) = self.eval.recorded(path);
                    let mut event: Values = path.iter().filter_map(tail).collect();
                    event.retain(|tail| is_of(tail, &answers));
                    if !event.is_empty() {
                        let parts = SlotValues {
                            event,
                            steps,
                            ..SlotValues::default()
                        };
                        self.expand(site, parts, &asked, Via::default(), &mut Vec::new());
                    }
                }
            }
            self.answer(&asked.rule, &answers);
        }
    }

    fn is_request(&self, rule: &EndpointRule, at: ItemId) -> bool {
        let CallSite {
            kind: SiteKind::Call,
            receiver: Some(Value::Name(receiver)),
            ..
        } = self.eval.index.site(at)
        else {
            return false;
        };
        let mut imports = self.eval.index.unit(at).facts.imports.iter();
        imports.any(|import| import.local == *receiver && rule.import.contains(&import.module))
    }

    /// Returns the events of the methods that a rule covers.
    fn answers(&self, rule: &EndpointRule) -> Answers {
        let index = self.eval.index;
        let mut sent: BTreeMap<&(ItemId, Text), (Text, Origin, Names, Step)> = BTreeMap::new();
        for (key, found) in &self.found {
            let Some(function) = index.around(key.0) else {
                continue;
            };
            let definition = index.function(function);
            let class = last_name(index.class_of_function(function));
            let Some(stem) = class.strip_suffix(rule.class.as_str()) else {
                continue;
            };
            if !definition.public || UNNAMED.contains(&definition.name.as_str()) {
                continue;
            }
            let Some(stem) = snake_case(stem) else {
                continue;
            };
            index.request(Occurrence::Part, LanguageGroup::Modules, &stem);
            index.request(Occurrence::Part, LanguageGroup::Modules, &definition.name);
            let step = Step {
                kind: StepKind::Wrapper,
                name: definition.name.clone(),
                span: definition.name_span,
            };
            let path = format!("{stem}/{}", definition.name).into();
            sent.insert(key, (path, found.origin.clone(), found.event.clone(), step));
        }
        let mut answers = Answers::new();
        for (path, origin, event, step) in sent.into_values() {
            answers.entry(path).or_default().push((origin, event, step));
        }
        answers
    }

    /// Replaces the paths of requests by the events of their methods.
    fn answer(&mut self, asked: &Text, answers: &Answers) {
        let requests: Vec<ItemId> = self
            .found
            .keys()
            .filter(|(_, rule)| rule == asked)
            .map(|(at, _)| *at)
            .collect();
        for site in requests {
            let Some(found) = self.found.remove(&(site, asked.clone())) else {
                continue;
            };
            let recorded = self
                .paths
                .remove(&(site, asked.clone()))
                .unwrap_or_default();
            let paths = &found.event.names;
            let answered = paths.iter().flat_map(|path| {
                answers
                    .get(path)
                    .into_iter()
                    .flatten()
                    .map(move |one| (path, one))
            });
            for (path, (origin, event, step)) in answered {
                let steps = std::iter::once(step.clone());
                let via: Via = steps.chain(found.via.steps()).collect();
                // The steps lead to the path, and the path to the method.
                let way = recorded.iter().find(|(sent, _)| sent.names.contains(path));
                let seen = way.into_iter().flat_map(|(_, seen)| seen);
                let seen: Vec<RecordedStep> = seen.map(RecordedStep::of).collect();
                let steps = leading(&seen, path);
                let steps = steps
                    .into_iter()
                    .chain([step.clone()])
                    .map(|step| TraceStep { step, values: None })
                    .collect();
                let parts = SlotValues {
                    steps,
                    ..SlotValues::default()
                };
                self.note(
                    site,
                    event.clone(),
                    parts,
                    origin,
                    via,
                    found.inside_wrapper,
                );
            }
        }
    }
}

/// The last two parts of a path.
fn tail(path: &AbstractValue) -> Option<AbstractValue> {
    let parts = if let AbstractValue::Parts(parts) = path {
        parts.as_slice()
    } else {
        std::slice::from_ref(path)
    };
    let mut kept: Values = Vec::new();
    let mut slashes = 0;
    for part in parts.iter().rev() {
        let AbstractValue::Text(text) = part else {
            kept.push(part.clone());
            continue;
        };
        let text = text.split(['?', '#']).next().unwrap_or(text);
        let starts: Vec<usize> = text
            .rmatch_indices('/')
            .map(|(at, _)| at)
            .take(2 - slashes)
            .collect();
        slashes += starts.len();
        let from = if slashes == 2 {
            starts.last().map_or(0, |at| at + 1)
        } else {
            0
        };
        kept.push(AbstractValue::Text(text[from..].into()));
        if slashes == 2 {
            kept.reverse();
            return Some(if kept.len() == 1 {
                kept.remove(0)
            } else {
                AbstractValue::Parts(kept)
            });
        }
    }
    None
}

/// Returns true if a tail names a class of the endpoints.
fn is_of(tail: &AbstractValue, answers: &Answers) -> bool {
    let first = match tail {
        AbstractValue::Parts(parts) => parts.first(),
        _ => Some(tail),
    };
    let Some(AbstractValue::Text(text)) = first else {
        return false;
    };
    let class = text.split_once('/').map(|(class, _)| class);
    class.is_some()
        && answers
            .keys()
            .any(|path| path.split_once('/').map(|(own, _)| own) == class)
}
