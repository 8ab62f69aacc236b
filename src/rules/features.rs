//! Rules for the features that code declares and for their surfaces.

use crate::facts::Text;
use crate::rules::around::{AroundRule, ObjectRules};
use crate::rules::calls::Examples;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::registration::{ClassRule, RegistrationRule};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The `features:` section of a pack.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FeatureRules {
    /// Categories that say that nobody owns the code.
    pub(crate) unowned: Vec<Text>,
    /// Words of code files that have to be parsed because a declaration or a surface may be in them.
    pub(crate) words: Vec<Text>,
    /// Ways to declare a category.
    pub(crate) declarations: Vec<DeclarationRule>,
    /// Places where a feature meets a user.
    pub(crate) surfaces: Vec<SurfaceRule>,
    /// Code that runs around surfaces.
    pub(crate) around: Vec<AroundRule>,
    /// Ways from a surface to other code.
    pub(crate) ways: WayRules,
    /// Rules that find classes that compute metric values.
    pub(crate) instrumentation: InstrumentationRules,
    /// Words that link entries of the feature list to definitions.
    pub(crate) links: LinkRules,
}

/// A call that declares the category of a class or of some of its surfaces.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct DeclarationRule {
    /// Name within the pack.
    #[allow(dead_code, reason = "a name for readers of the pack")]
    pub(crate) id: Text,
    /// Names of the method; a keyword rule looks at these calls only.
    pub(crate) method: Vec<Text>,
    /// The category is the argument at this position.
    pub(crate) argument: Option<u16>,
    /// The category is the argument of this name, and counts for this call alone.
    pub(crate) keyword: Option<Text>,
    /// The argument at this position lists the surfaces that are meant; all of the class where it is missing.
    pub(crate) surfaces: Option<u16>,
    /// True if classes that inherit from the declaring class belong to the category too.
    #[serde(default)]
    pub(crate) inherited: bool,
    /// Only in files that match one of these globs.
    #[serde(default)]
    pub(crate) paths: Vec<String>,
}

/// A rule that finds surfaces.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SurfaceRule {
    /// Name within the pack.
    pub(crate) id: Text,
    /// Only in files that match one of these globs; all files without any.
    #[serde(default)]
    pub(crate) paths: Vec<String>,
    /// Only in files of these languages; all without any.
    #[serde(default)]
    pub(crate) languages: OneOrMany<Text>,
    /// Registrations whose handlers are surfaces.
    #[serde(default)]
    pub(crate) registered: Option<RegistrationRule>,
    /// Classes whose methods are surfaces.
    #[serde(default)]
    pub(crate) classes: Option<ClassRule>,
    /// Code with surfaces, by their ids, and code without any.
    #[serde(default)]
    pub(crate) examples: Examples,
    /// Globs of files whose surfaces only programs and jobs reach, and no user.
    #[serde(default)]
    pub(crate) background: Vec<String>,
    /// Every public method of a class whose name ends with this is a surface.
    pub(crate) methods_of: Option<Text>,
    /// A class that has or inherits this method is a surface.
    pub(crate) class_with: Option<Text>,
    /// Macro that such a class calls in its body. A class without it that others inherit from is only a base.
    pub(crate) class_macro: Option<Text>,
    /// A call of one of these names in a class body is a surface.
    #[serde(default)]
    pub(crate) calls: Vec<Text>,
    /// Files that route requests to methods. If there are any, a method that none of them names is no surface.
    #[serde(default)]
    pub(crate) routes: Vec<String>,
    /// Calls in route files that route the standard methods of a class, each with its limits.
    #[serde(default)]
    pub(crate) resources: Option<ResourceRule>,
    /// Names of methods that routes reach without naming them.
    #[serde(default)]
    pub(crate) standard: Vec<Text>,
    /// Endings of classes whose methods a framework reaches without routes.
    #[serde(default)]
    pub(crate) unrouted: Vec<Text>,
    /// Macros of a class that run a method or block around its surfaces.
    #[serde(default)]
    pub(crate) callbacks: Vec<CallbackRule>,
    /// Macros of a class that name helpers, which are no surfaces.
    #[serde(default)]
    pub(crate) helpers: Vec<Text>,
    /// Names of methods that a mixin asks for, which are no surfaces.
    #[serde(default)]
    pub(crate) hooks: Vec<Text>,
    /// Calls in a class body whose block runs around each surface in the same block.
    #[serde(default)]
    pub(crate) blocks: Vec<Text>,
    /// Calls in a class body that give the helpers of the class to other classes.
    #[serde(default)]
    pub(crate) mounts: Vec<Text>,
    /// Paths of the scripts and templates of a surface; `{class}` and `{method}` are its own, in snake case.
    #[serde(default)]
    pub(crate) pages: Vec<String>,
    /// Globs of methods or routes that only other programs call, such as the server in front of the application.
    #[serde(default)]
    pub(crate) program_methods: Vec<String>,
    /// Callbacks of which a class skips one if other programs call it, such as the check of a token of the page.
    #[serde(default)]
    pub(crate) unprotected: Vec<Text>,
    /// Names of methods that are pages even without a file of their own.
    #[serde(default)]
    pub(crate) page_methods: Vec<Text>,
}

