//! Facts × rules: which call sites are tracking calls proper, and what their slots hold.

pub(crate) mod attributes;
mod receivers;
mod requests;
pub(crate) mod slots;
pub(crate) mod subclasses;

use crate::facts::{BindingKind, CallSite, ScopeKind, SiteKind, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::abstract_value::Context;
use crate::resolve::match_rules::receivers::{mixin_call, receiver_call};
use crate::resolve::project::ids::ItemId;
use crate::rules::{AttributeRule, CallRule, RulePack, globs};
use globset::GlobSet;
use rustc_hash::FxHashSet;

/// Method names shorter than this are in every other file; the rule's other literals are searched for instead.
pub(crate) const SHORT_METHOD: usize = 8;

/// A rule with what it needs at hand.
pub(crate) struct CompiledCall<'r> {
    /// The rule.
    pub(crate) rule: &'r CallRule,
    /// `pack#id`.
    pub(crate) id: Text,
    /// The system its names belong to.
    pub(crate) system: Text,
    paths: Option<GlobSet>,
}

/// An attribute rule with what it needs at hand.
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
    /// Whether a call site is one of this rule.
    pub(crate) fn matches(&self, eval: &Evaluator<'_>, at: ItemId) -> bool {
        let site = eval.index.site(at);
        let unit = eval.index.unit(at);
        let rule = self.rule;
        if !matches!(site.kind, SiteKind::Call | SiteKind::Macro)
            || !rule
                .languages
                .iter()
                .any(|language| language == unit.language.name)
        {
            return false;
        }
        if self
            .paths
            .as_ref()
            .is_some_and(|paths| !paths.is_match(&*unit.path))
        {
            return false;
        }
        if rule
            .class_body
            .is_some_and(|expected| expected != site.function.is_none())
        {
            return false;
        }
        let first = site.position(0).map(|argument| &argument.value);
        if rule
            .first_argument
            .as_ref()
            .is_some_and(|expected| first != Some(&Value::Text(expected.clone())))
        {
            return false;
        }
        let cx = eval.context_of(at);
        let on_global = || {
            site.receiver
                .as_ref()
                .is_some_and(|receiver| is_global(eval, at, receiver))
        };
        if rule.any_receiver || (rule.bare && (is_bare(site) || on_global())) {
            return true;
        }
        if !rule.import.is_empty() {
            return self.imported(eval, at, site, &cx);
        }
        if is_bare(site) || is_this(site) {
            return !rule.mixin.is_empty() && mixed_in(eval, at, &cx, &rule.mixin);
        }
        let Some(receiver) = &site.receiver else {
            return false;
        };
        if let Some(expected) = &rule.receiver_call {
            return receiver_call(eval, receiver, expected, &cx).is_some();
        }
        if rule.receiver.is_empty() && rule.descends.is_empty() {
            return false;
        }
        let lexical = &eval.index.scope(ItemId::new(at.unit, site.scope)).path;
        if let Value::Name(name) = receiver
            && name.starts_with(|c: char| c.is_uppercase() || c == ':')
            && rule
                .receiver
                .iter()
                .any(|target| eval.index.means(name, lexical, target))
        {
            return true;
        }
        // A short method name stands behind thousands of receivers; they are judged by what is known already.
        let short = site.name.len() < SHORT_METHOD;
        let is_one = || {
            eval.eval(receiver, &cx).iter().any(|term| match term {
                AbstractValue::Class(class) | AbstractValue::Instance(class, _) => {
                    rule.receiver.iter().any(|target| class == target)
                        || rule
                            .descends
                            .iter()
                            .any(|target| eval.index.descends(class, target))
                }
                _ => false,
            })
        };
        if short {
            eval.index.without_requests(is_one)
        } else {
            is_one()
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
            Some(Value::Name(name)) if name == "this" || name == "self" => {
                !rule.mixin.is_empty() && mixed_in(eval, at, cx, &rule.mixin)
            }
            // A name that is not imported is a global of that name, if the rule knows one.
            Some(Value::Name(name)) => from(name).unwrap_or_else(|| {
                rule.receiver.contains(name) && !is_local(eval, at, name)
                    || made_of(eval, at, name).is_some_and(|class| from(class) == Some(true))
            }),
            Some(Value::Member(owner, name)) => {
                rule.receiver.contains(name) && is_global(eval, at, owner)
            }
            Some(made) => made_from(made).is_some_and(|class| from(class) == Some(true)),
        }
    }
}

/// Whether a value is the object whose members are the globals of a script.
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
    matches!(name.as_str(), "window" | "globalThis") && in_script && !is_local(eval, at, name)
}

/// The class a value is made of (`new Tracker()`).
fn made_from(value: &Value) -> Option<&Text> {
    match value {
        Value::Call(call) if call.name == "new" => match &call.receiver {
            Some(Value::Name(class)) => Some(class),
            _ => None,
        },
        _ => None,
    }
}

/// The class that what a name of the function or file holds is made of.
fn made_of<'a>(eval: &Evaluator<'a>, at: ItemId, name: &str) -> Option<&'a Text> {
    let own = eval.index.site(at).function;
    let mut bound = eval.index.bindings_named(at.unit, name);
    bound.find_map(|(_, binding)| {
        made_from(&binding.value).filter(|_| binding.function.is_none() || binding.function == own)
    })
}

fn is_local(eval: &Evaluator<'_>, at: ItemId, name: &str) -> bool {
    eval.index
        .bindings_named(at.unit, name)
        .any(|(_, binding)| binding.kind != BindingKind::Append)
}

/// Whether an import path and a rule's module lead to the same file.
fn same_module(eval: &Evaluator<'_>, unit: u32, module: &str, expected: &str) -> bool {
    let found = eval.index.module_path(unit, module);
    found.is_some() && found == eval.index.module_path(unit, expected)
}

fn is_bare(site: &CallSite) -> bool {
    site.receiver.is_none()
}

fn is_this(site: &CallSite) -> bool {
    matches!(&site.receiver, Some(Value::Name(name)) if matches!(name.as_str(), "self" | "this"))
}

/// Whether the scope of a bare call has one of the mixins: as an ancestor, as a call that makes one, or through what takes
/// over the members of the module the call stands in.
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
