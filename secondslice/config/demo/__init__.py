"""The demo: a workspace that has been lived in for two years. `secondslice demo` makes it (docs/guide/demo.md)."""
