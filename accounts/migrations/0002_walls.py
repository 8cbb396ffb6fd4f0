from django.db import migrations

from schools.walls import Wall, wall_sql

ACCOUNT, STUDENT = "accounts_account", "roster_student"

# allauth's own tables have no district: their rows belong to whose account does.
OF_ACCOUNT = "EXISTS (SELECT 1 FROM accounts_account AS owner WHERE owner.id = user_id)"
OF_ADDRESS = "EXISTS (SELECT 1 FROM account_emailaddress AS address WHERE address.id = email_address_id)"
ALL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("roster", "0002_walls"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        Wall("Account", {"staff": "schools_staffmember", "contact": "roster_contact", "primary_student": STUDENT}),
        Wall("AccountStudent", {"account": ACCOUNT, "student": STUDENT}),
        Wall("OneTimePassword", {"account": ACCOUNT}),
        Wall("AccessCode", {"student": STUDENT}),
        Wall("UsernameCounter"),
        Wall("IssuedUsername", grants="SELECT, INSERT, UPDATE"),
        Wall("Attempt"),
        Wall("PortalSession", {"account": ACCOUNT}),
        Wall("LoginList", {"school_class": "roster_schoolclass"}),
        # Every sign-in rewrites its account row: room on the page keeps that off the indexes.
        migrations.RunSQL("ALTER TABLE accounts_account SET (fillfactor = 80)", migrations.RunSQL.noop),
        migrations.RunSQL(wall_sql("account_emailaddress", grants=ALL, rule=OF_ACCOUNT), migrations.RunSQL.noop),
        migrations.RunSQL(wall_sql("account_emailconfirmation", grants=ALL, rule=OF_ADDRESS), migrations.RunSQL.noop),
        # allauth keeps a verified address unique over the whole installation; ours is unique in a district.
        migrations.RunSQL("DROP INDEX IF EXISTS unique_verified_email", migrations.RunSQL.noop),
    ]
