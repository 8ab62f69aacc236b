//! Adds the definitions that code declares to those of documents.

use crate::catalog::{
    Catalog, CounterDefinition, EventDefinition, Field, Ownership, RouteTarget, Status,
};
use crate::facts::{Problem, Text};
use crate::input::yaml::{Node, NodeValue};
use crate::resolve::code_definitions::{CodeDefinition, CodeDefinitions};
use crate::rules::compiled_definitions::{CompiledRule, DefinitionRules};
use crate::rules::definitions::{FieldName, RecordKind};
use crate::source::SourceMap;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Adds the records of code to the catalog. Returns the counters among them, which are no definitions of documents.
pub(crate) fn add(
    catalog: &mut Catalog,
    rules: &DefinitionRules,
    sources: &SourceMap,
    code: &CodeDefinitions,
) -> Vec<CounterDefinition> {
    let mut counters = Vec::new();
    for rule in rules.rules.iter().filter(|rule| rule.each.is_some()) {
        let records = code
            .records
            .iter()
            .filter(|record| record.rule == rule.name);
        let before = catalog.events.len() + counters.len();
        for record in records {
            match rule.rule.record_kind() {
                RecordKind::Counter => counters.push(counter(record)),
                _ => catalog.events.push(event(rule, record)),
            }
        }
        let mut has_unnamed = false;
        for record in code
            .unnamed
            .iter()
            .filter(|record| record.rule == rule.name)
        {
            has_unnamed = true;
            let message = format!(
                "the name of `{}` is not known: {}",
                record.handle, record.why
            );
            catalog
                .problems
                .push(Problem::partial(message, record.span));
        }
        if has_unnamed {
            catalog
                .incomplete_systems
                .insert(Text::new(&rule.rule.system));
        } else if catalog.events.len() + counters.len() == before {
            catalog.unmatched_rules.push(Text::new(&rule.name));
        }
    }
    drop_repeated(&mut catalog.events);
    if !code.records.is_empty() {
        let place = |event: &EventDefinition| (sources.path(event.span), event.span.start);
        catalog.events.sort_by(|a, b| place(a).cmp(&place(b)));
    }
    counters
}

/// Drops definitions that a later rule reads from the same place, such as a rule of the user beside one of the program.
fn drop_repeated(events: &mut Vec<EventDefinition>) {
    let mut seen = FxHashSet::default();
    let mut is_new = |event: &EventDefinition| {
        // The far end of a route is a part of the definition.
        let is_route = event.target.is_some() || !event.forwards.is_empty();
        let name = (event.name.span, event.name.value.clone());
        is_route || seen.insert((name, event.system.clone(), event.kind.clone()))
    };
    let keep: Vec<bool> = events.iter().rev().map(&mut is_new).collect();
    let mut keep = keep.into_iter().rev();
    events.retain(|_| keep.next().unwrap_or(true));
}

fn counter(record: &CodeDefinition) -> CounterDefinition {
    let prefix = texts(record, FieldName::CounterPrefix).into_iter().next();
    let prefix = prefix.map(|prefix| prefix.value);
    CounterDefinition {
        class: Some(record.class.clone()),
        name: match &prefix {
            Some(prefix) => format!("{prefix}_{}", record.name).into(),
            None => record.name.clone(),
        },
        prefix,
        event: record.name.clone(),
        span: record.name_span,
    }
}

fn event(rule: &CompiledRule, record: &CodeDefinition) -> EventDefinition {
    let many = |field| texts(record, field);
    let one = |field| texts(record, field).into_iter().next();
    let status = match one(FieldName::Status) {
        None => Status::Active,
        Some(status) => match status.value.as_str() {
            "active" => Status::Active,
            "removed" => Status::Removed,
            "broken" => Status::Broken,
            _ => Status::Other(status.value),
        },
    };
    let is_declared = |field| rule.slot(field).is_some();
    let has_handle = !record.handle.is_empty();
    EventDefinition {
        name: Field::new(record.name.clone(), record.name_span),
        kind: rule.event_kind.clone(),
        handle: has_handle.then(|| Field::new(record.handle.clone(), record.name_span)),
        former_names: many(FieldName::FormerNames),
        system: Text::new(&rule.rule.system),
        category: one(FieldName::Category),
        labels: many(FieldName::Labels),
        properties: many(FieldName::Properties),
        properties_declared: is_declared(FieldName::Properties),
        description: one(FieldName::Description),
        identifiers: many(FieldName::Identifiers),
        identifiers_declared: is_declared(FieldName::Identifiers),
        status,
        status_span: None,
        classification: one(FieldName::Classification),
        aggregation: one(FieldName::Aggregation),
        slot: one(FieldName::Slot),
        ownership: Ownership {
            categories: many(FieldName::Categories),
            group: one(FieldName::Group),
            stage: one(FieldName::Stage),
            section: one(FieldName::Section),
            tiers: many(FieldName::Tiers),
            milestone: one(FieldName::Milestone),
            introduced_by: one(FieldName::IntroducedBy),
            milestone_removed: one(FieldName::MilestoneRemoved),
            removed_by: one(FieldName::RemovedBy),
            feature_flag: one(FieldName::FeatureFlag),
        },
        has_placeholders: record.is_pattern,
        forwards: forwards(rule, record),
        is_external: false,
        target: rule.rule.target_system.clone().and_then(|system| {
            let name = one(FieldName::Target)?;
            Some(RouteTarget { system, name })
        }),
        rule: record.rule.clone(),
        span: record.span,
        node: Arc::new(Node {
            value: NodeValue::Map(Vec::new()),
            span: record.span,
        }),
    }
}

/// Returns the system that receives the event too, by a route without a target.
fn forwards(rule: &CompiledRule, record: &CodeDefinition) -> Vec<Field<Text>> {
    let systems = rule.rule.forwards_to.iter();
    systems
        .map(|system| Field::new(system.clone(), record.name_span))
        .collect()
}

fn texts(record: &CodeDefinition, field: FieldName) -> Vec<Field<Text>> {
    let values = record.fields.get(&field).into_iter().flatten();
    values
        .map(|(text, span)| Field::new(text.clone(), *span))
        .collect()
}
