//! Tracking calls with their names: what resolution yields and everything behind it reads.

use crate::facts::Text;
use crate::source::Span;
use std::collections::BTreeSet;

/// The certainty of a call's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Grade {
    /// A finite set of full names.
    Exact,
    /// A glob whose literal part has four or more characters, or one of a known set, perhaps beside full names.
    Pattern,
    /// Nothing is known.
    Open,
}

/// The event or events a call may send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EventName {
    /// Full names.
    pub(crate) names: BTreeSet<Text>,
    /// Names of which some may be sent, where nobody knows which: those of a look-up with an unknown key.
    pub(crate) possible: BTreeSet<Text>,
    /// Globs (`*` stands for any text) for what stays computed.
    pub(crate) patterns: BTreeSet<Text>,
    /// The reason why a part stays computed, for a person, and its span.
    pub(crate) unknown: Option<(String, Span)>,
    /// A member that the name is read from and that does not exist, for a person, and where.
    pub(crate) missing: Option<(String, Span)>,
}

impl EventName {
    /// Leaves out names with a line break. No event has one: a quote is missing, and the text runs on. `span` is the place of the name.
    #[must_use]
    pub(crate) fn without_line_breaks(mut self, span: Span) -> Self {
        let is_whole = |name: &Text| !name.contains(['\n', '\r']);
        let all = self.names.len() + self.possible.len() + self.patterns.len();
        self.names.retain(is_whole);
        self.possible.retain(is_whole);
        self.patterns.retain(is_whole);
        if self.names.len() + self.possible.len() + self.patterns.len() < all {
            self.patterns.insert("*".into());
            self.unknown
                .get_or_insert_with(|| ("its text has a line break".to_owned(), span));
        }
        self
    }

    /// Returns the grade of the name.
    pub(crate) fn grade(&self) -> Grade {
        let literal = |pattern: &Text| pattern.chars().filter(|c| *c != '*').count() >= 4;
        if self.patterns.iter().any(literal)
            || (self.patterns.is_empty() && !self.possible.is_empty())
        {
            Grade::Pattern
        } else if !self.patterns.is_empty() || self.names.is_empty() {
            Grade::Open
        } else {
            Grade::Exact
        }
    }

    /// Returns true if the call may send any name. A call whose name does not exist sends none.
    pub(crate) fn is_unread(&self) -> bool {
        let sends_none = self.missing.is_some() && self.patterns.is_empty();
        self.grade() == Grade::Open && !sends_none
    }
}

/// The kind of a step from a call site to the tracking call, or from a name to its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StepKind {
    /// A function of the project that passes a name on, or sends a constant.
    Wrapper,
    /// A constant, local or field that holds the value.
    Constant,
    /// An import that leads to another file.
    Import,
    /// A component's property, filled by its parent.
    Property,
    /// A function or computed property whose result is the value, or what the value is read from.
    Accessor,
    /// The tracking call proper, at the inner end of wrappers.
    Call,
}

impl StepKind {
    /// Returns the word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            StepKind::Wrapper => "wrapper",
            StepKind::Constant => "constant",
            StepKind::Import => "import",
            StepKind::Property => "property",
            StepKind::Accessor => "accessor",
            StepKind::Call => "call",
        }
    }
}

/// One step of a resolution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The kind.
    pub(crate) kind: StepKind,
    /// The function, constant, import or property.
    pub(crate) name: Text,
    /// The span.
    pub(crate) span: Span,
}

/// A property that a call sends along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    /// The name in the tracking API (`label`, `user`, a custom one).
    pub(crate) name: Text,
    /// The literal values, if all are known.
    pub(crate) values: Option<BTreeSet<Text>>,
    /// The kind of value, when it can be told: `string`, `number`, `bool`, `list`, `map`.
    pub(crate) kind: Option<&'static str>,
    /// Span of the argument.
    pub(crate) span: Span,
}

/// A tracking call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// `pack#rule`.
    pub(crate) rule: Text,
    /// The system whose definitions its name is looked up in.
    pub(crate) system: Text,
    /// Name of the language it is written in.
    pub(crate) language: &'static str,
    /// The whole call, tag or map.
    pub(crate) span: Span,
    /// The part that carries the name (the whole call when the name is implied).
    pub(crate) name_span: Span,
    /// The event or events it sends.
    pub(crate) event: EventName,
    /// The category, where the system has one: literal, or a glob.
    pub(crate) category: Option<Text>,
    /// The label, literal or a glob.
    pub(crate) label: Option<Text>,
    /// The property, literal or a glob.
    pub(crate) property: Option<Text>,
    /// Everything that is sent along, by name.
    pub(crate) properties: Vec<Property>,
    /// True if all properties are known (no splat, no variable map).
    pub(crate) properties_known: bool,
    /// Names of the properties that the API adds itself.
    pub(crate) added: Vec<Text>,
    /// Class and function around it, as the language writes them (`A::B#c`).
    pub(crate) scope: String,
    /// From the tracking call proper outward: wrappers, constants, imports.
    pub(crate) via: Vec<Step>,
    /// The replacement, if the rule marks this call as deprecated.
    pub(crate) deprecated: Option<Text>,
    /// The attribute that the name belongs in, if the rule finds it elsewhere. Such an element sends nothing.
    pub(crate) misplaced: Option<Text>,
    /// The function the call stands in passes its name on: it is the inside of a wrapper.
    pub(crate) inside_wrapper: bool,
    /// Constructions of objects that carry the name. Their code counts as tracked.
    pub(crate) said_at: Vec<Span>,
    /// The way in which the name is written: `literal`, `constant`, `look-up`, `template`, `result`, `local` at the call itself; `wrapper` or
    /// `property` where the function or component that is called says it; `implied` where nothing does.
    pub(crate) written: &'static str,
}

/// A limit that resolution reached, so that calls of a system may be missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Limit {
    /// The system.
    pub(crate) system: Text,
    /// The call or function that is not fully followed.
    pub(crate) span: Span,
    /// The limit, for a person.
    pub(crate) reason: String,
}

/// A family of names that no call spells out (made from a file tree, a list or a small language of the project).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Family {
    /// `pack#family`.
    pub(crate) rule: Text,
    /// The system its names belong to.
    pub(crate) system: Text,
    /// Each name with the place that gives rise to it.
    pub(crate) names: Vec<(Text, Span)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_name_with_a_line_break_is_no_name() {
        let span = Span::new(FileId(0), 3, 9);
        let name = |names: &[&str]| EventName {
            names: names.iter().map(|name| Text::from(*name)).collect(),
            ..EventName::default()
        };
        let whole = name(&["place_order"]);
        assert_eq!(whole.clone().without_line_breaks(span), whole);
        let broken = name(&["place_order", "place\nend\n"]).without_line_breaks(span);
        assert_eq!(broken.names, whole.names);
        assert_eq!(broken.grade(), Grade::Open);
        assert!(broken.unknown.is_some_and(|(_, at)| at == span));
    }
}
