//! Builds settings from the tree of a valid configuration.

use crate::config::error::SettingError;
use crate::config::globs::Globs;
use crate::config::load::Loader;
use crate::config::settings::{
    Aliases, ExternalEvents, Ignore, Levels, Overlay, Override, Settings,
};
use crate::config::spanned::Spanned;
use crate::config::validate::level;
use crate::facts::Text;
use crate::input::yaml::{MapEntry, Node};
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Limit of worker threads, in the configuration and on the command line.
pub(crate) const MAX_THREADS: usize = 256;

/// Limit of the size limit of files, in MiB.
const MAX_FILE_MIB: usize = 64;

/// Limit of the entries of lists that are compared with all findings, events or categories.
const MAX_ENTRIES: usize = 2_000;

/// Builds the settings.
///
/// # Errors
/// The first value that is invalid although it has the right type.
pub(crate) fn settings(node: &Node, loader: &Loader<'_>) -> Result<Settings, SettingError> {
    let paths = |key: &str| -> Result<Vec<PathBuf>, SettingError> {
        let texts = texts(node.get(key)).into_iter();
        texts
            .map(|path| loader.existing(&path.value, path.span))
            .collect()
    };
    let one = |key: &str| texts(node.get(key)).pop();
    let count = |key: &str| one(key).and_then(|text| text.value.parse::<usize>().ok());
    let items = |key: &str| node.get(key).map_or(&[][..], Node::items).iter();
    let bounded = |key: &str, most: usize| {
        let number = count(key);
        if let (Some(number), Some(written)) = (number, one(key))
            && !(1..=most).contains(&number)
        {
            let message = format!("`{key}` must be between 1 and {most}");
            return Err(SettingError::new(written.span, message));
        }
        Ok(number)
    };
    check_sizes(node)?;
    let packs = node.get("packs").filter(|packs| !packs.is_blank());
    Ok(Settings {
        rules: paths("rules")?,
        packs: packs.map(|packs| texts(Some(packs))),
        exclude: globs(node.get("exclude"))?,
        include: globs(node.get("include"))?,
        features: paths("features")?.pop(),
        taxonomy: paths("taxonomy")?,
        lints: levels(node.get("lints"))?,
        only: texts(node.get("only")),
        overrides: items("overrides")
            .map(override_)
            .collect::<Result<_, _>>()?,
        ignore: items("ignore").map(ignore).collect::<Result<_, _>>()?,
        fail_on: one("fail_on")
            .map(|word| level(&word.value, "never", word.span))
            .transpose()?,
        max_new: count("max_new"),
        baseline: one("baseline")
            .map(|path| loader.path(&path.value, path.span))
            .transpose()?,
        aliases: aliases(node.get("aliases")),
        external_events: external_events(node.get("external_events")),
        inventories: texts(node.get("inventories"))
            .iter()
            .map(|path| loader.path(&path.value, path.span))
            .collect::<Result<_, _>>()?,
        overlay: entries(node.get("overlay"))
            .iter()
            .map(overlay)
            .collect::<Result<_, _>>()?,
        threads: bounded("threads", MAX_THREADS)?,
        max_file_size: bounded("max_file_size", MAX_FILE_MIB)?,
        strict: one("strict").is_some_and(|word| word.value == "true"),
        ..Settings::default()
    })
}

/// Refuses lists that are compared with all findings, events or categories if they are too long.
fn check_sizes(node: &Node) -> Result<(), SettingError> {
    let inside = |outer: &str, key: &str| node.get(outer)?.get(key);
    let lists = [
        ("overrides", node.get("overrides")),
        ("ignore", node.get("ignore")),
        ("categories", inside("aliases", "categories")),
        ("groups", inside("aliases", "groups")),
        ("sent", inside("external_events", "sent")),
        ("defined", inside("external_events", "defined")),
    ];
    for (key, list) in lists {
        let is_long = |list: &&Node| list.items().len().max(list.entries().len()) > MAX_ENTRIES;
        if let Some(list) = list.filter(is_long) {
            let message = format!("`{key}` has more than {MAX_ENTRIES} entries");
            return Err(SettingError::new(list.span, message)
                .help("put the paths, lints or names into fewer entries, or use patterns"));
        }
    }
    Ok(())
}

