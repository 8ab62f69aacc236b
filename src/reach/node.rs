//! Nodes and edges of the walk, and the ways that it finds.

use crate::facts::Text;
use crate::resolve::project::ids::ItemId;
use crate::source::Span;

/// A piece of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    /// A surface, with the callbacks around it.
    Start(u32),
    /// A function.
    Function(ItemId),
    /// A block in the body of a class: its parsed file and its span.
    Block(u32, Span),
    /// A whole file, such as a component or a template.
    File(u32),
}

/// A piece of code for an object of a class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node {
    pub(super) place: Place,
    /// The class of the current object.
    pub(super) class: Text,
}

/// A possible type of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Type {
    /// A class or module itself.
    Class(Text),
    /// An object of a class.
    Instance(Text),
    /// An object of a class that was constructed here, and is not stored yet.
    New(Text),
    /// A class that is named at run time, or an object of one.
    Dynamic,
    /// An argument of unknown type.
    Other,
}

/// The kind of a step from one piece of code to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum StepKind {
    /// The code of the surface itself.
    Own,
    /// A method of the same class, with its superclasses and mixins.
    Method,
    /// A callback or block around the surface.
    Callback,
    /// A method of a superclass, with the name of the one that calls it.
    Super,
    /// A method of another class.
    Call,
    /// A method that runs later.
    Later,
    /// A callback of a record.
    Record,
    /// The script or template of a page.
    Page,
    /// An imported file.
    Import,
    /// A rendered template.
    Render,
    /// A helper of templates.
    Helper,
}

impl StepKind {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            StepKind::Own => "own",
            StepKind::Method => "method",
            StepKind::Callback => "callback",
            StepKind::Super => "super",
            StepKind::Call => "call",
            StepKind::Later => "later",
            StepKind::Record => "record",
            StepKind::Page => "page",
            StepKind::Import => "import",
            StepKind::Render => "render",
            StepKind::Helper => "helper",
        }
    }

    /// Returns the number of hops that the step counts for. Code of the same object is free.
    pub(super) fn hops(self) -> u8 {
        match self {
            StepKind::Own | StepKind::Method | StepKind::Callback | StepKind::Super => 0,
            _ => 1,
        }
    }
}

/// An edge of the walk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) to: Node,
    pub(super) kind: StepKind,
    /// The span that leads on: a call site, an import.
    pub(super) site: Span,
    /// True if the target is code of the same object, so that no hop is counted.
    pub(super) is_free: bool,
    /// Types of the arguments, by the index of the parameter.
    pub(super) passed: Vec<(u16, Type)>,
}

impl Edge {
    pub(super) fn new(to: Node, kind: StepKind, site: Span) -> Self {
        let is_free = kind.hops() == 0;
        Self {
            to,
            kind,
            site,
            is_free,
            passed: Vec::new(),
        }
    }

    pub(super) fn hops(&self) -> u8 {
        match self.is_free {
            true => 0,
            false => 1,
        }
    }
}

/// The edges from a node.
#[derive(Debug, Clone, Default)]
pub(super) struct Edges {
    pub(super) edges: Vec<Edge>,
    /// Tracking calls in the body of a class that name the surface.
    pub(super) macros: Vec<Span>,
    /// The first place that cannot be followed, with the reason.
    pub(super) unknown: Option<(String, Span)>,
    /// True if that place matters at any distance from the surface.
    pub(super) is_unknown_from_afar: bool,
}

/// One step of a way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WayStep {
    /// Kind of the step.
    pub(crate) kind: StepKind,
    /// Class and function, block or path of the file.
    pub(crate) name: String,
    /// Span of the name; in the last step, span of the tracking call.
    pub(crate) span: Span,
}

/// A way from a surface to a tracking call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    /// Index of the tracking call.
    pub(crate) call: usize,
    /// Number of hops.
    pub(crate) depth: usize,
    /// The steps; the last one contains the tracking call.
    pub(crate) steps: Vec<WayStep>,
}

impl Way {
    /// Returns true if a step runs later than the surface.
    pub(crate) fn is_later(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Later)
    }

    /// Returns true if the way leads through the page of the surface.
    pub(crate) fn is_of_page(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Page)
    }
}

/// The result of the walk from one surface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The shortest way to each tracking call, shortest first.
    pub(crate) ways: Vec<Way>,
    /// The first place near the surface that cannot be followed, with the reason.
    pub(crate) unknown: Option<(String, Span)>,
}

/// Certainty that a hook runs around a surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cover {
    /// The hook does not run.
    No,
    /// The hook may run.
    Maybe,
    /// The hook runs.
    Certain,
}
