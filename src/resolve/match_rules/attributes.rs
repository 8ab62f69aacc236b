//! Attributes of tags, and entries of maps that become attributes.

use crate::facts::{Argument, CallSite, FileFacts, Key, SiteKind};
use crate::resolve::match_rules::Matcher;

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

/// Returns the sites of a file that have the attribute of a rule: the site, and the index of the rule.
pub(crate) fn marks(facts: &FileFacts, language: &str, matcher: &Matcher<'_>) -> Vec<(u32, usize)> {
    let rules = matcher.attributes.iter().enumerate();
    let in_language =
        |rule: &crate::rules::AttributeRule| rule.languages.iter().any(|own| own == language);
    let rules: Vec<_> = rules.filter(|(_, rule)| in_language(rule.rule)).collect();
    let mut found = Vec::new();
    for (item, site) in (0..).zip(&facts.calls) {
        if matches!(site.kind, SiteKind::Element | SiteKind::Map) {
            let marking = rules
                .iter()
                .filter(|(_, rule)| attribute(site, &rule.rule.event).is_some());
            found.extend(marking.map(|(number, _)| (item, *number)));
        }
    }
    found
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
