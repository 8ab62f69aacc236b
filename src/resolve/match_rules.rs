//! Facts × rules: which call sites are tracking calls proper, and what their slots hold.

mod slots;
mod subclasses;

pub use crate::resolve::match_rules::slots::slot;
pub use crate::resolve::match_rules::subclasses::each as by_subclass;

use crate::facts::{
    Argument, BindingKind, CallSite, CallValue, FileFacts, Key, ScopeKind, SiteKind, Text, Value,
};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::evaluate::call_frame::Context;
use crate::resolve::project::modules::has_modules;
use crate::resolve::project::view::ItemId;
use crate::resolve::request::{FileRequest, FileRequests, LanguageGroup, Occurrence};
use crate::rules::{AttributeRule, CallRule, RulePack};
use globset::GlobSet;
use rustc_hash::FxHashSet;

/// A rule with what it needs at hand.
pub struct CompiledCall<'r> {
    /// The rule.
    pub rule: &'r CallRule,
    /// `pack#id`.
    pub id: Text,
    /// The system its names belong to.
    pub system: Text,
    paths: Option<GlobSet>,
}

/// An attribute rule with what it needs at hand.
pub struct CompiledAttribute<'r> {
    /// The rule.
    pub rule: &'r AttributeRule,
    /// `pack#id`.
    pub id: Text,
    /// The system its names belong to.
    pub system: Text,
}

/// All rules of all packs.
pub struct Matcher<'r> {
    /// Call rules.
    pub calls: Vec<CompiledCall<'r>>,
    /// Attribute rules.
    pub attributes: Vec<CompiledAttribute<'r>>,
}

