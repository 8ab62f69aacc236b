//! From roots to calls: every call site that sends an event, with its names and how they were found.

mod attributes;
mod carriers;
mod endpoints;
mod properties;
mod same;
mod visits;
mod ways;
mod wrappers;

use super::callers::{Caller, Callers};
use super::eval::Evaluator;
use super::frame::{Context, Frame, Passed};
use super::index::At;
use super::matcher::{self, CompiledCall, Matcher};
use super::modules;
use super::term::{self, Hole, Term, distinct, fill, first_hole};
use super::trail::{self, Seen, Trails};
use crate::calls::{Call, Property, Step, StepKind};
use crate::facts::{FunctionKind, Text};
use crate::rules::Slot;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use visits::Visits;
use wrappers::{is_handed_over, is_no_name};

/// The parts of a call that may depend on callers.
#[derive(Debug, Clone, Default)]
struct Parts {
    event: Vec<Term>,
    category: Option<Vec<Term>>,
    label: Option<Vec<Term>>,
    property: Option<Vec<Term>>,
    /// How the event was found, where somebody watches: from here to the tracking call proper.
    trail: Vec<Seen>,
}

impl Parts {
    /// Whether others say the same, however it was found.
    fn say_the_same(&self, other: &Parts) -> bool {
        self.event == other.event
            && (&self.category, &self.label, &self.property) == (&other.category, &other.label, &other.property)
    }
}

/// What a call inherits from the rule that recognised its root.
#[derive(Debug, Clone)]
struct Origin {
    rule: Text,
    system: Text,
    deprecated: Option<Text>,
}

/// A call in the making: several paths may lead to the same site.
struct Found {
    event: Vec<Term>,
    parts: Parts,
    via: Vec<Step>,
    inside_wrapper: bool,
    name_span: Span,
    origin: Origin,
    properties: Vec<Property>,
    properties_known: bool,
    /// The ways that lead here, where somebody watches: what they send, and how it was found.
    ways: Vec<(Vec<Term>, Vec<Seen>)>,
    said_at: BTreeSet<Span>,
}

/// Emits the calls of all roots.
pub struct Emitter<'e, 'a, 'r> {
    eval: &'e Evaluator<'a>,
    callers: Callers<'e, 'a>,
    matcher: &'e Matcher<'r>,
    /// The system whose calls are looked for; all where it is none.
    system: Option<&'e Text>,
    found: BTreeMap<(At, Text), Found>,
    deferred: Vec<(At, Text, Vec<Term>)>,
    visits: Visits,
    /// Where objects are made that bring a name along, until the call they bring it to is noted.
    said: Vec<Span>,
}

impl<'e, 'a, 'r> Emitter<'e, 'a, 'r> {
    /// An emitter of the rules in `matcher` over an evaluator.
    pub fn new(eval: &'e Evaluator<'a>, matcher: &'e Matcher<'r>) -> Self {
        Self {
            eval,
            callers: Callers::new(eval),
            matcher,
            system: None,
            found: BTreeMap::new(),
            deferred: Vec::new(),
            visits: Visits::default(),
            said: Vec::new(),
        }
    }

    /// The same for the calls of one system.
    pub fn of(self, system: &'e Text) -> Self {
        Self { system: Some(system), ..self }
    }

    /// Whether calls of a system are looked for.
    fn is_asked_for(&self, system: &Text) -> bool {
        self.system.is_none_or(|asked| asked == system)
    }

    /// Finds all calls, sorted by place.
    pub fn run(mut self) -> Vec<Call> {
        self.find();
        let mut calls = same::merged(self.found.iter().map(|((at, _), found)| self.finish(*at, found)).collect());
        calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        calls
    }

    /// How each call that sends `name` comes to it, where the evaluator is watchful.
    pub fn trails(mut self, name: &str) -> Trails {
        self.find();
        let sends = |terms: &Vec<Term>| term::names(terms).names.contains(name);
        let trail = |((at, rule), found): (&(At, Text), &Found)| {
            let way = found.ways.iter().find(|(sent, _)| sends(sent)).or(found.ways.first())?;
            Some(((self.eval.index.site(*at).span, rule.clone()), trail::leading(&way.1, name)))
        };
        self.found.iter().filter_map(trail).collect()
    }

    fn find(&mut self) {
        let matcher = self.matcher;
        for rule in &matcher.calls {
            if !self.is_asked_for(&rule.system) {
                continue;
            }
            // Calls on a descendant name it, and not the class the rule names.
            for class in &rule.rule.descends {
                self.eval.index.heirs(class);
            }
            for method in &rule.rule.method {
                for site in self.eval.index.sites_named(method).to_vec() {
                    if rule.matches(self.eval, site) {
                        self.root(rule, site);
                    }
                }
            }
        }
        self.attribute_roots();
        self.endpoints();
        for (site, rule, event) in std::mem::take(&mut self.deferred) {
            if let Some(found) = self.found.get_mut(&(site, rule)) {
                found.event.extend(event);
            }
        }
    }

