//! From roots to calls: every call site that sends an event, with its names and how they were found.

mod attributes;
mod component_options;
mod dedupe;
mod endpoints;
mod memo;
mod properties;
mod roots;
mod steps;
mod wrappers;

use crate::calls::{Property, Step, StepKind};
use crate::facts::{FunctionKind, Parameter, ParameterKind, Text};
use crate::resolve::callers::{Caller, Callers};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Names, ParameterRef, distinct, first_reference, names, substitute,
};
use crate::resolve::evaluate::call_frame::{Arguments, CallFrame, Context};
use crate::resolve::explain::{self, Explanations, TraceStep};
use crate::resolve::grounds::{Answer, Kind};
use crate::resolve::match_rules::{self, CompiledCall, Matcher};
use crate::resolve::project::modules;
use crate::resolve::project::view::ItemId;
use crate::resolve::propagate::memo::Memo;
pub use crate::resolve::propagate::roots::Standing;
use crate::resolve::propagate::roots::{AllFound, Place, Work};
use crate::resolve::propagate::wrappers::{is_handed_over, is_no_name};
use crate::rules::Slot;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The parts of a call that may depend on callers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    event: Vec<AbstractValue>,
    category: Option<Vec<AbstractValue>>,
    label: Option<Vec<AbstractValue>>,
    property: Option<Vec<AbstractValue>>,
    /// How the event was found, where somebody watches: from here to the tracking call proper.
    steps: Vec<TraceStep>,
}

impl Parts {
    /// Whether others say the same, however it was found.
    fn say_the_same(&self, other: &Parts) -> bool {
        self.event == other.event
            && (&self.category, &self.label, &self.property)
                == (&other.category, &other.label, &other.property)
    }
}

/// What a call inherits from the rule that recognised its root.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    rule: Text,
    system: Text,
    deprecated: Option<Text>,
}

/// A call in the making: several paths may lead to the same site.
#[derive(Debug, Clone)]
struct Found {
    event: Names,
    also: Also,
    via: Vec<Step>,
    inside_wrapper: bool,
    origin: Origin,
    /// What its own rule says of it.
    own: Option<Own>,
    said_at: BTreeSet<Span>,
}

/// What is sent with an event.
#[derive(Debug, Clone, Default)]
struct Also {
    category: Option<Names>,
    label: Option<Names>,
    property: Option<Names>,
}

/// What a rule says of a call that it recognises itself.
#[derive(Debug, Clone)]
struct Own {
    name_span: Span,
    properties: Vec<Property>,
    properties_known: bool,
}

impl Found {
    /// Takes in what another path to the same site comes to.
    fn add(&mut self, other: Self) {
        self.event.add(other.event);
        let pairs = [
            (&mut self.also.category, other.also.category),
            (&mut self.also.label, other.also.label),
            (&mut self.also.property, other.also.property),
        ];
        for (kept, new) in pairs {
            match (kept, new) {
                (Some(kept), Some(new)) => kept.add(new),
                (kept @ None, new) => *kept = new,
                _ => {}
            }
        }
        self.own = other.own.or(self.own.take());
        self.said_at.extend(other.said_at);
    }
}

/// What is sent one way, and how that was found.
type Way = (Names, Vec<TraceStep>);

/// Emits the calls of all roots.
pub struct Propagator<'e, 'a, 'r> {
    eval: &'e Evaluator<'a>,
    callers: Callers<'e, 'a>,
    matcher: &'e Matcher<'r>,
    /// The system whose calls are looked for; all where it is none.
    system: Option<&'e Text>,
    works: BTreeMap<Place, Work>,
    found: AllFound,
    deferred: Vec<(ItemId, Text, Names)>,
    /// What is looked at anew each time.
    always: Vec<Answer>,
    visits: Memo,
    /// The ways that lead to each site, where somebody watches: what they send, and how it was found.
    ways: BTreeMap<(ItemId, Text), Vec<Way>>,
    /// Where objects are made that bring a name along, until the call they bring it to is noted.
    said: Vec<Span>,
}

impl<'e, 'a, 'r> Propagator<'e, 'a, 'r> {
    /// An emitter of the rules in `matcher` over an evaluator.
    pub fn new(eval: &'e Evaluator<'a>, matcher: &'e Matcher<'r>) -> Self {
        Self {
            eval,
            callers: Callers::new(eval),
            matcher,
            system: None,
            works: BTreeMap::new(),
            found: AllFound::new(),
            deferred: Vec::new(),
            always: Vec::new(),
            visits: Memo::default(),
            ways: BTreeMap::new(),
            said: Vec::new(),
        }
    }

