//! Imports through aliases that only the configuration of a bundler defines.

use crate::support::project::Project;
use indoc::indoc;
use tracklint::harness::MemoryProject;

const VITE: &str = indoc! {"
    import { defineConfig } from 'vite';
    import path from 'path';

    export default defineConfig({
      resolve: {
        alias: {
          dashboard: path.resolve('./app/javascript/dashboard'),
        },
      },
    });
"};

const EVENTS: (&str, &str) = (
    "app/javascript/dashboard/helper/events.js",
    "export const CART_EVENTS = Object.freeze({ ADDED: 'Cart added' });\n",
);

const TRACKER: (&str, &str) = (
    "app/javascript/dashboard/helper/tracker.js",
    "import posthog from 'posthog-js';\nexport const track = (name) => posthog.capture(name);\n",
);

const CART: (&str, &str) = (
    "app/javascript/widget/cart.js",
    indoc! {"
        import { CART_EVENTS } from 'dashboard/helper/events';
        import { track } from 'dashboard/helper/tracker';

        export const add = () => track(CART_EVENTS.ADDED);
    "},
);

const PACKAGES: (&str, &str) = (
    "package.json",
    "{ \"dependencies\": { \"posthog-js\": \"1\" } }",
);

#[test]
fn an_alias_of_a_bundler_leads_to_constants_and_wrappers() {
    let files = [PACKAGES, ("vite.config.ts", VITE), EVENTS, TRACKER, CART];
    let found = Project::of(&files).calls();
    assert!(
        found
            .iter()
            .any(|row| row.contains("cart.js:4") && row.contains("Cart added")),
        "{found:?}"
    );
    let without = Project::of(&[PACKAGES, EVENTS, TRACKER, CART]).calls();
    assert!(
        without.iter().all(|row| !row.contains("Cart added")),
        "{without:?}"
    );
}

#[test]
fn a_hidden_configuration_of_a_compiler_defines_aliases() {
    let babel = "{ \"plugins\": [[\"module-resolver\", { \"alias\": { \"dashboard\": \"./app/javascript/dashboard\" } }]] }";
    let found = Project::of(&[PACKAGES, (".babelrc", babel), EVENTS, TRACKER, CART]).calls();
    assert!(
        found.iter().any(|row| row.contains("Cart added")),
        "{found:?}"
    );
}

#[test]
fn a_changed_alias_gives_the_report_of_a_fresh_run() {
    let project = Project::of(&[PACKAGES, ("vite.config.ts", VITE), EVENTS, TRACKER, CART]);
    let fresh = || {
        project
            .run(&["check", "--no-baseline", "--format", "json"])
            .out
    };
    let mut memory = MemoryProject::open(project.root()).unwrap();
    let before = memory.report().unwrap();
    assert_eq!(before, fresh());
    let moved = VITE.replace("./app/javascript/dashboard", "./app/javascript/other");
    project.write("vite.config.ts", &moved);
    memory.set("vite.config.ts", Some(&moved));
    let after = memory.report().unwrap();
    assert_ne!(before, after);
    assert_eq!(after, fresh());
}
