//! Checks definitions against the project's schema, or else against their rule: required keys, allowed values.

use crate::catalog::record::Record;
use crate::catalog::schema::Schema;
use crate::catalog::schema::Schemas;
use crate::catalog::schema_faults;
use crate::catalog::{Invalid, Ownership, Status};
use crate::facts::Text;
use crate::finding::Severity;
use crate::input::yaml::{Node, NodeValue, ScalarKind};
use crate::rules::checks::Demand;
use crate::rules::compiled_definitions::CompiledRule;
use crate::rules::definitions::FieldName;
use crate::source::{SourceMap, Span, is_harmful};
use std::collections::{BTreeSet, HashSet};

/// The parts of an event or metric that the checks need.
struct Definition<'a> {
    rule: &'a str,
    subject: &'a Text,
    name_span: Span,
    status: &'a Status,
    ownership: &'a Ownership,
    span: Span,
    node: &'a Node,
}

/// The results of the checks.
#[derive(Clone, Default)]
pub(crate) struct Checked {
    /// Faults, in the order of the records.
    pub(crate) invalid: Vec<Invalid>,
    /// See [`Catalog::lenient_removals`].
    pub(crate) lenient_removals: BTreeSet<Span>,
}

/// Checks the definitions of a file against the project's own schemas, or against their rules where there is none.
pub(crate) fn check(
    rules: &[&CompiledRule],
    sources: &SourceMap,
    schemas: &Schemas,
    records: &[Record],
) -> Checked {
    let mut checked = Checked::default();
    for definition in records.iter().filter_map(definition) {
        let Some(compiled) = rules.iter().find(|rule| rule.name == definition.rule) else {
            continue;
        };
        let mut one = DefinitionCheck {
            compiled,
            sources,
            definition: &definition,
            found: Vec::new(),
        };
        let lenient = one.check(schemas.of(definition.rule));
        let owner = definition.ownership.group.as_ref();
        for invalid in &mut one.found {
            invalid.owner = owner.map(|group| group.value.clone());
        }
        checked.invalid.extend(one.found);
        checked
            .lenient_removals
            .extend(lenient.then_some(definition.span));
    }
    checked
}

/// Returns the parts of an event or metric that the checks need.
fn definition(record: &Record) -> Option<Definition<'_>> {
    match record {
        Record::Event(event) => Some(Definition {
            rule: &event.rule,
            subject: &event.name.value,
            name_span: event.name.span,
            status: &event.status,
            ownership: &event.ownership,
            span: event.span,
            node: &event.node,
        }),
        Record::Metric(metric) => Some(Definition {
            rule: &metric.rule,
            subject: &metric.key_path.value,
            name_span: metric.key_path.span,
            status: &metric.status,
            ownership: &metric.ownership,
            span: metric.span,
            node: &metric.node,
        }),
        _ => None,
    }
}

struct DefinitionCheck<'a> {
    compiled: &'a CompiledRule,
    sources: &'a SourceMap,
    definition: &'a Definition<'a>,
    found: Vec<Invalid>,
}

