//! The whole program against what a user would pick instead, on one tree, in one go.
//!
//! ```text
//! cargo bench --bench peers -- TREE                 any tree
//! cargo bench --bench peers -- --files 4000         a generated one (--seed N gives another)
//! cargo bench --bench peers -- TREE --scaling       an eighth to four copies of it, the program alone
//! ```
//!
//! Peers are found on the PATH, or named by RG, AST_GREP and SEMGREP; one that is not there is said to be missing and left out.
//! Every round runs each command once, so all of them see the same machine; medians of `--rounds` (five) are printed, and their
//! ratio to the first command. Measured by GNU time: wall and processor seconds, peak memory.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod generate;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The words of the tracking APIs, as one would search for them.
const WORDS: &str = r"track_event|track_redis_hll_event|Gitlab::Tracking|Tracking\.event|this\.track|track_action|data-track|track_usage_event|increment_unique_values|increment_counter|UsageDataCounters|InternalEvents|trackEvent";
const GLOB: &str = "*.{rb,rake,js,mjs,ts,vue,haml,erb,yml,yaml}";

/// A command to measure.
struct Contender {
    name: String,
    program: PathBuf,
    arguments: Vec<String>,
}

/// One measured run.
#[derive(Clone, Copy)]
struct Run {
    wall: f64,
    processor: f64,
    memory: f64,
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut tree, mut files, mut seed, mut rounds, mut scaling) = (None, 2_000usize, 1u64, 5usize, false);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<usize>().ok()).unwrap_or_else(|| usage());
        match argument.as_str() {
            "--files" => files = number(),
            "--seed" => seed = number() as u64,
            "--rounds" => rounds = number().max(1),
            "--scaling" => scaling = true,
            path if !path.starts_with('-') => tree = Some(PathBuf::from(path)),
            _ => usage(),
        }
    }
    if found("GNU_TIME", "/usr/bin/time").is_none() {
        println!("missing: GNU time (/usr/bin/time); nothing can be measured without it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tree = tree.unwrap_or_else(|| {
        let root = folder.path().join("generated");
        generate::tree(&root, files, seed);
        println!("generated {files} files by seed {seed}");
        root
    });
    if scaling {
        return scale(&tree, folder.path(), rounds);
    }
    table(&contenders(&tree, folder.path()), rounds);
}

fn usage() -> ! {
    eprintln!("usage: peers [TREE] [--files N] [--seed N] [--rounds N] [--scaling]");
    std::process::exit(2);
}

fn own(name: &str, arguments: &[&str], tree: &Path) -> Contender {
    let mut all: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    all.push(tree.to_string_lossy().into_owned());
    Contender { name: name.to_owned(), program: PathBuf::from(env!("CARGO_BIN_EXE_tracklint")), arguments: all }
}

/// A program by its variable or on the PATH.
fn found(variable: &str, name: &str) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Some(PathBuf::from(path)).filter(|path| path.is_file());
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn contenders(tree: &Path, folder: &Path) -> Vec<Contender> {
    let root = tree.to_string_lossy().into_owned();
    let mut all = vec![own("tracklint check", &["check", "--fail-on", "never", "--format", "json"], tree)];
    all.push(own("tracklint list calls", &["list", "calls", "--format", "json"], tree));
    let mut peer = |variable: &str, names: &[&str], title: &str, arguments: Vec<String>| match names
        .iter()
        .find_map(|name| found(variable, name))
    {
        Some(program) => all.push(Contender { name: title.to_owned(), program, arguments }),
        None => println!("missing: {} (put it on the PATH or name it by {variable})", names[0]),
    };
    let words = |text: &[&str]| text.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    peer("RG", &["rg"], "ripgrep, the words", words(&["-n", "-g", GLOB, WORDS, &root]));
    let rules = folder.join("rules");
    generate::rules(&rules);
    let config = rules.join("sgconfig.yml").to_string_lossy().into_owned();
    peer("AST_GREP", &["ast-grep"], "ast-grep scan", words(&["scan", "-c", &config, "--json=stream", &root]));
    let config = rules.join("semgrep.yml").to_string_lossy().into_owned();
    let options = ["scan", "--config", &config, "--metrics=off", "--disable-version-check", "--json", "--no-git-ignore", &root];
    peer("SEMGREP", &["semgrep"], "semgrep scan", words(&options));
    all
}

/// Runs a command once.
fn measure(contender: &Contender) -> Run {
    let times = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("/usr/bin/time");
    command.args(["-q", "-f", "%e %U %S %M", "-o"]).arg(times.path()).arg(&contender.program).args(&contender.arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let text = std::fs::read_to_string(times.path()).unwrap();
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    Run { wall: numbers[0], processor: numbers[1] + numbers[2], memory: numbers[3] / 1024.0 }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Medians of alternating runs; the first round warms the files and is not counted.
fn medians(contenders: &[Contender], rounds: usize) -> Vec<Run> {
    for contender in contenders {
        measure(contender);
    }
    let all: Vec<Vec<Run>> = (0..rounds).map(|_| contenders.iter().map(measure).collect()).collect();
    let of = |index: usize, what: fn(&Run) -> f64| median(all.iter().map(|round| what(&round[index])).collect());
    (0..contenders.len())
        .map(|index| Run {
            wall: of(index, |run| run.wall),
            processor: of(index, |run| run.processor),
            memory: of(index, |run| run.memory),
        })
        .collect()
}

fn table(contenders: &[Contender], rounds: usize) {
    let runs = medians(contenders, rounds);
    println!("{:<24} {:>9} {:>9} {:>9} {:>12} {:>12}", "", "wall s", "cpu s", "MB", "check ÷ it", "calls ÷ it");
    for (contender, run) in contenders.iter().zip(&runs) {
        // GNU time counts hundredths of a second.
        let ratio = |of: &Run| of.wall.max(0.01) / run.wall.max(0.01);
        let (check, calls) = (ratio(&runs[0]), ratio(&runs[1]));
        let name = &contender.name;
        println!("{name:<24} {:>9.2} {:>9.2} {:>9.0} {check:>12.2} {calls:>12.2}", run.wall, run.processor, run.memory);
    }
}

/// `check` on an eighth of the tree to four copies of it.
fn scale(tree: &Path, folder: &Path, rounds: usize) {
    println!("{:<8} {:>9} {:>9} {:>9}", "tree", "files", "wall s", "MB");
    for (name, eighths) in [("1/8", 1), ("1/4", 2), ("1/2", 4), ("1", 8), ("2", 16), ("4", 32)] {
        let part = folder.join(format!("part{eighths}"));
        let files = generate::part(tree, &part, eighths);
        let contender = own(name, &["check", "--fail-on", "never", "--format", "json"], &part);
        let run = medians(std::slice::from_ref(&contender), rounds)[0];
        println!("{name:<8} {files:>9} {:>9.2} {:>9.0}", run.wall, run.memory);
        std::fs::remove_dir_all(part).unwrap();
    }
}
