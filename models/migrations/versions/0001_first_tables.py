"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "botidentity",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", name=op.f("pk_botidentity")),
    )
    op.create_table(
        "branch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("night_from", sa.Time(), nullable=False),
        sa.Column("night_until", sa.Time(), nullable=False),
        sa.Column("noon_from", sa.Time(), nullable=False),
        sa.Column("noon_until", sa.Time(), nullable=False),
        sa.Column("ordinary_patience_hours", sa.Integer(), nullable=False),
        sa.Column("urgent_patience_hours", sa.Integer(), nullable=False),
        sa.Column("brief_at", sa.Time(), nullable=False),
        sa.Column("silent_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "guess",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guess")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("guess", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guess_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_guess_bot_id_user_id_at"), ["bot_id", "user_id", "at"], unique=False
        )

    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "done", "failed", name="inboxstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("bot_id", "update_id", name=op.f("uq_inbox_bot_id_update_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_inbox_received_at"), ["received_at"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("reference", name=op.f("uq_incident_reference")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_fingerprint_at"), ["fingerprint", "at"], unique=False)

    op.create_table(
        "birthdayround",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("looked_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_birthdayround_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_birthdayround")),
        sa.UniqueConstraint("branch_id", name=op.f("uq_birthdayround_branch_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "briefround",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "step",
            sa.Enum("first", "middle", "late", "end", name="briefstep", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_briefround_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefround")),
        sa.UniqueConstraint("branch_id", "month", "step", name=op.f("uq_briefround_branch_id_month_step")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "greetinground",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed_month", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_greetinground_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greetinground")),
        sa.UniqueConstraint("branch_id", name=op.f("uq_greetinground_branch_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("photo", "document", "voice", name="mediakind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_media_branch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint(
            "branch_id", "sha256", "kind", "filename", name=op.f("uq_media_branch_id_sha256_kind_filename")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("address_form", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.Integer(), nullable=True),
        sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mourning_until", sa.Date(), nullable=True),
        sa.Column("hospital_since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_person_branch_id")),
        sa.ForeignKeyConstraint(["frozen_by"], ["person.id"], name=op.f("fk_person_frozen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_branch_id_name"), ["branch_id", "name"], unique=False)

    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_absence_branch_id")),
        sa.ForeignKeyConstraint(["cadre_id"], ["person.id"], name=op.f("fk_absence_cadre_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_absence_deputy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_cadre_id"), ["cadre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_deputy_id"), ["deputy_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("messenger", sa.String(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bound_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bound_by"], ["person.id"], name=op.f("fk_account_bound_by")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_account_branch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_messenger_bot_id_user_id"),
            ["messenger", "bot_id", "user_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_account_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_account_open_person",
            ["messenger", "bot_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "relative",
                "cadre",
                "group_leader",
                "organisation",
                "publicity",
                "discipline",
                "liaison",
                "deputy",
                "acting",
                "secretary",
                name="role",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("appointed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["appointed_by"], ["person.id"], name=op.f("fk_appointment_appointed_by")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_appointment_branch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appointment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_branch_id_role"), ["branch_id", "role"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "birthday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "none",
                "solar",
                "lunar",
                "archive_is_lunar",
                name="birthdaykind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("leap", sa.Boolean(), nullable=False),
        sa.Column("in_leap_month", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_birthday_branch_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_birthday_confirmed_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_birthday_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_birthday")),
        sa.UniqueConstraint("person_id", name=op.f("uq_birthday_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("birthday", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_birthday_kind_month_day"), ["kind", "month", "day"], unique=False
        )

    op.create_table(
        "birthdaygreeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "skipped",
                "sent",
                "by_hand",
                "unknown",
                "expired",
                name="proposalstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deputy_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_birthdaygreeting_branch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_birthdaygreeting_decided_by")),
        sa.ForeignKeyConstraint(["edited_by"], ["person.id"], name=op.f("fk_birthdaygreeting_edited_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_birthdaygreeting_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_birthdaygreeting")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_birthdaygreeting_person_id_day")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("birthdaygreeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_birthdaygreeting_state_day"), ["state", "day"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_change_branch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_change_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_cause"), ["cause"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_change_entity_row_id_field"), ["entity", "row_id", "field"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_change_person_id_at"), ["person_id", "at"], unique=False)

    op.create_table(
        "deathreport",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_count", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("deceased", "mistake", "keep_holding", name="verdict", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_deathreport_branch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_deathreport_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deathreport_person_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["person.id"], name=op.f("fk_deathreport_reported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deathreport")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deathreport", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deathreport_person_id"), ["person_id"], unique=False)

    op.create_table(
        "dialog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dialog_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialog")),
        sa.UniqueConstraint("bot_id", "chat_id", name=op.f("uq_dialog_bot_id_chat_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "festivalgreeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "skipped",
                "sent",
                "by_hand",
                "unknown",
                "expired",
                name="proposalstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deputy_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_hand_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_festivalgreeting_branch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_festivalgreeting_decided_by")),
        sa.ForeignKeyConstraint(["edited_by"], ["person.id"], name=op.f("fk_festivalgreeting_edited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_festivalgreeting")),
        sa.UniqueConstraint("branch_id", "day", name=op.f("uq_festivalgreeting_branch_id_day")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("festivalgreeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_festivalgreeting_state_day"), ["state", "day"], unique=False)

    op.create_table(
        "greeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month_only", sa.Boolean(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "held",
                "queued",
                "sent",
                "late",
                "by_hand",
                "unknown",
                "failed",
                "expired",
                "cancelled",
                name="greetingstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("way", sa.Enum("bot", "hand", name="way", native_enum=False, length=24), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("worded_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media_id", sa.Integer(), nullable=True),
        sa.Column("card_of", sa.String(), nullable=True),
        sa.Column("card_tries", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pair_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_greeting_branch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_greeting_decided_by")),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_greeting_media_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_greeting_person_id")),
        sa.ForeignKeyConstraint(["worded_by"], ["person.id"], name=op.f("fk_greeting_worded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greeting")),
        sa.UniqueConstraint("person_id", "year", name=op.f("uq_greeting_person_id_year")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("greeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_greeting_branch_id_day"), ["branch_id", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_greeting_state_day"), ["state", "day"], unique=False)

    op.create_table(
        "helprequest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("shown_name", sa.String(), nullable=False),
        sa.Column(
            "matter",
            sa.Enum(
                "help",
                "worry",
                "scam",
                "money",
                "death",
                "crisis",
                "emergency",
                name="matter",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("waiting", "taken", "done", "mistake", name="helpstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_helprequest_branch_id")),
        sa.ForeignKeyConstraint(["helper_id"], ["person.id"], name=op.f("fk_helprequest_helper_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_helprequest_person_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_helprequest_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helprequest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("helprequest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_helprequest_chat_id_state"), ["chat_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_helprequest_helper_id_state"), ["helper_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_helprequest_person_id_state"), ["person_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_helprequest_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "importbatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_importbatch_branch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_importbatch_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_importbatch")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("importbatch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_importbatch_branch_id"), ["branch_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "medium", sa.Enum("phone", "paper", name="medium", native_enum=False, length=24), nullable=False
        ),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_invitation_branch_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_invitation_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_code_hash"), ["code_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "listhour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_listhour_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listhour")),
        sa.UniqueConstraint("person_id", name=op.f("uq_listhour_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "medal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "awarded",
                "collected",
                "set_aside",
                name="medalstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_text", sa.String(), nullable=True),
        sa.Column("notice_by", sa.Integer(), nullable=True),
        sa.Column("notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_hand_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("at_home", sa.Boolean(), nullable=False),
        sa.Column("handed_by", sa.String(), nullable=True),
        sa.Column("collected_by", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_medal_approved_by")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_medal_branch_id")),
        sa.ForeignKeyConstraint(["notice_by"], ["person.id"], name=op.f("fk_medal_notice_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_medal_person_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_medal_proposed_by")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_medal_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medal")),
        sa.UniqueConstraint("person_id", name=op.f("uq_medal_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("medal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_medal_branch_id_year"), ["branch_id", "year"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "on_roll",
                "floating",
                "transferred",
                "lost",
                "deceased",
                name="status",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column("group_number", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("bot", "relative", "phone", "paper", name="channel", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "mobility",
            sa.Enum("well", "limited", "bedridden", name="mobility", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column(
            "joined_precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("full_on", sa.Date(), nullable=True),
        sa.Column(
            "full_precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("date_source", sa.String(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column(
            "born_precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column(
            "birthday_kind",
            sa.Enum(
                "none",
                "solar",
                "lunar",
                "archive_is_lunar",
                name="birthdaykind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("lunar_birthday", sa.String(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column(
            "retired_precision",
            sa.Enum("day", "month", "year", name="precision", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("former_post", sa.String(), nullable=True),
        sa.Column("ethnicity", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("emergency_contact", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_member_branch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("person_id", name=op.f("uq_member_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_member_branch_id_joined_on"), ["branch_id", "joined_on"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("tell", "confirm", "account", name="mode", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("family", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "second",
                "scheduled",
                "sent",
                "stopped",
                "withdrawn",
                name="noticestate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("now_despite_quiet", sa.Boolean(), nullable=False),
        sa.Column("shows_code", sa.Boolean(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("seconded_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("album", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_notice_author_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_notice_branch_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_notice_confirmed_by")),
        sa.ForeignKeyConstraint(["corrects"], ["notice.id"], name=op.f("fk_notice_corrects")),
        sa.ForeignKeyConstraint(["seconded_by"], ["person.id"], name=op.f("fk_notice_seconded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_branch_id_state"), ["branch_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_state_send_at"), ["state", "send_at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("family", sa.Boolean(), nullable=False),
        sa.Column("through_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column(
            "action",
            sa.Enum("send", "edit", "delete", "leave", name="action", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "held",
                "sending",
                "sent",
                "unknown",
                "failed",
                "expired",
                "cancelled",
                name="outboxstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("message_ids", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_outbox_branch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id")),
        sa.ForeignKeyConstraint(["replaces"], ["outbox.id"], name=op.f("fk_outbox_replaces")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_outbox_subject_id")),
        sa.ForeignKeyConstraint(["through_id"], ["person.id"], name=op.f("fk_outbox_through_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_about_person_id"), ["about", "person_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_held",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index(
            "ix_outbox_pending",
            ["lane", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(batch_op.f("ix_outbox_person_id_state"), ["person_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_replaces"), ["replaces"], unique=False)
        batch_op.create_index(
            "ix_outbox_sending",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_sent_chat_id_message_id"), ["sent_chat_id", "message_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outbox_subject_id_state"), ["subject_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_through_id_state"), ["through_id", "state"], unique=False)
        batch_op.create_index(
            "ix_outbox_unasked",
            ["person_id", "claimed_at"],
            unique=False,
            sqlite_where=sa.text("unasked = 1"),
            postgresql_where=sa.text("unasked"),
        )

    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("cadre_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_pairing_branch_id")),
        sa.ForeignKeyConstraint(["cadre_id"], ["person.id"], name=op.f("fk_pairing_cadre_id")),
        sa.ForeignKeyConstraint(["member_id"], ["person.id"], name=op.f("fk_pairing_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_cadre_id"), ["cadre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_member_id"), ["member_id"], unique=False)

    op.create_table(
        "photoconsent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_photoconsent_branch_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["person.id"], name=op.f("fk_photoconsent_noted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_photoconsent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photoconsent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("photoconsent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_photoconsent_person_id_ended_at"), ["person_id", "ended_at"], unique=False
        )

    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("living", sa.String(), nullable=False),
        sa.Column("best_time", sa.String(), nullable=False),
        sa.Column("best_way", sa.String(), nullable=False),
        sa.Column("hearing", sa.String(), nullable=False),
        sa.Column("relatives", sa.String(), nullable=False),
        sa.Column("interests", sa.String(), nullable=False),
        sa.Column("skills", sa.String(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column("promised", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_review", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_profile_branch_id")),
        sa.ForeignKeyConstraint(["member_id"], ["person.id"], name=op.f("fk_profile_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("member_id", name=op.f("uq_profile_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("relative_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kinship", sa.String(), nullable=False),
        sa.Column(
            "scope", sa.Enum("receive", "act", name="scope", native_enum=False, length=24), nullable=False
        ),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_proxy_approved_by")),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_proxy_branch_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_proxy_ended_by")),
        sa.ForeignKeyConstraint(["member_id"], ["person.id"], name=op.f("fk_proxy_member_id")),
        sa.ForeignKeyConstraint(["relative_id"], ["person.id"], name=op.f("fk_proxy_relative_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_proxy_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("proxy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proxy_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proxy_relative_id"), ["relative_id"], unique=False)
        batch_op.create_index(
            "uq_proxy_open_pair",
            ["relative_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_sheet_branch_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["person.id"], name=op.f("fk_sheet_printed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_branch_id"), ["branch_id"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_upload_media_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("media_id", "bot_id", name=op.f("uq_upload_media_id_bot_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "home",
                "phone",
                "hospital",
                "video",
                "message",
                "meeting",
                name="visitway",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "met", "family", "no_answer", "not_home", name="visitoutcome", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "occasion",
            sa.Enum(
                "spring",
                "july",
                "army",
                "double_ninth",
                "new_year",
                "season",
                "hospital",
                "discharge",
                "hardship",
                "bereavement",
                "death",
                "anniversary",
                "birthday",
                "floating",
                "study",
                name="visitoccasion",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum("good", "fair", "care", name="visitstate", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("need_by", sa.Date(), nullable=True),
        sa.Column("materials", sa.String(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_visit_branch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_visit_by_id")),
        sa.ForeignKeyConstraint(["corrects"], ["visit.id"], name=op.f("fk_visit_corrects")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_visit_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_branch_id_on"), ["branch_id", "on"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_by_id_entered_at"), ["by_id", "entered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_corrects"), ["corrects"], unique=False)

    op.create_table(
        "visitdelay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_visitdelay_branch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_visitdelay_by_id")),
        sa.ForeignKeyConstraint(["member_id"], ["person.id"], name=op.f("fk_visitdelay_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitdelay")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visitdelay", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visitdelay_member_id_until_on"), ["member_id", "until_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_visitdelay_until_on_reminded_at"), ["until_on", "reminded_at"], unique=False
        )

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_attachment_media_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_attachment_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("notice_id", "media_id", name=op.f("uq_attachment_notice_id_media_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_board_branch_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_board_outbox_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_board_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("subject", "outbox_id", name=op.f("uq_board_subject_outbox_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_changed_at"), ["changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_board_subject"), ["subject"], unique=False)

    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("shown_name", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum("self", "relative", name="claimkind", native_enum=False, length=24), nullable=True
        ),
        sa.Column("relative_id", sa.Integer(), nullable=True),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("phone_matches", sa.Boolean(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "waiting",
                "accepted",
                "declined",
                "dropped",
                name="claimstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_claim_branch_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_claim_decided_by")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_claim_invitation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id")),
        sa.ForeignKeyConstraint(["relative_id"], ["person.id"], name=op.f("fk_claim_relative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_bot_id_chat_id"), ["bot_id", "chat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_branch_id_state"), ["branch_id", "state"], unique=False)

    op.create_table(
        "followup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "unbound",
                "blocked",
                "phone",
                "paper",
                "relative",
                "himself",
                "doubt",
                "failed",
                "silent",
                "anniversary",
                "card",
                "wish",
                "occasion",
                "greeting",
                "sheet",
                name="why",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("call", "visit", "done", "cancelled", name="followupstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "began",
            sa.Enum("call", "visit", "done", "cancelled", name="followupstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column(
            "via",
            sa.Enum("button", "typed", "proxy", "phone", "visit", name="via", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column(
            "spoke_with",
            sa.Enum("self", "family", "other", name="partner", native_enum=False, length=24),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_followup_branch_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_followup_changed_by")),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_followup_done_by")),
        sa.ForeignKeyConstraint(["helper_id"], ["person.id"], name=op.f("fk_followup_helper_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_followup_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_followup_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followup")),
        sa.UniqueConstraint("cause", "person_id", name=op.f("uq_followup_cause_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followup_helper_id_state"), ["helper_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_notice_id_state"), ["notice_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_person_id_state"), ["person_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_followup_state_ask_at"), ["state", "ask_at"], unique=False)

    op.create_table(
        "helpword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("media_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_helpword_by_id")),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_helpword_media_id")),
        sa.ForeignKeyConstraint(["request_id"], ["helprequest.id"], name=op.f("fk_helpword_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpword")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("helpword", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_helpword_request_id"), ["request_id"], unique=False)

    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "via",
            sa.Enum("button", "typed", "proxy", "phone", "visit", name="via", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["branch_id"], ["branch.id"], name=op.f("fk_receipt_branch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_receipt_by_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_receipt_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_receipt_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("notice_id", "person_id", name=op.f("uq_receipt_notice_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_receipt_person_id_confirmed_at"), ["person_id", "confirmed_at"], unique=False
        )

    op.create_table(
        "sheetitem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_sheetitem_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sheetitem_person_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_sheetitem_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheetitem")),
        sa.UniqueConstraint("person_id", "notice_id", name=op.f("uq_sheetitem_person_id_notice_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sheetitem", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sheetitem_sheet_id_person_id"), ["sheet_id", "person_id"], unique=False
        )

    op.create_table(
        "visitmedia",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_visitmedia_media_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visitmedia_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitmedia")),
        sa.UniqueConstraint("visit_id", "media_id", name=op.f("uq_visitmedia_visit_id_media_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visitmedia", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visitmedia_media_id"), ["media_id"], unique=False)

    op.create_table(
        "visitmember",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visitmember_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visitmember_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitmember")),
        sa.UniqueConstraint("visit_id", "person_id", name=op.f("uq_visitmember_visit_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visitmember", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visitmember_person_id_visit_id"), ["person_id", "visit_id"], unique=False
        )

    op.create_table(
        "visitvisitor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visitvisitor_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visitvisitor_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitvisitor")),
        sa.UniqueConstraint("visit_id", "person_id", name=op.f("uq_visitvisitor_visit_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("visitvisitor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_visitvisitor_person_id_visit_id"), ["person_id", "visit_id"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("visitvisitor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visitvisitor_person_id_visit_id"))

    op.drop_table("visitvisitor")
    with op.batch_alter_table("visitmember", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visitmember_person_id_visit_id"))

    op.drop_table("visitmember")
    with op.batch_alter_table("visitmedia", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visitmedia_media_id"))

    op.drop_table("visitmedia")
    with op.batch_alter_table("sheetitem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheetitem_sheet_id_person_id"))

    op.drop_table("sheetitem")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_person_id_confirmed_at"))

    op.drop_table("receipt")
    with op.batch_alter_table("helpword", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_helpword_request_id"))

    op.drop_table("helpword")
    with op.batch_alter_table("followup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_followup_state_ask_at"))
        batch_op.drop_index(batch_op.f("ix_followup_person_id_state"))
        batch_op.drop_index(batch_op.f("ix_followup_notice_id_state"))
        batch_op.drop_index(batch_op.f("ix_followup_helper_id_state"))

    op.drop_table("followup")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_branch_id_state"))
        batch_op.drop_index(batch_op.f("ix_claim_bot_id_chat_id"))

    op.drop_table("claim")
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_subject"))
        batch_op.drop_index(batch_op.f("ix_board_changed_at"))

    op.drop_table("board")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_notice_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("visitdelay", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visitdelay_until_on_reminded_at"))
        batch_op.drop_index(batch_op.f("ix_visitdelay_member_id_until_on"))

    op.drop_table("visitdelay")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_corrects"))
        batch_op.drop_index(batch_op.f("ix_visit_by_id_entered_at"))
        batch_op.drop_index(batch_op.f("ix_visit_branch_id_on"))

    op.drop_table("visit")
    op.drop_table("upload")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_branch_id"))

    op.drop_table("sheet")
    with op.batch_alter_table("proxy", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_proxy_open_pair",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_proxy_relative_id"))
        batch_op.drop_index(batch_op.f("ix_proxy_member_id"))

    op.drop_table("proxy")
    op.drop_table("profile")
    with op.batch_alter_table("photoconsent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photoconsent_person_id_ended_at"))

    op.drop_table("photoconsent")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_member_id"))
        batch_op.drop_index(batch_op.f("ix_pairing_cadre_id"))

    op.drop_table("pairing")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_unasked", sqlite_where=sa.text("unasked = 1"), postgresql_where=sa.text("unasked")
        )
        batch_op.drop_index(batch_op.f("ix_outbox_through_id_state"))
        batch_op.drop_index(batch_op.f("ix_outbox_subject_id_state"))
        batch_op.drop_index(batch_op.f("ix_outbox_sent_chat_id_message_id"))
        batch_op.drop_index(
            "ix_outbox_sending",
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_replaces"))
        batch_op.drop_index(batch_op.f("ix_outbox_person_id_state"))
        batch_op.drop_index(
            "ix_outbox_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(
            "ix_outbox_held",
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_about_person_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_state_send_at"))
        batch_op.drop_index(batch_op.f("ix_notice_branch_id_state"))

    op.drop_table("notice")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_branch_id_joined_on"))
        batch_op.drop_index(batch_op.f("ix_member_branch_id"))

    op.drop_table("member")
    with op.batch_alter_table("medal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_medal_branch_id_year"))

    op.drop_table("medal")
    op.drop_table("listhour")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_code_hash"))

    op.drop_table("invitation")
    with op.batch_alter_table("importbatch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_importbatch_branch_id"))

    op.drop_table("importbatch")
    with op.batch_alter_table("helprequest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_helprequest_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_helprequest_person_id_state"))
        batch_op.drop_index(batch_op.f("ix_helprequest_helper_id_state"))
        batch_op.drop_index(batch_op.f("ix_helprequest_chat_id_state"))

    op.drop_table("helprequest")
    with op.batch_alter_table("greeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_greeting_state_day"))
        batch_op.drop_index(batch_op.f("ix_greeting_branch_id_day"))

    op.drop_table("greeting")
    with op.batch_alter_table("festivalgreeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_festivalgreeting_state_day"))

    op.drop_table("festivalgreeting")
    op.drop_table("dialog")
    with op.batch_alter_table("deathreport", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deathreport_person_id"))

    op.drop_table("deathreport")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_person_id_at"))
        batch_op.drop_index(batch_op.f("ix_change_entity_row_id_field"))
        batch_op.drop_index(batch_op.f("ix_change_cause"))

    op.drop_table("change")
    with op.batch_alter_table("birthdaygreeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_birthdaygreeting_state_day"))

    op.drop_table("birthdaygreeting")
    with op.batch_alter_table("birthday", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_birthday_kind_month_day"))

    op.drop_table("birthday")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_person_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_branch_id_role"))

    op.drop_table("appointment")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_account_open_person",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_account_person_id"))
        batch_op.drop_index(batch_op.f("ix_account_messenger_bot_id_user_id"))

    op.drop_table("account")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_deputy_id"))
        batch_op.drop_index(batch_op.f("ix_absence_cadre_id"))

    op.drop_table("absence")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_branch_id_name"))

    op.drop_table("person")
    op.drop_table("media")
    op.drop_table("greetinground")
    op.drop_table("briefround")
    op.drop_table("birthdayround")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_fingerprint_at"))

    op.drop_table("incident")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_received_at"))
        batch_op.drop_index(
            "ix_inbox_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.drop_table("inbox")
    with op.batch_alter_table("guess", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guess_bot_id_user_id_at"))
        batch_op.drop_index(batch_op.f("ix_guess_at"))

    op.drop_table("guess")
    op.drop_table("branch")
    op.drop_table("botidentity")
