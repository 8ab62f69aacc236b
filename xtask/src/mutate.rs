//! Runs changed texts through every fuzz target, and changed projects through the command line.
//!
//! ```text
//! cargo run -p xtask -- mutate --seconds 60                               the run of CI
//! nice cargo run -p xtask -- mutate --seconds 7200 --seed 7 FOLDER …      a long run, with texts of FOLDER too
//! cargo run -p xtask -- mutate --seed 7 --only 1234                       one case again, in this process
//! ```
//!
//! A case is a function of its number, the seed and the texts. For a long run next to work on the repository, `--own FOLDER`
//! names a copy that stays unchanged.
//!
//! The cases run in a child process, which prints the number of each case before it starts. So the parent finds a panic, an
//! abort, a stack overflow, excessive memory and an endless loop, saves the case as a file, and continues behind it. A caught
//! panic counts too.

mod case;
mod change;
mod project;
mod seeds;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// A case that takes longer than this hangs. Generous: what is meant is a case that never ends, not a slow machine.
const HANG: Duration = Duration::from_secs(120);
/// Address space of the child, in KiB.
const MEMORY: u64 = 4 << 20;
/// Stack of the thread that runs the cases, as large as that of the program's workers.
const STACK: usize = 16 << 20;

#[derive(Debug, Clone)]
struct Options {
    seconds: u64,
    seed: u64,
    first: u64,
    only: Option<u64>,
    /// Names of the only targets that run; all targets and projects without any.
    targets: Vec<String>,
    child: bool,
    out: PathBuf,
    own: PathBuf,
    folders: Vec<PathBuf>,
}

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options {
        seconds: 60,
        seed: 1,
        first: 0,
        only: None,
        targets: Vec::new(),
        child: false,
        out: PathBuf::from("target/mutate"),
        own: super::repository().to_owned(),
        folders: Vec::new(),
    };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .cloned()
                .ok_or_else(|| format!("{argument} needs a value"))
        };
        let number = |text: String| {
            text.parse::<u64>()
                .map_err(|_| format!("`{text}` is not a number"))
        };
        match argument.as_str() {
            "--seconds" => options.seconds = number(value()?)?,
            "--seed" => options.seed = number(value()?)?,
            "--first" => options.first = number(value()?)?,
            "--target" => options.targets.push(value()?),
            "--only" => options.only = Some(number(value()?)?),
            "--out" => options.out = PathBuf::from(value()?),
            "--own" => options.own = PathBuf::from(value()?),
            "--child" => options.child = true,
            other if other.starts_with("--") => return Err(format!("there is no option {other}")),
            folder => options.folders.push(PathBuf::from(folder)),
        }
    }
    Ok(options)
}

/// Runs the command. Returns true if no case was a finding.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    let options = options(arguments)?;
    case::check_targets(&options.targets)?;
    if options.child || options.only.is_some() {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || child(&options))
            .unwrap();
        thread.join().unwrap();
        return Ok(true);
    }
    Ok(parent(&options) == 0)
}

/// Runs cases one after the other, each announced before it starts.
fn child(options: &Options) {
    let seeds = seeds::Seeds::read(&options.own, &options.folders);
    let mut projects = project::Projects::new();
    let numbers = options
        .only
        .map_or(options.first..u64::MAX, |only| only..only + 1);
    let shown = options.only.is_some();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        first_panic().get_or_insert_with(|| panic.to_string());
        if shown {
            usual(panic);
        }
    }));
    for number in numbers {
        let case = case::Case::new(&seeds, &options.targets, options.seed, number);
        say(&format!("start {number} {}", case.kind()));
        if shown {
            case.save(&options.out, &format!("{}-{number}", options.seed));
        }
        let ended =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case.run(&mut projects)));
        let panic = first_panic().take().or(ended.is_err().then(String::new));
        if let Some(panic) = panic {
            say(&format!(
                "panic {number} {}",
                panic.replace(['\n', '\r'], " ")
            ));
        }
    }
}

/// Returns the message of the first panic of a case, on any thread, caught or not.
fn first_panic() -> std::sync::MutexGuard<'static, Option<String>> {
    static FIRST: Mutex<Option<String>> = Mutex::new(None);
    FIRST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One line to the parent; a parent that is gone ends the child.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

