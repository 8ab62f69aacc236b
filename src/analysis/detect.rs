//! Detection of stacks: the rule packs that a project gives evidence for.

mod manifests;
mod members;

use crate::analysis::detect::manifests::manifests;
use crate::analysis::failure::{Failure, machine_fault};
use crate::rules::{RulePack, globs};
use std::collections::BTreeSet;
use std::path::Path;

/// Evidence that a project uses the stack of a pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Evidence {
    /// The pack.
    pub(crate) pack: String,
    /// The file or folder, relative to the root.
    pub(crate) path: String,
    /// The reason, as the end of a sentence that begins with the path.
    pub(crate) reason: String,
}

impl Evidence {
    /// Returns the stack: the first part of the name of the pack.
    pub(crate) fn stack(&self) -> &str {
        stack_of(&self.pack)
    }
}

/// Returns the first part of the name of a pack.
pub(crate) fn stack_of(pack: &str) -> &str {
    pack.split('/').next().unwrap_or(pack)
}

/// Returns the evidence for packs below a root, sorted by pack. It reads manifests of packages and looks for files; it does not
/// read code.
///
/// # Errors
/// A fault of the machine.
pub(crate) fn evidence(root: &Path, packs: &[RulePack]) -> Result<Vec<Evidence>, Failure> {
    let manifests = manifests(root).map_err(|skipped| machine_fault(&skipped))?;
    let mut found = BTreeSet::new();
    for pack in packs {
        let detect = &pack.detect;
        let mut add = |path: &str, reason: String| {
            found.insert(Evidence {
                pack: pack.pack.to_string(),
                path: path.to_owned(),
                reason,
            });
        };
        // A file is looked for by its path, so that the tree is not walked.
        let files = detect.files.iter();
        files
            .filter(|file| root.join(file.as_str()).exists())
            .for_each(|file| add(file, "is there".to_owned()));
        for (ecosystem, names) in &detect.packages {
            let Ok(names) = globs(&names.0) else { continue };
            let of_ecosystem = manifests
                .iter()
                .filter(|manifest| manifest.ecosystem == *ecosystem);
            for manifest in of_ecosystem {
                let mut packages = manifest.packages.iter();
                if let Some(package) = packages.find(|package| names.is_match(package.as_str())) {
                    add(&manifest.path, format!("names `{package}`"));
                }
            }
        }
    }
    let is_detected =
        |pack: &&RulePack| found.iter().any(|one| one.stack() == stack_of(&pack.pack));
    let detected = packs.iter().filter(is_detected);
    let replaced: BTreeSet<&str> = detected
        .flat_map(|pack| pack.replaces.iter().map(|stack| stack.as_str()))
        .collect();
    let is_used = |one: &&Evidence| !replaced.contains(one.stack());
    Ok(found.iter().filter(is_used).cloned().collect())
}

/// Returns the evidence for embedded packs below a root.
///
/// # Errors
/// A fault of the machine.
pub(crate) fn detected_stacks(root: &Path) -> Result<Vec<Evidence>, Failure> {
    let packs = crate::rules::embedded().unwrap_or_default();
    evidence(root, &packs)
}

/// Returns the stacks among evidence, sorted.
pub(crate) fn stacks(evidence: &[Evidence]) -> Vec<String> {
    let stacks: BTreeSet<&str> = evidence.iter().map(Evidence::stack).collect();
    stacks.into_iter().map(str::to_owned).collect()
}
