//! Refusals of definition rules that can never match.

use crate::facts::Text;
use crate::input::yaml::path;
use crate::rules::definitions::{DefinitionRule, OneOrMany, RecordKind};
use crate::rules::each::{Each, ItemKind};
use crate::rules::slot::Slot;

/// Refuses a rule without files.
pub(crate) fn files(rule: &DefinitionRule) -> Result<(), String> {
    // Subclasses are searched for by the name of the class.
    let finds_files = rule.each.as_ref().is_some_and(Each::finds_files);
    let no_files = rule.files.is_empty() && rule.given.is_empty();
    match (no_files, &rule.external) {
        (true, None) if !finds_files => Err("it names no files".to_owned()),
        (false, Some(_)) => Err("`external` replaces `files`".to_owned()),
        (_, Some(_)) if rule.record_kind() != RecordKind::Event => {
            Err("only events can be `external`".to_owned())
        }
        (_, Some(external)) => literal("file", &external.file),
        _ => literal("system", &rule.system),
    }
}

/// Refuses a glob where only a literal can match.
fn literal(what: &str, text: &str) -> Result<(), String> {
    match text.contains('*') {
        true => Err(format!(
            "`{what}: {text}` is compared literally, and `*` matches nothing"
        )),
        false => Ok(()),
    }
}

/// Checks the syntax of all paths outside of the fields.
pub(crate) fn paths(rule: &DefinitionRule) -> Result<(), String> {
    path::validate(&rule.at)?;
    for (path, values) in rule.when.iter().chain(&rule.unless) {
        path::validate(path)?;
        values.iter().try_for_each(|value| literal(path, value))?;
    }
    let checks = &rule.checks;
    let demands = checks.demands.iter().flat_map(|demand| {
        let paths = demand.required.iter().chain(demand.present.iter());
        let paths = paths.chain(demand.absent.iter()).chain(demand.when.keys());
        paths
            .chain(demand.with.iter())
            .chain(demand.excluded.keys())
    });
    let paths = demands
        .chain(checks.allowed.keys())
        .chain(checks.patterns.keys())
        .chain(checks.nested_keys.keys())
        .chain(checks.uniform.keys())
        .chain(checks.distinct.iter())
        .chain(checks.texts.iter())
        .chain(checks.sorted.iter());
    paths.map(String::as_str).try_for_each(path::validate)
}

/// Checks the slot of a field in a document.
pub(crate) fn record_slot(rule: &DefinitionRule, slot: &Slot) -> Result<(), String> {
    slot.validate()?;
    let captured: Vec<&str> = path::steps(&rule.at)
        .filter_map(|step| match step {
            Ok(path::PathStep::Values(name)) if !name.is_empty() => Some(name),
            _ => None,
        })
        .collect();
    for slot in slot.all() {
        let paths = slot.path.iter().map(String::as_str);
        let mut paths = paths.chain(slot.key.as_deref());
        paths.try_for_each(path::validate)?;
        let is_here = [
            &slot.path.as_deref(),
            &slot.text.as_deref(),
            &slot.capture.as_deref(),
        ];
        let parts = slot.join.len() + slot.any.len() + slot.each.len();
        if is_here.iter().all(|source| source.is_none()) && parts == 0 {
            return Err(
                "a record has only `path`, `capture` and `text`; other sources need `each`"
                    .to_owned(),
            );
        }
        if let Some(name) = &slot.capture
            && !captured.contains(&name.as_str())
        {
            return Err(format!("`at` captures no `{{{name}}}`"));
        }
        if let Some(text) = &slot.text {
            literal("text", text)?;
        }
    }
    Ok(())
}

/// Refuses `each` where it can never match.
pub(crate) fn code(
    rule: &DefinitionRule,
    kind: ItemKind,
    names: &OneOrMany<Text>,
) -> Result<(), String> {
    let by_document = !rule.at.is_empty() || !rule.when.is_empty() || !rule.unless.is_empty();
    if by_document || rule.external.is_some() || !rule.given.is_empty() {
        return Err("`each` is for code; `at`, `when`, `given` and `external` are not".to_owned());
    }
    if !matches!(rule.record_kind(), RecordKind::Event | RecordKind::Counter) {
        return Err(format!(
            "`each` defines events; `{}` is read from documents",
            rule.kind
        ));
    }
    let each = rule.each.as_ref();
    if kind != ItemKind::Arguments && each.is_some_and(|each| !each.along_with.is_empty()) {
        return Err("`along-with` belongs to `argument-of`".to_owned());
    }
    if kind != ItemKind::Subclasses && each.is_some_and(|each| !each.without.is_empty()) {
        return Err("`without` belongs to `subclass-of`".to_owned());
    }
    let takes_globs = !matches!(
        kind,
        ItemKind::Methods | ItemKind::Implementing | ItemKind::Subclasses | ItemKind::Arguments
    );
    for name in names.iter() {
        if !takes_globs {
            literal("each", name)?;
        }
        if name.chars().all(|c| matches!(c, '*' | '?')) {
            return Err(format!("`{name}` matches every name"));
        }
    }
    Ok(())
}

/// Checks the slot of a field in code.
pub(crate) fn code_slot(slot: &Slot) -> Result<(), String> {
    slot.validate()?;
    for slot in slot.all() {
        let elsewhere = [
            (slot.path.is_some(), "path"),
            (slot.attribute.is_some(), "attribute"),
            (slot.capture.is_some(), "capture"),
            (slot.receiver_argument.is_some(), "receiver-argument"),
            (slot.mixin_argument.is_some(), "mixin-argument"),
            (slot.method_name, "method-name"),
            (slot.method.is_some(), "method"),
            (slot.argument.is_some() && slot.call.is_none(), "argument"),
            (slot.keyword.is_some() && slot.call.is_none(), "keyword"),
        ];
        if let Some((_, name)) = elsewhere.iter().find(|(is_set, _)| *is_set) {
            return Err(format!(
                "`{name}` has no meaning with `each`; there are `value`, `function-name`, `class-name`, `call`, \
                 `parameters`, `receiver-constant`, `tag` and `text`"
            ));
        }
        if let Some(text) = &slot.text {
            literal("text", text)?;
        }
    }
    Ok(())
}
