//! `init`: writes a configuration for the detected stack.

use crate::analysis::survey::{Candidate, Survey, survey};
use crate::analysis::{Failure, analyze_calls, detected_stacks, stacks};
use crate::cli::args::Init;
use crate::cli::exit_code::CLEAN;
use crate::cli::output::{Streams, cannot_write, create, replace};
use crate::cli::settings::require_folder;
use crate::config::{FILE_NAME, Settings};
use crate::report::text::{counted, one_line};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

/// Usual files of a feature list.
const FEATURES: &[&str] = &["features.yml", "data/features.yml", "config/features.yml"];
/// Usual files of a taxonomy.
const TAXONOMY: &[&str] = &["stages.yml", "sections.yml", "categories.yml"];

/// The file of the first rule pack.
const RULES: &str = "tracking-rules.yml";

pub(crate) fn run(command: &Init, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let root = &command.path;
    require_folder(root)?;
    let evidence = detected_stacks(root)?;
    for one in &evidence {
        let reason = format!("{} {}", one.path, one.reason);
        writeln!(
            streams.out,
            "found {}: {}",
            one_line(one.stack()),
            one_line(&reason)
        )?;
    }
    let packs = stacks(&evidence);
    let settings = Settings {
        root: root.clone(),
        packs: Some(Vec::new()),
        allow_empty: true,
        ..Settings::default()
    };
    // The packs in use are those that a run without a configuration detects.
    let detected = Settings {
        packs: None,
        ..settings.clone()
    };
    let known = analyze_calls(&detected)?;
    let survey = survey(&settings, Some(&known))?;
    let pack = (!survey.candidates.is_empty()).then(|| first_pack(root, &survey.candidates));
    let text = configuration(root, &packs, pack.is_some())?;
    write(&root.join(FILE_NAME), &text, command.force)?;
    if let Some(pack) = &pack {
        write(&root.join(RULES), pack, command.force)?;
    }
    report(root, &packs, &survey, streams)?;
    Ok(CLEAN)
}

fn write(file: &Path, text: &str, is_forced: bool) -> Result<(), Failure> {
    // A file created in the meantime is not overwritten either.
    let write = if is_forced { replace } else { create };
    write(file, &mut |out| out.write_all(text.as_bytes())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let file = file.display();
            Failure::Usage(format!("{file}: is there already; --force replaces it"))
        }
        _ => cannot_write(file.display(), error),
    })
}

/// Says what was found and written, runs once, and says what to do next.
fn report(
    root: &Path,
    packs: &[String],
    survey: &Survey,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    for one in &survey.candidates {
        writeln!(streams.out, "found {}", one_line(&one.sentence()))?;
    }
    let file = one_line(&root.join(FILE_NAME).display().to_string());
    let stack = match packs {
        [] => "no known stack".to_owned(),
        packs => packs.join(", "),
    };
    writeln!(streams.out, "wrote {file} for {}", one_line(&stack))?;
    if packs.is_empty() {
        let files = counted(survey.files, "file", "files");
        writeln!(
            streams.out,
            "looked for packages in manifests, and in {files} of code for calls such as track, capture, trackEvent and log_event"
        )?;
    }
    if !survey.candidates.is_empty() {
        let rules = counted(survey.candidates.len(), "rule", "rules");
        let file = one_line(&root.join(RULES).display().to_string());
        writeln!(streams.out, "wrote {file} with {rules}")?;
    }
    let settings = Settings::read(root, &root.join(FILE_NAME))
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let settings = Settings {
        allow_empty: true,
        ..settings
    };
    let calls = analyze_calls(&settings)?.calls();
    let named = calls
        .iter()
        .filter(|call| call.event.grade == "exact")
        .count();
    let calls = counted(calls.len(), "tracking call", "tracking calls");
    writeln!(streams.out, "first run: {calls}, {named} with exact names")?;
    writeln!(
        streams.out,
        "next: read `tracklint list calls`, correct the rules, and describe your definitions (docs/definitions.md)"
    )?;
    Ok(())
}

