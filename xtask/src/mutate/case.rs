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

impl Case {
    /// The case with this number.
    pub fn new(seeds: &Seeds, seed: u64, number: u64) -> Self {
        let mut random = Random::new(seed, number);
        if random.below(PROJECTS) == 0 {
            return Self::Project(project::Change::new(seeds, &mut random));
        }
        let target = random.pick(TARGETS);
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
