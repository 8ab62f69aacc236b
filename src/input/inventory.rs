//! Inventories of other repositories: what each of them sends, defines and reads.
//!
//! One that is missing, invalid or old is a gap. Nothing is concluded from what it does not contain.

use crate::facts::Text;
use crate::input::paths::reported;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Version of the document.
pub(crate) const VERSION: u64 = 1;
/// Days after which an inventory is old.
pub(crate) const MOST_DAYS: i64 = 30;
/// Size limit of an inventory.
const MOST_BYTES: u64 = 64 << 20;

/// A place in another repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// Name of the repository.
    pub(crate) repository: Text,
    /// Tracking system.
    pub(crate) system: Text,
    /// Path in the repository.
    pub(crate) path: String,
    /// Line.
    pub(crate) line: u32,
}

/// Places by name.
type ByName = FxHashMap<Text, Vec<Elsewhere>>;

/// An inventory that cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    /// Path of the file in reports.
    pub(crate) path: String,
    /// The reason.
    pub(crate) reason: String,
}

/// The inventories of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Inventories {
    /// Names of the repositories.
    pub(crate) repositories: Vec<Text>,
    /// Inventories that are missing, invalid or old.
    pub(crate) gaps: Vec<Gap>,
    sent: ByName,
    defined: ByName,
    read: ByName,
    /// Globs of computed names.
    patterns: Vec<(Text, Elsewhere)>,
    /// Calls with unknown names: repository, system and number.
    open: Vec<(Text, Text, usize)>,
}

#[derive(Deserialize)]
struct Document<'d> {
    tracklint_inventory: u64,
    #[serde(borrow)]
    repository: Cow<'d, str>,
    date: String,
    #[serde(borrow)]
    sends: Vec<Entry<'d>>,
    #[serde(borrow)]
    patterns: Vec<Pattern<'d>>,
    open: BTreeMap<String, usize>,
    #[serde(borrow)]
    defines: Vec<Definition<'d>>,
    #[serde(borrow)]
    reads: Vec<Reading<'d>>,
}

#[derive(Deserialize)]
struct Entry<'d> {
    #[serde(borrow)]
    name: Cow<'d, str>,
    #[serde(borrow)]
    system: Cow<'d, str>,
    path: String,
    line: u32,
}

#[derive(Deserialize)]
struct Pattern<'d> {
    #[serde(borrow)]
    pattern: Cow<'d, str>,
    #[serde(borrow)]
    system: Cow<'d, str>,
    path: String,
    line: u32,
}

#[derive(Deserialize)]
struct Definition<'d> {
    #[serde(borrow)]
    name: Cow<'d, str>,
    #[serde(borrow)]
    system: Cow<'d, str>,
    removed: bool,
    path: String,
    line: u32,
}

#[derive(Deserialize)]
struct Reading<'d> {
    #[serde(borrow)]
    name: Cow<'d, str>,
    path: String,
    line: u32,
}

impl Inventories {
    /// Reads inventories of a project. `today` is the day of the run; without it, none is old.
    pub(crate) fn read(root: &Path, files: &[PathBuf], today: Option<&str>) -> Self {
        let parts = files.iter().map(|file| Self::read_one(root, file, today));
        let mut all = Self::default();
        for part in parts {
            all.repositories.extend(part.repositories);
            all.gaps.extend(part.gaps);
            all.patterns.extend(part.patterns);
            all.open.extend(part.open);
            let maps = [
                (&mut all.sent, part.sent),
                (&mut all.defined, part.defined),
                (&mut all.read, part.read),
            ];
            for (into, from) in maps {
                for (name, places) in from {
                    into.entry(name).or_default().extend(places);
                }
            }
        }
        all
    }

    fn read_one(root: &Path, file: &Path, today: Option<&str>) -> Self {
        let path = reported(root, file).path;
        match text(file).and_then(|text| Self::parse(&text, &path, today)) {
            Ok(found) => found,
            Err(reason) => Self {
                gaps: vec![Gap { path, reason }],
                ..Self::default()
            },
        }
    }

    /// Reads one document.
    fn parse(text: &str, path: &str, today: Option<&str>) -> Result<Self, String> {
        let document: Document<'_> =
            serde_json::from_str(text).map_err(|error| format!("it is invalid: {error}"))?;
        if document.tracklint_inventory != VERSION {
            return Err("another version of tracklint wrote it; write it again".to_owned());
        }
        let written = days(&document.date).ok_or("its date is invalid")?;
        let repository = Text::from(&*document.repository);
        let mut found = Self {
            repositories: vec![repository.clone()],
            ..Self::default()
        };
        if let Some(age) = today.and_then(days).map(|today| today - written)
            && age > MOST_DAYS
        {
            found.gaps.push(Gap {
                path: path.to_owned(),
                reason: format!("it is {age} days old"),
            });
        }
        let place = |system: &str, path: String, line: u32| Elsewhere {
            repository: repository.clone(),
            system: Text::from(system),
            path,
            line,
        };
        for one in document.sends {
            let place = place(&one.system, one.path, one.line);
            found
                .sent
                .entry(Text::from(&*one.name))
                .or_default()
                .push(place);
        }
        for one in document.patterns {
            let place = place(&one.system, one.path, one.line);
            found.patterns.push((Text::from(&*one.pattern), place));
        }
        for one in document.defines.into_iter().filter(|one| !one.removed) {
            let place = place(&one.system, one.path, one.line);
            let name = Text::from(&*one.name);
            found.defined.entry(name).or_default().push(place);
        }
        for one in document.reads {
            let place = place("", one.path, one.line);
            found
                .read
                .entry(Text::from(&*one.name))
                .or_default()
                .push(place);
        }
        let open = document.open.into_iter();
        found.open = open
            .map(|(system, number)| (repository.clone(), Text::from(system), number))
            .collect();
        Ok(found)
    }

