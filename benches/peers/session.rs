//! One changed file, everything checked again, by a library call.

use super::median;
use std::path::Path;
use std::time::Instant;
use tracklint::config::Settings;
use tracklint::engine::session::Session;

fn open(tree: &Path) -> Session {
    let settings = Settings { allow_empty: true, ..Settings::new(tree) };
    Session::open(&settings).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The files that tracklint reads of a tree.
pub fn paths(tree: &Path) -> Vec<String> {
    open(tree).paths()
}

/// Edits a file that tracks something and one that does not, again and again; prints the medians.
pub fn measure(tree: &Path, rounds: usize) {
    let start = Instant::now();
    let mut session = open(tree);
    let mut outcome = session.outcome().unwrap_or_else(|failure| panic!("{failure}"));
    outcome.report();
    println!("first look: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let calls = outcome.calls();
    let paths = session.paths();
    let tracks = |path: &String| calls.iter().any(|call| call.path == **path);
    for ending in ["rb", "vue", "yml"] {
        let mut of_ending = paths.iter().filter(|path| path.ends_with(ending)).collect::<Vec<_>>();
        // The middle one stands for many: neither the first call of all nor the last.
        of_ending.sort();
        let (with, without): (Vec<&String>, Vec<&String>) = of_ending.into_iter().partition(|path| tracks(path));
        for (what, files) in [("with a call", with), ("without a call", without)] {
            let Some(path) = files.get(files.len() / 2) else { continue };
            let text = std::fs::read_to_string(tree.join(path)).unwrap();
            let mut times = Vec::new();
            for round in 0..=rounds {
                // Text at the end moves no span and still is another text.
                let edited = format!("{text}{}", "\n".repeat(round % 2 + 1));
                let start = Instant::now();
                session.set(path, Some(&edited)).unwrap_or_else(|failure| panic!("{failure}"));
                session.outcome().unwrap_or_else(|failure| panic!("{failure}")).report();
                times.push(start.elapsed().as_secs_f64() * 1e3);
            }
            println!("one changed .{ending} file {what}: {:.1} ms", median(times.split_off(1)));
        }
    }
}
