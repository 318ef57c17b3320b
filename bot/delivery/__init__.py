"""The two doors of the messenger: updates in, messages out."""
