//! Links from diagnostics to the manual pages of lints.

use crate::finding::Lint;
use crate::server::uri;
use std::cell::OnceCell;
use tempfile::TempDir;

/// The manual: a web page, or files in a temporary folder that is removed with the session.
pub(crate) struct Manual {
    url: Option<String>,
    folder: OnceCell<Option<TempDir>>,
}

impl Manual {
    /// Returns the manual at this address, or one of files.
    pub(crate) fn new(url: Option<String>) -> Self {
        Self {
            url,
            folder: OnceCell::new(),
        }
    }

    /// Returns the address of a lint's page.
    pub(crate) fn page(&self, lint: &Lint) -> Option<String> {
        if let Some(url) = &self.url {
            return Some(format!("{url}#{}", lint.name));
        }
        let folder = self
            .folder
            .get_or_init(|| tempfile::Builder::new().prefix("tracklint-").tempdir().ok());
        let file = folder.as_ref()?.path().join(format!("{}.md", lint.name));
        if !file.exists() {
            let page = format!(
                "# {}\n\n{}\n\n{}\n",
                lint.name,
                lint.summary,
                lint.docs.trim()
            );
            std::fs::write(&file, page).ok()?;
        }
        Some(uri::of_path(&file))
    }
}
