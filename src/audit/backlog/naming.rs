//! Names of new events in the convention of the project.

use crate::audit::Context;
use crate::audit::backlog::convention::{
    VERBS, is_past_first, is_verb_first, joined, past, prefix, singular, style,
};
use crate::audit::feature_links::words::{is_function_word, split};
use crate::audit::surfaces::Surface;
use crate::audit::verdicts::EventVerdict;
use crate::facts::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Verbs of standard methods.
const STANDARD: &[(&str, &str)] = &[
    ("index", "view"),
    ("show", "view"),
    ("get", "view"),
    ("head", "view"),
    ("new", "open"),
    ("edit", "edit"),
    ("create", "create"),
    ("post", "create"),
    ("update", "update"),
    ("put", "update"),
    ("patch", "update"),
    ("destroy", "delete"),
    ("delete", "delete"),
];

/// The names that events have, and those that were given.
pub(crate) struct Names<'a> {
    cx: &'a Context<'a>,
    taken: BTreeSet<String>,
    given: BTreeSet<String>,
    of_system: BTreeMap<&'a Text, Vec<&'a str>>,
    /// For each rule of surfaces: the segment that most of their classes begin with.
    roots: BTreeMap<usize, &'a str>,
    /// The words of events that are sent, by each of their words.
    by_word: BTreeMap<String, Vec<BTreeSet<String>>>,
    /// The classes by their last segment without its ending.
    classes: BTreeMap<&'a str, BTreeSet<&'a Text>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(cx: &'a Context<'a>) -> Self {
        let mut of_system: BTreeMap<&Text, Vec<&str>> = BTreeMap::new();
        for event in &cx.links.events {
            if event.verdict == EventVerdict::Live {
                let names = of_system.entry(&event.system).or_default();
                names.push(event.name.as_str());
            }
        }
        let mut classes: BTreeMap<&str, BTreeSet<&Text>> = BTreeMap::new();
        for surface in &cx.surfaces.surfaces {
            let rule = &cx.inputs.rules.surfaces[surface.rule];
            let ending = rule.methods_of.as_deref().unwrap_or_default();
            let last = last_segment(surface, ending);
            classes.entry(last).or_default().insert(&surface.class);
        }
        let mut by_word: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
        let sent = cx
            .links
            .events
            .iter()
            .filter(|event| event.has_exact_call());
        for event in sent {
            let words = words_of(&event.name);
            for word in &words {
                by_word.entry(word.clone()).or_default().push(words.clone());
            }
        }
        let taken = cx.links.events.iter().map(|event| event.name.to_string());
        Self {
            cx,
            taken: taken.collect(),
            given: BTreeSet::new(),
            of_system,
            by_word,
            roots: roots(&cx.surfaces.surfaces),
            classes,
        }
    }

    /// Returns true if an event that is sent already says what happens at a surface: its verb and its object, and no word that the surface
    /// lacks. A page that calls the surface may send it.
    pub(crate) fn is_sent_elsewhere(&self, surface: &Surface) -> bool {
        let rule = &self.cx.inputs.rules.surfaces[surface.rule];
        let ending = rule.methods_of.as_deref().unwrap_or_default();
        let root = self.roots.get(&surface.rule).copied().unwrap_or_default();
        let (verb, object) = phrase(surface, (root, ending), 1);
        let own: BTreeSet<String> = split(&surface.name)
            .iter()
            .map(|one| singular(one))
            .collect();
        let names = self.by_word.get(object.last().map_or("", String::as_str));
        let mut names = names.into_iter().flatten();
        !object.is_empty()
            && names.any(|words| {
                let is_verb = |word: &String| *word == verb || *word == past(&verb);
                words.iter().any(is_verb)
                    && object.iter().all(|word| words.contains(word))
                    && words.iter().all(|word| is_verb(word) || own.contains(word))
            })
    }

    /// Returns the system with most live events.
    pub(crate) fn usual_system(&self) -> Option<&'a Text> {
        let systems = self.of_system.iter();
        let most = systems.max_by_key(|(system, names)| (names.len(), std::cmp::Reverse(**system)));
        most.map(|(system, _)| *system)
    }

    /// Returns a new name for a surface. `near` has the events of its category.
    pub(crate) fn name(
        &mut self,
        surface: &Surface,
        system: &Text,
        near: &[usize],
    ) -> Option<String> {
        let known = self.of_system.get(system).map_or(&[][..], Vec::as_slice);
        let of_category: Vec<&str> = near
            .iter()
            .map(|event| &self.cx.links.events[*event])
            .filter(|event| event.system == *system)
            .map(|event| event.name.as_str())
            .collect();
        let prefix = prefix(&of_category, known);
        let (style, is_verb_first) = (style(known), is_verb_first(known));
        let rule = &self.cx.inputs.rules.surfaces[surface.rule];
        let ending = rule
            .methods_of
            .as_ref()
            .map_or("", |ending| ending.as_str());
        let root = self.roots.get(&surface.rule).copied().unwrap_or_default();
        let mut names = Vec::new();
        let last = last_segment(surface, ending);
        let depths = match self.classes.get(last).is_some_and(|all| all.len() > 1) {
            true => [2, 3, 1],
            false => [1, 2, 3],
        };
        for depth in depths {
            let (verb, object) = phrase(surface, (root, ending), depth);
            let mut words = prefix.clone();
            match is_verb_first {
                true if is_past_first(known) => {
                    words.extend(std::iter::once(past(&verb)).chain(object));
                }
                true => words.extend(std::iter::once(verb).chain(object)),
                false => words.extend(object.into_iter().chain([past(&verb)])),
            }
            words.dedup();
            names.push(joined(&words, style));
        }
        names.retain(|name| !self.taken.contains(name));
        let new = names.iter().find(|name| !self.given.contains(*name));
        // The same action in two places, such as a page and an API, is the same event.
        let name = new.or(names.first()).cloned()?;
        self.given.insert(name.clone());
        Some(name)
    }
}

