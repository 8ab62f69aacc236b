//! From roots to calls: every call site that sends an event, with its names and how they were found.

mod call_builder;
mod call_facts;
mod component_options;
mod dedupe;
mod elements;
mod endpoints;
mod failed_lookups;
mod fill;
mod handed_out;
mod limits;
mod memo;
mod method_sites;
mod open_callers;
mod properties;
mod receiver_class;
mod roots;
mod service_objects;
mod steps;
mod via;
mod wrappers;

use crate::calls::{Step, StepKind};
use crate::facts::{FunctionKind, SiteKind, Text};
use crate::resolve::callers::Callers;
use crate::resolve::callers::index::CallerIndex;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, ParameterRef, Values};
use crate::resolve::evaluate::combine::{distinct_all, first_reference};
use crate::resolve::evaluate::names::{Names, names};
use crate::resolve::evaluate::trace_step::TraceStep;
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::call_builder::{CallBuilder, CallBuilders, Origin, SlotValues, add};
use crate::resolve::propagate::call_facts::{is_deferred, is_handed_over, is_no_name};
use crate::resolve::propagate::memo::{Memo, TOO_MANY_VALUES};
use crate::resolve::propagate::open_callers::{OpenCallers, OpenKey};
use crate::resolve::propagate::via::Via;
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A path to a site: the names that are sent, and the steps to them.
pub(crate) type Path = (Names, Vec<TraceStep>);

/// The propagation of names from the roots of a system outward through wrappers.
pub(crate) struct Propagator<'e, 'a, 'r> {
    eval: &'e Evaluator<'a>,
    callers: Callers<'e, 'a>,
    matcher: &'e Matcher<'r>,
    /// The system whose calls are found; all systems without one.
    system: Option<&'e Text>,
    found: CallBuilders,
    /// Names that calls send as well if they are found for another reason.
    deferred: BTreeMap<(ItemId, Text), Names>,
    memo: Memo,
    /// Functions whose statements were looked at, and true for those that only track.
    only_sends: RefCell<FxHashMap<ItemId, bool>>,
    /// The paths to each site, if steps are recorded.
    paths: BTreeMap<(ItemId, Text), Vec<Path>>,
    /// Rules that matched a site.
    matched: BTreeSet<Text>,
    /// The callers of functions that may get another name.
    open: FxHashMap<OpenKey, OpenCallers>,
    /// The constructions of objects with a constant name, until the call that sends it is noted.
    constructed_at: Vec<Span>,
}

impl<'e, 'a, 'r> Propagator<'e, 'a, 'r> {
    /// Returns a propagator of the rules of a system, or of all systems.
    pub(crate) fn new(
        eval: &'e Evaluator<'a>,
        callers: &'e CallerIndex,
        matcher: &'e Matcher<'r>,
        system: Option<&'e Text>,
    ) -> Self {
        Self {
            eval,
            callers: Callers::new(eval, callers),
            matcher,
            system,
            found: CallBuilders::new(),
            deferred: BTreeMap::new(),
            memo: Memo::new(eval.index.units.len()),
            only_sends: RefCell::default(),
            paths: BTreeMap::new(),
            matched: BTreeSet::new(),
            open: FxHashMap::default(),
            constructed_at: Vec::new(),
        }
    }

    fn has_system(&self, system: &Text) -> bool {
        self.system.is_none_or(|asked| asked == system)
    }

    /// Finds all calls, and returns the recorded paths to each site.
    pub(crate) fn paths(mut self) -> BTreeMap<(ItemId, Text), Vec<Path>> {
        self.find();
        self.paths
    }

