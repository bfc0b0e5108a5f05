from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funnel', '0003_fill_stages'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(fields=['workspace', 'kind', 'next_on'], name='opportunity_by_kind'),
        ),
        migrations.AddIndex(
            model_name='stagechange',
            index=models.Index(fields=['workspace', 'at'], name='stage_changes_by_time'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['open', 'on_hold']), ('closed_at__isnull', True)), models.Q(models.Q(('kind__in', ['open', 'on_hold']), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_opportunity_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'lost'), _negated=True), models.Q(('lost_code', ''), _negated=True), _connector='OR'), name='lost_opportunity_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'postponed'), _negated=True), ('postponed_until__isnull', False), _connector='OR'), name='postponed_opportunity_has_a_day'),
        ),
    ]
