//! The definitions of one file.

use crate::catalog::check::{self, Checked};
use crate::catalog::fixes::{FixableFault, fixable_faults};
use crate::catalog::record::Record;
use crate::catalog::record_fields::RawRecord;
use crate::catalog::schema::Schemas;
use crate::facts::{Directive, Problem};
use crate::input::yaml::path::{self, PathStep, Place};
use crate::input::yaml::{self, Node, NodeValue, ScalarKind};
use crate::input::{csv, json};
use crate::languages::directive_yaml;
use crate::rules::compiled_definitions::{CompiledRule, DefinitionRules};
use crate::rules::definitions::RecordKind;
use crate::source::{FileId, SourceFile, SourceMap, Span};
use std::cmp::Reverse;

/// The origin of a file with definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A file of the project.
    Project,
    /// A file that the settings name.
    Given,
    /// The feature list that the settings name.
    FeatureList,
}

/// The definitions of one file.
#[derive(Clone, Default)]
pub(crate) struct FileDefinitions {
    /// The records, by position.
    pub(crate) records: Vec<Record>,
    /// Names of the rules that matched a record.
    pub(crate) matched: Vec<String>,
    /// Problems of the file.
    pub(crate) problems: Vec<Problem>,
    /// Faults that a change of the text mends.
    pub(crate) fixable: Vec<FixableFault>,
    /// Suppressions in comments.
    pub(crate) directives: Vec<Directive>,
    /// The results of the checks.
    pub(crate) checked: Checked,
}

/// Reads and checks the definitions of a file. None if no rule takes it.
pub(crate) fn read_file(
    rules: &DefinitionRules,
    sources: &SourceMap,
    schemas: &Schemas,
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
    read.checked = check::check(&rules, sources, schemas, &read.records);
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
