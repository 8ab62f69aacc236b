//! The outcome of one analysis, kept to answer questions about it.

use crate::analysis::analyzed::Analysis;
use crate::audit::Context;
use crate::audit::context::PlaceCache;
use crate::audit::event::Links;
use crate::audit::features::FeatureRow;
use crate::audit::metrics::MetricRow;
use crate::audit::produced::Produced;
use crate::audit::surfaces::Surfaces;
use crate::report::Report;
use crate::resolve::explain::Recorded;
use crate::source::FileId;
use rustc_hash::FxHashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// An analyzed project with its report and everything that was joined for it.
pub(crate) struct Outcome {
    /// The analysis.
    pub(crate) analysis: Analysis,
    /// The report.
    pub(crate) report: Report,
    /// The joined parts. They are none only while a context holds them.
    joined: Mutex<Option<Joined>>,
    files: FxHashMap<Arc<str>, FileId>,
    /// The steps from calls to names, once something asked for them.
    recorded: OnceLock<Recorded>,
}

/// The parts of a [`Context`] that it owns.
struct Joined {
    links: Links,
    produced: Produced,
    metrics: Vec<MetricRow>,
    surfaces: Surfaces,
    features: Vec<FeatureRow>,
}

impl Joined {
    fn of(cx: Context<'_>) -> Self {
        Self {
            links: cx.links,
            produced: cx.produced,
            metrics: cx.metrics,
            surfaces: cx.surfaces,
            features: cx.features,
        }
    }
}

impl Outcome {
    /// Joins an analysis, with the ways of surfaces if they are needed, and reports on it.
    pub(crate) fn new(analysis: Analysis, needs_ways: bool) -> Self {
        let (report, joined) = analysis.with_inputs(|inputs| {
            analysis.pool.install(|| {
                let cx = match needs_ways {
                    true => Context::with_surfaces(inputs, || analysis.surfaces(&inputs)),
                    false => Context::new(inputs),
                };
                (analysis.report_of(&cx), Joined::of(cx))
            })
        });
        let files = analysis.sources.iter();
        let files = files.map(|(id, file)| (Arc::clone(&file.path), id));
        Self {
            files: files.collect(),
            report,
            joined: Mutex::new(Some(joined)),
            recorded: OnceLock::new(),
            analysis,
        }
    }

    /// Returns the steps from calls to names.
    pub(crate) fn recorded(&self) -> &Recorded {
        self.recorded.get_or_init(|| self.analysis.record())
    }

    /// Returns the file of a path.
    pub(crate) fn file(&self, path: &str) -> Option<FileId> {
        self.files.get(path).copied()
    }

    /// Hands the joined project to `work`, without joining it again.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&Context<'_>) -> R) -> R {
        let mut kept = self.joined.lock().unwrap_or_else(PoisonError::into_inner);
        self.analysis.with_inputs(|inputs| {
            let cx = match kept.take() {
                Some(joined) => Context {
                    inputs,
                    links: joined.links,
                    produced: joined.produced,
                    metrics: joined.metrics,
                    surfaces: joined.surfaces,
                    features: joined.features,
                    places: PlaceCache::default(),
                },
                None => Context::new(inputs),
            };
            // The parts are kept even if the work panics.
            let answer = catch_unwind(AssertUnwindSafe(|| work(&cx)));
            *kept = Some(Joined::of(cx));
            answer.unwrap_or_else(|fault| resume_unwind(fault))
        })
    }
}
