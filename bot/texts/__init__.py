"""Every Chinese sentence, as pure functions of facts; the same file names as `bot/domain`."""
