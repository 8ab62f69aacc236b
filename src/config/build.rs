//! From the tree of a configuration to settings that hold. Its form was checked before.

use crate::config::load::Loader;
use crate::config::{
    Aliases, ExternalEvents, Fault, Globs, Ignore, Levels, Overlay, Override, Settings, Spanned,
    near_miss,
};
use crate::facts::Text;
use crate::finding::Severity;
use crate::input::yaml::{Entry, Node, NodeValue};
use crate::source::{FileId, Span};
use globset::{GlobBuilder, GlobSetBuilder};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The severity a word stands for; none for the word that says so.
pub(crate) fn level(word: &str, none: &str, span: Span) -> Result<Option<Severity>, Fault> {
    if word == none {
        return Ok(None);
    }
    word.parse().map(Some).map_err(|_| {
        let words = [none, "info", "warning", "error"];
        let near = near_miss(word, words).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| format!("there are {}", words.join(", ")));
        Fault::at(span, format!("`{word}` is no severity")).help(help)
    })
}

/// What the tree says, as settings.
pub(crate) fn settings(node: &Node, loader: &Loader<'_>) -> Result<Settings, Fault> {
    let paths = |key: &str| -> Result<Vec<PathBuf>, Fault> {
        texts(node.get(key))
            .into_iter()
            .map(|path| loader.existing(&path.value, path.span))
            .collect()
    };
    let one = |key: &str| texts(node.get(key)).pop();
    let count = |key: &str| one(key).and_then(|text| text.value.parse::<usize>().ok());
    let inner = |outer: &str, key: &str| node.get(outer).and_then(|map| map.get(key));
    let threads = count("threads");
    if let (Some(0), Some(written)) = (threads, one("threads")) {
        return Err(Fault::at(written.span, "`threads` must be at least 1"));
    }
    Ok(Settings {
        rules: paths("rules")?,
        packs: node
            .get("packs")
            .filter(|packs| !packs.is_blank())
            .map(|packs| texts(Some(packs))),
        exclude: globs(node.get("exclude"))?,
        include: globs(node.get("include"))?,
        features: paths("features")?.pop(),
        taxonomy: paths("taxonomy")?,
        lints: levels(node.get("lints"))?,
        only: texts(node.get("only")),
        overrides: list(node.get("overrides"))
            .iter()
            .map(overriding)
            .collect::<Result<_, _>>()?,
        ignore: list(node.get("ignore"))
            .iter()
            .map(ignore)
            .collect::<Result<_, _>>()?,
        fail_on: one("fail_on")
            .map(|word| level(&word.value, "never", word.span))
            .transpose()?,
        max_new: count("max_new"),
        baseline: one("baseline")
            .map(|path| loader.path(&path.value, path.span))
            .transpose()?,
        aliases: Aliases {
            categories: map(inner("aliases", "categories")),
            groups: map(inner("aliases", "groups")),
        },
        external_events: ExternalEvents {
            sent: texts(inner("external_events", "sent")),
            defined: texts(inner("external_events", "defined")),
        },
        overlay: entries(node.get("overlay"))
            .iter()
            .map(overlay)
            .collect::<Result<_, _>>()?,
        threads,
        strict: one("strict").is_some_and(|word| word.value == "true"),
        ..Settings::default()
    })
}

fn list(node: Option<&Node>) -> &[Node] {
    node.map_or(&[], Node::items)
}

fn entries(node: Option<&Node>) -> &[Entry] {
    node.map_or(&[], Node::entries)
}

fn texts(node: Option<&Node>) -> Vec<Spanned<String>> {
    let all = node.map(Node::strings).unwrap_or_default();
    all.into_iter()
        .map(|(text, span)| Spanned {
            value: text.to_string(),
            span,
        })
        .collect()
}

fn map(node: Option<&Node>) -> BTreeMap<String, Spanned<String>> {
    let value = |entry: &Entry| {
        let text = entry
            .value
            .as_str()
            .map(Text::to_string)
            .unwrap_or_default();
        (
            entry.key.to_string(),
            Spanned {
                value: text,
                span: entry.key_span,
            },
        )
    };
    entries(node).iter().map(value).collect()
}