    /// The same for the calls of one system.
    pub fn of(self, system: &'e Text) -> Self {
        Self {
            system: Some(system),
            ..self
        }
    }

    /// Whether calls of a system are looked for.
    fn is_asked_for(&self, system: &Text) -> bool {
        self.system.is_none_or(|asked| asked == system)
    }

    /// How each call that sends `name` comes to it, where the evaluator is watchful.
    pub fn explanations(mut self, name: &str) -> Explanations {
        self.find(roots::places(
            self.matcher,
            self.eval.index,
            self.system,
            &|_| true,
        ));
        let steps = |((at, rule), ways): (&(ItemId, Text), &Vec<Way>)| {
            let way = ways
                .iter()
                .find(|(sent, _)| sent.names.contains(name))
                .or(ways.first())?;
            Some((
                (self.eval.index.site(*at).span, rule.clone()),
                explain::leading(&way.1, name),
            ))
        };
        self.ways.iter().filter_map(steps).collect()
    }

    /// Finds what roots at these places come to, beside what is known of others.
    fn find(&mut self, places: Vec<Place>) {
        let (index, matcher) = (self.eval.index, self.matcher);
        let ((), answer) = index.answer(Kind::Root, || {
            // Calls on a descendant name it, and not the class the rule names.
            let rules = matcher
                .calls
                .iter()
                .filter(|rule| self.is_asked_for(&rule.system));
            rules
                .flat_map(|rule| &rule.rule.descends)
                .for_each(|class| drop(index.subclasses(class)));
        });
        self.always.push(answer);
        self.look_at(places);
        let ((), answer) = index.answer(Kind::Root, || self.endpoints());
        self.always.push(answer);
    }

    /// Whether a limit is near that holds for all roots together: what one comes to may then depend on the others.
    fn is_strained(&self) -> bool {
        self.eval.is_strained() || self.visits.is_strained()
    }

    fn root(&mut self, rule: &CompiledCall<'_>, site: ItemId) {
        let part = |slot: &Option<Slot>| {
            slot.as_ref()
                .and_then(|slot| match_rules::slot(self.eval, site, rule.rule, slot))
        };
        let (event, steps) = self
            .eval
            .recorded(|| match_rules::slot(self.eval, site, rule.rule, &rule.rule.event));
        let Some(event) = event else { return };
        let parts = Parts {
            event,
            category: part(&rule.rule.category),
            label: part(&rule.rule.label),
            property: part(&rule.rule.property),
            steps,
        };
        let origin = Origin {
            rule: rule.id.clone(),
            system: rule.system.clone(),
            deprecated: rule.rule.deprecated.clone(),
        };
        let (properties, properties_known) = self.properties(site, rule);
        let name_span = self.name_span(site, &rule.rule.event);
        let parts = self.component_options(site, parts, rule, &origin);
        self.expand(site, parts, &origin, Vec::new(), &mut Vec::new());
        if let Some(found) = self.found.get_mut(&(site, origin.rule.clone())) {
            found.own = Some(Own {
                name_span,
                properties,
                properties_known,
            });
        }
    }

    /// Notes the call at `site` and goes outward to callers. Returns what the event may be once all callers are known.
    fn expand(
        &mut self,
        site: ItemId,
        parts: Parts,
        origin: &Origin,
        via: Vec<Step>,
        stack: &mut Vec<ItemId>,
    ) -> Vec<AbstractValue> {
        // Whoever watches wants to see every way.
        let again = !self.eval.is_recording();
        if let Some(visit) = self
            .visits
            .known(site, origin, &parts, stack)
            .filter(|_| again)
        {
            self.said.extend(&visit.said);
            return visit.leaves.clone();
        }
        let running = self.visits.enter(stack);
        let from = self.said.len();
        let leaves = self.go_outward(site, parts.clone(), origin, via, stack);
        self.visits.leave(
            &running,
            site,
            origin,
            (parts, leaves.clone(), self.said[from..].to_vec()),
        );
        leaves
    }

