//! The rows of `coverage`.

use crate::support::project::Project;
use indoc::indoc;

#[test]
fn untracked_surfaces_are_counted() {
    let project = Project::new();
    let base = indoc! {r"
        module Mutations
          class Base
            feature_category :carts
          end
        end
    "};
    project.write("app/graphql/mutations/base.rb", base);
    // It holds no word of any rule: a surface by its place alone.
    let mutation = indoc! {r"
        module Mutations
          class Empty < Base
            def resolve(id:)
              forget(id)
            end
          end
        end
    "};
    project.write("app/graphql/mutations/empty.rb", mutation);
    let tracked = |command: &str| {
        let run = project.run(&[command, "--format", "json"]);
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let rows = told["coverage"].as_array().unwrap();
        let carts = rows
            .iter()
            .find(|row| row["kind"] == "category" && row["id"] == "carts")
            .expect("a row");
        assert_eq!(carts["surfaces"], 1);
        carts["surfaces_tracked"].clone()
    };
    assert_eq!(tracked("coverage"), 0);
    // The ways are searched only where they are asked for, and unknown is never shown as zero.
    assert_eq!(tracked("check"), serde_json::Value::Null);
}

#[test]
fn a_feature_list_without_sections_has_no_table_of_sections() {
    let project = Project::new();
    project.write(
        "config/feature_categories.yml",
        indoc! {r"
        - carts
        - orders
    "},
    );
    project.write(
        "app/controllers/carts_controller.rb",
        indoc! {r"
            class CartsController
              feature_category :carts
              def show
              end
            end
        "},
    );
    let told = |arguments: &[&str]| project.run(arguments).out;
    for format in ["terminal", "markdown", "html"] {
        let told = told(&["coverage", "--format", format]);
        assert!(
            told.contains("Category") && !told.contains("Section") && !told.contains("(none)"),
            "{told}"
        );
    }
    for format in ["terminal", "markdown"] {
        let told = told(&["coverage", "--by", "section", "--format", format]);
        assert!(
            told.contains("The feature list names no section."),
            "{told}"
        );
    }
    let text = told(&["coverage"]);
    assert!(
        text.contains("0 of 1")
            && text
                .replace('\n', " ")
                .contains("tracked if its code contains a tracking call"),
        "{text}"
    );
    // Who adds up rows is given all of them.
    let rows: serde_json::Value =
        serde_json::from_str(&told(&["coverage", "--format", "json"])).unwrap();
    assert!(
        rows["coverage"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["kind"] == "section" && row["id"] == "(none)")
    );
}
