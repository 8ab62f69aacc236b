//! An analytics project: the names that it reads, and its graph.

use crate::catalog::definition_cache::DefinitionCache;
use crate::catalog::load::{self, DefinitionFiles};
use crate::consumers::comments;
use crate::consumers::documents::DocumentText;
use crate::consumers::graph::{Graph, NodeKind};
use crate::consumers::lexer::tokens;
use crate::consumers::lineage::{self, Part};
use crate::consumers::manifest;
use crate::consumers::reference::{Found, Reference};
use crate::consumers::rules::ConsumerRules;
use crate::consumers::scan::{self, ScannedFile};
use crate::facts::{Directive, Text};
use crate::panic;
use crate::source::{FileId, SourceFile, SourceMap, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// An analytics project that was read.
pub(crate) struct ConsumerProject {
    /// The names, ordered by path and place.
    pub(crate) references: Vec<Reference>,
    /// The node of each reference.
    pub(crate) nodes: Vec<usize>,
    /// The graph.
    pub(crate) graph: Graph,
    /// Files, or parts, that could not be read.
    pub(crate) problems: Vec<(Span, String)>,
    /// Comments that suppress findings.
    pub(crate) directives: Vec<Directive>,
}

/// The contents of one file.
struct FileContents {
    scanned: ScannedFile,
    parts: Vec<Part>,
}

/// Reads the names and the graph of files. `of_code` are references that the constants of code have.
pub(crate) fn read(
    rules: &ConsumerRules,
    sources: &SourceMap,
    files: &[FileId],
    manifests: &[FileId],
    of_code: Vec<Reference>,
) -> ConsumerProject {
    let has_manifest = !manifests.is_empty()
        || files.iter().any(|file| {
            let path = &*sources.file(*file).path;
            rules
                .lineage
                .iter()
                .any(|rule| rule.manifest.is_match(path))
        });
    let contents = files.par_iter().with_max_len(16);
    let contents = contents.map(|file| {
        let source = sources.file(*file);
        let read = || contents_of(rules, *file, source, has_manifest);
        panic::caught(read).unwrap_or_else(|fault| FileContents::failed(*file, fault))
    });
    let contents: Vec<FileContents> = contents.collect();
    let mut project = ConsumerProject {
        references: of_code,
        nodes: Vec::new(),
        graph: Graph::default(),
        problems: Vec::new(),
        directives: comments::directives(rules, sources, files),
    };
    let mut parts = Vec::new();
    for content in contents {
        project.references.extend(content.scanned.references);
        project.problems.extend(content.scanned.problems);
        parts.extend(content.parts);
    }
    project.records(rules, sources, files);
    let of_walk = files.iter().copied().filter(|file| {
        let path = &*sources.file(*file).path;
        rules
            .lineage
            .iter()
            .any(|rule| rule.manifest.is_match(path))
    });
    let manifests: Vec<FileId> = of_walk.chain(manifests.iter().copied()).collect();
    project.connect(rules, sources, files, (&manifests, &parts));
    let place = |reference: &Reference| {
        let span = reference.span;
        (sources.path(span).to_owned(), span.start, reference.rule)
    };
    project.references.sort_by_cached_key(place);
    project.locate(sources);
    project
}

impl FileContents {
    /// Returns the contents of a file on which the program failed: a problem, and no names.
    fn failed(file: FileId, fault: String) -> Self {
        let message = format!("a fault of tracklint, please report it: {fault}");
        let mut scanned = ScannedFile::default();
        scanned.problems.push((Span::new(file, 0, 0), message));
        Self {
            scanned,
            parts: Vec::new(),
        }
    }
}

fn contents_of(
    rules: &ConsumerRules,
    file: FileId,
    source: &SourceFile,
    has_manifest: bool,
) -> FileContents {
    let takes = |rule: &&crate::consumers::rules::CompiledLineage| {
        let path = &*source.path;
        !has_manifest
            && (rule.models.is_match(path) || rule.macros.is_match(path))
            && rule.takes(path)
    };
    let lineage: Vec<_> = rules.lineage.iter().filter(takes).collect();
    let has_templates = || source.text.contains('{');
    let needs = scan::needs_tokens(rules, source) || (!lineage.is_empty() && has_templates());
    let tokens = match needs {
        true => tokens(&source.text),
        false => Vec::new(),
    };
    FileContents {
        scanned: scan::scan(rules, file, source, &tokens),
        parts: lineage
            .iter()
            .flat_map(|rule| lineage::parts(rule, file, source, &tokens))
            .collect(),
    }
}

impl ConsumerProject {
    /// Adds the names that records of documents read.
    fn records(&mut self, rules: &ConsumerRules, sources: &SourceMap, files: &[FileId]) {
        let numbers = rules.readers.iter().enumerate();
        let numbers: FxHashMap<&str, usize> = numbers
            .map(|(number, reader)| (&*reader.name, number))
            .collect();
        let takes = |file: &FileId| {
            let path = &*sources.file(*file).path;
            rules.records.rules.iter().any(|rule| rule.takes(path))
        };
        let documents: Vec<FileId> = files.iter().copied().filter(takes).collect();
        let of = DefinitionFiles {
            files: &documents,
            given: &[],
            feature_list: None,
            schemas: &[],
        };
        let catalog = load::load(&rules.records, sources, of, &mut DefinitionCache::default());
        // A document of another form is read by another program.
        for problem in catalog
            .problems
            .into_iter()
            .filter(|problem| !problem.partial)
        {
            self.problems.push((problem.span, problem.message));
        }
        for record in catalog.aggregates {
            let Some(number) = numbers.get(record.system.as_str()).copied() else {
                continue;
            };
            let reader = &rules.readers[number];
            for field in &record.events {
                let (start, end) = (field.span.start as usize, field.span.end as usize);
                let text = DocumentText {
                    text: field.value.to_string(),
                    range: start..end,
                    is_plain: sources.slice(field.span) == field.value.as_str(),
                };
                let found = scan::names_of(reader, &text).into_iter();
                self.references.extend(found.map(|found: Found| {
                    Reference {
                        rule: number,
                        of: reader.rule.of,
                        name: found.name,
                        is_pattern: found.is_pattern,
                        span: Span::new(field.span.file, found.range.start, found.range.end),
                        becomes: None,
                        title: reader
                            .rule
                            .title
                            .is_some()
                            .then(|| record.name.value.clone()),
                    }
                }));
            }
        }
    }

    /// Builds the graph, from manifests if there are any.
    fn connect(
        &mut self,
        rules: &ConsumerRules,
        sources: &SourceMap,
        files: &[FileId],
        (manifests, parts): (&[FileId], &[Part]),
    ) {
        let by_path = files.iter().map(|file| {
            let source = sources.file(*file);
            (&*source.path, (*file, source))
        });
        let by_path: FxHashMap<&str, (FileId, &SourceFile)> = by_path.collect();
        for file in manifests {
            let text = &sources.file(*file).text;
            if let Err(error) = manifest::add(&mut self.graph, text, &by_path) {
                let message = format!("the manifest cannot be read: {error}");
                self.problems.push((Span::new(*file, 0, 0), message));
            }
        }
        lineage::add(&mut self.graph, parts);
        if !manifests.is_empty() {
            return;
        }
        for file in files {
            for rule in &rules.lineage {
                lineage::add_exposures(&mut self.graph, rule, *file, sources.file(*file));
            }
        }
    }

    /// Finds the node of each reference. A file in no graph is a node of its own.
    fn locate(&mut self, sources: &SourceMap) {
        for reference in &self.references {
            let node = self.graph.node_at(reference.span).unwrap_or_else(|| {
                let path: Text = sources.path(reference.span).into();
                self.graph.node(NodeKind::File, &path)
            });
            self.nodes.push(node);
        }
    }
}