    /// Notes the call at `site` and goes outward to its callers. Returns the possible events once all callers are known.
    fn expand(
        &mut self,
        site: ItemId,
        values: SlotValues,
        origin: &Origin,
        via: Via,
        stack: &mut Vec<ItemId>,
    ) -> Values {
        // A recording needs every path.
        let again = !self.eval.is_recording();
        let known = self.memo.known(site, origin, &values, stack);
        if let Some(visit) = known.filter(|_| again) {
            self.constructed_at.extend(&visit.constructed_at);
            return visit.leaves.clone();
        }
        if self.memo.is_full(site, origin) {
            let span = self.eval.index.site(site).span;
            return self.cut(site, values, origin, (TOO_MANY_VALUES, span), via);
        }
        let running = self.memo.enter(stack);
        let from = self.constructed_at.len();
        let leaves = self.go_outward(site, values.clone(), origin, via, stack);
        let constructed_at = self.constructed_at[from..].to_vec();
        let result = (values, leaves.clone(), constructed_at);
        self.memo.leave(&running, site, origin, result);
        leaves
    }

    fn go_outward(
        &mut self,
        site: ItemId,
        values: SlotValues,
        origin: &Origin,
        via: Via,
        stack: &mut Vec<ItemId>,
    ) -> Values {
        let from = self.constructed_at.len();
        let reference = self.next_reference(&values.event);
        let mut leaves = values.event.clone();
        leaves.retain(|value| first_reference(value).is_none());
        match &reference {
            Some(reference) => {
                if let Some(inner) = self.called_outside(site, reference) {
                    let way = (origin, &via);
                    leaves.extend(self.follow_inner(inner, site, &values, way, stack));
                }
                // The inner function may also be passed to code that is not followed.
                leaves.extend(self.follow_callers(site, &values, reference, origin, &via, stack));
            }
            None => self.constant_senders(site, &values, origin, &via, stack),
        }
        let leaves = distinct_all(leaves);
        let is_constructed = reference
            .as_ref()
            .is_some_and(|reference| reference.of.is_some());
        if let Some(reference) = reference.as_ref().filter(|_| is_constructed) {
            self.calls_on_objects(site, &values, reference, (origin, &via), stack);
        }
        let around = self.eval.index.around(site);
        if is_constructed && !around.is_some_and(|function| self.memo.ends(function, stack)) {
            // The constructor's arguments decide the name, but callers of the sending method are the calls.
            let known = SlotValues {
                event: leaves.clone(),
                ..values.clone()
            };
            self.constant_senders(site, &known, origin, &via, stack);
        }
        let is_open = reference.is_some();
        // A construction that a rule names is a call itself.
        let is_root = via.is_empty() && self.eval.index.site(site).kind == SiteKind::Call;
        if !is_root && self.is_channel(site, is_open) {
            if !is_open && !leaves.is_empty() && leaves.iter().all(AbstractValue::is_text) {
                self.constructed_at.push(self.eval.index.site(site).span);
            }
            return leaves;
        }
        let constructed_at = self.constructed_at.split_off(from);
        self.note(site, names(&leaves), values, origin, via, is_open);
        if let Some(found) = self.found.get_mut(&(site, origin.rule.clone())) {
            found.said_at.extend(constructed_at);
        }
        leaves
    }

    /// Goes outward to the callers that supply a parameter reference. Returns the possible events.
    fn follow_callers(
        &mut self,
        site: ItemId,
        values: &SlotValues,
        reference: &ParameterRef,
        origin: &Origin,
        via: &Via,
        stack: &mut Vec<ItemId>,
    ) -> Values {
        let function = reference.function;
        let callers = match self.memo.ends(function, stack) {
            true => Vec::new(),
            false => self.callers.supplying(reference),
        };
        let limit = self.limit_of_callers(function, &callers);
        let mut leaves = Vec::new();
        if callers.is_empty() || limit.is_some() {
            leaves.extend(self.unfilled(&values.event, reference, limit));
        }
        let key = OpenKey::of_reference(reference, origin);
        let mut open = self.open_callers(&key, callers);
        stack.push(function);
        for caller in std::mem::take(&mut open.callers) {
            if self.is_full(caller, origin, &mut open) {
                continue;
            }
            let mut filled = self.fill_parts(values, reference, caller);
            // The caller's values do not meet the condition in front of the tracking call.
            if filled.event.is_empty() && values.event.iter().any(is_deferred) {
                continue;
            }
            // A component or function without a name sends nothing.
            if filled.event.iter().all(is_no_name)
                && self.sends_nothing(values, reference, caller, origin, via)
            {
                continue;
            }
            if self.is_message(caller.site) {
                leaves.extend(self.of_message(&filled.event, caller.site));
                continue;
            }
            // A handler passed by name gets its arguments elsewhere.
            if self.decides_nothing(&values.event, reference, &filled.event)
                || !(self.supplies(reference, caller)
                    || self.is_wrapper(function, origin.own_class))
                || is_handed_over(self.eval.index.site(caller.site))
            {
                leaves.extend(filled.event);
                continue;
            }
            let via = self.step(via, function);
            filled.steps = self.through(filled.steps, &via, &values.steps, site);
            leaves.extend(self.expand(caller.site, filled, origin, via, stack));
        }
        stack.pop();
        leaves.extend(open.cut.clone());
        self.keep_open(key, open);
        leaves
    }

