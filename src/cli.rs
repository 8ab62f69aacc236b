//! The command line: turns arguments into settings, and results into output and exit codes.
//!
//! The exit code does not depend on the consumer: one that closes the pipe changes nothing.

mod args;
mod backlog;
mod base;
mod baseline;
mod check;
mod config;
mod consumers;
mod exit_code;
mod explain;
mod export;
mod fix;
mod forge;
mod generate;
mod init;
mod inventory;
mod list;
mod map;
#[cfg(feature = "mcp")]
mod mcp;
mod new_file;
mod output;
mod rules;
mod scaffold;
mod server;
mod settings;
mod snapshot;
mod stream;
mod watch;

use crate::analysis::Failure;
use crate::audit::registry;
use crate::cli::args::{Args, Command};
use crate::cli::exit_code::{CLEAN, COULD_NOT_RUN};
use crate::cli::output::Streams;
use crate::panic;
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// Runs the program with the arguments and streams of the process.
pub(crate) fn run() -> ExitCode {
    // `parse` exits with 2 for usage errors and with 0 for help and version.
    let args = Args::parse();
    panic::quiet();
    // A file beyond the size limit of the process is a failure to write, and no signal.
    #[cfg(unix)]
    bounded_tree_sitter::process::ignore_signal(libc::SIGXFSZ);
    let color = args.global.color;
    let work = || {
        let mut streams = Streams::of_process(color);
        finish(dispatch(args, &mut streams), &mut streams)
    };
    let code = panic::on_large_stack(work);
    let failed = |fault: String| {
        let failure = match fault.starts_with(panic::NO_THREAD) {
            true => Failure::Usage(fault),
            false => Failure::Fault(fault),
        };
        finish(Err(failure), &mut Streams::of_process(color))
    };
    ExitCode::from(code.unwrap_or_else(failed))
}

/// Runs the program with these arguments, the first of which is its name, and these streams.
pub(crate) fn run_with(arguments: &[&str], out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let mut streams = Streams::plain(out, err);
    match Args::try_parse_from(arguments) {
        Ok(args) => finish(dispatch(args, &mut streams), &mut streams),
        Err(error) => {
            let (target, code) = if error.use_stderr() {
                (&mut streams.err, COULD_NOT_RUN)
            } else {
                (&mut streams.out, CLEAN)
            };
            // A failure to write cannot be reported.
            let _ = write!(target, "{error}");
            code
        }
    }
}

fn dispatch(args: Args, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let global = &args.global;
    match args.command {
        Command::Check(command) if command.watch => watch::run(global, &command, streams),
        Command::Check(command) => check::run(global, &command, streams),
        Command::Coverage(command) => list::coverage(global, &command, streams),
        Command::Backlog(command) => backlog::run(global, &command, streams),
        Command::Snapshot(command) => snapshot::snapshot(global, &command, streams),
        Command::History(command) => snapshot::history(global, &command, streams),
        Command::List(command) => list::list(global, &command, streams),
        Command::Map(command) => map::run(global, &command, streams),
        Command::Trace(command) => list::trace(global, &command, streams),
        Command::Explain(command) => {
            explain::run(registry::lints(), command.lint.as_deref(), streams)
        }
        Command::Init(command) => init::run(&command, streams),
        Command::Generate(command) => generate::run(&command, streams),
        Command::Server => Ok(server::run(global)),
        #[cfg(feature = "mcp")]
        Command::Mcp(command) => mcp::run(global, &command),
        Command::Scaffold(command) => scaffold::run(global, &command, streams),
        Command::Baseline(command) => baseline::run(global, &command, streams),
        Command::Rules(command) => rules::run(global, &command, streams),
        Command::Inventory(command) => inventory::run(global, &command, streams),
        Command::Schema(command) => config::schema(&command, streams),
        Command::Export(command) => export::run(global, &command, streams),
        Command::Readiness(command) => export::readiness(global, &command, streams),
        Command::Privacy(command) => export::privacy(global, &command, streams),
        Command::Consumers(command) => consumers::run(global, &command, streams),
        Command::Config(command) => config::run(global, &command, streams),
    }
}

fn finish(result: Result<u8, Failure>, streams: &mut Streams<'_>) -> u8 {
    let result = result.and_then(|code| streams.out.flush().map(|()| code).map_err(Failure::from));
    match result {
        Ok(code) => code,
        Err(failure) => {
            let text = crate::report::text::lines(&failure.to_string());
            // A failure to write cannot be reported.
            let _ = writeln!(streams.err, "error: {text}");
            COULD_NOT_RUN
        }
    }
}
