//! Declarations of feature categories in code.

use crate::facts::{Argument, CallSite, FileFacts, Text, Value};
use crate::rules::any_depth_globs;
use crate::rules::features::{DeclarationRule, FeatureRules};
use crate::source::{FileId, Span};
use globset::GlobSet;
use rayon::prelude::*;

/// One parsed file: number, path, facts.
pub(crate) type Parsed<'a> = (FileId, &'a str, &'a FileFacts);

/// A declaration in code of the category it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaration {
    /// The category as written.
    pub(crate) category: Text,
    /// The class, or an empty text.
    pub(crate) class: Text,
    /// The surfaces it concerns, or all of the class.
    pub(crate) surfaces: Option<Vec<Text>>,
    /// The file.
    pub(crate) file: FileId,
    /// Span of the category.
    pub(crate) span: Span,
    /// True if subclasses inherit it.
    pub(crate) inherited: bool,
    /// True if it counts for a single call.
    pub(crate) alone: bool,
}

pub(crate) fn text_of(value: &Value) -> Option<&Text> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

pub(crate) fn texts_of(argument: &Argument) -> Vec<Text> {
    match &argument.value {
        Value::List(items) => items.iter().filter_map(text_of).cloned().collect(),
        value => text_of(value).cloned().into_iter().collect(),
    }
}

/// Returns the path of a class without its root marker.
pub(crate) fn class_path(path: &str) -> &str {
    path.strip_prefix("::").unwrap_or(path)
}

/// Finds all declarations, sorted by span.
pub(crate) fn declarations(files: &[Parsed<'_>], all: &FeatureRules) -> Vec<Declaration> {
    let rules: Vec<(&DeclarationRule, GlobSet)> = all
        .declarations
        .iter()
        .map(|rule| (rule, any_depth_globs(&rule.paths)))
        .collect();
    let of_file = |(file, path, facts): &Parsed<'_>| {
        let rules = rules
            .iter()
            .filter(|(rule, paths)| rule.paths.is_empty() || paths.is_match(path));
        let rules: Vec<&DeclarationRule> = rules.map(|(rule, _)| *rule).collect();
        let mut found = Vec::new();
        for site in &facts.calls {
            let rules = rules.iter().filter(|rule| rule.method.contains(&site.name));
            let declared = rules.filter_map(|rule| declaration(rule, *file, facts, site));
            found.extend(
                declared.filter(|declaration| !all.unowned.contains(&declaration.category)),
            );
        }
        found
    };
    let mut found: Vec<Declaration> = files.par_iter().flat_map_iter(of_file).collect();
    found.sort_by_key(|declaration| declaration.span);
    found
}

fn declaration(
    rule: &DeclarationRule,
    file: FileId,
    facts: &FileFacts,
    site: &CallSite,
) -> Option<Declaration> {
    let argument = match (&rule.keyword, rule.argument) {
        (Some(keyword), _) => site.named(keyword)?,
        (None, Some(position)) => site.position(position)?,
        (None, None) => return None,
    };
    let category = text_of(&argument.value)?.clone();
    let surfaces = rule
        .surfaces
        .and_then(|position| site.position(position))
        .map(texts_of);
    let class = facts
        .scopes
        .get(site.scope as usize)
        .map_or_else(Text::default, |scope| class_path(&scope.path).into());
    let (inherited, alone) = (rule.inherited, rule.keyword.is_some());
    Some(Declaration {
        category,
        class,
        surfaces,
        file,
        span: argument.span,
        inherited,
        alone,
    })
}
