//! Diagnostics while somebody types a line.

use super::client::{Client, place};
use crate::support::project::Project;

/// Half-typed lines, each with the name of the file that it is typed into.
const HALF_TYPED: &[(&str, &str)] = &[
    ("app/a.rb", "Gitlab::InternalEvents.track_event('arch"),
    ("app/a.rb", "Gitlab::InternalEvents.track_event("),
    ("app/a.rb", "x = <<~SQL"),
    ("app/a.rb", "if params["),
    ("app/a.rb", "def foo"),
    ("app/b.js", "InternalEvents.trackEvent('abc"),
    ("app/b.js", "const x = `abc ${"),
    ("app/c.vue", "this.trackEvent('abc"),
];

const HALF_TYPED_FILES: &[(&str, &str, &str)] = &[
    (
        "app/a.rb",
        "class A\n  def go\n",
        "\n    Gitlab::InternalEvents.track_event('from_ruby')\n    Gitlab::InternalEvents.track_event('nobody_defines_me')\n  end\nend\n",
    ),
    (
        "app/b.js",
        "import { InternalEvents } from '~/tracking';\nexport function go() {\n",
        "\n  InternalEvents.trackEvent('from_script');\n}\n",
    ),
    (
        "app/c.vue",
        "<script>\nimport { InternalEvents } from '~/tracking';\nexport default {\n  mixins: [InternalEvents.mixin()],\n  methods: {\n    go() {\n",
        "\n      this.trackEvent('from_component');\n    },\n  },\n};\n</script>\n<template><button /></template>\n",
    ),
];

#[test]
fn half_typed_code_changes_nothing_elsewhere() {
    let project = Project::new();
    for (path, before, behind) in HALF_TYPED_FILES {
        project.write(path, format!("{before}{behind}"));
    }
    for event in ["from_ruby", "from_script", "from_component"] {
        project.event(event);
    }
    let mut client = Client::of(&project);
    client.settle();
    let at_first = client.all_shown();
    for (path, line) in HALF_TYPED {
        let (_, before, behind) = HALF_TYPED_FILES
            .iter()
            .find(|(own, ..)| own == path)
            .unwrap();
        client.open(path, &format!("{before}{behind}"));
        for length in 1..=line.len() {
            client.change(
                path,
                length as i32 + 1,
                &format!("{before}{}{behind}", &line[..length]),
            );
            client.settle();
            let uri = client.uri(path);
            for (other, list) in &client.published {
                for one in list {
                    let message = one["message"].as_str().unwrap();
                    let name = message.split('`').nth(1).unwrap_or_default();
                    assert!(!name.contains('\n'), "{message}");
                }
                if *other == uri {
                    continue;
                }
                let own: Vec<String> = list.iter().map(place).collect();
                let path = other.strip_prefix(&client.uri("")).unwrap();
                let then = at_first
                    .iter()
                    .filter_map(|one| one.strip_prefix(&format!("{path}:")));
                assert_eq!(
                    own,
                    then.collect::<Vec<_>>(),
                    "{path} after {:?}",
                    &line[..length]
                );
            }
        }
        client.close(path);
        client.settle();
        assert_eq!(client.all_shown(), at_first, "after {line:?}");
    }
    assert_eq!(client.end(), 0);
}

#[test]
fn findings_of_the_half_typed_file_move_with_their_code() {
    let project = Project::new();
    let path = "app/a.rb";
    let call = "Gitlab::InternalEvents.track_event('nobody_defines_me')\n";
    project.write(path, call);
    let mut client = Client::of(&project);
    client.open(path, call);
    client.settle();
    assert_eq!(client.shown(path), ["0:35 undefined-event"]);
    client.change(path, 2, &format!("x = [\n\n{call}"));
    client.settle();
    assert_eq!(client.shown(path), ["2:35 undefined-event"]);
    assert_eq!(client.end(), 0);
}
