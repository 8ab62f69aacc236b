//! Rule packs: data that describes the tracking calls, definitions and features of a stack.
//!
//! Packs under `rules/` are embedded at build time; a user's pack has the same form and goes through the same reader.

pub(crate) mod checks;
pub(crate) mod compiled_definitions;
pub(crate) mod definition_checks;
pub(crate) mod definitions;
pub(crate) mod each;
pub(crate) mod event_kind;
pub(crate) mod features;
pub(crate) mod fields;
mod globs;
pub(crate) mod one_or_many;
pub(crate) mod project;
pub(crate) mod scaffold;
#[allow(dead_code, reason = "call rules will read it too")]
pub(crate) mod slot;

pub(crate) use crate::rules::project::{EndpointRule, ProjectRules, StoreRule};

use crate::facts::Text;
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
    /// The system whose definitions the names of this pack are looked up in, unless a rule says another.
    #[serde(default)]
    pub(crate) system: Text,
    /// Paths whose presence shows that a project uses this stack; empty means always.
    #[serde(default)]
    pub(crate) detect: Vec<String>,
    /// Rules for tracking calls.
    #[serde(default)]
    pub(crate) calls: Vec<CallRule>,
    /// Rules for tracking attributes.
    #[serde(default)]
    pub(crate) attributes: Vec<AttributeRule>,
    /// Families of names that no call spells out.
    #[serde(default)]
    pub(crate) names: Vec<NameRule>,
    /// The structure of the project, as far as resolution needs it.
    #[serde(default)]
    pub(crate) project: ProjectRules,
    /// Declarations of counters in source code.
    #[serde(default)]
    pub(crate) counters: Vec<CounterRule>,
    /// Calls that turn on the tracking of what users enter into forms.
    #[serde(default)]
    pub(crate) forms: Vec<FormTracking>,
    /// Methods that code asks whether a name is known before it sends it: behind one, a name that nothing defines goes nowhere.
    #[serde(default)]
    pub(crate) guards: Vec<Text>,
    /// Definition files.
    #[serde(default)]
    pub(crate) definitions: Vec<definitions::DefinitionRule>,
    /// Feature declarations and surfaces in code.
    #[serde(default)]
    pub(crate) features: features::FeatureRules,
}

/// A rule for one way to call a tracking API.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CallRule {
    /// Name within the pack.
    pub(crate) id: Text,
    /// Languages it may occur in.
    pub(crate) languages: Vec<Text>,
    /// Names of the method, function or macro.
    pub(crate) method: Vec<Text>,
    /// The receiver is one of these constants or classes (full path).
    #[serde(default)]
    pub(crate) receiver: Vec<Text>,
    /// The receiver is a class that descends from, or includes, one of these.
    #[serde(default)]
    pub(crate) descends: Vec<Text>,
    /// The receiver is the result of a call of this function.
    pub(crate) receiver_call: Option<Text>,
    /// The receiver is the object itself (`this`, `self`) or there is none, in a scope that has one of these mixins.
    #[serde(default)]
    pub(crate) mixin: Vec<Text>,
    /// The receiver (or the function, where there is none) is imported from one of these modules.
    #[serde(default)]
    pub(crate) import: Vec<Text>,
    /// Any receiver will do: the method's name says enough.
    #[serde(default)]
    pub(crate) any_receiver: bool,
    /// No receiver, in code under `paths`.
    #[serde(default)]
    pub(crate) bare: bool,
    /// Only in a class body (a macro of a framework), or only outside one.
    pub(crate) class_body: Option<bool>,
    /// Only where the first argument is this literal.
    pub(crate) first_argument: Option<Text>,
    /// Only in files that match one of these globs.
    #[serde(default)]
    pub(crate) paths: Vec<String>,
    /// Another system than the pack's.
    pub(crate) system: Option<Text>,
    /// The location of the event's name.
    pub(crate) event: Slot,
    /// The location of the category.
    pub(crate) category: Option<Slot>,
    /// The location of the label.
    pub(crate) label: Option<Slot>,
    /// The location of the property.
    pub(crate) property: Option<Slot>,
    /// Arguments that are sent along as properties.
    #[serde(default)]
    pub(crate) properties: Vec<PropertySlot>,
    /// Named arguments that steer the call and are not sent.
    #[serde(default)]
    pub(crate) settings: Vec<Text>,
    /// The replacement.
    pub(crate) deprecated: Option<Text>,
    /// Code that must match, and code that must not.
    #[serde(default)]
    #[allow(dead_code, reason = "the tests of the packs read it")]
    pub(crate) examples: Examples,
}

