//! Rule packs: data that describes the tracking calls, definitions and features of a stack.
//!
//! Packs under `rules/` are embedded at build time; a user's pack has the same form and goes through the same reader.

pub(crate) mod around;
pub(crate) mod calls;
pub(crate) mod checks;
pub(crate) mod compiled_definitions;
pub(crate) mod consumers;
pub(crate) mod conversion;
pub(crate) mod definition_checks;
pub(crate) mod definitions;
pub(crate) mod detect;
pub(crate) mod each;
pub(crate) mod event_kind;
pub(crate) mod features;
pub(crate) mod fields;
mod globs;
pub(crate) mod lineage;
pub(crate) mod one_or_many;
pub(crate) mod pattern;
pub(crate) mod places;
pub(crate) mod project;
pub(crate) mod receiver;
pub(crate) mod registration;
pub(crate) mod routes;
pub(crate) mod scaffold;
pub(crate) mod slot;
mod validation;

pub(crate) use crate::rules::calls::{CallRule, ElementRule, PropertySlot};
pub(crate) use crate::rules::project::{EndpointRule, ProjectRules, StoreRule};

use crate::facts::Text;
use crate::rules::one_or_many::OneOrMany;
use crate::source::FileId;
pub(crate) use globs::{any_depth_globs, globs};
use serde::Deserialize;

/// One YAML file of rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RulePack {
    /// Name of the pack (`vendor/api`); rule ids are made from it.
    pub(crate) pack: Text,
    /// Parts that other sections share through YAML anchors.
    #[allow(dead_code, reason = "YAML merges the anchors")]
    #[serde(default)]
    pub(crate) shared: serde::de::IgnoredAny,
    /// The file of a user's pack, in the sources of the run.
    #[serde(skip)]
    pub(crate) file: Option<FileId>,
    /// The system whose definitions the names of this pack are looked up in, unless a rule says another.
    #[serde(default)]
    pub(crate) system: Text,
    /// Evidence that a project uses this stack. A pack without any belongs to the other packs of its stack.
    #[serde(default)]
    pub(crate) detect: detect::Detect,
    /// Stacks that are not used where this one is detected, because its own rules cover their calls.
    #[serde(default)]
    pub(crate) replaces: OneOrMany<Text>,
    /// True if the stack of the pack applies to projects in which no stack is detected.
    #[serde(default)]
    pub(crate) undetected: bool,
    /// True if the pack applies to every project.
    #[serde(default)]
    pub(crate) always: bool,
    /// Rules for tracking calls.
    #[serde(default)]
    pub(crate) calls: Vec<CallRule>,
    /// Rules for elements and attributes.
    #[serde(default)]
    pub(crate) elements: Vec<ElementRule>,
    /// Families of names that no call spells out.
    #[serde(default)]
    pub(crate) names: Vec<NameRule>,
    /// The structure of the project, as far as resolution needs it.
    #[serde(default)]
    pub(crate) project: ProjectRules,
    /// Calls that turn on the tracking of what users enter into forms.
    #[serde(default)]
    pub(crate) forms: Vec<FormTracking>,
    /// Methods that code asks whether a name is known before it sends it: behind one, a name that nothing defines goes nowhere.
    #[serde(default)]
    pub(crate) guards: Vec<Text>,
    /// Definition files.
    #[serde(default)]
    pub(crate) definitions: Vec<definitions::DefinitionRule>,
    /// Tables that turn names of one system into names of another.
    #[serde(default)]
    pub(crate) routes: Vec<routes::RouteRule>,
    /// Places that read names.
    #[serde(default)]
    pub(crate) consumers: Vec<consumers::ConsumerRule>,
    /// Graphs of analytics projects.
    #[serde(default)]
    pub(crate) lineage: Vec<lineage::LineageRule>,
    /// Consumers that must read the same names.
    #[serde(default)]
    pub(crate) agreements: Vec<lineage::AgreementRule>,
    /// Feature declarations and surfaces in code.
    #[serde(default)]
    pub(crate) features: features::FeatureRules,
}

