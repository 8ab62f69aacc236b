//! The clause by which a rule does not match a call, for people who write rules.

use crate::facts::{CallSite, Text, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::names::names;
use crate::resolve::match_rules::CompiledCall;
use crate::resolve::match_rules::origins::spelled;
use crate::resolve::match_rules::receivers::fits;
use crate::resolve::match_rules::slots::SlotReader;
use crate::resolve::project::ids::ItemId;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::pattern::Method;
use crate::rules::receiver::Receiver;

impl CompiledCall<'_> {
    /// Returns the names that a rule reads at a call site, or the clause that does not fit.
    pub(crate) fn attempt(&self, eval: &Evaluator<'_>, at: ItemId) -> Result<String, String> {
        let site = eval.index.site(at);
        let unit = eval.index.unit(at);
        let rule = self.rule;
        if rule.sites.is_some() {
            return Err("the rule is about methods, not about calls".to_owned());
        }
        let is_named = |method: &Method| match method {
            Method::Name(name) => *name == site.name,
            Method::Pattern(pattern) => pattern.captures(&site.name).is_some(),
            Method::DefinedBy(_) => true,
        };
        if !rule.method.iter().any(is_named) {
            let methods: Vec<String> = rule.method.iter().map(described_method).collect();
            return Err(format!(
                "`method`: the call is `{}`; the rule wants {}",
                site.name,
                methods.join(", ")
            ));
        }
        let is_language = |language: &Text| language == unit.language.name;
        if !rule.languages.is_empty() && !rule.languages.iter().any(is_language) {
            return Err(format!("`languages`: the file is {}", unit.language.name));
        }
        if !self.takes(unit) {
            return Err(format!("`paths`: no glob matches {}", unit.path));
        }
        if rule
            .class_body
            .is_some_and(|expected| expected != site.function.is_none())
        {
            return Err("`class-body`: the call is on the other side".to_owned());
        }
        self.attempt_receiver(eval, at)?;
        let Some(captured) = self.matches(eval, at) else {
            return Err("`when`: a condition does not hold".to_owned());
        };
        let reader = SlotReader::new(eval, at, &rule.on, &captured);
        let values = reader
            .values(&rule.event)
            .ok_or("`event`: the call has no such part")?;
        let found = names(&values);
        let known: Vec<&str> = found
            .names
            .iter()
            .chain(&found.patterns)
            .map(Text::as_str)
            .collect();
        match known[..] {
            [] => Ok("a name that is not known here; a caller may supply it".to_owned()),
            _ => Ok(known.join(", ")),
        }
    }

    /// Checks the receiver of a call.
    fn attempt_receiver(&self, eval: &Evaluator<'_>, at: ItemId) -> Result<(), String> {
        let rule = self.rule;
        let site = eval.index.site(at);
        let fit = |shape: &Receiver| fits(eval, at, shape, false);
        if !rule.on.iter().any(|shape| fit(shape).is_some()) {
            let shapes: Vec<String> = rule.on.iter().map(described_shape).collect();
            return Err(format!(
                "`on`: {}; the rule wants {}",
                described_receiver(eval, at, site),
                shapes.join(" or ")
            ));
        }
        if let Some(shape) = rule.not_on.iter().find(|shape| fit(shape).is_some()) {
            return Err(format!(
                "`not-on`: the receiver is {}",
                described_shape(shape)
            ));
        }
        Ok(())
    }
}

fn described_method(method: &Method) -> String {
    match method {
        Method::Name(name) => format!("`{name}`"),
        Method::Pattern(pattern) => format!("`{}`", pattern.text),
        Method::DefinedBy(rule) => format!("a handle of `{rule}`"),
    }
}

/// Returns a receiver shape as an end of a sentence.
fn described_shape(shape: &Receiver) -> String {
    let any = |what: &str, names: &OneOrMany<Text>| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        format!("{what} {}", names.join(" or "))
    };
    match shape {
        Receiver::Nothing => "no receiver".to_owned(),
        Receiver::Own => "the current object".to_owned(),
        Receiver::Anything => "any receiver".to_owned(),
        Receiver::Import(modules) => any("an import from", modules),
        Receiver::Type(classes) => any("the type", classes),
        Receiver::Global(names) => any("the global variable", names),
        Receiver::Written(texts) => any("a receiver written", texts),
        Receiver::ResultOf(functions) => any("the result of", functions),
        Receiver::Passes(modules) => {
            any("any receiver of a call that passes an object from", modules)
        }
        Receiver::Path(paths) => {
            let paths: Vec<String> = paths
                .iter()
                .map(|path| format!("`{}`", path.text))
                .collect();
            format!("the path {}", paths.join(" or "))
        }
        Receiver::Mixin(mixins) => any("code of a class with", mixins),
    }
}

/// Returns the receiver of a call as the beginning of a sentence.
fn described_receiver(eval: &Evaluator<'_>, at: ItemId, site: &CallSite) -> String {
    let imports = &eval.index.facts(at.unit).imports;
    let import = |name: &str| imports.iter().find(|import| import.local == name);
    let Some(receiver) = &site.receiver else {
        return match import(&site.name) {
            Some(import) => format!("`{}` is imported from `{}`", site.name, import.module),
            None => "the call has no receiver".to_owned(),
        };
    };
    let written = spelled(receiver).join(".");
    let bound = match receiver {
        Value::Name(name) => {
            if let Some(import) = import(name) {
                return format!("`{name}` is imported from `{}`", import.module);
            }
            let mut bindings = eval.index.bindings_named(at.unit, name);
            bindings.find_map(|(_, binding)| match &binding.value {
                Value::Call(call) => Some(call.name.clone()),
                _ => None,
            })
        }
        _ => None,
    };
    match bound {
        Some(function) => format!("the receiver `{written}` is the result of `{function}`"),
        None => format!("the receiver is `{written}`"),
    }
}
