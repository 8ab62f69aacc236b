//! Events that speak of a surface's subject, and side effects that do not.

use crate::audit::inputs::Inputs;
use crate::audit::surfaces::surface::Surface;
use crate::calls::Call;
use crate::catalog::Ownership;
use crate::facts::Text;
use crate::languages::language_of;
use crate::reach::Way;
use crate::source::FileId;
use rustc_hash::{FxHashMap, FxHashSet};

/// A word in one of this many names, or more, says nothing.
const COMMON_SHARE: usize = 10;

/// The number of names from which on words can be too common.
const FEW_NAMES: usize = 50;

/// One in this many names of a call must speak of a subject.
const FEW_RELATED: usize = 3;

/// Relation of a call whose names do not speak of the subject.
const LITTLE: f64 = 0.1;

/// Words of class names that say what kind of code it is.
const KINDS: &[&str] = &[
    "action",
    "api",
    "application",
    "base",
    "controller",
    "event",
    "graphql",
    "mutation",
    "service",
    "worker",
];

/// Words for operations, which services of all subjects have in common.
const OPERATIONS: &[&str] = &[
    "add", "build", "bulk", "close", "create", "delete", "destroy", "execute", "export", "import",
    "move", "process", "remove", "reopen", "set", "update", "usage", "data", "counters", "unique",
    "counter", "gitlab",
];

/// Verbs of requests in the names of routes. They say nothing of the subject.
const VERBS: &[&str] = &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// Words that link others.
const LINKS: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "id", "in", "is", "of", "on", "or", "the", "to",
    "with",
];

/// The subjects of events.
pub(super) struct Subjects {
    /// Words in so many names of events that they say nothing.
    common: FxHashSet<String>,
    /// Words in so many paths of tracking calls that they say nothing.
    common_in_paths: FxHashSet<String>,
    /// Categories of the definitions of events, by name.
    categories: FxHashMap<Text, FxHashSet<String>>,
}

/// The words of one surface, with its category.
pub(super) struct Subject {
    words: FxHashSet<String>,
    /// True if all words of the surface are common ones, which then count.
    is_common: bool,
    category: Option<String>,
    category_words: FxHashSet<String>,
}

impl Subjects {
    pub(super) fn new(inputs: &Inputs<'_>) -> Self {
        let mut names: FxHashSet<&str> = FxHashSet::default();
        let of_calls = inputs.calls.iter().flat_map(|call| &call.event.names);
        let defined = inputs.catalog.events.iter().map(|event| &event.name.value);
        names.extend(of_calls.chain(defined).map(Text::as_str));
        let paths = inputs.calls.iter().map(|call| call.span.file);
        let paths: FxHashSet<FileId> = paths.collect();
        let paths = paths.iter().map(|file| &*inputs.sources.file(*file).path);
        let mut categories: FxHashMap<Text, FxHashSet<String>> = FxHashMap::default();
        let mut add = |name: &Text, ownership: &Ownership| {
            let own = categories.entry(name.clone()).or_default();
            let of_definition = ownership.categories.iter();
            own.extend(of_definition.map(|one| inputs.category_key(&one.value)));
        };
        for event in &inputs.catalog.events {
            add(&event.name.value, &event.ownership);
        }
        for metric in &inputs.catalog.metrics {
            for event in &metric.events {
                add(&event.name.value, &metric.ownership);
            }
        }
        Self {
            common: common(names.into_iter()),
            common_in_paths: common(paths),
            categories,
        }
    }

    /// Returns the subject of a surface.
    pub(super) fn of_surface(&self, surface: &Surface, inputs: &Inputs<'_>) -> Subject {
        let named = surface.name.split(' ').filter(|word| !VERBS.contains(word));
        let mut found: FxHashSet<String> = named
            .flat_map(parts)
            .filter(|part| says_something(part))
            .map(|part| stem(&part))
            .collect();
        // Names of events shorten names of classes to initials.
        for part in surface.class.split("::") {
            let parts = parts(part);
            let parts = parts.iter().filter(|part| says_something(part));
            let initials: String = parts.filter_map(|part| part.chars().next()).collect();
            if initials.len() > 1 {
                found.insert(initials);
            }
        }
        // A surface that has nothing but common words is about them: `deploy` in a program that deploys.
        let is_common = found.iter().all(|word| self.common.contains(word));
        found.retain(|word| is_common || !self.common.contains(word));
        let category = surface.category.as_ref();
        Subject {
            words: found,
            is_common,
            category: category.map(|category| inputs.category_key(category)),
            category_words: category.map(|category| words(category)).unwrap_or_default(),
        }
    }

