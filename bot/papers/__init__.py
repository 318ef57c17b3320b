"""Pages to print: pure functions from facts to PDF bytes, for eyes that want large type."""
