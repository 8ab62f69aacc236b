//! Fills a template. `{x}` is a value, `{x?}` a value whose line goes away without one, `{x|_}` a value with dots as underscores.

use std::collections::BTreeMap;

/// The placeholder of a value that only a person knows.
pub(crate) const TODO: &str = "TODO";

/// Values by the name of their placeholder.
#[derive(Debug, Default)]
pub(crate) struct TemplateValues {
    values: BTreeMap<&'static str, Vec<String>>,
    raw: BTreeMap<&'static str, String>,
}

impl TemplateValues {
    /// Sets the value of a placeholder, or the elements of its list.
    pub(crate) fn set<'v>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v str>,
    ) {
        self.values
            .insert(name, values.into_iter().map(str::to_owned).collect());
    }

    /// Sets the text of a placeholder, which is not quoted.
    pub(crate) fn set_raw(&mut self, name: &'static str, text: String) {
        self.raw.insert(name, text);
    }

    /// Sets a placeholder to a part repeated for each element, with the element at `{inner}`.
    pub(crate) fn repeat<'v>(
        &mut self,
        name: &'static str,
        part: &str,
        inner: &str,
        elements: impl Iterator<Item = &'v str>,
    ) {
        let placeholder = format!("{{{inner}}}");
        let parts: String = elements
            .map(|element| {
                format!(
                    "\n{}",
                    part.trim_end().replace(&placeholder, &scalar(element))
                )
            })
            .collect();
        if !parts.is_empty() {
            self.set_raw(name, parts);
        }
    }

    /// Returns the text of a file.
    pub(crate) fn text(&self, template: &str) -> String {
        let mut text = String::new();
        for line in template.lines() {
            let filled = replaced(line, &mut |name, optional| {
                if let Some(raw) = self.raw.get(name) {
                    return Some(raw.clone());
                }
                match self.values.get(name).filter(|values| !values.is_empty()) {
                    Some(values) => {
                        let scalars: Vec<String> =
                            values.iter().map(|value| scalar(value)).collect();
                        Some(scalars.join(", "))
                    }
                    None => (!optional).then(|| TODO.to_owned()),
                }
            });
            if let Some(filled) = filled {
                text.push_str(&filled);
                text.push('\n');
            }
        }
        text
    }

    /// Returns the path of a file.
    ///
    /// # Errors
    /// A value that is no valid file name.
    pub(crate) fn path(&self, template: &str) -> Result<String, String> {
        let mut invalid = None;
        let path = replaced(template, &mut |name, _| {
            if let Some(raw) = self.raw.get(name) {
                return Some(raw.clone());
            }
            let value = self.values.get(name).and_then(|values| values.first());
            let value = value.map_or("", String::as_str);
            let value = value.replace("::", "_").replace([':', '.', ' '], "_");
            let is_valid = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            if !value.chars().all(is_valid) {
                invalid = Some(value.clone());
            }
            Some(value)
        });
        match invalid {
            Some(value) => Err(format!(
                "`{value}` is not a valid file name; write the definition by hand"
            )),
            None => Ok(path.unwrap_or_default()),
        }
    }
}

/// Replaces the placeholders of a text. Returns none if one of them removes the text.
fn replaced(text: &str, value: &mut dyn FnMut(&str, bool) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((placeholder, after)) = behind.split_once('}') else {
            break;
        };
        let name = placeholder.trim_end_matches('?');
        let plain = name.trim_end_matches("|_");
        let filled = value(plain, name != placeholder)?;
        out.push_str(before);
        if plain == name {
            out.push_str(&filled);
        } else {
            out.push_str(&filled.replace('.', "_"));
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// Returns the text as a YAML scalar that every parser reads as a string.
fn scalar(text: &str) -> String {
    let starts = text
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let plain = starts
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
    let word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .contains(&text.to_lowercase().as_str());
    if plain && !word {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''").replace(['\n', '\r'], " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_filled_dropped_or_left_open() {
        let mut values = TemplateValues::default();
        values.set("name", ["place_order"]);
        values.set("tiers", ["free", "premium"]);
        values.set("milestone", ["18.10"]);
        values.set("unique", ["user.id"]);
        values.set("none", None);
        values.repeat(
            "properties",
            "  {property}:\n    description: TODO\n",
            "property",
            ["label", "on"].into_iter(),
        );
        values.repeat("nothing", "x", "property", std::iter::empty());
        let text = values.text(
            "action: {name}\ntiers: [{tiers}]\nmilestone: {milestone}\ngroup: {group}\ngone: {none?}\n\
             key: x.{unique|_}_from_{name}\nproperties:{properties?}\nmore:{nothing?}\n",
        );
        let expected = "action: place_order\ntiers: [free, premium]\nmilestone: '18.10'\ngroup: TODO\n\
                        key: x.user_id_from_place_order\nproperties:\n  label:\n    description: TODO\n  'on':\n    description: TODO\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn paths_hold_no_surprises() {
        let mut values = TemplateValues::default();
        values.set_raw("half", "ee/".to_owned());
        values.set("name", ["place_order"]);
        values.set("category", ["projects:issues:show"]);
        assert_eq!(
            values.path("{half}config/{category}_{name}.yml"),
            Ok("ee/config/projects_issues_show_place_order.yml".to_owned())
        );
        values.set("name", ["../../x"]);
        assert!(values.path("config/{name}.yml").is_err());
    }
}
