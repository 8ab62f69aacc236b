//! Tracking systems, evaluated side by side.

use crate::calls::{Call, Limit};
use crate::facts::Text;
use crate::resolve::callers::index::CallerIndex;
use crate::resolve::code_definitions::{CodeDefinitions, CodeRules, definitions};
use crate::resolve::evaluate::{Evaluator, LIMITS};
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::view::ProjectView;
use crate::resolve::propagate::Propagator;
use crate::resolve::request::{FileRequest, FileRequests};
use crate::source::Span;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// The result of one round.
#[derive(Default)]
pub(crate) struct RoundResult {
    /// The calls of all systems, by position and rule.
    pub(crate) calls: Vec<Call>,
    /// The definitions in code.
    pub(crate) definitions: CodeDefinitions,
    /// The limits that were reached.
    pub(crate) limits: Vec<Limit>,
    /// The requests for files that may change the result.
    pub(crate) requests: FileRequests,
}

impl RoundResult {
    /// Returns the requests that were not made before.
    pub(crate) fn new_requests(&self, before: &FxHashSet<FileRequest>) -> FileRequests {
        let new = self.requests.iter();
        let new = new.filter(|request| !before.contains(*request));
        new.cloned().collect()
    }
}

/// Evaluates all systems. They do not depend on each other, so the number of threads changes nothing.
pub(crate) fn evaluate<'d>(
    view: &(dyn Fn() -> ProjectView<'d> + Sync),
    callers: &CallerIndex,
    matcher: &Matcher<'_>,
    code_rules: &CodeRules,
) -> RoundResult {
    let systems = matcher.systems();
    let calls = || {
        let one = systems.par_iter().with_max_len(1).map(|system| {
            let view = view();
            let eval = Evaluator::new(&view);
            let calls = Propagator::new(&eval, callers, matcher, Some(system)).calls();
            let limits = limits(system, &calls, view.take_limits());
            (calls, limits, view.take_requests())
        });
        one.collect::<Vec<_>>()
    };
    let in_code = || {
        let view = view();
        let eval = Evaluator::new(&view);
        let found = definitions(code_rules, &eval);
        (found, view.take_requests())
    };
    let (of_systems, (definitions, mut requests)) = rayon::join(calls, in_code);
    let mut calls = Vec::new();
    let mut limits = Vec::new();
    for (own, reached, more) in of_systems {
        calls.extend(own);
        limits.extend(reached);
        requests.extend(more);
    }
    let owned = definitions.owned();
    calls.retain(|call| !owned.iter().any(|record| record.contains(call.span)));
    calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    RoundResult {
        calls,
        definitions,
        limits,
        requests,
    }
}

/// Returns the limits that a system reached: those that were noted, and those that left the name of a call unknown.
fn limits(system: &Text, calls: &[Call], noted: BTreeSet<(Span, String)>) -> Vec<Limit> {
    let reasons = calls.iter().filter_map(|call| call.event.unknown.clone());
    let of_names = reasons.filter(|(reason, _)| LIMITS.contains(&reason.as_str()));
    let mut found = noted;
    found.extend(of_names.map(|(reason, span)| (span, reason)));
    let limit = |(span, reason)| Limit {
        system: system.clone(),
        span,
        reason,
    };
    found.into_iter().map(limit).collect()
}