/// Returns the words of a name that say something: no function word, no single letter.
fn words_of(name: &str) -> BTreeSet<String> {
    let words = split(name).into_iter();
    // What is created is new.
    let words = words.filter(|word| word.len() > 1 && word != "new" && !is_function_word(word));
    words.map(|word| singular(&word)).collect()
}

/// Returns the last segment of a class without its ending.
pub(crate) fn last_segment<'s>(surface: &'s Surface, ending: &str) -> &'s str {
    let last = surface.class.rsplit("::").next().unwrap_or_default();
    last.strip_suffix(ending).unwrap_or(last)
}

/// For each rule: the segment that nine of ten classes begin with.
fn roots(surfaces: &[Surface]) -> BTreeMap<usize, &str> {
    let mut counts: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
    for surface in surfaces {
        let first = surface.class.split("::").next().unwrap_or_default();
        let of_rule = counts.entry(surface.rule).or_default();
        *of_rule.entry(first).or_default() += 1;
    }
    let mut roots = BTreeMap::new();
    for (rule, counts) in counts {
        let all: usize = counts.values().sum();
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        if let Some((most, count)) = most
            && all >= 10
            && count * 10 >= all * 9
        {
            roots.insert(rule, most);
        }
    }
    roots
}

/// Returns the verb and the words of the object, with so many segments of the class without its root and ending.
fn phrase(surface: &Surface, (root, ending): (&str, &str), depth: usize) -> (String, Vec<String>) {
    let mut segments: Vec<Vec<String>> = surface
        .class
        .split("::")
        .skip(usize::from(
            !root.is_empty() && surface.class.starts_with(root),
        ))
        .map(|segment| split(segment.strip_suffix(ending).unwrap_or(segment)))
        .filter(|segment| !segment.is_empty())
        .collect();
    let method: &str = &surface.method;
    let (verb, rest) = match method.split_once(' ') {
        Some((verb, route)) => of_route(verb, route, segments.last().map_or(&[], Vec::as_slice)),
        None => of_method(method),
    };
    let (verb, rest) = match verb {
        Some(verb) => (verb, rest),
        // The class itself is the action, such as a mutation.
        None => match of_method(&segments.pop().unwrap_or_default().join("_")) {
            (Some(verb), rest) => (verb, rest),
            (None, rest) => ("use".to_owned(), rest),
        },
    };
    let from = segments.len().saturating_sub(depth);
    let mut object: Vec<String> = Vec::new();
    for segment in &segments[from..] {
        let last = segment.len().saturating_sub(1);
        for (at, word) in segment.iter().enumerate() {
            object.push(if at == last {
                singular(word)
            } else {
                word.clone()
            });
        }
    }
    for word in rest {
        let known = object
            .iter()
            .any(|own| *own == word || *own == singular(&word));
        if !known && word != verb {
            object.push(word);
        }
    }
    (verb, object)
}

