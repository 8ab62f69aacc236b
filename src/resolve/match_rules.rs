//! Matching of call sites with rules.

pub(crate) mod attributes;
mod receivers;
mod requests;
pub(crate) mod slots;
pub(crate) mod subclasses;

use crate::facts::{CallSite, ScopeKind, SiteKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::match_rules::receivers::{mixin_call, receiver_call};
use crate::resolve::project::ids::ItemId;
use crate::rules::{AttributeRule, CallRule, RulePack, globs};
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
}

/// An attribute rule with its id and system.
pub(crate) struct CompiledAttribute<'r> {
    /// The rule.
    pub(crate) rule: &'r AttributeRule,
    /// `pack#id`.
    pub(crate) id: Text,
    /// The system its names belong to.
    pub(crate) system: Text,
}

/// All rules of all packs.
pub(crate) struct Matcher<'r> {
    /// Call rules.
    pub(crate) calls: Vec<CompiledCall<'r>>,
    /// Attribute rules.
    pub(crate) attributes: Vec<CompiledAttribute<'r>>,
}

impl<'r> Matcher<'r> {
    /// Compiles the rules of `packs`.
    ///
    /// # Errors
    /// The rule and the glob that cannot be read.
    pub(crate) fn new(packs: &'r [RulePack]) -> Result<Self, String> {
        let mut matcher = Matcher {
            calls: Vec::new(),
            attributes: Vec::new(),
        };
        for pack in packs {
            for rule in &pack.calls {
                let id: Text = format!("{}#{}", pack.pack, rule.id).into();
                let paths = match rule.paths.is_empty() {
                    true => None,
                    false => {
                        Some(globs(&rule.paths).map_err(|error| format!("rule `{id}`: {error}"))?)
                    }
                };
                let system = rule.system.clone().unwrap_or_else(|| pack.system.clone());
                matcher.calls.push(CompiledCall {
                    rule,
                    id,
                    system,
                    paths,
                });
            }
            for rule in &pack.attributes {
                let system = rule.system.clone().unwrap_or_else(|| pack.system.clone());
                matcher.attributes.push(CompiledAttribute {
                    rule,
                    id: format!("{}#{}", pack.pack, rule.id).into(),
                    system,
                });
            }
        }
        Ok(matcher)
    }

    /// The systems that the rules belong to, in the order of the rules.
    pub(crate) fn systems(&self) -> Vec<Text> {
        let calls = self.calls.iter().map(|rule| &rule.system);
        let all = calls.chain(self.attributes.iter().map(|rule| &rule.system));
        let mut seen = FxHashSet::default();
        all.filter(|system| seen.insert(*system)).cloned().collect()
    }
}

impl CompiledCall<'_> {
    /// Returns true if the rule matches a call site.
    pub(crate) fn matches(&self, eval: &Evaluator<'_>, at: ItemId) -> bool {
        let site = eval.index.site(at);
        let rule = self.rule;
        if !self.may_match(eval, at, site) {
            return false;
        }
        let cx = eval.context_of(at);
        let is_bare = site.receiver.is_none();
        let receiver = site.receiver.as_ref();
        let on_global = || receiver.is_some_and(|receiver| is_global(eval, at, receiver));
        if rule.any_receiver || (rule.bare && (is_bare || on_global())) {
            return true;
        }
        if !rule.import.is_empty() {
            return self.imported(eval, at, site, &cx);
        }
        match receiver {
            Some(receiver) if !is_self(eval, at, receiver) => {
                self.matches_receiver(eval, at, receiver, &cx)
            }
            _ => !rule.mixin.is_empty() && mixed_in(eval, at, &cx, &rule.mixin),
        }
    }

    /// Returns true if everything but the receiver fits the rule.
    fn may_match(&self, eval: &Evaluator<'_>, at: ItemId, site: &CallSite) -> bool {
        let unit = eval.index.unit(at);
        let rule = self.rule;
        let mut languages = rule.languages.iter();
        let first = site.position(0).map(|argument| &argument.value);
        let has_first = |expected: &Text| first == Some(&Value::Text(expected.clone()));
        matches!(site.kind, SiteKind::Call | SiteKind::Macro)
            && languages.any(|language| language == unit.language.name)
            && self
                .paths
                .as_ref()
                .is_none_or(|paths| paths.is_match(&*unit.path))
            && rule
                .class_body
                .is_none_or(|expected| expected == site.function.is_none())
            && rule.first_argument.as_ref().is_none_or(has_first)
    }

    /// Returns true if the receiver is an object or class of the rule.
    fn matches_receiver(
        &self,
        eval: &Evaluator<'_>,
        at: ItemId,
        receiver: &Value,
        cx: &Context,
    ) -> bool {
        let rule = self.rule;
        if let Some(expected) = &rule.receiver_call {
            return receiver_call(eval, receiver, expected, cx).is_some();
        }
        if rule.receiver.is_empty() && rule.descends.is_empty() {
            return false;
        }
        let site = eval.index.site(at);
        let lexical = &eval.index.scope(ItemId::new(at.unit, site.scope)).path;
        let mut receivers = rule.receiver.iter();
        if let Value::Name(name) = receiver
            && name.starts_with(|c: char| c.is_uppercase() || c == ':')
            && receivers.any(|target| eval.index.means(name, lexical, target))
        {
            return true;
        }
        let fits = |class: &Text| {
            rule.receiver.contains(class)
                || rule
                    .descends
                    .iter()
                    .any(|target| eval.index.descends(class, target))
        };
        let is_one = || {
            eval.eval(receiver, cx).iter().any(|value| match value {
                AbstractValue::Class(class) | AbstractValue::Instance(class, _) => fits(class),
                _ => false,
            })
        };
        // A short method name has thousands of receivers, which are not worth further requests.
        match site.name.len() < SHORT_METHOD {
            true => eval.index.without_requests(is_one),
            false => is_one(),
        }
    }

    fn imported(&self, eval: &Evaluator<'_>, at: ItemId, site: &CallSite, cx: &Context) -> bool {
        let rule = self.rule;
        let from = |name: &str| {
            let import = eval
                .index
                .unit(at)
                .facts
                .imports
                .iter()
                .find(|import| import.local == name && !import.reexport)?;
            Some(rule.import.iter().any(|expected| {
                import.module.trim_end_matches("/index") == expected.as_str()
                    || same_module(eval, at.unit, &import.module, expected)
            }))
        };
        match &site.receiver {
            None => from(&site.name).unwrap_or(false),
            Some(receiver) if is_self(eval, at, receiver) => {
                !rule.mixin.is_empty() && mixed_in(eval, at, cx, &rule.mixin)
            }
            // A name that is not imported is a global of that name, if the rule knows one.
            Some(Value::Name(name)) => from(name).unwrap_or_else(|| {
                rule.receiver.contains(name) && !is_local(eval, at, name)
                    || class_of_local(eval, at, name).is_some_and(|class| from(class) == Some(true))
            }),
            Some(Value::Member(owner, name)) => {
                rule.receiver.contains(name) && is_global(eval, at, owner)
            }
            Some(receiver) => class_of_new(receiver).is_some_and(|class| from(class) == Some(true)),
        }
    }
}