/// Returns a glob of the files that a module may be in.
fn files_of(module: &str) -> String {
    let path = module.trim_start_matches(['@', '~', '/']);
    match path.rsplit_once('.') {
        Some((_, ending)) if ending.len() <= 4 => path.to_owned(),
        _ => format!("**/{path}{{.*,/**}}"),
    }
}

/// Writes the text of a first rule pack.
fn first_pack(root: &Path, candidates: &[Candidate]) -> String {
    let folder = root.canonicalize().ok();
    let name = folder.as_deref().and_then(Path::file_name);
    let name = name.map_or_else(
        || "own".into(),
        |name| name.to_string_lossy().to_lowercase(),
    );
    let name = name.replace(|c: char| !c.is_alphanumeric(), "-");
    let name = match name.trim_matches('-') {
        "" => "own",
        name => name,
    };
    let mut text = format!(
        "# A first rule pack. `tracklint rules try {RULES} FILE:LINE` says why a rule matches or not.\npack: {name}\nsystem: {name}\ncalls:\n"
    );
    let mut ids = BTreeMap::<String, usize>::new();
    for candidate in candidates {
        let id = candidate
            .method
            .replace(|c: char| !c.is_alphanumeric(), "-");
        let number = ids.entry(id.clone()).or_default();
        *number += 1;
        let id = match number {
            1 => id,
            number => format!("{id}-{number}"),
        };
        text.push_str(&candidate.rule(&id));
    }
    let mut tables = BTreeMap::<&str, BTreeSet<&str>>::new();
    for (module, name) in candidates.iter().flat_map(|one| &one.tables) {
        tables.entry(module).or_default().insert(name);
    }
    if !tables.is_empty() {
        text.push_str(
            "# The names of these calls are entries of constants. A definition rule makes all entries events (docs/definitions.md):\n\
             # definitions:\n",
        );
    }
    for (number, (module, names)) in tables.into_iter().enumerate() {
        let number = number + 1;
        let files = files_of(module);
        let names = Vec::from_iter(names).join(", ");
        text.push_str(&format!(
            "#   - {{id: constants-{number}, files: {files:?}, each: {{member-of: [{names}]}}}}\n"
        ));
    }
    text
}

/// Writes the text of the configuration.
fn configuration(root: &Path, packs: &[String], has_rules: bool) -> Result<String, Failure> {
    let exists = |path: &&&str| root.join(path).is_file();
    let mut text =
        String::from("# Configuration of tracklint. `tracklint explain` lists the lints.\n\n");
    if packs.is_empty() {
        text.push_str("# No known stack was detected.\n");
    } else {
        text.push_str("# Detected packs.\n");
    }
    if !packs.is_empty() || has_rules {
        text.push_str(&setting("packs", packs)?);
    }
    match has_rules {
        true => text.push_str(&setting("rules", &[RULES])?),
        false => text.push_str(
            "# Describe other tracking calls in a rule pack:\n# rules: [tracking-rules.yml]\n",
        ),
    }
    text.push('\n');
    match FEATURES.iter().find(exists) {
        Some(features) => text.push_str(&setting("features", features)?),
        None => {
            text.push_str("# The product's feature list, for coverage:\n# features: features.yml\n")
        }
    }
    let taxonomy: Vec<&str> = TAXONOMY.iter().filter(exists).copied().collect();
    if !taxonomy.is_empty() {
        text.push_str(&setting("taxonomy", &taxonomy)?);
    }
    text.push_str(
        "\n# exclude: [\"vendor/**\"]\n\n\
         # Lowest severity that makes `check` fail: error, warning, info or never.\n",
    );
    text.push_str(&setting("fail_on", "error")?);
    Ok(text)
}

/// Writes a key with its value.
fn setting(key: &str, value: &(impl Serialize + ?Sized)) -> Result<String, Failure> {
    serde_yaml::to_string(&BTreeMap::from([(key, value)]))
        .map_err(|error| Failure::Fault(error.to_string()))
}
