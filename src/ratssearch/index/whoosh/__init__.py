"""The embedded engine: a Whoosh index with an array codec of our own, executed with numpy (docs/engine.md)."""
