//! Holds definitions against the project's schema, or else against what their rule demands: required keys, allowed values.

use crate::catalog::schema::Schemas;
use crate::catalog::schema_faults;
use crate::catalog::{Catalog, Invalid, Ownership, Status};
use crate::facts::Text;
use crate::finding::Severity;
use crate::input::yaml::{Node, NodeValue, ScalarKind};
use crate::rules::definitions::{CompiledRule, DefinitionRules, FieldName};
use crate::source::{SourceMap, Span, is_harmful};
use jsonschema::Validator;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap, HashSet};

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
#[derive(Default)]
pub(crate) struct Checked {
    /// Faults, in the order of the definitions.
    pub(crate) invalid: Vec<Invalid>,
    /// See [`Catalog::lenient_removals`].
    pub(crate) lenient_removals: BTreeSet<Span>,
}

/// Holds all definitions against the project's own schemas, and against their rules where there is none.
pub(crate) fn check(
    rules: &DefinitionRules,
    sources: &SourceMap,
    schemas: &Schemas,
    catalog: &Catalog,
) -> Checked {
    let by_name: HashMap<&str, &CompiledRule> = rules
        .rules
        .iter()
        .map(|rule| (rule.name.as_str(), rule))
        .collect();
    let events = catalog.events.iter().map(|event| Definition {
        rule: &event.rule,
        subject: &event.name.value,
        name_span: event.name.span,
        status: &event.status,
        ownership: &event.ownership,
        span: event.span,
        node: &event.node,
    });
    let metrics = catalog.metrics.iter().map(|metric| Definition {
        rule: &metric.rule,
        subject: &metric.key_path.value,
        name_span: metric.key_path.span,
        status: &metric.status,
        ownership: &metric.ownership,
        span: metric.span,
        node: &metric.node,
    });
    let definitions: Vec<Definition<'_>> = events.chain(metrics).collect();
    let parts: Vec<(Vec<Invalid>, Option<Span>)> = definitions
        .par_iter()
        .filter_map(|definition| {
            let compiled = by_name.get(definition.rule)?;
            let mut one = DefinitionCheck {
                compiled,
                sources,
                definition,
                found: Vec::new(),
            };
            let lenient = one.check(schemas.of(definition.rule));
            let owner = definition
                .ownership
                .group
                .as_ref()
                .map(|group| group.value.clone());
            one.found
                .iter_mut()
                .for_each(|invalid| invalid.owner.clone_from(&owner));
            Some((one.found, lenient.then_some(definition.span)))
        })
        .collect();
    let mut checked = Checked::default();
    for (invalid, lenient) in parts {
        checked.invalid.extend(invalid);
        checked.lenient_removals.extend(lenient);
    }
    checked
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

    /// Says whether it is a removed definition of which the project's schema demands nothing more.
    fn check(&mut self, schema: Option<&Validator>) -> bool {
        let checks = &self.compiled.rule.checks;
        let definition = self.definition;
        let skipped = checks
            .skip_statuses
            .0
            .iter()
            .any(|status| status == definition.status.word());
        let mut lenient = false;
        if let Some(schema) = schema {
            let mut faults = schema_faults::validate(
                schema,
                definition.node,
                definition.subject,
                definition.name_span,
            );
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

    /// Returns a name with a character that nobody sees looks like another one, and is none of it.
    fn spelling(&mut self) {
        let Definition {
            subject, name_span, ..
        } = *self.definition;
        if let Some(unseen) = subject.chars().find(|c| is_harmful(*c)) {
            let message = format!(
                "the name `{subject}` holds a character that nobody sees (U+{:04X})",
                unseen as u32
            );
            self.report(
                message,
                Some("write the name again without it".to_owned()),
                name_span,
                Severity::Warning,
            );
        }
    }

    /// Returns true if a key says when or by whom a definition was removed; another lint looks at those.
    fn tells_of_removal(&self, key: &str) -> bool {
        let fields = [FieldName::MilestoneRemoved, FieldName::RemovedBy];
        fields
            .iter()
            .filter_map(|field| self.compiled.rule.fields.get(field))
            .any(|paths| paths.0.iter().any(|path| path == key))
    }

    fn demands(&mut self) {
        let Definition {
            node, name_span, ..
        } = *self.definition;
        for demand in self
            .compiled
            .rule
            .checks
            .demands
            .iter()
            .filter(|demand| crate::catalog::record::holds(node, &demand.when))
        {
            for path in &demand.required.0 {
                let there = node.path(path);
                match there.first() {
                    None => self.report(
                        format!("`{path}` is missing"),
                        demand.help.clone(),
                        name_span,
                        Severity::Error,
                    ),
                    // OneOrMany a project has empty texts from before a key was demanded; that is not worth an error.
                    Some(first) if there.iter().all(|node| node.is_blank()) => {
                        let place = node.entry(path).map_or(first.span, |entry| entry.key_span);
                        self.report(
                            format!("`{path}` is empty"),
                            demand.help.clone(),
                            place,
                            Severity::Info,
                        );
                    }
                    Some(_) => {}
                }
            }
            for path in demand
                .present
                .0
                .iter()
                .filter(|path| node.path(path).is_empty())
            {
                self.report(
                    format!("`{path}` is missing"),
                    demand.help.clone(),
                    name_span,
                    Severity::Error,
                );
            }
            for path in &demand.absent.0 {
                if let Some(there) = node.path(path).iter().find(|node| !node.is_blank()) {
                    self.report(
                        format!("`{path}` does not belong here"),
                        demand.help.clone(),
                        there.span,
                        Severity::Error,
                    );
                }
            }
        }
    }

    fn texts(&self, path: &str) -> Vec<(Text, Span)> {
        self.definition
            .node
            .path(path)
            .into_iter()
            .flat_map(Node::strings)
            .collect()
    }

    fn values(&mut self) {
        let compiled = self.compiled;
        for (path, allowed) in &compiled.rule.checks.allowed {
            for (text, span) in self
                .texts(path)
                .into_iter()
                .filter(|(text, _)| !allowed.0.iter().any(|one| one == text))
            {
                let help = format!("it is one of {}", allowed.0.join(", "));
                self.report(
                    format!("`{text}` is no value of `{path}`"),
                    Some(help),
                    span,
                    Severity::Error,
                );
            }
        }
        for (path, pattern) in &compiled.patterns {
            for (text, span) in self
                .texts(path)
                .into_iter()
                .filter(|(text, _)| !pattern.is_match(text))
            {
                let help = format!("it must match `{pattern}`");
                self.report(
                    format!("`{text}` does not have the form of `{path}`"),
                    Some(help),
                    span,
                    Severity::Error,
                );
            }
        }
        for path in &compiled.rule.checks.texts.0 {
            for node in self.definition.node.path(path) {
                if let NodeValue::Scalar(text, ScalarKind::Number) = &node.value {
                    let message = format!(
                        "`{path}` is a number to readers of YAML, and `{text}` loses its last zeros"
                    );
                    self.report(
                        message,
                        Some(format!("quote it: '{text}'")),
                        node.span,
                        Severity::Warning,
                    );
                }
            }
        }
    }

    /// Checks the parts that schemas cannot: repetitions, misspelt keys, the file name.
    fn style(&mut self, by_schema: bool) {
        self.repetitions();
        self.keys(by_schema);
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

    /// Reports unknown keys. Where a schema accepts them, only those that are probably misspelt.
    fn keys(&mut self, by_schema: bool) {
        let known = &self.compiled.rule.checks.keys.0;
        if known.is_empty() {
            return;
        }
        for entry in self.definition.node.entries() {
            let near = near(&entry.key, known);
            let reported = self.found.iter().any(|fault| fault.span == entry.key_span);
            if !known.iter().any(|key| *key == entry.key)
                && (near.is_some() || !by_schema)
                && !reported
            {
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

/// Returns the known name that is most like `text`, if one is like it at all; the first in the alphabet of equals.
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
