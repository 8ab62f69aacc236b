//! Which sites and functions only carry a name, and which say one.

use super::{Caller, Emitter, Parts};
use crate::facts::{Argument, CallSite, FunctionKind, Key, SiteKind, Value};
use crate::resolve::index::At;
use crate::resolve::term::{Hole, Take, Term};

impl Emitter<'_, '_, '_> {
    /// Whether a site only makes an object, or an element in a function whose callers say the name: it carries the name to where
    /// it is sent.
    pub(super) fn is_channel(&self, site: At, open: bool) -> bool {
        let call = self.eval.index.site(site);
        match call.kind {
            SiteKind::Call => matches!(call.name.as_str(), "new" | "super"),
            SiteKind::Element => open && call.function.is_some(),
            SiteKind::Macro | SiteKind::Map => false,
        }
    }

    /// Whether a caller says anything of the name: what a method of the value gives, only one who passes a known value says.
    pub(super) fn says(&self, hole: &Hole, caller: Caller) -> bool {
        let Some(asked) = hole
            .path
            .iter()
            .position(|step| matches!(step, Take::Result(..)))
        else {
            return true;
        };
        let given = Hole {
            path: hole.path[..=asked].to_vec(),
            ..hole.clone()
        };
        let given = self.fill_parts(
            &Parts {
                event: vec![Term::Param(given)],
                ..Parts::default()
            },
            hole,
            caller,
        );
        given.event.is_empty()
            || given
                .event
                .iter()
                .any(|term| !matches!(term, Term::Unknown(_)))
    }

    /// Whether what a caller passes leaves everything as it is: it is not on the list of what the function lets through, or
    /// nothing is known of it and all of the list stays. A function that exists to track is called to send something even so.
    pub(super) fn decides_nothing(&self, event: &[Term], hole: &Hole, filled: &[Term]) -> bool {
        let bounded = hole.path.iter().any(|step| matches!(step, Take::Among(_)));
        bounded
            && (filled.is_empty()
                || (filled == self.unfilled(event, hole) && !self.is_wrapper(hole.function)))
    }

    /// Whether a function exists to track something: its name says so, or it does nothing else and belongs to no object.
    pub(super) fn is_wrapper(&self, function: At) -> bool {
        let index = self.eval.index;
        let declared = index.function(function);
        let name = declared.name.to_lowercase();
        if matches!(
            declared.kind,
            FunctionKind::Constructor | FunctionKind::Accessor
        ) {
            return false;
        }
        let tracks = |name: &str| {
            index
                .project
                .wrapper_words
                .iter()
                .any(|word| name.contains(word.as_str()))
        };
        if tracks(&name) {
            return true;
        }
        if !matches!(declared.kind, FunctionKind::Static | FunctionKind::Free) {
            return false;
        }
        let facts = &index.unit(function).facts;
        let statements = facts.calls.iter().filter(|site| {
            site.function == Some(function.item) && site.statement && site.kind == SiteKind::Call
        });
        let (tracking, others): (Vec<_>, Vec<_>) = statements.partition(|site| tracks(&site.name));
        others.is_empty() || (tracking.is_empty() && others.len() == 1)
    }
}

/// Nothing, or the empty text.
pub(super) fn is_no_name(term: &Term) -> bool {
    matches!(term, Term::Null) || matches!(term, Term::Text(text) if text.is_empty())
}

/// Whether a call passes on what somebody else gives it, and nothing of its own.
pub(super) fn is_handed_over(site: &CallSite) -> bool {
    matches!(
        &site.arguments[..],
        [Argument {
            key: Key::Spread,
            value: Value::Opaque,
            ..
        }]
    )
}
