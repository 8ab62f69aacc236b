//! One run: from settings and files to everything that the commands need.

mod analyzed;
mod backlog_rows;
mod change;
pub(crate) mod code_definitions;
mod consumer_inventory;
pub(crate) mod consumers;
mod detect;
mod disk;
mod failure;
mod feature_rows;
mod files;
mod inputs;
mod inventory;
mod loaded_catalog;
mod outcome;
#[cfg(feature = "mcp")]
mod outcome_rows;
mod packs;
mod places;
mod progress;
mod repeated;
mod report;
mod routes;
mod rows;
pub(crate) mod rule_examples;
mod run_config;
mod scaffold;
mod site;
mod snapshot;
mod surface_rows;
pub(crate) mod survey;
pub(crate) mod trace;
mod unmatched;
mod unread_languages;
mod workspace;

pub(crate) use crate::analysis::analyzed::Analysis;
pub(crate) use crate::analysis::detect::{detected_stacks, stacks};
pub(crate) use crate::analysis::disk::{Changes, Disk};
pub(crate) use crate::analysis::failure::Failure;
pub(crate) use crate::analysis::outcome::Outcome;
pub(crate) use crate::analysis::repeated::RepeatedAnalysis;
pub(crate) use crate::analysis::workspace::Workspace;

use crate::analysis::analyzed::{Caches, analyze_files, workers};
use crate::analysis::files::Files;
use crate::analysis::run_config::RunConfig;
use crate::config::Settings;
use crate::input::file_source::{FileSource, FolderSource};
use crate::resolve::attempts::{Attempt, attempts};
use rayon::ThreadPool;
use std::path::Path;
use std::sync::Arc;

/// The files of a run: those of a project, and for a change also the files before it.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    /// The project.
    pub(crate) after: &'a dyn FileSource,
    /// The project before the change. With it, a report holds only what the change made worse.
    pub(crate) before: Option<&'a dyn FileSource>,
}

/// Analyzes a project in its folder.
pub(crate) fn analyze(settings: &Settings) -> Result<Analysis, Failure> {
    let sides = Sides {
        after: &FolderSource::new(&settings.root),
        before: None,
    };
    analyze_sides(settings, sides)
}

/// Tries the call rules of a pack at the calls on a line of a file. The path is relative to the root.
///
/// # Errors
/// The pack or the project cannot be read, or the project does not have the file.
pub(crate) fn try_rules(
    settings: &Settings,
    pack: &Path,
    file: &str,
    line: usize,
) -> Result<Vec<Attempt>, Failure> {
    let settings = Settings {
        packs: Some(Vec::new()),
        rules: vec![pack.to_owned()],
        ..settings.clone()
    };
    let analysis = analyze_calls(&settings)?;
    let wanted = file.trim_start_matches("./");
    let mut files = analysis.sources.iter();
    let found = files.find(|(_, source)| &*source.path == wanted);
    let Some((id, _)) = found else {
        return Err(Failure::Usage(format!(
            "{file}: the project has no such file of code, or it is excluded"
        )));
    };
    let units = &analysis.resolution.units;
    let packs = &analysis.packs;
    attempts(units, &analysis.sources, (id, line), packs).map_err(Failure::Usage)
}

/// Analyzes a project as far as its tracking calls need, without definitions and features.
pub(crate) fn analyze_calls(settings: &Settings) -> Result<Analysis, Failure> {
    let config = RunConfig::new(settings)?.for_calls();
    run(
        config,
        &FolderSource::new(&settings.root),
        &workers(settings)?,
    )
}

/// Analyzes the files of any source, or a change.
pub(crate) fn analyze_sides(settings: &Settings, sides: Sides<'_>) -> Result<Analysis, Failure> {
    let pool = workers(settings)?;
    let config = RunConfig::new(settings)?;
    let mut analysis = run(config, sides.after, &pool)?;
    if let Some(before) = sides.before {
        // A project may be new altogether.
        let settings = Settings {
            allow_empty: true,
            ..settings.clone()
        };
        analysis.before = Some(Box::new(run(RunConfig::new(&settings)?, before, &pool)?));
    }
    Ok(analysis)
}

fn run(
    config: RunConfig,
    source: &dyn FileSource,
    pool: &Arc<ThreadPool>,
) -> Result<Analysis, Failure> {
    let config = Arc::new(config);
    pool.install(|| {
        let files = Files::read(&config, source)?;
        analyze_files(&config, &files, &mut Caches::default(), pool)
    })
}
