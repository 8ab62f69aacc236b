//! Edits the files of a tree at random, by a seed, and holds what a session says against what a fresh run says.
//!
//! ```text
//! cargo run --release --example edits -- TREE [FIRST_SEED] [HOW_MANY]
//! ```
//!
//! A session takes over what an edit has nothing to do with; nothing else than a fresh run can tell whether it took over too much. Each
//! edit stands on those before it, two thirds of them in files with calls. The tree itself stays as it is.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use tracklint::analysis::outcome::Outcome;
use tracklint::analysis::session::Session;
use tracklint::config::Settings;
use tracklint::report::{format, list};

#[path = "../../tests/suite/edits.rs"]
mod edits;

use edits::Random;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [tree, numbers @ ..] = arguments.as_slice() else {
        eprintln!("usage: edits TREE [FIRST_SEED] [HOW_MANY]");
        std::process::exit(2);
    };
    let number = |at: usize| {
        numbers
            .get(at)
            .map_or(1, |number| number.parse::<u64>().unwrap())
    };
    let tree = Path::new(tree);
    let settings = Settings {
        allow_empty: true,
        today: Some("2026-01-01".to_owned()),
        ..Settings::new(tree)
    };
    let mut session = Session::open(&settings).unwrap();
    let mut before = told(session.outcome().unwrap());
    let calls = session.outcome().unwrap().calls();
    let with_calls: Vec<String> = calls
        .into_iter()
        .map(|call| call.path.to_string())
        .collect();
    let all = session.paths();
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    let (mut differing, mut changing, mut times) = (0, 0, Vec::new());
    for seed in number(0)..number(0) + number(1) {
        let mut random = Random::new(seed);
        let among = if random.below(3) == 0 {
            &all
        } else {
            &with_calls
        };
        let path = &among[random.below(among.len())];
        let text = changed
            .get(path)
            .cloned()
            .or_else(|| std::fs::read_to_string(tree.join(path)).ok());
        let Some(text) = text else { continue };
        let (what, text) = edits::edited(&text, &mut random);
        changed.insert(path.clone(), text.clone());
        let start = Instant::now();
        session.set(path, Some(&text)).unwrap();
        let outcome = session.outcome().unwrap();
        let took = start.elapsed();
        let answer = told(outcome);
        let mut fresh = Session::open(&settings).unwrap();
        changed
            .iter()
            .for_each(|(path, text)| fresh.set(path, Some(text)).unwrap());
        let same = answer == told(fresh.outcome().unwrap());
        differing += usize::from(!same);
        changing += usize::from(answer != before);
        before = answer;
        times.push(took);
        let verdict = if same { "the same" } else { "DIFFERENT" };
        println!(
            "seed {seed}: {what} in {path}: {verdict}, {:.0} ms",
            took.as_secs_f64() * 1e3
        );
    }
    times.sort();
    let median = times
        .get(times.len() / 2)
        .map_or(0.0, Duration::as_secs_f64);
    println!(
        "{} edits, {changing} change the answer, {differing} differ from a fresh run; median {:.0} ms",
        times.len(),
        median * 1e3
    );
    std::process::exit(i32::from(differing > 0));
}

/// Everything an outcome can tell, as text.
fn told(mut outcome: Box<dyn Outcome>) -> Vec<u8> {
    let mut out = Vec::new();
    (format("json").unwrap().write)(&outcome.report(), &mut out).unwrap();
    list::write(&outcome.calls(), list::ListFormat::Json, None, &mut out).unwrap();
    list::write(&outcome.events(), list::ListFormat::Json, None, &mut out).unwrap();
    list::write(&outcome.features(), list::ListFormat::Json, None, &mut out).unwrap();
    out
}
