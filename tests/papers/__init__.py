"""Pages to print: what is on them, and that nothing is cut off or silently missing."""
