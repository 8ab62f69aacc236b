//! Feature flags with their defaults. Only commands that show them read the files.

use crate::facts::Text;
use crate::input::file_source::FileSource;
use crate::input::walk::FileFilter;
use crate::input::yaml;
use crate::rules::{RulePack, globs};
use crate::source::FileId;
use std::collections::BTreeMap;

/// The defaults of feature flags by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    defaults: BTreeMap<Text, bool>,
}

impl Flags {
    /// Reads the files that the packs name.
    ///
    /// # Errors
    /// The source cannot be read.
    pub(crate) fn read(packs: &[RulePack], source: &dyn FileSource) -> Result<Self, String> {
        let mut defaults = BTreeMap::new();
        for rule in packs.iter().flat_map(|pack| &pack.project.flags) {
            let files = globs(&rule.files.0)?;
            let walked = source.walk(FileFilter {
                file: &|path| files.is_match(path),
                folder: &|_| true,
                most: crate::input::read_file::MAX_FILE_SIZE,
            })?;
            for file in walked.files {
                let (documents, _) = yaml::read(FileId(0), &file.text);
                let Some(document) = documents.first() else {
                    continue;
                };
                let text = |key: &str| document.get(key).and_then(|node| node.as_str()).cloned();
                let default = text(&rule.default).and_then(|word| word.parse().ok());
                if let Some((name, default)) = text(&rule.name).zip(default) {
                    defaults.insert(name, default);
                }
            }
        }
        Ok(Self { defaults })
    }

    /// Returns the default of a flag, if the project states it.
    pub(crate) fn default_of(&self, flag: &str) -> Option<bool> {
        self.defaults.get(flag).copied()
    }
}
