//! Fills a form: `{x}` stands for a value, `{x?}` for one whose line goes away when there is none.

use std::collections::BTreeMap;

/// What stands where only a person knows better.
pub const OPEN: &str = "TODO";

/// Values by the name of their placeholder.
#[derive(Debug, Default)]
pub(crate) struct Form {
    values: BTreeMap<&'static str, Vec<String>>,
    raw: BTreeMap<&'static str, String>,
}

impl Form {
    /// Gives a placeholder its value, or the elements of its list.
    pub(crate) fn set<'v>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v str>,
    ) {
        self.values
            .insert(name, values.into_iter().map(str::to_owned).collect());
    }

    /// Gives a placeholder a text that is taken as it is.
    pub(crate) fn set_raw(&mut self, name: &'static str, text: String) {
        self.raw.insert(name, text);
    }

    /// Gives a placeholder a part that is repeated for each element, with the element at `{inner}`.
    pub(crate) fn repeat<'v>(
        &mut self,
        name: &'static str,
        part: &str,
        inner: &str,
        elements: impl Iterator<Item = &'v str>,
    ) {
        let hole = format!("{{{inner}}}");
        let parts: String = elements
            .map(|element| format!("\n{}", part.trim_end().replace(&hole, &scalar(element))))
            .collect();
        if !parts.is_empty() {
            self.set_raw(name, parts);
        }
    }

    /// The text of a file.
    pub(crate) fn text(&self, form: &str) -> String {
        let mut text = String::new();
        for line in form.lines() {
            let filled = replaced(line, &mut |name, optional| {
                if let Some(raw) = self.raw.get(name) {
                    return Some(raw.clone());
                }
                let values = self.values.get(name).map_or(&[][..], Vec::as_slice);
                let empty = if optional {
                    None
                } else {
                    Some(OPEN.to_owned())
                };
                if values.is_empty() {
                    empty
                } else {
                    Some(
                        values
                            .iter()
                            .map(|value| scalar(value))
                            .collect::<Vec<_>>()
                            .join(", "),
                    )
                }
            });
            if let Some(filled) = filled {
                text.push_str(&filled);
                text.push('\n');
            }
        }
        text
    }

    /// The path of a file.
    ///
    /// # Errors
    /// A value that makes no file name.
    pub(crate) fn path(&self, form: &str) -> Result<String, String> {
        let mut odd = None;
        let path = replaced(form, &mut |name, _| {
            if let Some(raw) = self.raw.get(name) {
                return Some(raw.clone());
            }
            let value = self
                .values
                .get(name)
                .and_then(|values| values.first())
                .map_or("", String::as_str);
            let value: String = value.replace("::", "_").replace([':', '.', ' '], "_");
            if !value
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
            {
                odd = Some(value.clone());
            }
            Some(value)
        });
        match odd {
            Some(value) => Err(format!(
                "`{value}` makes no file name; write the definition by hand"
            )),
            None => Ok(path.unwrap_or_default()),
        }
    }
}

/// The text with its placeholders replaced; none if one of them takes the text away. `{x|_}` is `{x}` with dots as underscores.
fn replaced(text: &str, value: &mut dyn FnMut(&str, bool) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((hole, after)) = behind.split_once('}') else {
            break;
        };
        let (name, optional) = hole
            .strip_suffix('?')
            .map_or((hole, false), |name| (name, true));
        let (name, flat) = name
            .strip_suffix("|_")
            .map_or((name, false), |name| (name, true));
        let filled = value(name, optional)?;
        out.push_str(before);
        out.push_str(&if flat {
            filled.replace('.', "_")
        } else {
            filled
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// A text as a YAML scalar that every reader takes for a text.
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
        let mut form = Form::default();
        form.set("name", ["place_order"]);
        form.set("tiers", ["free", "premium"]);
        form.set("milestone", ["18.10"]);
        form.set("unique", ["user.id"]);
        form.set("none", None);
        form.repeat(
            "properties",
            "  {property}:\n    description: TODO\n",
            "property",
            ["label", "on"].into_iter(),
        );
        form.repeat("nothing", "x", "property", std::iter::empty());
        let text = form.text(
            "action: {name}\ntiers: [{tiers}]\nmilestone: {milestone}\ngroup: {group}\ngone: {none?}\n\
             key: x.{unique|_}_from_{name}\nproperties:{properties?}\nmore:{nothing?}\n",
        );
        let expected = "action: place_order\ntiers: [free, premium]\nmilestone: '18.10'\ngroup: TODO\n\
                        key: x.user_id_from_place_order\nproperties:\n  label:\n    description: TODO\n  'on':\n    description: TODO\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn paths_hold_no_surprises() {
        let mut form = Form::default();
        form.set_raw("half", "ee/".to_owned());
        form.set("name", ["place_order"]);
        form.set("category", ["projects:issues:show"]);
        assert_eq!(
            form.path("{half}config/{category}_{name}.yml"),
            Ok("ee/config/projects_issues_show_place_order.yml".to_owned())
        );
        form.set("name", ["../../x"]);
        assert!(form.path("config/{name}.yml").is_err());
    }
}
