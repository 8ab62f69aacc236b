//! Trees to measure on: made up by a seed, or parts and copies of another; and the peers' rules.

use std::fs;
use std::path::Path;

/// Writes a project of about `files` files: models with and without calls, scripts, components, templates, definitions.
pub fn tree(root: &Path, files: usize, seed: u64) {
    let mut state = seed;
    let mut random = |end: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    };
    for number in 0..files {
        let lines = 20 + random(120);
        // One file in twelve tracks something, as in large real projects.
        let tracks = random(12) == 0;
        let (path, text) = file(random(10), number, lines, tracks);
        write(&root.join(path), text.as_bytes());
    }
}

/// Returns the path and the text of a file with about so many lines. The kind, from 0 to 9, decides its language.
fn file(kind: u64, number: usize, lines: u64, tracks: bool) -> (String, String) {
    let event = format!("event_{number}");
    let folder = number % 97;
    let sent = |text: String| if tracks { text } else { String::new() };
    let filler = |line: &str| {
        let lines = (0..lines).map(|at| line.replace('N', &at.to_string()));
        lines.collect::<String>()
    };
    match kind {
        0..=4 => {
            let call = sent(format!(
                "    Gitlab::InternalEvents.track_event('{event}', user: user)\n"
            ));
            let body = filler("    value_N = other(N) { |item| item.name if item.valid?(N) }\n");
            (
                format!("app/models/m{folder}/model_{number}.rb"),
                format!("class Model{number}\n  def run\n{body}{call}  end\nend\n"),
            )
        }
        5..=6 => {
            let call = sent(format!("InternalEvents.trackEvent('{event}');\n"));
            let body = "export const fN = (a, b) => a.map((c) => c + b * N).filter(Boolean);\n";
            let import = "import { InternalEvents } from '~/tracking';\n";
            (
                format!("app/assets/javascripts/s{folder}/script_{number}.js"),
                format!("{import}{}{call}", filler(body)),
            )
        }
        7 => {
            let attribute = sent(format!(" data-track-action=\"{event}\""));
            let body = filler("    <p :class=\"{ a: b === N }\">{{ c(N) }}</p>\n");
            let script = format!("<script>\nexport default {{ name: 'C{number}' }};\n</script>\n");
            (
                format!("app/assets/javascripts/c{folder}/component_{number}.vue"),
                format!("{script}<template>\n  <div{attribute}>\n{body}  </div>\n</template>\n"),
            )
        }
        8 => {
            let attribute = sent(format!("%a{{ data: {{ track_action: '{event}' }} }}\n"));
            let body = filler("%p= text(N, 'some')\n");
            (
                format!("app/views/v{folder}/view_{number}.html.haml"),
                format!("{attribute}{body}"),
            )
        }
        _ => (
            format!("config/events/{event}.yml"),
            format!(
                "---\ndescription: The event of number {number}\ninternal_events: true\naction: {event}\nidentifiers:\n- user\nproduct_group: g{folder}\n"
            ),
        ),
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Links an eighth of a tree's files (by number) into `part` as often as asked for; returns how many there are.
pub fn part(tree: &Path, part: &Path, eighths: usize) -> usize {
    let walk = ignore::WalkBuilder::new(tree)
        .hidden(false)
        .build()
        .flatten();
    let mut paths: Vec<_> = walk
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(|e| e.into_path())
        .collect();
    paths.sort();
    let mut count = 0;
    for copy in 0..eighths.div_ceil(8) {
        // Whole copies lie in folders of their own; the first is where the tree itself would be.
        let base = if copy == 0 {
            part.to_owned()
        } else {
            part.join(format!("copy{copy}"))
        };
        for path in paths
            .iter()
            .enumerate()
            .filter(|(number, _)| number % 8 < eighths)
            .map(|(_, path)| path)
        {
            link(path, &base.join(path.strip_prefix(tree).unwrap()));
            count += 1;
        }
    }
    count
}

/// Links a file, or copies it where that cannot be done.
pub fn link(file: &Path, target: &Path) {
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    if fs::hard_link(file, target).is_err() {
        fs::copy(file, target).unwrap();
    }
}

/// Rules for the peers that ask for the same calls.
pub fn rules(folder: &Path) {
    write(
        &folder.join("sgconfig.yml"),
        b"ruleDirs: [rules]\nlanguageGlobs:\n  html: ['*.vue']\n",
    );
    let ruby = "id: ruby\nlanguage: ruby\nrule:\n  kind: call\n  has:\n    field: method\n    regex: ^(event|track_event|track_usage_event|track_redis_hll_event|increment_counter|increment_unique_values)$\n";
    let script = "id: script\nlanguage: javascript\nrule:\n  any:\n    - pattern: this.track($$$)\n    - pattern: Tracking.event($$$)\n    - pattern: InternalEvents.trackEvent($$$)\n";
    write(&folder.join("rules/ruby.yml"), ruby.as_bytes());
    write(&folder.join("rules/script.yml"), script.as_bytes());
    let semgrep = "rules:\n- {id: ruby, languages: [ruby], severity: INFO, message: m, pattern-either: [{pattern: Gitlab::Tracking.event(...)}, {pattern: $X.track_event(...)}, {pattern: track_usage_event(...)}, {pattern: track_redis_hll_event(...)}]}\n- {id: js, languages: [js], severity: INFO, message: m, pattern-either: [{pattern: this.track(...)}, {pattern: Tracking.event(...)}, {pattern: InternalEvents.trackEvent(...)}]}\n";
    write(&folder.join("semgrep.yml"), semgrep.as_bytes());
}
