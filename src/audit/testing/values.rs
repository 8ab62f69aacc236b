//! Kinds of events, fields and properties made by hand.

use crate::calls::Property;
use crate::catalog::{EventKind, Field};
use crate::config::Spanned;
use crate::facts::Text;
use crate::input::yaml::{Node, NodeValue, ScalarKind};
use crate::rules::event_kind::MatchBy;
use crate::source::{FileId, Span};

/// Returns a kind whose events are identified by name.
pub(crate) fn listed() -> EventKind {
    EventKind {
        rank: 1,
        name: "listed".into(),
        ..EventKind::default()
    }
}

/// Returns a kind whose events are identified by name and declare their properties.
pub(crate) fn strict() -> EventKind {
    EventKind {
        name: "strict".into(),
        strict_properties: true,
        ..EventKind::default()
    }
}

/// Returns a kind whose events are identified by category, name and label.
pub(crate) fn structured() -> EventKind {
    EventKind {
        rank: 2,
        name: "structured".into(),
        match_by: MatchBy::Category,
        ..EventKind::default()
    }
}

/// Returns an entry of the configuration.
pub(crate) fn setting(text: &str) -> Spanned<String> {
    Spanned {
        value: text.to_owned(),
        span: Span::new(FileId(0), 0, 1),
    }
}

/// Returns a value with a place nobody looks at.
pub(crate) fn field(text: &str) -> Field<Text> {
    Field::new(text.into(), Span::new(FileId(0), 0, 1))
}

/// Returns a property of a call.
pub(crate) fn property(name: &str, values: &[&str]) -> Property {
    let values = Some(values.iter().map(|value| Text::from(*value)).collect());
    Property {
        name: name.into(),
        values,
        kind: None,
        span: Span::new(FileId(0), 0, 1),
    }
}

/// Returns a node at a span.
pub(super) fn node(span: Span) -> Node {
    Node {
        value: NodeValue::Scalar(Text::default(), ScalarKind::Null),
        span,
    }
}
