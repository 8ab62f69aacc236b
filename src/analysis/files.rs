//! The files of a run, sorted by their use.

use crate::analysis::failure::{Failure, machine_fault, unless_stopped};
use crate::analysis::inputs::{GivenFile, TrackedGlobs, given_files};
use crate::analysis::progress::Progress;
use crate::analysis::run_config::RunConfig;
use crate::analysis::unread_languages::UnreadLanguages;
use crate::audit::metric_files::MetricFiles;
use crate::config::Spanned;
use crate::input::file_source::FileSource;
use crate::input::paths::ReportedPath;
use crate::input::read_file::{ReadFile, SkippedFile};
use crate::input::walk::{FileFilter, WalkedFiles};
use crate::languages;
use crate::report::UnreadFile;
use crate::resolve::project::module_configs::is_config;
use crate::resolve::request::FileRequests;
use crate::source::{FileId, SourceFile, SourceMap};
use memchr::memmem::Finder;
use rayon::prelude::*;
use std::path::Path;

/// The files of a run.
pub(crate) struct Files {
    /// All files: those of the configuration, of the project by path, and those that were handed over.
    pub(crate) sources: SourceMap,
    /// Files of a supported language.
    pub(crate) code: Vec<FileId>,
    /// Requests for files that are parsed in any case.
    pub(crate) asked: FileRequests,
    /// Files with definitions.
    pub(crate) definitions: Vec<FileId>,
    /// Schemas of definitions.
    pub(crate) schemas: Vec<FileId>,
    /// Files that were handed over.
    pub(crate) given: Vec<FileId>,
    /// The feature list among them.
    pub(crate) feature_list: Option<FileId>,
    /// Files that compute metrics.
    pub(crate) metric_files: MetricFiles,
    /// Files that were not read.
    pub(crate) skipped: Vec<UnreadFile>,
    /// Files that were read in part.
    pub(crate) partial: Vec<UnreadFile>,
    /// Patterns of the settings that match no file.
    pub(crate) idle_patterns: Vec<Spanned<String>>,
    /// The numbers of files in languages that tracklint does not read, by ending.
    pub(crate) unread_languages: Vec<(&'static str, usize)>,
    /// The release in development.
    pub(crate) milestone: Option<String>,
    has_edition: bool,
}

impl Files {
    /// Reads the files that the settings and rules select.
    ///
    /// # Errors
    /// The source cannot be read, or it holds no file.
    pub(crate) fn read(config: &RunConfig, source: &dyn FileSource) -> Result<Self, Failure> {
        let settings = &config.settings;
        let progress = Progress::new(settings.progress);
        progress.stage("reading files");
        unless_stopped(settings)?;
        let Walked {
            files: found,
            idle_patterns,
            unread_languages,
        } = walk(config, source)?;
        if let Some(fault) = found.skipped.iter().find(|skipped| skipped.is_fault) {
            return Err(machine_fault(fault));
        }
        unless_stopped(settings)?;
        let version_file = config.project.version_file.as_ref();
        let edition = config.project.missing_edition.as_ref();
        let mut files = Self {
            // The configuration's own files come first, so that its spans stay valid.
            sources: settings.sources.clone().in_folder(&settings.path_prefix),
            code: Vec::new(),
            asked: FileRequests::new(),
            definitions: Vec::new(),
            schemas: Vec::new(),
            given: Vec::new(),
            feature_list: None,
            metric_files: MetricFiles::default(),
            skipped: found.skipped.into_iter().map(unread).collect(),
            partial: Vec::new(),
            idle_patterns,
            unread_languages,
            milestone: version_file.and_then(|file| milestone(source, &settings.root.join(file))),
            has_edition: edition.is_some_and(|edition| source.has_folder(&edition.folder)),
        };
        files.sort(config, found.files);
        files.read_given(config, source)?;
        let is_idle = files.sources.iter().all(|(_, file)| is_config(&file.path));
        if is_idle && !settings.allow_empty {
            return Err(files.nothing_found(config));
        }
        files.asked = config.asked(&files.sources, &files.code);
        files.metric_files = MetricFiles::new(&files.sources, &config.features.instrumentation);
        Ok(files)
    }

    /// Returns the same files with another text of one of them. None if the files have to be read again, because the file is new,
    /// was handed over, or tells the release.
    pub(crate) fn with_text(mut self, config: &RunConfig, file: &ReadFile) -> Option<Self> {
        let of_path =
            |(id, known): (FileId, &SourceFile)| (*known.path == *file.path).then_some(id);
        let known: Vec<FileId> = self.sources.iter().filter_map(of_path).collect();
        let [id] = known[..] else { return None };
        let tells_release = config.project.version_file.as_ref() == Some(&file.path);
        let is_configuration = (id.0 as usize) < config.settings.sources.iter().count();
        if tells_release || is_configuration || self.given.contains(&id) {
            return None;
        }
        self.partial.retain(|partial| partial.path != file.path);
        self.partial.extend(replaced(file));
        let text = SourceFile::new(&*file.path, file.text.clone());
        self.sources.replace(id, text);
        Some(self)
    }

    /// Adds walked files, sorted by their use. Files of code keep their numbers when other files come and go, and the other way round.
    fn sort(&mut self, config: &RunConfig, found: Vec<ReadFile>) {
        let sorted = found.into_par_iter().map(|file| {
            let uses = (
                languages::language_of(&file.path),
                config.layouts.covers(&file.path),
                config.layouts.covers_schema(&file.path),
            );
            (replaced(&file), uses, SourceFile::new(file.path, file.text))
        });
        for (gap, (language, is_definition, is_schema), file) in sorted.collect::<Vec<_>>() {
            self.partial.extend(gap);
            let id = match language {
                Some(_) => self.sources.add(file),
                None => self.sources.add_behind(file),
            };
            self.code.extend(language.map(|_| id));
            self.definitions.extend(is_definition.then_some(id));
            self.schemas.extend(is_schema.then_some(id));
        }
    }

