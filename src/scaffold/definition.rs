//! The file of a new definition: the template of its layout, filled for an event.

use crate::catalog::Field;
use crate::facts::Text;
use crate::input::yaml;
use crate::rules::compiled_definitions::CompiledRule;
use crate::rules::definitions::{FieldName, RecordKind};
use crate::rules::scaffold::Scaffold;
use crate::scaffold::event::ScaffoldedEvent;
use crate::scaffold::template::TemplateValues;
use crate::source::FileId;
use std::collections::BTreeSet;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewFile {
    /// Path relative to the root, with `/`.
    pub(crate) path: String,
    /// Text.
    pub(crate) text: String,
}

/// Writes the definition of an event.
pub(crate) fn event(event: &ScaffoldedEvent<'_>) -> Result<NewFile, String> {
    let system = event.calls.first().map(|call| &call.system);
    let fits = |rule: &&CompiledRule| {
        rule.rule.record_kind() == RecordKind::Event
            && system.is_none_or(|system| rule.rule.system == **system)
    };
    let mut rules = event.inputs.rules.rules.iter().filter(fits);
    let found = rules.find_map(|rule| Some((rule, rule.rule.scaffold.first()?)));
    let (rule, scaffold) = found.ok_or_else(|| no_rule("events", system))?;
    let mut events = event.cx.inputs.catalog.events.iter();
    filled(event, rule, scaffold, None, &mut |name| {
        events.any(|event| event.name.value == *name)
    })
}

/// Writes the definition of a metric that counts an event.
pub(crate) fn metric(event: &ScaffoldedEvent<'_>, unique: Option<&str>) -> Result<NewFile, String> {
    let of_definition = event.definition().map(|definition| &definition.system);
    let system = of_definition.or_else(|| event.calls.first().map(|call| &call.system));
    let fits = |scaffold: &&Scaffold| {
        let own = scaffold.system.as_ref();
        scaffold.unique == unique.is_some()
            && system.is_none_or(|system| own.is_none_or(|own| own == system))
    };
    let is_metric = |rule: &&CompiledRule| rule.rule.record_kind() == RecordKind::Metric;
    let mut rules = event.inputs.rules.rules.iter().filter(is_metric);
    let found = rules.find_map(|rule| Some((rule, rule.rule.scaffold.iter().find(fits)?)));
    let (rule, scaffold) = found.ok_or_else(|| no_rule("metrics of events", system))?;
    let mut metrics = event.cx.inputs.catalog.metrics.iter();
    filled(event, rule, scaffold, unique, &mut |name| {
        metrics.any(|metric| {
            let others = metric.key_paths.iter().map(|(path, _)| path);
            others
                .chain([&metric.key_path.value])
                .any(|path| path == name)
        })
    })
}

fn no_rule(record: &str, system: Option<&Text>) -> String {
    let system = system.map_or("any system", Text::as_str);
    format!("no rule has a template for {record} of `{system}`; write the definition by hand")
}

/// Fills a template. A record whose name is taken is not defined again under another file's name.
fn filled(
    event: &ScaffoldedEvent<'_>,
    rule: &CompiledRule,
    scaffold: &Scaffold,
    unique: Option<&str>,
    taken: &mut dyn FnMut(&str) -> bool,
) -> Result<NewFile, String> {
    let values = values(event, rule, scaffold, unique);
    let path = values.path(&scaffold.file)?;
    let text = values.text(&scaffold.text);
    let (documents, problems) = yaml::read(FileId(0), &text);
    if let Some(problem) = problems.first() {
        return Err(format!(
            "the template of `{}` is not valid YAML: {}",
            rule.name, problem.message
        ));
    }
    let named = documents.first().and_then(|root| {
        rule.paths(FieldName::Name)
            .flat_map(|path| root.path(path))
            .find_map(|node| node.as_str().cloned())
    });
    match named.filter(|name| taken(name)) {
        Some(name) => Err(format!("`{name}` is already defined")),
        None => Ok(NewFile { path, text }),
    }
}

/// Returns the values that the layout allows for a field, a list for each path.
fn allowed(rule: &CompiledRule, field: FieldName) -> impl Iterator<Item = &Vec<String>> {
    rule.paths(field)
        .filter_map(|path| rule.rule.checks.allowed.get(path))
        .map(|allowed| &allowed.0)
}

fn values(
    event: &ScaffoldedEvent<'_>,
    rule: &CompiledRule,
    scaffold: &Scaffold,
    unique: Option<&str>,
) -> TemplateValues {
    let mut values = TemplateValues::default();
    values.set("name", [event.name.as_str()]);
    values.set("unique", unique);
    values.set("milestone", event.inputs.milestone);
    let category = event
        .calls
        .first()
        .and_then(|call| call.category.as_deref())
        .filter(|category| !category.contains('*'));
    let owner = event.proposed.and_then(|one| one.owner);
    let category = category.or_else(|| owner.map(|row| row.id.as_str()));
    values.set("description", event.proposed.map(|one| one.description));
    values.set("category", category);
    let mut sent: BTreeSet<&str> = BTreeSet::new();
    for call in &event.calls {
        sent.extend(
            call.properties
                .iter()
                .map(|property| property.name.as_str()),
        );
        sent.extend(call.label.as_ref().map(|_| "label"));
        sent.extend(call.property.as_ref().map(|_| "property"));
    }
    let identifiers: Vec<&str> = allowed(rule, FieldName::Identifiers)
        .flatten()
        .map(String::as_str)
        .collect();
    let is_sent = |name: &&str| sent.contains(name);
    values.set("identifiers", identifiers.iter().copied().filter(is_sent));
    let others = sent
        .iter()
        .copied()
        .filter(|name| !identifiers.contains(name));
    values.repeat("properties", &scaffold.property, "property", others);
    set_owner(event, rule, &mut values);
    values
}

/// Sets group, categories and tiers to those of the event's definition, or of the code that sends it.
fn set_owner(event: &ScaffoldedEvent<'_>, rule: &CompiledRule, values: &mut TemplateValues) {
    let edition = event.edition();
    let folder = edition.map(|folder| format!("{folder}/"));
    values.set_raw("half", folder.unwrap_or_default());
    let is_here = |tier: &str| event.inputs.tiers_here.iter().any(|here| here == tier);
    let tiers = allowed(rule, FieldName::Tiers).next().into_iter().flatten();
    let tiers = tiers
        .map(String::as_str)
        .filter(|tier| edition.is_none() || !is_here(tier));
    values.set("tiers", tiers);
    if let Some(definition) = event.definition() {
        let own = &definition.ownership;

        values.set(
            "categories",
            own.categories.iter().map(|one| one.value.as_str()),
        );
        values.set("group", value(&own.group));
        values.set("stage", value(&own.stage));
        values.set("section", value(&own.section));
        if !own.tiers.is_empty() {
            values.set("tiers", own.tiers.iter().map(|tier| tier.value.as_str()));
        }
    } else if let Some(feature) = event.feature() {
        let group = feature.group.as_deref();
        values.set("categories", [feature.id.as_str()]);
        values.set("group", group.or_else(|| event.usual_group(feature)));
        values.set("stage", feature.stage.as_deref());
        values.set("section", feature.section.as_deref());
    }
}

fn value(field: &Option<Field<Text>>) -> Option<&str> {
    field.as_ref().map(|field| field.value.as_str())
}
