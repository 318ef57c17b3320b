"""What may happen: one file per feature, verbs and questions, no messenger."""
