//! What a run goes by, made ready once: settings, rule packs, and what both come to.

use crate::analysis::failure::Failure;
use crate::analysis::inputs::TrackedGlobs;
use crate::config::{Settings, near_miss};
use crate::facts::Text;
use crate::languages::{self, directive};
use crate::resolve::request::{FileRequest, FileRequests};
use crate::rules::definitions::DefinitionRules;
use crate::rules::features::FeatureRules;
use crate::rules::{self, FormTracking, ProjectRules, RulePack};
use crate::source::{FileId, SourceMap};
use globset::GlobSet;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Everything that does not depend on the files.
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
    /// Words that files are read for beyond those of the call rules.
    words: Vec<Text>,
    excluded: GlobSet,
    /// Folders with nothing in them that is not excluded.
    excluded_folders: GlobSet,
    families: GlobSet,
    /// Where the surfaces of features are.
    surfaces: GlobSet,
}

impl RunConfig {
    /// Makes everything ready.
    ///
    /// # Errors
    /// A rule pack that is not there, cannot be read or does not compile.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Failure> {
        let packs = packs(settings)?;
        let project = rules::merged(&packs);
        let layouts = packs
            .iter()
            .map(|pack| (pack.pack.to_string(), pack.definitions.clone()));
        let layouts =
            DefinitionRules::new(layouts).map_err(|faults| Failure::Usage(faults.join("\n")))?;
        let families: Vec<String> = packs
            .iter()
            .flat_map(|pack| pack.names.iter().filter_map(|rule| rule.files.clone()))
            .collect();
        let mut features = FeatureRules::default();
        packs
            .iter()
            .for_each(|pack| features.extend(&pack.features));
        let forms: Vec<FormTracking> = packs
            .iter()
            .flat_map(|pack| pack.forms.iter().cloned())
            .collect();
        // A comment may name what no rule can see, so files with one are read too.
        let words = features
            .words()
            .into_iter()
            .chain([Text::new_static(directive::WORD)]);
        let folders: Vec<String> = project
            .exclude
            .iter()
            .filter_map(|glob| glob.strip_suffix("/**"))
            .map(str::to_owned)
            .collect();
        Ok(Self {
            excluded_folders: rules::globs(&folders).map_err(Failure::Usage)?,
            words: words
                .chain(forms.iter().flat_map(|rule| rule.method.iter().cloned()))
                .collect(),
            excluded: rules::globs(&project.exclude).map_err(Failure::Usage)?,
            families: rules::globs(&families).map_err(Failure::Usage)?,
            surfaces: rules::any_depth_globs(
                &features
                    .surfaces
                    .iter()
                    .flat_map(|rule| rule.paths.clone())
                    .collect::<Vec<_>>(),
            ),
            guards: packs
                .iter()
                .flat_map(|pack| pack.guards.iter().cloned())
                .collect(),
            counter_systems: packs
                .iter()
                .filter(|pack| !pack.counters.is_empty())
                .map(|pack| pack.system.clone())
                .collect(),
            tiers_here: project
                .missing_edition
                .as_ref()
                .map(|half| half.tiers_here.clone())
                .unwrap_or_default(),
            settings: settings.clone(),
            packs,
            project,
            layouts,
            features,
            forms,
        })
    }

    /// The same for whoever wants to know nothing but what calls send.
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
            layouts: DefinitionRules::default(),
            features: FeatureRules::default(),
            words: Vec::new(),
            surfaces: GlobSet::empty(),
            ..self
        }
    }

    /// Everything that has to be parsed whatever the calls lead to: files with the words of features and forms, and all that
    /// may hold a surface, since coverage counts those that nothing tracks.
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
                || self.families.is_match(path))
            && !self.excluded.is_match(path)
    }

    /// Returns true if rules exclude everything below a folder.
    pub(crate) fn excludes(&self, folder: &str) -> bool {
        self.excluded_folders.is_match(folder)
    }
}

fn packs(settings: &Settings) -> Result<Vec<RulePack>, Failure> {
    let mut all = rules::embedded().map_err(Failure::Usage)?;
    if let Some(chosen) = &settings.packs {
        for name in chosen {
            let known = all.iter().any(|pack| belongs(&pack.pack, &name.value));
            if !known {
                let stacks: BTreeSet<&str> = all
                    .iter()
                    .filter_map(|pack| pack.pack.split('/').next())
                    .collect();
                let near = near_miss(&name.value, stacks.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"));
                let help = near
                    .unwrap_or_else(|| format!("there are {}", Vec::from_iter(stacks).join(", ")));
                let error = settings.error(
                    name.span,
                    format!("there is no rule pack `{}`", name.value),
                    help,
                );
                return Err(Failure::Usage(error.to_string()));
            }
        }
        all.retain(|pack| chosen.iter().any(|name| belongs(&pack.pack, &name.value)));
    }
    for path in &settings.rules {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        all.push(
            rules::read(&text)
                .map_err(|error| Failure::Usage(format!("{}:{error}", path.display())))?,
        );
    }
    Ok(all)
}

/// `gitlab` chooses `gitlab/redis` and its like.
fn belongs(pack: &str, chosen: &str) -> bool {
    pack == chosen
        || pack
            .strip_prefix(chosen)
            .is_some_and(|rest| rest.starts_with('/'))
}
