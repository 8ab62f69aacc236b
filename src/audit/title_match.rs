//! Events and metrics whose names match the title of an entry of the feature list. Such lists have no links to definitions. A name
//! with every word of a title is the best available evidence, and the basis of the verdict says so.

use crate::audit::event::Links;
use crate::audit::inputs::Inputs;
use crate::audit::metrics::MetricRow;
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use std::collections::{BTreeMap, BTreeSet};

/// Words that say nothing about which feature is meant.
const GRAMMAR: &[&str] = &[
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "for", "from", "if",
    "in", "into", "is", "it", "its", "most", "more", "no", "not", "of", "on", "only", "or",
    "other", "per", "that", "the", "this", "to", "use", "using", "via", "when", "with", "you",
    "your",
];

/// An event of the graph or a metric of the catalog, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Event(usize),
    Metric(usize),
}

/// The events that something sends and the metrics that something feeds, by the words of their names.
#[derive(Debug, Default)]
pub(crate) struct Titles {
    by_word: BTreeMap<String, BTreeSet<Named>>,
    categories: BTreeMap<Named, BTreeSet<String>>,
}

impl Titles {
    /// Reads all names, and the descriptions of metrics.
    pub(crate) fn new(inputs: &Inputs<'_>, links: &Links, metrics: &[MetricRow]) -> Self {
        let mut titles = Self::default();
        let normal = |category: &crate::catalog::Field<crate::facts::Text>| {
            inputs.category_key(&category.value)
        };
        let unsent = [EventVerdict::Unused, EventVerdict::Removed];
        let events = links.events.iter().enumerate();
        for (index, event) in events.filter(|(_, event)| !unsent.contains(&event.verdict)) {
            let definitions = event
                .definitions
                .iter()
                .map(|number| &inputs.catalog.events[*number]);
            let categories = definitions
                .flat_map(|definition| &definition.ownership.categories)
                .map(normal);
            titles.add(Named::Event(index), &event.name, categories.collect());
        }
        let fed = [MetricVerdict::Ok, MetricVerdict::Partial];
        for row in metrics.iter().filter(|row| fed.contains(&row.verdict)) {
            let metric = &inputs.catalog.metrics[row.definition];
            let description = metric
                .description
                .as_ref()
                .map_or("", |text| text.value.as_str());
            let text = format!("{} {description}", metric.key_path.value);
            titles.add(
                Named::Metric(row.definition),
                &text,
                metric.ownership.categories.iter().map(normal).collect(),
            );
        }
        titles
    }

    fn add(&mut self, named: Named, text: &str, categories: BTreeSet<String>) {
        for word in words(text) {
            self.by_word.entry(word).or_default().insert(named);
        }
        self.categories.insert(named, categories);
    }

    /// Returns the events and metrics, as sorted indexes, whose names hold every word of a title. Those of other categories are left
    /// out; those of no category need more than one word in common, for one word is often in a name by chance.
    pub(crate) fn like(&self, title: &str, categories: &[String]) -> (Vec<usize>, Vec<usize>) {
        let wanted: BTreeSet<String> = words(&without_brackets(title)).collect();
        let mut sets = wanted.iter().map(|word| self.by_word.get(word));
        let first = sets.next().flatten().cloned().unwrap_or_default();
        let all = sets.fold(first, |found, more| {
            more.map_or_else(BTreeSet::new, |more| &found & more)
        });
        let mut found = (Vec::new(), Vec::new());
        for named in all
            .into_iter()
            .filter(|named| self.may_belong(*named, categories, wanted.len()))
        {
            match named {
                Named::Event(index) => found.0.push(index),
                Named::Metric(index) => found.1.push(index),
            }
        }
        found
    }

    fn may_belong(&self, named: Named, categories: &[String], words: usize) -> bool {
        let own = &self.categories[&named];
        if own.is_empty() {
            words > 1
        } else {
            categories.iter().any(|category| own.contains(category))
        }
    }
}

/// Returns a title without what it says in brackets.
fn without_brackets(title: &str) -> String {
    let mut depth = 0_usize;
    let keep = |c: &char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    title.chars().filter(keep).collect()
}

/// Returns the words of a text that say something, in lower case and the singular.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase);
    words
        .filter(|word| !GRAMMAR.contains(&word.as_str()))
        .map(singular)
}

/// Returns a plain English plural's singular: `policies`, `labels`. Both sides are treated alike, so a wrong stem does no harm.
fn singular(word: String) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => format!("{stem}y"),
        _ if word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !word.ends_with("us") =>
        {
            word[..word.len() - 1].to_owned()
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_compared_in_the_singular_and_without_grammar() {
        let title: Vec<String> = words("Policies for the Issue Due Dates, by status").collect();
        assert_eq!(title, ["policy", "issue", "due", "date", "status"]);
        assert_eq!(
            words("g_project_issue_due_date_changed").nth(3).as_deref(),
            Some("due")
        );
        assert_eq!(
            super::without_brackets("npm (node) Registry"),
            "npm  Registry"
        );
    }
}
