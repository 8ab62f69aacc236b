//! The files of a run, read and sorted by what they are for.

use crate::analysis::failure::Failure;
use crate::analysis::inputs::{TrackedGlobs, handed_over};
use crate::analysis::progress::Progress;
use crate::analysis::run_config::RunConfig;
use crate::analysis::scaffold;
use crate::audit::metric_files::MetricFiles;
use crate::config::Spanned;
use crate::input::file_source::FileSource;
use crate::input::read_file::{ReadFile, SkippedFile};
use crate::input::walk::{FileFilter, WalkedFiles};
use crate::languages;
use crate::report::UnreadFile;
use crate::resolve::request::FileRequests;
use crate::source::{FileId, SourceFile, SourceMap};
use rayon::prelude::*;

/// Everything that was read.
pub(crate) struct Files {
    /// All files: those of the configuration, of the project by path, and those that were handed over.
    pub(crate) sources: SourceMap,
    /// Files of a language that is scanned.
    pub(crate) code: Vec<FileId>,
    /// What has to be parsed of the code whatever calls lead to.
    pub(crate) asked: FileRequests,
    /// Files with definitions.
    pub(crate) definitions: Vec<FileId>,
    /// Schemas of definitions.
    pub(crate) schemas: Vec<FileId>,
    /// Files that were handed over.
    pub(crate) given: Vec<FileId>,
    /// Files where metric values come from.
    pub(crate) metric_files: MetricFiles,
    /// What was not read.
    pub(crate) skipped: Vec<UnreadFile>,
    /// What was not read as it is.
    pub(crate) partial: Vec<UnreadFile>,
    /// Patterns of the settings that match no file.
    pub(crate) idle_patterns: Vec<Spanned<String>>,
    /// The release that is being worked on.
    pub(crate) milestone: Option<String>,
    other_half_is_here: bool,
}

impl Files {
    /// Reads everything that the plan wants of a tree.
    ///
    /// # Errors
    /// The tree cannot be read; there is no file at all.
    pub(crate) fn read(plan: &RunConfig, tree: &dyn FileSource) -> Result<Self, Failure> {
        let settings = &plan.settings;
        let progress = Progress::new(settings.progress);
        progress.stage("reading files");
        let (found, idle_patterns) = walk(plan, tree)?;
        let gap = |skip: SkippedFile| UnreadFile {
            path: skip.path,
            reason: skip.reason,
        };
        let file_of_version = plan.project.version_file.as_ref();
        let mut files = Self {
            // The configuration's own files come first, so that its spans hold in the run too.
            sources: settings.sources.clone(),
            code: Vec::new(),
            asked: FileRequests::new(),
            definitions: Vec::new(),
            schemas: Vec::new(),
            given: Vec::new(),
            metric_files: MetricFiles::default(),
            skipped: found.skipped.into_iter().map(gap).collect(),
            partial: Vec::new(),
            idle_patterns,
            milestone: file_of_version
                .and_then(|file| scaffold::milestone(tree, &settings.root.join(file))),
            other_half_is_here: plan
                .project
                .missing_edition
                .as_ref()
                .is_some_and(|half| tree.has_folder(&half.folder)),
        };
        let sorted = found.files.into_par_iter().map(|file| {
            let uses = (
                languages::language_of(&file.path),
                plan.layouts.covers(&file.path),
                plan.layouts.covers_schema(&file.path),
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
    pub(crate) fn edition_missing(&self, plan: &RunConfig) -> bool {
        let Some(half) = plan
            .project
            .missing_edition
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
fn replaced(file: &ReadFile) -> Option<UnreadFile> {
    let line = 1 + file.text[..file.replaced?].matches('\n').count();
    let reason = format!("line {line}: bytes that are not UTF-8 were read as `?`");
    Some(UnreadFile {
        path: file.path.clone(),
        reason,
    })
}

/// Reads the files of a source that the settings and rules select. Returns them with the patterns of the settings that match no
/// file.
///
/// # Errors
/// The source cannot be read.
pub(crate) fn walk(
    config: &RunConfig,
    source: &dyn FileSource,
) -> Result<(WalkedFiles, Vec<Spanned<String>>), Failure> {
    let settings = &config.settings;
    let included = TrackedGlobs::new(&settings.include);
    let excluded = TrackedGlobs::new(&settings.exclude);
    let filter = FileFilter {
        file: &|path| config.selects(path, &included, &excluded),
        // Every path is matched, to find out which patterns match anything.
        folder: &|path| {
            let seen = included.may_match_below(path) || excluded.may_match_below(path);
            seen || (settings.include.is_empty() && !config.excludes(path))
        },
    };
    let found = source.walk(filter).map_err(Failure::Usage)?;
    Ok((found, included.idle().chain(excluded.idle()).collect()))
}