fn aliases(node: Option<&Node>) -> Aliases {
    let inner = |key: &str| node.and_then(|map| map.get(key));
    Aliases {
        categories: names(inner("categories")),
        groups: names(inner("groups")),
    }
}

fn external_events(node: Option<&Node>) -> ExternalEvents {
    let inner = |key: &str| node.and_then(|map| map.get(key));
    ExternalEvents {
        sent: texts(inner("sent")),
        defined: texts(inner("defined")),
    }
}

fn entries(node: Option<&Node>) -> &[MapEntry] {
    node.map_or(&[], Node::entries)
}

fn texts(node: Option<&Node>) -> Vec<Spanned<String>> {
    let all = node.map(Node::strings).unwrap_or_default().into_iter();
    let text = |(text, span): (Text, Span)| Spanned {
        value: text.to_string(),
        span,
    };
    all.map(text).collect()
}

fn text(node: Option<&Node>) -> Option<String> {
    Some(texts(node).pop()?.value)
}

/// Reads a map of names, each with the span of its key.
fn names(node: Option<&Node>) -> BTreeMap<String, Spanned<String>> {
    let pair = |entry: &MapEntry| {
        let value = text(Some(&entry.value)).unwrap_or_default();
        let span = entry.key_span;
        (entry.key.to_string(), Spanned { value, span })
    };
    entries(node).iter().map(pair).collect()
}

fn levels(node: Option<&Node>) -> Result<Levels, SettingError> {
    let mut levels = Levels::new();
    for entry in entries(node) {
        let word = entry.value.as_str().map_or("", Text::as_str);
        let value = level(word, "off", entry.value.span)?;
        let span = entry.key_span;
        levels.insert(entry.key.to_string(), Spanned { value, span });
    }
    Ok(levels)
}

fn globs(node: Option<&Node>) -> Result<Globs, SettingError> {
    let span = node.map_or(Span::new(FileId(0), 0, 0), |node| node.span);
    Globs::new(texts(node), span)
}

fn override_(node: &Node) -> Result<Override, SettingError> {
    Ok(Override {
        paths: globs(node.get("path"))?,
        lints: levels(node.get("lints"))?,
    })
}

fn ignore(node: &Node) -> Result<Ignore, SettingError> {
    let (lints, paths) = (texts(node.get("lint")), globs(node.get("path"))?);
    let named = lints.iter().chain(&paths.patterns).map(|one| one.span);
    let Some(span) = named.min() else {
        let message = "an `ignore` entry needs a `path` or a `lint`";
        return Err(SettingError::new(node.span, message));
    };
    let until = texts(node.get("until")).pop().map(date).transpose()?;
    Ok(Ignore {
        paths,
        lints,
        until,
        span,
    })
}

/// Refuses a text that is no date.
fn date(text: Spanned<String>) -> Result<Spanned<String>, SettingError> {
    let shaped = text.value.len() == 10
        && text.value.bytes().enumerate().all(|(index, byte)| {
            if matches!(index, 4 | 7) {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    let part = |range| {
        text.value
            .get(range)
            .and_then(|part: &str| part.parse().ok())
    };
    let (year, month, day): (u32, u32, u32) = (
        part(0..4).unwrap_or(0),
        part(5..7).unwrap_or(0),
        part(8..10).unwrap_or(0),
    );
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    if shaped && (1..=days).contains(&day) {
        return Ok(text);
    }
    let message = format!("`{}` is not a date", text.value);
    Err(SettingError::new(text.span, message).help("write it as 2027-01-31"))
}

fn overlay(entry: &MapEntry) -> Result<(String, Overlay), SettingError> {
    let node = &entry.value;
    let overlay = Overlay {
        events: texts(node.get("events")),
        metrics: texts(node.get("metrics")),
        paths: globs(node.get("paths"))?,
        exempt: text(node.get("exempt")),
        unmeasured: text(node.get("unmeasured")),
        span: entry.key_span,
    };
    Ok((entry.key.to_string(), overlay))
}
