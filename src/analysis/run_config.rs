//! The configuration of a run: settings and compiled rules.

use crate::analysis::failure::Failure;
use crate::analysis::inputs::TrackedGlobs;
use crate::analysis::packs::packs;
use crate::config::Settings;
use crate::facts::Text;
use crate::input::inventory::Inventories;
use crate::languages::{self, directive};
use crate::resolve::project::module_configs::is_config;
use crate::resolve::request::{FileRequest, FileRequests};
use crate::rules::compiled_definitions::DefinitionRules;
use crate::rules::definitions::RecordKind;
use crate::rules::features::FeatureRules;
use crate::rules::{self, FormTracking, ProjectRules, RulePack};
use crate::source::{FileId, SourceMap};
use globset::GlobSet;
use rayon::prelude::*;
use std::sync::Arc;

/// The settings and rules of a run.
pub(crate) struct RunConfig {
    pub(crate) settings: Settings,
    pub(crate) packs: Vec<RulePack>,
    pub(crate) project: ProjectRules,
    pub(crate) layouts: DefinitionRules,
    pub(crate) features: FeatureRules,
    pub(crate) forms: Vec<FormTracking>,
    pub(crate) guards: Vec<Text>,
    pub(crate) counter_systems: Vec<Text>,
    pub(crate) tiers_here: Vec<Text>,
    /// Words that request files, besides those of the call rules.
    words: Vec<Text>,
    excluded: GlobSet,
    /// Folders whose whole content is excluded.
    excluded_folders: GlobSet,
    families: GlobSet,
    /// Files with surfaces of features.
    surfaces: GlobSet,
}

impl RunConfig {
    /// Loads and compiles the rules that the settings choose.
    ///
    /// # Errors
    /// A rule pack is missing, unreadable or invalid.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Failure> {
        let mut settings = settings.clone();
        let packs = packs(&settings.clone(), &mut settings.sources)?;
        let today = settings.today.as_deref();
        settings.elsewhere = Arc::new(Inventories::read(
            &settings.root,
            &settings.inventories,
            today,
        ));
        Self::of_packs(settings, packs)
    }

    /// Compiles these rules.
    ///
    /// # Errors
    /// A rule is invalid.
    pub(crate) fn of_packs(settings: Settings, packs: Vec<RulePack>) -> Result<Self, Failure> {
        let project = rules::merged(&packs);
        let layouts = packs
            .iter()
            .map(|pack| (pack.pack.to_string(), pack.definition_rules()));
        let layouts =
            DefinitionRules::new(layouts).map_err(|faults| Failure::Usage(faults.join("\n")))?;
        check_languages(&layouts)?;
        let in_code = layouts.rules.iter().filter(|rule| rule.each.is_some());
        let counters = in_code.filter(|rule| rule.rule.record_kind() == RecordKind::Counter);
        let counter_systems = counters.map(|rule| Text::new(&rule.rule.system)).collect();
        let mut features = FeatureRules::default();
        let (mut forms, mut guards, mut families) = (Vec::new(), Vec::new(), Vec::new());
        for pack in &packs {
            features.extend(&pack.features);
            forms.extend(pack.forms.iter().cloned());
            guards.extend(pack.guards.iter().cloned());
            families.extend(pack.names.iter().filter_map(|rule| rule.files.clone()));
        }
        // A comment can name events that no rule sees, so files with directives are parsed too.
        let words = features.words().into_iter();
        let words = words.chain([Text::new_static(directive::WORD)]);
        let methods = forms.iter().flat_map(|rule| rule.method.iter().cloned());
        let edition = project.missing_edition.as_ref();
        let surfaces = features.surfaces.iter();
        let surfaces: Vec<_> = surfaces
            .flat_map(|rule| rule.paths.iter().chain(&rule.routes).cloned())
            .collect();
        let folders = project.exclude.iter();
        let folders = folders.filter_map(|glob| glob.strip_suffix("/**"));
        let folders: Vec<String> = folders.map(str::to_owned).collect();
        let globs = |globs: &[String]| rules::globs(globs).map_err(Failure::Usage);
        Ok(Self {
            excluded_folders: globs(&folders)?,
            words: words.chain(methods).collect(),
            excluded: globs(&project.exclude)?,
            families: globs(&families)?,
            surfaces: rules::any_depth_globs(&surfaces),
            guards,
            counter_systems,
            tiers_here: edition
                .map(|edition| edition.tiers_here.clone())
                .unwrap_or_default(),
            settings,
            packs,
            project,
            layouts,
            features,
            forms,
        })
    }

    /// Drops everything that only definitions and features need. Routes stay, and the events that they lead to.
    pub(crate) fn for_calls(self) -> Self {
        Self {
            settings: Settings {
                features: None,
                taxonomy: Vec::new(),
                ..self.settings
            },
            project: ProjectRules {
                missing_edition: None,
                ..self.project
            },
            layouts: self.layouts.for_routes(),
            features: FeatureRules::default(),
            words: Vec::new(),
            surfaces: GlobSet::empty(),
            ..self
        }
    }

    /// Returns the requests that do not depend on calls: files with words of features and forms, and files with surfaces, since
    /// coverage counts untracked ones.
    pub(crate) fn asked(&self, sources: &SourceMap, code: &[FileId]) -> FileRequests {
        let paths = code
            .par_iter()
            .map(|file| &*sources.file(*file).path)
            .filter(|path| self.surfaces.is_match(path));
        let files: Vec<FileRequest> = paths.map(FileRequest::file).collect();
        self.words
            .iter()
            .cloned()
            .map(FileRequest::word)
            .chain(files)
            .collect()
    }

    /// Returns true if the settings and rules select a file. `included` and `left_out` are the patterns of the settings.
    pub(crate) fn selects(
        &self,
        path: &str,
        included: &TrackedGlobs<'_>,
        left_out: &TrackedGlobs<'_>,
    ) -> bool {
        // Both are matched, to find out which patterns match anything.
        let (inside, outside) = (included.is_match(path), left_out.is_match(path));
        (inside || self.settings.include.is_empty())
            && !outside
            && (languages::language_of(path).is_some()
                || self.layouts.covers(path)
                || self.layouts.covers_schema(path)
                || self.families.is_match(path)
                || is_config(path))
            && !self.excluded.is_match(path)
    }

    /// Returns true if neither the settings nor rules exclude a file.
    pub(crate) fn is_part_of_project(&self, path: &str) -> bool {
        self.settings.include.is_empty()
            && self.settings.exclude.matching(path).is_empty()
            && !self.excluded.is_match(path)
    }

    /// Returns true if rules exclude everything below a folder.
    pub(crate) fn excludes(&self, folder: &str) -> bool {
        self.excluded_folders.is_match(folder)
    }
}

/// Refuses rules that read code as documents, or documents as code.
fn check_languages(layouts: &DefinitionRules) -> Result<(), Failure> {
    for rule in &layouts.rules {
        for file in rule.rule.files.iter() {
            let is_document = [".yml", ".yaml", ".json", ".csv"]
                .iter()
                .any(|end| file.ends_with(end));
            let why = match (languages::language_of(file), &rule.each) {
                (Some(language), None) => {
                    format!(
                        "`{file}` is {}; `each` says which items are records",
                        language.name
                    )
                }
                (_, Some(_)) if is_document => {
                    format!("`{file}` is no code, so `each` has no meaning")
                }
                _ => continue,
            };
            return Err(Failure::Usage(format!("{}: {why}", rule.name)));
        }
    }
    Ok(())
}
