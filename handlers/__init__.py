"""What people ask: a handler maps a turn to a reply."""
