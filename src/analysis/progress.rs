//! A line on standard error that says what a long run is doing; gone when the run is.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// The line, or nothing where nobody watches.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A line that is shown only if it is wanted; short runs end before it appears.
    pub(crate) fn new(expected: bool) -> Self {
        let bar = expected.then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar }
    }

    /// The current stage.
    pub(crate) fn stage(&self, text: impl Into<String>) {
        if let Some(bar) = &self.bar {
            bar.set_message(text.into());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