    fn root(&mut self, rule: &CompiledCall<'_>, site: At) {
        let part = |slot: &Option<Slot>| slot.as_ref().and_then(|slot| matcher::slot(self.eval, site, rule.rule, slot));
        let (event, trail) = self.eval.watched(|| matcher::slot(self.eval, site, rule.rule, &rule.rule.event));
        let Some(event) = event else { return };
        let parts = Parts {
            event,
            category: part(&rule.rule.category),
            label: part(&rule.rule.label),
            property: part(&rule.rule.property),
            trail,
        };
        let origin = Origin { rule: rule.id.clone(), system: rule.system.clone(), deprecated: rule.rule.deprecated.clone() };
        let (properties, known) = self.properties(site, rule);
        let name_span = self.name_span(site, &rule.rule.event);
        let parts = self.carriers(site, parts, rule, &origin);
        self.expand(site, parts, &origin, Vec::new(), &mut Vec::new());
        if let Some(found) = self.found.get_mut(&(site, origin.rule.clone())) {
            found.properties = properties;
            found.properties_known = known;
            found.name_span = name_span;
        }
    }

    /// Notes the call at `site` and goes outward to callers. Returns what the event may be once all callers are known.
    fn expand(&mut self, site: At, parts: Parts, origin: &Origin, via: Vec<Step>, stack: &mut Vec<At>) -> Vec<Term> {
        // Whoever watches wants to see every way.
        let again = !self.eval.is_watchful();
        if let Some(visit) = self.visits.known(site, origin, &parts, stack).filter(|_| again) {
            self.said.extend(&visit.said);
            return visit.leaves.clone();
        }
        let running = self.visits.enter(stack);
        let from = self.said.len();
        let leaves = self.go_outward(site, parts.clone(), origin, via, stack);
        self.visits.leave(&running, site, origin, (parts, leaves.clone(), self.said[from..].to_vec()));
        leaves
    }

    fn go_outward(&mut self, site: At, parts: Parts, origin: &Origin, via: Vec<Step>, stack: &mut Vec<At>) -> Vec<Term> {
        let from = self.said.len();
        let hole = parts.event.iter().find_map(first_hole).cloned();
        let mut leaves: Vec<Term> = parts.event.iter().filter(|term| first_hole(term).is_none()).cloned().collect();
        if let Some(hole) = &hole {
            let function = hole.function;
            let open = self.visits.ends(function, stack);
            let callers = if open { Vec::new() } else { self.callers.filling(hole) };
            if callers.is_empty() {
                leaves.extend(self.unfilled(&parts.event, hole));
            }
            stack.push(function);
            for caller in callers {
                let mut filled = self.fill_parts(&parts, hole, caller);
                // A component or function that is given no name sends nothing.
                let has_modules = modules::has_modules(self.eval.index.unit(function).language);
                if has_modules && !filled.event.is_empty() && filled.event.iter().all(is_no_name) {
                    continue;
                }
                if self.decides_nothing(&parts.event, hole, &filled.event) {
                    leaves.extend(filled.event);
                    continue;
                }
                if !self.says(hole, caller) && !self.is_wrapper(hole.function) {
                    leaves.extend(filled.event);
                    continue;
                }
                // A handler that is only named is handed what is raised elsewhere, and says nothing itself.
                if is_handed_over(self.eval.index.site(caller.site)) {
                    leaves.extend(filled.event);
                    continue;
                }
                let via = self.step(&via, function);
                filled.trail = self.through(filled.trail, &via, &parts.trail, site);
                leaves.extend(self.expand(caller.site, filled, origin, via, stack));
            }
            stack.pop();
        } else {
            self.constant_senders(site, &parts, origin, &via, stack);
        }
        let leaves = distinct(leaves);
        let made = hole.as_ref().is_some_and(|hole| hole.of.is_some());
        let around = self.eval.index.around(site);
        if made && !around.is_some_and(|function| self.visits.ends(function, stack)) {
            // What the object was made from decides the name; the call of the method that sends it is the call.
            let known = Parts { event: leaves.clone(), ..parts.clone() };
            self.constant_senders(site, &known, origin, &via, stack);
        }
        if self.is_channel(site, hole.is_some()) {
            if hole.is_none() && !leaves.is_empty() && leaves.iter().all(|term| matches!(term, Term::Text(_))) {
                self.said.push(self.eval.index.site(site).span);
            }
            return leaves;
        }
        let said = self.said.split_off(from);
        self.note(site, &leaves, parts, origin, via, hole.is_some());
        if let Some(found) = self.found.get_mut(&(site, origin.rule.clone())) {
            found.said_at.extend(said);
        }
        leaves
    }

    /// Terms whose hole nobody fills: the hole becomes unknown, what is known around it stays.
    fn unfilled(&self, terms: &[Term], hole: &Hole) -> Vec<Term> {
        let declared = self.eval.index.function(hole.function);
        let why = Term::Unknown(std::rc::Rc::new((
            format!("no call of `{}` was found that says it", declared.name),
            declared.name_span,
        )));
        let holes = terms.iter().filter(|term| first_hole(term).is_some());
        let given = |index: u16| {
            let default = self.eval.default_of(hole.function, index as usize);
            default.into_iter().flatten().chain([why.clone()]).collect()
        };
        holes.flat_map(|term| fill(term, hole, &mut |index| given(index))).collect()
    }

