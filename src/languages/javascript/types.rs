//! Declared types: the classes of parameters, fields, variables and results.
//!
//! Types are no nodes of the flat tree, so they are read from the text behind the name.

use crate::facts::{DeclaredClass, FunctionId, Text, Value};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind};

/// Types whose argument is the class of what they hold.
const HOLDERS: &[&str] = &[
    "Promise",
    "Readonly",
    "Partial",
    "Required",
    "Awaited",
    "NonNullable",
    "PropsWithChildren",
];

/// Limit of the bytes of a type that are read.
const MOST_BYTES: usize = 4_000;

impl<'s> Scanner<'s, '_> {
    /// Notes the classes that the type of a parameter declares for it, or for its members.
    pub(crate) fn declare(&mut self, node: Id, pattern: Id, place: (u32, u16)) {
        if let Some(written) = self.type_behind(pattern, self.tree.node(node).end) {
            self.declare_as(written, place);
        }
    }

    /// Notes the classes that the type of the properties declares in a class of components: `extends Component<Props>`.
    pub(super) fn declare_properties(&mut self, constructor: FunctionId) {
        let start = self.facts.scopes[self.place.scope as usize].span.start as usize;
        let end = self.input.text.len().min(start + MOST_BYTES);
        let head = self.input.text.get(start..end);
        let base = head.and_then(|head| Some(head.split_once(" extends ")?.1.trim_start()));
        let written = base.and_then(|base| {
            let rest = base.trim_start_matches(|c: char| c.is_alphanumeric() || "_$.".contains(c));
            rest.strip_prefix('<')
        });
        if let Some(written) = written {
            self.declare_as(written.trim_start(), (constructor, 0));
        }
    }

    fn declare_as(&mut self, written: &'s str, place: (u32, u16)) {
        let class = class_of(written);
        let mut found: Vec<(&str, &str)> = class.map(|class| ("", class)).into_iter().collect();
        let members = match written.starts_with('{') {
            true => Some(written),
            false => class.and_then(|class| self.body_of_type(class)),
        };
        let members = members.map(members_of).unwrap_or_default().into_iter();
        found.extend(members.filter_map(|(member, written)| Some((member, class_of(written)?))));
        let declared = found.into_iter().map(|(member, class)| DeclaredClass {
            function: place.0,
            parameter: place.1,
            member: member.into(),
            class: class.into(),
        });
        self.facts.declared.extend(declared);
    }

    /// Returns a value with the class that the type behind a name declares for it.
    pub(crate) fn typed(&self, value: Value, name: Id, end: u32) -> Value {
        let is_open = matches!(
            value,
            Value::Opaque | Value::Call(_) | Value::Member(..) | Value::Index(..)
        );
        let class = match is_open {
            true => self.type_behind(name, end).and_then(class_of),
            false => None,
        };
        match class {
            Some(class) => Value::Typed(Box::new(value), class.into()),
            None => value,
        }
    }

    /// Returns the results of a function with the class that its type declares for them.
    pub(crate) fn typed_results(&self, function: Id, results: Vec<Value>) -> Vec<Value> {
        let (Some(list), Some(body)) = (
            self.field(function, Field::Parameters),
            self.field(function, Field::Body),
        ) else {
            return results;
        };
        let end = self.tree.node(body).start;
        results
            .into_iter()
            .map(|value| self.typed(value, list, end))
            .collect()
    }

    /// Returns the type that is written between a name and a place.
    fn type_behind(&self, name: Id, end: u32) -> Option<&'s str> {
        let start = self.tree.node(name).end as usize;
        let end = (end as usize).min(start + MOST_BYTES);
        let behind = self.input.text.get(start..end)?.trim_start();
        let behind = behind.trim_start_matches(['?', '!']).trim_start();
        Some(behind.strip_prefix(':')?.trim_start())
    }

    /// Returns the members of an interface or object type of the file, as they are written.
    fn body_of_type(&self, name: &str) -> Option<&'s str> {
        let texts = self.tree.types.iter().filter_map(|(start, end)| {
            let end = (*end as usize).min(*start as usize + MOST_BYTES);
            self.input.text.get(*start as usize..end)
        });
        texts
            .filter_map(|text| {
                let rest = ["interface", "type"]
                    .iter()
                    .find_map(|word| text.strip_prefix(word))?;
                let rest = rest.trim_start().strip_prefix(name)?;
                let is_whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
                is_whole.then(|| rest.find('{').map(|at| &rest[at..]))?
            })
            .next()
    }

    /// Returns true for a field or parameter whose value is that of a class (`inject(Telemetry)`).
    pub(crate) fn injected_class(&self, callee: Id, list: Option<Id>) -> Option<Text> {
        if self.text(callee) != "inject" {
            return None;
        }
        let first = self.tree.first(list?)?;
        let name = self.text(first);
        let is_class = self.kind(first) == Kind::Identifier && name.starts_with(char::is_uppercase);
        is_class.then(|| name.into())
    }
}

