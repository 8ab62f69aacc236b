//! Refusals of rules that can never match.

use crate::facts::Text;
use crate::rules::calls::{CallRule, ElementRule, PropertySlot};
use crate::rules::compiled_definitions;
use crate::rules::definitions::DefinitionRule;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::pattern::{Method, Pattern};
use crate::rules::receiver::Receiver;
use crate::rules::registration::RegistrationRule;
use crate::rules::slot::Slot;
use crate::rules::{RulePack, globs};
use std::collections::BTreeSet;
use std::fmt;

/// A fault of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleFault {
    /// The section of the pack.
    pub(crate) section: &'static str,
    /// The id of the rule; empty if the fault is not in one rule.
    pub(crate) id: String,
    /// The fault, as the end of a sentence about the rule.
    why: String,
}

impl RuleFault {
    fn new(section: &'static str, id: &str, why: impl Into<String>) -> Self {
        Self {
            section,
            id: id.to_owned(),
            why: why.into(),
        }
    }
}

impl fmt::Display for RuleFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id.as_str() {
            "" => write!(formatter, "`{}`: {}", self.section, self.why),
            id => write!(formatter, "rule `{id}`: {}", self.why),
        }
    }
}

impl RulePack {
    /// Checks all rules. `is_language` refuses unknown languages.
    ///
    /// # Errors
    /// The first rule that can never match.
    pub(crate) fn validate(
        &self,
        is_language: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<(), RuleFault> {
        validate(self, is_language)
    }
}

/// Checks all rules of a pack.
fn validate(
    pack: &RulePack,
    is_language: &dyn Fn(&str) -> Result<(), String>,
) -> Result<(), RuleFault> {
    if pack.pack.trim().is_empty() {
        return Err(RuleFault::new("pack", "", "the pack has no name"));
    }
    let mut ids = BTreeSet::new();
    let mut check_id = |section: &'static str, id: &str| {
        if id.is_empty() {
            return Err(RuleFault::new(section, "", "a rule has no `id`"));
        }
        match ids.insert(id.to_owned()) {
            true => Ok(()),
            false => {
                let why = "another rule of the pack has the same id";
                Err(RuleFault::new(section, id, why))
            }
        }
    };
    let languages = |all: &OneOrMany<Text>| all.iter().try_for_each(|name| is_language(name));
    for rule in &pack.calls {
        check_id("calls", &rule.id)?;
        let checked = languages(&rule.languages)
            .and_then(|()| call(rule))
            .and_then(|()| defined_methods(rule, &pack.definitions));
        checked.map_err(|why| RuleFault::new("calls", &rule.id, why))?;
    }
    for rule in &pack.elements {
        check_id("elements", &rule.id)?;
        let checked = languages(&rule.languages).and_then(|()| element(rule));
        checked.map_err(|why| RuleFault::new("elements", &rule.id, why))?;
    }
    for (section, rule) in read_rules(pack) {
        check_id(section, &rule.id)?;
        let compiled = compiled_definitions::compile(rule.id.clone(), rule.clone());
        compiled.map_err(|why| RuleFault::new(section, &rule.id, why))?;
    }
    for rule in &pack.features.surfaces {
        check_id("features", &rule.id)?;
        let mut registered = rule.registered.iter();
        let checked = languages(&rule.languages)
            .and_then(|()| registered.try_for_each(RegistrationRule::validate));
        checked.map_err(|why| RuleFault::new("features", &rule.id, why))?;
    }
    let ids: Vec<&Text> = pack.features.surfaces.iter().map(|rule| &rule.id).collect();
    for rule in &pack.features.around {
        let checked = languages(&rule.languages).and_then(|()| rule.validate(&ids));
        checked.map_err(|why| RuleFault::new("features", "around", why))?;
    }
    systems(pack)?;
    project(pack).map_err(|why| RuleFault::new("project", "", why))
}

/// Returns the rules that read records, with their sections.
fn read_rules(pack: &RulePack) -> impl Iterator<Item = (&'static str, DefinitionRule)> {
    let definitions = pack.definitions.iter().cloned();
    let routes = pack.routes.iter().map(|rule| rule.definition());
    let consumers = pack.consumers.iter().filter_map(|rule| rule.definition());
    definitions
        .map(|rule| ("definitions", rule))
        .chain(routes.map(|rule| ("routes", rule)))
        .chain(consumers.map(|rule| ("consumers", rule)))
}

/// Checks what routes and consumers say beside their records, and the sections about consumers.
fn systems(pack: &RulePack) -> Result<(), RuleFault> {
    for rule in &pack.routes {
        rule.validate()
            .map_err(|why| RuleFault::new("routes", &rule.id, why))?;
    }
    for rule in &pack.consumers {
        rule.validate()
            .map_err(|why| RuleFault::new("consumers", &rule.id, why))?;
    }
    for rule in &pack.lineage {
        rule.validate()
            .map_err(|why| RuleFault::new("lineage", &rule.id, why))?;
    }
    for rule in &pack.agreements {
        rule.validate()
            .map_err(|why| RuleFault::new("agreements", &rule.id, why))?;
    }
    Ok(())
}

