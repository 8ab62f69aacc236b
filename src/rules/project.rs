//! The structure of a project, as far as resolution needs it.

use crate::facts::Text;
use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;

/// The structure of the project.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ProjectRules {
    /// Aliases of the first part of import paths.
    pub(crate) aliases: Vec<Alias>,
    /// Files whose modules every template can call.
    pub(crate) template_helpers: Vec<String>,
    /// Parts of a function's name that say it exists to track something (`track`).
    pub(crate) wrapper_words: Vec<Text>,
    /// Methods that call the method named by their first argument.
    pub(crate) dispatch: Vec<Text>,
    /// Indirections: a value read under this path is what calls of that name in the same class were given.
    pub(crate) indirections: Vec<Indirection>,
    /// Functions of libraries that return their only argument, such as a pointer to it.
    pub(crate) identities: Vec<Identity>,
    /// Stores: functions that components and others call by name through a store.
    pub(crate) stores: Vec<StoreRule>,
    /// The project's own endpoints: requests that run a method of the project.
    pub(crate) endpoints: Vec<EndpointRule>,
    /// Paths that are no emission: tests, documentation, vendored and generated code.
    pub(crate) exclude: Vec<String>,
    /// The file that names the release that is being worked on; its first number with a dot counts.
    pub(crate) version_file: Option<String>,
    /// Files that declare feature flags.
    pub(crate) flags: Vec<FlagRule>,
    /// The edition that may be absent. If code refers to it and it is absent, verdicts say so.
    pub(crate) missing_edition: Option<MissingEdition>,
}

/// Functions of a library that return their only argument.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Identity {
    /// The module.
    pub(crate) import: Text,
    /// Names of the functions.
    pub(crate) functions: Vec<Text>,
}

/// Files that declare one feature flag each.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FlagRule {
    /// Globs of the files.
    pub(crate) files: OneOrMany,
    /// The key of the name.
    pub(crate) name: String,
    /// The key of the default, which is true or false.
    pub(crate) default: String,
}

/// An edition of the product that may be absent from the tree.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MissingEdition {
    /// The folder.
    pub(crate) folder: String,
    /// Tiers whose code is always present.
    #[serde(default)]
    pub(crate) tiers_here: Vec<Text>,
    /// Texts by which code refers to it.
    pub(crate) signs: Vec<Text>,
}

/// An alias of import paths.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Alias {
    /// The beginning of an import path.
    pub(crate) prefix: Text,
    /// The folder, relative to the root.
    pub(crate) path: Text,
}

/// A value that comes from calls of another name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Indirection {
    /// The key that is read; it is also the name of the calls.
    pub(crate) key: Text,
    /// The name that it is read from.
    pub(crate) map: Text,
    /// Calls whose first argument is meant; the key itself when empty.
    #[serde(default)]
    pub(crate) call: Text,
}

/// A rule for calls of store actions. An action takes the store first and the caller's argument second.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoreRule {
    /// Files whose functions are actions.
    pub(crate) files: Vec<String>,
    /// Functions that make actions methods of a component: `map('space', ['action'])`.
    pub(crate) map: Vec<Text>,
    /// Methods that run an action by its name: `dispatch('space/action', payload)`.
    pub(crate) dispatch: Vec<Text>,
}

/// Requests to the project's own endpoints whose path ends in the names of a class and of its method.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndpointRule {
    /// Methods that send a request; the path is the first argument.
    pub(crate) methods: Vec<Text>,
    /// Modules their receiver is imported from.
    pub(crate) import: Vec<Text>,
    /// Ending of the classes that answer; what is before it, with underscores, is the path's part.
    pub(crate) class: Text,
}