    fn go_outward(
        &mut self,
        site: ItemId,
        parts: Parts,
        origin: &Origin,
        via: Vec<Step>,
        stack: &mut Vec<ItemId>,
    ) -> Vec<AbstractValue> {
        let from = self.said.len();
        let reference = parts.event.iter().find_map(first_reference).cloned();
        let mut leaves: Vec<AbstractValue> = parts
            .event
            .iter()
            .filter(|term| first_reference(term).is_none())
            .cloned()
            .collect();
        if let Some(reference) = &reference {
            let function = reference.function;
            let open = self.visits.ends(function, stack);
            let callers = if open {
                Vec::new()
            } else {
                self.callers.filling(reference)
            };
            if callers.is_empty() {
                leaves.extend(self.unfilled(&parts.event, reference));
            }
            stack.push(function);
            for caller in callers {
                let mut filled = self.fill_parts(&parts, reference, caller);
                // A component or function that is given no name sends nothing.
                let has_modules = modules::has_modules(self.eval.index.unit(function).language);
                if has_modules && !filled.event.is_empty() && filled.event.iter().all(is_no_name) {
                    continue;
                }
                if self.decides_nothing(&parts.event, reference, &filled.event) {
                    leaves.extend(filled.event);
                    continue;
                }
                if !self.says(reference, caller) && !self.is_wrapper(reference.function) {
                    leaves.extend(filled.event);
                    continue;
                }
                // A handler that is only named is handed what is raised elsewhere, and says nothing itself.
                if is_handed_over(self.eval.index.site(caller.site)) {
                    leaves.extend(filled.event);
                    continue;
                }
                let via = self.step(&via, function);
                filled.steps = self.through(filled.steps, &via, &parts.steps, site);
                leaves.extend(self.expand(caller.site, filled, origin, via, stack));
            }
            stack.pop();
        } else {
            self.constant_senders(site, &parts, origin, &via, stack);
        }
        let leaves = distinct(leaves);
        let made = reference
            .as_ref()
            .is_some_and(|reference| reference.of.is_some());
        let around = self.eval.index.around(site);
        if made && !around.is_some_and(|function| self.visits.ends(function, stack)) {
            // What the object was made from decides the name; the call of the method that sends it is the call.
            let known = Parts {
                event: leaves.clone(),
                ..parts.clone()
            };
            self.constant_senders(site, &known, origin, &via, stack);
        }
        if self.is_channel(site, reference.is_some()) {
            if reference.is_none()
                && !leaves.is_empty()
                && leaves
                    .iter()
                    .all(|term| matches!(term, AbstractValue::Text(_)))
            {
                self.said.push(self.eval.index.site(site).span);
            }
            return leaves;
        }
        let said = self.said.split_off(from);
        self.note(
            site,
            names(&leaves),
            parts,
            origin,
            via,
            reference.is_some(),
        );
        if let Some(found) = self.found.get_mut(&(site, origin.rule.clone())) {
            found.said_at.extend(said);
        }
        leaves
    }

    /// Terms whose parameter reference nobody fills: the parameter reference becomes unknown, what is known around it stays.
    fn unfilled(&self, terms: &[AbstractValue], reference: &ParameterRef) -> Vec<AbstractValue> {
        let declared = self.eval.index.function(reference.function);
        let why = match declared.parameters.get(reference.parameter as usize) {
            Some(Parameter {
                name,
                kind: ParameterKind::Provided,
                ..
            }) => format!("nothing was found that provides `{name}`"),
            _ => format!("no call of `{}` was found that says it", declared.name),
        };
        let why = AbstractValue::Unknown(std::rc::Rc::new((why, declared.name_span)));
        let holes = terms.iter().filter(|term| first_reference(term).is_some());
        let given = |index: u16| {
            let default = self.eval.default_of(reference.function, index as usize);
            default.into_iter().flatten().chain([why.clone()]).collect()
        };
        holes
            .flat_map(|term| substitute(term, reference, &mut |index| given(index)))
            .collect()
    }