    /// Adds the callers of the function around a site if the function exists only to send this event.
    fn constant_senders(
        &mut self,
        site: ItemId,
        values: &SlotValues,
        origin: &Origin,
        via: &Via,
        stack: &mut Vec<ItemId>,
    ) {
        let Some(function) = self.eval.index.around(site) else {
            return;
        };
        let is_of_object = self.is_of_object(site, function, &values.event);
        if !self.is_wrapper(function, origin.own_class || is_of_object)
            || !self.sends_first(function, origin, values, stack)
            || self.is_kept(site)
        {
            return;
        }
        stack.push(function);
        let own = self.eval.index.class_of_function(function);
        let mut callers = self.callers.of(function, None);
        if origin.references {
            callers.extend(self.callers.references(function));
        }
        let key = OpenKey::of_function(function, origin);
        let mut open = self.open_callers(&key, callers);
        for caller in std::mem::take(&mut open.callers) {
            // A component is used for what it shows, unless its name shows that it tracks.
            let is_element = self.eval.index.site(caller.site).kind == SiteKind::Element;
            if is_element && !self.is_named_for_tracking(function) {
                continue;
            }
            let via = self.step(via, function);
            // Inside one class the call proper is evidence enough; listing its helpers again would only be noise. What is
            // behind the helper still counts, and so does a helper that is a call for another reason.
            let receiver = &self.eval.index.site(caller.site).receiver;
            let class = self.eval.class_of(&self.eval.context_of(caller.site));
            let is_own = class == *own
                || (receiver.is_none() && !own.is_empty() && self.eval.index.descends(&class, own));
            if is_own && !origin.own_class {
                open.callers.push(caller);
                self.defer(caller.site, &origin.rule, &values.event);
                self.constant_senders(caller.site, values, origin, &via, stack);
                continue;
            }
            if self.is_full(caller, origin, &mut open) {
                continue;
            }
            let mut filled = self.settled_values(site, function, caller, values, origin);
            filled.steps = self.through(filled.steps, &via, &values.steps, site);
            self.expand(caller.site, filled, origin, via, stack);
        }
        stack.pop();
        self.keep_open(key, open);
    }

    fn step(&self, via: &Via, function: ItemId) -> Via {
        let definition = self.eval.index.function(function);
        let kind = match definition.kind {
            FunctionKind::Constructor if self.eval.index.is_per_file(function.unit) => {
                StepKind::Property
            }
            _ => StepKind::Wrapper,
        };
        via.with(Step {
            kind,
            name: definition.name.clone(),
            span: definition.name_span,
        })
    }

    fn note(
        &mut self,
        site: ItemId,
        event: Names,
        values: SlotValues,
        origin: &Origin,
        via: Via,
        inside_wrapper: bool,
    ) {
        let key = (site, origin.rule.clone());
        if self.eval.is_recording() {
            self.paths
                .entry(key.clone())
                .or_default()
                .push((event.clone(), values.steps));
        }
        let slot = |values: Option<Values>| values.map(|values| names(&values));
        let call = CallBuilder {
            event,
            category: slot(values.category),
            label: slot(values.label),
            property: slot(values.property),
            via,
            inside_wrapper,
            origin: origin.clone(),
            own: None,
            said_at: BTreeSet::new(),
            is_full: false,
        };
        add(&mut self.found, key, call);
    }
}
