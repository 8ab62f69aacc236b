//! Tracking systems, evaluated side by side.

use crate::calls::{Call, Limit};
use crate::facts::Text;
use crate::resolve::callers::index::CallerIndex;
use crate::resolve::code_definitions::{CodeDefinitions, CodeRules, definitions};
use crate::resolve::evaluate::{Evaluator, LIMITS};
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::view::ProjectView;
use crate::resolve::propagate::Propagator;
use crate::resolve::request::FileRequests;
use crate::rules::RulePack;
use crate::source::{FileId, SourceMap, Span};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The result of one round.
#[derive(Default)]
pub(crate) struct RoundResult {
    /// The calls of all systems, by position and rule.
    pub(crate) calls: Vec<Call>,
    /// The rules that matched a site.
    pub(crate) matched: BTreeSet<Text>,
    /// The definitions in code.
    pub(crate) definitions: CodeDefinitions,
    /// The limits that were reached.
    pub(crate) limits: Vec<Limit>,
    /// The requests for files that may change the result.
    pub(crate) requests: FileRequests,
}

impl RoundResult {
    /// Notes for all systems that the files of the next round are not parsed.
    pub(crate) fn stop(&mut self, packs: &[RulePack], sources: &SourceMap, files: &[FileId]) {
        let Some(first) = files.iter().min_by_key(|file| &sources.file(**file).path) else {
            return;
        };
        let systems: BTreeSet<&Text> = packs.iter().map(|pack| &pack.system).collect();
        let limit = |system: &Text| Limit {
            system: system.clone(),
            span: Span::new(*first, 0, 0),
            reason:
                "names lead through too many files one after the other, so this one was not read"
                    .to_owned(),
        };
        self.limits.extend(systems.into_iter().map(limit));
    }
}

/// The result of one system in one round.
type SystemResult = (Vec<Call>, BTreeSet<Text>, Vec<Limit>, FileRequests);

/// Evaluates all systems. They do not depend on each other, so neither the number of threads nor the order changes anything.
///
/// The systems with most calls in the last round begin, so that no thread waits for a long one at the end.
pub(crate) fn evaluate<'d>(
    view: &(dyn Fn() -> ProjectView<'d> + Sync),
    callers: &CallerIndex,
    matcher: &Matcher<'_>,
    code_rules: &CodeRules,
    last: &RoundResult,
) -> RoundResult {
    let one = |system: &Text| -> SystemResult {
        let view = view();
        let eval = Evaluator::new(&view);
        let propagator = Propagator::new(&eval, callers, matcher, Some(system));
        let (calls, matched) = propagator.calls();
        let limits = limits(system, &calls, view.take_limits());
        (calls, matched, limits, view.take_requests())
    };
    let in_code = || {
        let view = view();
        let eval = Evaluator::new(&view);
        let found = definitions(code_rules, &eval);
        (found, view.take_requests())
    };
    let calls = |system: &Text| {
        let all = last.calls.iter();
        all.filter(|call| call.system == *system).count()
    };
    let systems = matcher.systems().into_iter();
    let mut systems: Vec<(Text, OnceLock<SystemResult>)> =
        systems.map(|system| (system, OnceLock::new())).collect();
    systems.sort_by_cached_key(|(system, _)| (Reverse(calls(system)), system.clone()));
    let from_code = OnceLock::new();
    rayon::scope_fifo(|scope| {
        for (system, result) in &systems {
            scope.spawn_fifo(|_| drop(result.set(one(system))));
        }
        scope.spawn_fifo(|_| drop(from_code.set(in_code())));
    });
    systems.sort_by(|(a, _), (b, _)| a.cmp(b));
    let (definitions, mut requests) = from_code.into_inner().unwrap_or_default();
    let mut calls = Vec::new();
    let mut limits = Vec::new();
    let mut matched = BTreeSet::new();
    let results = systems.into_iter();
    for (own, rules, reached, more) in results.filter_map(|(_, result)| result.into_inner()) {
        calls.extend(own);
        matched.extend(rules);
        limits.extend(reached);
        requests.extend(more);
    }
    calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    RoundResult {
        calls,
        matched,
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
