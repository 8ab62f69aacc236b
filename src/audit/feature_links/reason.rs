//! The reason for a proposal as words.

use crate::audit::feature_links::index::Index;
use crate::audit::feature_links::query::Query;
use crate::audit::feature_links::shares::Shares;
use crate::audit::feature_links::words::{Vocabulary, Word};
use crate::audit::name_match::listed;

/// Words listed in one reason.
const MOST_WORDS: usize = 3;

/// Returns a clause for each share that says something.
pub(crate) fn reason(
    index: &Index,
    vocabulary: &Vocabulary,
    query: &Query,
    unit: usize,
    shares: Shares,
) -> String {
    let unit = &index.units[unit];
    let found = query.title.shared(&unit.known).len();
    let mut clauses = Vec::new();
    if found == 0 && shares.title > 0.0 {
        clauses.push("acronym of the title".to_owned());
    } else if !query.title.is_empty() {
        let all = query.title.len();
        let words = if all == 1 { "word" } else { "words" };
        clauses.push(format!("title {found} of {all} {words}"));
    }
    if shares.link > 0.0 {
        clauses.push(format!("link `{}` whole", query.tail_text));
    } else if shares.tail > 0.0 && !query.plain_tail.is_empty() {
        clauses.push(format!("link `{}` in part", query.tail_text));
    }
    // The member that fits best explains the share of the name.
    let unexplained = unit.names.iter().map(|name| {
        let words = name
            .stems
            .iter()
            .filter(|word| !query.context.contains(*word));
        words.collect::<Vec<Word>>()
    });
    let fewest = unexplained.min_by_key(Vec::len).unwrap_or_default();
    if fewest.is_empty() {
        clauses.push("title and link explain the whole name".to_owned());
    } else {
        let words = fewest.iter().map(|stem| vocabulary.word_of(*stem));
        let mut words: Vec<&str> = words.collect();
        words.sort_unstable();
        clauses.push(format!("not in the title: {}", listed(words, MOST_WORDS)));
    }
    clauses.join(", ")
}