    /// Reads the feature list and the taxonomy.
    fn read_given(&mut self, config: &RunConfig, source: &dyn FileSource) -> Result<(), Failure> {
        for GivenFile {
            file,
            name,
            leads_out,
        } in given_files(&config.settings)
        {
            if leads_out {
                let reason = "it is a link that leads outside the project";
                self.skipped
                    .push(unread(SkippedFile::new(name.path.clone(), reason)));
                continue;
            }
            let is_list = config.settings.features.as_ref() == Some(&file);
            match source.named(&file) {
                Some(Ok(read)) => {
                    let ReportedPath { path, outside } = name;
                    let read = ReadFile { path, ..read };
                    self.partial.extend(replaced(&read));
                    let read = SourceFile::new(read.path, read.text).at(outside);
                    let id = self.sources.add_behind(read);
                    if is_list {
                        self.feature_list = Some(id);
                    }
                    self.given.push(id);
                }
                Some(Err(skipped)) if is_list || skipped.is_fault => {
                    let reason = skipped.reason;
                    let name = name.outside.unwrap_or(name.path);
                    return Err(Failure::Usage(format!("{name}: cannot be read: {reason}")));
                }
                Some(Err(skipped)) => self.skipped.push(UnreadFile {
                    path: name.path,
                    reason: skipped.reason,
                }),
                None => {}
            }
        }
        Ok(())
    }

    fn nothing_found(&self, config: &RunConfig) -> Failure {
        let first = self.skipped.first();
        let first = first
            .map(|skip| match skip.path.as_str() {
                "" => format!(", and it was not read: {}", skip.reason),
                path => format!(", and {path} was not read: {}", skip.reason),
            })
            .unwrap_or_default();
        let nothing = if config.layouts.rules.is_empty() {
            "no code to look for calls in"
        } else {
            "no file to audit"
        };
        Failure::Usage(format!(
            "{}: there is {nothing}{first}\n  help: look at the path and at what is excluded; --allow-empty makes this a success",
            config.settings.root.display()
        ))
    }

    /// Returns true if the code refers to an edition that is absent from the tree.
    pub(crate) fn edition_missing(&self, config: &RunConfig) -> bool {
        let Some(edition) = &config.project.missing_edition else {
            return false;
        };
        let signs = edition.signs.iter();
        let signs: Vec<_> = signs.map(|sign| Finder::new(sign.as_bytes())).collect();
        let refers = |id: &FileId| {
            let text = self.sources.file(*id).text.as_bytes();
            signs.iter().any(|sign| sign.find(text).is_some())
        };
        !self.has_edition && self.code.iter().any(refers)
    }
}

fn unread(skipped: SkippedFile) -> UnreadFile {
    UnreadFile {
        path: skipped.path,
        reason: skipped.reason,
    }
}

/// Returns the first number with a dot in a file.
fn milestone(tree: &dyn FileSource, file: &Path) -> Option<String> {
    let text = tree.named(file)?.ok()?.text;
    let mut words = text
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter(|word| !word.is_empty());
    let (major, rest) = words.next()?.split_once('.')?;
    let minor = rest.split('.').next().filter(|minor| !minor.is_empty())?;
    (!major.is_empty()).then(|| format!("{major}.{minor}"))
}

/// Returns the first line whose bytes were replaced.
fn replaced(file: &ReadFile) -> Option<UnreadFile> {
    let line = 1 + file.text[..file.replaced?].matches('\n').count();
    let reason = format!("line {line}: bytes that are not UTF-8 were read as `?`");
    Some(UnreadFile {
        path: file.path.clone(),
        reason,
    })
}

/// The files that the settings and rules select.
pub(crate) struct Walked {
    /// The files.
    pub(crate) files: WalkedFiles,
    /// Patterns of the settings that match no file.
    pub(crate) idle_patterns: Vec<Spanned<String>>,
    /// The numbers of files in languages that tracklint does not read, by ending.
    pub(crate) unread_languages: Vec<(&'static str, usize)>,
}

/// Reads the files of a source that the settings and rules select.
///
/// # Errors
/// The source cannot be read.
pub(crate) fn walk(config: &RunConfig, source: &dyn FileSource) -> Result<Walked, Failure> {
    let settings = &config.settings;
    let included = TrackedGlobs::new(&settings.include);
    let excluded = TrackedGlobs::new(&settings.exclude);
    let unread = UnreadLanguages::default();
    let filter = FileFilter {
        file: &|path| {
            let is_selected = config.selects(path, &included, &excluded);
            if !is_selected && config.is_part_of_project(path) {
                unread.note(path);
            }
            is_selected
        },
        // Every path is matched, to find out which patterns match anything.
        folder: &|path| {
            let seen = included.may_match_below(path) || excluded.may_match_below(path);
            seen || (settings.include.is_empty() && !config.excludes(path))
        },
        most: settings.max_file_size(),
    };
    let files = source.walk(filter).map_err(Failure::Usage)?;
    Ok(Walked {
        files,
        idle_patterns: included.idle().chain(excluded.idle()).collect(),
        unread_languages: unread.counts(),
    })
}
