//! The arguments of `rules`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) action: RulesAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesAction {
    /// Run the examples of rule packs
    Test {
        /// Rule packs [default: those of the configuration]
        #[arg(value_name = "PACK")]
        packs: Vec<PathBuf>,
    },
    /// Say for each call rule of a pack why it matches the calls on a line or not
    Try {
        /// Rule pack
        pack: PathBuf,
        /// Place of the call
        #[arg(value_name = "FILE:LINE")]
        place: String,
    },
    /// Print a rule for each call on a line
    Suggest {
        /// Place of the call
        #[arg(value_name = "FILE:LINE")]
        place: String,
    },
    /// Print the JSON Schema of rule packs
    Schema,
}
