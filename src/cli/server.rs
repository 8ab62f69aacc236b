//! `server`: the language server.

use crate::cli::args::Global;
use crate::cli::{baseline, settings};
use crate::config::Settings;
use crate::server::{self, Host};

pub(crate) fn run(global: &Global) -> u8 {
    let global = global.clone();
    let docs_url = global.docs_url.clone();
    server::run(Host {
        load: Box::new(move |root| {
            let settings = settings::load(&global, root, false)?;
            // A folder without code is no failure in an editor.
            Ok(Settings {
                allow_empty: true,
                ..settings
            })
        }),
        accept: Box::new(|report, settings| baseline::apply(report, None, settings)),
        docs_url,
    })
}
