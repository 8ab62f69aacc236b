//! Tests of the walk: readable and unreadable files, links and ignore files.

use super::*;
use crate::input::read_file::{MAX_FILE_SIZE, read};
use std::fs;

#[test]
fn wanted_files_are_read_in_order_and_the_rest_is_accounted_for() {
    let root = tempfile::tempdir().expect("a folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, bytes).expect("it can be written");
    };
    write(".gitignore", b"out/\n");
    write("out/x.yml", b"a: 1");
    write(".hidden/x.yml", b"a: 1");
    write("b/y.yml", b"a: \xff\xfeb");
    write("a/x.yml", b"\xef\xbb\xbfa: 1");
    write("a/x.txt", b"no");
    write("big.yml", &vec![b'#'; MAX_FILE_SIZE as usize + 1]);
    write("bin.yml", b"a\0b");
    write("wide.yml", b"\xff\xfea\0:\0");
    let found = walk(
        root.path(),
        FileFilter::files(&|path| path.ends_with(".yml")),
    );
    let files: Vec<_> = found
        .files
        .iter()
        .map(|file| (file.path.as_str(), &*file.text, file.replaced))
        .collect();
    assert_eq!(
        files,
        [
            ("a/x.yml", "\u{feff}a: 1", None),
            ("b/y.yml", "a: ??b", Some(3))
        ]
    );
    let skipped: Vec<_> = found
        .skipped
        .iter()
        .map(|file| (file.path.as_str(), file.reason.as_str()))
        .collect();
    let expected = [
        ("big.yml", "it is larger than 4096 KiB"),
        ("bin.yml", "it is binary"),
        ("wide.yml", "it is UTF-16; save it as UTF-8"),
    ];
    assert_eq!(skipped, expected);
}

#[cfg(unix)]
#[test]
fn nothing_outside_is_read_and_only_regular_files_are_opened() {
    use std::os::unix::ffi::OsStrExt;
    let (root, outside) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let at = |name: &str| root.path().join(name);
    fs::write(at("x.yml"), "a: 1").expect("it can be written");
    fs::write(outside.path().join("secret.yml"), "a: 2").expect("it can be written");
    for (target, name) in [
        (at("x.yml"), "inside.yml"),
        (at("nowhere"), "dangling.yml"),
        (outside.path().join("secret.yml"), "out.yml"),
        (outside.path().to_owned(), "folder.yml"),
        (root.path().to_owned(), "loop"),
    ] {
        std::os::unix::fs::symlink(target, at(name)).expect("it can be linked");
    }
    fs::create_dir(at("d.yml")).expect("it can be made");
    let _socket =
        std::os::unix::net::UnixListener::bind(at("socket.yml")).expect("it can be bound");
    let pipe = std::process::Command::new("mkfifo")
        .arg(at("pipe.yml"))
        .status()
        .expect("it can be run");
    assert!(pipe.success());
    fs::write(
        at("").join(std::ffi::OsStr::from_bytes(b"\xff.yml")),
        "a: 3",
    )
    .expect("it can be written");
    fs::write(at("").join(std::ffi::OsStr::from_bytes(b"\xff.png")), "")
        .expect("it can be written");
    let found = walk(
        root.path(),
        FileFilter::files(&|path| path.ends_with(".yml")),
    );
    let files: Vec<_> = found.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(files, ["x.yml"]);
    let skipped: Vec<_> = found
        .skipped
        .iter()
        .map(|file| (file.path.as_str(), file.reason.as_str()))
        .collect();
    let outside = "it is a link that leads outside the project";
    let expected = [
        ("folder.yml", outside),
        ("out.yml", outside),
        ("pipe.yml", "it is not a regular file"),
        ("socket.yml", "No such device or address (os error 6)"),
        ("\u{fffd}.yml", "its name is not UTF-8"),
    ];
    assert_eq!(skipped, expected);
    let gone = read(&at("gone.yml"), "gone.yml".to_owned()).expect_err("it is not there");
    assert_eq!(gone.reason, "No such file or directory (os error 2)");
}

#[test]
fn a_folder_in_which_nothing_is_wanted_is_not_entered() {
    let root = tempfile::tempdir().expect("a folder");
    for path in ["a/b/x.yml", "a/c/x.yml", "b/x.yml"] {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
        fs::write(path, "a: 1").expect("it can be written");
    }
    let asked = Mutex::new(Vec::new());
    let file = |path: &str| {
        asked
            .lock()
            .map(|mut asked| asked.push(path.to_owned()))
            .is_ok()
    };
    let found = walk(
        root.path(),
        FileFilter {
            file: &file,
            folder: &|folder| folder != "a/b",
            most: MAX_FILE_SIZE,
        },
    );
    let read: Vec<_> = found.files.into_iter().map(|file| file.path).collect();
    let mut asked = asked.into_inner().expect("nobody panicked");
    asked.sort();
    assert_eq!(
        (read, asked),
        (
            vec!["a/c/x.yml".to_owned(), "b/x.yml".to_owned()],
            vec!["a/c/x.yml".to_owned(), "b/x.yml".to_owned()]
        )
    );
}

#[cfg(unix)]
#[test]
fn an_ignore_file_that_is_none_is_left_out_and_those_around_it_hold() {
    let (root, outside) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    fs::create_dir_all(root.path().join("sub/big")).expect("it can be made");
    let write = |path: &str, text: &str| {
        fs::write(root.path().join(path), text).expect("it can be written")
    };
    fs::write(outside.path().join("rules"), "kept.yml\n").expect("it can be written");
    std::os::unix::fs::symlink(
        outside.path().join("rules"),
        root.path().join("sub/.gitignore"),
    )
    .expect("it can be linked");
    write(
        "sub/big/.ignore",
        &"kept.yml\n".repeat(MAX_FILE_SIZE as usize / 8),
    );
    write(".gitignore", "\u{feff}gone.yml\n");
    for path in [
        "gone.yml",
        "sub/gone.yml",
        "sub/kept.yml",
        "sub/big/gone.yml",
        "sub/big/kept.yml",
    ] {
        write(path, "a: 1");
    }
    let found = walk(
        root.path(),
        FileFilter::files(&|path| path.ends_with(".yml")),
    );
    let files: Vec<_> = found.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        (files, found.skipped),
        (
            vec!["sub/big/kept.yml", "sub/kept.yml"],
            vec![SkippedFile::new(
                "sub/big/.ignore",
                "it is larger than 4096 KiB"
            )]
        )
    );
}

#[test]
fn a_missing_root_is_said() {
    let found = walk(
        Path::new("/nonexistent/nowhere"),
        FileFilter::files(&|_| true),
    );
    assert_eq!((found.files.len(), found.skipped.len()), (0, 1));
}
