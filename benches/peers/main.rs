//! The whole program against what a user would pick instead, on one tree, in one go.
//!
//! ```text
//! cargo bench --bench peers -- TREE                 any tree
//! cargo bench --bench peers -- --files 4000         a generated one (--seed N gives another)
//! cargo bench --bench peers -- TREE --scaling       an eighth to four copies of it, the program alone
//! cargo bench --bench peers -- TREE --edits         one changed file, by a call of the library
//! ```
//!
//! Every command runs on one folder of links to the code and definition files of the tree; a last row shows tracklint on the tree as it is. Peers are found on the PATH, or named by RG, AST_GREP and SEMGREP;
//! one that is not there is said to be missing and left out. Every round runs each command once, so all of them see the same
//! machine; medians of `--rounds` (five) are printed. The wall clock is this program's own; processor seconds and peak memory are
//! those of GNU time. `--program FILE` measures another build of tracklint; `--with ARGUMENT` (repeated) is handed to tracklint.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

mod edits;
mod generate;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The allocator of the program, because edits are measured in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The words of the tracking APIs, as one would search for them.
const WORDS: &str = r"track_event|track_redis_hll_event|Gitlab::Tracking|Tracking\.event|this\.track|track_action|data-track|feature_category|track_usage_event|increment_unique_values|increment_counter|UsageDataCounters|InternalEvents|trackEvent";

/// Endings of files of code and definitions.
const ENDINGS: &[&str] = &[
    "rb", "haml", "erb", "js", "jsx", "mjs", "ts", "tsx", "vue", "rs", "yml", "yaml",
];

/// Options of the command line.
struct Options {
    tree: Option<PathBuf>,
    files: usize,
    seed: u64,
    rounds: usize,
    scaling: bool,
    edits: bool,
    program: PathBuf,
    with: Vec<String>,
}

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
    let options = options();
    if found("GNU_TIME", "/usr/bin/time").is_none() {
        println!("missing: GNU time (/usr/bin/time); nothing can be measured without it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tree = options.tree.clone().unwrap_or_else(|| {
        let root = folder.path().join("generated");
        generate::tree(&root, options.files, options.seed);
        println!("generated {} files by seed {}", options.files, options.seed);
        root
    });
    if options.edits {
        edits::measure(&tree);
    } else if options.scaling {
        scale(&options, &tree, folder.path());
    } else {
        table(&contenders(&options, &tree, folder.path()), options.rounds);
    }
}

fn options() -> Options {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench");
    let mut options = Options {
        tree: None,
        files: 2_000,
        seed: 1,
        rounds: 5,
        scaling: false,
        edits: false,
        program: PathBuf::from(env!("CARGO_BIN_EXE_tracklint")),
        with: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let mut next = || arguments.next().unwrap_or_else(|| usage());
        let number = |text: String| text.parse::<usize>().unwrap_or_else(|_| usage());
        match argument.as_str() {
            "--files" => options.files = number(next()),
            "--seed" => options.seed = number(next()) as u64,
            "--rounds" => options.rounds = number(next()).max(1),
            "--program" => options.program = PathBuf::from(next()),
            "--with" => options.with.push(next()),
            "--scaling" => options.scaling = true,
            "--edits" => options.edits = true,
            path if !path.starts_with('-') => options.tree = Some(PathBuf::from(path)),
            _ => usage(),
        }
    }
    options
}

fn usage() -> ! {
    eprintln!(
        "usage: peers [TREE] [--files N] [--seed N] [--rounds N] [--scaling|--edits] [--program FILE] [--with ARGUMENT]…"
    );
    std::process::exit(2);
}

/// tracklint with these arguments.
fn own(options: &Options, name: &str, arguments: &[&str], tree: &Path) -> Contender {
    let mut all: Vec<String> = arguments
        .iter()
        .map(|argument| (*argument).to_owned())
        .collect();
    all.extend(options.with.iter().cloned());
    all.push(tree.to_string_lossy().into_owned());
    Contender {
        name: name.to_owned(),
        program: options.program.clone(),
        arguments: all,
    }
}

const CHECK: &[&str] = &["check", "--quiet", "--fail-on", "never", "--format", "json"];

/// A program by its variable or on the PATH.
fn found(variable: &str, name: &str) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Some(PathBuf::from(path)).filter(|path| path.is_file());
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// Returns the files of code and definitions in a tree, relative to it and in order.
fn paths(tree: &Path) -> Vec<PathBuf> {
    let read = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ENDINGS.contains(&ending))
    };
    let mut paths: Vec<PathBuf> = ignore::Walk::new(tree)
        .flatten()
        .filter(|entry| read(entry.path()))
        .filter_map(|entry| entry.path().strip_prefix(tree).ok().map(Path::to_owned))
        .collect();
    paths.sort();
    paths
}