/// The location of a part of a call.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Slot {
    /// The argument at this position.
    pub(crate) argument: Option<u16>,
    /// The argument of this name.
    pub(crate) keyword: Option<Text>,
    /// The attribute of this name (attribute rules).
    #[allow(dead_code, reason = "attribute rules name it themselves")]
    pub(crate) attribute: Option<Text>,
    /// The entry of this name in what was found (dots descend).
    pub(crate) key: Option<Text>,
    /// The keys of the map that was found.
    pub(crate) keys: bool,
    /// The receiver call's argument at this position.
    pub(crate) receiver_argument: Option<u16>,
    /// A constant of the receiver's class.
    pub(crate) receiver_constant: Option<Text>,
    /// The argument of the mixin that gives the call its meaning (usually with `key`).
    pub(crate) mixin_argument: Option<u16>,
    /// A fixed text.
    pub(crate) text: Option<Text>,
    /// The name of the class around the call.
    pub(crate) class_name: bool,
    /// The method's own name.
    pub(crate) method_name: bool,
    /// The value that the tracker sends if the part is missing or empty.
    pub(crate) default: Option<Text>,
    /// These parts, one behind the other; a part that is null with its separator is left out.
    pub(crate) join: Vec<Slot>,
    /// Put behind this part when it is there.
    pub(crate) then: Option<Text>,
    /// The first of these that is there.
    pub(crate) any: Vec<Slot>,
}

/// An argument that is sent along.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PropertySlot {
    /// The name the API knows it by; `*` takes every named argument that no other slot names, or every key of the map found.
    pub(crate) name: Text,
    /// The location.
    #[serde(flatten)]
    pub(crate) slot: Slot,
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

/// A rule for tracking attributes in HTML, templates, and maps that become attributes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AttributeRule {
    /// Name within the pack.
    pub(crate) id: Text,
    /// Languages it may occur in.
    pub(crate) languages: Vec<Text>,
    /// Attribute that carries the event's name. `_` and `-` are alike and `data-` may be missing in maps.
    pub(crate) event: Text,
    /// The entry of this name, when the attribute's value is a map.
    pub(crate) event_key: Option<Text>,
    /// Attribute with the category.
    pub(crate) category: Option<Text>,
    /// Attribute with the label.
    pub(crate) label: Option<Text>,
    /// Attribute with the property.
    pub(crate) property: Option<Text>,
    /// Another system than the pack's.
    pub(crate) system: Option<Text>,
    /// The replacement.
    pub(crate) deprecated: Option<Text>,
    /// Code that must match, and code that must not.
    #[serde(default)]
    #[allow(dead_code, reason = "the tests of the packs read it")]
    pub(crate) examples: Examples,
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

/// A class that declares counters.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CounterRule {
    /// Name within the pack.
    #[allow(dead_code, reason = "a name for readers of the pack")]
    pub(crate) id: Text,
    /// Classes that descend from one of these.
    pub(crate) descends: Vec<Text>,
    /// The constant with the prefix of every name.
    pub(crate) prefix: Text,
    /// The constant with the list of events.
    pub(crate) events: Text,
}

/// Code that must match and code that must not; each text is one file.
#[allow(dead_code, reason = "the tests of the packs read it")]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Examples {
    /// Each of these gives at least one call of this rule.
    #[serde(rename = "match")]
    pub(crate) matching: Vec<Example>,
    /// Code that gives no call of this rule.
    pub(crate) ignore: Vec<Example>,
}

/// One example.
#[allow(dead_code, reason = "the tests of the packs read it")]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Example {
    /// The language. By default, the rule's first one.
    pub(crate) language: Option<Text>,
    /// The path of the file, for rules with paths.
    pub(crate) path: Option<String>,
    /// The code.
    pub(crate) code: String,
    /// The event names that must be found; any name will do when empty.
    #[serde(default)]
    pub(crate) names: Vec<Text>,
}

/// Merges the project rules of all packs.
pub(crate) fn merged(packs: &[RulePack]) -> ProjectRules {
    let mut all = ProjectRules::default();
    for pack in packs {
        let project = pack.project.clone();
        all.aliases.extend(project.aliases);
        all.template_helpers.extend(project.template_helpers);
        all.wrapper_words.extend(project.wrapper_words);
        all.dispatch.extend(project.dispatch);
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
    for rule in &pack.calls {
        if rule.method.is_empty() {
            return Err(format!(
                "rule `{}`: a rule without a method name cannot be searched for",
                rule.id
            ));
        }
    }
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
mod tests;
