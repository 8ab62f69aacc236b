//! From settings as written to settings that hold.

use super::raw::{Map, Raw, RawIgnore, RawOverlay, placed};
use super::{Aliases, ExternalEvents, Fault, Globs, Ignore, Overlay, Place, Placed, Settings, near_miss};
use crate::finding::Severity;
use globset::{GlobBuilder, GlobSetBuilder};
use serde_saphyr::Spanned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The words for a severity that may also be none.
fn level(word: &Placed<String>, none: &str) -> Result<Option<Severity>, Fault> {
    if word.value == none {
        return Ok(None);
    }
    word.value.parse().map(Some).map_err(|_| {
        let words = [none, "info", "warning", "error"];
        let near = near_miss(&word.value, words).map(|near| format!("did you mean `{near}`?"));
        let help = near.or_else(|| Some(format!("there are {}", words.join(", "))));
        Fault::at(word.place, format!("`{}` is no severity", word.value)).help(help)
    })
}

pub(super) fn valid(raw: Raw, root: PathBuf, file: &Path) -> Result<Settings, Fault> {
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    let path = |text: Spanned<String>| existing(&folder, placed(text));
    let paths = |texts: Vec<Spanned<String>>| texts.into_iter().map(path).collect::<Result<Vec<_>, _>>();
    let mut lints = BTreeMap::new();
    for (name, word) in raw.lints.0 {
        let (name, word) = (placed(name), placed(word));
        let value = level(&word, "off")?;
        if lints.insert(name.value.clone(), Placed { value, place: name.place }).is_some() {
            return Err(twice(name.place, &name.value));
        }
    }
    Ok(Settings {
        root,
        file: Some(file.to_owned()),
        rules: paths(raw.rules)?,
        packs: raw.packs.map(|packs| packs.into_iter().map(placed).collect()),
        exclude: globs(raw.exclude)?,
        include: globs(raw.include)?,
        features: raw.features.map(path).transpose()?,
        taxonomy: paths(raw.taxonomy)?,
        lints,
        ignore: raw.ignore.into_iter().map(ignore).collect::<Result<_, _>>()?,
        fail_on: raw.fail_on.map(|word| level(&placed(word), "never")).transpose()?,
        aliases: Aliases { categories: plain(raw.aliases.categories)?, groups: plain(raw.aliases.groups)? },
        external_events: ExternalEvents { sent: raw.external_events.sent, defined: raw.external_events.defined },
        overlay: overlay(raw.overlay)?,
        ..Settings::default()
    })
}

fn existing(folder: &Path, path: Placed<String>) -> Result<PathBuf, Fault> {
    let full = folder.join(&path.value);
    if full.exists() { Ok(full) } else { Err(Fault::at(path.place, format!("there is no file `{}`", path.value))) }
}

fn globs(patterns: Vec<Spanned<String>>) -> Result<Globs, Fault> {
    let mut set = GlobSetBuilder::new();
    let mut kept = Vec::new();
    for pattern in patterns.into_iter().map(placed) {
        let mut add = |text: &str| {
            let glob = GlobBuilder::new(text).literal_separator(true).build();
            glob.map(|glob| _ = set.add(glob)).map_err(|error| Fault::at(pattern.place, error.to_string()))
        };
        // A folder's name stands for everything in it.
        let folder = pattern.value.trim_end_matches('/');
        add(folder)?;
        add(&format!("{folder}/**"))?;
        kept.push(pattern.value.clone());
    }
    let set = set.build().map_err(|error| Fault { place: None, message: error.to_string(), help: None })?;
    Ok(Globs { patterns: kept, set })
}

fn ignore(raw: RawIgnore) -> Result<Ignore, Fault> {
    let reason = placed(raw.reason);
    let lint = raw.lint.map(placed);
    let paths: Vec<Spanned<String>> = raw.path.into_iter().collect();
    let path_place = paths.first().map(|path| placed(path.clone()).place);
    let place = lint.as_ref().map(|lint| lint.place).or(path_place);
    let Some(place) = place else {
        return Err(Fault::at(reason.place, "an `ignore` entry needs a `path` or a `lint`"));
    };
    if reason.value.trim().is_empty() {
        return Err(Fault::at(reason.place, "the reason is empty"));
    }
    let until = raw.until.map(placed).map(date).transpose()?;
    Ok(Ignore { paths: globs(paths)?, lint: lint.map(|lint| lint.value), reason: reason.value, until, place })
}

fn date(text: Placed<String>) -> Result<String, Fault> {
    let part = |range: std::ops::Range<usize>| text.value.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let bytes = text.value.as_bytes();
    let digits = |index: usize| index == 4 || index == 7 || bytes[index].is_ascii_digit();
    let in_form = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && (0..10).all(digits);
    let leap = |year: u32| (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let days = match (month, year) {
        (Some(4 | 6 | 9 | 11), _) => 30,
        (Some(2), Some(year)) => 28 + u32::from(leap(year)),
        (Some(1..=12), _) => 31,
        _ => 0,
    };
    if in_form && day.is_some_and(|day| (1..=days).contains(&day)) {
        return Ok(text.value);
    }
    let help = Some("write it as 2027-01-31".to_owned());
    Err(Fault::at(text.place, format!("`{}` is no date", text.value)).help(help))
}

fn plain(map: Map<String>) -> Result<BTreeMap<String, String>, Fault> {
    let mut plain = BTreeMap::new();
    for (key, value) in map.0 {
        let key = placed(key);
        if plain.insert(key.value.clone(), value).is_some() {
            return Err(twice(key.place, &key.value));
        }
    }
    Ok(plain)
}

fn overlay(map: Map<RawOverlay>) -> Result<BTreeMap<String, Overlay>, Fault> {
    let mut overlay = BTreeMap::new();
    for (id, raw) in map.0 {
        let Placed { value: id, place } = placed(id);
        let exempt = raw.exempt.map(placed);
        if let Some(empty) = exempt.as_ref().filter(|reason| reason.value.trim().is_empty()) {
            return Err(Fault::at(empty.place, "the reason is empty"));
        }
        let exempt = exempt.map(|reason| reason.value);
        let entry = Overlay { events: raw.events, paths: globs(raw.paths)?, exempt, place };
        if overlay.insert(id.clone(), entry).is_some() {
            return Err(twice(place, &id));
        }
    }
    Ok(overlay)
}

fn twice(place: Place, id: &str) -> Fault {
    Fault::at(place, format!("`{id}` is set twice"))
}