/// Calls that route the standard methods of the class that their first argument names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ResourceRule {
    /// Names of the calls.
    pub(crate) calls: Vec<Text>,
    /// Named argument with another name of the class.
    pub(crate) class: Text,
    /// Argument that lists the only methods that are routed.
    pub(crate) only: Text,
    /// Argument that lists the methods that are not routed.
    pub(crate) except: Text,
}

/// Macros that run a method or block around surfaces.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CallbackRule {
    /// Names of the macros.
    pub(crate) macros: Vec<Text>,
    /// Names of the macros that take a callback back.
    #[serde(default)]
    pub(crate) skips: Vec<Text>,
    /// Argument that lists the only surfaces that are meant.
    pub(crate) only: Text,
    /// Argument that lists the surfaces that are not meant.
    pub(crate) except: Text,
}

/// Rules for the ways from a surface to other code.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WayRules {
    /// Methods of a class that make another method of it run later.
    pub(crate) later: Vec<LaterRule>,
    /// Calls whose argument runs before the function that they are in.
    pub(crate) runs: Vec<RunRule>,
    /// Methods of a class that return an instance of it.
    pub(crate) instances: Vec<Text>,
    /// Methods of a class that return an instance of it which is not stored yet, besides its constructor.
    pub(crate) constructors: Vec<Text>,
    /// Methods that return a class which is named at run time.
    pub(crate) dynamic: Vec<Text>,
    /// Methods of a class that run the callbacks of its macros.
    pub(crate) records: Vec<RecordRule>,
    /// Templates that render each other.
    pub(crate) renders: Vec<RenderRule>,
    /// Globs of files that pages share, through which no way leads.
    pub(crate) shared: Vec<String>,
    /// Objects that surfaces are registered on.
    pub(crate) objects: ObjectRules,
}

/// Methods that make another method run later.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LaterRule {
    /// Names of the methods.
    pub(crate) methods: Vec<Text>,
    /// Name of the method that runs; without it, the function that the method is called on.
    #[serde(default)]
    pub(crate) run: Text,
    /// Position of the argument that is the function that runs, instead.
    #[serde(default)]
    pub(crate) argument: Option<u16>,
    /// True if the method runs at once, on an object that a library makes. The class has no method of this name in the project.
    #[serde(default)]
    pub(crate) now: bool,
}

/// Calls among the parameters of a function whose argument runs before it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RunRule {
    /// Names of the functions or classes that are called.
    pub(crate) names: Vec<Text>,
    /// Position of the argument.
    pub(crate) argument: u16,
    /// Methods that run if the argument is an object.
    #[serde(default)]
    pub(crate) methods: Vec<Text>,
}

/// Methods that run callbacks of a record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RecordRule {
    /// Names of the methods.
    pub(crate) methods: Vec<Text>,
    /// True if the record must be constructed in the same way, false if it must not, none if both do.
    #[serde(default)]
    pub(crate) new: Option<bool>,
    /// Macros whose callbacks they run.
    pub(crate) macros: Vec<Text>,
}

/// Calls by which a template renders another one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RenderRule {
    /// Names of the calls.
    pub(crate) calls: Vec<Text>,
    /// Named argument with the template, if it is not the first one.
    pub(crate) keyword: Text,
    /// Folders of templates.
    pub(crate) roots: Vec<Text>,
    /// First character of the file name of a template that others render.
    pub(crate) prefix: Text,
    /// Endings of templates.
    pub(crate) endings: Vec<Text>,
}

/// Rules that find the sources of metric values without events.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct InstrumentationRules {
    /// Files that hold one instrumentation class each, named after it.
    pub(crate) files: Vec<String>,
    /// Classes that others build on; no definition names them.
    pub(crate) bases: Vec<Text>,
    /// Files that spell out the keys of the values they produce.
    pub(crate) produced_in: Vec<String>,
}

