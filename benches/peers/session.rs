//! One changed file, everything checked again, by a library call.

use super::median;
use std::path::Path;
use std::time::Instant;
use tracklint::analysis::session::Session;
use tracklint::config::Settings;
use tracklint::report::list::CallRow;

/// Files of a kind that are edited: those at even distances stand for all.
const FILES: usize = 5;

/// Another text for each of the two numbers that edits alternate between; none where a file has no place for the edit.
type Edit = fn(text: &str, calls: &[&CallRow], number: usize) -> Option<String>;

const EDITS: &[(&str, Edit)] = &[
    ("text at the end", |text, _, number| {
        Some(format!("{text}{}", "\n".repeat(number)))
    }),
    ("lines at the top", |text, _, number| {
        Some(format!("{}{text}", "\n".repeat(number)))
    }),
    ("another name in a call", |text, calls, number| {
        let names = calls
            .iter()
            .flat_map(|call| &call.event.names)
            .map(|name| format!("'{name}'"));
        let name = names
            .into_iter()
            .find(|name| text.contains(name.as_str()))?;
        Some(text.replace(&name, &format!("{}_{number}'", name.trim_end_matches('\''))))
    }),
    ("a function more", |text, _, number| {
        match text.rfind("</script>") {
            Some(end) => Some(format!(
                "{}function added_{number}() {{}}\n{}",
                &text[..end],
                &text[end..]
            )),
            None => Some(format!("{text}\ndef added_{number}\nend\n")),
        }
    }),
];

fn open(tree: &Path) -> Session {
    let settings = Settings {
        allow_empty: true,
        ..Settings::new(tree)
    };
    Session::open(&settings).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The files that tracklint reads of a tree.
pub fn paths(tree: &Path) -> Vec<String> {
    open(tree).paths()
}

/// Edits files that track something and files that do not, again and again; prints the median of all, and that of the slowest file.
pub fn measure(tree: &Path, rounds: usize) {
    let start = Instant::now();
    let mut session = open(tree);
    let mut outcome = session
        .outcome()
        .unwrap_or_else(|failure| panic!("{failure}"));
    outcome.report();
    println!("first look: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let calls = outcome.calls();
    let calls_in =
        |path: &str| -> Vec<&CallRow> { calls.iter().filter(|call| call.path == *path).collect() };
    let mut paths = session.paths();
    paths.sort();
    for ending in ["rb", "vue", "yml"] {
        let of_ending = paths.iter().filter(|path| path.ends_with(ending));
        let (with, without): (Vec<&String>, Vec<&String>) =
            of_ending.partition(|path| !calls_in(path).is_empty());
        let with = EDITS.iter().map(|edit| ("with a call", &with, edit));
        for (what, files, (name, edit)) in with.chain([("without a call", &without, &EDITS[0])]) {
            let mut times: Vec<Vec<f64>> = Vec::new();
            for path in (0..FILES)
                .filter_map(|number| files.get((2 * number + 1) * files.len() / (2 * FILES)))
            {
                let text = std::fs::read_to_string(tree.join(path)).unwrap();
                let texts: Vec<String> = (0..=rounds)
                    .filter_map(|round| edit(&text, &calls_in(path), round % 2 + 1))
                    .collect();
                let mut timed = |text: &str| {
                    let start = Instant::now();
                    session
                        .set(path, Some(text))
                        .unwrap_or_else(|failure| panic!("{failure}"));
                    session
                        .outcome()
                        .unwrap_or_else(|failure| panic!("{failure}"))
                        .report();
                    start.elapsed().as_secs_f64() * 1e3
                };
                times.extend(
                    (!texts.is_empty())
                        .then(|| texts.iter().map(|text| timed(text)).skip(1).collect()),
                );
                timed(&text);
            }
            let slowest = times
                .iter()
                .map(|times| median(times.clone()))
                .fold(0.0, f64::max);
            if !times.is_empty() {
                let files = times.len();
                println!(
                    ".{ending} {what}, {name}: {:.1} ms; slowest of {files} files {slowest:.1} ms",
                    median(times.concat())
                );
            }
        }
    }
}
