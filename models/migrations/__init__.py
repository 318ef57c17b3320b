"""Schema migrations; run by `bot/migrating.py`, written by Alembic's autogeneration and by hand."""
