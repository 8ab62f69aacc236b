//! Applies definition rules to files that were already read: texts in, a [`Catalog`] out.

use crate::catalog::fixes::{FixableFault, fixable_faults};
use crate::catalog::record::Record;
use crate::catalog::record_fields::RawRecord;
use crate::catalog::schema::Schemas;
use crate::catalog::{Catalog, DefinedByMetrics, check, collect};
use crate::facts::{Directive, Problem, Text};
use crate::input::yaml::path::{self, PathStep, Place};
use crate::input::yaml::{self, Node, NodeValue, ScalarKind};
use crate::input::{csv, json};
use crate::languages::directive_yaml;
use crate::rules::compiled_definitions::{CompiledRule, DefinitionRules};
use crate::rules::definitions::{FieldName, RecordKind};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The files that definitions are read from.
#[derive(Clone, Copy)]
pub(crate) struct DefinitionFiles<'a> {
    /// Files below the root; one that no rule takes is passed over.
    pub(crate) files: &'a [FileId],
    /// Files that the user passed: a feature list, a taxonomy.
    pub(crate) given: &'a [FileId],
    /// The feature list among them, whatever its name is.
    pub(crate) feature_list: Option<FileId>,
    /// The JSON Schemas of the project.
    pub(crate) schemas: &'a [FileId],
}

/// Reads all definitions.
pub(crate) fn load(
    rules: &DefinitionRules,
    sources: &SourceMap,
    files: DefinitionFiles<'_>,
) -> Catalog {
    let own = files.files.iter().map(|file| (*file, Origin::Project));
    let given = files.given.iter().map(|file| match files.feature_list {
        Some(list) if list == *file => (*file, Origin::FeatureList),
        _ => (*file, Origin::Given),
    });
    let mut work: Vec<(FileId, Origin)> = own.chain(given).collect();
    work.sort_by_key(|(file, origin)| (&sources.file(*file).path, *file, *origin));
    work.dedup_by_key(|(file, _)| *file);
    let read = |(file, origin): &(FileId, Origin)| read_file(rules, sources, *file, *origin);
    let parts = work.par_iter().with_max_len(16).filter_map(read);
    let parts: Vec<FileDefinitions> = parts.collect();
    let mut catalog = Catalog {
        files_read: parts.len(),
        ..Catalog::default()
    };
    let mut slugs = BTreeMap::new();
    let mut fixable = Vec::new();
    let mut matched: BTreeSet<String> = BTreeSet::new();
    for part in parts {
        catalog.problems.extend(part.problems);
        fixable.extend(part.fixable);
        catalog.directives.extend(part.directives);
        matched.extend(part.matched);
        for record in part.records {
            collect::add(&mut catalog, &mut slugs, record);
        }
    }
    let documents = rules.rules.iter().filter(|rule| rule.rule.each.is_none());
    let unmatched = documents.filter(|rule| !matched.contains(&rule.name));
    catalog.unmatched_rules = unmatched.map(|rule| rule.name.as_str().into()).collect();
    catalog.defined_by_metrics = defined_by_metrics(rules, sources, files.files);
    let incomplete = rules.rules.iter().filter(|rule| !rule.rule.complete);
    let systems = incomplete.map(|rule| rule.rule.system.as_str().into());
    catalog.incomplete_systems = systems.collect();
    catalog.removal_fields = rules.rules.iter().map(removal_fields).collect();
    let schemas = Schemas::new(rules, sources, files.schemas);
    catalog.problems.extend_from_slice(&schemas.problems);
    let checked = check::check(rules, sources, &schemas, &catalog);
    catalog.invalid = checked.invalid;
    catalog.lenient_removals = checked.lenient_removals;
    for FixableFault { invalid, edit } in fixable {
        catalog.edits.extend(edit.map(|edit| (invalid.span, edit)));
        // The checks may have said it already, in their own words.
        if !catalog
            .invalid
            .iter()
            .any(|other| other.span == invalid.span)
        {
            catalog.invalid.push(invalid);
        }
    }
    catalog
}

/// Returns the systems whose events metrics define.
fn defined_by_metrics(
    rules: &DefinitionRules,
    sources: &SourceMap,
    files: &[FileId],
) -> Vec<DefinedByMetrics> {
    let defined = rules.rules.iter().filter_map(|rule| {
        let (kind, unless) = rule.defines.as_ref()?;
        let system = rule.rule.defines.as_ref()?.system.clone();
        let is_other = |file: &FileId| unless.is_match(&*sources.file(*file).path);
        (!files.iter().any(is_other)).then(|| DefinedByMetrics {
            system,
            kind: kind.clone(),
        })
    });
    defined.collect()
}

/// Returns the name of a rule, and the fields of a removal that it describes.
fn removal_fields(rule: &CompiledRule) -> (Text, [bool; 2]) {
    let fields = [FieldName::MilestoneRemoved, FieldName::RemovedBy];
    let described = fields.map(|field| rule.slot(field).is_some());
    (Text::new(&rule.name), described)
}

/// The origin of a file with definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// A file of the project.
    Project,
    /// A file that the settings name.
    Given,
    /// The feature list that the settings name.
    FeatureList,
}

/// The definitions of one file.
#[derive(Default)]
struct FileDefinitions {
    records: Vec<Record>,
    /// Names of the rules that matched a record.
    matched: Vec<String>,
    problems: Vec<Problem>,
    fixable: Vec<FixableFault>,
    directives: Vec<Directive>,
}

