//! From a configuration file, and those it builds on, to one tree whose spans say where each value comes from.

use crate::config::{ConfigError, Fault, validate};
use crate::input::walk;
use crate::input::yaml::{self, Node, NodeValue, ScalarKind};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use std::path::{Component, Path, PathBuf};

/// The files of a configuration as they are read.
pub(crate) struct Loader<'a> {
    /// Root of the audited project; reported paths are relative to it.
    root: &'a Path,
    /// The folder that nothing may leave; none trusts the file, because a person named it.
    bound: Option<PathBuf>,
    /// The files, by number.
    pub files: Vec<PathBuf>,
    /// Their texts.
    pub sources: SourceMap,
    loaded: Vec<PathBuf>,
    /// The files that are being read: each builds on the next.
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

    /// Reads a file from disk.
    pub(crate) fn read(&mut self, file: &Path) -> Result<Node, ConfigError> {
        let read = walk::read(file, file.to_string_lossy().into_owned());
        let read = read.map_err(|skipped| {
            ConfigError::plain(file, format!("cannot be read: {}", skipped.reason))
        })?;
        self.text(file, &read.text)
    }

    /// Takes this text for that of the file, and reads what it builds on.
    pub(crate) fn text(&mut self, file: &Path, text: &str) -> Result<Node, ConfigError> {
        let id = self
            .sources
            .add(SourceFile::new(relative(self.root, file), text));
        self.files.push(file.to_owned());
        let own = document(id, text).map_err(|fault| self.error(&fault))?;
        let canonical = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        self.open.push(canonical.clone());
        let mut merged = Node {
            value: NodeValue::Map(Vec::new()),
            span: own.span,
        };
        for (path, span) in own.get("extends").map(Node::strings).unwrap_or_default() {
            let base = self
                .existing(&path, span)
                .map_err(|fault| self.error(&fault))?;
            if let Some(node) = self.base(&base, span)? {
                merged = merge(merged, node);
            }
        }
        self.open.pop();
        self.loaded.push(canonical);
        Ok(merge(merged, own))
    }

    /// A file that another builds on; none when it is part of the whole already.
    fn base(&mut self, file: &Path, span: Span) -> Result<Option<Node>, ConfigError> {
        let canonical = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        if self.open.contains(&canonical) {
            let fault = Fault::at(span, "the configuration builds on itself")
                .help("remove one `extends` of the circle");
            return Err(self.error(&fault));
        }
        if self.loaded.contains(&canonical) {
            return Ok(None);
        }
        self.read(file).map(Some)
    }

    /// The file or folder that a configured path means.
    pub(crate) fn existing(&self, path: &str, span: Span) -> Result<PathBuf, Fault> {
        let full = self.path(path, span)?;
        let canonical = full
            .canonicalize()
            .map_err(|_| Fault::at(span, format!("there is no file `{path}`")))?;
        match &self.bound {
            Some(bound) if !canonical.starts_with(bound) => Err(outside(path, span)),
            _ => Ok(full),
        }
    }

    /// The path that is meant, whether it is there or not.
    pub(crate) fn path(&self, path: &str, span: Span) -> Result<PathBuf, Fault> {
        let folder = self.files[span.file.0 as usize]
            .parent()
            .unwrap_or(Path::new(""));
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
        if resolved.starts_with(bound) {
            Ok(folder.join(path))
        } else {
            Err(outside(path, span))
        }
    }

    /// A fault with its file and place.
    pub(crate) fn error(&self, fault: &Fault) -> ConfigError {
        fault.in_files(&self.sources, &self.files)
    }
}

fn outside(path: &str, span: Span) -> Fault {
    let help = "a configuration that is found names files relative to itself, in its own folder or below; one that is named \
                with --config may name any";
    Fault::at(
        span,
        format!("`{path}` lies outside of the configuration's folder"),
    )
    .help(help)
}

/// A file of the user as it is reported: relative to the root, also upwards.
pub fn relative(root: &Path, file: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (root, full) = (absolute(root), absolute(file));
    let found = root.ancestors().enumerate().find_map(|(up, folder)| {
        // The root of the file system is nobody's project.
        let rest = folder
            .parent()
            .and_then(|_| full.strip_prefix(folder).ok())?;
        let parts = std::iter::repeat_n("..".into(), up)
            .chain(rest.iter().map(|part| part.to_string_lossy()));
        Some(parts.collect::<Vec<_>>().join("/"))
    });
    found.unwrap_or_else(|| file.to_string_lossy().into_owned())
}

/// The only document of a text, held against the table of keys.
fn document(file: FileId, text: &str) -> Result<Node, Fault> {
    let (mut documents, mut problems) = yaml::read(file, text);
    problems.sort_by_key(|problem| problem.span.start);
    if let Some(problem) = problems.into_iter().next() {
        return Err(Fault::at(problem.span, problem.message));
    }
    if let Some(second) = documents.get(1) {
        return Err(Fault::at(second.span, "there is more than one document"));
    }
    let nothing = || Node {
        value: NodeValue::Scalar("".into(), ScalarKind::Null),
        span: Span::new(file, 0, 0),
    };
    let root = documents.pop().unwrap_or_else(nothing);
    validate::check(&root)?;
    Ok(root)
}

/// `own` on top of `base`: its values win, its lists add.
fn merge(base: Node, own: Node) -> Node {
    let span = own.span;
    let value = match (base.value, own.value) {
        (NodeValue::Map(mut all), NodeValue::Map(own)) => {
            for mut entry in own {
                let Some(at) = all.iter().position(|other| other.key == entry.key) else {
                    all.push(entry);
                    continue;
                };
                let nothing = Node {
                    value: NodeValue::List(Vec::new()),
                    span,
                };
                entry.value = merge(std::mem::replace(&mut all[at].value, nothing), entry.value);
                all[at] = entry;
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