    /// Returns how much a call speaks of the subject of a surface, from 0 to 1. A call that may send many events speaks of what
    /// a good part of them speak of.
    pub(super) fn relation(
        &self,
        subject: &Subject,
        call: &Call,
        way: &Way,
        inputs: &Inputs<'_>,
    ) -> f64 {
        let event = &call.event;
        let names: Vec<&Text> = event.names.iter().chain(&event.possible).collect();
        let shares: Vec<f64> = names
            .iter()
            .map(|name| self.share_of_name(subject, name))
            .filter(|share| *share > 0.0)
            .collect();
        let best = shares.iter().copied().fold(0.0, f64::max);
        if best > 0.0 && shares.len() * FEW_RELATED >= names.len() {
            return best;
        }
        let others = event.patterns.iter();
        let others = others.chain([&call.category, &call.label].into_iter().flatten());
        let others = others.map(|text| self.share(subject, text));
        let other = others.fold(0.0, f64::max);
        let sender = way.steps.last().map_or("", |step| &step.name);
        if other > 0.0 {
            return other;
        }
        // The names of controls say little, so the file counts on a page, and the class of the sender elsewhere.
        let is_shared = match way.is_of_page() {
            true => {
                let mut path = words(inputs.sources.path(call.span));
                path.retain(|word| !self.common_in_paths.contains(word));
                way.depth == 1 || path.iter().any(|word| subject.words.contains(word))
            }
            false => {
                let class = sender.split('#').next().unwrap_or_default();
                let module = way.steps.last().map(|step| inputs.sources.path(step.span));
                let module = module.map(module_of).unwrap_or_default();
                let parts = parts(class).into_iter().chain(parts(module));
                let mut parts = parts
                    .filter(|part| says_something(part) && !OPERATIONS.contains(&part.as_str()));
                parts.any(|part| subject.words.contains(&stem(&part)))
            }
        };
        if is_shared { LITTLE } else { 0.0 }
    }

    fn share_of_name(&self, subject: &Subject, name: &Text) -> f64 {
        let own = self.categories.get(name);
        let category = subject.category.as_ref();
        let is_of_category = own
            .zip(category)
            .is_some_and(|(own, category)| own.contains(category));
        let share = self.share(subject, name);
        if is_of_category {
            share.max(LITTLE)
        } else {
            share
        }
    }

    /// Returns the share of a text's words that speak of the subject.
    fn share(&self, subject: &Subject, text: &str) -> f64 {
        let mut words = words(text);
        let category = &subject.category_words;
        let names_category = !category.is_empty() && category.is_subset(&words);
        words.retain(|word| subject.is_common || !self.common.contains(word));
        let shared = words.iter().filter(|word| {
            subject.words.contains(*word) || (names_category && category.contains(*word))
        });
        match words.len() {
            0 => 0.0,
            all => shared.count() as f64 / all as f64,
        }
    }
}

/// Returns the folder and the name of a file without its ending, where they are the module of its functions; else an empty text.
fn module_of(path: &str) -> &str {
    let is_module = language_of(path).is_some_and(|language| language.traits.is_per_file());
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let mut slashes = stem.rmatch_indices('/').skip(1);
    let from = slashes.next().map_or(0, |(at, _)| at + 1);
    if is_module { &stem[from..] } else { "" }
}

/// Returns the words that occur in so many texts that they say nothing.
fn common<'t>(texts: impl Iterator<Item = &'t str>) -> FxHashSet<String> {
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    let mut number = 0;
    for text in texts {
        number += 1;
        for word in words(text) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let limit = number.max(FEW_NAMES) / COMMON_SHARE;
    let common = counts.into_iter().filter(|(_, count)| *count > limit);
    common.map(|(word, _)| word).collect()
}

/// Returns the parts of a name, in lower case.
fn parts(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut previous = ' ';
    for letter in text.chars() {
        let is_start = letter.is_uppercase() && previous.is_lowercase();
        if !letter.is_alphanumeric() {
            found.push(String::new());
        } else {
            if is_start || found.is_empty() {
                found.push(String::new());
            }
            if let Some(last) = found.last_mut() {
                last.extend(letter.to_lowercase());
            }
        }
        previous = letter;
    }
    found.retain(|part| !part.is_empty());
    found
}

/// Returns true if a part of a surface's name says what it is about.
fn says_something(part: &str) -> bool {
    part.len() > 1 && !LINKS.contains(&part) && !KINDS.contains(&part)
}

/// Returns the words of a name without those that say nothing, each as its stem.
fn words(text: &str) -> FxHashSet<String> {
    let parts = parts(text).into_iter();
    let words = parts.filter(|part| part.len() > 1 && !LINKS.contains(&part.as_str()));
    words.map(|part| stem(&part)).collect()
}

/// Returns a word without the endings of plurals and verbs.
fn stem(word: &str) -> String {
    let single = match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if word.ends_with("ss") || word.ends_with("us") => word.to_owned(),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    };
    let endings = ["ing", "ion", "ed", "e"];
    let stems = endings
        .iter()
        .filter_map(|ending| single.strip_suffix(ending));
    let stem = stems.map(str::to_owned).find(|stem| stem.len() > 2);
    stem.unwrap_or(single)
}