impl DefinitionCheck<'_> {
    fn report(&mut self, message: String, help: Option<String>, span: Span, severity: Severity) {
        let subject = self.definition.subject.clone();
        self.found.push(Invalid {
            message,
            help,
            span,
            subject,
            owner: None,
            severity,
        });
    }

    /// Runs the checks. Returns true for a removed definition of which the project's schema requires nothing more.
    fn check(&mut self, schema: Option<&Schema>) -> bool {
        let definition = self.definition;
        let mut skipped = self.compiled.rule.checks.skip_statuses.0.iter();
        let skipped = skipped.any(|status| status == definition.status.word());
        let mut lenient = false;
        if let Some(schema) = schema {
            let Definition { node, subject, .. } = *definition;
            let mut faults = schema_faults::validate(schema, node, subject, definition.name_span);
            if definition.status.is_removed() {
                let all = faults.len();
                faults.retain(|fault| {
                    !schema_faults::missing(fault).is_some_and(|key| self.tells_of_removal(key))
                });
                lenient = faults.len() == all;
            }
            if skipped {
                return lenient;
            }
            self.found = faults;
        } else {
            self.demands();
            if skipped {
                return false;
            }
            self.values();
        }
        self.style(schema.is_some());
        self.spelling();
        lenient
    }

    /// Reports an invisible character in the name, which makes it look like another name.
    fn spelling(&mut self) {
        let subject = self.definition.subject;
        if let Some(unseen) = subject.chars().find(|c| is_harmful(*c)) {
            let code = unseen as u32;
            let message = format!("the name `{subject}` has an invisible character (U+{code:04X})");
            let help = Some("write the name again without it".to_owned());
            self.report(message, help, self.definition.name_span, Severity::Warning);
        }
    }

    /// Returns true if a key gives the time or author of the removal. Another lint checks those.
    fn tells_of_removal(&self, key: &str) -> bool {
        [FieldName::MilestoneRemoved, FieldName::RemovedBy]
            .into_iter()
            .flat_map(|field| self.compiled.paths(field))
            .any(|path| path == key)
    }

    fn demands(&mut self) {
        let compiled = self.compiled;
        for demand in &compiled.rule.checks.demands {
            let holds = |path: &String| {
                let found = self.definition.node.path(path);
                found.iter().any(|node| !node.is_blank())
            };
            let counts = demand.with.is_empty() || demand.with.iter().any(holds);
            if counts && crate::catalog::record::holds(self.definition.node, &demand.when) {
                self.demand(demand);
            }
        }
    }

    fn demand(&mut self, demand: &Demand) {
        let (node, name_span) = (self.definition.node, self.definition.name_span);
        let mut report = |message, span, severity| {
            self.report(message, demand.help.clone(), span, severity);
        };
        for path in &demand.required.0 {
            let values = node.path(path);
            let Some(first) = values.first() else {
                report(format!("`{path}` is missing"), name_span, Severity::Error);
                continue;
            };
            // Old definitions may have an empty text from before the key was required. That is not worth an error.
            if values.iter().all(|node| node.is_blank()) {
                let place = node.entry(path).map_or(first.span, |entry| entry.key_span);
                report(format!("`{path}` is empty"), place, Severity::Info);
            }
        }
        for path in &demand.present.0 {
            if node.path(path).is_empty() {
                report(format!("`{path}` is missing"), name_span, Severity::Error);
            }
        }
        for path in &demand.absent.0 {
            if let Some(there) = node.path(path).iter().find(|node| !node.is_blank()) {
                let message = format!("`{path}` is not allowed here");
                report(message, there.span, Severity::Error);
            }
        }
        for (path, excluded) in &demand.excluded {
            let values = node.path(path).into_iter().flat_map(Node::strings);
            for (text, span) in values.filter(|(text, _)| excluded.iter().any(|one| one == text)) {
                let message = format!("`{path}` must not be `{text}` here");
                report(message, span, Severity::Error);
            }
        }
    }

    fn texts(&self, path: &str) -> Vec<(Text, Span)> {
        let nodes = self.definition.node.path(path).into_iter();
        nodes.flat_map(Node::strings).collect()
    }

    fn values(&mut self) {
        let compiled = self.compiled;
        for (path, allowed) in &compiled.rule.checks.allowed {
            let help = format!("expected one of {}", allowed.0.join(", "));
            self.invalid_values(path, &help, |text| allowed.0.iter().any(|one| one == text));
        }
        for (path, pattern) in &compiled.patterns {
            let help = format!("it must match `{pattern}`");
            self.invalid_values(path, &help, |text| pattern.is_match(text));
        }
        for path in &compiled.rule.checks.texts.0 {
            for node in self.definition.node.path(path) {
                if let NodeValue::Scalar(text, ScalarKind::Number) = &node.value {
                    let message = format!(
                        "YAML reads `{path}` as a number, so `{text}` loses its trailing zeros"
                    );
                    let help = Some(format!("quote it: '{text}'"));
                    self.report(message, help, node.span, Severity::Warning);
                }
            }
        }
    }

    fn invalid_values(&mut self, path: &str, help: &str, is_valid: impl Fn(&str) -> bool) {
        for (text, span) in self.texts(path) {
            if !is_valid(&text) {
                let message = format!("invalid value `{text}` for `{path}`");
                self.report(message, Some(help.to_owned()), span, Severity::Error);
            }
        }
    }

    /// Checks the parts that schemas cannot: repetitions, misspelt keys, the file name.
    fn style(&mut self, by_schema: bool) {
        self.repetitions();
        self.mixtures();
        self.keys(by_schema);
        if !by_schema {
            self.nested_keys();
        }
        if self.compiled.rule.checks.file_name {
            self.file_name();
        }
    }

    fn repetitions(&mut self) {
        for path in &self.compiled.rule.checks.distinct.0 {
            let mut seen = HashSet::new();
            for (text, span) in self.texts(path) {
                if !seen.insert(text.clone()) {
                    let message = format!("duplicate value `{text}` in `{path}`");
                    self.report(message, Some("remove one".to_owned()), span, Severity::Info);
                }
            }
        }
    }

    /// Reports lists in which some elements have a key that others lack, where all must have it or none.
    fn mixtures(&mut self) {
        let compiled = self.compiled;
        for (path, keys) in &compiled.rule.checks.uniform {
            let elements = self.definition.node.path(&format!("{path}[]"));
            for key in keys.iter() {
                let lacks = |node: &&&Node| node.entry(key).is_none();
                let lacking = elements.iter().find(lacks);
                let Some(lacking) = lacking.filter(|_| !elements.iter().all(|one| lacks(&one)))
                else {
                    continue;
                };
                let message = format!("only some elements of `{path}` have `{key}`");
                let help = format!("give all elements `{key}`, or none");
                self.report(message, Some(help), lacking.span, Severity::Error);
            }
        }
    }

    /// Reports unknown keys of inner mappings.
    fn nested_keys(&mut self) {
        let compiled = self.compiled;
        for (path, known) in &compiled.rule.checks.nested_keys {
            for node in self.definition.node.path(path) {
                for entry in node.entries() {
                    if !known.iter().any(|key| *key == entry.key) {
                        let near = near(&entry.key, &known.0);
                        let help = near.map(|near| format!("did you mean `{near}`?"));
                        let message = format!("unknown key `{}` in `{path}`", entry.key);
                        self.report(message, help, entry.key_span, Severity::Warning);
                    }
                }
            }
        }
    }

    /// Reports unknown keys. Where a schema accepts them, only those that are probably misspelt.
    fn keys(&mut self, by_schema: bool) {
        let known = &self.compiled.rule.checks.keys.0;
        if known.is_empty() {
            return;
        }
        for entry in self.definition.node.entries() {
            // Nearly all keys are known, and the search for a near one is slow.
            if known.iter().any(|key| *key == entry.key) {
                continue;
            }
            let near = near(&entry.key, known);
            let reported = self.found.iter().any(|fault| fault.span == entry.key_span);
            if (near.is_some() || !by_schema) && !reported {
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let message = format!("unknown key `{}`", entry.key);
                self.report(message, help, entry.key_span, Severity::Info);
            }
        }
    }

    fn file_name(&mut self) {
        let (subject, span) = (self.definition.subject, self.definition.name_span);
        let path = self.sources.path(span);
        let file = path.rsplit('/').next().unwrap_or(path);
        let stem = file.rsplit_once('.').map_or(path, |(stem, _)| stem);
        if stem != subject.as_str() {
            let help = format!("name the file `{}`", file.replace(stem, subject));
            let message = format!("the file name does not match `{subject}`");
            self.report(message, Some(help), span, Severity::Info);
        }
    }
}

/// Returns the known name most similar to `text`, the first in alphabetical order, if one is similar enough.
fn near<'a>(text: &str, known: &'a [String]) -> Option<&'a str> {
    let text = text.to_lowercase().replace([' ', '-'], "_");
    let scored = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&text, name), name.as_str()));
    scored
        .filter(|(distance, _)| *distance * 3 <= text.len())
        .min()
        .map(|(_, name)| name)
}
