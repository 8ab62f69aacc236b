//! What all rules find in the files that are declared: one system beside the other.

use crate::calls::Call;
use crate::facts::Text;
use crate::resolve::counters::{Counter, counters};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::grounds::Changed;
use crate::resolve::match_rules::Matcher;
use crate::resolve::project::view::{ProjectView, Stage, SymbolTable};
use crate::resolve::propagate::Standing;
use crate::resolve::request::FileRequests;
use crate::rules::RulePack;
use rayon::prelude::*;
use std::sync::Arc;

/// What is evaluated.
#[derive(Clone, Copy)]
pub struct Scene<'s> {
    /// The files.
    pub declared: &'s SymbolTable,
    /// As of when they are seen.
    pub stage: &'s Stage,
    /// The rules.
    pub matcher: &'s Matcher<'s>,
    /// Their packs.
    pub packs: &'s [RulePack],
}

/// What is new since the last time, beside the units that have come in.
#[derive(Clone, Copy)]
pub struct News<'n> {
    /// Look-ups that come to something else.
    pub changed: &'n Changed,
    /// Units that say something else.
    pub edited: &'n [u32],
}

/// What the rules found.
#[derive(Clone)]
pub struct Evaluation {
    systems: Vec<(Text, Standing)>,
    /// Declarations of counters.
    pub counters: Vec<Counter>,
}

impl Evaluation {
    /// Nothing yet.
    pub fn new(matcher: &Matcher<'_>) -> Self {
        let systems = matcher
            .systems()
            .into_iter()
            .map(|system| (system, Standing::default()));
        Self {
            systems: systems.collect(),
            counters: Vec::new(),
        }
    }

    /// Goes on to what is declared by now, one system beside the other: what their rules find has nothing to do with each other, and
    /// the most of what is looked up on the way is not the same either. What is shared is only what the files declare, so the number
    /// of threads changes nothing. Gives what is asked for.
    pub fn go_on(&mut self, scene: Scene<'_>, news: News<'_>) -> FileRequests {
        let Self {
            systems,
            counters: found,
        } = self;
        let look = |(system, standing): &mut (Text, Standing)| standing.look(scene, system, news);
        let count = || {
            let index = ProjectView::at(scene.declared, scene.stage);
            *found = counters(scene.packs, &Evaluator::new(&index));
            index.take_requests()
        };
        let (of_systems, mut requests) = rayon::join(
            || {
                systems
                    .par_iter_mut()
                    .with_max_len(1)
                    .map(look)
                    .collect::<Vec<_>>()
            },
            count,
        );
        of_systems
            .iter()
            .for_each(|asked| requests.extend(asked.iter().cloned()));
        requests
    }

    /// All calls, by place.
    pub fn calls(&self, declared: &SymbolTable) -> Vec<Call> {
        let of_systems = self
            .systems
            .par_iter()
            .map(|(_, standing)| standing.calls(declared));
        let mut calls: Vec<Call> = of_systems
            .collect::<Vec<_>>()
            .into_iter()
            .flatten()
            .collect();
        calls.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        calls
    }

    /// Whether so much was found again that it is time to begin anew: what is not made use of any more is kept until then.
    pub fn is_worn(&self) -> bool {
        self.systems.iter().any(|(_, standing)| standing.is_worn())
    }
}

/// What things come to at a stage at which some units say something else now than they did.
pub fn go_again(
    evaluation: &mut Evaluation,
    stage: &mut Stage,
    scene: Scene<'_>,
    news: News<'_>,
) -> FileRequests {
    let common = stage.common.again(scene.declared, stage, news.changed);
    let mut changed = common.changed_from(&stage.common);
    changed.extend(news.changed);
    stage.common = Arc::new(common);
    evaluation.go_on(
        Scene { stage, ..scene },
        News {
            changed: &changed,
            ..news
        },
    )
}
