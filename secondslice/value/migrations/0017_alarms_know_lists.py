from hashlib import sha256

from django.db import migrations


def name_by_id(apps, _schema):
    """An alarm knew a project of the list to compare by its row, which another import gives it anew."""
    alarms = apps.get_model("value", "Alarm").objects.filter(kind="around")
    rows = apps.get_model("value", "ComparisonProject").objects
    for alarm in alarms.iterator():
        keys = alarm.facts.get("keys", [])
        numbers = [int(key[5:]) for key in keys if key.startswith("list:") and key[5:].isdecimal()]
        if not numbers:
            continue
        found = dict(rows.filter(workspace=alarm.workspace_id, pk__in=numbers).values_list("pk", "key"))
        names = {f"list:{pk}": f"list:{sha256(key.encode()).hexdigest()[:24]}" for pk, key in found.items()}
        alarm.facts = {**alarm.facts, "keys": [names.get(key, key) for key in keys]}
        alarm.mark = names.get(alarm.mark, alarm.mark)
        alarm.save(update_fields=["facts", "mark"])


class Migration(migrations.Migration):
    dependencies = [("value", "0016_evidence_files")]

    operations = [migrations.RunPython(name_by_id, migrations.RunPython.noop, elidable=True)]
