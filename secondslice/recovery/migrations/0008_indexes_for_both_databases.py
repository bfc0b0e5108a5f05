from __future__ import annotations

from django.db import migrations, models

IS_OPEN = models.Q(closed_at__isnull=True)
IS_CLOSED = models.Q(closed_at__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("recovery", "0007_mails_and_files")]
    operations = [
        migrations.RemoveIndex("case", "case_open_by_due"),
        migrations.RemoveIndex("case", "case_closed"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["workspace", "due_at", "ref"], name="case_open_by_due", condition=IS_OPEN
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["workspace", "-closed_at", "-ref"], name="case_closed", condition=IS_CLOSED
            ),
        ),
    ]