/// Returns the verb of a method, and its other words. None for a method whose name says nothing of its own.
fn of_method(method: &str) -> (Option<String>, Vec<String>) {
    if matches!(
        method,
        "resolve" | "perform" | "execute" | "call" | "handle" | "run"
    ) {
        return (None, Vec::new());
    }
    if let Some((_, verb)) = STANDARD.iter().find(|(name, _)| *name == method) {
        return (Some((*verb).to_owned()), Vec::new());
    }
    let words = split(method);
    match words.split_first() {
        Some((first, rest)) => match STANDARD.iter().find(|(name, _)| name == first) {
            Some((_, verb)) => (Some((*verb).to_owned()), rest.to_vec()),
            None if VERBS.contains(&first.as_str()) => (Some(first.clone()), rest.to_vec()),
            None => (Some("view".to_owned()), words),
        },
        None => (None, words),
    }
}

/// Returns the verb of a route, and the words of its last part that the class does not have.
fn of_route(verb: &str, route: &str, class: &[String]) -> (Option<String>, Vec<String>) {
    let verb = verb.to_lowercase();
    let known = STANDARD.iter().find(|(name, _)| *name == verb);
    let standard = known.map_or(verb.as_str(), |(_, verb)| verb).to_owned();
    let mut parts = route.split('/').filter(|part| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    });
    let rest = split(parts.next_back().unwrap_or_default());
    let is_class = rest.iter().all(|word| {
        let mut class = class.iter().map(|word| singular(word));
        class.any(|own| own == singular(word))
    });
    match rest.split_first() {
        _ if is_class => (Some(standard), Vec::new()),
        Some((first, others))
            if !matches!(verb.as_str(), "get" | "delete") && VERBS.contains(&first.as_str()) =>
        {
            (Some(first.clone()), others.to_vec())
        }
        _ => (Some(standard), rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_and_methods_become_phrases() {
        let verb = |(verb, rest): (Option<String>, Vec<String>)| {
            format!("{} {}", verb.unwrap_or_default(), rest.join(" "))
        };
        assert_eq!(
            verb(of_route("PUT", ":id/requests/:user/approve", &[])),
            "approve "
        );
        assert_eq!(
            verb(of_route("GET", ":id/changelog", &[])),
            "view changelog"
        );
        // To delete a share is not to share.
        assert_eq!(
            verb(of_route("DELETE", ":id/share/:group_id", &[])),
            "delete share"
        );
        let class = ["deploy".to_owned(), "tokens".to_owned()];
        assert_eq!(
            verb(of_route("POST", ":id/deploy_tokens", &class)),
            "create "
        );
        assert_eq!(verb(of_method("reset_token")), "reset token");
        assert_eq!(verb(of_method("destroy_all")), "delete all");
        assert_eq!(verb(of_method("test")), "test ");
    }
}
