//! What coverage is a share of.

use crate::project::Project;

#[test]
fn surfaces_that_no_call_leads_to_are_counted() {
    let project = Project::new();
    let base = "module Mutations\n  class Base\n    feature_category :carts\n  end\nend\n";
    project.write("app/graphql/mutations/base.rb", base);
    // It holds no word of any rule: a surface by its place alone.
    let mutation = "module Mutations\n  class Empty < Base\n    def resolve(id:)\n      forget(id)\n    end\n  end\nend\n";
    project.write("app/graphql/mutations/empty.rb", mutation);
    let run = project.run(&["check", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let rows = told["coverage"].as_array().unwrap();
    let carts = rows.iter().find(|row| row["kind"] == "category" && row["id"] == "carts").expect("a row");
    assert_eq!((&carts["surfaces"], &carts["surfaces_tracked"]), (&1.into(), &0.into()));
}
