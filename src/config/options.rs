//! The one table of configuration keys. The validation, the JSON Schema and the tests of the command line use it.

use Shape::{Count, Date, Flag, Glob, Level, List, Map, Object, OneOrMore, Path, Text};

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// A text.
    Text,
    /// The path of a file or folder, relative to the configuration file.
    Path,
    /// A path pattern: `*` stays within a folder, `**` does not, and a folder covers everything in it.
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
    /// A map with arbitrary keys.
    Map(&'static Shape),
    /// A map with the keys of a table.
    Object(&'static [Key]),
}

/// A key of the configuration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    /// Name.
    pub(crate) name: &'static str,
    /// Purpose.
    pub(crate) docs: &'static str,
    /// The type of its value.
    pub(crate) shape: Shape,
    /// True if it is required.
    pub(crate) required: bool,
    /// Default value, as written.
    pub(crate) default: Option<&'static str>,
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
pub(crate) const KEYS: &[Key] = &[
    key(
        "extends",
        OneOrMore(&Path),
        "Configuration files to inherit from. Own values win, and own lists are appended.",
    ),
    key(
        "packs",
        List(&Text),
        "Embedded rule packs to use. By default all of them apply.",
    ),
    key("rules", List(&Path), "Additional rule packs."),
    key(
        "include",
        List(&Glob),
        "The only files to read. By default all files are read.",
    ),
    key("exclude", List(&Glob), "Files to leave out."),
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
        "The only lints to report. By default all lints are reported.",
    ),
    key(
        "overrides",
        List(&Object(OVERRIDE)),
        "Severities for some paths. If several match, the last one counts.",
    ),
    key(
        "ignore",
        List(&Object(IGNORE)),
        "Findings to suppress, each with a reason.",
    ),
    defaulted(
        "fail_on",
        Level("never"),
        "error",
        "Lowest severity that makes `check` fail.",
    ),
    defaulted(
        "max_new",
        Count,
        "0",
        "Number of such findings that `check` allows. With a baseline, only new findings count.",
    ),
    key(
        "baseline",
        Path,
        "File of accepted findings. By default `tracklint-baseline.json`, if it exists.",
    ),
    defaulted(
        "strict",
        Flag,
        "false",
        "True if files that could not be read make `check` fail.",
    ),
    defaulted(
        "max_file_size",
        Count,
        "4",
        "Size limit of the files of the project, in MiB. A larger file is not read.",
    ),
    key(
        "threads",
        Count,
        "Number of worker threads. By default one for each processor.",
    ),
    key(
        "aliases",
        Object(ALIASES),
        "Names in code and definitions, mapped to the official names.",
    ),
    key(
        "external_events",
        Object(EXTERNAL),
        "Events whose calls or definitions are in another repository: names, or patterns with `*`.",
    ),
    key(
        "inventories",
        List(&Path),
        "Files of `tracklint inventory` from other repositories of the product.",
    ),
    key(
        "overlay",
        Map(&Object(OVERLAY)),
        "Additions to features and categories, by identifier.",
    ),
];

/// An entry of `overrides`.
pub(crate) const OVERRIDE: &[Key] = &[
    required("path", OneOrMore(&Glob), "The paths."),
    required(
        "lints",
        Map(&Level("off")),
        "Severity by lint; `off` turns a lint off.",
    ),
];

/// An entry of `ignore`.
pub(crate) const IGNORE: &[Key] = &[
    key("path", OneOrMore(&Glob), "The paths. By default all."),
    key("lint", OneOrMore(&Text), "The lints. By default all."),
    required("reason", Text, "Reason for the suppression."),
    key("until", Date, "The last day of validity."),
];

/// `aliases`.
pub(crate) const ALIASES: &[Key] = &[
    key(
        "categories",
        Map(&Text),
        "Category in code and definitions: category of the feature list.",
    ),
    key(
        "groups",
        Map(&Text),
        "Group in definitions: group of the taxonomy.",
    ),
];

/// `external_events`.
pub(crate) const EXTERNAL: &[Key] = &[
    key(
        "sent",
        List(&Text),
        "Events sent elsewhere: defined here without a call.",
    ),
    key(
        "defined",
        List(&Text),
        "Events defined elsewhere: sent here without a definition.",
    ),
];

/// An entry of `overlay`.
pub(crate) const OVERLAY: &[Key] = &[
    key("events", List(&Text), "Events that measure it."),
    key(
        "metrics",
        List(&Text),
        "Key paths of metrics that measure it.",
    ),
    key("paths", List(&Glob), "Files that belong to it."),
    key("exempt", Text, "Reason why it needs no instrumentation."),
    key(
        "unmeasured",
        Text,
        "Reason why nothing measures it, although something is named like it.",
    ),
];
