//! Methods that are call sites themselves, such as those of mailers and jobs.

use crate::calls::{Call, EventName};
use crate::facts::{FunctionKind, Text};
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::evaluate::names::names;
use crate::resolve::match_rules::CompiledCall;
use crate::resolve::match_rules::slots::SlotReader;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::rules::pattern::Captures;

impl Propagator<'_, '_, '_> {
    /// Returns the calls that public methods of the subclasses of a rule's classes are.
    pub(crate) fn method_sites(&self) -> Vec<Call> {
        let rules = self.matcher.calls.iter();
        let rules = rules.filter(|rule| self.has_system(&rule.system));
        rules.flat_map(|rule| self.methods_of(rule)).collect()
    }

    fn methods_of(&self, rule: &CompiledCall<'_>) -> Vec<Call> {
        let index = self.eval.index;
        let bases = rule.rule.sites.iter();
        let bases = bases.flat_map(|sites| sites.methods_of.iter());
        let mut classes: Vec<Text> = bases.flat_map(|base| index.subclasses(base)).collect();
        classes.sort();
        classes.dedup();
        let mut found = Vec::new();
        for class in &classes {
            let members = index.symbols.classes.get(class);
            let methods = members
                .into_iter()
                .flat_map(|members| members.methods.values());
            for method in methods.flatten() {
                let function = index.function(*method);
                let is_site = function.public && function.kind == FunctionKind::Method;
                if is_site && rule.takes(index.unit(*method)) {
                    found.extend(self.method_site(rule, *method, class));
                }
            }
        }
        found
    }

    fn method_site(&self, rule: &CompiledCall<'_>, method: ItemId, class: &Text) -> Option<Call> {
        let index = self.eval.index;
        let function = index.function(method);
        let cx = Context {
            class: Some(class.clone()),
            ..Context::new(
                method.unit,
                function.scope,
                Some(method),
                function.span.start,
            )
        };
        let captured = Captures::new();
        let reader = SlotReader::of_method(self.eval, &captured);
        let event = names(&reader.values_in(&rule.rule.event, &cx)?);
        let unit = index.unit(method);
        Some(Call {
            rule: rule.id.clone(),
            system: rule.system.clone(),
            language: unit.language.name,
            span: function.name_span,
            name_span: function.name_span,
            event: EventName {
                names: event.names,
                patterns: event.patterns,
                possible: event.possible,
                unknown: event.unknown,
                missing: event.missing,
            }
            .without_line_breaks(function.name_span),
            category: None,
            label: None,
            property: None,
            properties: Vec::new(),
            properties_known: false,
            added: Vec::new(),
            scope: format!("{class}#{}", function.name),
            via: Vec::new(),
            deprecated: rule.rule.deprecated.clone(),
            misplaced: None,
            inside_wrapper: false,
            said_at: Vec::new(),
            written: "implied",
        })
    }
}