fn levels(node: Option<&Node>) -> Result<Levels, Fault> {
    let one = |entry: &Entry| {
        let NodeValue::Scalar(word, _) = &entry.value.value else {
            return Err(Fault::at(entry.value.span, "a severity is expected"));
        };
        let value = level(word, "off", entry.value.span)?;
        Ok((
            entry.key.to_string(),
            Spanned {
                value,
                span: entry.key_span,
            },
        ))
    };
    entries(node).iter().map(one).collect()
}

fn globs(node: Option<&Node>) -> Result<Globs, Fault> {
    let mut set = GlobSetBuilder::new();
    let patterns = texts(node);
    for pattern in &patterns {
        let mut add = |text: &str| {
            let glob = GlobBuilder::new(text).literal_separator(true).build();
            let wrong = |error: globset::Error| {
                Fault::at(
                    pattern.span,
                    format!("this is no path pattern: {}", error.kind()),
                )
            };
            glob.map(|glob| _ = set.add(glob)).map_err(wrong)
        };
        // A folder's name stands for everything in it.
        let folder = pattern.value.trim_end_matches('/');
        add(folder)?;
        add(&format!("{folder}/**"))?;
    }
    let place = node.map_or(Span::new(FileId(0), 0, 0), |node| node.span);
    let large = |_| {
        Fault::at(place, "these patterns are too large to be searched for")
            .help("shorten them or leave some out")
    };
    let set = set.build().map_err(large)?;
    Ok(Globs { patterns, set })
}

fn overriding(node: &Node) -> Result<Override, Fault> {
    Ok(Override {
        paths: globs(node.get("path"))?,
        lints: levels(node.get("lints"))?,
    })
}

fn ignore(node: &Node) -> Result<Ignore, Fault> {
    let (lints, paths) = (texts(node.get("lint")), globs(node.get("path"))?);
    // The entry is pointed at by what it names first.
    let named = lints
        .iter()
        .map(|lint| lint.span)
        .chain(paths.patterns.iter().map(|path| path.span))
        .min();
    let Some(span) = named else {
        return Err(Fault::at(
            node.span,
            "an `ignore` entry needs a `path` or a `lint`",
        ));
    };
    let reason = texts(node.get("reason"))
        .pop()
        .map_or(String::new(), |reason| reason.value);
    let until = texts(node.get("until")).pop().map(date).transpose()?;
    Ok(Ignore {
        paths,
        lints,
        reason,
        until,
        span,
    })
}

fn date(text: Spanned<String>) -> Result<Spanned<String>, Fault> {
    let part = |range: std::ops::Range<usize>| {
        text.value
            .get(range)
            .and_then(|digits| digits.parse::<u32>().ok())
    };
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let bytes = text.value.as_bytes();
    let digits = |index: usize| index == 4 || index == 7 || bytes[index].is_ascii_digit();
    let in_form = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && (0..10).all(digits);
    let leap = |year: u32| {
        (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
    };
    let days = match (month, year) {
        (Some(4 | 6 | 9 | 11), _) => 30,
        (Some(2), Some(year)) => 28 + u32::from(leap(year)),
        (Some(1..=12), _) => 31,
        _ => 0,
    };
    if in_form && day.is_some_and(|day| (1..=days).contains(&day)) {
        return Ok(text);
    }
    Err(Fault::at(text.span, format!("`{}` is no date", text.value)).help("write it as 2027-01-31"))
}

fn overlay(entry: &Entry) -> Result<(String, Overlay), Fault> {
    let node = &entry.value;
    let own = Overlay {
        events: texts(node.get("events")),
        metrics: texts(node.get("metrics")),
        paths: globs(node.get("paths"))?,
        exempt: texts(node.get("exempt")).pop().map(|reason| reason.value),
        span: entry.key_span,
    };
    Ok((entry.key.to_string(), own))
}
