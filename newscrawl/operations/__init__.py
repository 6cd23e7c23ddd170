"""Running it every day: what a run gave, how healthy it was."""
