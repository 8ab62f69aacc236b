//! Settings from the configuration file and the command line; the command line wins.

use super::args::Global;
use crate::config::{self, Settings};
use crate::outcome::{Engine, Failure};
use std::path::{Path, PathBuf};

pub(super) fn load(engine: &Engine, global: &Global, root: &Path, watched: bool) -> Result<Settings, Failure> {
    if !root.is_dir() {
        return Err(Failure::Usage(format!("{}: there is no such folder", root.display())));
    }
    let file = global.config.clone().or_else(|| config::find(root));
    let mut settings = match file {
        Some(file) => Settings::read(root, &file)?,
        None => Settings::new(root),
    };
    let lints: Vec<&str> = engine.lints.iter().map(|lint| lint.name).collect();
    settings.check_lints(&lints)?;
    settings.rules.extend(existing(&global.rules)?);
    if let Some(features) = &global.features {
        settings.features = existing(std::slice::from_ref(features))?.pop();
    }
    if !global.taxonomy.is_empty() {
        settings.taxonomy = existing(&global.taxonomy)?;
    }
    settings.threads = global.threads.map(usize::from);
    settings.strict = global.strict;
    settings.allow_empty = global.allow_empty;
    settings.progress = watched && !global.quiet;
    Ok(settings)
}

fn existing(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    match paths.iter().find(|path| !path.exists()) {
        Some(path) => Err(Failure::Usage(format!("{}: there is no such file", path.display()))),
        None => Ok(paths.to_vec()),
    }
}