fn contenders(options: &Options, tree: &Path, folder: &Path) -> Vec<Contender> {
    let same = folder.join("same");
    let paths = paths(tree);
    paths
        .iter()
        .for_each(|path| generate::link(&tree.join(path), &same.join(path)));
    println!("{} files of code and definitions", paths.len());
    let root = same.to_string_lossy().into_owned();
    let mut all = vec![
        own(options, "tracklint check", CHECK, &same),
        own(
            options,
            "tracklint list calls",
            &["list", "calls", "--quiet", "--format", "json"],
            &same,
        ),
    ];
    all.extend(peers(&root, folder));
    all.push(own(options, "check, whole tree", CHECK, tree));
    let empty = folder.join("empty");
    std::fs::create_dir_all(&empty).unwrap();
    all.push(own(
        options,
        "check, empty folder",
        &[CHECK, &["--allow-empty"]].concat(),
        &empty,
    ));
    all
}

/// Returns the other programs that are installed. They read the files below `root`; their rules are written to `folder`.
fn peers(root: &str, folder: &Path) -> Vec<Contender> {
    let mut all = Vec::new();
    let mut peer = |variable: &str, name: &str, title: &str, arguments: Vec<String>| match found(
        variable, name,
    ) {
        Some(program) => all.push(Contender {
            name: title.to_owned(),
            program,
            arguments,
        }),
        None => println!("missing: {name} (put it on the PATH or name it by {variable})"),
    };
    let words = |text: &[&str]| {
        text.iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    peer(
        "RG",
        "rg",
        "ripgrep, the words",
        words(&["-n", WORDS, root]),
    );
    let rules = folder.join("rules");
    generate::rules(&rules);
    let config = rules.join("sgconfig.yml").to_string_lossy().into_owned();
    peer(
        "AST_GREP",
        "ast-grep",
        "ast-grep scan",
        words(&["scan", "-c", &config, "--json=stream", root]),
    );
    let config = rules.join("semgrep.yml").to_string_lossy().into_owned();
    let quiet = [
        "scan",
        "--config",
        &config,
        "--metrics=off",
        "--disable-version-check",
        "--json",
        "--no-git-ignore",
    ];
    peer(
        "SEMGREP",
        "semgrep",
        "semgrep scan",
        words(
            &[
                &quiet[..],
                &["--max-target-bytes", "0", "--jobs", "2", root],
            ]
            .concat(),
        ),
    );
    all
}

/// Runs a command once.
fn measure(contender: &Contender) -> Run {
    let times = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("/usr/bin/time");
    command
        .args(["-q", "-f", "%U %S %M", "-o"])
        .arg(times.path())
        .arg(&contender.program)
        .args(&contender.arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    command.status().unwrap();
    let wall = start.elapsed().as_secs_f64();
    let text = std::fs::read_to_string(times.path()).unwrap();
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    Run {
        wall,
        processor: numbers[0] + numbers[1],
        memory: numbers[2] / 1024.0,
    }
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
    let all: Vec<Vec<Run>> = (0..rounds)
        .map(|_| contenders.iter().map(measure).collect())
        .collect();
    let of = |index: usize, what: fn(&Run) -> f64| {
        median(all.iter().map(|round| what(&round[index])).collect())
    };
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
    println!(
        "{:<24} {:>9} {:>9} {:>9} {:>12} {:>12}",
        "", "wall s", "cpu s", "MB", "check ÷ it", "calls ÷ it"
    );
    for (contender, run) in contenders.iter().zip(&runs) {
        let (check, calls) = (runs[0].wall / run.wall, runs[1].wall / run.wall);
        let name = &contender.name;
        println!(
            "{name:<24} {:>9.3} {:>9.2} {:>9.0} {check:>12.3} {calls:>12.3}",
            run.wall, run.processor, run.memory
        );
    }
}

/// `check` on an eighth of the tree to four copies of it; the sizes alternate too.
fn scale(options: &Options, tree: &Path, folder: &Path) {
    let sizes = [
        ("1/8", 1),
        ("1/4", 2),
        ("1/2", 4),
        ("1", 8),
        ("2", 16),
        ("4", 32),
    ];
    let parts = sizes.map(|(name, eighths)| {
        let part = folder.join(format!("part{eighths}"));
        (
            generate::part(tree, &part, eighths),
            own(options, name, CHECK, &part),
        )
    });
    let (files, contenders): (Vec<usize>, Vec<Contender>) = parts.into_iter().unzip();
    println!(
        "{:<8} {:>9} {:>9} {:>9} {:>9} {:>14}",
        "tree", "files", "wall s", "cpu s", "MB", "cpu µs a file"
    );
    for ((contender, run), files) in contenders
        .iter()
        .zip(medians(&contenders, options.rounds))
        .zip(files)
    {
        let each = run.processor * 1e6 / files as f64;
        println!(
            "{:<8} {files:>9} {:>9.3} {:>9.2} {:>9.0} {each:>14.1}",
            contender.name, run.wall, run.processor, run.memory
        );
    }
}
