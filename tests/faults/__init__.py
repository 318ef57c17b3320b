"""What a SIGKILL at any instant may cost: a campaign against the whole bot."""
