//! A repository that leads outside while its audit is watched.

use crate::support::project::Project;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// Says past the capture of the test runner that a test did nothing.
fn say(text: &[u8]) {
    std::io::Write::write_all(&mut std::io::stderr(), text).unwrap();
}

/// System calls that open, run or connect to something.
const TRACED: &str = "trace=open,openat,openat2,creat,execve,socket,connect,rename,renameat,renameat2,unlink,unlinkat,symlink,symlinkat,link,linkat,mkdir,mkdirat";

/// Returns the good files with links to secrets, and a git configuration that names a program.
fn hostile_repository(secret: &Project) -> Project {
    std::fs::set_permissions(secret.path("evil"), PermissionsExt::from_mode(0o755)).unwrap();
    let evil = secret.path("evil").display().to_string();
    let project = Project::good();
    project.write("tracklint.yml", "taxonomy: [tax]\nbaseline: own.json\n");
    project.write("tax/sections.yml", "sections: {}\n");
    symlink(secret.path("secret.yml"), project.path("tax/stages.yml")).unwrap();
    symlink(
        secret.path("secret.yml"),
        project.path("config/events/out.yml"),
    )
    .unwrap();
    symlink(secret.root(), project.path("app/out")).unwrap();
    project.git(&["init", "-q"]);
    project.commit("all");
    for (key, value) in [
        ("core.fsmonitor", evil.as_str()),
        ("core.sshCommand", &evil),
        ("core.pager", &evil),
        ("diff.external", &evil),
        ("filter.x.smudge", &evil),
        ("protocol.ext.allow", "always"),
        ("remote.o.promisor", "true"),
        ("remote.o.url", &format!("ext::{evil}")),
    ] {
        project.git(&["config", key, value]);
    }
    project.write(".gitattributes", "* filter=x diff=x\n");
    project.write("own.json", "");
    project.remove("own.json");
    project
}

/// Returns the system calls of an audit; none if they cannot be traced.
fn traced_audit(project: &Project, log: &Path) -> Option<String> {
    let Ok(output) = std::process::Command::new("strace")
        .args(["-f", "-qq", "-s", "300", "-e", TRACED, "-o"])
        .arg(log)
        .arg(env!("CARGO_BIN_EXE_tracklint"))
        .args([
            "check",
            "--base",
            "HEAD",
            "--format",
            "concise",
            "--report",
            "json=report.json",
        ])
        .current_dir(project.root())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
    else {
        say(b"strace is not installed, so nothing was traced: apt-get install strace\n");
        return None;
    };
    let log = std::fs::read_to_string(log).unwrap_or_default();
    if log.is_empty() || String::from_utf8_lossy(&output.stderr).contains("ptrace") {
        say(b"strace may not trace here, so nothing was traced\n");
        return None;
    }
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(log)
}

/// Files of the system that every program may open.
const SYSTEM: &[&str] = &[
    "/etc/",
    "/lib",
    "/usr/",
    "/proc/",
    "/sys/",
    "/dev/",
    "/root/.gitconfig",
    "/bin",
    "/opt/",
];

/// Checks that a system call stays inside the root, writes only reports, and runs only git.
fn assert_harmless(line: &str, own: &str, secret: &str) {
    assert!(
        !line.contains("socket(") && !line.contains("connect("),
        "{line}"
    );
    assert!(!line.contains(secret), "{line}");
    let is_git = ["rev-parse", "ls-files", "ls-tree", "cat-file"]
        .iter()
        .any(|command| line.contains(&format!("\"{command}\"")));
    let is_own = line.contains(env!("CARGO_BIN_EXE_tracklint"));
    assert!(
        !line.contains("execve(") || is_git || is_own || line.contains("ENOENT"),
        "{line}"
    );
    let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"]
        .iter()
        .any(|mode| line.contains(mode));
    let named = ["report.json", ".tracklint", "/dev/null", "O_TMPFILE"]
        .iter()
        .any(|name| line.contains(name));
    assert!(!writes || named, "{line}");
    if let Some((_, path)) = line.split_once("AT_FDCWD, \"") {
        let is_absolute = path.starts_with('/');
        let is_inside =
            path.starts_with(own) || SYSTEM.iter().any(|folder| path.starts_with(folder));
        assert!(
            !is_absolute || is_inside || line.contains("ENOENT"),
            "{line}"
        );
    }
}

/// 102: the audit of a hostile repository opens nothing outside, writes only what is named, and runs only commands of git that
/// run no program. Without strace, or where it may not trace, the test says that nothing was traced.
#[test]
fn a_hostile_repository_is_audited_within_its_root() {
    let secret = Project::of(&[
        ("secret.yml", "password: hunter2\n"),
        ("evil", "#!/bin/sh\nexit 0\n"),
    ]);
    let project = hostile_repository(&secret);
    let Some(log) = traced_audit(&project, &secret.path("log")) else {
        return;
    };
    assert!(log.contains("execve(") && log.contains("cat-file"), "{log}");
    let secret = secret.root().display().to_string();
    let own = project.root().display().to_string();
    for line in log.lines() {
        assert_harmless(line, &own, &secret);
    }
}

/// 104: a folder that is exchanged for a link while the project is read leads nowhere.
#[test]
fn a_folder_that_becomes_a_link_leads_nowhere() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let outside = Project::empty();
    let project = Project::good();
    for number in 0..60 {
        let call = |name: &str| format!("Gitlab::InternalEvents.track_event('{name}')\n");
        outside.write(&format!("{number}.rb"), call("from_outside"));
        project.write(&format!("app/swapped/{number}.rb"), call("from_inside"));
    }
    let (folder, away) = (project.path("app/swapped"), project.path("away"));
    let ends = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ends.load(Ordering::Relaxed) {
                std::fs::rename(&folder, &away).unwrap();
                symlink(outside.root(), &folder).unwrap();
                std::fs::remove_file(&folder).unwrap();
                std::fs::rename(&away, &folder).unwrap();
            }
        });
        let list = |_| project.run(&["list", "calls", "--format", "json"]).out;
        let outputs: Vec<String> = (0..30).map(list).collect();
        // The other thread must end before anything fails here.
        ends.store(true, Ordering::Relaxed);
        let leaks = outputs.iter().filter(|out| out.contains("from_outside"));
        assert_eq!(leaks.count(), 0);
    });
}
