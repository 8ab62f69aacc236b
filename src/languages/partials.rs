//! Partial templates: their paths, the calls that render them, and the locals that they declare.

use crate::facts::{CallSite, Key, Text, Value};

/// Calls that render a partial.
pub(crate) const RENDERING: &[&str] = &["render", "render_if_exists", "render_to_string"];

/// Calls that keep a text for a layout, under the key that is their first argument.
pub(crate) const KEEPING: &[&str] = &["content_for", "provide"];

/// Calls that read what is kept under the key that is their only argument.
pub(crate) const READING: &[&str] = &["content_for", "yield"];

/// Name of the map with all locals of a partial.
pub(crate) const ALL_LOCALS: &str = "local_assigns";

/// Limit of the bytes in which a partial declares its locals.
const MOST_BYTES: usize = 4_000;

/// The name of a partial, with its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Partial<'p> {
    /// The folder, from the folder of all templates on.
    pub(crate) folder: &'p str,
    /// The name without its mark and its endings.
    pub(crate) name: &'p str,
}

/// Returns the folder of a template, from the folder of all templates on.
fn template_folder(path: &str) -> Option<&str> {
    let folder = path.rsplit_once('/')?.0;
    let start = match folder.rfind("views/") {
        Some(at) => at + "views/".len(),
        None => folder.len(),
    };
    Some(&folder[start..])
}

/// Returns the path of the class that a template beside it belongs to: `button_component.rb` for `button_component.html.erb`.
pub(crate) fn class_beside(path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/')?;
    let stem = file.split('.').next()?;
    Some(format!("{folder}/{stem}.rb"))
}

/// Returns the partial that a file is.
pub(crate) fn partial(path: &str) -> Option<Partial<'_>> {
    let file = path.rsplit('/').next()?.strip_prefix('_')?;
    let name = file.split('.').next()?;
    let folder = template_folder(path)?;
    (!name.is_empty()).then_some(Partial { folder, name })
}

/// Returns true for a template that others are shown inside of.
pub(crate) fn is_layout(path: &str) -> bool {
    template_folder(path).is_some_and(|folder| folder.split('/').next() == Some("layouts"))
}

impl Partial<'_> {
    /// Returns true if a text in a file names the partial.
    fn is_meant(&self, text: &str, from: &str) -> bool {
        if let Some((folder, name)) = text.rsplit_once('/') {
            return folder == self.folder && name == self.name;
        }
        if text != self.name {
            return false;
        }
        let controller = from.rsplit_once("controllers/").map(|(_, path)| path);
        match controller {
            Some(path) => path.strip_suffix("_controller.rb") == Some(self.folder),
            None => template_folder(from) == Some(self.folder) || self.folder == "application",
        }
    }

    /// Returns the value under which a call in a file renders the partial.
    fn named_in<'s>(&self, site: &'s CallSite, from: &str) -> Option<&'s Key> {
        let is_text = |value: &Value| match value {
            Value::Text(text) => self.is_meant(text, from),
            _ => false,
        };
        let is_it = |value: &Value| match value.alternatives() {
            Some(values) => values.into_iter().any(is_text),
            None => is_text(value),
        };
        let named = |key: &Key| match key {
            Key::Position(place) => *place == 0,
            Key::Name(name) => matches!(name.as_str(), "partial" | "layout"),
            _ => false,
        };
        let mut arguments = site.arguments.iter();
        let found = arguments.find(|argument| named(&argument.key) && is_it(&argument.value));
        found.map(|argument| &argument.key)
    }

    /// Returns the value of a local that a call in a file gives the partial: none if the call renders another one, and no value
    /// if it gives none of this name.
    pub(crate) fn given(&self, site: &CallSite, from: &str, local: &str) -> Option<Option<Value>> {
        let key = self.named_in(site, from)?;
        let named = |name: &str| site.named(name).map(|argument| argument.value.clone());
        if let (Key::Position(_), Some(value)) = (key, named(local)) {
            return Some(Some(value));
        }
        if let Some(locals) = named("locals") {
            let is_it = |key: &Value| matches!(key, Value::Text(key) if key == local);
            if let Value::Map(entries) = &locals
                && entries.iter().all(|(key, _)| matches!(key, Value::Text(_)))
                && !entries.iter().any(|(key, _)| is_it(key))
            {
                return Some(None);
            }
            return Some(Some(Value::index(locals, Value::Text(local.into()))));
        }
        let own = match named("as") {
            Some(Value::Text(name)) => name,
            _ => Text::from(self.name),
        };
        if own != local {
            return Some(None);
        }
        let one = named("collection").map(Value::each);
        Some(one.or_else(|| named("object")))
    }
}

/// Returns the default that a partial declares for a local: `locals: (event: 'name')` in a comment.
pub(crate) fn declared_default(text: &str, local: &str) -> Option<Value> {
    let text = &text[..text.floor_char_boundary(MOST_BYTES)];
    let from = text.find("locals:")?;
    let list = text[from + "locals:".len()..].trim_start();
    let mut rest = list.strip_prefix('(')?;
    loop {
        let (name, behind) = rest.split_once(':')?;
        let behind = behind.trim_start();
        let end = end_of_default(behind);
        let default = behind[..end].trim();
        if name.trim() == local {
            return literal(default);
        }
        rest = behind[end..].strip_prefix(',')?.trim_start();
    }
}

/// Returns the length of a default in a list.
fn end_of_default(text: &str) -> usize {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, letter) in text.char_indices() {
        match (letter, quote) {
            (letter, Some(open)) if letter == open => quote = None,
            (_, Some(_)) => {}
            ('\'' | '"', None) => quote = Some(letter),
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ',', None) if depth == 0 => return at,
            (')' | ']' | '}', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

/// Returns the value of a literal; an unknown value for other code.
fn literal(text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let quoted = ['\'', '"'].iter().find_map(|quote| {
        let inner = text.strip_prefix(*quote)?.strip_suffix(*quote)?;
        (!inner.contains([*quote, '\\', '#'])).then_some(inner)
    });
    let symbol = text.strip_prefix(':');
    let symbol = symbol.filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'));
    Some(match (quoted.or(symbol), text) {
        (Some(text), _) => Value::Text(text.into()),
        (None, "nil") => Value::Null,
        _ => Value::Opaque,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_is_named_by_its_path_or_beside_itself() {
        let own = partial("app/views/stones/_button.html.erb").expect("it is a partial");
        assert_eq!((own.folder, own.name), ("stones", "button"));
        assert_eq!(partial("app/views/stones/show.html.erb"), None);
        assert!(own.is_meant("stones/button", "app/views/a/show.html.erb"));
        assert!(own.is_meant("button", "app/views/stones/show.html.erb"));
        assert!(own.is_meant("button", "app/controllers/stones_controller.rb"));
        assert!(!own.is_meant("button", "app/views/a/show.html.erb"));
        assert!(!own.is_meant("a/button", "app/views/stones/show.html.erb"));
    }

    #[test]
    fn declared_locals_have_literal_defaults() {
        let text =
            "<%# locals: (event: 'stone, kept', kind: :big, text: nil, own: f(1, 2), must:) %>";
        let default = |local: &str| declared_default(text, local);
        assert_eq!(default("event"), Some(Value::Text("stone, kept".into())));
        assert_eq!(default("kind"), Some(Value::Text("big".into())));
        assert_eq!(default("text"), Some(Value::Null));
        assert_eq!(default("own"), Some(Value::Opaque));
        assert_eq!((default("must"), default("other")), (None, None));
    }
}