impl<'r> Matcher<'r> {
    /// Compiles the rules of `packs`.
    ///
    /// # Errors
    /// The rule and the glob that cannot be read.
    pub fn new(packs: &'r [RulePack]) -> Result<Self, String> {
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
    pub fn systems(&self) -> Vec<Text> {
        let calls = self.calls.iter().map(|rule| &rule.system);
        let all = calls.chain(self.attributes.iter().map(|rule| &rule.system));
        let mut seen = FxHashSet::default();
        all.filter(|system| seen.insert(*system)).cloned().collect()
    }

    /// What a file must hold one of to be worth parsing: the rules' required literals.
    pub fn requests(&self) -> FileRequests {
        let mut requests: FileRequests = self
            .calls
            .iter()
            .flat_map(|call| required(call.rule))
            .collect();
        for attribute in &self.attributes {
            let among = LanguageGroup::all_of(&attribute.rule.languages);
            let event = &attribute.rule.event;
            requests.extend(
                spellings(event)
                    .into_iter()
                    .map(|word| FileRequest::new(Occurrence::Rule, among, word)),
            );
            // `data: { track: { action: … } }` has the parts of the name in maps of their own.
            let inner = event.strip_prefix("data-").unwrap_or(event);
            let outer = inner
                .match_indices('-')
                .flat_map(|(at, _)| spellings(&inner[..at]));
            requests.extend(outer.map(|word| FileRequest::new(Occurrence::RuleMap, among, word)));
        }
        requests
    }
}

/// Method names shorter than this are in every other file; the rule's other literals are searched for instead.
const SHORT_METHOD: usize = 8;

/// The rarest literals that a file with a call of this rule must hold one of.
fn required(rule: &CallRule) -> Vec<FileRequest> {
    let among = LanguageGroup::all_of(&rule.languages);
    let word = |word: Text| FileRequest::new(Occurrence::Rule, among, word);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let longest = rule
        .method
        .iter()
        .map(Text::len)
        .max()
        .unwrap_or_default()
        .max(SHORT_METHOD);
    if let Some(first) = rule
        .first_argument
        .as_ref()
        .filter(|first| first.len() > longest && first.chars().all(is_word))
    {
        return vec![word(first.clone())];
    }
    let last = |path: &Text| -> Text { path.rsplit(['/', ':']).next().unwrap_or(path).into() };
    let mut others: Vec<Text> = rule
        .receiver
        .iter()
        .chain(&rule.descends)
        .map(last)
        .collect();
    others.extend(
        rule.mixin
            .iter()
            .map(|mixin| last(mixin).split('.').next().unwrap_or_default().into()),
    );
    others.extend(rule.receiver_call.iter().cloned());
    let imports = rule
        .import
        .iter()
        .map(last)
        .map(|import| FileRequest::new(Occurrence::RuleImport, among, import));
    let others: Vec<FileRequest> = others
        .into_iter()
        .map(word)
        .chain(imports)
        .filter(|request| request.name.len() > 1)
        .collect();
    let short = rule.method.iter().any(|method| method.len() < SHORT_METHOD);
    let by_others = short && !others.is_empty() && !rule.any_receiver && !rule.bare;
    if by_others {
        others
    } else {
        rule.method.iter().cloned().map(word).collect()
    }
}

/// Ways to write an attribute: with its dashes, with underscores, without `data-`.
pub fn spellings(attribute: &str) -> Vec<Text> {
    let short = attribute.strip_prefix("data-").unwrap_or(attribute);
    let camel: String = short
        .split('-')
        .enumerate()
        .map(|(index, part)| {
            if index == 0 {
                part.to_owned()
            } else {
                capitalised(part)
            }
        })
        .collect();
    vec![short.into(), short.replace('-', "_").into(), camel.into()]
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A set of globs in which `*` stays within a folder and `**` does not.
///
/// # Errors
/// The glob that cannot be read, and why.
pub fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut builder = globset::GlobSetBuilder::new();
    for pattern in patterns {
        let glob = globset::GlobBuilder::new(pattern)
            .literal_separator(true)
            .build();
        builder.add(glob.map_err(|error| error.to_string())?);
    }
    builder.build().map_err(|error| error.to_string())
}

impl CompiledCall<'_> {
    /// Whether a call site is one of this rule.
    pub fn matches(&self, eval: &Evaluator<'_>, at: ItemId) -> bool {
        let site = eval.index.site(at);
        let unit = eval.index.unit(at);
        let rule = self.rule;
        if !matches!(site.kind, SiteKind::Call | SiteKind::Macro)
            || !rule
                .languages
                .iter()
                .any(|language| language == unit.language)
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
            .is_some_and(|request_exactly| request_exactly != site.function.is_none())
        {
            return false;
        }
        let first = site.position(0).map(|argument| &argument.value);
        if rule
            .first_argument
            .as_ref()
            .is_some_and(|request_exactly| first != Some(&Value::Text(request_exactly.clone())))
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
        if let Some(request_exactly) = &rule.receiver_call {
            return receiver_call(eval, receiver, request_exactly, &cx).is_some();
        }
        if rule.receiver.is_empty() && rule.descends.is_empty() {
            return false;
        }
        let lexical = &eval
            .index
            .scope(ItemId {
                unit: at.unit,
                item: site.scope,
            })
            .path;
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
            Some(rule.import.iter().any(|request_exactly| {
                import.module.trim_end_matches("/index") == request_exactly.as_str()
                    || same_module(eval, at.unit, &import.module, request_exactly)
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
    let in_script = has_modules(eval.index.unit(at).language)
        || eval
            .index
            .scope(ItemId {
                unit: at.unit,
                item: eval.index.site(at).scope,
            })
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
fn same_module(eval: &Evaluator<'_>, unit: u32, module: &str, request_exactly: &str) -> bool {
    let found = eval.index.module_path(unit, module);
    found.is_some() && found == eval.index.module_path(unit, request_exactly)
}

fn is_bare(site: &CallSite) -> bool {
    site.receiver.is_none()
}

fn is_this(site: &CallSite) -> bool {
    matches!(&site.receiver, Some(Value::Name(name)) if matches!(name.as_str(), "self" | "this"))
}

/// Whether the scope of a bare call has one of the mixins: as an ancestor, as a call that makes one, or through what takes
/// over the members of the module the call stands in.
fn mixed_in(eval: &Evaluator<'_>, at: ItemId, cx: &Context, request_exactly: &[Text]) -> bool {
    if mixin_call(eval, at, request_exactly).is_some() {
        return true;
    }
    let class = eval.class_of(cx);
    let has = |class: &str| {
        request_exactly
            .iter()
            .any(|target| eval.index.descends(class, target))
    };
    if has(&class) {
        return true;
    }
    let scope = eval.index.scope(ItemId {
        unit: at.unit,
        item: cx.scope,
    });
    scope.kind == ScopeKind::Module
        && eval
            .index
            .subclasses(&class)
            .iter()
            .any(|subclass| has(subclass))
}

/// The call that makes the mixin (`Tracker.mixin({…})`), when the scope has one of `wanted`, written `receiver.method`, or when
/// the function that is called was taken out of one (`const { track } = Tracker.mixin().methods`).
pub fn mixin_call<'a>(
    eval: &Evaluator<'a>,
    at: ItemId,
    request_exactly: &[Text],
) -> Option<&'a CallValue> {
    let facts = &eval.index.unit(at).facts;
    let site = eval.index.site(at);
    let is_wanted = |call: &&CallValue| {
        let Some(Value::Name(receiver)) = &call.receiver else {
            return false;
        };
        request_exactly.iter().any(|name| {
            name.split_once('.')
                .is_some_and(|(owner, method)| *receiver == owner && call.name == method)
        })
    };
    let mut scope = Some(site.scope);
    while let Some(item) = scope {
        let here = &facts.scopes[item as usize];
        let found = here
            .supers
            .iter()
            .find_map(|parent| made_by(facts, &parent.value).filter(is_wanted));
        if found.is_some() {
            return found;
        }
        scope = here.parent;
    }
    let own = facts
        .bindings
        .iter()
        .filter(|binding| site.receiver.is_none() && binding.name == site.name);
    own.filter_map(|binding| match &binding.value {
        Value::Member(owner, name) if *name == site.name => made_by(facts, owner).filter(is_wanted),
        _ => None,
    })
    .next()
}

/// The call a value, or the object it is a member of, comes from. A name is looked through once: a mixin is often made at the
/// top of the file and only named in the list.
fn made_by<'a>(facts: &'a FileFacts, value: &'a Value) -> Option<&'a CallValue> {
    let mut value = value;
    while let Value::Member(owner, _) = value {
        value = owner;
    }
    if let Value::Name(name) = value {
        let bound = facts
            .bindings
            .iter()
            .find(|binding| binding.name == *name && matches!(binding.value, Value::Call(_)));
        value = &bound?.value;
    }
    if let Value::Call(call) = value {
        Some(call)
    } else {
        None
    }
}

/// The call whose result the receiver is, when it is a call of `wanted`; one local assignment is looked through.
fn receiver_call<'v>(
    eval: &Evaluator<'v>,
    receiver: &'v Value,
    request_exactly: &str,
    cx: &Context,
) -> Option<&'v CallValue> {
    match receiver {
        Value::Call(call) if call.name == request_exactly && call.receiver.is_none() => Some(call),
        Value::Call(call) => receiver_call(eval, call.receiver.as_ref()?, request_exactly, cx),
        Value::Name(name) => {
            let facts = eval.index.facts(cx.unit);
            let own = cx.function.map(|at| at.item);
            facts
                .bindings
                .iter()
                .filter(|binding| binding.name == *name && binding.function == own)
                .find_map(|binding| match &binding.value {
                    Value::Call(call) if call.name == request_exactly => Some(&**call),
                    _ => None,
                })
        }
        _ => None,
    }
}

/// The argument of an element or map site that is the attribute `wanted`. In a map `_` and `-` are alike and `data-` may be
/// missing; an element's attribute is written out, since `track-action` on a component is a property of it.
pub fn attribute<'s>(site: &'s CallSite, request_exactly: &str) -> Option<&'s Argument> {
    site.arguments.iter().find(|argument| {
        let Key::Name(name) = &argument.key else {
            return false;
        };
        match site.kind {
            SiteKind::Element => name == request_exactly,
            SiteKind::Map => is_attribute(
                name,
                request_exactly
                    .strip_prefix("data-")
                    .unwrap_or(request_exactly),
            ),
            SiteKind::Call | SiteKind::Macro => false,
        }
    })
}

/// Words at whose end a map of attributes stands: `data`, `link_data_attrs`, `html_attributes`.
const ATTRIBUTE_MAPS: &[&str] = &["data", "attrs", "attributes"];

/// Whether a map's key is the attribute `wanted`, alone or in a map of attributes.
fn is_attribute(key: &str, request_exactly: &str) -> bool {
    let key = key.replace('_', "-");
    let Some(before) = key.strip_suffix(request_exactly) else {
        return false;
    };
    before.is_empty()
        || before
            .strip_suffix('-')
            .is_some_and(|map| ATTRIBUTE_MAPS.contains(&map.rsplit('-').next().unwrap_or(map)))
}

#[cfg(test)]
mod tests {
    use super::is_attribute;

    #[test]
    fn an_attribute_is_known_in_every_map_of_attributes_and_in_no_other() {
        for key in [
            "track_action",
            "track-action",
            "data-track-action",
            "html-data-track_action",
            "link_data_attrs-track_action",
        ] {
            assert!(is_attribute(key, "track-action"), "{key}");
        }
        for key in [
            "no_track_action",
            "backtrack-action",
            "track-actions",
            "options-track-action",
        ] {
            assert!(!is_attribute(key, "track-action"), "{key}");
        }
    }
}
