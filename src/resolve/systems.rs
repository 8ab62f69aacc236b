//! Tracking systems, evaluated side by side.

use crate::calls::{Call, Limit};
use crate::facts::Text;
use crate::resolve::callers::index::CallerIndex;
use crate::resolve::code_definitions::{CodeDefinitions, CodeRules, definitions};
use crate::resolve::computed_names;
use crate::resolve::evaluate::{Evaluator, LIMITS};
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::view::ProjectView;
use crate::resolve::propagate::Propagator;
use crate::resolve::request::FileRequests;
use crate::rules::RulePack;
use crate::source::{FileId, SourceMap, Span};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The result of all systems.
#[derive(Default)]
pub(crate) struct SystemResults {
    /// The calls of all systems, by position and rule.
    pub(crate) calls: Vec<Call>,
    /// The rules that matched a site.
    pub(crate) matched: BTreeSet<Text>,
    /// The definitions in code.
    pub(crate) definitions: CodeDefinitions,
    /// The limits that were reached.
    pub(crate) limits: Vec<Limit>,
}

/// The systems of a run, with the results of their last evaluation.
pub(crate) struct Systems {
    parts: Vec<Part>,
    limits: Vec<Limit>,
}

/// One system, or the definitions in code.
struct Part {
    /// The system; none for the definitions.
    system: Option<Text>,
    /// All requests that it made so far.
    asked: FileRequests,
    result: PartResult,
}

#[derive(Default)]
struct PartResult {
    calls: Vec<Call>,
    matched: BTreeSet<Text>,
    limits: Vec<Limit>,
    definitions: CodeDefinitions,
    requests: FileRequests,
}

/// The tables that every evaluation needs.
pub(crate) struct Tables<'t, 'd> {
    /// Returns a new view of the project for each thread.
    pub(crate) view: &'t (dyn Fn() -> ProjectView<'d> + Sync),
    /// The callers in the project.
    pub(crate) callers: &'t CallerIndex,
    /// The rules of calls and elements.
    pub(crate) matcher: &'t Matcher<'t>,
    /// The rules of definitions in code.
    pub(crate) code_rules: &'t CodeRules,
}

impl Systems {
    /// Returns the systems of rules, of which none is evaluated.
    pub(crate) fn new(matcher: &Matcher<'_>) -> Self {
        let systems = matcher.systems().into_iter().map(Some).chain([None]);
        let part = |system| Part {
            system,
            asked: FileRequests::new(),
            result: PartResult::default(),
        };
        Self {
            parts: systems.map(part).collect(),
            limits: Vec::new(),
        }
    }

    /// Evaluates the systems that asked for one of the files that were parsed since their last evaluation. `fulfilled` has the requests
    /// for these files; none stands for the first evaluation. Returns the requests for files that may change the results.
    ///
    /// Systems do not depend on each other, so neither the number of threads nor the order changes anything. Those with most calls
    /// begin, so that no thread waits for a long one at the end.
    pub(crate) fn evaluate(
        &mut self,
        tables: &Tables<'_, '_>,
        fulfilled: Option<&FileRequests>,
    ) -> FileRequests {
        let is_concerned =
            |part: &&mut Part| fulfilled.is_none_or(|new| !part.asked.is_disjoint(new));
        let parts = self.parts.iter_mut();
        let mut concerned: Vec<&mut Part> = parts.filter(is_concerned).collect();
        concerned.sort_by_key(|part| Reverse(part.result.calls.len()));
        rayon::scope_fifo(|scope| {
            for part in &mut concerned {
                scope.spawn_fifo(|_| {
                    part.result = match &part.system {
                        Some(system) => calls(tables, system),
                        None => in_code(tables),
                    };
                    let new = part.result.requests.iter();
                    part.asked.extend(new.cloned());
                });
            }
        });
        let requests = concerned.iter_mut();
        let requests = requests.map(|part| std::mem::take(&mut part.result.requests));
        requests.flatten().collect()
    }

    /// Notes for all systems of packs that files which they asked for are not parsed.
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

    /// Returns the results of the last evaluations.
    pub(crate) fn results(self) -> SystemResults {
        let mut results = SystemResults {
            limits: self.limits,
            ..SystemResults::default()
        };
        for Part { system, result, .. } in self.parts {
            results.calls.extend(result.calls);
            results.matched.extend(result.matched);
            results.limits.extend(result.limits);
            if system.is_none() {
                results.definitions = result.definitions;
            }
        }
        results
            .calls
            .sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        results
    }
}

fn calls(tables: &Tables<'_, '_>, system: &Text) -> PartResult {
    let view = (tables.view)();
    let eval = Evaluator::new(&view);
    let propagator = Propagator::new(&eval, tables.callers, tables.matcher, Some(system));
    let (mut calls, matched) = propagator.calls();
    let mut noted = view.take_limits();
    noted.extend(computed_names::cut(&mut calls));
    PartResult {
        limits: limits(system, &calls, noted),
        requests: view.take_requests(),
        calls,
        matched,
        ..PartResult::default()
    }
}

fn in_code(tables: &Tables<'_, '_>) -> PartResult {
    let view = (tables.view)();
    let eval = Evaluator::new(&view);
    PartResult {
        definitions: definitions(tables.code_rules, &eval),
        requests: view.take_requests(),
        ..PartResult::default()
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
