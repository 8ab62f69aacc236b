//! The tests of the program from outside: each runs the command line, or one of the few public functions.
//!
//! Unit tests are beside the code in `src`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod architecture;

mod support {
    pub mod application;
    pub mod current;
    pub mod program;
    pub mod project;
    pub mod sends;
    pub mod surfaces;
}

/// The commands, their options, their output streams, and everything that ships with the program.
mod cli {
    mod backlog;
    mod baseline;
    mod commands;
    mod coverage;
    mod docs;
    mod history;
    mod inventories;
    mod map;
    mod properties;
    mod recipes;
    mod release;
    mod rules;
    mod rules_tools;
    mod settings;
    mod shipping;
    mod shop;
    mod streams;
    mod surfaces;
    mod terminal;
    mod watch;
}

/// The lints on their fixtures, and comments that suppress findings.
mod lints {
    mod comments;
    mod counting;
    mod current_gitlab;
    mod current_systems;
    mod fixtures;
    mod suppressions;
    mod verdicts;
}

/// Events that calls send, and the way from a call to a name.
mod resolve {
    mod bundlers;
    mod changed_values;
    mod classes;
    mod components;
    mod current_names;
    mod definitions;
    mod guards;
    mod handed_out;
    mod idioms;
    mod kept_texts;
    mod limits;
    mod names;
    mod namesakes;
    mod routes;
    mod shapes;
    mod shapes_of_code;
    mod text_methods;
    mod trace;
    mod variants;
    mod workspace;
    mod wrappers;
}

/// Properties of single languages.
mod languages {
    mod around_commands;
    mod around_python;
    mod around_routers;
    mod go_metrics;
    mod go_surfaces;
    mod hops;
    mod parity;
    mod python_names;
    mod python_surfaces;
    mod ruby_surfaces;
    mod rust;
    mod surfaces_rails;
}

/// Output as other programs read it.
mod formats {
    mod branches;
    mod editor;
    mod edits;
    mod monorepo;
    mod moved_lines;
}

/// The language server, spoken to as an editor does.
mod server {
    mod client;
    mod completion;
    mod edits;
    mod half_typed;
    #[cfg(feature = "mcp")]
    mod mcp;
    mod navigation;
    mod protocol;
    mod publishing;
    mod repeated;
    mod surfaces;
}

/// Comparison with a base, fixes, and new definitions.
mod changes {
    mod adoption;
    mod fix;
    mod git;
    mod lints;
    mod scaffold;
    mod story;
}

/// Consumers of other projects, and exports to them.
mod consumers {
    mod accepted;
    mod impact;
    mod project;
}

/// Inputs made to do harm, each run under a limit on time and memory. The number in a comment is the row of `docs/hostile.md`.
///
/// Every run ends with 0, 1 or 2, prints no panic, names each file that it could not read, and finds everything in the valid
/// files next to it.
mod hostile {
    mod bases;
    mod bytes;
    mod components;
    mod files;
    mod good_files;
    mod growth;
    mod history;
    mod limits;
    mod machine;
    mod named_files;
    mod output;
    mod outside;
    mod reports;
    mod ruby;
    mod scripts;
    mod settings;
    mod surroundings;
    mod table;
    mod templates;
    mod traced;
    mod truncations;
    mod yaml;
    mod yaml_text;
}
