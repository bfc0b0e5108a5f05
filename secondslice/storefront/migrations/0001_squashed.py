import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables as they stood after all of these, made at once: a new installation starts faster."""

    replaces = [('storefront', '0001_open_and_closed'), ('storefront', '0002_logo')]

    initial = True

    dependencies = [
        ('accounts', '0008_alerts_and_digest'),
    ]

    operations = [
        migrations.CreateModel(
            name='Logo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('content', models.BinaryField()),
                ('kind', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='one_logo')],
            },
        ),
        migrations.CreateModel(
            name='Storefront',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('openness', models.CharField(choices=[('off', 'Closed'), ('network', "Open in your company's network"), ('public', 'Open to everybody')], default='off', max_length=7)),
                ('networks', models.TextField(blank=True)),
                ('is_findable', models.BooleanField(default=False)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='one_storefront')],
            },
        ),
    ]
