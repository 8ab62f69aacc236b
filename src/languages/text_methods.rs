//! Methods that resolution may compute, as data: each language has one table.
//!
//! A method is in a table only if its result is exactly what the language gives. A method that is not modelled for these
//! arguments has an unknown result.

pub(crate) mod pattern;
pub(crate) mod shared;

use crate::facts::Text;

/// An argument of a method.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TextArgument {
    /// A text or a number, by position.
    Text(Text),
    /// A text or a number, by name.
    Named(Text, Text),
    /// A regular expression: its source and its flags.
    Pattern(Text, Text),
}

/// Result of a method on a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextResult {
    /// One text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// Null.
    Null,
}

/// A function that computes a method; none if it is not modelled for these arguments.
pub(crate) type Apply = fn(&str, &[TextArgument]) -> Option<TextResult>;

/// Effect of a method on a text of which only some parts are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InParts {
    /// The result is unknown.
    Unknown,
    /// Each part is changed by itself.
    Each,
    /// Each part is changed by itself if the first argument is one character.
    EachCharacter,
    /// Each part is changed by itself if the first argument is a pattern of one character that replaces all matches.
    EachMatch,
    /// Literal parts in `snake_case` stay.
    Words,
    /// Only the start may change, and it does if it is known.
    Start,
    /// Only the end may change, and it does if it is known.
    End,
    /// Start and end may change, as above.
    Ends,
    /// The text stays.
    Same,
}

/// One method of a text.
pub(crate) struct TextMethod {
    /// Name of the method.
    pub(crate) name: &'static str,
    /// Result on a known text.
    pub(crate) apply: Apply,
    /// Effect on a text that is known in part.
    pub(crate) in_parts: InParts,
}

/// Effect of a method on a list or map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListMethod {
    /// All or some of the elements, in any order.
    Same,
    /// One of the elements.
    One,
    /// The first element.
    First,
    /// The last element.
    Last,
    /// All elements as one text, with the argument between them.
    Join {
        /// Separator if no argument is given.
        otherwise: &'static str,
    },
    /// The elements, with those of the arguments.
    Concat,
    /// A map with the entries of the arguments, which replace those of the same key.
    Merge,
    /// A map with those entries of the arguments that it has no own ones for.
    Defaults,
    /// The keys of a map.
    Keys,
    /// The values of a map.
    Values,
    /// The key of the entry with a value.
    KeyOf,
    /// The entry of a map under the argument as key.
    Entry,
    /// The entries of a map, each as a list of its key and its value.
    Entries,
    /// The map that a list of such pairs makes.
    FromEntries,
}

/// The methods of texts, lists and maps in one language.
pub(crate) struct Methods {
    /// Methods of texts whose result is known.
    pub(crate) texts: &'static [TextMethod],
    /// Other methods of texts. A known text has no further method; none if it may have any.
    pub(crate) other_texts: Option<&'static [&'static str]>,
    /// Methods of lists whose result is known.
    pub(crate) lists: &'static [(&'static str, ListMethod)],
    /// Methods of maps whose result is known.
    pub(crate) maps: &'static [(&'static str, ListMethod)],
}

impl Methods {
    /// A language without known methods.
    pub(crate) const NONE: Methods = Methods {
        texts: &[],
        other_texts: None,
        lists: &[],
        maps: &[],
    };

    /// Returns the method of a text with this name.
    pub(crate) fn text(&self, name: &str) -> Option<&'static TextMethod> {
        self.texts.iter().find(|method| method.name == name)
    }

    /// Returns true if a text cannot have this method, so that a call of it cannot happen.
    pub(crate) fn is_impossible(&self, name: &str) -> bool {
        self.text(name).is_none()
            && self
                .other_texts
                .is_some_and(|others| !others.contains(&name))
    }

    /// Returns true if the method returns the text that it is called on.
    pub(crate) fn keeps_text(&self, name: &str) -> bool {
        self.text(name)
            .is_some_and(|method| method.in_parts == InParts::Same)
    }

    /// Returns the effect of a method on a list.
    pub(crate) fn list(&self, name: &str) -> Option<ListMethod> {
        effect(self.lists, name)
    }

    /// Returns the effect of a method on a map.
    pub(crate) fn map(&self, name: &str) -> Option<ListMethod> {
        effect(self.maps, name)
    }
}

fn effect(table: &[(&'static str, ListMethod)], name: &str) -> Option<ListMethod> {
    let row = table.iter().find(|(known, _)| *known == name)?;
    Some(row.1)
}

/// Methods are equal if they are the same table.
impl PartialEq for Methods {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl std::fmt::Debug for Methods {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} text methods", self.texts.len())
    }
}

/// Returns a row of a table.
pub(crate) const fn method(name: &'static str, apply: Apply, in_parts: InParts) -> TextMethod {
    TextMethod {
        name,
        apply,
        in_parts,
    }
}
