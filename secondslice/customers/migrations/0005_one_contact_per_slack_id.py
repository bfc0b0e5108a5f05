from django.db import migrations, models


def empty_doubles(apps, schema_editor):
    """Take an id that several people have from all of them: whose it is nobody knows, and their questions go by mail."""
    contacts = apps.get_model("customers", "Contact").objects
    doubled = (
        contacts.exclude(slack_id="")
        .values("workspace", "slack_id")
        .annotate(people=models.Count("pk"))
        .filter(people__gt=1)
        .order_by()
    )
    for one in list(doubled):
        there = contacts.filter(workspace=one["workspace"], slack_id=one["slack_id"])
        there.update(slack_id="")


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_chats'),
    ]

    operations = [
        migrations.RunPython(empty_doubles, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('slack_id', ''), _negated=True), fields=('workspace', 'slack_id'), name='one_contact_per_slack_id'),
        ),
    ]
