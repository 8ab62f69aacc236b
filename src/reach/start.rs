//! Input of the walk: the surfaces, and the project of the run.

use crate::calls::Call;
use crate::facts::FunctionId;
use crate::resolve::resolution::Resolution;
use crate::rules::RulePack;
use crate::rules::around::AroundRule;
use crate::rules::features::{FeatureRules, SurfaceRule};
use crate::source::{FileId, SourceMap, Span};

/// Code of a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// A function of its file.
    Function(FunctionId),
    /// A block in the body of its class.
    Block(Span),
    /// A value that a call site gets: the index of the site in its file, and of the argument.
    Argument { site: u32, argument: u32 },
    /// All methods of a class: its scope in the file.
    Class(u32),
    /// Code that runs around surfaces: the index of the hook.
    Hook(u32),
    /// No code of its own.
    None,
}

/// A surface from which ways are searched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start<'a> {
    /// The rule that found it.
    pub(crate) rule: &'a SurfaceRule,
    /// Name of the surface for people.
    pub(crate) name: &'a str,
    /// The path of its class.
    pub(crate) class: &'a str,
    /// The name of its method, or its route.
    pub(crate) method: &'a str,
    /// Span of its name.
    pub(crate) span: Span,
    /// The code of the surface.
    pub(crate) body: Body,
}

/// Registration of a hook in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookPlace {
    /// A call site.
    Site(u32),
    /// A name that holds a list of paths.
    Binding(u32),
}

/// Code that runs around surfaces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hook<'a> {
    /// The rule that found it.
    pub(crate) rule: &'a AroundRule,
    /// The registration.
    pub(crate) place: HookPlace,
    /// Name for people.
    pub(crate) name: &'a str,
    /// Span of the name of the registration.
    pub(crate) span: Span,
}

impl Start<'_> {
    /// Returns the name of the surface for people.
    pub(crate) fn title(&self) -> String {
        match self.body {
            Body::Hook(_) => self.name.to_owned(),
            _ if self.rule.registered.is_some() || self.rule.classes.is_some() => {
                self.name.to_owned()
            }
            Body::Block(_) => format!("{} {}", self.class, self.method),
            _ => format!("{}#{}", self.class, self.method),
        }
    }
}

/// The project of a run, as the walk reads it.
#[derive(Clone, Copy)]
pub(crate) struct Material<'a> {
    /// All files.
    pub(crate) sources: &'a SourceMap,
    /// Files in a known language.
    pub(crate) code: &'a [FileId],
    /// The rule packs.
    pub(crate) packs: &'a [RulePack],
    /// The rules of surfaces and ways.
    pub(crate) rules: &'a FeatureRules,
    /// The parsed files with the word index.
    pub(crate) resolution: &'a Resolution,
    /// The tracking calls.
    pub(crate) calls: &'a [Call],
}
