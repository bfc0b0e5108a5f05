from django.db import migrations, models

AT_LEAST_ONE = (
    "floor_internal",
    "floor_executive",
    "floor_external",
    "per_year",
    "per_year_external",
    "contacts_per_year",
    "remind_after",
)


def raise_zeros(apps, _schema_editor):
    """Make 1 of every 0: with a limit of 0 nothing could be planned at all."""
    AskRules = apps.get_model("pulse", "AskRules")
    for name in AT_LEAST_ONE:
        AskRules.objects.filter(**{name: 0}).update(**{name: 1})


class Migration(migrations.Migration):
    dependencies = [("pulse", "0019_counts_found_faster")]

    operations = [
        migrations.RunPython(raise_zeros, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="askrules",
            constraint=models.CheckConstraint(
                condition=models.Q(**{f"{name}__gte": 1 for name in AT_LEAST_ONE}),
                name="limits_leave_room_for_one",
            ),
        ),
    ]
