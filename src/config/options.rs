//! Every key of the configuration, once: what it may hold and what it is for. The reader, the JSON Schema and the command line
//! are held against this table.

use Shape::{Count, Date, Flag, Glob, Level, List, Map, Object, OneOrMore, Path, Text};

/// What may stand behind a key.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text.
    Text,
    /// A text that names a file or folder, relative to the file it is written in.
    Path,
    /// A path pattern: `*` stays within a folder, `**` does not, a folder's name means all of it.
    Glob,
    /// A day: `2027-01-31`.
    Date,
    /// A severity, or this word for none.
    Level(&'static str),
    /// True or false.
    Flag,
    /// A whole number.
    Count,
    /// A list.
    List(&'static Shape),
    /// A list, or one element without the brackets.
    OneOrMore(&'static Shape),
    /// Names of the writer's choice, each with a value.
    Map(&'static Shape),
    /// The keys of a table.
    Object(&'static [Key]),
}

/// A key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub docs: &'static str,
    /// What it may hold.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What holds without it, as it would be written.
    pub default: Option<&'static str>,
}

const fn key(name: &'static str, shape: Shape, docs: &'static str) -> Key {
    Key {
        name,
        docs,
        shape,
        required: false,
        default: None,
    }
}

const fn required(name: &'static str, shape: Shape, docs: &'static str) -> Key {
    Key {
        required: true,
        ..key(name, shape, docs)
    }
}

const fn defaulted(
    name: &'static str,
    shape: Shape,
    default: &'static str,
    docs: &'static str,
) -> Key {
    Key {
        default: Some(default),
        ..key(name, shape, docs)
    }
}

/// The top level.
pub const KEYS: &[Key] = &[
    key(
        "extends",
        OneOrMore(&Path),
        "Configuration files that this one builds on: its values win, its lists add to theirs.",
    ),
    key(
        "packs",
        List(&Text),
        "Embedded rule packs that are used. Without it, the project's files decide.",
    ),
    key("rules", List(&Path), "Rule packs of your own."),
    key(
        "include",
        List(&Glob),
        "If there are any: only these files are read.",
    ),
    key("exclude", List(&Glob), "Files that are left out."),
    key("features", Path, "The product's feature list."),
    key(
        "taxonomy",
        List(&Path),
        "Stages, sections and categories: files, or folders with them.",
    ),
    key(
        "lints",
        Map(&Level("off")),
        "Severity by lint; `off` turns a lint off.",
    ),
    key(
        "only",
        List(&Text),
        "If there are any: only findings of these lints.",
    ),
    key(
        "overrides",
        List(&Object(OVERRIDE)),
        "Severities for some paths. Where several match, the last counts.",
    ),
    key(
        "ignore",
        List(&Object(IGNORE)),
        "Findings that are not wanted, each with a reason.",
    ),
    defaulted(
        "fail_on",
        Level("never"),
        "error",
        "From which severity on findings make `check` fail.",
    ),
    defaulted(
        "max_new",
        Count,
        "0",
        "How many such findings `check` bears before it fails; with a baseline, only new ones count.",
    ),
    key(
        "baseline",
        Path,
        "The file of findings that are known and borne. Without it, `tracklint-baseline.json` if it is there.",
    ),
    defaulted(
        "strict",
        Flag,
        "false",
        "Whether files that could not be read make `check` fail.",
    ),
    key(
        "threads",
        Count,
        "Worker threads. Without it, one for each processor.",
    ),
    key(
        "aliases",
        Object(ALIASES),
        "Names that one side uses for what the other side calls otherwise.",
    ),
    key(
        "external_events",
        Object(EXTERNAL),
        "Events whose other half lies in another repository: names, or patterns with `*`.",
    ),
    key(
        "overlay",
        Map(&Object(OVERLAY)),
        "What is known of a feature or category beyond the feature list, by its identifier.",
    ),
];

/// An entry of `overrides`.
pub const OVERRIDE: &[Key] = &[
    required("path", OneOrMore(&Glob), "The paths."),
    required(
        "lints",
        Map(&Level("off")),
        "Severity by lint; `off` turns a lint off.",
    ),
];

/// An entry of `ignore`.
pub const IGNORE: &[Key] = &[
    key("path", OneOrMore(&Glob), "The paths; without it, all."),
    key("lint", OneOrMore(&Text), "The lints; without it, all."),
    required(
        "reason",
        Text,
        "Why these findings are not wanted. Who reads this in a year needs it.",
    ),
    key("until", Date, "The last day it holds."),
];

/// `aliases`.
pub const ALIASES: &[Key] = &[
    key(
        "categories",
        Map(&Text),
        "Category as code and definitions name it: category of the list.",
    ),
    key(
        "groups",
        Map(&Text),
        "Group as definitions name it: group of the taxonomy.",
    ),
];

/// `external_events`.
pub const EXTERNAL: &[Key] = &[
    key(
        "sent",
        List(&Text),
        "Sent elsewhere: defined here, without a call.",
    ),
    key(
        "defined",
        List(&Text),
        "Defined elsewhere: sent here, without a definition.",
    ),
];

/// An entry of `overlay`.
pub const OVERLAY: &[Key] = &[
    key("events", List(&Text), "Events that measure it."),
    key(
        "metrics",
        List(&Text),
        "Key paths of metrics that measure it.",
    ),
    key("paths", List(&Glob), "Files that belong to it."),
    key("exempt", Text, "Why it needs no instrumentation."),
];
