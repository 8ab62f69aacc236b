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
}
