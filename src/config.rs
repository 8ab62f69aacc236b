//! The configuration, `tracklint.yml`. Raw settings become valid settings once, and each error has a position.
//!
//! A configuration is data: it names files and patterns, and nothing that is executed.

mod build;
pub(crate) mod decisions;
mod error;
mod globs;
mod load;
pub(crate) mod near_miss;
pub(crate) mod options;
pub(crate) mod schema;
mod settings;
pub(crate) mod show;
mod spanned;
mod validate;

pub(crate) use crate::config::build::MAX_THREADS;
pub(crate) use crate::config::error::ConfigError;
pub(crate) use crate::config::globs::Globs;
pub(crate) use crate::config::near_miss::near_miss;
pub(crate) use crate::config::near_miss::{did_you_mean, did_you_mean_or_list};
pub(crate) use crate::config::settings::{Ignore, Overlay, Settings, StopSignal};
pub(crate) use crate::config::spanned::Spanned;

use crate::config::load::Loader;
use crate::input::paths::{folder_of, plain};
use crate::input::yaml::Node;
use std::path::{Path, PathBuf};

/// Name of the configuration file.
pub(crate) const FILE_NAME: &str = "tracklint.yml";

/// Finds the configuration file in the folder `path` or the nearest one above in the same repository. A folder, a pipe or a
/// broken link of that name is found too, so that reading it fails instead of being left out.
pub(crate) fn find(path: &Path) -> Option<PathBuf> {
    let start = path.canonicalize().ok()?;
    let start = plain(&start);
    let is_there = |path: PathBuf| path.symlink_metadata().is_ok();
    let own = start.join(FILE_NAME);
    if is_there(own.clone()) {
        return Some(own);
    }
    // A folder above the repository may belong to anybody.
    let is_root = |folder: &&Path| is_there(folder.join(".git"));
    let depth = start.ancestors().position(|folder| is_root(&folder))?;
    let folders = start.ancestors().take(depth + 1);
    folders
        .map(|folder| folder.join(FILE_NAME))
        .find(|file| is_there(file.clone()))
}

impl Settings {
    /// Reads a configuration that was found in the project. It may name only files below its own folder. Its paths are
    /// relative to that folder.
    ///
    /// # Errors
    /// The first error, with its position.
    pub(crate) fn read(root: impl Into<PathBuf>, file: &Path) -> Result<Self, ConfigError> {
        let bound = folder_of(file)
            .canonicalize()
            .map_err(|error| ConfigError::of_file(file, format!("cannot be read: {error}")))?;
        let target = file.canonicalize();
        if target.is_ok_and(|target| !target.starts_with(&bound)) {
            let message =
                "is a link to a place outside of its folder; name it with --config if you trust it";
            return Err(ConfigError::of_file(file, message));
        }
        Self::load(root.into(), Some(bound), |loader| loader.read(file))
    }

    /// Reads a configuration that the user named. It is trusted and may name any file.
    ///
    /// # Errors
    /// The first error, with its position.
    pub(crate) fn read_given(root: impl Into<PathBuf>, file: &Path) -> Result<Self, ConfigError> {
        Self::load(root.into(), None, |loader| loader.read(file))
    }

    /// Parses this text as the content of `file`.
    ///
    /// # Errors
    /// The first error, with its position.
    pub(crate) fn parse(
        root: impl Into<PathBuf>,
        file: &Path,
        text: &str,
    ) -> Result<Self, ConfigError> {
        Self::load(root.into(), None, |loader| loader.text(file, text))
    }

    fn load(
        root: PathBuf,
        bound: Option<PathBuf>,
        read: impl FnOnce(&mut Loader<'_>) -> Result<Node, ConfigError>,
    ) -> Result<Self, ConfigError> {
        let mut loader = Loader::new(&root, bound);
        let node = read(&mut loader)?;
        let settings = build::settings(&node, &loader).map_err(|error| loader.locate(error))?;
        let Loader { files, sources, .. } = loader;
        Ok(Self {
            root,
            files,
            sources,
            written: Some(node),
            ..settings
        })
    }
}

#[cfg(test)]
mod tests;
