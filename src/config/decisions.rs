//! Writes decisions about features to the `overlay` of a configuration file. Everything else in the file stays as it is.

use crate::input::yaml::{self, Node, NodeValue};
use crate::source::FileId;
use std::fmt::Write;

/// A decision about one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// These events and metrics measure it.
    Measured {
        /// Events, in the notation of the overlay.
        events: Vec<String>,
        /// Key paths.
        metrics: Vec<String>,
    },
    /// Nothing measures it, for this reason.
    Unmeasured(String),
    /// The feature needs no instrumentation, for this reason.
    Exempt(String),
}

/// The key of the decisions.
const OVERLAY: &str = "overlay";

/// Returns the text of a configuration file with decisions added, each with the id of its feature.
///
/// # Errors
/// A message if the file is no mapping, or already decides about one of the features.
pub(crate) fn add(text: &str, decisions: &[(String, Decision)]) -> Result<String, String> {
    let (documents, problems) = yaml::read(FileId(0), text);
    if let Some(problem) = problems.first() {
        return Err(format!("the file is not valid YAML: {}", problem.message));
    }
    let root = documents.first().filter(|root| !root.is_blank());
    if root.is_some_and(|root| !matches!(root.value, NodeValue::Map(_))) {
        return Err("the file is no mapping".to_owned());
    }
    let overlay = root.and_then(|root| root.entry(OVERLAY));
    let decided = overlay.map_or(&[][..], |entry| entry.value.entries());
    for (id, _) in decisions {
        if decided.iter().any(|entry| entry.key == id.as_str()) {
            return Err(format!("`{id}` is in the overlay already; edit it there"));
        }
    }
    let is_flow = |node: &Node| text[node.span.start as usize..].starts_with('{');
    let Some(overlay) = overlay else {
        if root.is_some_and(is_flow) {
            return Err(format!(
                "write the file as a block, or add `{OVERLAY}:` yourself"
            ));
        }
        let gap = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let entries = lines(decisions, "  ");
        return Ok(format!("{text}{gap}{OVERLAY}:\n{entries}"));
    };
    let key_end = overlay.key_span.end as usize;
    let line_end = text[key_end..].find('\n').map(|at| key_end + at + 1);
    let start = overlay.value.span.start as usize;
    if !overlay.value.is_blank() && is_flow(&overlay.value) {
        let rest = if decided.is_empty() { "" } else { ", " };
        let entries: Vec<String> = decisions.iter().map(entry).collect();
        let (before, after) = text.split_at(start + 1);
        return Ok(format!("{before}{}{rest}{after}", entries.join(", ")));
    }
    let indent = decided.first().map_or("  ", |first| {
        let key = first.key_span.start as usize;
        let line = text[..key].rfind('\n').map_or(0, |at| at + 1);
        &text[line..key]
    });
    let entries = lines(decisions, indent);
    Ok(match line_end {
        Some(end) => format!("{}{entries}{}", &text[..end], &text[end..]),
        None => format!("{text}\n{entries}"),
    })
}

fn lines(decisions: &[(String, Decision)], indent: &str) -> String {
    decisions.iter().fold(String::new(), |mut lines, decision| {
        // Writing to a text cannot fail.
        let _ = writeln!(lines, "{indent}{}", entry(decision));
        lines
    })
}

/// Returns one decision as an entry of a mapping.
fn entry((id, decision): &(String, Decision)) -> String {
    let list = |key: &str, names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| scalar(name)).collect();
        (!names.is_empty()).then(|| format!("{key}: [{}]", names.join(", ")))
    };
    let value = match decision {
        Decision::Measured { events, metrics } => {
            let lists = [list("events", events), list("metrics", metrics)];
            lists.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        Decision::Unmeasured(reason) => format!("unmeasured: {}", scalar(reason)),
        Decision::Exempt(reason) => format!("exempt: {}", scalar(reason)),
    };
    format!("{}: {{{value}}}", scalar(id))
}

/// Returns a text that YAML reads as the same text: plain if it is a usual name, or else in quotes.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 7] = ["true", "false", "null", "yes", "no", "on", "off"];
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if begins && text.chars().all(is_plain) && !WORDS.contains(&&*text.to_ascii_lowercase()) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided() -> Vec<(String, Decision)> {
        let measured = Decision::Measured {
            events: vec!["cart::add#gift".to_owned()],
            metrics: vec!["counts.gifts".to_owned()],
        };
        let reason = Decision::Exempt("a \"page\": text".to_owned());
        vec![
            ("gifts".to_owned(), measured),
            ("about-us".to_owned(), reason),
        ]
    }

    const ENTRIES: &str = "  gifts: {events: [\"cart::add#gift\"], metrics: [counts.gifts]}\n  \
                           about-us: {exempt: \"a \\\"page\\\": text\"}\n";

    #[test]
    fn decisions_are_added_to_every_form_of_the_overlay() {
        let added = |text: &str| add(text, &decided()).expect("it is valid");
        assert_eq!(added(""), format!("overlay:\n{ENTRIES}"));
        assert_eq!(
            added("only: [x] # why\n"),
            format!("only: [x] # why\noverlay:\n{ENTRIES}")
        );
        assert_eq!(
            added("overlay: # ours\n  # old\n  a: {exempt: b}\nonly: [x]\n"),
            format!("overlay: # ours\n{ENTRIES}  # old\n  a: {{exempt: b}}\nonly: [x]\n")
        );
        assert_eq!(
            added("overlay:\n    a:\n        exempt: b"),
            format!(
                "overlay:\n{}    a:\n        exempt: b",
                ENTRIES
                    .replace("  gifts", "    gifts")
                    .replace("  about", "    about")
            )
        );
        for (flow, rest) in [("{}", ""), ("{a: {exempt: b}}", ", a: {exempt: b}")] {
            let text = added(&format!("overlay: {flow}\n"));
            assert!(
                text.starts_with("overlay: {gifts: {") && text.ends_with(&format!("}}{rest}}}\n")),
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_be_added_is_refused() {
        let refused = |text: &str| add(text, &decided()).expect_err("it cannot be added");
        assert!(
            refused("overlay: {gifts: {exempt: b}}").contains("`gifts` is in the overlay already")
        );
        assert!(refused("- a").contains("no mapping"));
        assert!(refused("{only: [x]}").contains("block"));
        assert!(refused("a: [").contains("not valid YAML"));
    }
}
