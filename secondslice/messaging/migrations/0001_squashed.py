import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables as they stood after all of these, made at once: a new installation starts faster."""

    replaces = [('messaging', '0001_initial'), ('messaging', '0002_claim_names_worker'), ('messaging', '0003_mail_that_comes_in'), ('messaging', '0004_batches_leave_in_time'), ('messaging', '0005_ids_of_providers'), ('messaging', '0006_message_about_person'), ('messaging', '0007_chats'), ('messaging', '0008_mails_in_confidence'), ('messaging', '0009_calendar')]

    initial = True

    dependencies = [
        ('accounts', '0004_api_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('channel', models.CharField(default='mail', max_length=20)),
                ('kind', models.CharField(max_length=60)),
                ('to', models.CharField(max_length=320)),
                ('to_name', models.CharField(blank=True, max_length=200)),
                ('from_name', models.CharField(blank=True, max_length=200)),
                ('reply_to', models.CharField(blank=True, max_length=320)),
                ('language', models.CharField(max_length=10)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('payload', models.TextField(blank=True)),
                ('calendar', models.TextField(blank=True)),
                ('sealed', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('kept', 'Kept'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('is_bulk', models.BooleanField(default=False)),
                ('batch', models.UUIDField(null=True)),
                ('due_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('claim', models.CharField(blank=True, max_length=16)),
                ('sent_at', models.DateTimeField(null=True)),
                ('provider_id', models.CharField(blank=True, max_length=200)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('about', models.UUIDField(null=True)),
                ('in_confidence', models.BooleanField(default=False)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sent_at', None)), fields=['workspace', '-created_at'], name='message_not_sent'), models.Index(condition=models.Q(('sent_at', None)), fields=['is_bulk', 'due_at'], name='message_due_by_kind'), models.Index(fields=['workspace', '-created_at'], name='message_of_workspace'), models.Index(condition=models.Q(('batch__isnull', False)), fields=['workspace', 'batch'], name='message_of_batch'), models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='message_of_provider'), models.Index(condition=models.Q(('is_bulk', True), ('sent_at__isnull', False)), fields=['sent_at'], name='message_bulk_sent'), models.Index(condition=models.Q(('about__isnull', False)), fields=['workspace', 'about'], name='message_about_person')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('address', models.CharField(max_length=320)),
                ('why', models.CharField(choices=[('hard', 'There is no such mailbox'), ('soft', 'Mail came back several times'), ('complaint', 'The person called our mail spam')], max_length=9)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('since', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-since'], name='suppression_by_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('workspace', 'address'), name='suppressed_once')],
            },
        ),
        migrations.CreateModel(
            name='Chat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('slack', 'Slack'), ('teams', 'Microsoft Teams')], max_length=5)),
                ('sealed', models.TextField()),
                ('connected_at', models.DateTimeField()),
                ('waits_until', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'kind'), name='one_chat_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='InboundMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('way', models.CharField(choices=[('pipe', 'Handed in by the mail server'), ('mailbox', 'Fetched from the mailbox'), ('hook', 'Sent by the provider')], max_length=7)),
                ('received_at', models.DateTimeField()),
                ('recipient', models.CharField(blank=True, max_length=320)),
                ('sealed', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'To be read'), ('read', 'Read'), ('broken', 'Not readable')], default='waiting', max_length=7)),
                ('what', models.CharField(blank=True, choices=[('answer', 'An answer'), ('words', 'Words, passed on'), ('stop', 'Wants no more questions'), ('automatic', 'An automatic reply'), ('bounce', 'A mail that came back'), ('doubtful', 'Not from the person who was asked'), ('stray', 'Belongs to no question')], max_length=9)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('read_at', models.DateTimeField(null=True)),
                ('workspace', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-received_at'], name='inbound_of_workspace'), models.Index(fields=['received_at'], name='inbound_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Bounce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('address', models.CharField(max_length=320)),
                ('kind', models.CharField(choices=[('hard', 'There is no such mailbox'), ('soft', 'The mailbox is full or was away'), ('other', 'Refused for another reason'), ('complaint', 'Called spam by the person')], max_length=9)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('key', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('followed_at', models.DateTimeField(null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'address', '-at'], name='bounce_of_address'), models.Index(condition=models.Q(('followed_at', None)), fields=['at'], name='bounce_to_follow')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='one_bounce_per_report')],
            },
        ),
    ]
