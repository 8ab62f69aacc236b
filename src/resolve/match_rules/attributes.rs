//! Attributes of tags, and entries of maps that become attributes.

use crate::facts::{Argument, CallSite, FileFacts, Key, SiteKind};
use crate::languages::kebab;
use crate::resolve::match_rules::{CompiledElement, Matcher};
use crate::rules::ElementRule;

/// Returns the argument of an element or map that is an attribute. In a map, `_` equals `-` and `data-` may be absent. An
/// element needs the full attribute, since `track-action` on a component is a property.
pub(crate) fn attribute<'s>(site: &'s CallSite, expected: &str) -> Option<&'s Argument> {
    site.arguments.iter().find(|argument| {
        let Key::Name(name) = &argument.key else {
            return false;
        };
        match site.kind {
            SiteKind::Element => name == expected,
            SiteKind::Map => is_attribute(name, expected.strip_prefix("data-").unwrap_or(expected)),
            SiteKind::Call | SiteKind::Macro => false,
        }
    })
}

/// Last words of the names of attribute maps: `data`, `link_data_attrs`, `html_attributes`.
const ATTRIBUTE_MAPS: &[&str] = &["data", "attrs", "attributes"];

/// Returns true if a key of a map is the attribute, alone or in a map of attributes.
fn is_attribute(key: &str, expected: &str) -> bool {
    let key = key.replace('_', "-");
    let Some(before) = key.strip_suffix(expected) else {
        return false;
    };
    before.is_empty()
        || before
            .strip_suffix('-')
            .is_some_and(|map| ATTRIBUTE_MAPS.contains(&map.rsplit('-').next().unwrap_or(map)))
}

/// Returns the sites of a file that an element rule may match: the site, and the index of the rule.
pub(crate) fn marks(facts: &FileFacts, language: &str, matcher: &Matcher<'_>) -> Vec<(u32, usize)> {
    let rules = matcher.elements.iter().enumerate();
    let in_language = |rule: &ElementRule| {
        rule.languages.is_empty() || rule.languages.iter().any(|own| own == language)
    };
    let rules: Vec<_> = rules.filter(|(_, rule)| in_language(rule.rule)).collect();
    let mut found = Vec::new();
    for (item, site) in (0..).zip(&facts.calls) {
        if matches!(site.kind, SiteKind::Element | SiteKind::Map) {
            let marking = rules.iter().filter(|(_, rule)| has_shape(site, rule));
            found.extend(marking.map(|(number, _)| (item, *number)));
        }
    }
    found
}

/// Returns true if an element has the name and the attributes of a rule.
fn has_shape(site: &CallSite, rule: &CompiledElement<'_>) -> bool {
    let mut names = rule.rule.element.iter();
    let is_named = rule.rule.element.is_empty()
        || site.kind == SiteKind::Element && names.any(|name| kebab(name) == kebab(&site.name));
    let mut required = rule.required.iter();
    is_named && required.all(|name| attribute(site, name).is_some())
}

#[cfg(test)]
mod tests {
    use super::is_attribute;

    #[test]
    fn an_attribute_is_known_in_every_map_of_attributes_and_in_no_other() {
        for key in [
            "track_action",
            "track-action",
            "data-track-action",
            "html-data-track_action",
            "link_data_attrs-track_action",
        ] {
            assert!(is_attribute(key, "track-action"), "{key}");
        }
        for key in [
            "no_track_action",
            "backtrack-action",
            "track-actions",
            "options-track-action",
        ] {
            assert!(!is_attribute(key, "track-action"), "{key}");
        }
    }
}
