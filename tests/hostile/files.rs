//! Files that are none, that are too large, that are no text, or that change under the reader.

use crate::support::project::Project;
use indoc::indoc;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

/// Ruby with one call of an event that is not defined.
pub(super) const CALL: &str = "Gitlab::InternalEvents.track_event('lost')\n";

/// 28: a file that is larger than the memory of the run is not read (it is sparse, so the disk need not be).
#[test]
fn a_huge_file_is_skipped_unread() {
    let project = Project::with("app/huge.rb", CALL);
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(project.path("app/huge.rb"))
        .unwrap();
    file.set_len(8 << 30).unwrap();
    assert_eq!(project.said(), ["skipped: it is larger than 4096 KiB"]);
    std::fs::rename(
        project.path("app/huge.rb"),
        project.path("config/events/huge.yml"),
    )
    .unwrap();
    assert_eq!(project.said(), ["skipped: it is larger than 4096 KiB"]);
    let features = project.path("config/events/huge.yml");
    let ran = project.run_limited(&[
        "check",
        "--format",
        "json",
        "--features",
        features.to_str().unwrap(),
    ]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(
        ran.err.contains("it is larger than 4096 KiB"),
        "a feature list that is named must be readable: {}",
        ran.err
    );
}

/// 29: files appear, grow, shrink and vanish while the project is read.
#[test]
fn files_that_change_meanwhile_are_read_or_skipped() {
    let project = Project::good();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                for number in 0..50 {
                    let path = format!("app/moving/{number}.rb");
                    match (round + number) % 4 {
                        0 => project.write(&path, CALL.repeat(number * 20)),
                        1 => drop(
                            std::fs::OpenOptions::new()
                                .write(true)
                                .open(project.path(&path))
                                .map(|file| file.set_len(100)),
                        ),
                        2 => project.write(&path, "é".repeat(3_000)),
                        _ => drop(std::fs::remove_file(project.path(&path))),
                    }
                }
                round += 1;
            }
        });
        for _ in 0..8 {
            project.check();
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// 38: a name that is not UTF-8 is shown with a replacement character.
#[test]
fn a_name_that_is_not_utf8_is_shown_and_skipped() {
    let project = Project::good();
    std::fs::write(
        project
            .path("app")
            .join(std::ffi::OsStr::from_bytes(b"\xffx.rb")),
        CALL,
    )
    .unwrap();
    assert_eq!(
        project.check().skipped("app/\u{fffd}x.rb"),
        Some("its name is not UTF-8")
    );
}

/// 39: links in a circle and into nothing are neither followed nor worth a word.
#[test]
fn links_in_a_circle_are_not_followed() {
    let project = Project::good();
    symlink(project.root(), project.path("app/again")).unwrap();
    symlink("b.rb", project.path("app/a.rb")).unwrap();
    symlink("a.rb", project.path("app/b.rb")).unwrap();
    symlink("nowhere", project.path("app/c.rb")).unwrap();
    symlink("models/page.rb", project.path("app/inside.rb")).unwrap();
    let report = project.check();
    assert_eq!(report.json["skipped"], serde_json::json!([]));
    assert_eq!(
        report.json["findings"],
        Project::good().check().json["findings"]
    );
}

/// 40: what lies outside of the root is never read, however it is linked.
#[test]
fn nothing_outside_is_read() {
    let outside = Project::with(
        "secret.rb",
        "Gitlab::InternalEvents.track_event('secret_word')\n",
    );
    let project = Project::good();
    symlink(outside.path("secret.rb"), project.path("app/secret.rb")).unwrap();
    symlink("/etc/passwd", project.path("app/passwd.rb")).unwrap();
    symlink("/etc/passwd", project.path("config/events/passwd.yml")).unwrap();
    symlink(outside.root(), project.path("lib")).unwrap();
    symlink(outside.path("secret.rb"), project.path(".gitignore")).unwrap();
    let report = project.check();
    let reason = Some("it is a link that leads outside the project");
    assert_eq!(report.skipped("app/secret.rb"), reason);
    assert_eq!(report.skipped("app/passwd.rb"), reason);
    assert_eq!(report.skipped("config/events/passwd.yml"), reason);
    let ran = project.run_limited(&["check", "--show", "all"]);
    assert!(
        !ran.out.contains("secret_word") && !ran.out.contains("root:"),
        "{}",
        ran.out
    );
    assert!(!ran.err.contains("secret_word"), "{}", ran.err);
}

/// 41: pipes, sockets, devices and folders with the name of a source file.
#[test]
fn only_regular_files_are_opened() {
    let project = Project::good();
    std::fs::create_dir_all(project.path("app/folder.rb")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(project.path("app/socket.rb")).unwrap();
    symlink("/dev/zero", project.path("app/zero.rb")).unwrap();
    for pipe in [
        "app/pipe.rb",
        "config/events/pipe.yml",
        ".gitignore",
        "app/.ignore",
    ] {
        assert!(
            std::process::Command::new("mkfifo")
                .arg(project.path(pipe))
                .status()
                .unwrap()
                .success()
        );
    }
    let report = project.check();
    assert_eq!(
        report.skipped("app/pipe.rb"),
        Some("it is not a regular file")
    );
    assert_eq!(
        report.skipped("config/events/pipe.yml"),
        Some("it is not a regular file")
    );
    assert_eq!(
        report.skipped("app/zero.rb"),
        Some("it is a link that leads outside the project")
    );
    assert!(report.skipped("app/socket.rb").is_some());
    assert_eq!(report.skipped("app/folder.rb"), None);
}

/// 42: files and folders that may not be read. Whoever may read everything lets somebody else run the program.
#[test]
fn unreadable_files_are_skipped_with_the_systems_words() {
    use std::os::unix::process::CommandExt;
    let project = Project::with("app/a.rb", CALL);
    project.write("app/closed/b.rb", CALL);
    let program = project.path("program");
    std::fs::copy(env!("CARGO_BIN_EXE_tracklint"), &program).unwrap();
    let mode = |path: &str, mode| {
        std::fs::set_permissions(project.path(path), std::fs::Permissions::from_mode(mode)).unwrap()
    };
    mode("", 0o755);
    mode("app/a.rb", 0o000);
    mode("app/closed", 0o000);
    let almighty = std::fs::read(project.path("app/a.rb")).is_ok();
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(&program);
        command.args(arguments).arg(project.root());
        if almighty {
            command.uid(65_534).gid(65_534);
        }
        command.output().unwrap()
    };
    let json: serde_json::Value =
        serde_json::from_slice(&run(&["check", "--format", "json"]).stdout).unwrap();
    let denied = "Permission denied (os error 13)";
    let skip =
        |path: &str| serde_json::json!({"path": path, "reason": denied, "kind": "unreadable"});
    assert_eq!(
        json["skipped"],
        serde_json::json!([skip("app/a.rb"), skip("app/closed")])
    );
    assert_eq!(run(&["check", "--fail-on", "never"]).status.code(), Some(0));
    assert_eq!(
        run(&["check", "--fail-on", "never", "--strict"])
            .status
            .code(),
        Some(1),
        "--strict fails on them"
    );
    mode("app/closed", 0o755);
}

/// 43: a root that is not there.
#[test]
fn a_missing_root_is_named() {
    let ran =
        crate::support::program::run_limited(&["check", "/nowhere/at/all"], |command| command);
    assert!(
        ran.code == 2 && ran.err.contains("/nowhere/at/all: no such folder"),
        "{}",
        ran.err
    );
}

/// 44: nothing to audit is no success unless it is said to be one.
#[test]
fn an_empty_project_is_no_success() {
    let project = Project::empty();
    project.write("README.md", "# nothing");
    let (none, no_code) = (
        "there is no file to audit",
        "there is no code to look for calls in",
    );
    for (command, said) in [
        (["check"].as_slice(), none),
        (&["coverage"], none),
        (&["list", "calls"], no_code),
    ] {
        let ran = project.run_limited(command);
        assert!(
            ran.code == 2 && ran.err.contains(said),
            "{command:?}: {}",
            ran.err
        );
        let ran = project.run_limited(&[command, &["--allow-empty"]].concat());
        assert!(
            ran.code == 0 && !ran.out.contains("100"),
            "{command:?}: {}{}",
            ran.out,
            ran.err
        );
    }
    project.write("a.rb", b"\0");
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2 && ran.err.contains("a.rb was not read: it is binary"),
        "{}",
        ran.err
    );
}

