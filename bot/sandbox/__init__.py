"""A local Telegram for trying and testing: another Telegram, not another bot."""
