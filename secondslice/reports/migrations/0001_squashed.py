import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables as they stood after all of these, made at once: a new installation starts faster."""

    replaces = [('reports', '0001_reports'), ('reports', '0002_slide_template')]

    initial = True

    dependencies = [
        ('accounts', '0008_alerts_and_digest'),
        ('customers', '0007_no_bulletin'),
        ('messaging', '0009_calendar'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('executive', 'Executive report'), ('one-pager', 'One-pager'), ('defence', 'Defence pack')], max_length=9)),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('language', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=300)),
                ('content', models.TextField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('quoted', models.JSONField(default=list)),
                ('issued_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-issued_at', '-ref'], name='reports_by_issue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('customer__isnull', False), ('superseded_at', None)), fields=('workspace', 'kind', 'begins_on', 'ends_on', 'language', 'customer'), name='one_standing_report_of_customer'), models.UniqueConstraint(condition=models.Q(('customer', None), ('superseded_at', None)), fields=('workspace', 'kind', 'begins_on', 'ends_on', 'language'), name='one_standing_report')],
            },
        ),
        migrations.CreateModel(
            name='ReportReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.contact')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'contact'), name='report_reader_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('name', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='one_template_of_slides')],
            },
        ),
        migrations.CreateModel(
            name='ReportTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('is_sent', models.BooleanField(default=False)),
                ('done_until', models.DateField(null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='report_terms_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='for whom')),
                ('password', models.CharField(blank=True, max_length=128)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('tries_since', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='reports.report')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReportCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('waiting', 'Waits'), ('sent', 'Sent'), ('left_out', 'Left out')], default='waiting', max_length=8)),
                ('why', models.CharField(blank=True, max_length=12)),
                ('again_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.contact')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='reports.reportshare')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'contact'], name='report_copies_of_contact')],
                'constraints': [models.UniqueConstraint(fields=('share', 'contact'), name='one_report_copy_per_person')],
            },
        ),
        migrations.CreateModel(
            name='ShareViews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='reports.reportshare')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('share', 'day'), name='one_count_per_share_and_day')],
            },
        ),
    ]