/// Returns true for the object whose members are the global variables.
fn is_global(eval: &Evaluator<'_>, at: ItemId, value: &Value) -> bool {
    let Value::Name(name) = value else {
        return false;
    };
    // In a template it can only be a script that says so.
    let in_script = eval.index.is_per_file(at.unit)
        || eval
            .index
            .scope(ItemId::new(at.unit, eval.index.site(at).scope))
            .kind
            == ScopeKind::Template;
    let traits = &eval.index.unit(at).language.traits;
    traits.global_objects.contains(&name.as_str()) && in_script && !is_local(eval, at, name)
}

/// Returns the class that a value instantiates: `new Tracker()`.
fn class_of_new(value: &Value) -> Option<&Text> {
    match value {
        Value::Call(call) if call.name == "new" => match &call.receiver {
            Some(Value::Name(class)) => Some(class),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the class of the object that a name of the function or file holds.
fn class_of_local<'a>(eval: &Evaluator<'a>, at: ItemId, name: &str) -> Option<&'a Text> {
    let own = eval.index.site(at).function;
    let mut bound = eval.index.bindings_named(at.unit, name);
    bound.find_map(|(_, binding)| {
        class_of_new(&binding.value)
            .filter(|_| binding.function.is_none() || binding.function == own)
    })
}

fn is_local(eval: &Evaluator<'_>, at: ItemId, name: &str) -> bool {
    eval.index
        .bindings_named(at.unit, name)
        .any(|(_, binding)| !binding.kind.appends())
}

/// Returns true if an import path and a rule's module mean the same file.
fn same_module(eval: &Evaluator<'_>, unit: u32, module: &str, expected: &str) -> bool {
    let found = eval.index.module_path(unit, module);
    found.is_some() && found == eval.index.module_path(unit, expected)
}

/// Returns true for the name of the current object.
fn is_self(eval: &Evaluator<'_>, at: ItemId, receiver: &Value) -> bool {
    let traits = &eval.index.unit(at).language.traits;
    matches!(receiver, Value::Name(name) if traits.is_self(name))
}

/// Returns true if the scope of a bare call has one of the mixins: as an ancestor, by a call that creates one, or through a
/// class that includes its module.
fn mixed_in(eval: &Evaluator<'_>, at: ItemId, cx: &Context, expected: &[Text]) -> bool {
    if mixin_call(eval, at, expected).is_some() {
        return true;
    }
    let class = eval.class_of(cx);
    let has = |class: &str| {
        expected
            .iter()
            .any(|target| eval.index.descends(class, target))
    };
    if has(&class) {
        return true;
    }
    let scope = eval.index.scope(ItemId::new(at.unit, cx.scope));
    scope.kind == ScopeKind::Module
        && eval
            .index
            .subclasses(&class)
            .iter()
            .any(|subclass| has(subclass))
}