fn read_file(
    rules: &DefinitionRules,
    sources: &SourceMap,
    file: FileId,
    origin: Origin,
) -> Option<FileDefinitions> {
    let source = sources.file(file);
    let applies = |rule: &&CompiledRule| match origin {
        Origin::Project => rule.takes(&source.path),
        Origin::Given => rule.takes_given(&source.path),
        Origin::FeatureList => rule.takes_feature_list(&source.path),
    };
    let mut rules: Vec<&CompiledRule> = rules.rules.iter().filter(applies).collect();
    if origin != Origin::Project {
        // Of several feature lists in one file, the rule for files of this name decides.
        rules.sort_by_key(|rule| Reverse((rule.takes_given(&source.path), rule.given_length())));
    }
    if rules.is_empty() {
        return None;
    }
    let (documents, mut problems) = documents(&rules, file, source);
    let mut read = FileDefinitions {
        directives: directive_yaml::directives(file, source, &documents),
        ..FileDefinitions::default()
    };
    let mut places = Places::default();
    for rule in &rules {
        let is_list = rule.rule.record_kind() == RecordKind::Feature;
        let mut records = read.records.iter();
        if origin != Origin::Project
            && is_list
            && records.any(|record| matches!(record, Record::Feature(_)))
        {
            continue;
        }
        read.add(rule, source, &documents, origin, &mut places);
    }
    read.records.sort_by_key(|record| record.span().start);
    let unread = problems.iter().any(|problem| !problem.partial);
    let missing = (!unread || places.has_any)
        .then(|| missing(&rules, &documents, places, read.records.is_empty()))
        .flatten();
    if let Some(second) = documents.get(1) {
        let message = "a definition file holds one document; the others are not read";
        problems.push(Problem::partial(message, second.span));
    }
    // A file that cannot be parsed has its own problem.
    if let Some(message) = missing {
        let start = documents.first().map_or(0, |node| node.span.start as usize);
        problems.push(Problem::partial(message, Span::new(file, start, 0)));
    }
    read.problems = problems;
    Some(read)
}

/// Returns the documents of a file, in the format that its name shows, and the problems found.
fn documents(
    rules: &[&CompiledRule],
    file: FileId,
    source: &SourceFile,
) -> (Vec<Node>, Vec<Problem>) {
    let text = &source.text;
    match rules.iter().any(|rule| rule.rule.external.is_some()) {
        true => (vec![names(file, text)], Vec::new()),
        false if source.path.ends_with(".json") => json::read(file, text),
        false if source.path.ends_with(".csv") => {
            let mut columns = rules.iter().map(|rule| rule.rule.row_column.as_deref());
            csv::read(file, text, columns.find_map(|column| column))
        }
        false => yaml::read(file, text),
    }
}

impl FileDefinitions {
    /// Adds the records of a rule.
    fn add(
        &mut self,
        rule: &CompiledRule,
        source: &SourceFile,
        documents: &[Node],
        origin: Origin,
        places: &mut Places,
    ) {
        let all = items(rule, documents);
        let items = || all.iter().filter(|item| item.applies(&rule.rule));
        if let (Origin::Project, Some(root)) = (origin, documents.first()) {
            let nodes = items().map(|item| item.node);
            let faults = fixable_faults(rule, source, root, nodes);
            self.fixable.extend(faults);
        }
        let before = self.records.len();
        let records = items().filter_map(|item| item.record(rule, &source.path));
        self.records.extend(records);
        if self.records.len() > before {
            self.matched.push(rule.name.clone());
        }
        places.has_any |= !all.is_empty();
        places.has_own |= items().next().is_some();
    }
}

/// Returns a list of the names in a text with one name on each line. A line that begins with `#` is a comment.
fn names(file: FileId, text: &str) -> Node {
    let mut start = 0;
    let mut names = Vec::new();
    for line in text.split_inclusive('\n') {
        let name = line.trim_start_matches('\u{feff}').trim();
        if !name.is_empty() && !name.starts_with('#') {
            let offset = start + line.find(name).unwrap_or_default();
            let span = Span::new(file, offset, offset + name.len());
            let value = NodeValue::Scalar(name.into(), ScalarKind::Text);
            names.push(Node { value, span });
        }
        start += line.len();
    }
    let span = Span::new(file, 0, text.len());
    let value = NodeValue::List(names);
    Node { value, span }
}

/// The places of records in a file.
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    /// True if there is any.
    has_any: bool,
    /// True if a rule is meant for one of them, by its conditions.
    has_own: bool,
}

/// Returns the reason why a file has no records.
fn missing(
    rules: &[&CompiledRule],
    documents: &[Node],
    places: Places,
    is_empty: bool,
) -> Option<&'static str> {
    if documents.iter().all(Node::is_blank) {
        Some("the file holds no definition")
    } else if places.has_any {
        (is_empty && places.has_own).then_some("no entry has a name")
    } else if rules.iter().all(|rule| rule.rule.at.ends_with("[]")) {
        Some("expected a list")
    } else {
        Some("expected a mapping")
    }
}

/// Returns the records of a document, by the rule's path.
fn items<'a>(rule: &'a CompiledRule, documents: &'a [Node]) -> Vec<RawRecord<'a>> {
    let Some(root) = documents.first() else {
        return Vec::new();
    };
    let rule = &rule.rule;
    let at = match rule.external {
        Some(_) => "[]",
        None => &rule.at,
    };
    let last = path::steps(at).filter_map(Result::ok).last();
    let record = |place: Place<'a, 'a>| {
        let is_record = match last {
            Some(PathStep::Values(_) | PathStep::Each | PathStep::With(..)) => true,
            Some(PathStep::Key(_)) | None => matches!(place.node.value, NodeValue::Map(_)),
        };
        let is_value = matches!(last, Some(PathStep::Values(_)));
        is_record.then(|| RawRecord {
            key: place.keys.last().filter(|_| is_value).cloned(),
            keys: place.keys,
            node: place.node,
        })
    };
    let places = path::places(root, at, &rule.reserved.0);
    places.into_iter().filter_map(record).collect()
}
