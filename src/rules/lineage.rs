//! The graph of an analytics project: models that read each other, and what they end in.

use crate::rules::globs;
use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;

/// A rule for files that refer to each other by name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LineageRule {
    /// The name within the pack.
    pub(crate) id: String,
    /// Globs of compiled manifests, which replace the search in files below their project.
    #[serde(default)]
    pub(crate) manifest: OneOrMany,
    /// Globs of the files that are models. The name of a file is the name of its model.
    #[serde(default)]
    pub(crate) models: OneOrMany,
    /// Globs of the files with macros.
    #[serde(default)]
    pub(crate) macros: OneOrMany,
    /// Globs of files that are none of these.
    #[serde(default)]
    pub(crate) exclude: OneOrMany,
    /// Functions of templates whose last text is the name of a model.
    #[serde(default)]
    pub(crate) references: OneOrMany,
    /// Functions of templates whose texts name a source.
    #[serde(default)]
    pub(crate) sources: OneOrMany,
    /// Macros with a list of pairs, of which the second is the name of a model.
    #[serde(default)]
    pub(crate) lists: OneOrMany,
    /// Globs of documents that may describe exposures.
    #[serde(default)]
    pub(crate) exposures: OneOrMany,
    /// Models that leave the project.
    #[serde(default)]
    pub(crate) outlets: Vec<Outlet>,
}

/// Models whose rows leave the project, such as those that a job sends to another system.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Outlet {
    /// Globs of the files.
    pub(crate) files: OneOrMany,
    /// A word for the type.
    pub(crate) kind: String,
    /// True if customers see the rows.
    #[serde(default)]
    pub(crate) customer_facing: bool,
}

impl LineageRule {
    /// Checks the globs of the rule.
    ///
    /// # Errors
    /// A message about a glob that cannot be read.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let all = [
            &self.manifest,
            &self.models,
            &self.macros,
            &self.exclude,
            &self.exposures,
        ];
        let outlets = self.outlets.iter().map(|outlet| &outlet.files);
        let mut all = all.into_iter().chain(outlets);
        all.try_for_each(|patterns| globs(&patterns.0).map(drop))
    }
}

/// Consumers that must read the same names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgreementRule {
    /// The name within the pack.
    pub(crate) id: String,
    /// Globs of the files of each consumer.
    pub(crate) consumers: Vec<OneOrMany>,
}

impl AgreementRule {
    /// Checks the consumers of the rule.
    ///
    /// # Errors
    /// A message about a missing consumer, or about a glob that cannot be read.
    pub(crate) fn validate(&self) -> Result<(), String> {
        if self.consumers.len() < 2 {
            return Err("`consumers` needs two entries or more to compare".to_owned());
        }
        let mut all = self.consumers.iter();
        all.try_for_each(|patterns| globs(&patterns.0).map(drop))
    }
}
