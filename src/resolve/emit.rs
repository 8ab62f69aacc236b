//! From roots to calls: every call site that sends an event, with its names and how they were found.

mod attributes;
mod carriers;
mod endpoints;
mod properties;
mod same;
mod visits;
mod ways;
mod works;
mod wrappers;

use super::callers::{Caller, Callers};
use super::eval::Evaluator;
use super::frame::{Context, Frame, Passed};
use super::grounds::{Answer, Kind};
use super::index::At;
use super::matcher::{self, CompiledCall, Matcher};
use super::modules;
use super::term::{Hole, Names, Term, distinct, fill, first_hole, names};
use super::trail::{self, Seen, Trails};
use crate::calls::{Property, Step, StepKind};
use crate::facts::{FunctionKind, Parameter, ParameterKind, Text};
use crate::rules::Slot;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use visits::Visits;
pub use works::Standing;
use works::{AllFound, Place, Work};
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
            && (&self.category, &self.label, &self.property)
                == (&other.category, &other.label, &other.property)
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
type Way = (Names, Vec<Seen>);

/// Emits the calls of all roots.
pub struct Emitter<'e, 'a, 'r> {
    eval: &'e Evaluator<'a>,
    callers: Callers<'e, 'a>,
    matcher: &'e Matcher<'r>,
    /// The system whose calls are looked for; all where it is none.
    system: Option<&'e Text>,
    works: BTreeMap<Place, Work>,
    found: AllFound,
    deferred: Vec<(At, Text, Names)>,
    /// What is looked at anew each time.
    always: Vec<Answer>,
    visits: Visits,
    /// The ways that lead to each site, where somebody watches: what they send, and how it was found.
    ways: BTreeMap<(At, Text), Vec<Way>>,
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
            works: BTreeMap::new(),
            found: AllFound::new(),
            deferred: Vec::new(),
            always: Vec::new(),
            visits: Visits::default(),
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
    pub fn trails(mut self, name: &str) -> Trails {
        self.find(works::places(
            self.matcher,
            self.eval.index,
            self.system,
            &|_| true,
        ));
        let trail = |((at, rule), ways): (&(At, Text), &Vec<Way>)| {
            let way = ways
                .iter()
                .find(|(sent, _)| sent.names.contains(name))
                .or(ways.first())?;
            Some((
                (self.eval.index.site(*at).span, rule.clone()),
                trail::leading(&way.1, name),
            ))
        };
        self.ways.iter().filter_map(trail).collect()
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
                .for_each(|class| drop(index.heirs(class)));
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

    fn root(&mut self, rule: &CompiledCall<'_>, site: At) {
        let part = |slot: &Option<Slot>| {
            slot.as_ref()
                .and_then(|slot| matcher::slot(self.eval, site, rule.rule, slot))
        };
        let (event, trail) = self
            .eval
            .watched(|| matcher::slot(self.eval, site, rule.rule, &rule.rule.event));
        let Some(event) = event else { return };
        let parts = Parts {
            event,
            category: part(&rule.rule.category),
            label: part(&rule.rule.label),
            property: part(&rule.rule.property),
            trail,
        };
        let origin = Origin {
            rule: rule.id.clone(),
            system: rule.system.clone(),
            deprecated: rule.rule.deprecated.clone(),
        };
        let (properties, properties_known) = self.properties(site, rule);
        let name_span = self.name_span(site, &rule.rule.event);
        let parts = self.carriers(site, parts, rule, &origin);
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
        site: At,
        parts: Parts,
        origin: &Origin,
        via: Vec<Step>,
        stack: &mut Vec<At>,
    ) -> Vec<Term> {
        // Whoever watches wants to see every way.
        let again = !self.eval.is_watchful();
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
        site: At,
        parts: Parts,
        origin: &Origin,
        via: Vec<Step>,
        stack: &mut Vec<At>,
    ) -> Vec<Term> {
        let from = self.said.len();
        let hole = parts.event.iter().find_map(first_hole).cloned();
        let mut leaves: Vec<Term> = parts
            .event
            .iter()
            .filter(|term| first_hole(term).is_none())
            .cloned()
            .collect();
        if let Some(hole) = &hole {
            let function = hole.function;
            let open = self.visits.ends(function, stack);
            let callers = if open {
                Vec::new()
            } else {
                self.callers.filling(hole)
            };
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
            let known = Parts {
                event: leaves.clone(),
                ..parts.clone()
            };
            self.constant_senders(site, &known, origin, &via, stack);
        }
        if self.is_channel(site, hole.is_some()) {
            if hole.is_none()
                && !leaves.is_empty()
                && leaves.iter().all(|term| matches!(term, Term::Text(_)))
            {
                self.said.push(self.eval.index.site(site).span);
            }
            return leaves;
        }
        let said = self.said.split_off(from);
        self.note(site, names(&leaves), parts, origin, via, hole.is_some());
        if let Some(found) = self.found.get_mut(&(site, origin.rule.clone())) {
            found.said_at.extend(said);
        }
        leaves
    }

    /// Terms whose hole nobody fills: the hole becomes unknown, what is known around it stays.
    fn unfilled(&self, terms: &[Term], hole: &Hole) -> Vec<Term> {
        let declared = self.eval.index.function(hole.function);
        let why = match declared.parameters.get(hole.parameter as usize) {
            Some(Parameter {
                name,
                kind: ParameterKind::Provided,
                ..
            }) => format!("nothing was found that provides `{name}`"),
            _ => format!("no call of `{}` was found that says it", declared.name),
        };
        let why = Term::Unknown(std::rc::Rc::new((why, declared.name_span)));
        let holes = terms.iter().filter(|term| first_hole(term).is_some());
        let given = |index: u16| {
            let default = self.eval.default_of(hole.function, index as usize);
            default.into_iter().flatten().chain([why.clone()]).collect()
        };
        holes
            .flat_map(|term| fill(term, hole, &mut |index| given(index)))
            .collect()
    }

    fn fill_parts(&self, parts: &Parts, hole: &Hole, caller: Caller) -> Parts {
        let mut cx = self.eval.context_of(caller.site);
        let site = self.eval.index.site(caller.site);
        if site.name == "super" {
            // The same object goes on to the next constructor, so it stays of the class it was made as.
            cx.class.clone_from(&hole.of);
        }
        let (frame, seen) = self.eval.watched(|| {
            self.eval.frame(
                vec![hole.function],
                Passed::Site(caller.site),
                &cx,
                caller.skip,
            )
        });
        let mut trail = self.towards(caller.site);
        trail.extend(seen);
        let filled_from = |frame: &Frame, terms: &[Term]| {
            let mut given = |index: u16| self.eval.given(frame, index);
            distinct(
                terms
                    .iter()
                    .flat_map(|term| fill(term, hole, &mut given))
                    .collect(),
            )
        };
        let filled = |terms: &[Term]| filled_from(&frame, terms);
        let as_heir = |cx: &Context| {
            let frame = self.eval.frame(
                vec![hole.function],
                Passed::Site(caller.site),
                cx,
                caller.skip,
            );
            Some(filled_from(&frame, &parts.event))
        };
        let part = |part: &Option<Vec<Term>>| part.as_deref().map(filled);
        Parts {
            event: matcher::by_heir(self.eval, caller.site, Some(filled(&parts.event)), &as_heir)
                .unwrap_or_default(),
            category: part(&parts.category),
            label: part(&parts.label),
            property: part(&parts.property),
            trail,
        }
    }

    /// When the function around a site exists only to send this event, calling it from elsewhere is a call too.
    fn constant_senders(
        &mut self,
        site: At,
        parts: &Parts,
        origin: &Origin,
        via: &[Step],
        stack: &mut Vec<At>,
    ) {
        let Some(function) = self.eval.index.around(site) else {
            return;
        };
        if !self.is_wrapper(function) || !self.visits.sends_first(function, origin, parts) {
            return;
        }
        stack.push(function);
        let own = self.eval.index.class_key(At {
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
            let hole = others
                .filter_map(first_hole)
                .find(|hole| hole.function == function)
                .cloned();
            let mut filled = match &hole {
                Some(hole) => self.fill_parts(parts, hole, caller),
                None => Parts {
                    trail: self.towards(caller.site),
                    ..parts.clone()
                },
            };
            filled.trail = self.through(filled.trail, &via, &parts.trail, site);
            self.expand(caller.site, filled, origin, via, stack);
        }
        stack.pop();
    }

    fn step(&self, via: &[Step], function: At) -> Vec<Step> {
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
        site: At,
        event: Names,
        parts: Parts,
        origin: &Origin,
        via: Vec<Step>,
        inside_wrapper: bool,
    ) {
        let key = (site, origin.rule.clone());
        if self.eval.is_watchful() {
            self.ways
                .entry(key.clone())
                .or_default()
                .push((event.clone(), parts.trail));
        }
        let part = |terms: Option<Vec<Term>>| terms.map(|terms| names(&terms));
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
        works::add(&mut self.found, key, found);
    }
}
