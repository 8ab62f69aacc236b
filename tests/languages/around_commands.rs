//! Hooks that run around the commands of a Go program.

use crate::support::surfaces::{GO_TRACKER, go_mod, surfaces};
use indoc::indoc;

const MAIN: &str = indoc! {r#"
    package main

    import (
        "example.com/shop/cmd"
        "example.com/shop/tracking"
        "github.com/spf13/cobra"
    )

    func main() {
        t := &tracking.Tracker{}
        root := &cobra.Command{Use: "shop"}
        root.AddCommand(cmd.NewList())
        if enabled() {
            count(t, root)
        }
        root.Execute()
    }

    func count(t *tracking.Tracker, root *cobra.Command) {
        cobra.OnFinalize(countCommand(t, root))
    }

    func countCommand(t *tracking.Tracker, root *cobra.Command) func() {
        return func() {
            go send(t, root.Name())
        }
    }

    func send(t *tracking.Tracker, name string) {
        t.Send("command_used")
    }
"#};

const LIST: &str = indoc! {r#"
    package cmd

    import "github.com/spf13/cobra"

    func NewList() *cobra.Command {
        return &cobra.Command{Use: "list", RunE: func(cmd *cobra.Command, args []string) error { return nil }}
    }
"#};

const OTHER: &str = indoc! {r#"
    package main

    import "github.com/spf13/cobra"

    func main() {
        root := &cobra.Command{Use: "tool", Run: func(cmd *cobra.Command, args []string) {}}
        root.Execute()
    }
"#};

#[test]
fn a_hook_of_all_commands_tracks_those_of_its_program() {
    let files = [
        ("go.mod", &*go_mod("github.com/spf13/cobra")),
        ("main.go", MAIN),
        ("cmd/list.go", LIST),
        ("unused/tool.go", OTHER),
        (
            "tools/go.mod",
            "module example.com/tools\n\nrequire github.com/spf13/cobra v1.0.0\n",
        ),
        ("tools/main.go", OTHER),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "NewList list: tracked callback method",
            "main tool: untracked",
            "main tool: unknown `countCommand` tracks, and may run around it (main.go:20)",
        ]
    );
}

const ROOT: &str = indoc! {r#"
    package cmd

    import (
        "example.com/shop/tracking"
        "github.com/spf13/cobra"
    )

    var tracker = &tracking.Tracker{}

    func nothing(cmd *cobra.Command, args []string) {}

    func NewRoot() *cobra.Command {
        root := &cobra.Command{
            Use: "shop",
            PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
                tracker.Send("command_started")
                return nil
            },
        }
        root.SilenceUsage = true
        orders := newOrders()
        root.AddCommand(orders)
        root.AddCommand(newQuiet(), plain)
        for _, one := range others() {
            root.AddCommand(one)
        }
        return root
    }

    func newOrders() *cobra.Command {
        orders := &cobra.Command{Use: "orders"}
        orders.AddCommand(&cobra.Command{Use: "place", Run: nothing})
        return orders
    }

    func newQuiet() *cobra.Command {
        quiet := &cobra.Command{Use: "quiet", PersistentPreRun: nothing}
        quiet.AddCommand(&cobra.Command{Use: "show", Run: nothing})
        return quiet
    }

    var plain = &cobra.Command{Use: "plain", Run: nothing}

    func others() []*cobra.Command {
        return []*cobra.Command{loose}
    }

    var loose = &cobra.Command{Use: "loose", Run: nothing}

    var counted = &cobra.Command{Use: "counted", Run: nothing, PostRun: count}

    func count(cmd *cobra.Command, args []string) { tracker.Send("counted") }

    var late = &cobra.Command{Use: "late", Run: nothing}

    var other = &cobra.Command{Use: "other", Run: nothing}

    func init() {
        late.PostRun = count
        other.PostRunE = nil
    }
"#};

#[test]
fn a_persistent_hook_tracks_the_commands_below_its_command() {
    let files = [
        ("go.mod", &*go_mod("github.com/spf13/cobra")),
        ("cmd/root.go", ROOT),
        GO_TRACKER,
    ];
    let maybe = "may run around it (cmd/root.go:13)";
    assert_eq!(
        surfaces(&files),
        [
            "nothing place: tracked callback",
            &format!("nothing show: unknown `PersistentPreRunE` tracks, and {maybe}"),
            "nothing plain: tracked callback",
            &format!("nothing loose: unknown `PersistentPreRunE` tracks, and {maybe}"),
            "nothing counted: tracked callback",
            "nothing late: tracked callback",
            &format!("nothing other: unknown `PersistentPreRunE` tracks, and {maybe}"),
        ]
    );
}
