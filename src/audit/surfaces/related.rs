//! Events that speak of a surface's subject, and side effects that do not.

use crate::audit::inputs::Inputs;
use crate::audit::surfaces::surface::Surface;
use crate::calls::Call;
use crate::facts::Text;
use crate::reach::Way;
use rustc_hash::{FxHashMap, FxHashSet};

/// A word in one of this many names, or more, says nothing.
const COMMON_SHARE: usize = 10;

/// The number of names from which on words can be too common.
const FEW_NAMES: usize = 50;

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

/// Words that link others.
const LINKS: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "id", "in", "is", "of", "on", "or", "the", "to",
    "with",
];

/// What events speak of.
pub(super) struct Subjects {
    /// Words in so many names of events that they say nothing.
    common: FxHashSet<String>,
    /// Categories of the definitions of events, by name.
    categories: FxHashMap<Text, FxHashSet<String>>,
}

/// The words of one surface, with its category.
pub(super) struct Subject {
    words: FxHashSet<String>,
    category: Option<String>,
}

impl Subjects {
    pub(super) fn new(inputs: &Inputs<'_>) -> Self {
        let mut names: FxHashSet<&Text> = FxHashSet::default();
        names.extend(inputs.calls.iter().flat_map(|call| &call.event.names));
        names.extend(inputs.catalog.events.iter().map(|event| &event.name.value));
        let mut counts: FxHashMap<String, usize> = FxHashMap::default();
        for name in &names {
            for word in words(name) {
                *counts.entry(word).or_default() += 1;
            }
        }
        let limit = names.len().max(FEW_NAMES) / COMMON_SHARE;
        let common = counts.into_iter().filter(|(_, count)| *count > limit);
        let mut categories: FxHashMap<Text, FxHashSet<String>> = FxHashMap::default();
        let mut add = |name: &Text, ownership: &crate::catalog::Ownership| {
            let own = categories.entry(name.clone()).or_default();
            own.extend(
                ownership
                    .categories
                    .iter()
                    .map(|one| inputs.category_key(&one.value)),
            );
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
            common: common.map(|(word, _)| word).collect(),
            categories,
        }
    }

    /// Returns the subject of a surface.
    pub(super) fn of_surface(&self, surface: &Surface) -> Subject {
        let category = surface.category.as_deref().unwrap_or_default();
        let texts = [&*surface.name, category];
        let mut found: FxHashSet<String> = texts.iter().flat_map(|text| words(text)).collect();
        // Names of events shorten names of classes to initials.
        for part in surface.class.split("::").chain([category]) {
            let parts = parts(part);
            let parts = parts.iter().filter(|part| !KINDS.contains(&part.as_str()));
            let initials: String = parts.filter_map(|part| part.chars().next()).collect();
            if initials.len() > 1 {
                found.insert(initials);
            }
        }
        found.retain(|word| !self.common.contains(word) && !KINDS.contains(&word.as_str()));
        Subject {
            words: found,
            category: surface.category.clone(),
        }
    }

    /// Returns true if a call speaks of the subject of a surface.
    pub(super) fn is_related(
        &self,
        subject: &Subject,
        call: &Call,
        way: &Way,
        inputs: &Inputs<'_>,
    ) -> bool {
        let event = &call.event;
        let names = event.names.iter().chain(&event.possible);
        let mut own_category = names.clone().filter_map(|name| self.categories.get(name));
        let category = subject.category.as_ref();
        let category = category.map(|category| inputs.category_key(category));
        if category.is_some_and(|category| own_category.any(|own| own.contains(&category))) {
            return true;
        }
        let texts = names.chain(&event.patterns);
        let texts = texts.chain([&call.category, &call.label].into_iter().flatten());
        let is_shared = |text: &str| {
            let mut words = words(text).into_iter();
            words.any(|word| subject.words.contains(&word))
        };
        let mut texts = texts.map(Text::as_str);
        // The events of a page often name the control only, so its file counts too.
        texts.any(&is_shared) || (way.is_of_page() && is_shared(inputs.sources.path(call.span)))
    }
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

/// Returns the words of a name without those that say nothing, each in the singular.
fn words(text: &str) -> FxHashSet<String> {
    let parts = parts(text).into_iter();
    let words = parts.filter(|part| part.len() > 1 && !LINKS.contains(&part.as_str()));
    words.map(|part| singular(&part)).collect()
}

/// Returns a word without the ending of its plural, or of another form of a verb.
fn singular(word: &str) -> String {
    for (ending, with) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("ss", "ss"),
        ("us", "us"),
    ] {
        if let Some(stem) = word.strip_suffix(ending) {
            return format!("{stem}{with}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 => stem.to_owned(),
        _ => word.to_owned(),
    }
}
