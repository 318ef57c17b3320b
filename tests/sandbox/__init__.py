"""The sandbox, driven by a real python-telegram-bot over real HTTP."""
