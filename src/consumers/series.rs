//! Names of time series in query expressions.

use crate::consumers::lexer::{Token, TokenKind, tokens};
use crate::consumers::reference::Found;

/// Words of the query language that name no series.
const WORDS: &[&str] = &[
    "and",
    "bool",
    "by",
    "group_left",
    "group_right",
    "ignoring",
    "inf",
    "nan",
    "offset",
    "on",
    "or",
    "unless",
    "without",
    "atan2",
    "start",
    "end",
];

/// Words before a list of labels.
const LABEL_LISTS: &[&str] = &[
    "by",
    "group_left",
    "group_right",
    "ignoring",
    "on",
    "without",
];

/// Returns the names of series in an expression, without an ending that the store adds.
pub(crate) fn names(expression: &str, suffixes: &[String]) -> Vec<Found> {
    let tokens = joined(tokens(expression));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        if token.text.starts_with('{') || token.is("[") {
            let close = if token.is("[") { "]" } else { "}" };
            at = closing(&tokens, at, close);
        } else if token.kind == TokenKind::Word {
            let groups = |next: &Token<'_>| next.is_word("by") || next.is_word("without");
            let is_call = next.is_some_and(|next| next.is("(") || groups(next));
            let is_list = LABEL_LISTS.iter().any(|word| token.is_word(word));
            if is_call && is_list {
                at = closing(&tokens, at + 1, ")");
            } else if !is_call
                && !WORDS.iter().any(|word| token.is_word(word))
                && !is_variable(&tokens, at)
            {
                let name = suffixes
                    .iter()
                    .find_map(|suffix| token.text.strip_suffix(suffix.as_str()));
                found.push(Found {
                    name: name.unwrap_or(&token.text).into(),
                    is_pattern: false,
                    range: token.range.clone(),
                    becomes: None,
                });
            }
        }
        at += 1;
    }
    found
}

/// Joins words with colons, which names of recorded series have.
fn joined(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut all: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if let Some(last) = all.last_mut() {
            let touches = last.range.end == token.range.start;
            let is_part = token.kind == TokenKind::Word || token.is(":") || token.is("::");
            if touches && is_part && last.kind == TokenKind::Word {
                let text = format!("{}{}", last.text, token.text);
                last.text = text.into();
                last.range.end = token.range.end;
                continue;
            }
        }
        all.push(token);
    }
    all
}

/// Returns true for a part of a variable of a dashboard, `$name` or `${name}`.
fn is_variable(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].text.contains('$')
}

fn closing(tokens: &[Token<'_>], open: usize, close: &str) -> usize {
    let rest = tokens.iter().skip(open + 1);
    let found = rest.take_while(|token| !token.text.starts_with(close));
    open + 1 + found.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(expression: &str) -> Vec<String> {
        let suffixes = ["_total", "_bucket"].map(str::to_owned);
        let found = names(expression, &suffixes).into_iter();
        found.map(|one| one.name.to_string()).collect()
    }

    #[test]
    fn names_of_series_are_read_and_labels_are_not() {
        assert_eq!(
            read(
                "sum(rate(http_requests_total{job=\"api\", code!~'5..'}[5m])) by (job) / on (job) up"
            ),
            ["http_requests", "up"]
        );
        assert_eq!(
            read(
                "histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[$__rate_interval])))"
            ),
            ["latency_seconds"]
        );
        assert_eq!(
            read("job:errors:rate5m offset 1d > bool 3"),
            ["job:errors:rate5m"]
        );
    }
}