const SERVICE: &str = indoc! {r"
    module Orders
      class BaseService
        def execute(name)
          Gitlab::InternalEvents.track_event(name)
        end
      end
    end
"};

const THING: &str = indoc! {r"
    class Y
      def x
        Gitlab::InternalEvents.track_event(Nope::BaseThing::NAME)
      end
    end
"};

const SCRIPT: &str = indoc! {r"
    import Tracking from '~/tracking';
    export default (name) => {
      Tracking.event('orders', name);
    };
"};

/// Names that are asked for, tens of thousands of times in one file: each place where one stands costs a look around, and there is an
/// end to the looks. The call behind them is found.
#[test]
fn a_file_full_of_wanted_names_is_parsed_and_not_looked_through() {
    let end =
        "\nclass Last\n  def go\n    Orders::BaseService.new.execute('place_order')\n  end\nend\n";
    let call = (
        "app/last.rb",
        "Orders::BaseService.new.execute('place_order')",
    );
    let many = |text: &str, count: usize| text.repeat(count);
    for (path, text) in [
        (
            "app/x.rb",
            format!(
                "module Z\n{}end{end}",
                many("  class C < Other::BaseService\n  end\n", 25_000)
            ),
        ),
        (
            "app/x.rb",
            format!(
                "module Z\n{}end{end}",
                many("  class BaseThing\n  end\n", 25_000)
            ),
        ),
        (
            "app/x.rb",
            format!(
                "class X\n  include A,\n{}    Z\nend{end}",
                many("    BaseService,\n", 60_000)
            ),
        ),
        (
            "app/x.rb",
            format!("x = {}{end}", many("BaseService; ", 80_000)),
        ),
        (
            "web/x.js",
            format!(
                "{}\nimport send from './send';\nsend('place_order');\n",
                many("send ", 200_000)
            ),
        ),
    ] {
        let project = Project::with(path, text);
        project.write("app/base.rb", format!("{SERVICE}{THING}"));
        project.write("web/send.js", SCRIPT);
        project.write(call.0, call.1);
        assert_eq!(
            project.calls_of(call.0),
            [(1, "place_order".to_owned())],
            "the other files are analysed"
        );
        project.check();
    }
}
