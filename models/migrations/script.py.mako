"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


## Where SQLite rebuilds a table, its ids would be used again unless it is told otherwise.
<% rebuilt = lambda code: code.replace("schema=None", 'table_kwargs={"sqlite_autoincrement": True}') %>
def upgrade() -> None:
    ${rebuilt(upgrades) if upgrades else "pass"}


def downgrade() -> None:
    ${rebuilt(downgrades) if downgrades else "pass"}