    fn fill_parts(&self, parts: &Parts, reference: &ParameterRef, caller: Caller) -> Parts {
        let mut cx = self.eval.context_of(caller.site);
        let site = self.eval.index.site(caller.site);
        if site.name == "super" {
            // The same object goes on to the next constructor, so it stays of the class it was made as.
            cx.class.clone_from(&reference.of);
        }
        let (frame, seen) = self.eval.recorded(|| {
            self.eval.frame(
                vec![reference.function],
                Arguments::Site(caller.site),
                &cx,
                caller.skip,
            )
        });
        let mut steps = self.towards(caller.site);
        steps.extend(seen);
        let filled_from = |frame: &CallFrame, terms: &[AbstractValue]| {
            let mut given = |index: u16| self.eval.given(frame, index);
            distinct(
                terms
                    .iter()
                    .flat_map(|term| substitute(term, reference, &mut given))
                    .collect(),
            )
        };
        let filled = |terms: &[AbstractValue]| filled_from(&frame, terms);
        let as_subclass = |cx: &Context| {
            let frame = self.eval.frame(
                vec![reference.function],
                Arguments::Site(caller.site),
                cx,
                caller.skip,
            );
            Some(filled_from(&frame, &parts.event))
        };
        let part = |part: &Option<Vec<AbstractValue>>| part.as_deref().map(filled);
        Parts {
            event: match_rules::by_subclass(
                self.eval,
                caller.site,
                Some(filled(&parts.event)),
                &as_subclass,
            )
            .unwrap_or_default(),
            category: part(&parts.category),
            label: part(&parts.label),
            property: part(&parts.property),
            steps,
        }
    }

    /// When the function around a site exists only to send this event, calling it from elsewhere is a call too.
    fn constant_senders(
        &mut self,
        site: ItemId,
        parts: &Parts,
        origin: &Origin,
        via: &[Step],
        stack: &mut Vec<ItemId>,
    ) {
        let Some(function) = self.eval.index.around(site) else {
            return;
        };
        if !self.is_wrapper(function) || !self.visits.sends_first(function, origin, parts) {
            return;
        }
        stack.push(function);
        let own = self.eval.index.class_key(ItemId {
            unit: function.unit,
            item: self.eval.index.function(function).scope,
        });
        for caller in self.callers.of(function, None) {
            let via = self.step(via, function);
            // Inside one class the call proper is evidence enough; listing its helpers again would only be noise. What is
            // behind the helper still counts, and so does a helper that is a call for another reason.
            let receiver = &self.eval.index.site(caller.site).receiver;
            let class = self.eval.class_of(&self.eval.context_of(caller.site));
            if class == *own
                || (receiver.is_none() && !own.is_empty() && self.eval.index.descends(&class, own))
            {
                self.deferred
                    .push((caller.site, origin.rule.clone(), names(&parts.event)));
                self.constant_senders(caller.site, parts, origin, &via, stack);
                continue;
            }
            // The name is settled; what else is sent may still be the caller's to say.
            let others = [&parts.category, &parts.label, &parts.property]
                .into_iter()
                .flatten()
                .flatten();
            let reference = others
                .filter_map(first_reference)
                .find(|reference| reference.function == function)
                .cloned();
            let mut filled = match &reference {
                Some(reference) => self.fill_parts(parts, reference, caller),
                None => Parts {
                    steps: self.towards(caller.site),
                    ..parts.clone()
                },
            };
            filled.steps = self.through(filled.steps, &via, &parts.steps, site);
            self.expand(caller.site, filled, origin, via, stack);
        }
        stack.pop();
    }

    fn step(&self, via: &[Step], function: ItemId) -> Vec<Step> {
        let declared = self.eval.index.function(function);
        let kind = match declared.kind {
            FunctionKind::Constructor
                if modules::has_modules(self.eval.index.unit(function).language) =>
            {
                StepKind::Property
            }
            _ => StepKind::Wrapper,
        };
        let mut via = via.to_vec();
        via.push(Step {
            kind,
            name: declared.name.clone(),
            span: declared.name_span,
        });
        via
    }

    fn note(
        &mut self,
        site: ItemId,
        event: Names,
        parts: Parts,
        origin: &Origin,
        via: Vec<Step>,
        inside_wrapper: bool,
    ) {
        let key = (site, origin.rule.clone());
        if self.eval.is_recording() {
            self.ways
                .entry(key.clone())
                .or_default()
                .push((event.clone(), parts.steps));
        }
        let part = |terms: Option<Vec<AbstractValue>>| terms.map(|terms| names(&terms));
        let also = Also {
            category: part(parts.category),
            label: part(parts.label),
            property: part(parts.property),
        };
        let origin = origin.clone();
        let found = Found {
            event,
            also,
            via,
            inside_wrapper,
            origin,
            own: None,
            said_at: BTreeSet::new(),
        };
        roots::add(&mut self.found, key, found);
    }
}
