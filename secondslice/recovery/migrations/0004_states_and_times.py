import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_deputies'),
        ('customers', '0006_executive'),
        ('projects', '0004_service'),
        ('pulse', '0021_plans_that_changed'),
        ('recovery', '0003_erased_customers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreedUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('promised_on', models.DateField()),
                ('delivered_on', models.DateField(null=True)),
                ('words', models.CharField(blank=True, max_length=400)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Playbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('code', models.SlugField(max_length=30)),
                ('questions', models.TextField(blank=True, verbose_name='questions for the call')),
                ('remedies', models.TextField(blank=True, verbose_name='what usually helps')),
                ('mail', models.TextField(blank=True, verbose_name='first mail')),
                ('is_about_owner', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='RiskReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('outcome', models.CharField(choices=[('watched', 'Still on watch'), ('issue', 'Turned into an issue'), ('gone', 'Gone')], max_length=7)),
                ('words', models.CharField(blank=True, max_length=400)),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TimeLimits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('severity', models.CharField(choices=[('minor', 'Minor'), ('major', 'Major')], max_length=5)),
                ('acknowledge', models.PositiveSmallIntegerField()),
                ('plan', models.PositiveSmallIntegerField()),
                ('fix', models.PositiveSmallIntegerField()),
                ('ask_from', models.PositiveSmallIntegerField()),
                ('ask_until', models.PositiveSmallIntegerField()),
                ('executive', models.PositiveSmallIntegerField()),
                ('untouched', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=400, verbose_name='why')),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('is_granted', models.BooleanField(default=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='closed_case_has_a_time',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_by_due',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_of_owner',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_closed',
        ),
        migrations.AddField(
            model_name='adjustment',
            name='channel',
            field=models.CharField(blank=True, max_length=80, verbose_name='by which way'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='ends_on',
            field=models.DateField(null=True, verbose_name='until'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='for_whom',
            field=models.CharField(choices=[('person', 'For this person'), ('customer', 'For everybody at this customer'), ('all', 'For all our customers')], default='person', max_length=8, verbose_name='for whom'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='format',
            field=models.CharField(blank=True, max_length=80, verbose_name='in which form'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='kind',
            field=models.CharField(choices=[('change', 'A change'), ('agreement', 'A communication agreement'), ('watch', 'A risk put on watch')], default='change', max_length=9),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='public_words',
            field=models.CharField(blank=True, max_length=400, verbose_name='in words for everybody'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='review_on',
            field=models.DateField(null=True, verbose_name='next look at it'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='rhythm',
            field=models.CharField(blank=True, choices=[('daily', 'every working day'), ('weekly', 'every week'), ('fortnightly', 'every two weeks'), ('monthly', 'every month')], max_length=11, verbose_name='how often'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='told_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='trigger',
            field=models.CharField(blank=True, max_length=200, verbose_name='what would be the sign'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='weekday',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='on which day'),
        ),
        migrations.AddField(
            model_name='case',
            name='cause',
            field=models.SlugField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name='case',
            name='deviation',
            field=models.CharField(blank=True, choices=[('person', 'The same person said No a short time ago'), ('cause', 'The same cause a second time at this customer')], max_length=6),
        ),
        migrations.AddField(
            model_name='case',
            name='follows',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followed_by', to='recovery.case'),
        ),
        migrations.AddField(
            model_name='case',
            name='half_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='plan',
            field=models.CharField(blank=True, max_length=400, verbose_name='what we will do'),
        ),
        migrations.AddField(
            model_name='case',
            name='planned_for',
            field=models.DateField(null=True, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='case',
            name='said_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='touched_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='warned',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='casenote',
            name='day',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='casenote',
            name='why',
            field=models.CharField(blank=True, choices=[('person', 'the same person said No a short time ago'), ('cause', 'it is the same cause a second time at this customer'), ('blamed', 'the reasons are about the owner'), ('away', 'the owner is away')], max_length=6),
        ),
        migrations.AlterField(
            model_name='case',
            name='state',
            field=models.CharField(choices=[('new', 'New'), ('acknowledged', 'Heard'), ('planned', 'Planned'), ('adjusted', 'Adjusted'), ('re_asked', 'Asked again'), ('recovered', 'Recovered'), ('not_recovered', 'Not recovered'), ('no_answer', 'No answer'), ('withdrawn', 'Taken back by the customer'), ('erased', "Customer's data erased")], default='new', max_length=13),
        ),
        migrations.AlterField(
            model_name='casenote',
            name='kind',
            field=models.CharField(choices=[('note', 'Note'), ('talked', 'Talked to the customer'), ('planned', 'Planned'), ('opened', 'Opened'), ('reopened', 'Opened again'), ('handed_over', 'Handed over'), ('passed_on', 'Went to somebody else'), ('warned', 'Warned'), ('cause', 'Cause'), ('waiver', 'Wants to give it up'), ('not_waived', 'Not given up'), ('given_up', 'Given up'), ('no_answer', 'No answer'), ('recovered', 'Recovered'), ('withdrawn', 'Taken back by the customer'), ('erased', "Customer's data erased")], default='note', max_length=11),
        ),
        migrations.AddIndex(
            model_name='adjustment',
            index=models.Index(condition=models.Q(('review_on__isnull', False)), fields=['workspace', 'review_on'], name='watch_by_review'),
        ),
        migrations.AddIndex(
            model_name='adjustment',
            index=models.Index(condition=models.Q(('kind', 'agreement')), fields=['workspace', 'case'], name='agreements_kept'),
        ),
        migrations.AddIndex(
            model_name='adjustment',
            index=models.Index(condition=models.Q(('told_on__isnull', False)), fields=['workspace', '-told_on'], name='changes_told'),
        ),
        migrations.AddConstraint(
            model_name='adjustment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'agreement'), _negated=True), models.Q(('rhythm', ''), _negated=True), _connector='OR'), name='agreement_has_a_rhythm'),
        ),
        migrations.AddConstraint(
            model_name='adjustment',
            constraint=models.CheckConstraint(condition=models.Q(('told_on__isnull', True), models.Q(('public_words', ''), _negated=True), _connector='OR'), name='told_change_has_words'),
        ),
        migrations.AddField(
            model_name='agreedupdate',
            name='adjustment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='recovery.adjustment'),
        ),
        migrations.AddField(
            model_name='agreedupdate',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agreedupdate',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='playbook',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='riskreview',
            name='adjustment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='recovery.adjustment'),
        ),
        migrations.AddField(
            model_name='riskreview',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='riskreview',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='timelimits',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiver',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waivers', to='recovery.case'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiver',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='case',
            name='waiver',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recovery.waiver'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['workspace', 'state', 'due_at', 'ref'], name='case_of_column'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['workspace', 'contact', '-opened_at'], name='case_of_person'),
        ),
        migrations.AddConstraint(
            model_name='agreedupdate',
            constraint=models.UniqueConstraint(fields=('adjustment', 'promised_on'), name='one_update_per_promised_day'),
        ),
        migrations.AddConstraint(
            model_name='playbook',
            constraint=models.UniqueConstraint(fields=('workspace', 'code'), name='one_playbook_per_cause'),
        ),
        migrations.AddConstraint(
            model_name='timelimits',
            constraint=models.UniqueConstraint(fields=('workspace', 'severity'), name='one_set_of_limits_per_severity'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('case',), name='one_waiver_waits_per_case'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('asked_by')), ('is_granted', True), _negated=True), name='nobody_waives_alone'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(('is_granted', False), ('decided_by__isnull', False), _connector='OR'), name='granted_by_somebody'),
        ),
    ]