fn start(options: &Options, first: u64) -> (Child, mpsc::Receiver<String>) {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("sh");
    // The limit is the shell's, because setting one's own needs unsafe code.
    command
        .args([
            "-c",
            &format!("ulimit -v {MEMORY} 2>/dev/null; ulimit -c 0; exec \"$0\" \"$@\""),
        ])
        .arg(program);
    let targets = options.targets.iter();
    let targets = targets.flat_map(|target| ["--target", target]);
    command
        .args([
            "mutate",
            "--child",
            "--seed",
            &options.seed.to_string(),
            "--first",
            &first.to_string(),
            "--own",
        ])
        .arg(&options.own)
        .args(targets)
        .args(&options.folders);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        lines
            .map_while(Result::ok)
            .try_for_each(|line| send.send(line))
    });
    (child, receive)
}

/// The totals of a run.
#[derive(Default)]
struct Totals {
    /// Number and duration of the cases of each kind.
    cases: BTreeMap<String, (u64, Duration)>,
    findings: u64,
    slowest: Option<(Duration, u64, String)>,
}

impl Totals {
    fn runs(&self) -> u64 {
        self.cases.values().map(|(count, _)| count).sum()
    }

    /// Adds a case that has ended.
    fn add(&mut self, number: u64, kind: String, took: Duration) {
        let sum = self.cases.entry(kind.clone()).or_default();
        *sum = (sum.0 + 1, sum.1 + took);
        let slowest = self.slowest.as_ref();
        if slowest.is_none_or(|(most, ..)| took > *most) {
            self.slowest = Some((took, number, kind));
        }
    }

    fn print(&self, seed: u64) {
        println!("{} cases, {} findings", self.runs(), self.findings);
        for (kind, (count, took)) in &self.cases {
            println!(
                "{count:>10}  {kind}, {:.1} ms each",
                took.as_secs_f64() * 1_000.0 / *count as f64
            );
        }
        if let Some((took, number, kind)) = &self.slowest {
            println!(
                "slowest: {:.1} s, {kind}, --seed {seed} --only {number}",
                took.as_secs_f64()
            );
        }
    }
}

/// Returns the number and the kind of the case that a line announces.
fn started(line: &str) -> (u64, String) {
    let mut words = line.split(' ').skip(1);
    let number = words.next().and_then(|word| word.parse().ok());
    let kind = words.next().unwrap_or_default();
    (number.unwrap_or_default(), kind.to_owned())
}

/// Keeps a child running until the time is over; returns how many cases were findings.
fn parent(options: &Options) -> u64 {
    let end = Instant::now() + Duration::from_secs(options.seconds);
    let seeds = seeds::Seeds::read(&options.own, &options.folders);
    println!(
        "seed {}, {} seeds in {} languages, {} s",
        options.seed,
        seeds.len(),
        seeds.languages(),
        options.seconds
    );
    let mut totals = Totals::default();
    let mut first = options.first;
    let mut told = Instant::now();
    while Instant::now() < end {
        let (mut child, lines) = start(options, first);
        let mut running: Option<(u64, String, Instant)> = None;
        let why = loop {
            let line = lines.recv_timeout(
                HANG.min(end.saturating_duration_since(Instant::now()) + Duration::from_secs(1)),
            );
            let since = running.take();
            match line {
                Ok(line) if line.starts_with("start ") => {
                    let (number, kind) = started(&line);
                    if let Some((last, name, at)) = since {
                        totals.add(last, name, at.elapsed());
                    }
                    first = number + 1;
                    running = Some((number, kind, Instant::now()));
                }
                Ok(line) => {
                    totals.findings += 1;
                    finding(options, &seeds, first - 1, &line);
                }
                Err(mpsc::RecvTimeoutError::Timeout) if Instant::now() >= end => break None,
                Err(mpsc::RecvTimeoutError::Timeout) => break Some("hang".to_owned()),
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    break Some(format!("the process ended: {:?}", child.wait()));
                }
            }
            if told.elapsed() > Duration::from_secs(600) {
                told = Instant::now();
                println!("… {} cases, {} findings", totals.runs(), totals.findings);
            }
            if Instant::now() >= end {
                break None;
            }
        };
        let _ = child.kill();
        let _ = child.wait();
        if let Some(why) = why {
            totals.findings += 1;
            finding(options, &seeds, first.saturating_sub(1), &why);
        }
    }
    totals.print(options.seed);
    totals.findings
}

/// Writes a finding down, with the command that runs it again.
fn finding(options: &Options, seeds: &seeds::Seeds, number: u64, why: &str) {
    let case = case::Case::new(seeds, &options.targets, options.seed, number);
    let saved: &Path = &case.save(&options.out, &format!("{}-{number}", options.seed));
    println!(
        "FINDING {why}\n  {} in {}, --seed {} --only {number}",
        case.kind(),
        saved.display(),
        options.seed
    );
}
