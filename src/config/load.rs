//! Loads a configuration file and the files it extends into one tree. Spans tell which file a value comes from.

use crate::config::error::{ConfigError, SettingError};
use crate::config::validate;
use crate::input::paths::{ReportedPath, from_outside, relative_to};
use crate::input::read_file;
use crate::input::yaml::{self, Node, NodeValue, ScalarKind};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use std::path::{Component, Path, PathBuf};

/// Limit of the files that a configuration extends.
const MAX_FILES: usize = 100;

/// The loader of one configuration.
pub(crate) struct Loader<'a> {
    /// Root of the audited project; reported paths are relative to it.
    root: &'a Path,
    /// The folder that no path may leave; none if the user named the configuration.
    bound: Option<PathBuf>,
    /// The files read so far, by file id.
    pub(crate) files: Vec<PathBuf>,
    /// Their texts.
    pub(crate) sources: SourceMap,
    loaded: Vec<PathBuf>,
    /// The chain of files being read: each extends the next.
    open: Vec<PathBuf>,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(root: &'a Path, bound: Option<PathBuf>) -> Self {
        Self {
            root,
            bound,
            files: Vec::new(),
            sources: SourceMap::default(),
            loaded: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Reads a file and the files it extends.
    pub(crate) fn read(&mut self, file: &Path) -> Result<Node, ConfigError> {
        let read = read_file::read(file, file.to_string_lossy());
        let read = read.map_err(|skipped| {
            ConfigError::of_file(file, format!("cannot be read: {}", skipped.reason))
        })?;
        self.text(file, &read.text)
    }

    /// Parses `text` as the content of `file`, and reads the files it extends.
    pub(crate) fn text(&mut self, file: &Path, text: &str) -> Result<Node, ConfigError> {
        let name = relative_to(self.root, file);
        let source = match Path::new(&name).is_absolute() {
            true => {
                let ReportedPath { path, outside } = from_outside(file);
                SourceFile::new(path, text).at(outside)
            }
            false => SourceFile::new(name, text),
        };
        let id = self.sources.add(source);
        self.files.push(file.to_owned());
        let own = document(id, text).map_err(|error| self.locate(error))?;
        let canonical = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        self.open.push(canonical.clone());
        let mut merged = Node {
            value: NodeValue::Map(Vec::new()),
            span: own.span,
        };
        for (path, span) in own.get("extends").map(Node::strings).unwrap_or_default() {
            if let Some(base) = self.base(&path, span)? {
                merged = merge(merged, base);
            }
        }
        self.open.pop();
        self.loaded.push(canonical);
        Ok(merge(merged, own))
    }

    /// Reads an extended file; none if it was read before.
    fn base(&mut self, path: &str, span: Span) -> Result<Option<Node>, ConfigError> {
        let file = self
            .existing(path, span)
            .map_err(|error| self.locate(error))?;
        let canonical = file.canonicalize().unwrap_or_else(|_| file.clone());
        if self.open.contains(&canonical) {
            let error = SettingError::new(span, "the configuration extends itself")
                .help("remove one `extends` of the circle");
            return Err(self.locate(error));
        }
        if self.loaded.contains(&canonical) {
            return Ok(None);
        }
        if self.files.len() > MAX_FILES {
            let message = format!("the configuration extends more than {MAX_FILES} files");
            return Err(self.locate(SettingError::new(span, message)));
        }
        self.read(&file).map(Some)
    }

    /// Resolves a configured path of a file or folder that must exist.
    pub(crate) fn existing(&self, path: &str, span: Span) -> Result<PathBuf, SettingError> {
        let full = self.path(path, span)?;
        let canonical = full
            .canonicalize()
            .map_err(|_| SettingError::new(span, format!("no such file: `{path}`")))?;
        match &self.bound {
            Some(bound) if !canonical.starts_with(bound) => Err(outside(path, span)),
            _ => Ok(full),
        }
    }

    /// Resolves a configured path that need not exist.
    pub(crate) fn path(&self, path: &str, span: Span) -> Result<PathBuf, SettingError> {
        let file = &self.files[span.file.0 as usize];
        let folder = file.parent().unwrap_or(Path::new(""));
        let Some(bound) = &self.bound else {
            return Ok(folder.join(path));
        };
        let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let mut resolved = absolute.canonicalize().unwrap_or(absolute);
        for part in Path::new(path).components() {
            match part {
                Component::Normal(name) => resolved.push(name),
                Component::CurDir => {}
                Component::ParentDir => _ = resolved.pop(),
                Component::RootDir | Component::Prefix(_) => return Err(outside(path, span)),
            }
        }
        // A part of the path may be a link that leads out.
        let real = resolved.ancestors().skip(1);
        let real = real.filter_map(|folder| folder.canonicalize().ok()).next();
        let is_inside = real.is_some_and(|real| real.starts_with(bound));
        if resolved.starts_with(bound) && (is_inside || resolved == *bound) {
            Ok(folder.join(path))
        } else {
            Err(outside(path, span))
        }
    }

    /// Looks up the file and position of an error.
    pub(crate) fn locate(&self, error: SettingError) -> ConfigError {
        error.locate(&self.sources, &self.files)
    }
}

fn outside(path: &str, span: Span) -> SettingError {
    let message = format!("`{path}` is outside of the configuration's folder");
    SettingError::new(span, message).help(
        "a configuration that is found names files relative to itself, in its own folder or below; one that is named \
         with --config may name any",
    )
}

/// Parses and validates the only document of a text.
fn document(file: FileId, text: &str) -> Result<Node, SettingError> {
    let (mut documents, problems) = yaml::read(file, text);
    let first = problems
        .into_iter()
        .min_by_key(|problem| problem.span.start);
    if let Some(problem) = first {
        return Err(SettingError::new(problem.span, problem.message));
    }
    if let Some(second) = documents.get(1) {
        let message = "there is more than one document";
        return Err(SettingError::new(second.span, message));
    }
    let root = documents.pop().unwrap_or_else(|| Node {
        value: NodeValue::Scalar("".into(), ScalarKind::Null),
        span: Span::new(file, 0, 0),
    });
    validate::check(&root)?;
    Ok(root)
}

/// Merges `own` into `base`: values of `own` win, its lists are appended.
fn merge(base: Node, own: Node) -> Node {
    let span = own.span;
    let value = match (base.value, own.value) {
        (NodeValue::Map(mut all), NodeValue::Map(own)) => {
            for mut entry in own {
                let same = all.iter().position(|other| other.key == entry.key);
                if let Some(index) = same {
                    let base = all.remove(index);
                    entry.value = merge(base.value, entry.value);
                    all.insert(index, entry);
                } else {
                    all.push(entry);
                }
            }
            NodeValue::Map(all)
        }
        (NodeValue::List(mut all), NodeValue::List(own)) => {
            all.extend(own);
            NodeValue::List(all)
        }
        (base, NodeValue::Scalar(_, ScalarKind::Null)) => base,
        (_, own) => own,
    };
    Node { value, span }
}
