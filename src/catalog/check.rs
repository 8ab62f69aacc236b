//! Holds definitions against what their rule demands: required keys, allowed values, one name for one thing.

use super::{Catalog, EventKind, Invalid, Status};
use crate::facts::Text;
use crate::input::yaml::Node;
use crate::rules::definitions::{Compiled, DefinitionRules};
use crate::source::{SourceMap, Span};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What events and metrics have in common here.
struct Definition<'a> {
    rule: &'a str,
    subject: &'a Text,
    name_span: Span,
    status: &'a Status,
    node: &'a Node,
}

/// Everything the definitions say that they should not, in the order of the definitions.
pub fn invalid(rules: &DefinitionRules, sources: &SourceMap, catalog: &Catalog) -> Vec<Invalid> {
    let by_name: HashMap<&str, &Compiled> = rules.rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let known: HashSet<&str> = catalog.categories.iter().map(|category| category.id.as_str()).collect();
    let events = catalog.events.iter().map(|event| Definition {
        rule: &event.rule,
        subject: &event.name.value,
        name_span: event.name.span,
        status: &event.status,
        node: &event.node,
    });
    let metrics = catalog.metrics.iter().map(|metric| Definition {
        rule: &metric.rule,
        subject: &metric.key_path.value,
        name_span: metric.key_path.span,
        status: &metric.status,
        node: &metric.node,
    });
    let definitions: Vec<Definition<'_>> = events.chain(metrics).collect();
    let single = definitions.par_iter().flat_map_iter(|definition| {
        let rule = by_name.get(definition.rule);
        rule.map(|rule| one(rule, sources, &known, definition)).unwrap_or_default()
    });
    let mut found: Vec<Invalid> = single.collect();
    found.extend(repeated_events(&by_name, catalog));
    found.extend(repeated_key_paths(&by_name, catalog));
    found
}

fn one(compiled: &Compiled, sources: &SourceMap, known: &HashSet<&str>, definition: &Definition<'_>) -> Vec<Invalid> {
    let checks = &compiled.rule.checks;
    let node = definition.node;
    let mut found = Vec::new();
    let mut say = |message: String, help: Option<String>, span: Span, minor: bool| {
        found.push(Invalid { message, help, span, subject: definition.subject.clone(), minor });
    };
    for demand in checks.demands.iter().filter(|demand| super::record::holds(node, &demand.when)) {
        for path in &demand.required.0 {
            let there = node.path(path);
            match there.first() {
                None => say(format!("`{path}` is missing"), demand.help.clone(), definition.name_span, false),
                // Many a project has empty texts from before a key was demanded; that is not worth an error.
                Some(first) if there.iter().all(|node| node.is_blank()) => {
                    let place = node.entry(path).map_or(first.span, |entry| entry.key_span);
                    say(format!("`{path}` is empty"), demand.help.clone(), place, true);
                }
                Some(_) => {}
            }
        }
        for path in demand.present.0.iter().filter(|path| node.path(path).is_empty()) {
            say(format!("`{path}` is missing"), demand.help.clone(), definition.name_span, false);
        }
        for path in &demand.absent.0 {
            if let Some(there) = node.path(path).iter().find(|node| !node.is_blank()) {
                say(format!("`{path}` does not belong here"), demand.help.clone(), there.span, false);
            }
        }
    }
    if checks.skip_statuses.0.iter().any(|status| status == definition.status.word()) {
        return found;
    }
    let texts = |path: &str| node.path(path).into_iter().flat_map(|node| node.strings()).collect::<Vec<_>>();
    for (path, allowed) in &checks.allowed {
        for (text, span) in texts(path).into_iter().filter(|(text, _)| !allowed.0.iter().any(|one| one == text)) {
            let help = format!("it is one of {}", allowed.0.join(", "));
            say(format!("`{text}` is no value of `{path}`"), Some(help), span, false);
        }
    }
    for (path, pattern) in &compiled.patterns {
        for (text, span) in texts(path).into_iter().filter(|(text, _)| !pattern.is_match(text)) {
            say(format!("`{text}` does not have the form of `{path}`"), Some(format!("it must match `{pattern}`")), span, false);
        }
    }
    for path in &checks.distinct.0 {
        let mut seen = HashSet::new();
        for (text, span) in texts(path) {
            if !seen.insert(text.clone()) {
                say(format!("`{text}` stands twice in `{path}`"), Some("remove one".to_owned()), span, false);
            }
        }
    }
    for path in checks.categories.0.iter().filter(|_| !known.is_empty()) {
        for (text, span) in texts(path).into_iter().filter(|(text, _)| !text.is_empty() && !known.contains(text.as_str())) {
            let help = near(&text, known).map(|near| format!("did you mean `{near}`?"));
            say(format!("`{text}` is not on the list of product categories"), help, span, false);
        }
    }
    if !checks.keys.0.is_empty() {
        for entry in node.entries().iter().filter(|entry| !checks.keys.0.iter().any(|key| *key == entry.key)) {
            let help = near(&entry.key, &checks.keys.0.iter().map(String::as_str).collect());
            let help = help.map(|near| format!("did you mean `{near}`?"));
            say(format!("the key `{}` is unknown", entry.key), help, entry.key_span, true);
        }
    }
    let path = sources.path(definition.name_span);
    let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or(path, |(stem, _)| stem);
    if checks.file_name && stem != definition.subject.as_str() {
        let help = format!("name the file `{}`", path.rsplit('/').next().unwrap_or(path).replace(stem, definition.subject));
        say(format!("the file is not named like `{}`", definition.subject), Some(help), definition.name_span, true);
    }
    found
}

/// The known name that is most like `text`, if one is like it at all; the first in the alphabet of equals.
fn near<'a>(text: &str, known: &HashSet<&'a str>) -> Option<&'a str> {
    let text = text.to_lowercase().replace([' ', '-'], "_");
    let scored = known.iter().map(|name| (strsim::damerau_levenshtein(&text, name), *name));
    scored.filter(|(distance, _)| *distance * 3 <= text.len()).min().map(|(_, name)| name)
}

fn repeated_events(rules: &HashMap<&str, &Compiled>, catalog: &Catalog) -> Vec<Invalid> {
    let mut seen: BTreeMap<(&Text, EventKind, &Text), ()> = BTreeMap::new();
    let mut found = Vec::new();
    for event in &catalog.events {
        let unique = rules.get(event.rule.as_str()).is_some_and(|rule| rule.rule.checks.unique_name);
        if unique && seen.insert((&event.system, event.kind, &event.name.value), ()).is_some() {
            found.push(Invalid {
                message: format!("the event `{}` is defined more than once", event.name.value),
                help: Some("remove one of the definitions, or rename its event".to_owned()),
                span: event.name.span,
                subject: event.name.value.clone(),
                minor: false,
            });
        }
    }
    found
}

fn repeated_key_paths(rules: &HashMap<&str, &Compiled>, catalog: &Catalog) -> Vec<Invalid> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for metric in &catalog.metrics {
        let unique = rules.get(metric.rule.as_str()).is_some_and(|rule| rule.rule.checks.unique_name);
        for (key_path, _) in metric.key_paths.iter().filter(|_| unique) {
            if !seen.insert(key_path) {
                found.push(Invalid {
                    message: format!("the key path `{key_path}` is defined more than once"),
                    help: Some("give each metric and time frame a key path of its own".to_owned()),
                    span: metric.key_path.span,
                    subject: key_path.clone(),
                    minor: false,
                });
            }
        }
    }
    found
}