/// Returns the class that a type names, if it names one.
fn class_of(written: &str) -> Option<&str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
    let end = written.find(|c: char| !is_part(c)).unwrap_or(written.len());
    let (name, rest) = (&written[..end], written[end..].trim_start());
    let own = name.rsplit('.').next().unwrap_or(name);
    if !own.starts_with(char::is_uppercase) {
        return None;
    }
    if let (true, Some(inner)) = (HOLDERS.contains(&own), rest.strip_prefix('<')) {
        return class_of(inner.trim_start());
    }
    let rest = match rest.starts_with('<') {
        true => behind_brackets(rest)?.trim_start(),
        false => rest,
    };
    let rest = match rest.strip_prefix('|') {
        Some(other) => {
            let other = other.trim_start();
            let nothing = ["null", "undefined"];
            nothing.iter().find_map(|word| other.strip_prefix(word))?
        }
        None => rest,
    };
    let is_over = rest.is_empty() || rest.starts_with([',', ';', '=', ')', '}', '{', '>', '\n']);
    is_over.then_some(own)
}

/// Returns the text behind the brackets at the start of a text.
fn behind_brackets(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '<' | '(' | '[' | '{' => depth += 1,
            '>' | ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return text.get(at + 1..);
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns the members of an object type with their types, as they are written.
fn members_of(body: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut from = 1;
    for (at, letter) in body.char_indices() {
        match letter {
            '<' | '(' | '[' | '{' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
            }
            '>' if !body[..at].ends_with('=') => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end = (depth == 1 && matches!(letter, ';' | ',' | '\n')) || depth == 0;
        if is_end && from <= at {
            let member = body[from..at].trim();
            let member = member.strip_prefix("readonly ").unwrap_or(member);
            if let Some((name, written)) = member.split_once(':') {
                let name = name.trim().trim_end_matches('?');
                found.push((name, written.trim_start()));
            }
            from = at + letter.len_utf8();
        }
        if depth == 0 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_names_a_class_alone_or_beside_null() {
        let all = [
            "Telemetry",
            "Telemetry = x",
            "Telemetry | null",
            "lib.Telemetry",
            "Promise<Telemetry>",
            "Bus<Events>",
        ];
        let found = all.map(class_of);
        let one = Some("Telemetry");
        assert_eq!(found, [one, one, one, one, one, Some("Bus")]);
        let others = [
            "string",
            "Telemetry[]",
            "Telemetry | Other",
            "typeof Telemetry",
            "(a: B) => C",
        ];
        assert_eq!(others.map(class_of), [None; 5]);
    }

    #[test]
    fn members_of_an_object_type_have_types() {
        let found =
            members_of("{ t: Telemetry; readonly bus?: Bus, run: () => void;\n deep: { x: Y } }");
        let found: Vec<_> = found
            .iter()
            .map(|(name, of)| (*name, class_of(of)))
            .collect();
        let expected = [
            ("t", Some("Telemetry")),
            ("bus", Some("Bus")),
            ("run", None),
            ("deep", None),
        ];
        assert_eq!(found, expected);
    }
}