    /// Returns the places that send an event of a system, or of any system.
    pub(crate) fn senders<'i>(
        &'i self,
        name: &str,
        system: Option<&'i Text>,
    ) -> impl Iterator<Item = &'i Elsewhere> {
        of(&self.sent, name, system)
    }

    /// Returns the places that define an event of a system, or of any system.
    pub(crate) fn definers<'i>(
        &'i self,
        name: &str,
        system: Option<&'i Text>,
    ) -> impl Iterator<Item = &'i Elsewhere> {
        of(&self.defined, name, system)
    }

    /// Returns the metrics that read an event.
    pub(crate) fn readers<'i>(&'i self, name: &str) -> impl Iterator<Item = &'i Elsewhere> {
        of(&self.read, name, None)
    }

    /// Returns the calls whose computed names may be those of a system's events.
    pub(crate) fn patterns<'i>(
        &'i self,
        system: &'i Text,
    ) -> impl Iterator<Item = (&'i Text, &'i Elsewhere)> {
        let patterns = self.patterns.iter();
        patterns
            .filter(move |(_, place)| place.system == *system)
            .map(|(glob, place)| (glob, place))
    }

    /// Returns the calls of a system with unknown names: repository and number.
    pub(crate) fn open<'i>(&'i self, system: &'i Text) -> impl Iterator<Item = (&'i Text, usize)> {
        let open = self.open.iter();
        open.filter(move |(_, other, _)| other == system)
            .map(|(repository, _, number)| (repository, *number))
    }
}

fn of<'i>(
    places: &'i ByName,
    name: &str,
    system: Option<&'i Text>,
) -> impl Iterator<Item = &'i Elsewhere> {
    let places = places.get(name).into_iter().flatten();
    places.filter(move |place| system.is_none_or(|system| place.system == *system))
}

fn text(file: &Path) -> Result<String, String> {
    let size = std::fs::metadata(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "it is missing".to_owned(),
        _ => format!("it cannot be read: {error}"),
    })?;
    if !size.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    if size.len() > MOST_BYTES {
        return Err(format!("it is larger than {} MiB", MOST_BYTES >> 20));
    }
    std::fs::read_to_string(file).map_err(|error| format!("it cannot be read: {error}"))
}

/// Returns the number of days from an epoch to a date, or none for an invalid one.
/// Returns the days between the day on which an inventory was written and a later one.
pub(crate) fn age(written: &str, today: &str) -> Option<i64> {
    Some(days(today)? - days(written)?)
}

fn days(date: &str) -> Option<i64> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that a leap day is the last day of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"tracklint_inventory": 1, "repository": "b", "date": "2026-11-01",
        "sends": [{"name": "sent", "system": "s", "path": "a.py", "line": 3}],
        "patterns": [{"pattern": "a_*", "system": "s", "path": "a.py", "line": 4}],
        "open": {"s": 2}, "reads": [],
        "defines": [{"name": "old", "system": "s", "removed": true, "path": "e.yml", "line": 1}]}"#;

    #[test]
    fn an_inventory_is_read_by_name_and_system() {
        let found = Inventories::parse(TEXT, "b.json", Some("2026-11-29")).expect("it is valid");
        assert!(found.gaps.is_empty());
        let (own, other) = (Text::from("s"), Text::from("t"));
        assert_eq!(found.senders("sent", Some(&own)).count(), 1);
        assert_eq!(found.senders("sent", Some(&other)).count(), 0);
        assert_eq!(found.definers("old", None).count(), 0, "removed");
        assert_eq!(found.open(&own).map(|(_, number)| number).sum::<usize>(), 2);
    }

    #[test]
    fn an_old_or_invalid_inventory_is_a_gap() {
        let old = Inventories::parse(TEXT, "b.json", Some("2027-01-01")).expect("it is valid");
        assert_eq!(old.gaps[0].reason, "it is 61 days old");
        assert_eq!(old.senders("sent", None).count(), 1, "it still counts");
        let later = TEXT.replace("\"tracklint_inventory\": 1", "\"tracklint_inventory\": 2");
        assert!(Inventories::parse(&later, "b.json", None).is_err());
        let missing = Inventories::read(Path::new("."), &[PathBuf::from("no/such.json")], None);
        assert_eq!(missing.gaps[0].reason, "it is missing");
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        let between = |a: &str, b: &str| Some(days(b)? - days(a)?);
        assert_eq!(between("2024-02-28", "2024-03-01"), Some(2));
        assert_eq!(between("2025-12-31", "2026-01-01"), Some(1));
        assert_eq!(days("2026-13-01"), None);
    }
}
