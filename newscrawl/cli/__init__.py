"""The `newscrawl` command, a module a group."""