    fn fill_parts(&self, parts: &Parts, hole: &Hole, caller: Caller) -> Parts {
        let mut cx = self.eval.context_of(caller.site);
        let site = self.eval.index.site(caller.site);
        if site.name == "super" {
            // The same object goes on to the next constructor, so it stays of the class it was made as.
            cx.class.clone_from(&hole.of);
        }
        let (frame, seen) =
            self.eval.watched(|| self.eval.frame(vec![hole.function], Passed::Site(caller.site), &cx, caller.skip));
        let mut trail = self.towards(caller.site);
        trail.extend(seen);
        let filled_from = |frame: &Frame, terms: &[Term]| {
            let mut given = |index: u16| self.eval.given(frame, index);
            distinct(terms.iter().flat_map(|term| fill(term, hole, &mut given)).collect())
        };
        let filled = |terms: &[Term]| filled_from(&frame, terms);
        let as_heir = |cx: &Context| {
            let frame = self.eval.frame(vec![hole.function], Passed::Site(caller.site), cx, caller.skip);
            Some(filled_from(&frame, &parts.event))
        };
        let part = |part: &Option<Vec<Term>>| part.as_deref().map(filled);
        Parts {
            event: matcher::by_heir(self.eval, caller.site, Some(filled(&parts.event)), &as_heir).unwrap_or_default(),
            category: part(&parts.category),
            label: part(&parts.label),
            property: part(&parts.property),
            trail,
        }
    }

    /// When the function around a site exists only to send this event, calling it from elsewhere is a call too.
    fn constant_senders(&mut self, site: At, parts: &Parts, origin: &Origin, via: &[Step], stack: &mut Vec<At>) {
        let Some(function) = self.eval.index.around(site) else { return };
        if !self.is_wrapper(function) || !self.visits.sends_first(function, origin, parts) {
            return;
        }
        stack.push(function);
        let own = self.eval.index.class_key(At { unit: function.unit, item: self.eval.index.function(function).scope });
        for caller in self.callers.of(function, None) {
            let via = self.step(via, function);
            // Inside one class the call proper is evidence enough; listing its helpers again would only be noise. What is
            // behind the helper still counts, and so does a helper that is a call for another reason.
            let receiver = &self.eval.index.site(caller.site).receiver;
            let class = self.eval.class_of(&self.eval.context_of(caller.site));
            if class == *own || (receiver.is_none() && !own.is_empty() && self.eval.index.descends(&class, own)) {
                self.deferred.push((caller.site, origin.rule.clone(), parts.event.clone()));
                self.constant_senders(caller.site, parts, origin, &via, stack);
                continue;
            }
            // The name is settled; what else is sent may still be the caller's to say.
            let others = [&parts.category, &parts.label, &parts.property].into_iter().flatten().flatten();
            let hole = others.filter_map(first_hole).find(|hole| hole.function == function).cloned();
            let mut filled = match &hole {
                Some(hole) => self.fill_parts(parts, hole, caller),
                None => Parts { trail: self.towards(caller.site), ..parts.clone() },
            };
            filled.trail = self.through(filled.trail, &via, &parts.trail, site);
            self.expand(caller.site, filled, origin, via, stack);
        }
        stack.pop();
    }

    fn step(&self, via: &[Step], function: At) -> Vec<Step> {
        let declared = self.eval.index.function(function);
        let kind = match declared.kind {
            FunctionKind::Constructor if modules::has_modules(self.eval.index.unit(function).language) => StepKind::Property,
            _ => StepKind::Wrapper,
        };
        let mut via = via.to_vec();
        via.push(Step { kind, name: declared.name.clone(), span: declared.name_span });
        via
    }

    fn note(&mut self, site: At, leaves: &[Term], parts: Parts, origin: &Origin, via: Vec<Step>, inside_wrapper: bool) {
        let name_span = self.eval.index.site(site).name_span;
        let entry = self.found.entry((site, origin.rule.clone()));
        let found = entry.or_insert_with(|| Found {
            event: Vec::new(),
            parts: parts.clone(),
            via,
            inside_wrapper,
            name_span,
            origin: origin.clone(),
            properties: Vec::new(),
            properties_known: false,
            ways: Vec::new(),
            said_at: BTreeSet::new(),
        });
        if self.eval.is_watchful() {
            found.ways.push((leaves.to_vec(), parts.trail));
        }
        found.event.extend(leaves.iter().cloned());
        for (kept, new) in [
            (&mut found.parts.category, parts.category),
            (&mut found.parts.label, parts.label),
            (&mut found.parts.property, parts.property),
        ] {
            match (kept, new) {
                (Some(kept), Some(new)) => kept.extend(new),
                (kept @ None, new) => *kept = new,
                _ => {}
            }
        }
    }
}
