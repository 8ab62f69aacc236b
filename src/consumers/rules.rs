//! The rules about consumers of all packs, ready for use.

use crate::consumers::compare::Comparisons;
use crate::consumers::variant::Paths;
use crate::facts::Text;
use crate::rules::compiled_definitions::DefinitionRules;
use crate::rules::consumers::ConsumerRule;
use crate::rules::lineage::LineageRule;
use crate::rules::{RulePack, globs};
use globset::GlobSet;
use regex::bytes::{Regex, RegexBuilder};

/// All rules about consumers.
pub(crate) struct ConsumerRules {
    /// Rules that read names.
    pub(crate) readers: Vec<ReaderRule>,
    /// Rules of the graph.
    pub(crate) lineage: Vec<CompiledLineage>,
    /// Consumers that must agree.
    pub(crate) agreements: Vec<CompiledAgreement>,
    /// Rules that read records of documents, each with the name of its rule as its system.
    pub(crate) records: DefinitionRules,
}

/// A rule that reads names.
pub(crate) struct ReaderRule {
    /// `pack#rule`.
    pub(crate) name: Text,
    /// The system of its names.
    pub(crate) system: Text,
    /// The rule.
    pub(crate) rule: ConsumerRule,
    pub(crate) comparisons: Option<Comparisons>,
    pub(crate) paths: Option<Paths>,
    files: GlobSet,
    exclude: GlobSet,
    /// Matches texts that may have a name.
    hint: Option<Regex>,
}

/// A rule of the graph with its globs.
pub(crate) struct CompiledLineage {
    /// The rule.
    pub(crate) rule: LineageRule,
    pub(crate) manifest: GlobSet,
    pub(crate) models: GlobSet,
    pub(crate) macros: GlobSet,
    pub(crate) exposures: GlobSet,
    pub(crate) outlets: Vec<GlobSet>,
    exclude: GlobSet,
}

/// Consumers that must agree, with the globs of their files.
pub(crate) struct CompiledAgreement {
    /// One set for each consumer.
    pub(crate) consumers: Vec<GlobSet>,
}

impl ConsumerRules {
    /// Compiles the rules of these packs.
    ///
    /// # Errors
    /// A rule is invalid.
    pub(crate) fn new(packs: &[RulePack]) -> Result<Self, String> {
        let (mut readers, mut lineage, mut agreements) = (Vec::new(), Vec::new(), Vec::new());
        for pack in packs {
            for rule in &pack.consumers {
                readers.push(ReaderRule::new(pack, rule)?);
            }
            for rule in &pack.lineage {
                lineage.push(CompiledLineage::new(rule)?);
            }
            for rule in &pack.agreements {
                let consumers = rule.consumers.iter().map(|files| globs(&files.0));
                agreements.push(CompiledAgreement {
                    consumers: consumers.collect::<Result<_, _>>()?,
                });
            }
        }
        let of_records = readers.iter().filter_map(|reader| {
            let mut definition = reader.rule.definition()?;
            definition.system = reader.name.to_string();
            let is_of_document = definition.each.is_none();
            is_of_document.then(|| (reader.name.to_string(), vec![definition]))
        });
        let records = DefinitionRules::new(of_records).map_err(|faults| faults.join("\n"))?;
        Ok(Self {
            readers,
            lineage,
            agreements,
            records,
        })
    }

    /// Returns true if any rule reads a file.
    pub(crate) fn takes(&self, path: &str) -> bool {
        self.readers.iter().any(|reader| reader.takes(path))
            || self.lineage.iter().any(|rule| rule.takes(path))
    }
}

impl ReaderRule {
    fn new(pack: &RulePack, rule: &ConsumerRule) -> Result<Self, String> {
        let system = match rule.system.is_empty() {
            true => pack.system.clone(),
            false => rule.system.clone(),
        };
        Ok(Self {
            name: format!("{}#{}", pack.pack, rule.id).into(),
            system,
            comparisons: rule.compare.as_ref().map(Comparisons::new),
            paths: rule.variant.as_ref().map(Paths::new),
            files: globs(&rule.files.0)?,
            exclude: globs(&rule.exclude.0)?,
            hint: hint(rule)?,
            rule: rule.clone(),
        })
    }

    /// Returns true if the rule reads a file.
    pub(crate) fn takes(&self, path: &str) -> bool {
        self.rule.each.is_none() && self.files.is_match(path) && !self.exclude.is_match(path)
    }

    /// Returns true if a text may have a name.
    pub(crate) fn may_be_in(&self, text: &str) -> bool {
        let hint = self.hint.as_ref();
        hint.is_none_or(|hint| hint.is_match(text.as_bytes()))
    }

    /// Returns true if names stand between other tokens, so that a text is no name itself.
    pub(crate) fn reads_tokens(&self) -> bool {
        self.comparisons.is_some() || self.paths.is_some()
    }
}

/// Returns an expression that matches the literal part of each column of a rule.
fn hint(rule: &ConsumerRule) -> Result<Option<Regex>, String> {
    let of_compare = rule
        .compare
        .iter()
        .flat_map(|compare| compare.columns.iter());
    let of_variant = rule
        .variant
        .iter()
        .flat_map(|variant| variant.columns.iter());
    let parts: Vec<String> = of_compare
        .chain(of_variant)
        .map(|column| {
            let parts = column.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            regex::escape(parts.max_by_key(|part| part.len()).unwrap_or_default())
        })
        .collect();
    if parts.is_empty() || parts.iter().any(String::is_empty) {
        return Ok(None);
    }
    let hint = RegexBuilder::new(&parts.join("|"))
        .case_insensitive(true)
        .build();
    hint.map(Some).map_err(|error| error.to_string())
}

impl CompiledLineage {
    fn new(rule: &LineageRule) -> Result<Self, String> {
        let outlets = rule.outlets.iter().map(|outlet| globs(&outlet.files.0));
        Ok(Self {
            manifest: globs(&rule.manifest.0)?,
            models: globs(&rule.models.0)?,
            macros: globs(&rule.macros.0)?,
            exposures: globs(&rule.exposures.0)?,
            outlets: outlets.collect::<Result<_, _>>()?,
            exclude: globs(&rule.exclude.0)?,
            rule: rule.clone(),
        })
    }

    /// Returns true if the file has a part of the graph.
    pub(crate) fn takes(&self, path: &str) -> bool {
        let all = [&self.manifest, &self.models, &self.macros, &self.exposures];
        !self.exclude.is_match(path) && all.iter().any(|globs| globs.is_match(path))
    }
}