fn project(pack: &RulePack) -> Result<(), String> {
    let project = &pack.project;
    globs(&project.exclude)?;
    globs(&project.template_helpers)?;
    let paths = pack.names.iter().flat_map(|rule| rule.paths.iter());
    let files = pack.names.iter().filter_map(|rule| rule.files.as_ref());
    let declared = pack.features.declarations.iter();
    let surfaces = pack.features.surfaces.iter().flat_map(|rule| &rule.paths);
    let declared = declared.flat_map(|rule| &rule.paths);
    let all = paths.chain(files).chain(declared).chain(surfaces);
    globs(&all.cloned().collect::<Vec<_>>()).map(drop)
}

fn call(rule: &CallRule) -> Result<(), String> {
    globs(&rule.paths.0)?;
    if rule.sites.is_none() {
        if rule.method.is_empty() {
            return Err("it has no `method`, so there is nothing to search for".to_owned());
        }
        if rule.on.is_empty() {
            return Err("it has no `on`; `on: anything` takes any receiver".to_owned());
        }
    }
    let methods = rule.method.iter();
    methods.clone().try_for_each(method)?;
    let mut shapes = rule.on.iter().chain(rule.not_on.iter());
    shapes.try_for_each(shape)?;
    rule.slots().try_for_each(Slot::validate)?;
    properties(&rule.properties)?;
    let of_methods = methods.filter_map(|method| match method {
        Method::Pattern(pattern) => Some(pattern),
        _ => None,
    });
    let paths = rule.on.iter().flat_map(|shape| match shape {
        Receiver::Path(paths) => paths.0.as_slice(),
        _ => &[],
    });
    let patterns: Vec<&Pattern> = of_methods.chain(paths).collect();
    let captured = |name: &Text| {
        let mut names = patterns.iter().flat_map(|pattern| pattern.capture_names());
        names.any(|captured| captured == name)
    };
    let mut slots = rule.slots().flat_map(Slot::all);
    match slots.find_map(|slot| slot.capture.as_ref().filter(|name| !captured(name))) {
        Some(name) => Err(format!("no `method` and no `path` captures `{{{name}}}`")),
        None => Ok(()),
    }
}

/// Refuses `defined-by` without the definition rule that it names.
fn defined_methods(rule: &CallRule, definitions: &[DefinitionRule]) -> Result<(), String> {
    for method in rule.method.iter() {
        let Method::DefinedBy(id) = method else {
            continue;
        };
        let has_methods = |rule: &&DefinitionRule| {
            let each = rule.each.as_ref();
            rule.id == id.as_str() && each.is_some_and(|each| each.is_of_methods())
        };
        if !definitions.iter().any(|rule| has_methods(&rule)) {
            return Err(format!(
                "`defined-by: {id}` names no definition rule of the pack with `each: {{method-of: …}}`"
            ));
        }
    }
    Ok(())
}

fn element(rule: &ElementRule) -> Result<(), String> {
    if rule.required().is_empty() && rule.element.is_empty() {
        return Err("it names no `element` and no attribute in `has`".to_owned());
    }
    let names = rule.element.iter().chain(rule.has.iter());
    names
        .clone()
        .try_for_each(|name| literal("element", name))?;
    let parts = [&rule.category, &rule.label, &rule.property];
    std::iter::once(&rule.event)
        .chain(parts.into_iter().flatten())
        .chain(rule.when.iter().map(|condition| &condition.slot))
        .try_for_each(Slot::validate)?;
    properties(&rule.properties)
}

fn properties(properties: &[PropertySlot]) -> Result<(), String> {
    for property in properties {
        if property.name.is_empty() {
            return Err("a property has no `name`".to_owned());
        }
        // `*` alone takes all arguments that no other slot names.
        if property.name != "*" || property.slot != Slot::default() {
            property.slot.validate()?;
        }
    }
    Ok(())
}

/// Refuses the name of a method that no call can have.
fn method(method: &Method) -> Result<(), String> {
    let Method::Name(name) = method else {
        return Ok(());
    };
    if name.contains(['.', ':']) {
        return Err(format!(
            "`method: {name}` has a receiver, which belongs in `on`"
        ));
    }
    literal("method", name)
}

/// Refuses a receiver that no call can have.
fn shape(shape: &Receiver) -> Result<(), String> {
    let (key, names) = match shape {
        Receiver::Nothing | Receiver::Own | Receiver::Anything | Receiver::Path(_) => {
            return Ok(());
        }
        Receiver::Import(names) => ("import", names),
        Receiver::Type(names) => ("type", names),
        Receiver::Global(names) => ("global", names),
        Receiver::Written(names) => ("written", names),
        Receiver::ResultOf(names) => ("result-of", names),
        Receiver::Passes(names) => ("passes", names),
        Receiver::Mixin(names) => ("mixin", names),
    };
    names.iter().try_for_each(|name| literal(key, name))
}

/// Refuses an empty text, blanks and stars in a text that is compared literally.
fn literal(key: &str, text: &str) -> Result<(), String> {
    let fault = match text {
        "" => "is empty",
        _ if text.contains(char::is_whitespace) => "has a blank and matches nothing",
        _ if text.contains('*') => "is compared literally, and `*` matches nothing",
        _ => return Ok(()),
    };
    Err(format!("`{key}: {text}` {fault}"))
}
