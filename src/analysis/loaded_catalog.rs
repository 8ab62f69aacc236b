//! Loads the definitions of a project.

use crate::analysis::failure::Failure;
use crate::analysis::files::Files;
use crate::analysis::run_config::RunConfig;
use crate::catalog::Catalog;
use crate::catalog::definition_cache::DefinitionCache;
use crate::catalog::load::{self, DefinitionFiles};
use crate::facts::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The definitions of a project, with groups renamed as the settings say.
pub(crate) struct LoadedCatalog {
    /// The definitions.
    pub(crate) catalog: Catalog,
    /// Other names of groups that occurred.
    pub(crate) renamed_groups: BTreeSet<Text>,
}

impl LoadedCatalog {
    /// Loads the definitions. Files that `cache` knows are not read again.
    ///
    /// # Errors
    /// A feature list that the settings name and that holds no feature, unless nothing needs to be found.
    pub(crate) fn new(
        config: &RunConfig,
        files: &Files,
        cache: &mut DefinitionCache,
    ) -> Result<Self, Failure> {
        let of = DefinitionFiles {
            files: &files.definitions,
            given: &files.given,
            feature_list: files.feature_list,
            schemas: &files.schemas,
        };
        let mut catalog = load::load(&config.layouts, &files.sources, of, cache);
        if let Some(list) = files.feature_list
            && catalog.features.is_empty()
            && !config.settings.allow_empty
        {
            return Err(Failure::Usage(format!(
                "{}: no feature found in the feature list\n  help: write a list of titles, or of entries with `title`, below `features` or alone; docs/configuration.md has the fields",
                files.sources.file(list).path
            )));
        }
        let groups = config.settings.aliases.groups.iter();
        let groups = groups.map(|(name, meant)| (name.into(), meant.value.as_str().into()));
        let groups: BTreeMap<Text, Text> = groups.collect();
        let renamed_groups = catalog.rename_groups(&groups);
        Ok(Self {
            catalog,
            renamed_groups,
        })
    }
}
