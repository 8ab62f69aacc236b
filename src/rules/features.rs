//! Rules for the features that code declares and for their surfaces.

use crate::facts::Text;
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
    /// Only in files that match one of these globs.
    pub(crate) paths: Vec<String>,
    /// Every public method of a class whose name ends with this is a surface.
    pub(crate) methods_of: Option<Text>,
    /// A class that has this method is a surface.
    pub(crate) class_with: Option<Text>,
    /// A call of one of these names in a class body is a surface.
    #[serde(default)]
    pub(crate) calls: Vec<Text>,
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
        self.surfaces.extend(other.surfaces.iter().cloned());
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
