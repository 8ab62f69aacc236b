//! Roots: the sites that a rule may recognise, and the calls that follow from them.

use crate::calls::Call;
use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::match_rules::imports::imported_names;
use crate::resolve::match_rules::slots::{METHOD, SlotReader};
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, OwnSlots, SlotValues};
use crate::resolve::propagate::dedupe;
use crate::resolve::propagate::via::Via;
use crate::rules::pattern::Method;
use crate::rules::receiver::Receiver;
use crate::rules::slot::Slot;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A site that may be a root, with its rule. Roots are evaluated in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Root {
    /// The call rule, the index of the method in it, and the site.
    Call(usize, usize, ItemId),
    /// The element rule and the site.
    Element(usize, ItemId),
}

impl Propagator<'_, '_, '_> {
    /// Finds the calls of all roots of a system, sorted by position. Returns them with the rules that matched a site.
    pub(crate) fn calls(mut self) -> (Vec<Call>, BTreeSet<Text>) {
        self.find();
        self.add_deferred();
        let symbols = self.eval.index.symbols;
        let found = std::mem::take(&mut self.found).into_iter();
        let calls = found.map(|((at, _), call)| call.finish(symbols, at));
        let mut calls = dedupe::dedupe(calls.collect());
        let methods = self.method_sites();
        self.matched
            .extend(methods.iter().map(|call| call.rule.clone()));
        calls.extend(methods);
        calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        (calls, self.matched)
    }

    /// Evaluates all roots, then the requests to endpoints.
    pub(crate) fn find(&mut self) {
        // A call on a subclass names the subclass, and not the class of the rule.
        let rules = self.matcher.calls.iter();
        let mut modules: BTreeSet<&Text> = BTreeSet::new();
        for rule in rules.filter(|rule| self.has_system(&rule.system)) {
            for shape in rule.rule.on.iter() {
                if let (Receiver::Import(names), true) = (shape, rule.is_short) {
                    modules.extend(names.iter());
                }
                if let Receiver::Type(classes) = shape {
                    classes
                        .iter()
                        .for_each(|class| drop(self.eval.index.subclasses(class)));
                }
            }
        }
        // Files that use a module of the project that passes a library on do not name the library.
        let names = imported_names(self.eval, &modules);
        self.callers.request_passed_on(&names);
        for root in self.roots() {
            self.memo.forget();
            self.constructed_at.clear();
            match root {
                Root::Call(rule, method, site) => self.call_root(rule, method, site),
                Root::Element(rule, site) => {
                    self.element_root(&self.matcher.elements[rule], site);
                }
            }
        }
        self.memo.forget();
        self.constructed_at.clear();
        self.endpoints();
    }

    fn roots(&self) -> Vec<Root> {
        let (index, matcher) = (self.eval.index, self.matcher);
        let has_system = |system: &Text| self.has_system(system);
        let mut roots = Vec::new();
        for (number, rule) in matcher.calls.iter().enumerate() {
            if has_system(&rule.system) {
                let references = |name: &str| self.callers.references_named(name);
                let sites = rule.sites_named(self.eval, &references).into_iter();
                roots.extend(sites.map(|(method, site)| Root::Call(number, method, site)));
            }
        }
        for (unit, parsed) in (0..).zip(&index.units) {
            for (item, rule) in parsed.marks.iter() {
                if has_system(&matcher.elements[*rule].system) {
                    roots.push(Root::Element(*rule, ItemId::new(unit, *item)));
                }
            }
        }
        roots.sort_unstable();
        roots
    }

    fn call_root(&mut self, rule: usize, method: usize, site: ItemId) {
        let rule = &self.matcher.calls[rule];
        let Some(mut captured) = rule.matches(self.eval, site) else {
            return;
        };
        if let Some(Method::Name(name)) = rule.rule.method.0.get(method) {
            captured.push((METHOD, name.clone()));
        }
        self.matched.insert(rule.id.clone());
        let slots = rule.rule;
        let reader = SlotReader::new(self.eval, site, &slots.on, &captured);
        let find = |spec: &Slot| reader.values(spec);
        let (event, steps) = self.eval.recorded(|| find(&slots.event));
        let detail = |spec: &Slot| self.eval.detail(|| find(spec));
        let slot = |spec: &Option<Slot>| spec.as_ref().and_then(detail);
        let lacking = |key| {
            let span = self.name_span(site, &slots.event);
            vec![AbstractValue::Missing(Rc::new((key, span)))]
        };
        let nameless = || reader.lacking_key(&slots.event).map(lacking);
        let Some(mut event) = event.or_else(nameless) else {
            return;
        };
        let around = self.eval.index.around(site);
        if around.is_some_and(|function| self.is_wrapper(function, false)) {
            event = self.eval.under_condition(site, event);
        }
        let values = SlotValues {
            event,
            category: slot(&slots.category),
            label: slot(&slots.label),
            property: slot(&slots.property),
            steps,
        };
        let origin = Origin::of_call(rule);
        let (properties, properties_known) = self.properties(site, rule, &reader);
        let name_span = self.name_span(site, &slots.event);
        let values = self.component_options(site, values, rule, &origin);
        match values.event[..] {
            [AbstractValue::Missing(_)] => {
                self.note_without_name(site, values, &origin, Via::default())
            }
            _ => drop(self.expand(site, values, &origin, Via::default(), &mut Vec::new())),
        }
        if let Some(call) = self.found.get_mut(&(site, origin.rule)) {
            call.own = Some(OwnSlots {
                name_span,
                properties,
                properties_known,
                added: slots.added.0.clone(),
            });
        }
    }
}
