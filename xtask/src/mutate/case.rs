//! One case: what is run, and on which bytes. A function of the seeds, the run's seed and the case's number.

use super::change::{self, Random};
use super::project::{self, Projects};
use super::seeds::Seeds;
use std::path::{Path, PathBuf};
use tracklint::harness::{TARGETS, Target};

/// One in this many cases is a whole project.
const PROJECTS: u64 = 60;

/// A case.
pub enum Case {
    /// Bytes for one target.
    Text(&'static Target, Vec<u8>),
    /// A project with changed files, and the arguments it is run with.
    Project(project::Change),
}

/// Checks the names of targets.
///
/// # Errors
/// A message about a name that is not known.
pub fn check_targets(names: &[String]) -> Result<(), String> {
    let unknown = names.iter().find(|name| target_of(name).is_none());
    unknown.map_or(Ok(()), |name| Err(format!("there is no target {name}")))
}

fn target_of(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|(own, ..)| *own == name)
}

impl Case {
    /// The case with this number, of one of these targets, if there are any.
    pub fn new(seeds: &Seeds, targets: &[String], seed: u64, number: u64) -> Self {
        let mut random = Random::new(seed, number);
        if targets.is_empty() && random.below(PROJECTS) == 0 {
            return Self::Project(project::Change::new(seeds, &mut random));
        }
        let target = match targets.is_empty() {
            true => random.pick(TARGETS),
            false => {
                let name: &String = random.pick(targets);
                target_of(name).unwrap_or(&TARGETS[0])
            }
        };
        let (_, ending, _) = *target;
        let other = seeds.pick(ending, &mut random);
        let text = change::text(seeds.pick(ending, &mut random), other, ending, &mut random);
        Self::Text(target, text)
    }

    /// Returns the name of the target, or `project`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text((name, ..), _) => name,
            Self::Project(_) => "project",
        }
    }

    /// Runs it; panics on a finding.
    pub fn run(&self, projects: &mut Projects) {
        match self {
            Self::Text((.., run), bytes) => run(bytes),
            Self::Project(change) => projects.run(change),
        }
    }

    /// Writes it below `folder`; returns where.
    pub fn save(&self, folder: &Path, name: &str) -> PathBuf {
        std::fs::create_dir_all(folder).unwrap();
        match self {
            Self::Text((target, ending, _), bytes) => {
                let path = folder.join(format!("{name}.{target}.{ending}"));
                std::fs::write(&path, bytes).unwrap();
                path
            }
            Self::Project(change) => {
                let path = folder.join(format!("{name}.project"));
                change.save(&path);
                path
            }
        }
    }
}
