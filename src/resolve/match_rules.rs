//! Matching of call sites with rules.

pub(crate) mod attributes;
mod clauses;
pub(crate) mod imports;
mod library_classes;
mod makers;
pub(crate) mod modules;
mod origins;
mod receivers;
mod requests;
pub(crate) mod slots;
pub(crate) mod subclasses;

use crate::facts::{CallSite, SiteKind, Text};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::match_rules::receivers::fits;
use crate::resolve::match_rules::slots::SlotReader;
use crate::resolve::project::ids::{ItemId, ParsedFile};
use crate::rules::calls::MethodUse;
use crate::rules::pattern::{Captures, Method, plain_names};
use crate::rules::receiver::Receiver;
use crate::rules::{CallRule, ElementRule, RulePack, globs};
use globset::GlobSet;
use rustc_hash::FxHashSet;

/// Length below which a method name is too common to search for; the rule's other literals are searched for instead.
pub(crate) const SHORT_METHOD: usize = 8;

/// A call rule with its compiled globs.
pub(crate) struct CompiledCall<'r> {
    /// The rule.
    pub(crate) rule: &'r CallRule,
    /// `pack#id`.
    pub(crate) id: Text,
    /// The system its names belong to.
    pub(crate) system: Text,
    paths: Option<GlobSet>,
    /// True if a method name is too common to request files for its receivers.
    pub(crate) is_short: bool,
}

/// An element rule with its id and system.
pub(crate) struct CompiledElement<'r> {
    /// The rule.
    pub(crate) rule: &'r ElementRule,
    /// `pack#id`.
    pub(crate) id: Text,
    /// The system its names belong to.
    pub(crate) system: Text,
    /// Attributes that the element must have.
    pub(crate) required: Vec<&'r Text>,
}

/// All rules of all packs.
pub(crate) struct Matcher<'r> {
    /// Call rules.
    pub(crate) calls: Vec<CompiledCall<'r>>,
    /// Element rules.
    pub(crate) elements: Vec<CompiledElement<'r>>,
}

impl<'r> Matcher<'r> {
    /// Compiles the rules of `packs`.
    ///
    /// # Errors
    /// The rule and the glob that cannot be read.
    pub(crate) fn new(packs: &'r [RulePack]) -> Result<Self, String> {
        let mut matcher = Matcher {
            calls: Vec::new(),
            elements: Vec::new(),
        };
        for pack in packs {
            let system = |own: &Option<Text>| own.clone().unwrap_or_else(|| pack.system.clone());
            for rule in &pack.calls {
                let id: Text = format!("{}#{}", pack.pack, rule.id).into();
                let paths =
                    globs(&rule.paths.0).map_err(|error| format!("rule `{id}`: {error}"))?;
                matcher.calls.push(CompiledCall {
                    rule,
                    id,
                    system: system(&rule.system),
                    paths: (!rule.paths.is_empty()).then_some(paths),
                    is_short: plain_names(&rule.method).any(|name| name.len() < SHORT_METHOD),
                });
            }
            for rule in &pack.elements {
                matcher.elements.push(CompiledElement {
                    rule,
                    id: format!("{}#{}", pack.pack, rule.id).into(),
                    system: system(&rule.system),
                    required: rule.required(),
                });
            }
        }
        Ok(matcher)
    }

    /// The systems that the rules belong to, in the order of the rules.
    pub(crate) fn systems(&self) -> Vec<Text> {
        let calls = self.calls.iter().map(|rule| &rule.system);
        let all = calls.chain(self.elements.iter().map(|rule| &rule.system));
        let mut seen = FxHashSet::default();
        all.filter(|system| seen.insert(*system)).cloned().collect()
    }
}

impl CompiledCall<'_> {
    /// Returns the sites whose name one of the methods matches, with the index of the method.
    /// `references` returns the sites that refer to a method without calling it.
    pub(crate) fn sites_named<'i>(
        &self,
        eval: &Evaluator<'i>,
        references: &dyn Fn(&str) -> &'i [ItemId],
    ) -> Vec<(usize, ItemId)> {
        let index = eval.index;
        let uses = &self.rule.uses.0;
        let counts = |one: MethodUse| uses.contains(&one);
        let calls = |name: &str| match uses.is_empty() || counts(MethodUse::Call) {
            true => index.sites_named(name),
            false => &[],
        };
        let references = |name: &str| match counts(MethodUse::Reference) {
            true => references(name),
            false => &[],
        };
        let mut found = Vec::new();
        for (number, method) in self.rule.method.iter().enumerate() {
            let of_name = |name: &str| {
                let sites = calls(name).iter().chain(references(name));
                sites.map(|site| (number, *site))
            };
            match method {
                Method::Name(name) => found.extend(of_name(name)),
                Method::Pattern(pattern) => {
                    let names = index.symbols.usages.sites.keys();
                    let names = names.filter(|name| pattern.captures(name).is_some());
                    found.extend(names.flat_map(|name| of_name(name)));
                }
                Method::DefinedBy(_) => {}
            }
        }
        found
    }

    /// Returns what the rule captures at a call site, if it matches.
    pub(crate) fn matches(&self, eval: &Evaluator<'_>, at: ItemId) -> Option<Captures> {
        let site = eval.index.site(at);
        if !self.may_match(eval, at, site) {
            return None;
        }
        let fit = |shape: &Receiver| fits(eval, at, shape, self.is_short);
        let mut captured = self.rule.on.iter().find_map(fit)?;
        if self.rule.not_on.iter().any(|shape| fit(shape).is_some()) {
            return None;
        }
        captured.extend(self.captured_in_name(&site.name));
        let reader = SlotReader::new(eval, at, &self.rule.on, &captured);
        let mut conditions = self.rule.when.iter();
        conditions
            .all(|condition| reader.holds(condition))
            .then_some(captured)
    }

    fn captured_in_name(&self, name: &str) -> Captures {
        let captured = self.rule.method.iter().find_map(|method| match method {
            Method::Pattern(pattern) => pattern.captures(name),
            _ => None,
        });
        captured.unwrap_or_default()
    }

    /// Returns true if the rule is meant for a file.
    pub(crate) fn takes(&self, unit: &ParsedFile) -> bool {
        let is_in = |language: &Text| language == unit.language.name;
        let languages = &self.rule.languages;
        (languages.is_empty() || languages.iter().any(is_in))
            && self
                .paths
                .as_ref()
                .is_none_or(|paths| paths.is_match(&*unit.path))
    }

    /// Returns true if everything but the receiver fits the rule, as far as the site itself shows.
    fn may_match(&self, eval: &Evaluator<'_>, at: ItemId, site: &CallSite) -> bool {
        let rule = self.rule;
        matches!(site.kind, SiteKind::Call | SiteKind::Macro)
            && self.takes(eval.index.unit(at))
            && rule
                .class_body
                .is_none_or(|expected| expected == site.function.is_none())
            && rule
                .when
                .iter()
                .all(|condition| slots::may_hold(condition, site))
    }
}