impl WayRules {
    fn extend(&mut self, other: &WayRules) {
        self.later.extend(other.later.iter().cloned());
        self.runs.extend(other.runs.iter().cloned());
        self.instances.extend(other.instances.iter().cloned());
        self.constructors.extend(other.constructors.iter().cloned());
        self.dynamic.extend(other.dynamic.iter().cloned());
        self.records.extend(other.records.iter().cloned());
        self.renders.extend(other.renders.iter().cloned());
        self.shared.extend(other.shared.iter().cloned());
        self.objects.extend(&other.objects);
    }
}

/// Words that matter for links between entries of the feature list and definitions.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LinkRules {
    /// Words of the product's own name, which say nothing.
    pub(crate) product: Vec<Text>,
    /// Hosts of the documentation, besides those that begin with `docs.`.
    pub(crate) docs_hosts: Vec<Text>,
    /// First parts of paths of the documentation that say nothing.
    pub(crate) path_prefixes: Vec<Text>,
    /// Names of tiers at the end of an anchor.
    pub(crate) tier_words: Vec<Text>,
    /// Words after the name of a tier at the end of an anchor.
    pub(crate) tier_notes: Vec<Text>,
    /// Tiers that cost nothing. Definitions measure a feature of another tier less often.
    pub(crate) free_tiers: Vec<Text>,
    /// Categories that say that an entry has none.
    pub(crate) no_category: Vec<Text>,
    /// Variants of one metric.
    pub(crate) variants: Variants,
}

/// Rules that find the variants of one metric by its key path.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Variants {
    /// Endings of the key paths of variants.
    pub(crate) suffixes: Vec<Text>,
    /// Parts of key paths, each with the part that variants share.
    pub(crate) parts: BTreeMap<String, Text>,
    /// First parts of key paths below which metrics with the same last part count the same thing.
    pub(crate) roots: Vec<Text>,
}

impl LinkRules {
    fn extend(&mut self, other: &LinkRules) {
        self.product.extend(other.product.iter().cloned());
        self.docs_hosts.extend(other.docs_hosts.iter().cloned());
        self.path_prefixes
            .extend(other.path_prefixes.iter().cloned());
        self.tier_words.extend(other.tier_words.iter().cloned());
        self.tier_notes.extend(other.tier_notes.iter().cloned());
        self.free_tiers.extend(other.free_tiers.iter().cloned());
        self.no_category.extend(other.no_category.iter().cloned());
        let (own, other) = (&mut self.variants, &other.variants);
        own.suffixes.extend(other.suffixes.iter().cloned());
        own.parts.extend(other.parts.clone());
        own.roots.extend(other.roots.iter().cloned());
    }
}

impl FeatureRules {
    /// Adds the rules of another pack.
    pub(crate) fn extend(&mut self, other: &FeatureRules) {
        self.unowned.extend(other.unowned.iter().cloned());
        self.words.extend(other.words.iter().cloned());
        self.declarations.extend(other.declarations.iter().cloned());
        let first = self.surfaces.len();
        self.surfaces.extend(other.surfaces.iter().cloned());
        self.around.extend(other.around.iter().map(|around| {
            let ids = &around.surfaces;
            let own = (first..).zip(&other.surfaces);
            let own = own.filter(|(_, rule)| ids.is_empty() || ids.iter().any(|id| *id == rule.id));
            AroundRule {
                rules: own.map(|(number, _)| number).collect(),
                ..around.clone()
            }
        }));
        self.ways.extend(&other.ways);
        self.links.extend(&other.links);
        let (own, other) = (&mut self.instrumentation, &other.instrumentation);
        own.files.extend(other.files.iter().cloned());
        own.bases.extend(other.bases.iter().cloned());
        own.produced_in.extend(other.produced_in.iter().cloned());
    }

    /// Returns true if a category says that nobody owns the code.
    pub(crate) fn is_unowned(&self, category: &str) -> bool {
        self.unowned.iter().any(|unowned| unowned == category)
    }

    /// Returns the words whose files have to be parsed.
    pub(crate) fn words(&self) -> Vec<Text> {
        let keyword = |rule: &DeclarationRule| match &rule.keyword {
            Some(keyword) => vec![keyword.clone()],
            None => rule.method.clone(),
        };
        let keywords = self.declarations.iter().flat_map(keyword);
        let mut words: Vec<Text> = self.words.iter().cloned().chain(keywords).collect();
        words.sort();
        words.dedup();
        words
    }
}
