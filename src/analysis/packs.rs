//! The rule packs of a run: those that the settings choose or that are detected, and those of the user.

use crate::analysis::detect::{evidence, stack_of, stacks};
use crate::analysis::failure::Failure;
use crate::config::{Settings, near_miss};
use crate::input::{paths, read_file};
use crate::languages;
use crate::rules::places::span_of;
use crate::rules::{self, RulePack};
use crate::source::{Encoding, FileId, SourceFile, SourceMap};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Returns the packs of a run, and adds the texts of the user's packs to `sources`.
///
/// # Errors
/// A rule pack is missing, unreadable or invalid.
pub(crate) fn packs(
    settings: &Settings,
    sources: &mut SourceMap,
) -> Result<Vec<RulePack>, Failure> {
    let mut all = rules::embedded().map_err(Failure::Usage)?;
    let known = stacks_of(&all);
    match &settings.packs {
        Some(chosen) => {
            for name in chosen {
                if !all.iter().any(|pack| belongs(&pack.pack, &name.value)) {
                    return Err(unknown_pack(settings, name, &all));
                }
            }
            let is_chosen = |pack: &str| chosen.iter().any(|name| belongs(pack, &name.value));
            all.retain(|pack| pack.always || is_chosen(&pack.pack));
        }
        None => keep_detected(&mut all, settings)?,
    }
    let own = settings.rules.iter().map(|path| read_pack(path));
    let own = own.collect::<Result<Vec<_>, _>>()?;
    let replaced = replaced(&own, settings, &known)?;
    if settings.packs.is_none() {
        all.retain(|pack| pack.always || !replaced.contains(stack_of(&pack.pack)));
    }
    for (path, (mut pack, text)) in settings.rules.iter().zip(own) {
        let name = paths::reported(&settings.root, path);
        let source = SourceFile::new(name.path, text).at(name.outside);
        pack.file = Some(sources.add(source));
        all.push(pack);
    }
    Ok(all)
}

/// Returns the stacks that packs of the user replace.
fn replaced<'p>(
    own: &'p [(RulePack, Arc<str>)],
    settings: &Settings,
    known: &BTreeSet<String>,
) -> Result<BTreeSet<&'p str>, Failure> {
    let mut found = BTreeSet::new();
    for ((pack, _), path) in own.iter().zip(&settings.rules) {
        for name in pack.replaces.iter().map(|name| name.as_str()) {
            if !known.contains(name) {
                let (path, help) = (path.display(), near_or_all(name, known));
                return Err(Failure::Usage(format!(
                    "{path}: `replaces`: there is no rule pack `{name}`\n  help: {help}"
                )));
            }
            found.insert(name);
        }
    }
    Ok(found)
}

/// Reads a rule pack. Returns it with its text.
///
/// # Errors
/// The file is unreadable or invalid.
pub(crate) fn read_pack(path: &Path) -> Result<(RulePack, Arc<str>), Failure> {
    let fault = |error: String| Failure::Usage(format!("{}:{error}", path.display()));
    let read = read_file::read(path, path.to_string_lossy())
        .map_err(|skipped| fault(format!(" cannot be read: {}", skipped.reason)))?;
    let pack = rules::read(&read.text).map_err(fault)?;
    pack.validate(&languages::check_name).map_err(|why| {
        let source = SourceFile::new(read.path.as_str(), &*read.text);
        let span = span_of(FileId(0), &read.text, why.section, &why.id);
        let place = source.position(span.start, Encoding::Chars);
        fault(format!("{}:{}: {why}", place.line, place.column))
    })?;
    Ok((pack, read.text))
}

/// Keeps the packs of detected stacks: one stack's layout never applies to another. If none is detected and the user has no
/// rules, packs of a default stack stay, without what they say about paths.
fn keep_detected(all: &mut Vec<RulePack>, settings: &Settings) -> Result<(), Failure> {
    let mut detected = stacks(&evidence(&settings.root, all)?);
    // Surfaces say nothing about the way in which a project tracks.
    let is_detected = |pack: &&RulePack| detected.iter().any(|one| one == stack_of(&pack.pack));
    let mut known = all.iter().filter(is_detected);
    let is_known = known.any(|pack| !pack.has_only_surfaces());
    if !is_known && settings.rules.is_empty() {
        // A pack of a default stack gives way to a stack that there is evidence for.
        let gives_way = |pack: &RulePack| {
            pack.replaces
                .iter()
                .any(|one| detected.iter().any(|stack| one == stack))
        };
        all.retain(|pack| !gives_way(pack));
        let default = all.iter().filter(|pack| pack.undetected);
        detected.extend(default.map(|pack| stack_of(&pack.pack).to_owned()));
        for pack in all.iter_mut().filter(|pack| !pack.always) {
            pack.project.exclude.clear();
            pack.project.missing_edition = None;
            pack.project.version_file = None;
        }
    }
    all.retain(|pack| pack.always || detected.iter().any(|stack| stack == stack_of(&pack.pack)));
    Ok(())
}

fn unknown_pack(
    settings: &Settings,
    name: &crate::config::Spanned<String>,
    all: &[RulePack],
) -> Failure {
    let help = near_or_all(&name.value, &stacks_of(all));
    let message = format!("there is no rule pack `{}`", name.value);
    Failure::Usage(settings.error(name.span, message, help).to_string())
}

/// Returns the stacks of packs that a project can do without.
fn stacks_of(all: &[RulePack]) -> BTreeSet<String> {
    let optional = all.iter().filter(|pack| pack.pack != "default");
    optional
        .map(|pack| stack_of(&pack.pack).to_owned())
        .collect()
}

/// Returns the stack that a name is near to, or all of them, as a help.
fn near_or_all(name: &str, stacks: &BTreeSet<String>) -> String {
    let stacks: Vec<&str> = stacks.iter().map(String::as_str).collect();
    near_miss(name, stacks.iter().copied()).map_or_else(
        || format!("there are {}", stacks.join(", ")),
        |near| format!("did you mean `{near}`?"),
    )
}

/// Returns true if a pack has the chosen name or lies in the chosen folder.
fn belongs(pack: &str, chosen: &str) -> bool {
    pack == chosen
        || pack
            .strip_prefix(chosen)
            .is_some_and(|rest| rest.starts_with('/'))
}
