//! Names that stay unknown: no caller supplies them, or a limit is reached.

use crate::facts::{Parameter, ParameterKind, Text};
use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{AbstractValue, ParameterRef, Values};
use crate::resolve::evaluate::combine::first_reference;
use crate::resolve::evaluate::names::names;
use crate::resolve::evaluate::substitute::substitute;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::resolve::propagate::memo::{MOST_VALUES, TOO_MANY_VALUES, TOO_MANY_VISITS};
use crate::resolve::propagate::open_callers::{OpenCallers, OpenKey};
use crate::resolve::propagate::via::Via;
use crate::source::Span;
use std::rc::Rc;

impl Propagator<'_, '_, '_> {
    /// Returns the callers among all of a function that may get another name.
    pub(super) fn open_callers(&mut self, key: &OpenKey, all: Vec<Caller>) -> OpenCallers {
        let all = OpenCallers {
            callers: all,
            cut: None,
        };
        // A path that ends here has no callers.
        match all.callers.is_empty() {
            true => all,
            false => self.open.remove(key).unwrap_or(all),
        }
    }

    /// Keeps the callers that may get another name. A path that ended had none.
    pub(super) fn keep_open(&mut self, key: OpenKey, open: OpenCallers) {
        if !open.callers.is_empty() || open.cut.is_some() {
            self.open.insert(key, open);
        }
    }

    /// Returns true if a caller has too many names. Adds it to the open ones otherwise.
    pub(super) fn is_full(
        &mut self,
        caller: Caller,
        origin: &Origin,
        open: &mut OpenCallers,
    ) -> bool {
        let unknown = self.cut_if_full(caller.site, &origin.rule);
        let is_full = unknown.is_some();
        if !is_full {
            open.callers.push(caller);
        }
        open.cut = open.cut.take().or(unknown);
        is_full
    }

    /// Notes a call whose names are not all followed, because of a limit. Returns what is known of them.
    pub(super) fn cut(
        &mut self,
        site: ItemId,
        values: SlotValues,
        origin: &Origin,
        (reason, span): (&str, Span),
        via: Via,
    ) -> Values {
        self.eval.index.note_limit(reason, span);
        let unknown = AbstractValue::Unknown(Rc::new((reason.to_owned(), span)));
        let event = names(std::slice::from_ref(&unknown));
        self.note(site, event, values, origin, via, false);
        vec![unknown]
    }

    /// Returns an unknown value for a call that has so many names that no other root adds one, and notes the limit.
    pub(super) fn cut_if_full(&mut self, site: ItemId, rule: &Text) -> Option<AbstractValue> {
        let call = self.found.get_mut(&(site, rule.clone()))?;
        let is_full = call.event.len() >= MOST_VALUES && !call.inside_wrapper;
        if !is_full || self.eval.is_recording() {
            return None;
        }
        let span = self.eval.index.site(site).span;
        let unknown = AbstractValue::Unknown(Rc::new((TOO_MANY_VALUES.to_owned(), span)));
        if !std::mem::replace(&mut call.is_full, true) {
            call.event.add(names(std::slice::from_ref(&unknown)));
            self.eval.index.note_limit(TOO_MANY_VALUES, span);
        }
        Some(unknown)
    }

    /// Keeps names that a call sends as well if it is found for another reason.
    pub(super) fn defer(&mut self, site: ItemId, rule: &Text, event: &[AbstractValue]) {
        let known = self.deferred.entry((site, rule.clone())).or_default();
        if known.len() <= MOST_VALUES {
            known.add(names(event));
        }
    }

    /// Adds the names that were kept to the calls that were found.
    pub(super) fn add_deferred(&mut self) {
        for ((site, rule), event) in std::mem::take(&mut self.deferred) {
            let is_cut = event.len() > MOST_VALUES;
            if let Some(call) = self.found.get_mut(&(site, rule.clone())) {
                call.event.add(event);
            }
            if is_cut {
                self.cut_if_full(site, &rule);
            }
        }
    }

    /// Returns the limit because of which callers of a function may be missing, and notes it if some are known.
    pub(super) fn limit_of_callers(&self, function: ItemId, callers: &[Caller]) -> Option<String> {
        let cut = match self.memo.is_exhausted {
            true => Some(TOO_MANY_VISITS.to_owned()),
            false => self.callers.cut_at(function),
        };
        let is_noted = cut.is_some() || !callers.is_empty();
        let limit = cut.or_else(|| self.callers.unread(function, callers))?;
        if is_noted {
            let span = self.eval.index.function(function).name_span;
            self.eval.index.note_limit(&*limit, span);
        }
        Some(limit)
    }

    /// Replaces a parameter reference that no caller supplies by an unknown value, and keeps the known parts around it.
    pub(super) fn unfilled(
        &self,
        values: &[AbstractValue],
        reference: &ParameterRef,
        limit: Option<String>,
    ) -> Values {
        let function = self.eval.index.function(reference.function);
        let why = || match function.parameters.get(reference.parameter as usize) {
            Some(Parameter {
                name,
                kind: ParameterKind::Provided,
                ..
            }) => format!("nothing was found that provides `{name}`"),
            _ => format!("no caller of `{}` passes a known name", function.name),
        };
        let why = limit.unwrap_or_else(why);
        let why = AbstractValue::Unknown(Rc::new((why, function.name_span)));
        let references = values
            .iter()
            .filter(|value| first_reference(value).is_some());
        let given = |index: u16| {
            let default = self.eval.default_of(reference.function, index as usize);
            default.into_iter().flatten().chain([why.clone()]).collect()
        };
        references
            .flat_map(|value| substitute(value, reference, &mut |index| given(index), &|_, _| None))
            .collect()
    }

    /// Returns true if a function sends these values for the first time. Notes the limit of visits if it is reached.
    pub(super) fn sends_first(
        &mut self,
        function: ItemId,
        origin: &Origin,
        values: &SlotValues,
        path: &[ItemId],
    ) -> bool {
        let first = self.memo.sends_first(function, origin, values, path);
        if !first && self.memo.is_exhausted {
            let span = self.eval.index.function(function).name_span;
            self.eval.index.note_limit(TOO_MANY_VISITS, span);
        }
        first
    }
}
