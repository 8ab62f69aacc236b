//! The scripts of the release job: what they pack for each target, and what they publish.

use crate::support::program::repository;
use crate::support::project::Project;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap()
}

/// Returns the targets of the job `build`.
fn targets() -> Vec<String> {
    let pipeline: serde_yaml::Value = serde_yaml::from_str(&read(".gitlab-ci.yml")).unwrap();
    let targets = &pipeline["build"]["parallel"]["matrix"][0]["TARGET"];
    serde_yaml::from_value(targets.clone()).unwrap()
}

fn suffix(target: &str) -> &'static str {
    if target.contains("windows") {
        ".exe"
    } else {
        ""
    }
}

/// Runs a line of a shell, which must succeed, and returns its output.
fn shell(project: &Project, line: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(project.root());
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns a folder in which a small file as the program of each target is packed.
fn packed() -> Project {
    let project = Project::empty();
    for path in [
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "npm/package.json",
        "npm/bin/tracklint.js",
        "templates/release/pack",
        "templates/release/publish",
    ] {
        project.write(path, read(path));
    }
    for target in targets() {
        let program = format!("target/{target}/release/tracklint{}", suffix(&target));
        project.write(&program, format!("the program of {target}"));
        shell(&project, &format!("chmod +x {program}"), &[]);
        shell(
            &project,
            &format!("sh templates/release/pack {target}"),
            &[],
        );
    }
    project
}

#[test]
fn each_target_is_packed_for_every_way_of_installing() {
    let project = packed();
    let shell = |line: &str| shell(&project, line, &[]);
    for target in targets() {
        let program = format!("tracklint{}", suffix(&target));
        let plain = format!("dist/tracklint-{target}{}", suffix(&target));
        assert_eq!(
            shell(&format!("cat {plain}")),
            format!("the program of {target}")
        );
        let archive = format!("dist/tracklint-{target}.tgz");
        let listed = shell(&format!("tar -tvzf {archive}"));
        assert!(
            listed.starts_with("-rwx") && listed.contains(&program),
            "{listed}"
        );
        assert!(listed.contains("LICENSE"), "{listed}");
    }
    let main = format!("dist/tracklint-npm-{VERSION}.tgz");
    let main: Value =
        serde_json::from_str(&shell(&format!("tar -xOzf {main} package/package.json"))).unwrap();
    assert_eq!(main["version"], VERSION);
    let others = main["optionalDependencies"].as_object().unwrap();
    assert_eq!(others.len(), targets().len(), "each target has a package");
    for (name, version) in others {
        assert_eq!(version, VERSION);
        let platform = name.strip_prefix("@tracklint/").unwrap();
        let archive = format!("dist/tracklint-npm-{platform}-{VERSION}.tgz");
        let package = shell(&format!("tar -xOzf {archive} package/package.json"));
        let package: Value = serde_json::from_str(&package).unwrap();
        let (os, cpu) = platform.split_once('-').unwrap();
        assert_eq!(package["name"].as_str(), Some(name.as_str()));
        assert_eq!(package["version"], VERSION);
        assert_eq!(
            (&package["os"][0], &package["cpu"][0]),
            (&os.into(), &cpu.into())
        );
        let listed = shell(&format!("tar -tvzf {archive}"));
        let program = listed.lines().find(|line| line.contains("bin/tracklint"));
        assert!(program.unwrap().starts_with("-rwx"), "{listed}");
        assert!(listed.contains("package/LICENSE"), "{listed}");
    }
}

/// Method, path, token and body of a request.
type Request = (String, String, String, Vec<u8>);

/// Answers requests in the background as GitLab does, and records them. Returns its address.
fn gitlab(requests: Arc<Mutex<Vec<Request>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/api/v4", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = request(&stream);
            requests.lock().unwrap().push(request);
            let answer = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

fn request(mut stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let first = line();
    let mut parts = first.split(' ').map(str::to_owned);
    let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
    let (mut token, mut length) = (String::new(), 0);
    loop {
        let header = line();
        match header.split_once(": ") {
            None => break,
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            Some((name, value)) if name.eq_ignore_ascii_case("job-token") => {
                token = value.to_owned();
            }
            Some((name, _)) if name.eq_ignore_ascii_case("expect") => {
                stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
            }
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (method, path, token, body)
}

#[test]
fn a_release_has_checksums_and_links_to_what_was_uploaded() {
    let project = packed();
    project.write(
        &format!("dist/tracklint-{VERSION}-py3-none-any.whl"),
        "a wheel",
    );
    let requests = Arc::default();
    let address = gitlab(Arc::clone(&requests));
    let tag = format!("v{VERSION}");
    let variables = [
        ("CI_API_V4_URL", address.as_str()),
        ("CI_PROJECT_ID", "7"),
        ("CI_COMMIT_TAG", tag.as_str()),
        ("CI_JOB_TOKEN", "secret"),
    ];
    shell(&project, "sh templates/release/publish", &variables);
    shell(
        &project,
        "cd dist && sha256sum --check --strict SHA256SUMS",
        &[],
    );
    let mut requests = std::mem::take(&mut *requests.lock().unwrap());
    assert!(requests.iter().all(|(.., token, _)| token == "secret"));
    let (method, path, _, release) = requests.pop().unwrap();
    assert_eq!(
        (method.as_str(), path.as_str()),
        ("POST", "/api/v4/projects/7/releases")
    );
    let release: Value = serde_json::from_slice(&release).unwrap();
    assert_eq!(release["tag_name"].as_str(), Some(tag.as_str()));
    let links = release["assets"]["links"].as_array().unwrap();
    let files = std::fs::read_dir(project.path("dist")).unwrap().count();
    assert_eq!((links.len(), requests.len()), (files, files));
    let folder = format!("/projects/7/packages/generic/tracklint/{VERSION}/");
    for (link, (method, path, _, body)) in links.iter().zip(&requests) {
        let name = link["name"].as_str().unwrap();
        assert_eq!(
            (method.as_str(), path),
            ("PUT", &format!("/api/v4{folder}{name}"))
        );
        assert_eq!(link["url"], format!("{address}{folder}{name}"));
        assert_eq!(link["direct_asset_path"], format!("/{name}"));
        assert_eq!(
            *body,
            std::fs::read(project.path(&format!("dist/{name}"))).unwrap()
        );
    }
    // `cargo binstall` and the CI/CD component download these.
    let has = |name: &str| links.iter().any(|link| link["name"] == name);
    for target in targets() {
        assert!(has(&format!("tracklint-{target}.tgz")), "{target}");
    }
    assert!(has("tracklint-x86_64-unknown-linux-musl") && has("SHA256SUMS"));
}
