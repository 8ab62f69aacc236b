//! Variants of enums, in the order of their declaration.

use crate::facts::{ScopeKind, Text};
use crate::resolve::code_definitions::item::Item;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context};
use crate::resolve::project::class_path::last_name;
use crate::resolve::project::ids::ItemId;
use crate::rules::compiled_definitions::CodeItems;
use crate::source::Span;
use std::rc::Rc;

/// The reason for a variant without a name.
const NAMELESS: &str = "no conversion gives the variant a text";

/// Adds the variants of the enums that a file declares.
pub(crate) fn variants(each: &CodeItems, eval: &Evaluator<'_>, unit: u32, found: &mut Vec<Item>) {
    let file = &eval.index.units[unit as usize];
    for (item, scope) in (0..).zip(&file.facts.scopes) {
        if scope.kind != ScopeKind::Class || !each.has(&scope.path) {
            continue;
        }
        let start = scope.span.start as usize;
        let declared = file.text.get(start..scope.span.end as usize);
        let class = eval.index.class_key(ItemId::new(unit, item));
        for (name, offset) in declared.map(declared_variants).unwrap_or_default() {
            let span = Span::new(scope.span.file, start + offset, start + offset + name.len());
            let home = eval.home(class, last_name(class), ItemId::new(unit, item));
            let mut value = home
                .and_then(|home| eval.variant(class, &name, home, None))
                .unwrap_or_else(|| eval.constant_of(class, &name));
            if value.is_empty() {
                let reason = Rc::new((NAMELESS.to_owned(), span));
                value.push(AbstractValue::Unknown(reason));
            }
            found.push(Item {
                handle: format!("{}::{name}", scope.path).into(),
                key: name,
                owner: scope.path.clone(),
                class: class.clone(),
                function: None,
                cx: Context::new(unit, item, None, scope.span.end),
                value,
                name_span: span,
                span,
            });
        }
    }
}

/// Returns the variants in the text of an enum, with their offsets; nothing for other text.
fn declared_variants(text: &str) -> Vec<(Text, usize)> {
    let body = text.find('{').unwrap_or(text.len());
    let is_enum = text[..body].split_whitespace().any(|word| word == "enum");
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut expects_name = true;
    let mut rest = match is_enum {
        true => &text[(body + 1).min(text.len())..],
        false => "",
    };
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '"' => string_length(rest),
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                if expects_name && depth == 0 {
                    found.push((rest[..length].into(), text.len() - rest.len()));
                    expects_name = false;
                }
                length
            }
            '(' | '{' | '[' => {
                depth += 1;
                1
            }
            '}' if depth == 0 => break,
            ')' | '}' | ']' => {
                depth = depth.saturating_sub(1);
                1
            }
            ',' => {
                expects_name |= depth == 0;
                1
            }
            c => c.len_utf8(),
        };
        rest = &rest[length..];
    }
    found
}

/// Returns the length of the string at the beginning of a text.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_read_from_the_declaration() {
        let text = "pub enum E<T> {\n  // A, B\n  #[serde(rename = \"x, Y{\")]\n  One { a: u32, b: T },\n  /* C, */ Two(u32, (T, T)),\n  Three = 3,\n}";
        let names: Vec<Text> = declared_variants(text)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["One", "Two", "Three"]);
        let offsets = declared_variants(text);
        assert!(
            offsets
                .iter()
                .all(|(name, at)| text[*at..].starts_with(name.as_str()))
        );
        assert!(declared_variants("impl E { fn a() {} }").is_empty());
        assert!(
            declared_variants("enum E").is_empty() && declared_variants("enum E { \"").is_empty()
        );
    }
}
