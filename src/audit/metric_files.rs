//! Files that compute metric values without events.

use crate::rules::any_depth_globs;
use crate::rules::features::InstrumentationRules;
use crate::source::{FileId, SourceMap};
use rayon::prelude::*;

/// The files where metric values come from that no event feeds.
#[derive(Debug, Clone, Default)]
pub(crate) struct MetricFiles {
    /// Each holds one instrumentation class, named after it.
    pub(crate) instrumentation: Vec<FileId>,
    /// They spell out the keys of the values they produce.
    pub(crate) producers: Vec<FileId>,
}

impl MetricFiles {
    /// Finds them by their paths.
    pub(crate) fn new(sources: &SourceMap, rules: &InstrumentationRules) -> Self {
        let matching = |patterns: &[String]| {
            let globs = any_depth_globs(patterns);
            let files = if globs.is_empty() {
                Vec::new()
            } else {
                sources.iter().collect()
            };
            files
                .into_par_iter()
                .filter(|(_, file)| globs.is_match(file.path.as_ref()))
                .map(|(id, _)| id)
                .collect()
        };
        Self {
            instrumentation: matching(&rules.files),
            producers: matching(&rules.produced_in),
        }
    }
}