impl RulePack {
    /// Returns true if the pack describes surfaces, and neither calls nor definitions nor consumers.
    pub(crate) fn has_only_surfaces(&self) -> bool {
        !self.features.surfaces.is_empty()
            && self.calls.is_empty()
            && self.elements.is_empty()
            && self.definitions.is_empty()
            && self.consumers.is_empty()
    }

    /// Returns the definition rules, each with the system of the pack unless it names another, and the routes as definitions.
    pub(crate) fn definition_rules(&self) -> Vec<definitions::DefinitionRule> {
        let mut rules = self.definitions.clone();
        rules.extend(self.routes.iter().map(routes::RouteRule::definition));
        for rule in rules.iter_mut().filter(|rule| rule.system.is_empty()) {
            rule.system = self.system.to_string();
        }
        rules
    }
}

/// A call that makes a tracking library send the fields of forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FormTracking {
    /// Name within the pack.
    #[allow(dead_code, reason = "a name for readers of the pack")]
    pub(crate) id: Text,
    /// Names of the method.
    pub(crate) method: Vec<Text>,
    /// Keys that lead from its first argument to the list of the fields that may be sent; all are sent without it.
    pub(crate) fields: Vec<Text>,
}

/// A family of names that no call spells out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NameRule {
    /// Name within the pack.
    pub(crate) id: Text,
    /// One name for each file that matches this glob; `{stem}` is the text that `*` or `**` matches.
    pub(crate) files: Option<String>,
    /// The ending to cut off a file's path.
    pub(crate) strip: Option<String>,
    /// One name for each literal argument of these calls.
    #[serde(default)]
    pub(crate) calls: Vec<Text>,
    /// Only calls in files that match one of these globs.
    #[serde(default)]
    pub(crate) paths: Vec<String>,
    /// The names: `{value}` is the text as found, `{slug}` in lower case with `_` for every run of other characters.
    pub(crate) names: Vec<Text>,
    /// The name goes with calls that could send anything that fits it: only such a call makes it live.
    pub(crate) system: Option<Text>,
}

/// The JSON Schema of rule packs.
pub(crate) const SCHEMA: &str = include_str!("rules/schema.json");

/// Merges the project rules of all packs.
pub(crate) fn merged(packs: &[RulePack]) -> ProjectRules {
    let mut all = ProjectRules::default();
    for pack in packs {
        let project = pack.project.clone();
        all.aliases.extend(project.aliases);
        all.template_helpers.extend(project.template_helpers);
        all.wrapper_words.extend(project.wrapper_words);
        all.dispatch.extend(project.dispatch);
        all.identities.extend(project.identities);
        all.indirections.extend(project.indirections);
        all.stores.extend(project.stores);
        all.endpoints.extend(project.endpoints);
        all.exclude.extend(project.exclude);
        all.version_file = all.version_file.or(project.version_file);
        all.missing_edition = all.missing_edition.or(project.missing_edition);
    }
    all
}

/// Reads one pack.
///
/// # Errors
/// The reader's message with line and column when the text is no YAML or not a pack.
pub(crate) fn read(text: &str) -> Result<RulePack, String> {
    let pack: RulePack =
        crate::input::yaml::parse(crate::source::FileId(0), text).map_err(|problem| {
            let file = crate::source::SourceFile::new("pack", text);
            let place = file.position(problem.span.start, crate::source::Encoding::Chars);
            format!("{}:{}: {}", place.line, place.column, problem.message)
        })?;
    Ok(pack)
}

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Returns all packs that come with the program, in the order of their paths.
///
/// # Errors
/// The path and message of a pack that cannot be read.
pub(crate) fn embedded() -> Result<Vec<RulePack>, String> {
    let read = |(path, _, json): &(&str, &str, &str)| {
        serde_json::from_str(json).map_err(|error| format!("{path}: {error}"))
    };
    EMBEDDED.iter().map(read).collect()
}

#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;
