from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recovery", "0005_fill_states")]
    operations = [
        migrations.AlterField("case", "said_at", models.DateTimeField()),
        migrations.AlterField("case", "touched_at", models.DateTimeField()),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['new', 'acknowledged', 'planned', 'adjusted', 're_asked'])), fields=['workspace', 'due_at', 'ref'], name='case_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['new', 'acknowledged', 'planned', 'adjusted', 're_asked'])), fields=['workspace', 'owner', 'due_at'], name='case_open_of_owner'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['recovered', 'not_recovered', 'no_answer', 'withdrawn', 'erased'])), fields=['workspace', '-closed_at', '-ref'], name='case_closed'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_recovered'), ('waiver__isnull', False)), models.Q(models.Q(('state', 'not_recovered'), _negated=True), ('waiver__isnull', True)), _connector='OR'), name='given_up_case_has_two_names'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['new', 'acknowledged', 'planned', 'adjusted', 're_asked']), ('closed_at__isnull', True)), models.Q(('state__in', ['recovered', 'not_recovered', 'no_answer', 'withdrawn', 'erased']), ('closed_at__isnull', False)), _connector='OR'), name='closed_case_has_a_time'),
        ),
    ]
