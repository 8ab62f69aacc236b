//! The files of a run, read and sorted by what they are for.

use super::inputs::{Marked, handed_over};
use super::plan::Plan;
use super::progress::Progress;
use super::scaffold;
use crate::audit::metrics::MetricFiles;
use crate::config::Placed;
use crate::input::tree::Tree;
use crate::input::walk::{self, Wanted};
use crate::outcome::Failure;
use crate::report::Gap;
use crate::resolve::wants::Wants;
use crate::scan;
use crate::source::{FileId, SourceFile, SourceMap};
use rayon::prelude::*;

/// Everything that was read.
pub(super) struct Files {
    /// All files: those of the configuration, of the project by path, and those that were handed over.
    pub(super) sources: SourceMap,
    /// Files of a language that is scanned.
    pub(super) code: Vec<FileId>,
    /// What has to be parsed of the code whatever calls lead to.
    pub(super) asked: Wants,
    /// Files with definitions.
    pub(super) definitions: Vec<FileId>,
    /// Schemas of definitions.
    pub(super) schemas: Vec<FileId>,
    /// Files that were handed over.
    pub(super) given: Vec<FileId>,
    /// Files where metric values come from.
    pub(super) metric_files: MetricFiles,
    /// What was not read.
    pub(super) skipped: Vec<Gap>,
    /// What was not read as it is.
    pub(super) partial: Vec<Gap>,
    /// Patterns of the settings that match no file.
    pub(super) idle_patterns: Vec<Placed<String>>,
    /// The release that is being worked on.
    pub(super) milestone: Option<String>,
    other_half_is_here: bool,
}

impl Files {
    /// Reads everything that the plan wants of a tree.
    ///
    /// # Errors
    /// The tree cannot be read; there is no file at all.
    pub(super) fn read(plan: &Plan, tree: &dyn Tree) -> Result<Self, Failure> {
        let settings = &plan.settings;
        let progress = Progress::new(settings.progress);
        progress.stage("reading files");
        let (included, left_out) = (
            Marked::new(&settings.include),
            Marked::new(&settings.exclude),
        );
        let wanted = Wanted {
            file: &|path| plan.wants(path, &included, &left_out),
            // Patterns of the settings learn from every path which of them match anything.
            below: &|path| {
                let seen = included.may_match_below(path) || left_out.may_match_below(path);
                seen || (settings.include.is_empty() && !plan.excludes(path))
            },
        };
        let found = tree.walk(wanted).map_err(Failure::Usage)?;
        let gap = |skip: walk::Skipped| Gap {
            path: skip.path,
            reason: skip.reason,
        };
        let file_of_version = plan.project.version_file.as_ref();
        let mut files = Self {
            // The configuration's own files come first, so that its spans hold in the run too.
            sources: settings.sources.clone(),
            code: Vec::new(),
            asked: Wants::new(),
            definitions: Vec::new(),
            schemas: Vec::new(),
            given: Vec::new(),
            metric_files: MetricFiles::default(),
            skipped: found.skipped.into_iter().map(gap).collect(),
            partial: Vec::new(),
            idle_patterns: included.idle().chain(left_out.idle()).collect(),
            milestone: file_of_version
                .and_then(|file| scaffold::milestone(tree, &settings.root.join(file))),
            other_half_is_here: plan
                .project
                .other_half
                .as_ref()
                .is_some_and(|half| tree.has_folder(&half.folder)),
        };
        let sorted = found.files.into_par_iter().map(|file| {
            let uses = (
                scan::language_of(&file.path),
                plan.layouts.wants(&file.path),
                plan.layouts.wants_schema(&file.path),
            );
            (replaced(&file), uses, SourceFile::new(file.path, file.text))
        });
        for (gap, (language, is_definition, is_schema), file) in sorted.collect::<Vec<_>>() {
            files.partial.extend(gap);
            let id = files.sources.add(file);
            files.code.extend(language.map(|_| id));
            files.definitions.extend(is_definition.then_some(id));
            files.schemas.extend(is_schema.then_some(id));
        }
        for read in handed_over(settings)
            .iter()
            .filter_map(|path| tree.named(path))
        {
            match read {
                Ok(file) => {
                    files.partial.extend(replaced(&file));
                    files
                        .given
                        .push(files.sources.add(SourceFile::new(file.path, file.text)));
                }
                Err(skip) => files.skipped.push(gap(skip)),
            }
        }
        if files.sources.is_empty() && !settings.allow_empty {
            let first = files.skipped.first();
            let first = first
                .map(|skip| format!(", and {} was not read: {}", skip.path, skip.reason))
                .unwrap_or_default();
            let nothing = if plan.layouts.rules.is_empty() {
                "no code to look for calls in"
            } else {
                "no file to audit"
            };
            return Err(Failure::Usage(format!(
                "{}: there is {nothing}{first}\n  help: look at the path and at what is excluded; --allow-empty makes this a success",
                settings.root.display()
            )));
        }
        files.asked = plan.asked(&files.sources, &files.code);
        files.metric_files = MetricFiles::new(&files.sources, &plan.features.instrumentation);
        Ok(files)
    }

    /// Whether code refers to another half of the product that is not here.
    pub(super) fn hidden_half(&self, plan: &Plan) -> bool {
        let Some(half) = plan
            .project
            .other_half
            .as_ref()
            .filter(|_| !self.other_half_is_here)
        else {
            return false;
        };
        let signs: Vec<_> = half
            .signs
            .iter()
            .map(|sign| memchr::memmem::Finder::new(sign.as_bytes()))
            .collect();
        let refers = |file: &SourceFile| {
            signs
                .iter()
                .any(|sign| sign.find(file.text.as_bytes()).is_some())
        };
        self.code.iter().any(|id| refers(self.sources.file(*id)))
    }
}

/// Where bytes of a file were replaced in reading.
fn replaced(file: &walk::ReadFile) -> Option<Gap> {
    let line = 1 + file.text[..file.replaced?].matches('\n').count();
    let reason = format!("line {line}: bytes that are not UTF-8 were read as `?`");
    Some(Gap {
        path: file.path.clone(),
        reason,
    })
}
