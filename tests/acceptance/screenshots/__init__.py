"""Pictures of every page for the documentation, drawn from the running demo."""
