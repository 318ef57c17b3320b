"""Where the messenger stops: updates become turns, presses and words; replies become outbox rows."""
