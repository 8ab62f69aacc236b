//! How code says which feature it belongs to, and where features meet users.

use crate::facts::Text;
use serde::Deserialize;

/// The `features:` section of a pack.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FeatureRules {
    /// Categories that say that nobody owns the code.
    #[serde(default)]
    pub unowned: Vec<Text>,
    /// Words of code files that have to be parsed because a declaration or a surface may be in them.
    #[serde(default)]
    pub words: Vec<Text>,
    /// Ways to declare a category.
    #[serde(default)]
    pub declarations: Vec<DeclarationRule>,
    /// Places where a feature meets a user.
    #[serde(default)]
    pub surfaces: Vec<SurfaceRule>,
    /// Rules that find classes that compute metric values.
    #[serde(default)]
    pub instrumentation: InstrumentationRules,
}

/// A call that declares the category of a class or of some of its surfaces.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DeclarationRule {
    /// Name within the pack.
    pub id: Text,
    /// Names of the method; a keyword rule looks at these calls only.
    pub method: Vec<Text>,
    /// The category is the argument at this position.
    #[serde(default)]
    pub argument: Option<u16>,
    /// The category is the argument of this name, and counts for this call alone.
    #[serde(default)]
    pub keyword: Option<Text>,
    /// The argument at this position lists the surfaces that are meant; all of the class where it is missing.
    #[serde(default)]
    pub surfaces: Option<u16>,
    /// True if classes that inherit from the declaring class belong to the category too.
    #[serde(default)]
    pub inherited: bool,
    /// Only in files that match one of these globs.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// A rule that finds surfaces.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SurfaceRule {
    /// Name within the pack.
    pub id: Text,
    /// Only in files that match one of these globs.
    pub paths: Vec<String>,
    /// Every public method of a class whose name ends with this is a surface.
    #[serde(default)]
    pub methods_of: Option<Text>,
    /// A class that has this method is a surface.
    #[serde(default)]
    pub class_with: Option<Text>,
    /// A call of one of these names in a class body is a surface.
    #[serde(default)]
    pub calls: Vec<Text>,
}

/// Rules that find the sources of metric values without events.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InstrumentationRules {
    /// Files that hold one instrumentation class each, named after it.
    #[serde(default)]
    pub files: Vec<String>,
    /// Classes that others build on; no definition names them.
    #[serde(default)]
    pub bases: Vec<Text>,
    /// Files that spell out the keys of the values they produce.
    #[serde(default)]
    pub produced_in: Vec<String>,
}

impl FeatureRules {
    /// Adds the rules of another pack.
    pub fn extend(&mut self, other: &FeatureRules) {
        self.unowned.extend(other.unowned.iter().cloned());
        self.words.extend(other.words.iter().cloned());
        self.declarations.extend(other.declarations.iter().cloned());
        self.surfaces.extend(other.surfaces.iter().cloned());
        self.instrumentation
            .files
            .extend(other.instrumentation.files.iter().cloned());
        self.instrumentation
            .bases
            .extend(other.instrumentation.bases.iter().cloned());
        self.instrumentation
            .produced_in
            .extend(other.instrumentation.produced_in.iter().cloned());
    }

    /// Returns true if a category says that nobody owns the code.
    pub fn is_unowned(&self, category: &str) -> bool {
        self.unowned.iter().any(|unowned| unowned == category)
    }

    /// Returns the words whose files have to be parsed.
    pub fn words(&self) -> Vec<Text> {
        let keyword = |rule: &DeclarationRule| match &rule.keyword {
            Some(keyword) => vec![keyword.clone()],
            None => rule.method.clone(),
        };
        let mut words: Vec<Text> = self
            .words
            .iter()
            .cloned()
            .chain(self.declarations.iter().flat_map(keyword))
            .collect();
        words.sort();
        words.dedup();
        words
    }
}
