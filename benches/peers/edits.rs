//! One changed file in a project that is kept in memory, by a call of the library.

use std::path::Path;
use std::time::Instant;
use tracklint::harness::MemoryProject;

/// The number of files that stand for all others: they are taken at equal distances.
const FILES: usize = 40;

/// Prints the median and the 95th percentile of edited, added and removed files, and the peak memory of this process.
pub(super) fn measure(tree: &Path) {
    let mut project = MemoryProject::open(tree).unwrap();
    let first = Instant::now();
    project.report().unwrap();
    println!(
        "first analysis: {:.0} ms",
        first.elapsed().as_secs_f64() * 1e3
    );
    let paths = project.paths();
    let code = |path: &&String| {
        [".rb", ".haml", ".js", ".vue"]
            .iter()
            .any(|end| path.ends_with(end))
    };
    let paths: Vec<&String> = paths.iter().filter(code).collect();
    let chosen: Vec<&String> = paths
        .iter()
        .step_by((paths.len() / FILES).max(1))
        .copied()
        .collect();
    let text = |path: &str| std::fs::read_to_string(tree.join(path)).unwrap_or_default();
    let mut time = |path: &str, text: Option<&str>| {
        let start = Instant::now();
        project.set(path, text);
        project.report().unwrap();
        start.elapsed().as_secs_f64() * 1e3
    };
    let mut edited = Vec::new();
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for path in chosen {
        let old = text(path);
        edited.push(time(path, Some(&format!("{old}\n"))));
        edited.push(time(path, Some(&old)));
        let new = format!("{}.added.rb", path.trim_end_matches(".rb"));
        added.push(time(
            &new,
            Some("Gitlab::Tracking.event('bench', 'added')\n"),
        ));
        removed.push(time(&new, None));
        removed.push(time(path, None));
        added.push(time(path, Some(&old)));
    }
    for (name, mut times) in [("edited", edited), ("added", added), ("removed", removed)] {
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
        println!(
            "{name} file: median {:.0} ms, p95 {:.0} ms, {} changes",
            at(0.5),
            at(0.95),
            times.len()
        );
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("peak memory: {}", peak.unwrap_or(" unknown").trim());
}
